package server_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/seal"
)

// TestDiagnosis: the wire says what the portal says, the journal names the mistake.
func TestDiagnosis(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.raw()
	appKey := []byte(strings.Repeat("k", 32))
	inner := `{"UserName":"irpsim_user","Password":"Irpsim@2026","AppKey":"` + base64.StdEncoding.EncodeToString(appKey) + `"}`
	bare, err := seal.SealRSA(chance.New(nil, ""), r.key, []byte(inner))
	if err != nil {
		t.Fatal(err)
	}
	_, answer := r.send("/eivital/v1.04/auth", `{"Data":"`+bare+`"}`, r.headers)
	if !strings.Contains(answer, "Application Error in Auth") {
		t.Errorf("the wire says %s", answer)
	}
	s.named("login-json-bare")

	_, answer = r.send("/eivital/v1.04/auth", r.login104(inner), r.headers)
	var login struct {
		Data struct{ AuthToken, Sek string }
	}
	if err := json.Unmarshal([]byte(answer), &login); err != nil {
		t.Fatal(err)
	}
	r.headers["AuthToken"] = login.Data.AuthToken
	_, answer = r.send("/eicore/v1.03/Invoice", `{"Data":"`+seal.Seal(appKey, document(t, "b2b", "D/1", 1))+`"}`, r.headers)
	if !strings.Contains(answer, `"5002"`) {
		t.Errorf("the wire says %s", answer)
	}
	s.named("appkey-as-sek")
}

// named checks that the newest exchange has a note of a crypto mistake whose id contains id.
func (s *sim) named(id string) {
	s.t.Helper()
	var entries []struct {
		Notes []struct{ Rule, Text string }
	}
	s.control("GET", "/journal?limit=1", "", 200, &entries)
	for _, n := range entries[0].Notes {
		if strings.HasPrefix(n.Rule, "crypto/") && strings.Contains(n.Rule, id) && n.Text != "" {
			return
		}
	}
	s.t.Errorf("the journal notes %+v, want a crypto mistake %s", entries[0].Notes, id)
}
