package sample

import (
	"fmt"
	"maps"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// Stage is the world that a scenario is to be played in. Its zero value is the default world at the present time.
type Stage struct {
	Now          time.Time // its clock
	ClientID     string
	ClientSecret string
	Users        []User         // those it has
	Settings     map[string]any // those in force, as the control API prints them; nil: those of a new world
	Number       string         // document number; "" draws a fresh one
	Draw         Chance         // where a number is drawn from; nil is the secure source
}

// Credentials of the default world.
const (
	defaultClient   = "IRPSIM29TXP0001"
	defaultSecret   = "irpsimClientSecret01"
	defaultPassword = "Irpsim@2026"
	secondSeller    = "27ZZZCS0001A1ZM"
)

func defaultUsers() []User {
	return []User{
		{"irpsim_user", defaultPassword, DefaultSeller},
		{"irpsim_mh", defaultPassword, secondSeller},
		{"irpsim_eco", defaultPassword, Operator},
	}
}

func (s Stage) resolve() Stage {
	if s.ClientID == "" {
		s.ClientID, s.ClientSecret = defaultClient, defaultSecret
	}
	if s.Users == nil {
		s.Users = defaultUsers()
	}
	if s.Now.IsZero() {
		s.Now = clock.Wall()
	}
	if s.Number == "" {
		s.Number = NewNumbers(s.Draw).Next()
	}
	return s
}

// relied are the settings that scenarios rely on unless they set them themselves.
func relied() map[string]any {
	return map[string]any{
		"token_minutes": 360, "cancel_hours": 24, "get_days": 2, "reporting_days": 30, "gstin_policy": "open",
		"check_tot_amt": false, "ship_to_gstin": false, "strict_crypto": true,
	}
}

// settings returns those to change in a world with the settings have.
func (s Scenario) settings(have map[string]any) map[string]any {
	change := map[string]any{}
	want := relied()
	if have == nil {
		have = relied()
	}
	maps.Copy(want, s.Needs.Settings)
	for name, v := range want {
		if fmt.Sprint(have[name]) != fmt.Sprint(v) {
			change[name] = v
		}
	}
	if len(change) == 0 {
		return nil
	}
	return change
}
