package controls

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/world"
)

// about is what people are told of a setting.
type about struct {
	Name, Group string
	Wire        string   // what it changes on the wire
	Options     []string // of a choice
}

// abouts lists the settings in the order of the page; a test holds it against the settings there are.
func abouts() []about {
	return []about{
		{"token_minutes", "Time", "How long an AuthToken lives, in minutes: TokenExpiry of the login, and 1005 behind it.", nil},
		{"cancel_hours", "Time", "How long Cancel IRN takes, in hours after AckDt: 2270 behind it.", nil},
		{"get_days", "Time", "How long Get IRN answers, in days after AckDt: 2283 behind it.", nil},
		{"reporting_days", "Time", "How old a document of a supplier with 10 crore turnover can be, in days: 2305 behind it. 0 switches the rule off.", nil},
		{"gstin_policy", "Register", "open: any GSTIN with a right check character is known. strict: only those of the register are, else 3028.", []string{"open", "strict"}},
		{"registry_lag_minutes", "Register", "How long portals take to hear of each other's registrations: until then a duplicate is registered, later it is REJ.", nil},
		{"registry_down", "Register", "De-duplication between the portals fails: a document can be registered at two of them.", nil},
		{"check_tot_amt", "Rules", "Checks TotAmt against quantity and price: 2192, which the portal has withdrawn.", nil},
		{"ship_to_gstin", "Rules", "Asks for the GSTIN that goods are shipped to: 2323 and 2325, withdrawn before they held.", nil},
		{"distance_table", "Rules", "Distance 0 of an e-way bill is looked up in this table; none knows no pair.", []string{"pin-centroids", "none"}},
		{"distances", "Rules", "Pairs of PIN codes with their kilometres, before the table: JSON such as [{\"from\":560001,\"to\":600001,\"km\":350}].", nil},
		{"issuer", "Answers", "The claim iss of SignedInvoice and SignedQRCode.", nil},
		{"error_details", "Answers", "ErrorDetails of a refusal: an array as the portal sends it, or Base64 as its pages print it.", []string{"array", "base64"}},
		{"strict_crypto", "Answers", "false: also opens logins and payloads in which one known step is missing.", nil},
		{"magic", "Answers", "Document numbers such as E2150-1, GHOST-1 and SLOW2S-1, and the header X-Irpsim-Fault, bring about faults.", nil},
		{"rate_limit", "Limits", "Calls a minute of the world's clock before it says stop; none: no limit.", nil},
		{"rate_limit_answer", "Limits", "What says stop: the portal's 3108, or a gateway's page with status 429.", []string{"3108", "429"}},
		{"block_after_errors", "Limits", "Refusals a day until a user is blocked (3096), five times as many until the client is (3095); none: never.", nil},
		{"faces", "Faces", "Which faces answer: all, or names after each other such as nic, eway. One that is off answers 404.", nil},
		{"bare_token", "Faces", "Admits an AuthToken without client id and secret, as gateways send it.", nil},
		{"gateway_key", "Faces", "What gateways know their customer by; empty: any key will do.", nil},
	}
}

// settingRow is a setting with its value.
type settingRow struct {
	about
	Value, Default string
	Changed        bool
	Kind           string // number, bool, choice, text, json
	Choices        []choice
	Wrong          string
	Curl           string
}

// settingGroup is a card of settings.
type settingGroup struct {
	Title string
	Rows  []settingRow
}

type settingsView struct {
	frame
	Groups  []settingGroup
	Changed int
}

func showSettings(v *page.Visit) (page.Answer, error) { return settingsPage(v, "", "", "") }

