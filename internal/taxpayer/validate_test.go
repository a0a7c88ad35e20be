package taxpayer

import (
	"strings"
	"testing"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(*Taxpayer)
		want []string // the beginnings of the complaints
	}{
		{"fit", func(*Taxpayer) {}, nil},
		{"cancelled without a date, as the portal has them", func(t *Taxpayer) { t.Status = Cancelled }, nil},
		{"cancelled on the day of registration", func(t *Taxpayer) { t.Status, t.Deregistered = Cancelled, t.Registered }, nil},
		{"nothing known but the number", func(t *Taxpayer) {
			*t = Taxpayer{Gstin: "29AMBPG7773M002", StateCode: "29", Status: Active, Type: REG}
		}, nil},
		{"empty", func(t *Taxpayer) { *t = Taxpayer{} }, []string{"gstin", "state_code", "status", "type"}},
		{"state of one digit", func(t *Taxpayer) { t.StateCode = "9" }, []string{"state_code"}},
		{"state of another number", func(t *Taxpayer) { t.StateCode = "27" }, []string{"state_code 27"}},
		{"five digits", func(t *Taxpayer) { t.Pin = 56000 }, []string{"pin"}},
		{"seven digits", func(t *Taxpayer) { t.Pin = 5600011 }, []string{"pin"}},
		{"no such block", func(t *Taxpayer) { t.BlockStatus = "X" }, []string{"block_status"}},
		{"turnover below zero", func(t *Taxpayer) { t.TurnoverCr = -1 }, []string{"turnover_cr"}},
		{"turnover beyond all", func(t *Taxpayer) { t.TurnoverCr = maxTurnoverCr + 1 }, []string{"turnover_cr"}},
		{"no such day", func(t *Taxpayer) { t.Registered = "2024-02-30" }, []string{"registered"}},
		{"Indian date", func(t *Taxpayer) { t.Status, t.Deregistered = Cancelled, "31/03/2024" }, []string{"deregistered"}},
		{"ended before it began", func(t *Taxpayer) { t.Status, t.Deregistered = Cancelled, "2016-01-01" }, []string{"deregistered"}},
		{"active and ended", func(t *Taxpayer) { t.Deregistered = "2024-03-31" }, []string{"deregistered is given"}},
		{"long name", func(t *Taxpayer) { t.LegalName = strings.Repeat("é", maxText+1) }, []string{"legal_name"}},
		{"longest name", func(t *Taxpayer) { t.LegalName = strings.Repeat("é", maxText) }, nil},
		{"line break", func(t *Taxpayer) { t.Street = "a\nb" }, []string{"street"}},
		{"broken UTF-8", func(t *Taxpayer) { t.Floor = "\xff" }, []string{"floor"}},
		{"several at once", func(t *Taxpayer) { t.Status, t.Type, t.Pin, t.Registered = "OK", "XXX", 1, "x" }, []string{"status", "type", "pin", "registered"}},
	}
	for _, tt := range tests {
		in := Regular("29ZZZCS0001A1ZI")
		tt.edit(&in)
		got := Validate(in)
		if len(got) != len(tt.want) {
			t.Errorf("%s: complaints %q, want %d", tt.name, got, len(tt.want))
			continue
		}
		for i, want := range tt.want {
			if !strings.HasPrefix(got[i], want) || !strings.Contains(got[i], ": ") {
				t.Errorf("%s: complaint %q, want one about %s that says what to do", tt.name, got[i], want)
			}
		}
	}
}
