package sample

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// everyScenario lists those of all codes and the near misses.
func everyScenario() []Scenario {
	list := NearMisses("")
	for _, code := range Codes() {
		list = append(list, Scenarios(code)...)
	}
	return list
}

// TestScenariosBecomeScripts renders every scenario and looks for what would keep a sender from playing it.
func TestScenariosBecomeScripts(t *testing.T) {
	t.Parallel()
	left := regexp.MustCompile(`\{[a-z_]+[^}":]*\}`)
	may := []string{"{auth_token}", "{app_key}", "{irn}", "{last_token}"}
	all := everyScenario()
	if len(all) < 600 {
		t.Fatalf("%d scenarios, want those of all rules, members and refusals", len(all))
	}
	for _, s := range all {
		script, err := s.Script(Stage{Now: day(2026, 11, 22), Number: "T/1"})
		if err != nil {
			t.Errorf("%s (%s): %v", s.Code, s.Note, err)
			continue
		}
		b, err := json.Marshal(script)
		if err != nil {
			t.Errorf("%s (%s): %v", s.Code, s.Note, err)
		}
		for _, hole := range left.FindAllString(string(b), -1) {
			if !slices.Contains(may, hole) {
				t.Errorf("%s (%s): %s is not filled in %s", s.Code, s.Note, hole, b)
			}
		}
		if script.Message == "" && s.Code != "2323" && s.Code != "2325" || script.Title == "" || len(script.How) < 2 {
			t.Errorf("%s (%s): message %q, title %q, %d lines of how", s.Code, s.Note, script.Message, script.Title, len(script.How))
		}
		if s.NearMiss != script.Registers {
			t.Errorf("%s (%s): near miss %v, registers %v", s.Code, s.Note, s.NearMiss, script.Registers)
		}
		if script.Document != nil && script.Request != nil {
			t.Errorf("%s (%s): a call seals one text, not two", s.Code, s.Note)
		}
	}
}

// TestEveryEnforcedCodeHasAScenario: nothing that the simulator refuses by itself is without one.
func TestEveryEnforcedCodeHasAScenario(t *testing.T) {
	t.Parallel()
	have := Codes()
	for _, a := range validate.Accounts() {
		byItself := a.Place == validate.InRules || a.Place == validate.InSchema || a.Place == validate.InService
		if got := slices.Contains(have, a.Code); got != byItself {
			t.Errorf("%s, place %s: has a scenario: %v, want %v", a.Code, a.Place, got, byItself)
		}
		if a.Place == "" {
			t.Errorf("%s: nothing accounts for it", a.Code)
		}
	}
	if _, ok := Broken("2147"); ok || len(Scenarios("2147")) > 0 {
		t.Error("2147 is raised by faults only, but there is a scenario")
	}
}

// TestRuleScenariosBreakTheirRule puts the documents of rules before the rules, without HTTP.
func TestRuleScenariosBreakTheirRule(t *testing.T) {
	t.Parallel()
	for _, s := range everyScenario() {
		if s.Rule == "" || len(s.Steps) > 1 || s.InInfo {
			continue // those of e-way bills are proved over HTTP
		}
		script, err := s.Script(Stage{Now: day(2019, 1, 1), Number: "T/1"}) // a clock that every scenario has to move
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, script.World.Clock)
		if err != nil {
			t.Errorf("%s (%s): clock %q in a world of 2019", s.Code, s.Note, script.World.Clock)
			continue
		}
		inv, _, err := einv.Decode[einv.Invoice](script.Document)
		if err != nil {
			t.Fatal(err)
		}
		settings := validate.DefaultSettings()
		settings.CheckTotAmt = script.World.Settings["check_tot_amt"] == true
		settings.ShipToGstin = script.World.Settings["ship_to_gstin"] == true
		in := &validate.Input{Invoice: inv, Now: at, Caller: script.User.Gstin, Settings: settings,
			Taxpayer: func(gstin string) (taxpayer.Taxpayer, bool) {
				for _, t := range script.World.Taxpayers {
					if t.Gstin == gstin {
						return t, true
					}
				}
				return taxpayer.Find(gstin, taxpayer.Open)
			}}
		var rules []string
		for _, f := range validate.Generate(in) {
			rules = append(rules, f.Rule)
		}
		if want := []string{s.Rule}; s.NearMiss && len(rules) > 0 || !s.NearMiss && !slices.Equal(rules, want) {
			t.Errorf("%s (%s), near miss %v: rules %v, want %v", s.Code, s.Note, s.NearMiss, rules, want)
		}
	}
}

// TestShapes: each schema scenario breaks the schema, whole families are there, and a member of each kind is met.
func TestShapes(t *testing.T) {
	t.Parallel()
	judge, err := schema.New()
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]int{}
	for _, s := range shapeScenarios() {
		script, err := s.Script(Stage{Now: day(2026, 11, 22)})
		if err != nil {
			t.Fatal(err)
		}
		found, err := complaints(judge, script)
		if err != nil {
			t.Errorf("%s: %v", s.Note, err)
			continue
		}
		if len(found) == 0 || found[0].Code != fault.SchemaError {
			t.Errorf("%s: %v, want 5002", s.Note, found)
		}
		path, _, _ := strings.Cut(s.Note[strings.LastIndex(s.Note, ": ")+1:], " ")
		met[path]++
	}
	for _, m := range schema.Members(schema.GenerateIRN) {
		if (m.Type == schema.Text || m.Type == schema.Number) && met[m.Path] == 0 {
			t.Errorf("no scenario breaks %s", m.Path)
		}
	}
}

