package client

import (
	"context"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/internal/keys"
)

const registered = `{"AckNo":112610000000123,"AckDt":"2026-11-22 12:31:07","Irn":"14832aa8","SignedInvoice":"a.b.c",` +
	`"SignedQRCode":"d.e.f","Status":"ACT","EwbNo":null,"EwbDt":null,"EwbValidTill":null,"Remarks":null}`

func TestCalls(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	var method, uri, sent string
	p.answer = func(m, u string, plain []byte) (any, string) {
		method, uri, sent = m, u, string(plain)
		if strings.HasSuffix(u, "/Cancel") {
			return `{"Irn":"14832aa8","CancelDate":"2026-11-22 12:40:00"}`, ""
		}
		return registered, ""
	}
	c := p.client()
	ctx := context.Background()
	tests := []struct {
		name              string
		call              func() (string, error)
		method, uri, sent string
		want              string
	}{
		{"generate", func() (string, error) {
			r, err := c.Generate(ctx, []byte(`{"Version":"1.1"}`))
			return fmt.Sprint(r), err
		},
			"POST", "/eicore/v1.03/Invoice", `{"Version":"1.1"}`, "112610000000123 2026-11-22 12:31:07 14832aa8 a.b.c d.e.f ACT"},
		{"get", func() (string, error) { r, err := c.Get(ctx, "14832aa8"); return fmt.Sprint(r), err },
			"GET", "/eicore/v1.03/Invoice/irn/14832aa8", "", "112610000000123"},
		{"get by document", func() (string, error) {
			r, err := c.GetByDoc(ctx, "INV", "A/1", "22/11/2026")
			return fmt.Sprint(r), err
		},
			"GET", "/eicore/v1.03/Invoice/irnbydocdetails?docdate=22%2F11%2F2026&docnum=A%2F1&doctype=INV", "", "112610000000123"},
		{"cancel", func() (string, error) {
			r, err := c.Cancel(ctx, "14832aa8", "2", "Data entry mistake")
			return fmt.Sprint(r), err
		},
			"POST", "/eicore/v1.03/Invoice/Cancel", `{"Irn":"14832aa8","CnlRsn":"2","CnlRem":"Data entry mistake"}`, "2026-11-22 12:40:00"},
	}
	for _, tt := range tests {
		got, err := tt.call()
		if err != nil || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s, %v; want %s", tt.name, got, err, tt.want)
		}
		if method != tt.method || uri != tt.uri || sent != tt.sent {
			t.Errorf("%s sent %s %s %s; want %s %s %s", tt.name, method, uri, sent, tt.method, tt.uri, tt.sent)
		}
	}
	for name, want := range map[string]string{
		"Client_id": "CID", "Client_secret": "CSEC", "Gstin": "29ZZZCS0001A1ZI", "User_name": "USER", "Authtoken": "TOKEN1",
	} {
		if got := p.headers.Get(name); got != want {
			t.Errorf("header %s is %q, want %q", name, got, want)
		}
	}
	if token, expiry := c.Session(); p.logins != 1 || token != "TOKEN1" || expiry != "2026-11-22 19:05:12" {
		t.Errorf("%d logins, session %s till %s; want one", p.logins, token, expiry)
	}
}

func TestLoginAgainOn1005(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.answer = func(string, string, []byte) (any, string) { return registered, "" }
	c := p.client()
	if err := c.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.forget()
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			if _, err := c.Get(t.Context(), "x"); err != nil {
				t.Errorf("get after the token expired: %v", err)
			}
		})
	}
	wait.Wait()
	if p.logins != 2 {
		t.Errorf("%d logins, want 2: one at first and one for all callers together", p.logins)
	}
}

func TestLoginAgainOnlyOnce(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.answer = func(string, string, []byte) (any, string) {
		return nil, `{"Status":0,"ErrorDetails":[{"ErrorCode":"1005","ErrorMessage":"Invalid Token"}],"Data":null,"InfoDtls":null}`
	}
	_, err := p.client().Get(t.Context(), "x")
	if r, ok := errors.AsType[*Refusal](err); !ok || !r.Has("1005") || p.logins != 2 {
		t.Errorf("got %v after %d logins, want 1005 after 2", err, p.logins)
	}
}

