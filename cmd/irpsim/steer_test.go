package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/server"
)

// watched is an output that tells of what is written.
type watched struct {
	mu   sync.Mutex
	text bytes.Buffer
	told chan struct{} // one token for each write, and room for many
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.text.Write(p)
	w.told <- struct{}{}
	return n, err
}

// until waits for a text.
func (w *watched) until(t *testing.T, text string) string {
	t.Helper()
	for {
		w.mu.Lock()
		all := w.text.String()
		w.mu.Unlock()
		if strings.Contains(all, text) {
			return all
		}
		select {
		case <-w.told:
		case <-t.Context().Done():
			t.Fatalf("%q never came; there is %q", text, all)
		}
	}
}

func startServer(t *testing.T) string {
	t.Helper()
	srv, err := server.Start(t.Context(), server.Config{Listen: "127.0.0.1:0", Ephemeral: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := srv.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return srv.Info().HTTP
}

func TestFollow(t *testing.T) {
	t.Parallel()
	url := startServer(t)
	env := func(name string) string { return map[string]string{"IRPSIM_URL": url}[name] }
	login := func() {
		t.Helper()
		resp, err := http.Post(url+"/eivital/v1.04/auth", "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
	}
	login()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	outputs := []*watched{{told: make(chan struct{}, 1000)}, {told: make(chan struct{}, 1000)}, {told: make(chan struct{}, 1000)}}
	flags := [][]string{nil, {"--json"}, {"--api", "auth", "--limit", "1"}}
	talk := make([]bytes.Buffer, len(outputs))
	codes := make([]int, len(outputs))
	var ended sync.WaitGroup
	for i, out := range outputs {
		ended.Go(func() {
			codes[i] = run(ctx, append([]string{"journal", "--follow"}, flags[i]...), strings.NewReader(""), out, &talk[i], env)
		})
	}
	for i, first := range []string{"\n1 ", `{"id":1,`, "\n1 "} {
		outputs[i].until(t, first)
	}
	resp, err := http.Get(url + "/eicore/v1.03/Invoice/rejectedirns")
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	login()
	for i, last := range []string{"\n3 ", `{"id":3,`, "\n3 "} {
		all := outputs[i].until(t, last)
		if lines := strings.Count(all, "\n"); i < 2 && lines != 4-i || i == 2 && lines != 3 {
			t.Errorf("%v printed %d lines, each exchange belongs there once:\n%s", flags[i], lines, all)
		}
	}
	if all := outputs[2].until(t, "auth"); strings.Contains(all, "rejected") {
		t.Errorf("--api auth shows another call:\n%s", all)
	}
	interrupt()
	ended.Wait()
	for i, code := range codes {
		if code != exitOK || talk[i].Len() > 0 {
			t.Errorf("%v ended with %d, want 0 when interrupted; stderr %q", flags[i], code, talk[i].String())
		}
	}
}

func TestFollowEndsWithTheStream(t *testing.T) {
	t.Parallel()
	a := &app{stdout: &bytes.Buffer{}, getenv: func(string) string { return "" }}
	f := &follower{a: a}
	if err := f.events(strings.NewReader("id: 1\ndata: {\"id\":1,\"api\":\"auth\"}\n\n")); err == nil || !strings.Contains(err.Error(), "ended the stream") {
		t.Errorf("the end of the stream gives %v, want an error", err)
	}
	if f.last != 1 {
		t.Errorf("exchange 1 was not shown")
	}
	if err := f.events(strings.NewReader("data: nonsense\n")); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("nonsense gives %v, want an error", err)
	}
}

// TestAwaitIsPatient waits longer than one call of the control API may.
func TestAwaitIsPatient(t *testing.T) {
	t.Parallel()
	var asked []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Query().Get("timeout"))
		if len(asked) < 3 {
			w.WriteHeader(http.StatusRequestTimeout)
			_, _ = w.Write([]byte(`{"detail":"0 of 1 exchanges came"}`))
			return
		}
		_, _ = w.Write([]byte(`[{"id":7,"api":"auth","http_status":200}]`))
	}))
	defer srv.Close()
	code, out, talk := execute(t, nil, "", "journal", "await", "--timeout", "150s", "--url", srv.URL)
	if code != exitOK || !strings.Contains(out, "\n7 ") || strings.Join(asked, " ") != "1m0s 1m0s 30s" {
		t.Errorf("ended with %d after waiting %v\n%s%s", code, asked, out, talk)
	}
}

