package server_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/client"
)

// report is what a test reads of an answer of POST /explain.
type report struct {
	API      string
	Caller   string
	Clean    bool
	Findings []struct {
		Code, Message, Rule, Path string
		Later                     bool
		Line                      int
		Expected                  string
		MasterRow                 string `json:"master_row"`
	}
	Notes []struct{ Kind, Text string }
}

// now lists the codes that are told for now, with their messages.
func (r report) now() []string {
	told := []string{}
	for _, f := range r.Findings {
		if !f.Later {
			told = append(told, f.Code+" "+f.Message)
		}
	}
	return told
}

// TestExplainTellsWhatThePortalAnswers sends documents to both, the sealed way and the plain one.
func TestExplainTellsWhatThePortalAnswers(t *testing.T) {
	t.Parallel()
	s := start(t)
	cl := s.client()
	valid := string(document(t, "b2b", "X/1", 2))
	tests := []struct{ name, doc string }{
		{"valid", valid},
		{"registered by the one before", valid},
		{"wrong total", strings.Replace(valid, `"TotInvVal":`, `"TotInvVal":1`, 1)},
		{"schema and rules", strings.NewReplacer(`"No":"X/1"`, `"No":"0"`, `"IsServc":"N"`, `"IsServc":"Y"`).Replace(valid)},
		{"gate and rules", strings.NewReplacer(`"1.1"`, `"1.0"`, `"IsServc":"N"`, `"IsServc":"Y"`).Replace(valid)},
		{"other spelling", strings.NewReplacer(`"No":"X/1"`, `"no":"X/2"`, `"ItemList"`, `"itemlist"`).Replace(valid)},
		{"types", strings.Replace(valid, `"SlNo":"1"`, `"SlNo":1`, 1)},
		{"no JSON", valid[:len(valid)/2]},
	}
	for _, tt := range tests {
		var told report
		s.control("POST", "/explain?api=generate", tt.doc, 200, &told)
		_, err := cl.Generate(t.Context(), []byte(tt.doc))
		answered := []string{}
		if err != nil {
			refusal, ok := errors.AsType[*client.Refusal](err)
			if !ok {
				t.Fatalf("%s: %v", tt.name, err)
			}
			for _, e := range refusal.Errors {
				answered = append(answered, e.Code+" "+e.Message)
			}
		}
		if !slices.Equal(told.now(), answered) {
			t.Errorf("%s: told %q, answered %q", tt.name, told.now(), answered)
		}
		if told.Clean != (len(told.Findings) == 0) {
			t.Errorf("%s: clean is %v with %d findings", tt.name, told.Clean, len(told.Findings))
		}
	}
}

// TestExplainKnowsTheWorld: its clock, its register, its users, its invoices.
func TestExplainKnowsTheWorld(t *testing.T) {
	t.Parallel()
	s := start(t)
	doc := string(document(t, "b2b", "W/1", 1))
	explain := func(query string) report {
		var r report
		s.control("POST", "/explain"+query, doc, 200, &r)
		return r
	}
	if r := explain(""); !r.Clean || r.API != "generate" || r.Caller != "29ZZZCS0001A1ZI" || len(r.Notes) > 0 {
		t.Errorf("a valid document: %+v", r)
	}
	if r := explain("?caller=27zzzcs0001a1zm"); len(r.now()) != 1 || r.Findings[0].Code != "2169" {
		t.Errorf("another caller: %+v", r)
	}
	if r := explain("?caller=27ZZZCB0002B1Z0"); len(r.Notes) != 1 || r.Notes[0].Kind != "no-user" {
		t.Errorf("a caller without a user: %+v", r)
	}
	got, err := s.client().Generate(t.Context(), []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	r := explain("")
	if len(r.Findings) != 1 || r.Findings[0].Code != "2150" || !strings.Contains(r.Findings[0].MasterRow, got.Irn) || r.Findings[0].Line != 1 {
		t.Errorf("a duplicate: %+v, want 2150 that names %s", r, got.Irn)
	}
	s.control("PUT", "/taxpayers/29ZZZCS0001A1ZI", `{"status":"SUS"}`, 200, nil)
	s.control("PUT", "/clock", `{"now":"2026-11-01T00:00:00+05:30"}`, 200, nil)
	r = explain("")
	var codes []string
	for _, f := range r.Findings {
		codes = append(codes, f.Code)
	}
	if want := []string{"3029", "2150", "2163"}; !slices.Equal(codes, want) || len(r.now()) != 1 {
		t.Errorf("suspended, registered and of tomorrow: %q, %d of it now; want %q, 1 of it now", codes, len(r.now()), want)
	}
	if text := s.control("POST", "/explain?api=nothing", doc, 400, nil); !strings.Contains(text, "ewb-generate") {
		t.Errorf("an unknown api: %s does not say what there is", text)
	}
}

// TestJournalExplainsArithmetic: a refusal in the journal says what was added up.
func TestJournalExplainsArithmetic(t *testing.T) {
	t.Parallel()
	s := start(t)
	doc := strings.Replace(string(document(t, "b2b", "J/1", 1)), `"TotInvVal":`, `"TotInvVal":1`, 1)
	if _, err := s.client().Generate(t.Context(), []byte(doc)); err == nil {
		t.Fatal("a wrong total was registered")
	}
	var entries []struct {
		Notes []struct{ Code, Text string }
	}
	text := s.control("GET", "/journal?api=generate&limit=1", "", 200, nil)
	if err := json.Unmarshal([]byte(text), &entries); err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || len(entries[0].Notes) != 1 {
		t.Fatalf("got %s, want one entry with one note", text)
	}
	for _, want := range []string{"expected ", "ItemList[0].TotItemVal ", "accepted ", "TotInvVal must be the sum"} {
		if !strings.Contains(entries[0].Notes[0].Text, want) {
			t.Errorf("note %q lacks %q", entries[0].Notes[0].Text, want)
		}
	}
}