func TestRefusal(t *testing.T) {
	t.Parallel()
	const details = `[{"ErrorCode":"2150","ErrorMessage":"Duplicate IRN"}]`
	const info = `[{"InfCd":"DUPIRN","Desc":{"AckNo":112410193157267,"AckDt":"2024-09-02 18:35:00","Irn":"51fc"}}]`
	tests := []struct{ name, envelope, text, earlier string }{
		{"array", `{"Status":0,"ErrorDetails":` + details + `,"Data":null,"InfoDtls":` + info + `}`,
			"refused: 2150 Duplicate IRN", "112410193157267 2024-09-02 18:35:00 51fc"},
		{"base64 and status as text", `{"Status":"0","ErrorDetails":"` + base64.StdEncoding.EncodeToString([]byte(details)) + `","InfoDtls":null}`,
			"refused: 2150 Duplicate IRN", ""},
		{"two", `{"Status":0,"ErrorDetails":[{"ErrorCode":"3028","ErrorMessage":"a"},{"ErrorCode":"2265","ErrorMessage":"b"}]}`,
			"refused: 3028 a; 2265 b", ""},
		{"something else", `{"Status":0,"ErrorDetails":{"x":1}}`, `refused: {"x":1}`, ""},
		{"nothing", `{"Status":0,"ErrorDetails":[]}`, "refused without a reason", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			p.answer = func(string, string, []byte) (any, string) { return nil, tt.envelope }
			_, err := p.client().Generate(t.Context(), []byte(`{}`))
			r, ok := errors.AsType[*Refusal](err)
			if !ok || r.Error() != tt.text || r.HTTPStatus != 200 || len(r.Codes()) != len(r.Errors) {
				t.Fatalf("got %v, want %s", err, tt.text)
			}
			d, ok := r.Duplicate()
			if got := strings.TrimSpace(fmt.Sprint(d.AckNo, " ", d.AckDt, " ", d.Irn)); ok != (tt.earlier != "") || got != tt.earlier {
				t.Errorf("earlier registration %q, want %q", got, tt.earlier)
			}
		})
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, want string }{
		{"a page", "<html>\n bad gateway</html>", "HTTP 502, not the portal's envelope: <html> bad gateway</html>"},
		{"empty", "", "an empty body"},
		{"other JSON", `{"Message":"No HTTP resource was found"}`, "check the base URL"},
		{"login without a token", `{"Status":1,"Data":{}}`, "no AuthToken"},
		{"login with a wrong Sek", `{"Status":1,"Data":{"AuthToken":"x","Sek":"AAAA"}}`, "does not open with our AppKey"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusBadGateway)
				_, _ = w.Write([]byte(tt.body))
			}))
			defer srv.Close()
			p := newPortal(t)
			c := p.client()
			c.base = srv.URL
			if err := c.Login(t.Context()); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestOpenedAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.answer = func(string, string, []byte) (any, string) { return `[]`, "" }
	c := p.client()
	if _, err := c.Get(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "no Irn") {
		t.Errorf("get of an array: %v, want an error that says no Irn", err)
	}
	if _, err := c.Cancel(t.Context(), "x", "1", "y"); err == nil {
		t.Error("cancel answered with an array succeeded")
	}
	p.answer = func(string, string, []byte) (any, string) { return nil, `{"Status":1,"Data":"AAAA","InfoDtls":null}` }
	if _, err := c.Get(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "does not open with our Sek") {
		t.Errorf("get of a wrong cipher text: %v", err)
	}
	p.answer = func(string, string, []byte) (any, string) { return nil, `{"Status":1,"Data":null,"InfoDtls":null}` }
	if _, err := c.Get(t.Context(), "x"); err == nil {
		t.Error("get without Data succeeded")
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	good := p.client().conf
	tests := []struct {
		name   string
		change func(*Config)
	}{
		{"base URL", func(c *Config) { c.BaseURL = "127.0.0.1:7017" }},
		{"public key", func(c *Config) { c.Key = nil }},
		{"client id", func(c *Config) { c.ClientID = "" }},
		{"client secret", func(c *Config) { c.ClientSecret = "" }},
		{"user name", func(c *Config) { c.UserName = "" }},
		{"password", func(c *Config) { c.Password = "" }},
		{"GSTIN", func(c *Config) { c.GSTIN = "" }},
	}
	for _, tt := range tests {
		conf := good
		tt.change(&conf)
		if _, err := New(conf); err == nil || !strings.Contains(err.Error(), tt.name) {
			t.Errorf("without %s: %v", tt.name, err)
		}
	}
	long := good
	long.Password = strings.Repeat("x", 200)
	c, err := New(long)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Login(t.Context()); err == nil || !strings.Contains(err.Error(), "shorter") {
		t.Errorf("login that does not fit: %v", err)
	}
}

func TestPublicKeyForms(t *testing.T) {
	t.Parallel()
	set, err := keys.Default()
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(set.EncryptionPEM())
	bare := base64.StdEncoding.EncodeToString(block.Bytes)
	forms := map[string][]byte{
		"PEM of a key":            set.EncryptionPEM(),
		"PEM of a certificate":    pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: set.EncryptionDER()}),
		"DER of a certificate":    set.EncryptionDER(),
		"DER of a key":            block.Bytes,
		"bare base64 of a key":    []byte(bare),
		"base64 in lines":         []byte(bare[:64] + "\r\n" + bare[64:] + "\n"),
		"base64 of a certificate": []byte(base64.StdEncoding.EncodeToString(set.EncryptionDER())),
	}
	for name, text := range forms {
		got, err := ParsePublicKey(text)
		if err != nil || !got.Equal(&set.Encryption.PublicKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{"", "x", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", strings.Repeat("A", maxKey+1),
		"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqa9pYlrYdeVh1+9lfCHtB5JwYW9oUZOGhmA2dO7cF1p6Kfqz1CB3Z5jGZr5lkbDBS9eLMbxM5N5h0g3K0Y8h2A=="} {
		if _, err := ParsePublicKey([]byte(bad)); err == nil {
			t.Errorf("%.60q was read as a key", bad)
		}
	}
}

func TestFetchKey(t *testing.T) {
	t.Parallel()
	set, err := keys.Default()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != KeyPath || r.Header.Get("Authorization") != "Bearer T" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write(set.EncryptionPEM())
	}))
	defer srv.Close()
	if key, err := FetchKey(t.Context(), nil, srv.URL, "T"); err != nil || !key.Equal(&set.Encryption.PublicKey) {
		t.Errorf("with the token: %v", err)
	}
	if _, err := FetchKey(t.Context(), srv.Client(), srv.URL, ""); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("without the token: %v, want 401", err)
	}
}

func FuzzParsePublicKey(f *testing.F) {
	set, err := keys.Default()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(set.EncryptionPEM())
	f.Add(set.EncryptionDER())
	f.Add([]byte("AAAA"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if key, err := ParsePublicKey(text); err == nil && (key == nil || key.N == nil) {
			t.Errorf("%q gives no key and no error", text)
		}
	})
}
