package world

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/distance"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// Settings of a world. The zero value is not useful; start from [DefaultSettings].
type Settings struct {
	TokenMinutes     int             `json:"token_minutes"`        // life of an AuthToken
	CancelHours      int             `json:"cancel_hours"`         // window of Cancel IRN
	GetDays          int             `json:"get_days"`             // window of Get IRN
	ReportingDays    int             `json:"reporting_days"`       // 30-day rule, code 2305
	GstinPolicy      taxpayer.Policy `json:"gstin_policy"`         // open or strict
	Issuer           string          `json:"issuer"`               // claim iss of signed tokens
	CheckTotAmt      bool            `json:"check_tot_amt"`        // rule 2192, withdrawn by the portal
	ShipToGstin      bool            `json:"ship_to_gstin"`        // rules 2323, 2325, withdrawn before they held
	ErrorDetails     string          `json:"error_details"`        // array, or base64 as NIC's pages print it
	StrictCrypto     bool            `json:"strict_crypto"`        // false: also opens logins and payloads with one known slip
	Magic            bool            `json:"magic"`                // reserved document numbers work
	RateLimit        *int            `json:"rate_limit"`           // calls a minute; null: none
	RateLimitAnswer  string          `json:"rate_limit_answer"`    // 3108 as the portal, or 429 as a gateway in front of it
	BlockAfterErrors *int            `json:"block_after_errors"`   // errors until 3095/3096; null: never
	RegistryLagMin   int             `json:"registry_lag_minutes"` // until portals know of each other's registrations
	RegistryDown     bool            `json:"registry_down"`        // de-duplication between the portals fails
	DistanceTable    string          `json:"distance_table"`       // pin-centroids, or none that knows no pair
	Distances        Distances       `json:"distances"`            // pairs of PIN codes that come before the table
	Faces            Faces           `json:"faces"`                // "all" or a list
	BareToken        bool            `json:"bare_token"`           // admit an AuthToken without client id and secret
	GatewayKey       string          `json:"gateway_key"`          // what gateways know their customer by; "": any key
}

// DefaultSettings returns what a new world starts with.
func DefaultSettings() Settings {
	return Settings{
		TokenMinutes: 360, CancelHours: 24, GetDays: 2, ReportingDays: 30,
		GstinPolicy: taxpayer.Open, Issuer: "NIC Sandbox", ErrorDetails: "array", RateLimitAnswer: "3108",
		StrictCrypto: true, Magic: true, DistanceTable: "pin-centroids",
	}
}

// TokenLife returns the life of an AuthToken.
func (s Settings) TokenLife() time.Duration { return time.Duration(s.TokenMinutes) * time.Minute }

// CancelWindow returns how long an IRN can be cancelled.
func (s Settings) CancelWindow() time.Duration { return time.Duration(s.CancelHours) * time.Hour }

// GetWindow returns how long an IRN can be read.
func (s Settings) GetWindow() time.Duration { return time.Duration(s.GetDays) * 24 * time.Hour }

// RegistryLag returns how long portals take to hear of each other's registrations.
func (s Settings) RegistryLag() time.Duration { return time.Duration(s.RegistryLagMin) * time.Minute }

// Faces lists the faces of a world that are switched on; nil means all.
type Faces []string

// FaceNames lists the faces there are: the portal's own two, then the gateways' (package gateway/faces; a test of package
// server holds the two lists against each other).
func FaceNames() []string {
	return []string{
		"nic", "eway",
		"taxpro", "taxpro-dec", "cleartax-gsp", "vayana", "passthrough", "whitebooks", "odoo", "adaequare", "india-compliance",
		"india-compliance-standard", "sandbox", "cleartax-govt", "cleartax", "masters-a", "masters-b", "masters-c",
	}
}

// On reports whether a face is switched on.
func (f Faces) On(name string) bool { return f == nil || slices.Contains(f, name) }

// MarshalJSON writes "all" for nil.
func (f Faces) MarshalJSON() ([]byte, error) {
	if f == nil {
		return []byte(`"all"`), nil
	}
	return json.Marshal([]string(f))
}

