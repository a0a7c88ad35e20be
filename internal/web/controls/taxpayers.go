package controls

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/masters"
)

// provokes is what a taxpayer makes the portal answer.
type provokes struct{ Code, When string }

// taxpayerRow is a line of the register.
type taxpayerRow struct {
	taxpayer.Taxpayer
	Provokes []provokes
	Edit     string // address
}

// taxpayersView is the page of the register.
type taxpayersView struct {
	frame
	Query, Odd  string
	Total       int
	Match       int
	Rows        []taxpayerRow
	Pager       page.Pager
	Edit        *taxpayerForm
	Calls       map[string]string
	FilterLinks []choice
}

// taxpayerForm is a taxpayer in fields.
type taxpayerForm struct {
	New      bool
	T        taxpayer.Taxpayer
	Pin      string
	Turnover string
	Statuses []choice
	Types    []choice
	Wrong    string
}

func showTaxpayers(v *page.Visit) (page.Answer, error) { return taxpayersPage(v, nil) }

// taxpayersPage shows the register; form is one that could not be saved, nil for none.
func taxpayersPage(v *page.Visit, form *taxpayerForm) (page.Answer, error) {
	all := v.World.Taxpayers()
	d := taxpayersView{frame: newFrame(v, "/controls/taxpayers"), Query: page.Start(maxField, strings.TrimSpace(v.Get("q"))), Odd: v.Get("only"), Total: len(all), Edit: form}
	var match []taxpayer.Taxpayer
	for _, t := range all {
		if fitsQuery(t, d.Query) && (d.Odd != "odd" || len(provokedBy(t)) > 0) {
			match = append(match, t)
		}
	}
	d.Match, d.Pager = len(match), page.NewPager(v, len(match))
	for _, t := range match[d.Pager.From:d.Pager.To] {
		d.Rows = append(d.Rows, taxpayerRow{t, provokedBy(t), v.With("edit", t.Gstin)})
	}
	d.FilterLinks = []choice{{v.With("only", ""), "all", d.Odd != "odd"}, {v.With("only", "odd"), "odd ones", d.Odd == "odd"}}
	if form == nil && v.Method == http.MethodGet {
		if err := d.open(v); err != nil {
			return page.Answer{}, err
		}
	}
	d.Calls = map[string]string{"taxpayers": v.Curl(page.Call{Method: http.MethodGet, Path: "/taxpayers"}) + "\n" +
		v.Curl(page.Call{Method: http.MethodPut, Path: "/taxpayers/27ZZZCB0002B1Z0", Body: map[string]string{"status": "SUS"}}) + "\n" +
		v.Curl(page.Call{Method: http.MethodDelete, Path: "/taxpayers/27ZZZCB0002B1Z0"})}
	return d.answer("Taxpayers", "controls/taxpayers", d), nil
}

// open fills the form that the address asks for.
func (d *taxpayersView) open(v *page.Visit) error {
	switch gstin := strings.ToUpper(v.Get("edit")); gstin {
	case "":
	case "NEW":
		d.Edit = formOf(taxpayer.Taxpayer{Status: taxpayer.Active, Type: taxpayer.REG, Registered: "2017-07-01", TurnoverCr: 2, Enabled: true}, true)
	default:
		t, ok := v.World.Entry(gstin)
		if !ok {
			return page.Missing("This world does not know the GSTIN "+page.Start(20, gstin)+".", "Add it, or look for it in the list.")
		}
		d.Edit = formOf(t, false)
	}
	return nil
}

func fitsQuery(t taxpayer.Taxpayer, query string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(query)) {
		if !strings.Contains(strings.ToLower(t.Gstin+" "+t.LegalName+" "+t.TradeName+" "+string(t.Status)+" "+string(t.Type)+" "+t.Location), word) {
			return false
		}
	}
	return true
}

func formOf(t taxpayer.Taxpayer, fresh bool) *taxpayerForm {
	f := &taxpayerForm{New: fresh, T: t, Turnover: strconv.Itoa(t.TurnoverCr)}
	if t.Pin != 0 {
		f.Pin = strconv.Itoa(t.Pin)
	}
	f.Statuses = choices(string(t.Status), "ACT", "ACT active", "CNL", "CNL cancelled", "INA", "INA inactive", "PRO", "PRO provisional", "SUS", "SUS suspended")
	for _, code := range types() {
		if typ, ok := masters.LookupTaxpayerType(code); ok {
			f.Types = append(f.Types, choice{code, code + " " + typ.Name, code == string(t.Type)})
		}
	}
	return f
}

func types() []string {
	return []string{"REG", "COM", "SEZ", "SED", "TDS", "TCS", "ISD", "CAS", "NRT", "OID", "UNB", "EMB", "ONP", "GOV"}
}

