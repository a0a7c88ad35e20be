package journal_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/internal/journal"
)

func TestMask(t *testing.T) {
	t.Parallel()
	tests := []struct{ secret, want string }{
		{"", ""},
		{"a", "…"},
		{"1234567", "…"},
		{"12345678", "12…78"},
		{"irpsimClientSecret01", "ir…01"},
		{"ir…01", "ir…01"},
		{"…", "…"},
		{"पासवर्ड₹२०२६", "पा…२६"},
		{"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7", "…"},
	}
	for _, tt := range tests {
		if got := journal.Mask(tt.secret); got != tt.want {
			t.Errorf("Mask(%q) = %q, want %q", tt.secret, got, tt.want)
		}
	}
}

func TestMaskHeaders(t *testing.T) {
	t.Parallel()
	in := map[string][]string{
		"Client_id":        {"IRPSIM29TXP0001"},
		"Client_secret":    {"irpsimClientSecret01"},
		"client-secret":    {"irpsimClientSecret01", "anotherSecret02"},
		"AUTHTOKEN":        {"5GGo3hKqPSvbHwRImTjIxeMKQ"},
		"Auth-Token":       {"5GGo3hKqPSvbHwRImTjIxeMKQ"},
		"password":         {"Irpsim@2026"},
		"Authorization":    {"Bearer abcdefgh"},
		"User_name":        {"irpsim_user"},
		"X-Client-Secrets": {"of some gateway"},
		"X-Auth-Token":     {"of some gateway"},
		"Ewbpwd":           {"of some gateway"},
		"Content-Type":     {"application/json"},
	}
	want := map[string]string{
		"Client_id":        "IRPSIM29TXP0001",
		"Client_secret":    "ir…01",
		"client-secret":    "ir…01, an…02",
		"AUTHTOKEN":        "5G…KQ",
		"Auth-Token":       "5G…KQ",
		"password":         "Ir…26",
		"Authorization":    "Be…gh",
		"User_name":        "irpsim_user",
		"X-Client-Secrets": "of…ay",
		"X-Auth-Token":     "of…ay",
		"Ewbpwd":           "of…ay",
		"Content-Type":     "application/json",
	}
	if diff := cmp.Diff(want, journal.MaskHeaders(in)); diff != "" {
		t.Errorf("MaskHeaders (-want +got):\n%s", diff)
	}
	if got := in["Client_secret"][0]; got != "irpsimClientSecret01" {
		t.Errorf("MaskHeaders changed the request's own header to %q", got)
	}
}

