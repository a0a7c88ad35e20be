package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
)

// TestWaybillRulesOverHTTP sends every example of every rule of e-way bills, each to a world of its own.
func TestWaybillRulesOverHTTP(t *testing.T) {
	t.Parallel()
	s := start(t)
	codes := map[fault.Code]bool{}
	for _, r := range validate.All() {
		if r.API != validate.GenerateEWB {
			continue
		}
		codes[r.Code] = true
		for i, e := range r.Breaks {
			got, text := s.play(e, fmt.Sprintf("B/%d", i))
			if got != string(r.Code) || strings.Contains(text, "{0}") {
				t.Errorf("%s, break %d (%s): got %q %q, want %s", r.ID, i, e.Note, got, text, r.Code)
			}
		}
		for i, e := range r.Passes {
			if got, _ := s.play(e, fmt.Sprintf("P/%d", i)); got != "" {
				t.Errorf("%s, pass %d (%s): got %s, want a bill", r.ID, i, e.Note, got)
			}
		}
	}
	if len(codes) < 28 {
		t.Errorf("rules raise %d codes, want those of the reference", len(codes))
	}
}

// play registers an example and returns the code and text of the bill's refusal, "" when it is made.
func (s *sim) play(e validate.Example, number string) (code, message string) {
	s.t.Helper()
	now := e.Time(instant(s.t))
	world, err := json.Marshal(map[string]any{"taxpayers": e.Seeds(now), "settings": settingsOf(e)})
	if err != nil {
		s.t.Fatal(err)
	}
	w := s.newWorld(string(world))
	s.control(http.MethodPut, "/clock?world="+w.ClientID, `{"now":"`+now.Format("2006-01-02T15:04:05Z07:00")+`"}`, 200, nil)
	tree, err := e.Tree(now)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := validate.Set(tree, "DocDtls.No", number); err != nil {
		s.t.Fatal(err)
	}
	u := s.enter(w, e.Caller())
	made := u.ask("/eicore/v1.03/Invoice", tree)
	if made.codes != "" {
		return "invoice " + made.codes, strings.Join(made.texts, "; ")
	}
	asked, err := e.Request(now)
	if err != nil {
		s.t.Fatal(err)
	}
	if asked != nil {
		asked["Irn"] = made.plain["Irn"]
		got := u.ask("/eiewb/v1.03/ewaybill", asked)
		return got.codes, strings.Join(got.texts, "; ")
	}
	var info []struct {
		InfCd string
		Desc  json.RawMessage
	}
	if err := json.Unmarshal([]byte(made.info), &info); err != nil {
		s.t.Fatal(err)
	}
	if len(info) == 1 && info[0].InfCd == "EWBERR" {
		var list []struct{ ErrorCode, ErrorMessage string }
		if err := json.Unmarshal(info[0].Desc, &list); err != nil || len(list) != 1 {
			s.t.Fatalf("EWBERR holds %s: %v, want one entry", info[0].Desc, err)
		}
		return list[0].ErrorCode, list[0].ErrorMessage
	}
	if made.plain["EwbNo"] == nil {
		return "no bill", made.info
	}
	return "", ""
}

func settingsOf(e validate.Example) map[string]bool {
	set := map[string]bool{}
	for _, name := range e.World.Settings {
		set[name] = true
	}
	return set
}
