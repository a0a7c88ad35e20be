package register

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/world"
	"github.com/irpsim/irpsim/masters"
)

// example is the password of the calls that are shown, so that they work as they are.
const example = "Example@2026"

// maxUsers is how many users a page lists.
const maxUsers = 50

// forgottenView is the page of who forgot something.
type forgottenView struct {
	Find       string // user name looked for
	FindGstin  string
	Users      []world.User
	More       int // users that are not listed
	Said       string
	Wrong      map[string]*Refusal
	User       string // whose password is to be changed
	PassR      []Rule
	OK         map[string]bool
	SecretCurl string
	UserCurl   string
}

func forgottenOf(v *page.Visit) forgottenView {
	d := forgottenView{Users: v.World.Users(), PassR: passwordRules(), OK: map[string]bool{}, Wrong: map[string]*Refusal{}}
	if len(d.Users) > maxUsers {
		d.Users, d.More = d.Users[:maxUsers], len(d.Users)-maxUsers
	}
	d.SecretCurl = v.Curl(rotate())
	if u, ok := v.User(); ok {
		d.User = u.Name
		u.Password = example
		d.UserCurl = v.Curl(page.Call{Method: http.MethodPost, Path: "/users", Body: u})
	}
	return d
}

func rotate() page.Call { return page.Call{Method: http.MethodPost, Path: "/creds/secret"} }

// forgotten shows the credentials of a world, or finds the world of a user.
func forgotten(v *page.Visit) (page.Answer, error) {
	d := forgottenOf(v)
	name, gstin := strings.TrimSpace(v.Get("user")), strings.ToUpper(strings.TrimSpace(v.Get("gstin")))
	if name == "" && gstin == "" {
		switch v.Get("said") {
		case "secret":
			d.Said = "The client has a new secret. The old one is refused with 1010 from now on."
		case "password":
			d.Said = "The user has a new password. The old one is refused with 1019 from now on."
		}
		return page.Answer{Title: "Forgotten credentials", Template: "register/forgotten", View: d}, nil
	}
	d.Find, d.FindGstin = page.Start(60, name), page.Start(15, gstin)
	if w, ok := owner(v, name, gstin); ok {
		return page.Answer{Goto: "/register/forgotten?world=" + url.QueryEscape(w.ID)}, nil
	}
	d.Wrong["find"] = says("3045", "No user of any world has this name and GSTIN.")
	return page.Answer{Title: "Forgotten credentials", Template: "register/forgotten", Status: http.StatusUnprocessableEntity, View: d}, nil
}

// owner finds the world of a user by name, by GSTIN, or by both.
func owner(v *page.Visit, name, gstin string) (*world.World, bool) {
	if name != "" {
		return v.Worlds.WorldOfUser(name, gstin)
	}
	for _, w := range v.Worlds.Loaded() {
		for _, u := range w.Users() {
			if u.Gstin == gstin {
				return w, true
			}
		}
	}
	return nil, false
}

func newSecret(v *page.Visit) (page.Answer, error) {
	if _, err := v.Sim(rotate()); err != nil {
		return page.Answer{}, err
	}
	return page.Answer{Goto: "/register/forgotten?said=secret"}, nil
}

func newPassword(v *page.Visit) (page.Answer, error) {
	d := forgottenOf(v)
	old, ok := v.World.User(field(v, "user"))
	if !ok {
		return page.Answer{}, page.Missing("This world has no user of that name.", "The list has all of them.")
	}
	next := world.User{Name: old.Name, Gstin: old.Gstin, Password: v.PostFormValue("password")}
	d.User = old.Name
	if t, known := v.World.Taxpayer(old.Gstin); known && t.Status == taxpayer.Cancelled {
		d.Wrong["password"] = says("3103", "Only a living registration can use the API.")
	} else if r := checkPassword(next, old.Password); r != nil {
		d.Wrong["password"] = r
	} else {
		if _, err := v.Sim(page.Call{Method: http.MethodPost, Path: "/users", Body: next}); err != nil {
			return page.Answer{}, err
		}
		return page.Answer{Goto: "/register/forgotten?said=password"}, nil
	}
	for _, r := range d.PassR {
		d.OK[r.Text] = broken([]Rule{r}, next.Password) == nil
	}
	return page.Answer{Title: "Forgotten credentials", Template: "register/forgotten", Status: http.StatusUnprocessableEntity, View: d}, nil
}