// UnmarshalJSON reads "all", null or a list of names.
func (f *Faces) UnmarshalJSON(b []byte) error {
	if s := string(b); s == `"all"` || s == "null" {
		*f = nil
		return nil
	}
	return json.Unmarshal(b, (*[]string)(f))
}

// Patch applies a JSON object of changes. It returns the new settings, or every complaint about the patch at once.
func (s Settings) Patch(patch []byte) (Settings, []string) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(patch, &members); err != nil {
		return s, []string{`the body must be a JSON object of settings, such as {"token_minutes":60}`}
	}
	var complaints []string
	next := s
	for _, name := range sortedKeys(members) {
		if err := next.set(name, members[name]); err != nil {
			complaints = append(complaints, err.Error())
		}
	}
	return next, append(complaints, next.complaints()...)
}

func (s *Settings) set(name string, raw json.RawMessage) error {
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		if tag := v.Type().Field(i).Tag.Get("json"); tag != name {
			continue
		}
		if string(raw) == `"none"` && v.Field(i).Kind() == reflect.Pointer {
			raw = json.RawMessage("null")
		}
		dec := json.NewDecoder(bytes.NewReader(raw))
		fresh := reflect.New(v.Field(i).Type())
		if err := dec.Decode(fresh.Interface()); err != nil {
			return fmt.Errorf("setting %s cannot be %s: give %s", name, raw, describe(v.Field(i).Type()))
		}
		v.Field(i).Set(fresh.Elem())
		return nil
	}
	return fmt.Errorf("there is no setting %q; there are %s", name, strings.Join(settingNames(), ", "))
}

func (s Settings) complaints() []string {
	var c []string
	between := func(name string, v, lo, hi int) {
		if v < lo || v > hi {
			c = append(c, fmt.Sprintf("setting %s is %d: give a whole number from %d to %d", name, v, lo, hi))
		}
	}
	oneOf := func(name, v string, allowed ...string) {
		if !slices.Contains(allowed, v) {
			c = append(c, fmt.Sprintf("setting %s is %q: give one of %s", name, v, strings.Join(allowed, ", ")))
		}
	}
	between("token_minutes", s.TokenMinutes, 1, 525600)
	between("cancel_hours", s.CancelHours, 0, 87600)
	between("get_days", s.GetDays, 0, 36500)
	between("registry_lag_minutes", s.RegistryLagMin, 0, 525600)
	between("reporting_days", s.ReportingDays, 0, 36500)
	oneOf("gstin_policy", string(s.GstinPolicy), string(taxpayer.Open), string(taxpayer.Strict))
	oneOf("error_details", s.ErrorDetails, "array", "base64")
	oneOf("rate_limit_answer", s.RateLimitAnswer, "3108", "429")
	oneOf("distance_table", s.DistanceTable, distance.Names()...)
	if _, err := s.distances(); err != nil && slices.Contains(distance.Names(), s.DistanceTable) {
		c = append(c, "setting distances: "+err.Error())
	}
	for _, face := range s.Faces {
		oneOf("faces", face, FaceNames()...)
	}
	if s.Issuer == "" || len(s.Issuer) > 100 {
		c = append(c, "setting issuer must have 1 to 100 characters")
	}
	if len(s.GatewayKey) > 200 {
		c = append(c, "setting gateway_key must have at most 200 characters; leave it empty to admit any key")
	}
	for name, p := range map[string]*int{"rate_limit": s.RateLimit, "block_after_errors": s.BlockAfterErrors} {
		if p != nil {
			between(name, *p, 1, 1_000_000_000)
		}
	}
	slices.Sort(c)
	return c
}

func settingNames() []string {
	t := reflect.TypeFor[Settings]()
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = t.Field(i).Tag.Get("json")
	}
	return names
}

func describe(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[Faces]():
		return `"all" or a list of face names`
	case t == reflect.TypeFor[Distances]():
		return `a list such as [{"from":560001,"to":600001,"km":350}]`
	case t.Kind() == reflect.Pointer:
		return "a whole number, or null for none"
	case t.Kind() == reflect.Int:
		return "a whole number"
	case t.Kind() == reflect.Bool:
		return "true or false"
	}
	return "a text"
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