func TestGiven(t *testing.T) {
	t.Parallel()
	a := &app{stdin: strings.NewReader("from stdin")}
	for arg, want := range map[string]string{
		"-": "from stdin", "qdTm/a+b==": "qdTm/a+b==", `{"a":1.5}`: `{"a":1.5}`, "a.b.sixchars": "a.b.sixchars", ".": ".",
	} {
		if got, err := a.given(arg); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v; want %q", arg, got, err, want)
		}
	}
	if got, err := a.given("nowhere/invoice.json"); err == nil {
		t.Errorf("a file that is not there gave %q", got)
	}
}

func TestComplete(t *testing.T) {
	t.Parallel()
	parser, err := newParser(new(commands), &bytes.Buffer{}, &bytes.Buffer{}, func() {})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ words, want string }{
		{"fau", "fault"},
		{"fault |", "add clear list remove"},
		{"fault add --ti", "--times"},
		{"journal aw", "await"},
		{"journal --fo", "--follow"}, // of journal show, which need not be written
		{"journal 1 |", ""},
		{"cover --format |", "html json junit text"},
		{"cover --format j", "json junit"},
		{"cover --format json --su", "--sum"},
		{"cover -o --su", ""}, // a name of a file
		{"cover --sum --mu", "--must"},
		{"completion |", "bash fish zsh"},
		{"--li", "--listen --listen-tls"}, // of serve
		{"__", ""},
		{"nonsense |", ""},
	}
	for _, tt := range tests {
		words := strings.Fields(tt.words)
		if words[len(words)-1] == "|" {
			words[len(words)-1] = ""
		}
		if got := strings.Join(complete(parser.Model.Node, words), " "); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.words, got, tt.want)
		}
	}
}

func TestAgents(t *testing.T) {
	t.Parallel()
	for _, l := range diagnose.Languages() {
		if got := diagnose.LanguageOf(agents()[l]); got != l {
			t.Errorf("the agent %q of %s is taken for %s", agents()[l], l, got)
		}
	}
}

func TestDataOf(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"Data":"abc="}`:                "abc=",
		`{"Status":"1","Data":"a+/b"}`:   "a+/b",
		`{"Data":{"UserName":"u"}}`:      `{"UserName":"u"}`,
		`{"Data":null}`:                  `{"Data":null}`,
		`{"UserName":"u"}`:               `{"UserName":"u"}`,
		"abc=\r\n":                       "abc=",
		" abc=":                          " abc=",
		"\xEF\xBB\xBFabc=":               "\xEF\xBB\xBFabc=",
		`"abc="`:                         `"abc="`,
		"":                               "",
		`{"Data":"` + "a\\u002bb" + `"}`: "a+b",
	} {
		if got := dataOf([]byte(in)); got != want {
			t.Errorf("dataOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPainter(t *testing.T) {
	t.Parallel()
	if got := painter(false).bad("x"); got != "x" {
		t.Errorf("without colours: %q", got)
	}
	if got := painter(true).bad("x"); got != "\x1b[31mx\x1b[0m" {
		t.Errorf("with colours: %q", got)
	}
	e := exchange{ID: 1, Codes: []string{"2150"}}
	if plain, coloured := e.row(false), e.row(true); strings.Contains(plain, "\x1b") || !strings.Contains(coloured, "\x1b[31m2150") {
		t.Errorf("rows are %q and %q", plain, coloured)
	}
}

func TestSeen(t *testing.T) {
	t.Parallel()
	if got, want := seen(12, slices.Repeat([]uint64{7}, 12)), "12 times, in the journal as 7, 7, 7, 7, 7, 7, 7, 7, 7, 7 …"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
