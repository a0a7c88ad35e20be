package register

import (
	"encoding/json"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
	"github.com/irpsim/irpsim/masters"
)

// Refusal says why something is not taken: a code with the portal's own text where it has one, and what to do.
type Refusal struct {
	Code string // "" where the refusal is ours
	Text string // the portal's text, verbatim, or ours
	Mend string
}

// says makes a refusal with the catalogue's text.
func says(code fault.Code, mend string, slots ...string) *Refusal {
	e, _ := fault.Lookup(code) // a test asks for every code used here
	text := e.Message
	for i, s := range slots {
		text = strings.ReplaceAll(text, "{"+string(rune('0'+i))+"}", s)
	}
	return &Refusal{string(code), text, mend}
}

func ours(text, mend string) *Refusal { return &Refusal{Text: text, Mend: mend} }

// Role is who registers.
type Role struct{ ID, Title, Text string }

// roles are the ways of access that the portal offers.
func roles() []Role {
	return []Role{
		{"taxpayer", "Taxpayer", "You register your own invoices, with your own program."},
		{"gsp", "GSP", "You pass the calls of many taxpayers on. Each of them names you when they create their API user."},
		{"erp", "ERP", "Your product makes the calls for its customers. They choose your product when they create their API user."},
		{"operator", "E-commerce operator", "You register invoices for the sellers on your market place, under a TCS GSTIN."},
	}
}

// refuse says why a GSTIN cannot be registered in a role; nil when it can.
func refuse(t taxpayer.Taxpayer, role string) *Refusal {
	kind, _ := masters.LookupTaxpayerType(string(t.Type))
	switch {
	case t.Status == taxpayer.Cancelled:
		return says("3013", "Take a GSTIN whose registration is alive.")
	case t.Status == taxpayer.Suspended:
		return says("3035", "The suspension ends at the GST common portal; then register.")
	case t.Status == taxpayer.Inactive:
		return says("3016", "Take a GSTIN whose registration is alive.")
	case t.Status == taxpayer.Provisional:
		return says("3017", "A provisional number is no registration yet.")
	case !t.Enabled:
		return says("3046", "Below the turnover that makes e-invoicing due, a GSTIN has to be enabled first; documents of one that is not are refused with 3026.")
	case role == "operator" && t.Type != taxpayer.TCS:
		return says("2195", "An operator registers under the GSTIN for tax collected at source; it has a C at place 14.")
	case role == "operator":
		return nil
	case t.Type == taxpayer.TCS:
		return says("3014", "Choose e-commerce operator above: this GSTIN collects tax at source.")
	case !kind.MayIssueIRN:
		return says("3080", "A taxpayer of type "+string(t.Type)+" issues no e-invoices.")
	}
	return nil
}

// form is the first step as it was filled in.
type form struct {
	Role, Gstin, Other, Pan, Name, Mobile, Email string
	Terms                                        bool
}

// gstin is the one meant: what was typed, else what was picked.
func (f form) gstin() string {
	if g := strings.ToUpper(strings.Join(strings.Fields(f.Other), "")); g != "" {
		return g
	}
	return f.Gstin
}

var mobile = regexp.MustCompile(`^(\+?91)?[6-9][0-9]{9}$`)

