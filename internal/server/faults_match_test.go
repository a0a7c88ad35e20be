package server_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/seal"
)

// TestFaultMatches tells calls apart by name, GSTIN, document and IRN, whether the request says these itself or only the
// store knows.
func TestFaultMatches(t *testing.T) {
	t.Parallel()
	s := start(t)
	w := s.wire()
	r, err := s.client().Generate(t.Context(), document(t, "b2b", "MA/1", 1))
	if err != nil {
		t.Fatal(err)
	}
	again := document(t, "b2b", "MA/1", 1)
	get := "/eicore/v1.03/Invoice/irn/" + r.Irn
	byDoc := "/eicore/v1.03/Invoice/irnbydocdetails?doctype=INV&docdate=22/11/2026&docnum=" + url.QueryEscape("MA/1")
	cancel := func() heard {
		return w.exchange("POST", "/eicore/v1.03/Invoice/Cancel", `{"Data":"`+seal.Seal(w.sek, []byte(asJSON(map[string]string{"Irn": r.Irn, "CnlRsn": "9", "CnlRem": "x"})))+`"}`)
	}
	calls := map[string]func() heard{
		"generate": func() heard { return w.generate(again) },
		"other":    func() heard { return w.generate(document(t, "b2b", "MA/2", 1)) },
		"get":      func() heard { return w.get(get) },
		"getbydoc": func() heard { return w.get(byDoc) },
		"cancel":   cancel,
		"gstin":    func() heard { return w.get("/eivital/v1.04/Master/gstin/29ZZZCS0001A1ZI") },
		"sup":      func() heard { return w.get(get, "sup_gstin", "27ZZZCS0001A1ZM") },
		"login":    func() heard { return w.login() },
	}
	tests := []struct{ match, want string }{
		{`{}`, "cancel generate get getbydoc gstin login other sup"},
		{`{"api":"get"}`, "get sup"}, {`{"api":"get*"}`, "get getbydoc sup"}, {`{"api":"auth"}`, "login"},
		{`{"gstin":"29ZZZCS0001A1ZI"}`, "cancel generate get getbydoc gstin login other sup"}, {`{"gstin":"27*"}`, "sup"},
		{`{"doc_no":"ma/1"}`, "cancel generate get getbydoc sup"}, {`{"doc_no":"MA/2"}`, "other"}, {`{"doc_no":"MA/*","api":"generate"}`, "generate other"},
		{`{"irn":"` + r.Irn + `"}`, "cancel generate get getbydoc sup"}, {`{"irn":"` + strings.ToUpper(r.Irn[:9]) + `*","api":"cancel"}`, "cancel"},
		{`{"doc_no":"MA/1","gstin":"27*"}`, "sup"}, {`{"doc_no":"MA/3"}`, ""},
	}
	for _, tt := range tests {
		id := s.fault(`{"match":` + tt.match + `,"do":{"before":"503"}}`)
		var struck []string
		for name, call := range calls {
			if h := call(); h.status == 503 {
				struck = append(struck, name)
			}
		}
		slices.Sort(struck)
		if got := strings.Join(struck, " "); got != tt.want {
			t.Errorf("match %s struck %q, want %q", tt.match, got, tt.want)
		}
		s.control("DELETE", "/faults/"+id, "", 204, nil)
	}
}

// TestFaultsAtTheEwayFace: codes in that system's words, its own login, and actions by their name.
func TestFaultsAtTheEwayFace(t *testing.T) {
	t.Parallel()
	s := start(t)
	w := s.wire()
	act := func(action, plain string, headers ...string) heard {
		return w.exchange("POST", "/ewaybillapi/v1.03/ewayapi", `{"action":"`+action+`","data":"`+seal.Seal(w.sek, []byte(plain))+`"}`, headers...)
	}
	codes := func(h heard) string {
		var answer struct{ Error string }
		var inner struct{ ErrorCodes string }
		text, err := []byte(nil), json.Unmarshal(h.body, &answer)
		if err == nil {
			text, err = base64.StdEncoding.DecodeString(answer.Error)
		}
		if err == nil {
			err = json.Unmarshal(text, &inner)
		}
		if err != nil {
			t.Errorf("%s: %v", h.body, err)
		}
		return inner.ErrorCodes
	}
	s.fault(`{"match":{"api":"ewayapi-canewb"},"do":{"code":["312","4013"]}}`)
	if got := codes(act("CANEWB", `{"ewbNo":1}`)); got != "312,4013" {
		t.Errorf("CANEWB answers %q, want 312,4013", got)
	}
	if h := act("VEHEWB", `{"ewbNo":1}`); h.header.Get("X-Irpsim-Fault") != "" {
		t.Errorf("a fault for CANEWB struck VEHEWB: %v", h.header)
	}
	if h := act("CANEWB", `{"ewbNo":1}`, "X-Irpsim-Fault", "token=expire"); codes(h) != "106" {
		t.Errorf("an ended session answers %q, want 106", codes(h))
	}
	login := func(headers ...string) (token string, sek []byte, h heard) {
		c := s.Info().Creds
		inner := asJSON(map[string]string{"action": "ACCESSTOKEN", "username": c.UserName, "password": c.Password, "app_key": base64.StdEncoding.EncodeToString(w.appKey)})
		h = w.exchange("POST", "/ewaybillapi/v1.03/auth", w.login104(inner), headers...)
		var answer struct{ AuthToken, Sek string }
		err := json.Unmarshal(h.body, &answer)
		if err == nil {
			sek, err = seal.UnwrapSek(w.appKey, answer.Sek)
		}
		if err != nil {
			t.Errorf("login: %s: %v", h.body, err)
		}
		return answer.AuthToken, sek, h
	}
	token, sek, h := login("X-Irpsim-Fault", "sek=wrong")
	if h.header.Get("X-Irpsim-Fault") != "sek=wrong; id=header" {
		t.Errorf("the login names %v", h.header)
	}
	wrong := *w
	wrong.token, wrong.sek = token, sek
	if got := codes(wrong.exchange("POST", "/ewaybillapi/v1.03/ewayapi", `{"action":"VEHEWB","data":"`+seal.Seal(sek, []byte(`{}`))+`"}`)); got != "109" && got != "100" {
		t.Errorf("under the wrong Sek: %q, want 109, or 100 when the padding happens to fit", got)
	}
}