// complaints are what the schema says to the text that a script seals.
func complaints(judge *schema.Judge, script Script) ([]fault.Finding, error) {
	switch script.API {
	case "ewb":
		_, doc, err := einv.Decode[einv.EWBByIRN](script.Request)
		if err != nil {
			return nil, err
		}
		return judge.Check(schema.GenerateEWB, doc), nil
	case "cancel":
		_, doc, err := einv.Decode[einv.CancelIRN](script.Request)
		if err != nil {
			return nil, err
		}
		return judge.Check(schema.CancelIRN, doc), nil
	}
	_, doc, err := einv.Decode[einv.Invoice](script.Document)
	if err != nil {
		return nil, err
	}
	return judge.Check(schema.GenerateIRN, doc), nil
}

// TestVariants holds every combination against schema and rules, with every optional rule on.
func TestVariants(t *testing.T) {
	t.Parallel()
	judge, err := schema.New()
	if err != nil {
		t.Fatal(err)
	}
	settings := validate.DefaultSettings()
	settings.CheckTotAmt, settings.ShipToGstin = true, true
	names := Variants()
	if len(names) < 900 {
		t.Fatalf("%d variants, want every combination", len(names))
	}
	o := Options{Date: day(2026, 11, 22), Number: "V/1"}
	seen := map[string]bool{}
	for _, name := range names {
		doc, err := Make(name, o)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := doc.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if seen[string(raw)] {
			t.Errorf("%s is the same document as another", name)
		}
		seen[string(raw)] = true
		inv, tree, err := einv.Decode[einv.Invoice](raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range judge.Check(schema.GenerateIRN, tree) {
			t.Errorf("%s: schema: %s at %s", name, f.Message, f.Path)
		}
		caller := inv.SellerDtls.Gstin
		if inv.TranDtls.EcmGstin != "" {
			caller = inv.TranDtls.EcmGstin
		}
		in := &validate.Input{Invoice: inv, Now: o.Date, Caller: caller, Settings: settings,
			Taxpayer: func(g string) (taxpayer.Taxpayer, bool) { return taxpayer.Find(g, taxpayer.Open) }}
		for _, f := range validate.Generate(in) {
			t.Errorf("%s: %s %s at %s (%s)", name, f.Code, f.Message, f.Path, f.Rule)
		}
		holds(t, name, inv)
	}
}

// holds checks that a variant has what its name says.
func holds(t *testing.T, name string, inv *einv.Invoice) {
	t.Helper()
	it, v := inv.ItemList[0], inv.ValDtls
	for feature, there := range map[string]bool{
		"crn": inv.DocDtls.Typ == "CRN", "dbn": inv.DocDtls.Typ == "DBN", "cess": it.CesAmt.Milli() > 0,
		"state-cess": it.StateCesAmt.Milli() > 0, "discount": it.Discount.Milli() > 0 && v.Discount.Milli() > 0,
		"other-charges": it.OthChrg.Milli() > 0 && v.OthChrg.Milli() > 0, "round-off": v.RndOffAmt.Milli() != 0,
	} {
		_, features := split(name)
		if want := slices.Contains(features, feature); want != there {
			t.Errorf("%s: %s is in it: %v, want %v", name, feature, there, want)
		}
	}
}

func TestFeatures(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"export+rcm": "2162", "crn+dbn": "one type", "b2b+magic": `combined with "magic"`, "b2c+crn": `no case is called "b2c"`,
		"": `no case is called ""`,
	} {
		if _, err := Make(name, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Make(%q): %v, want an error with %q", name, err, want)
		}
	}
	for _, name := range []string{"B2B+CRN", "b2b crn", "b2b,crn"} {
		doc, err := Make(name, Options{})
		if err != nil || doc.DocDtls.Typ != "CRN" {
			t.Errorf("Make(%q) = %v, want a credit note", name, err)
		}
	}
}

// TestStages: a script follows the world it is for.
func TestStages(t *testing.T) {
	t.Parallel()
	s, ok := Broken("2270")
	if !ok {
		t.Fatal("no scenario of 2270")
	}
	script, err := s.Script(Stage{
		Now: day(2026, 11, 22), ClientID: "C", ClientSecret: "S", Users: []User{{"other", "pw", secondSeller}},
		Settings: map[string]any{
			"cancel_hours": 1, "token_minutes": 360.0, "get_days": 2, "reporting_days": 30, "gstin_policy": "open",
			"check_tot_amt": false, "ship_to_gstin": false, "strict_crypto": true,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := script.World.Settings; len(got) != 1 || got["cancel_hours"] != 24 {
		t.Errorf("settings to change: %v, want cancel_hours 24", got)
	}
	if len(script.World.Users) != 1 || script.World.Users[0].Gstin != DefaultSeller || script.Headers["client_id"] != "C" {
		t.Errorf("users %v, headers %v: want the standard seller's user made and client C", script.World.Users, script.Headers)
	}
	if len(script.Before) != 1 || script.Before[0].API != "generate" || script.Advance != "24h1s" || script.World.Clock != "" {
		t.Errorf("before %v, advance %q, clock %q", script.Before, script.Advance, script.World.Clock)
	}
	if b, err := script.Indented(); err != nil || !strings.Contains(string(b), `"Irn": "{irn}"`) {
		t.Errorf("request %s, %v", b, err)
	}
}
