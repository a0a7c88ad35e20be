package audit

import (
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/journal"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	at := func(s int) time.Time { return time.Date(2026, time.November, 22, 12, 0, s, 0, clock.IST) }
	login := func(id uint64, force, token string) journal.Entry {
		return journal.Entry{
			ID: id, API: "auth", UserName: "u", Request: journal.Message{Plain: `{"ForceRefreshAccessToken":` + force + `}`},
			Response: journal.Message{Plain: `{"AuthToken":"` + token + `","TokenExpiry":"2026-11-22 18:00:00"}`},
		}
	}
	generate := func(id uint64, when int, doc, irn, fault string, codes ...string) journal.Entry {
		return journal.Entry{ID: id, API: "generate", Method: "POST", Time: at(when), Irn: irn, Fault: fault, Codes: codes, Gstin: "29", Request: journal.Message{Plain: doc}}
	}
	get := func(id uint64, irn string) journal.Entry {
		return journal.Entry{ID: id, API: "get", Method: "GET", Irn: irn}
	}
	tests := []struct {
		name    string
		entries []journal.Entry // oldest first
		want    map[string]int
	}{
		{"well behaved", []journal.Entry{login(1, "false", "a"), generate(2, 0, "d", "i", ""), get(3, "i"), login(4, "true", "b")}, nil},
		{"logs in each time", []journal.Entry{login(1, "false", "a"), login(2, "false", "a"), login(3, "false", "a")}, map[string]int{"login-while-valid": 2}},
		{"forces each time", []journal.Entry{login(1, "true", "a"), login(2, `"True"`, "a")}, map[string]int{"forced-refresh-early": 1}},
		{"same failure", []journal.Entry{generate(1, 0, "d", "", "", "2240"), generate(2, 5, "d", "", "", "2240")}, map[string]int{"same-failure-again": 1}},
		{"mended", []journal.Entry{generate(1, 0, "d", "", "", "2240"), generate(2, 5, "e", "i", "")}, nil},
		{"no pause", []journal.Entry{generate(1, 0, "d", "", "", "5002"), {ID: 2, API: "generate", Method: "POST", Time: at(0).Add(time.Millisecond), Request: journal.Message{Plain: "d"}}}, map[string]int{"no-pause": 1}},
		{"duplicate forgotten", []journal.Entry{generate(1, 0, "d", "i", "", "2150")}, map[string]int{"duplicate-not-read": 1}},
		{"duplicate read", []journal.Entry{generate(1, 0, "d", "i", "", "2150"), get(2, "i")}, nil},
		{"orphan", []journal.Entry{generate(1, 0, "d", "i", "commit_then=drop")}, map[string]int{"orphan-irn": 1}},
		{"ghost recovered", []journal.Entry{generate(1, 0, "d", "i", "commit_then=drop"), generate(2, 5, "d", "i", "", "2150"), get(3, "i")}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var newest []journal.Entry
			for _, e := range tt.entries {
				newest = append([]journal.Entry{e}, newest...)
			}
			report := Judge(newest)
			got := map[string]int{}
			for _, f := range report.Findings {
				got[f.ID] = f.Count
				if len(f.Exchanges) != f.Count || f.Why == "" || f.Mend == "" || f.Source == "" {
					t.Errorf("finding %+v is not whole", f)
				}
			}
			if len(got) != len(tt.want) {
				t.Errorf("found %v, want %v", got, tt.want)
			}
			for id, n := range tt.want {
				if got[id] != n {
					t.Errorf("%s was found %d times, want %d", id, got[id], n)
				}
			}
		})
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	b := Judge([]journal.Entry{{Gstin: "29", Codes: []string{"2240"}}, {Gstin: "27", Codes: []string{"1005"}}, {Gstin: "29"}}).Budget
	if b.Errors != 2 || b.ByGstin["29"] != 1 || b.ClientLimit != 100_000 || b.GstinLimit != 20_000 {
		t.Errorf("budget %+v, want two errors, one for 29, limits of 100000 and 20000", b)
	}
}