// provokedBy lists what an odd taxpayer makes the portal answer; nothing for an ordinary one.
func provokedBy(t taxpayer.Taxpayer) []provokes {
	var list []provokes
	add := func(code, when string) { list = append(list, provokes{code, when}) }
	switch t.Status {
	case taxpayer.Cancelled:
		add("3029", "as supplier")
		if t.Deregistered == "" {
			add("3075", "as buyer")
		} else {
			add("3074", "as buyer, document after "+t.Deregistered)
		}
	case taxpayer.Suspended:
		add("3029", "as supplier")
	case taxpayer.Inactive:
		add("1014", "at login")
		add("3029", "as supplier")
		add("3076", "as buyer")
	case taxpayer.Provisional:
		add("1014", "at login")
		add("3029", "as supplier or buyer")
	}
	switch typ, known := masters.LookupTaxpayerType(string(t.Type)); {
	case t.Type == taxpayer.SEZ:
		add("2231", "as supplier")
	case t.Type == taxpayer.TCS: // acts for suppliers
	case known && !typ.MayIssueIRN:
		add("2300", "as supplier")
	}
	if t.Type == taxpayer.ISD {
		add("2297", "as buyer under reverse charge")
	}
	if !t.Enabled && t.Type != taxpayer.TCS {
		if t.Status != taxpayer.Inactive && t.Status != taxpayer.Provisional {
			add("1014", "at login")
		}
		add("3026", "as supplier")
	}
	if t.BlockStatus == taxpayer.Blocked {
		add("4015", "in an e-way bill")
	}
	if t.TurnoverCr >= 5 {
		add("2176", "HSN of four digits")
	}
	if t.TurnoverCr >= 10 {
		add("2305", "document of 30 days ago")
	}
	if t.Hidden {
		add("3028", "until it is synced")
	}
	return list
}

// taxpayerCall is the call that a form of a taxpayer means.
func taxpayerCall(form url.Values, fresh bool) (page.Call, *taxpayerForm) {
	get := func(name string) string { return page.Start(200, strings.TrimSpace(form.Get(name))) }
	t := taxpayer.Taxpayer{
		Gstin: strings.ToUpper(get("gstin")), LegalName: get("legal_name"), Status: taxpayer.Status(get("status")), Type: taxpayer.Type(get("type")),
		BlockStatus: get("block_status"), Registered: get("registered"), Deregistered: get("deregistered"), Enabled: get("enabled") == "true",
	}
	f := formOf(t, fresh)
	f.Pin, f.Turnover = get("pin"), get("turnover_cr")
	body := map[string]any{
		"status": t.Status, "type": t.Type, "block_status": t.BlockStatus, "registered": t.Registered, "deregistered": t.Deregistered, "enabled": t.Enabled,
	}
	if t.LegalName != "" {
		body["legal_name"] = t.LegalName
	}
	for name, text := range map[string]string{"turnover_cr": f.Turnover, "pin": f.Pin} {
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			f.Wrong = name + " is " + text + ": give a whole number."
		}
		body[name] = n
	}
	if fresh {
		body["gstin"] = t.Gstin
		return page.Call{Method: http.MethodPost, Path: "/taxpayers", Body: body}, f
	}
	return page.Call{Method: http.MethodPut, Path: "/taxpayers/" + pathPart(t.Gstin), Body: body}, f
}

// saveTaxpayer adds a taxpayer or changes one.
func saveTaxpayer(v *page.Visit) (page.Answer, error) {
	if err := v.ParseForm(); err != nil {
		return page.Answer{}, page.Bad("The form could not be read.", "Send it again.")
	}
	c, form := taxpayerCall(v.PostForm, v.PostFormValue("new") != "")
	status := http.StatusUnprocessableEntity
	if form.Wrong == "" {
		_, err := v.Sim(c)
		if p, ok := problemIn(err); ok {
			form.Wrong, status = p.Mend, p.Status
		} else if err != nil {
			return page.Answer{}, err
		}
	}
	if form.Wrong != "" {
		a, err := taxpayersPage(v, form)
		a.Status = status
		return a, err
	}
	return done(v, showTaxpayers, "/controls/taxpayers", "saved", form.T.Gstin, "")
}

// deleteTaxpayer makes a GSTIN unknown to the world.
func deleteTaxpayer(v *page.Visit) (page.Answer, error) {
	gstin := strings.ToUpper(strings.TrimSpace(v.PostFormValue("gstin")))
	return keptFirst(v, "before-unknown", page.Call{Method: http.MethodDelete, Path: "/taxpayers/" + pathPart(gstin)}, showTaxpayers, "/controls/taxpayers", "removed", gstin)
}