// check finds what is wrong with the first step, by the name of the field.
func (f form) check(lookup func(string) (taxpayer.Taxpayer, bool)) map[string]*Refusal {
	wrong := map[string]*Refusal{}
	if !slices.ContainsFunc(roles(), func(r Role) bool { return r.ID == f.Role }) {
		wrong["role"] = ours("Nobody is chosen.", "Say who you are.")
	}
	g := f.gstin()
	if t, ok := lookup(g); !ok {
		wrong["gstin"] = says("3030", "It needs 15 characters, a state, a PAN and the right check character; Masters shows the arithmetic.")
	} else if r := refuse(t, f.Role); r != nil {
		wrong["gstin"] = r
	}
	if pan := strings.ToUpper(strings.TrimSpace(f.Pan)); pan != "" && len(g) == 15 && pan != g[2:12] {
		wrong["pan"] = ours("This GSTIN belongs to the PAN "+g[2:12]+".", "The PAN is characters 3 to 12 of the GSTIN. Leave it empty to have it read from there.")
	}
	if n := strings.TrimSpace(f.Name); n == "" || len(n) > 100 {
		wrong["name"] = ours("Nobody to turn to.", "Give a name of up to 100 characters. It stays in this simulator.")
	}
	if !mobile.MatchString(strings.NewReplacer(" ", "", "-", "").Replace(f.Mobile)) {
		wrong["mobile"] = says("3006", "Ten digits that begin with 6, 7, 8 or 9. Any will do: the code comes to the inbox on the next page.")
	}
	if a, err := mail.ParseAddress(f.Email); err != nil || a.Address != strings.TrimSpace(f.Email) || len(f.Email) > 100 {
		wrong["email"] = ours("This is no mail address.", "Write it as name@example.com. Nothing is sent to it.")
	}
	if !f.Terms {
		wrong["terms"] = ours("The terms are not accepted.", "Tick the box; they say what this is.")
	}
	return wrong
}

// Rule is a rule of names or passwords: the page ticks it while one types, the server when it is sent.
type Rule struct {
	Text    string
	Pattern string // of JavaScript and Go alike; what fits keeps the rule
	Code    fault.Code
	Assumed bool
}

// nameRules are the rules of user names. The reference has no more than a code, so the form is ours.
func nameRules() []Rule {
	return []Rule{
		{"6 to 30 characters", `^.{6,30}$`, "3031", true},
		{"letters, digits and _ only", `^[A-Za-z0-9_]+$`, "3031", true},
	}
}

// passwordRules are those of the text of code 3003, with a length.
func passwordRules() []Rule {
	return []Rule{
		{"8 to 40 characters", `^.{8,40}$`, "3003", true},
		{"an upper case letter", `[A-Z]`, "3003", false},
		{"a lower case letter", `[a-z]`, "3003", false},
		{"a digit", `[0-9]`, "3003", false},
		{"one of % $ # @ _ ! *", `[%$#@_!*]`, "3003", false},
		{"none but these characters", `^[A-Za-z0-9%$#@_!*]+$`, "3003", true},
	}
}

// guessable begin passwords that everybody tries first.
var guessable = []string{"password", "passw0rd", "p@ssw0rd", "p@ssword", "welcome", "admin", "qwerty", "abc", "test", "12345", "letmein"}

// maxLogin is how many bytes of JSON fit into a login: 245 bytes of RSA hold the Base64 of 183.
const maxLogin = 183

func broken(rules []Rule, text string) *Rule {
	for _, r := range rules {
		if !regexp.MustCompile(r.Pattern).MatchString(text) {
			return &r
		}
	}
	return nil
}

// checkUser finds what is wrong with a user name.
func checkName(name string, taken bool) *Refusal {
	if r := broken(nameRules(), name); r != nil {
		return says(r.Code, "A user name has "+r.Text+".")
	}
	if taken {
		return says("3004", "Another user of this client has it.")
	}
	return nil
}

// checkPassword finds what is wrong with a password; old is the one it replaces, "" for none.
func checkPassword(u world.User, old string) *Refusal {
	if r := broken(passwordRules(), u.Password); r != nil {
		return says(r.Code, "It lacks: "+r.Text+".")
	}
	if old != "" && u.Password == old {
		return says("3023", "Choose one that was not in use.")
	}
	lower := strings.ToLower(u.Password)
	if slices.ContainsFunc(guessable, func(c string) bool { return strings.HasPrefix(lower, c) }) {
		return says("3099", "It begins as those do that everybody tries first.")
	}
	login, err := json.Marshal(struct {
		UserName, Password, AppKey string
		ForceRefreshAccessToken    bool
	}{u.Name, u.Password, strings.Repeat("A", 44), false})
	if err != nil || len(login) > maxLogin {
		return ours("With this user name a login would not fit under the key.", "The JSON of a login holds at most 183 bytes: shorten the name or the password.")
	}
	return nil
}
