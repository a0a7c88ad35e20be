package register

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/world"
)

// choice is a GSTIN to pick, with what happens to it.
type choice struct{ Gstin, Label string }

// stepView is what every step shows.
type stepView struct {
	common
	Step    int // 1 to 4
	Roles   []Role
	Choices []choice
	Odd     []choice
	Form    form
	Wrong   map[string]*Refusal
	App     application
	Typed   string // the code
	Late    bool
	Mend    string
	Name    string // of the user
	NameR   []Rule
	PassR   []Rule
	OK      map[string]bool // rules kept, by their text, when the form came back
	Curl    string
}

// choices lists the simulated taxpayers; the numbers of public sandboxes are left out, as anybody may type them.
func choices() (usual, odd []choice) {
	for _, t := range taxpayer.Seeds() {
		if !strings.HasPrefix(t.LegalName, "Simulated") {
			continue
		}
		c := choice{t.Gstin, t.Gstin + " · " + t.LegalName}
		role := "taxpayer"
		if t.Type == taxpayer.TCS {
			role, c.Label = "operator", c.Label+" (e-commerce operator)"
		}
		if r := refuse(t, role); r != nil {
			c.Label += " (refused with " + r.Code + ")"
			odd = append(odd, c)
		} else {
			usual = append(usual, c)
		}
	}
	return usual, odd
}

func (d *desk) who(v *page.Visit) (page.Answer, error) {
	return page.Answer{Title: "Registration", Template: "register/who", View: firstStep(form{Role: "taxpayer", Gstin: world.DefaultCredentials().GSTIN}, nil)}, nil
}

func firstStep(f form, wrong map[string]*Refusal) stepView {
	s := stepView{Step: 1, Roles: roles(), Form: f, Wrong: wrong}
	s.Choices, s.Odd = choices()
	return s
}

// maxField bounds what is kept of a field, in bytes.
const maxField = 200

func field(v *page.Visit, name string) string {
	text := strings.TrimSpace(v.PostFormValue(name))
	return text[:min(len(text), maxField)]
}

func (d *desk) apply(v *page.Visit) (page.Answer, error) {
	f := form{
		Role: field(v, "role"), Gstin: field(v, "gstin"), Other: field(v, "other"), Pan: field(v, "pan"), Name: field(v, "name"),
		Mobile: field(v, "mobile"), Email: field(v, "email"), Terms: v.PostFormValue("terms") != "",
	}
	if wrong := f.check(v.World.Taxpayer); len(wrong) > 0 {
		return page.Answer{Title: "Registration", Template: "register/who", Status: http.StatusUnprocessableEntity, View: firstStep(f, wrong)}, nil
	}
	f.Gstin, f.Other = f.gstin(), ""
	return page.Answer{Goto: "/register/otp?id=" + url.QueryEscape(d.begin(v, f))}, nil
}

func (d *desk) showCode(v *page.Visit) (page.Answer, error) {
	a, err := d.with(v, nil)
	if err != nil {
		return page.Answer{}, err
	}
	s := stepView{Step: 2, App: a, Late: v.Now().After(a.Ends())}
	if v.Get("fill") != "" {
		s.Typed = a.Code
	}
	return page.Answer{Title: "Registration: code", Template: "register/otp", View: s}, nil
}

func (d *desk) takeCode(v *page.Visit) (page.Answer, error) {
	var wrong *Refusal
	again := v.PostFormValue("again") != ""
	a, err := d.with(v, func(a *application) {
		if again && a.Times <= resends {
			d.send(a, v.Now())
		} else if again {
			wrong = ours("No more codes are sent for this registration.", "Begin again; the portal, too, does not send codes without end.")
		} else {
			wrong = a.try(field(v, "code"), v)
		}
	})
	if err != nil {
		return page.Answer{}, err
	}
	switch {
	case wrong == nil && again:
		return page.Answer{Goto: "/register/otp?id=" + a.ID}, nil
	case wrong == nil:
		return page.Answer{Goto: "/register/user?id=" + a.ID}, nil
	}
	s := stepView{Step: 2, App: a, Typed: field(v, "code"), Late: v.Now().After(a.Ends()), Wrong: map[string]*Refusal{"code": wrong}}
	return page.Answer{Title: "Registration: code", Template: "register/otp", Status: http.StatusUnprocessableEntity, View: s}, nil
}

