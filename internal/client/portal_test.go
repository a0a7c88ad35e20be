package client

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/seal"
)

// portal is a stand-in for an IRP that answers what a test tells it to. The real one is tested against this client, and
// against clients that share no code with either, elsewhere.
type portal struct {
	t      *testing.T
	url    string
	keys   *keys.Set
	answer func(method, uri string, plain []byte) (data any, refusal string) // refusal is an envelope

	mu      sync.Mutex
	logins  int
	token   string
	sek     []byte
	headers http.Header // of the last call that was no login
	appKeys map[string]bool
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	set, err := keys.Default()
	if err != nil {
		t.Fatal(err)
	}
	p := &portal{t: t, keys: set, appKeys: map[string]bool{}, sek: []byte("0123456789abcdef0123456789abcdef")}
	srv := httptest.NewServer(p)
	t.Cleanup(srv.Close)
	p.url = srv.URL
	return p
}

func (p *portal) client() *Client {
	p.t.Helper()
	c, err := New(Config{
		BaseURL: p.url + "/", ClientID: "CID", ClientSecret: "CSEC", UserName: "USER", Password: "PASS",
		GSTIN: "29ZZZCS0001A1ZI", Key: &p.keys.Encryption.PublicKey,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func (p *portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Error(err)
	}
	var sent struct{ Data string }
	if len(body) > 0 {
		if err := json.Unmarshal(body, &sent); err != nil {
			p.t.Errorf("body %q: %v", body, err)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.URL.Path == "/eivital/v1.04/auth" {
		p.logIn(w, sent.Data)
		return
	}
	p.headers = r.Header
	if r.Header.Get("AuthToken") != p.token {
		_, _ = w.Write([]byte(`{"Status":0,"ErrorDetails":[{"ErrorCode":"1005","ErrorMessage":"Invalid Token"}],"Data":null,"InfoDtls":null}`))
		return
	}
	var plain []byte
	if sent.Data != "" {
		if plain, err = seal.Open(p.sek, sent.Data); err != nil {
			p.t.Errorf("payload of %s: %v", r.URL, err)
		}
	}
	data, refusal := p.answer(r.Method, r.RequestURI, plain)
	if refusal != "" {
		_, _ = w.Write([]byte(refusal))
		return
	}
	text, ok := data.(string)
	if !ok {
		b, _ := json.Marshal(data)
		text = string(b)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"Status": 1, "ErrorDetails": nil, "Data": seal.Seal(p.sek, []byte(text)), "InfoDtls": nil})
}

func (p *portal) logIn(w http.ResponseWriter, data string) {
	text, err := seal.OpenAuth(p.t.Context(), p.keys.Encryption, data)
	if err != nil {
		p.t.Errorf("login does not open: %v", err)
		return
	}
	var in struct {
		UserName, Password, AppKey string
		ForceRefreshAccessToken    *bool
	}
	if err := json.Unmarshal(text, &in); err != nil || in.UserName != "USER" || in.Password != "PASS" || in.ForceRefreshAccessToken == nil {
		p.t.Errorf("login %s: %v", text, err)
	}
	if p.appKeys[in.AppKey] {
		p.t.Errorf("the AppKey %s is used a second time", in.AppKey)
	}
	p.appKeys[in.AppKey] = true
	appKey, err := seal.ParseAppKey(in.AppKey)
	if err != nil {
		p.t.Errorf("AppKey %q: %v", in.AppKey, err)
		return
	}
	p.logins++
	p.token = "TOKEN" + string(rune('0'+p.logins))
	wrapped, err := seal.WrapSek(appKey, p.sek)
	if err != nil {
		p.t.Error(err)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"Status": 1, "ErrorDetails": nil, "InfoDtls": nil, "Data": map[string]string{
		"ClientId": "CID", "UserName": in.UserName, "AuthToken": p.token, "Sek": wrapped, "TokenExpiry": "2026-11-22 19:05:12",
	}})
}

// forget makes the portal drop its session, as when a token expires.
func (p *portal) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.token = "none"
}