// furtherView is the page of further GSTINs.
type furtherView struct {
	Pan     string
	Users   []world.User
	More    int
	Choices []choice
	Gstin   string
	Name    string
	Wrong   map[string]*Refusal
	NameR   []Rule
	PassR   []Rule
	OK      map[string]bool
	Added   string
	Curl    string
}

func furtherOf(v *page.Visit) furtherView {
	d := furtherView{Users: v.World.Users(), NameR: nameRules(), PassR: passwordRules(), OK: map[string]bool{}, Wrong: map[string]*Refusal{}}
	if u, ok := v.User(); ok && len(u.Gstin) == 15 {
		d.Pan = u.Gstin[2:12]
		d.Choices = branches(v, u.Gstin)
	}
	if len(d.Users) > maxUsers {
		d.Users, d.More = d.Users[:maxUsers], len(d.Users)-maxUsers
	}
	if len(d.Choices) > 0 {
		d.Curl = v.Curl(page.Call{Method: http.MethodPost, Path: "/users", Body: world.User{Name: "branch_user", Password: example, Gstin: d.Choices[0].Gstin}})
	}
	return d
}

// branches makes GSTINs of the same PAN in other states, with the right check character; those that the world does not know
// by its policy are left out.
func branches(v *page.Visit, gstin string) []choice {
	var list []choice
	for _, state := range []string{"27", "29", "33", "07", "24", "36"} {
		check, ok := taxpayer.CheckCharacter(state + gstin[2:14])
		s, named := masters.LookupState(state)
		g := state + gstin[2:14] + string(check)
		if _, known := v.World.Taxpayer(g); ok && named && known && state != gstin[:2] {
			list = append(list, choice{g, g + " · " + s.Name})
		}
	}
	return list
}

func further(v *page.Visit) (page.Answer, error) {
	d := furtherOf(v)
	d.Added = page.Start(60, v.Get("added"))
	return page.Answer{Title: "Further GSTINs", Template: "register/add-gstin", View: d}, nil
}

func addFurther(v *page.Visit) (page.Answer, error) {
	d := furtherOf(v)
	d.Gstin, d.Name = strings.ToUpper(field(v, "gstin")), field(v, "user")
	u := world.User{Name: d.Name, Password: v.PostFormValue("password"), Gstin: d.Gstin}
	t, ok := v.World.Taxpayer(u.Gstin)
	switch {
	case !ok:
		d.Wrong["gstin"] = says("3030", "Masters shows whether its form and check character are right.")
	case d.Pan != "" && u.Gstin[2:12] != d.Pan:
		d.Wrong["gstin"] = ours("This GSTIN has the PAN "+u.Gstin[2:12]+", your client the PAN "+d.Pan+".", "A client id serves the GSTINs of one PAN. Register the other PAN for itself.")
	default:
		role := "taxpayer"
		if t.Type == taxpayer.TCS {
			role = "operator"
		}
		if r := refuse(t, role); r != nil {
			d.Wrong["gstin"] = r
		}
	}
	_, taken := v.World.User(u.Name)
	if r := checkName(u.Name, taken); r != nil {
		d.Wrong["user"] = r
	}
	if r := checkPassword(u, ""); r != nil {
		d.Wrong["password"] = r
	}
	if len(d.Wrong) == 0 {
		if _, err := v.Sim(page.Call{Method: http.MethodPost, Path: "/users", Body: u}); err != nil {
			return page.Answer{}, err
		}
		return page.Answer{Goto: "/register/add-gstin?added=" + url.QueryEscape(u.Name)}, nil
	}
	for _, r := range append(passwordRules(), nameRules()...) {
		d.OK[r.Text] = broken([]Rule{r}, u.Password) == nil
	}
	for _, r := range d.NameR {
		d.OK[r.Text] = broken([]Rule{r}, u.Name) == nil
	}
	return page.Answer{Title: "Further GSTINs", Template: "register/add-gstin", Status: http.StatusUnprocessableEntity, View: d}, nil
}