// try holds a code against the one that was sent.
func (a *application) try(code string, v *page.Visit) *Refusal {
	switch {
	case a.Tries >= maxTries:
		return ours("Three wrong codes: this one is used up.", "Have another one sent.")
	case v.Now().After(a.Ends()):
		return ours("This code ran out at "+page.Stamp(a.Ends())+", "+page.Span(v.Now().Sub(a.Ends()))+" ago.", "Have another one sent. Codes hold ten minutes of the world's time.")
	case v.Now().Before(a.Sent):
		return ours("This code was sent at "+page.Stamp(a.Sent)+", which is still to come.", "The clock was put back: have another one sent.")
	case subtle.ConstantTimeCompare([]byte(strings.Join(strings.Fields(code), "")), []byte(a.Code)) != 1:
		a.Tries++
		return ours("This is not the code that was sent.", page.Plural(maxTries-a.Tries, "try is", "tries are")+" left. The inbox beside has it.")
	}
	a.Checked = true
	return nil
}

func (d *desk) showUser(v *page.Visit) (page.Answer, error) {
	a, err := d.with(v, nil)
	if err != nil {
		return page.Answer{}, err
	}
	if !a.Checked {
		return page.Answer{Goto: "/register/otp?id=" + a.ID}, nil
	}
	return page.Answer{Title: "Registration: user", Template: "register/user", View: userStep(v, a, "")}, nil
}

func userStep(v *page.Visit, a application, name string) stepView {
	s := stepView{Step: 3, App: a, Name: name, NameR: nameRules(), PassR: passwordRules(), OK: map[string]bool{}}
	shown := name
	if shown == "" {
		shown = "your_user"
	}
	s.Curl = v.Curl(newWorld(v, a, world.User{Name: shown, Password: example, Gstin: a.Form.Gstin}))
	return s
}

// newWorld is the call that ends a registration.
func newWorld(v *page.Visit, a application, u world.User) page.Call {
	body := map[string]any{"name": page.Start(60, a.Form.Name), "users": []world.User{u}}
	if t, ok := v.World.Taxpayer(u.Gstin); ok && v.World.HasTaxpayer(u.Gstin) {
		body["taxpayers"] = []taxpayer.Taxpayer{t} // the new world knows only those that every world has
	}
	return page.Call{Method: http.MethodPost, Path: "/worlds", Body: body}
}

func (d *desk) takeUser(v *page.Visit) (page.Answer, error) {
	a, err := d.with(v, nil)
	if err != nil {
		return page.Answer{}, err
	}
	if !a.Checked {
		return page.Answer{Goto: "/register/otp?id=" + a.ID}, nil
	}
	u := world.User{Name: field(v, "user"), Password: v.PostFormValue("password"), Gstin: a.Form.Gstin}
	wrong := map[string]*Refusal{}
	if r := checkName(u.Name, false); r != nil {
		wrong["user"] = r
	}
	if r := checkPassword(u, ""); r != nil {
		wrong["password"] = r
	} else if u.Password != v.PostFormValue("repeat") {
		wrong["repeat"] = ours("The two are not the same.", "Type the password once more.")
	}
	if len(wrong) > 0 {
		s := userStep(v, a, u.Name)
		s.Wrong = wrong
		for _, r := range s.PassR {
			s.OK[r.Text] = broken([]Rule{r}, u.Password) == nil
		}
		for _, r := range s.NameR {
			s.OK[r.Text] = broken([]Rule{r}, u.Name) == nil
		}
		return page.Answer{Title: "Registration: user", Template: "register/user", Status: http.StatusUnprocessableEntity, View: s}, nil
	}
	made, err := v.Sim(newWorld(v, a, u))
	if err != nil {
		return page.Answer{}, err
	}
	var c struct {
		ID string `json:"client_id"`
	}
	if err := json.Unmarshal(made.Answer, &c); err != nil {
		return page.Answer{}, err
	}
	d.end(a.ID)
	return page.Answer{Goto: "/register/done?new=1&world=" + url.QueryEscape(c.ID)}, nil
}

// codesUsed are all codes whose text this page says; a test asks the catalogue for them.
func codesUsed() []fault.Code {
	return []fault.Code{"3013", "3035", "3016", "3017", "3046", "2195", "3014", "3080", "3030", "3006", "3003", "3004", "3031", "3023", "3099", "3103", "3045"}
}
