package register

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/api/control"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
)

// item is one credential, under the name that the API has for it and the one that programs read.
type item struct{ Name, Env, Value string }

// common is what the steps share.
type common struct{}

// Steps are the names of the four steps.
func (common) Steps() []string {
	return []string{"Who you are", "Code", "User and password", "Credentials"}
}

// Fact is something that the real portal asks for.
type Fact struct{ What, Text, Source, Evidence string }

// Beyond lists what production asks for and a sandbox does not.
func (common) Beyond() []Fact {
	return []Fact{
		{"Fixed addresses in India.", "At most four, registered beforehand, over TLS 1.2 or later. Through a GSP its addresses count. The sandbox asks for none.", "NIC's on-boarding page, by one public reader", "third-party"},
		{"Tests before going live.", "50 successes and 50 failures of each call; the template of the report asks for 100 and 50 of Generate IRN. Be ready for the larger figures.", "NIC's FAQ on the API and its report template, by one public reader", "third-party"},
		{"Your own program.", "Calls from the portal's own tester do not count. The report goes by mail and takes four to five days.", "the same", "third-party"},
		{"One client id for a PAN.", "It serves all of its GSTINs; user name and password belong to one GSTIN, and the taxpayer creates them: direct, through a GSP, or for a named ERP.", "NIC's FAQ on the API, by two readers", "confirmed"},
		{"A GSTIN enabled for e-invoicing.", "Documents of one that is not are refused with 3026.", "NIC's list of codes", "official"},
		{"Another key.", "The key that logins are sealed with differs between sandbox and production, and neither verifies signatures.", "a gateway's documentation", "confirmed"},
	}
}

// doneView is the end of a registration, and the same again for whoever comes back.
type doneView struct {
	common
	Step  int
	New   bool
	None  bool // this world has no user to show
	Items []item
	Env   string
	Login *attempt
	Curl  string
}

// attempt is a login with the credentials.
type attempt struct {
	wire.Login
	Codes []string
}

// credentials lists what a program has to know of the visit's world.
func credentials(v *page.Visit) ([]item, bool) {
	u, ok := v.User()
	return []item{
		{"Base URL", "IRP_BASE_URL", v.Kit.URL()}, {"client_id", "IRP_CLIENT_ID", v.World.ID}, {"client_secret", "IRP_CLIENT_SECRET", v.World.Secret()},
		{"user_name", "IRP_USER", u.Name}, {"Password", "IRP_PASSWORD", u.Password}, {"Gstin", "IRP_GSTIN", u.Gstin},
	}, ok
}

func env(items []item) string {
	var b strings.Builder
	for _, i := range items {
		b.WriteString(page.Env(i.Env, i.Value))
	}
	return b.String()
}

func doneOf(v *page.Visit) doneView {
	d := doneView{Step: 4, New: v.Get("new") != ""}
	var ok bool
	d.Items, ok = credentials(v)
	d.None = !ok
	d.Env = env(d.Items)
	d.Curl = v.Curl(page.Call{Method: http.MethodGet, Path: "/creds"})
	return d
}

func done(v *page.Visit) (page.Answer, error) {
	return page.Answer{Title: "Credentials", Template: "register/done", View: doneOf(v)}, nil
}

// login uses the credentials as a client does, over the wire.
func login(v *page.Visit) (page.Answer, error) {
	u, ok := v.User()
	if !ok {
		return page.Answer{}, page.Bad("This world has no API user.", "Register another GSTIN for it.")
	}
	l, err := v.Wire.LogIn(v.Context(), v.World, u, true)
	if err != nil {
		return page.Answer{}, err
	}
	d := doneOf(v)
	d.Login = &attempt{l, l.Answer.Codes()}
	return page.Answer{Title: "Credentials", Template: "register/done", Part: "register/login", View: d}, nil
}

// download hands the credentials out as a file that programs read.
func download(v *page.Visit) (page.Answer, error) {
	items, ok := credentials(v)
	if !ok {
		return page.Answer{}, page.Bad("This world has no API user.", "Register another GSTIN for it.")
	}
	name, kind := v.Param("file"), "application/json"
	var body []byte
	switch name {
	case "irpsim.env":
		kind, body = "text/plain; charset=utf-8", []byte(env(items))
	case "irpsim.json":
		m := map[string]string{"public_key_pem": string(v.Keys.EncryptionPEM())}
		for _, i := range items {
			m[strings.ToLower(strings.TrimPrefix(i.Env, "IRP_"))] = i.Value
		}
		body, _ = json.MarshalIndent(m, "", "  ") // texts only: cannot fail
	case "irpsim.postman_environment.json":
		body = postman(v, items)
	default:
		return page.Answer{}, page.Missing("There is no file "+page.Start(40, name)+".", "There are irpsim.env, irpsim.json and irpsim.postman_environment.json.")
	}
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	_, _ = v.ResponseWriter.Write(body)
	return page.Answer{}, nil
}

// postman writes an environment as Postman imports it.
func postman(v *page.Visit, items []item) []byte {
	type value struct {
		Key     string `json:"key"`
		Value   string `json:"value"`
		Type    string `json:"type"`
		Enabled bool   `json:"enabled"`
	}
	e := struct {
		ID     string  `json:"id"`
		Name   string  `json:"name"`
		Values []value `json:"values"`
		Scope  string  `json:"_postman_variable_scope"`
	}{"irpsim-" + v.World.ID, "irpsim " + v.World.ID + " (SIMULATED)", nil, "environment"}
	for _, i := range items {
		kind := "default"
		if i.Env == "IRP_CLIENT_SECRET" || i.Env == "IRP_PASSWORD" {
			kind = "secret"
		}
		e.Values = append(e.Values, value{strings.ToLower(strings.TrimPrefix(i.Env, "IRP_")), i.Value, kind, true})
	}
	e.Values = append(e.Values, value{"public_key_url", v.Kit.URL() + control.Prefix + "/keys/encryption.pem", "default", true})
	body, _ := json.MarshalIndent(e, "", "  ") // texts only: cannot fail
	return body
}