// settingsPage shows all settings; of one that could not be set, what was typed and why.
func settingsPage(v *page.Visit, name, typed, wrong string) (page.Answer, error) {
	now, first := values(v.World.Settings()), values(world.DefaultSettings())
	d := settingsView{frame: newFrame(v, "/controls/settings")}
	for _, a := range abouts() {
		r := settingRow{about: a, Value: now[a.Name], Default: first[a.Name], Changed: now[a.Name] != first[a.Name], Kind: kindOf(a)}
		r.Curl = v.Curl(patch(a, r.Value))
		if a.Name == name {
			r.Value, r.Wrong = typed, wrong
		}
		options := a.Options
		if r.Kind == "bool" {
			options = []string{"false", "true"}
		}
		for _, o := range options {
			r.Choices = append(r.Choices, choice{o, o, o == r.Value})
		}
		if r.Changed {
			d.Changed++
		}
		if n := len(d.Groups); n == 0 || d.Groups[n-1].Title != a.Group {
			d.Groups = append(d.Groups, settingGroup{Title: a.Group})
		}
		g := &d.Groups[len(d.Groups)-1]
		g.Rows = append(g.Rows, r)
	}
	return d.answer("Settings", "controls/settings", d), nil
}

// fields gives the type of each setting by its name.
func fields() map[string]reflect.Type {
	t := reflect.TypeFor[world.Settings]()
	m := make(map[string]reflect.Type, t.NumField())
	for i := range t.NumField() {
		m[t.Field(i).Tag.Get("json")] = t.Field(i).Type
	}
	return m
}

// kindOf says what kind of field a setting has.
func kindOf(a about) string {
	t := fields()[a.Name]
	switch {
	case len(a.Options) > 0:
		return "choice"
	case t.Kind() == reflect.Bool:
		return "bool"
	case t.Kind() == reflect.Int:
		return "number"
	case t.Kind() == reflect.Pointer:
		return "limit"
	case t == reflect.TypeFor[world.Faces]():
		return "faces"
	case t.Kind() == reflect.String:
		return "text"
	}
	return "json"
}

// values prints each setting as its field has it.
func values(s world.Settings) map[string]string {
	b, _ := json.Marshal(s) // plain values: cannot fail
	var raw map[string]json.RawMessage
	_ = json.Unmarshal(b, &raw) // what was just written
	m := make(map[string]string, len(raw))
	for name, r := range raw {
		m[name] = printed(name, r)
	}
	return m
}

func printed(name string, r json.RawMessage) string {
	var text string
	if json.Unmarshal(r, &text) == nil && string(r) != "null" {
		return text
	}
	var names []string
	if name == "faces" && json.Unmarshal(r, &names) == nil {
		return strings.Join(names, ", ")
	}
	if string(r) == "null" {
		return "none"
	}
	return string(r)
}

// patch is the call that sets a setting to what its field says.
func patch(a about, value string) page.Call {
	value = strings.TrimSpace(value)
	text, _ := json.Marshal(value) // a text: cannot fail
	raw := json.RawMessage(text)
	switch kindOf(a) {
	case "number", "bool", "json":
		if json.Valid([]byte(value)) {
			raw = json.RawMessage(value)
		}
		if value == "none" {
			raw = json.RawMessage("null")
		}
	case "limit":
		if json.Valid([]byte(value)) {
			raw = json.RawMessage(value)
		}
		if value == "" {
			raw = json.RawMessage("null")
		}
	case "faces":
		if value != "all" {
			names := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
			raw, _ = json.Marshal(append([]string{}, names...)) // texts: cannot fail
		}
	}
	return page.Call{Method: http.MethodPatch, Path: "/settings", Body: map[string]json.RawMessage{a.Name: raw}}
}

// saveSetting sets one setting, or gives it its default again.
func saveSetting(v *page.Visit) (page.Answer, error) {
	name, value, did := v.PostFormValue("name"), v.PostFormValue("value"), "set"
	if v.PostFormValue("default") != "" {
		value, did = values(world.DefaultSettings())[name], "unset"
	}
	for _, a := range abouts() {
		if a.Name != name {
			continue
		}
		_, err := v.Sim(patch(a, value))
		if p, ok := problemIn(err); ok {
			shown, err := settingsPage(v, name, value, p.Mend)
			shown.Status = p.Status
			return shown, err
		}
		if err != nil {
			return page.Answer{}, err
		}
		return done(v, showSettings, "/controls/settings#"+name, did, name, "")
	}
	return page.Answer{}, page.Bad("There is no such setting.", "Choose one of the page.")
}
