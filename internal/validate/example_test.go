package validate

import (
	"errors"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/taxpayer"
)

func TestSet(t *testing.T) {
	t.Parallel()
	tests := []struct {
		path  string
		value any
		get   func(in *Input) string
		want  string
	}{
		{"Version", "9", func(in *Input) string { return in.Invoice.Version }, "9"},
		{"ItemList[0].GstRt", num("7.5"), func(in *Input) string { return in.Invoice.ItemList[0].GstRt.Literal() }, "7.5"},
		{"ItemList[1].SlNo", "2", func(in *Input) string { return in.Invoice.ItemList[1].SlNo }, "2"},
		{"ItemList[0].BchDtls.Nm", "B1", func(in *Input) string { return in.Invoice.ItemList[0].BchDtls.Nm }, "B1"},
		{"ItemList[0].Unit", Absent{}, func(in *Input) string { return in.Invoice.ItemList[0].Unit }, ""},
		{"RefDtls.InvRm", Absent{}, func(in *Input) string {
			if in.Invoice.RefDtls != nil {
				return "a block was made"
			}
			return ""
		}, ""},
		{"RefDtls.PrecDocDtls[0].InvDt", "{today-40}", func(in *Input) string { return in.Invoice.RefDtls.PrecDocDtls[0].InvDt }, "11/10/2026"},
		{"RefDtls.PrecDocDtls", []any{Edits{"InvDt": "{today}"}}, func(in *Input) string {
			return in.Invoice.RefDtls.PrecDocDtls[0].InvDt
		}, "20/11/2026"},
	}
	for _, tt := range tests {
		in := inputOf(t, Example{Edits: Edits{tt.path: tt.value}})
		if got := tt.get(in); got != tt.want {
			t.Errorf("%s = %v: got %q, want %q", tt.path, tt.value, got, tt.want)
		}
	}
	for _, path := range []string{"", "ItemList[7].SlNo", "ItemList[x]", "ItemList[-1]", "ItemList[0", "[0]", "A..B"} {
		if _, err := (Example{Edits: Edits{path: "x"}}).Input(testNow, register); !errors.Is(err, errPath) {
			t.Errorf("path %q: got %v, want %v", path, err, errPath)
		}
	}
}

func TestExampleErrors(t *testing.T) {
	t.Parallel()
	for _, e := range []Example{
		{World: World{Settings: []string{"no_such_setting"}}},
		{Edits: Edits{"ItemList": "no list"}},
		{Edits: Edits{"Version": func() {}}},
	} {
		if in, err := e.Input(testNow, register); err == nil {
			t.Errorf("%v: got %+v, want an error", e, in)
		}
	}
}

// Relative dates follow the clock, in the form of the place they stand in.
func TestRelativeDates(t *testing.T) {
	t.Parallel()
	e := Example{World: buyerIs(taxpayer.Cancelled, "2017-07-01", "{today-4}")}
	now := time.Date(2026, time.March, 1, 20, 0, 0, 0, time.UTC) // already 2 March in India
	inv, err := e.Invoice(now)
	if err != nil {
		t.Fatal(err)
	}
	if got := inv.DocDtls.Dt; got != "27/02/2026" {
		t.Errorf("document date: got %s, want 27/02/2026", got)
	}
	if got := e.Seeds(now)[0].Deregistered; got != "2026-02-26" {
		t.Errorf("de-registration: got %s, want 2026-02-26", got)
	}
	if e.World.Taxpayers[0].Deregistered != "{today-4}" {
		t.Error("the example itself was changed")
	}
}

// The examples hold whatever the day is, as long as the rules of today are in force.
func TestExamplesDoNotGrowOld(t *testing.T) {
	t.Parallel()
	for _, now := range []time.Time{
		noon(2026, time.February, 28), noon(2027, time.January, 1), noon(2028, time.February, 29),
		time.Date(2027, time.March, 31, 23, 59, 59, 0, testNow.Location()), noon(2029, time.December, 31),
	} {
		for _, r := range All() {
			for i, e := range r.Breaks {
				if got := judged(t, r, e, now); len(got) != 1 || got[0].Rule != r.ID {
					t.Errorf("at %v: %s, break %d (%s): got %v", now, r.ID, i, e.Note, got)
				}
			}
			for i, e := range r.Passes {
				if got := judged(t, r, e, now); got != nil {
					t.Errorf("at %v: %s, pass %d (%s): got %v", now, r.ID, i, e.Note, got)
				}
			}
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		set  func(*Settings)
		e    Example
		want string
	}{
		{"five lines at most", func(s *Settings) { s.MaxItems = 5 }, Example{Lines: 6}, "2173"},
		{"five lines", func(s *Settings) { s.MaxItems = 5 }, Example{Lines: 5}, ""},
		{"an own floor", func(s *Settings) { s.Floor = date(2026, time.November, 18) }, Example{}, "2284"},
		{"on the floor", func(s *Settings) { s.Floor = date(2026, time.November, 17) }, Example{}, ""},
	} {
		in := inputOf(t, tt.e)
		tt.set(&in.Settings)
		got := ""
		if found := Generate(in); len(found) > 0 {
			got = string(found[0].Code)
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
