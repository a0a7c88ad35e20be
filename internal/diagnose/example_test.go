package diagnose

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// TestExamplesWereRun checks what every published example produced when it was run, and that it is still the same example.
func TestExamplesWereRun(t *testing.T) {
	t.Parallel()
	const answer = `{"Irn":"706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7","CancelDate":"2022-09-17 18:09:00"}`
	run := map[string]bool{}
	for _, row := range rows(t, "testdata/examples.tsv", 5) {
		topic, language := Topic(row[0]), Language(row[1])
		text := Example(topic, language)
		sum := sha256.Sum256([]byte(strings.ReplaceAll(text, "\r\n", "\n")))
		if hex.EncodeToString(sum[:]) != row[2] {
			t.Errorf("the %s example in %s is not the one that was run: run testdata/examples/run.sh", topic, language)
		}
		run[row[0]+row[1]] = true
		if topic == PayloadTopic {
			if d := Diagnose(Request{Stage: Payload, Data: row[3]}, knowledge(t)); !d.OK || row[3] != sealed(sek(), document) {
				t.Errorf("payload in %s: %s", language, d.Text())
			}
			if row[4] != answer {
				t.Errorf("the payload example in %s opened %q, want %q", language, row[4], answer)
			}
			continue
		}
		c := &inquiry{req: Request{Stage: Auth, Data: row[4]}, know: knowledge(t), data: row[4]}
		body, ok := c.walkLogin()
		if want := `"AppKey":"` + row[3] + `"`; !ok || !strings.Contains(string(body), want) || !strings.Contains(string(body), `"Password":"`+password+`"`) {
			t.Errorf("login in %s: %s; want it to hold %s", language, body, want)
		}
		if d := Diagnose(c.req, knowledge(t)); !d.OK {
			t.Errorf("login in %s: %s", language, d.Text())
		}
	}
	for _, topic := range []Topic{LoginTopic, PayloadTopic} {
		for _, language := range Languages() {
			if !run[string(topic)+string(language)] {
				t.Errorf("the %s example in %s was never run", topic, language)
			}
			if text := Example(topic, language); len(text) < 400 || len(text) > 2500 || strings.Contains(text, "TODO") {
				t.Errorf("the %s example in %s has %d bytes", topic, language, len(text))
			}
		}
	}
	if Example("both", Go) != "" || Example(LoginTopic, "cobol") != "" {
		t.Error("there is an example of an unknown topic or language")
	}
}

func TestLanguageOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		agent string
		want  Language
	}{
		{"curl/8.5.0", OpenSSL},
		{"Go-http-client/1.1", Go},
		{"python-requests/2.32.3", Python},
		{"Python-urllib/3.11", Python},
		{"Python/3.12 aiohttp/3.9.5", Python},
		{"axios/1.7.2", Node},
		{"node", Node},
		{"PostmanRuntime/7.39.0", Node},
		{"Java/17.0.15", Java},
		{"Java-http-client/21", Java},
		{"okhttp/4.12.0", Java},
		{"Apache-HttpClient/4.5.14 (Java/1.8.0_402)", Java},
		{"RestSharp/111.4.0.0", CSharp},
		{"Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000)", CSharp},
		{"GuzzleHttp/7", PHP},
		{"Symfony HttpClient (Curl)", PHP},
		{"", OpenSSL},
		{strings.Repeat("x", 1<<20) + "python", OpenSSL},
	}
	for _, tt := range tests {
		if got := LanguageOf(tt.agent); got != tt.want {
			t.Errorf("LanguageOf(%.60q) = %s, want %s", tt.agent, got, tt.want)
		}
	}
	d := Diagnose(Request{Stage: Payload, Data: "[B@6d06d69c"}, knowledge(t))
	if d.Language != Java || d.Example != Example(PayloadTopic, Java) || !strings.Contains(d.Mistake.Hint, "Base64.getEncoder()") {
		t.Errorf("what Java printed: language %s, hint %q", d.Language, d.Mistake.Hint)
	}
	d = Diagnose(Request{Stage: Payload, Data: "[B@6d06d69c", UserAgent: "GuzzleHttp/7"}, knowledge(t))
	if d.Language != PHP {
		t.Errorf("what Java printed, sent by Guzzle: language %s, want the header to count", d.Language)
	}
}