func TestMaskText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"login", `{"UserName":"u","Password":"Irpsim@2026","AppKey":"AAECAwQFBgc=","ForceRefreshAccessToken":false}`,
			`{"UserName":"u","Password":"Ir…26","AppKey":"AA…c=","ForceRefreshAccessToken":false}`},
		{"answer", `{"Status":1,"Data":{"AuthToken":"5GGo3hKqPSvbHwRImTjIxeMKQ","Sek":"c2Vrc2Vrc2Vr"},"InfoDtls":null}`,
			`{"Status":1,"Data":{"AuthToken":"5G…KQ","Sek":"c2…Vr"},"InfoDtls":null}`},
		{"layout stays", "{ \"password\" :\n\t\"Irpsim@2026\" , \"n\" : 1.00 }", "{ \"password\" :\n\t\"Ir…26\" , \"n\" : 1.00 }"},
		{"escaped name", `{"\u0050assword":"Irpsim@2026"}`, `{"\u0050assword":"Ir…26"}`},
		{"escaped value", `{"Password":"a\"b\\cdefghij"}`, `{"Password":"a\"…ij"}`},
		{"short", `{"sek":"abc"}`, `{"sek":"…"}`},
		{"number", `{"Password":12345678,"n":1}`, `{"Password":"…","n":1}`},
		{"words", `{"Password":null,"AuthToken":true}`, `{"Password":null,"AuthToken":true}`},
		{"in a list", `{"Password":["Irpsim@2026",{"x":"Irpsim@2026"}],"y":"plain text"}`, `{"Password":["Ir…26",{"x":"Ir…26"}],"y":"plain text"}`},
		{"a value like a name", `{"field":"Password","x":"visible value"}`, `{"field":"Password","x":"visible value"}`},
		{"name without value", `{"Password":,"x":"visible value"}`, `{"Password":,"x":"visible value"}`},
		{"cut off", `{"Password":"Irpsim@2026`, `{"Password":"Ir…26"`},
		{"cut off in an escape", `{"Password":"Irpsim@20\`, `{"Password":"Ir…0\\"`},
		{"too many brackets", `}}]{"Password":["Irpsim@2026"]}`, `}}]{"Password":["Ir…26"]}`},
		{"envelope", `{"Data":"c2VhbGVk"}`, `{"Data":"c2VhbGVk"}`},
		{"no JSON", `Password Irpsim@2026`, `Password Irpsim@2026`},
		{"empty", ``, ``},
		{"a login that nobody sealed", `{"Data":"{\"Password\":\"Irpsim@2026\"}"}`, `{"Data":"{\"Password\":\"Ir…26\"}"}`},
		{"in Base64", `{"Data":"` + b64(`{"Password":"Irpsim@2026"}`) + `"}`, `{"Data":"` + b64(`{"Password":"Ir…26"}`) + `"}`},
		{"twice in Base64", `{"Data":"` + b64(b64(`{"Password":"Irpsim@2026"}`)) + `"}`, `{"Data":"` + b64(b64(`{"Password":"Ir…26"}`)) + `"}`},
		{"Base64 of something else", `{"Data":"` + b64(`{"No":"A/1"}`) + `"}`, `{"Data":"` + b64(`{"No":"A/1"}`) + `"}`},
		{"a signed token", `{"Data":"eyJhbGciOiJSUzI1NiJ9.eyJQYXNzd29yZCI6MX0.c2ln"}`, `{"Data":"eyJhbGciOiJSUzI1NiJ9.eyJQYXNzd29yZCI6MX0.c2ln"}`},
		{"form", `UserName=u&Password=Irpsim@2026:7&x=1`, `UserName=u&Password=Ir…:7&x=1`},
		{"XML", `<a:Login><UserName>u</UserName><a:Password x="1">Irpsim@2026</a:Password></a:Login>`, `<a:Login><UserName>u</UserName><a:Password x="1">Ir…26</a:Password></a:Login>`},
		{"form with other separators", `x=1;Password=Irpsim@2026&`, `x=1;Password=Ir…26&`},
		{"cut off XML", `<Password>Irpsim@2026`, `<Password>Ir…26`},
		{"a dictionary of Python", `{'Password': 'Irpsim, 2026', 'x': 'visible'}`, `{'Password': "…", 'x': 'visible'}`},
		{"an object of JavaScript", `{Password: "Irpsim@2026", x: "visible"}`, `{Password: "Ir…26", x: "visible"}`},
		{"a colon in a broken value", `{"Password": 1234:5678}`, `{"Password": "…":5678}`},
	}
	for _, tt := range tests {
		if got := journal.MaskText(tt.text); got != tt.want {
			t.Errorf("%s: MaskText(%s) = %s, want %s", tt.name, tt.text, got, tt.want)
		}
	}
}

// TestMaskManyTokens: the time is linear in the text; squared, a request of the largest size would take minutes.
func TestMaskManyTokens(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	for _, piece := range []string{"<a>", "<", "<Password>", "{", "[{", `{"`, "'", "a:", "=", "a=1&", "Password=1&", ";", "eyJ", `"eyJ`, `"\"`, `\`, `{Password:'`, ` `, `"a" `} {
		text := strings.Repeat(piece, size/len(piece))
		for _, before := range []string{"", `{"Password":[`, "<", "x"} {
			if got := journal.MaskText(before + text); got == "" {
				t.Errorf("%q many times: nothing is left", before+piece)
			}
		}
	}
}

func b64(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func TestMaskEntry(t *testing.T) {
	t.Parallel()
	e := journal.Entry{
		Path:     "/v1/login?user=u&client_secret=irpsimClientSecret01&Auth%54oken=5GGo3hKqPSvbHwRImTjIxeMKQ&flag&a;password=Irpsim@2026",
		Request:  journal.Message{Body: `{"data":"x"}`, Cipher: b64(`{"Password":"Irpsim@2026"}`), Plain: `{"Password":"Irpsim@2026"}`},
		Response: journal.Message{Body: `{"Data":{"Sek":"c2Vrc2Vrc2Vr"}}`},
	}
	journal.MaskEntry(&e)
	want := journal.Entry{
		Path:     "/v1/login?user=u&client_secret=ir…01&Auth%54oken=5G…KQ&flag&a;password=Ir…26",
		Request:  journal.Message{Body: `{"data":"x"}`, Cipher: b64(`{"Password":"Ir…26"}`), Plain: `{"Password":"Ir…26"}`},
		Response: journal.Message{Body: `{"Data":{"Sek":"c2…Vr"}}`},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("MaskEntry (-want +got):\n%s", diff)
	}
}

func FuzzMaskText(f *testing.F) {
	f.Add(`{"a":[`, `Irpsim@2026`, `]}`)
	f.Add(``, `\"x\\y`, ` , "AuthToken" : 5 }`)
	f.Fuzz(func(t *testing.T, before, secret, after string) {
		// Whatever stands around it: valid text stays valid and keeps its other members.
		text := before + `{"Password":"` + secret + `"}` + after
		masked := journal.MaskText(text)
		if json.Valid([]byte(text)) != json.Valid([]byte(masked)) && json.Valid([]byte(text)) {
			t.Errorf("%q was JSON, masked it is %q", text, masked)
		}
		if again := journal.MaskText(masked); json.Valid([]byte(text)) && again != masked {
			t.Errorf("masked twice: %q, once: %q", again, masked)
		}
		// A secret that is a plain word never shows when the text around it is sound.
		word := len(secret) >= 8 && strings.Trim(secret, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
		if word && json.Valid([]byte(text)) && !strings.Contains(before+after, secret) && strings.Contains(masked, secret) {
			t.Errorf("%q still shows %q: %q", text, secret, masked)
		}
	})
}

func BenchmarkMaskText(b *testing.B) {
	document := `{"Version":"1.1","ItemList":[` + strings.Repeat(`{"SlNo":"1","PrdDesc":"Rice \"Basmati\"","UnitPrice":99.50,"IsServc":"N"},`, 1000) + `{}]}`
	b.SetBytes(int64(len(document)))
	b.ReportAllocs()
	for b.Loop() {
		journal.MaskText(document)
	}
}

func BenchmarkAdd(b *testing.B) {
	j := journal.New(5000, 64<<20)
	body := strings.Repeat("x", 6000)
	b.ReportAllocs()
	for b.Loop() {
		e := entry(1)
		e.Request.Body, e.Response.Body = body, body
		j.Add(e)
	}
}
