package errs

import (
	"slices"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/web/page"
)

// check is one thing that the portal looks at, and what it says when it is not in order.
type check struct {
	text  string
	codes []fault.Code
}

type checks struct {
	title string
	steps []check
}

// checkOrders are the orders of protocol reference 21.1, 21.2 and 21.5: the first failure ends the evaluation.
func checkOrders() []checks {
	return []checks{
		{"A login is looked at in this order", []check{
			{"Data is there", []fault.Code{"5003"}}, {"RSA opens it", []fault.Code{"1020"}}, {"Base64 of JSON is inside", []fault.Code{"5001"}},
			{"client_id and client_secret belong together", []fault.Code{"1011", "1012", "1010"}}, {"Gstin is sent", []fault.Code{"1004"}},
			{"UserName, Password, AppKey are there", []fault.Code{"1006", "1007"}}, {"AppKey is 32 bytes", []fault.Code{"1016"}},
			{"user and password are right", []fault.Code{"1017", "1018", "1019"}}, {"Gstin is the user's", []fault.Code{"1015"}},
			{"the taxpayer is enabled", []fault.Code{"1014"}},
		}},
		{"The headers of every other call are looked at in this order", []check{
			{"client_id and client_secret belong together", []fault.Code{"1011", "1012", "1010"}}, {"the client is not blocked", []fault.Code{"3095"}},
			{"Gstin is sent", []fault.Code{"1004"}}, {"user_name is sent", []fault.Code{"1006"}}, {"AuthToken holds", []fault.Code{"1005"}},
			{"the user is not blocked", []fault.Code{"3096"}}, {"irp names a portal", []fault.Code{"3098"}}, {"Data is there and opens", []fault.Code{"2255", "5002"}},
		}},
		{"Generate IRN looks in this order", []check{
			{"Data opens, the schema holds", []fault.Code{"5002"}}, {"number of lines", []fault.Code{"2228", "2173"}}, {"Version", []fault.Code{"2279"}},
			{"who calls", []fault.Code{"2169", "2301", "2299", "2195"}}, {"the supplier", []fault.Code{"3026", "3029", "2231", "2300"}},
			{"is it registered already?", []fault.Code{"2150", "2278", "2295"}}, {"then every business rule together", nil},
		}},
		{"Cancel IRN looks in this order", []check{
			{"the schema holds", []fault.Code{"5002"}}, {"the IRN is known", []fault.Code{"2148"}}, {"it is yours", []fault.Code{"2143"}},
			{"it is active", []fault.Code{"9999"}}, {"it has no active e-way bill", []fault.Code{"2230"}}, {"the window is open", []fault.Code{"2270"}},
		}},
		{"Reading back looks in this order", []check{
			{"doctype", []fault.Code{"2280"}}, {"docnum", []fault.Code{"2281"}}, {"docdate", []fault.Code{"2282"}},
			{"it is registered", []fault.Code{"2148", "2154"}}, {"it is yours", []fault.Code{"2226"}}, {"the window is open", []fault.Code{"2283"}},
		}},
		{"The list of rejected IRNs looks in this order", []check{
			{"date is a day", []fault.Code{"2293"}}, {"it is not in the future", []fault.Code{"2307"}}, {"something was rejected", []fault.Code{"2296"}},
		}},
		{"E-way bill by IRN looks in this order", []check{
			{"Irn is given", []fault.Code{"4006"}}, {"it is known", []fault.Code{"4003"}}, {"it is yours", []fault.Code{"4037"}}, {"it is active", []fault.Code{"2302"}},
			{"it has no bill yet", []fault.Code{"4002", "4026"}}, {"neither party is blocked", []fault.Code{"4015"}}, {"then the rules of transport", nil},
		}},
	}
}

// orderOf is the order that a code belongs to, nil when it is in none.
func orderOf(v *page.Visit, code fault.Code) *order {
	for _, o := range checkOrders() {
		if !slices.ContainsFunc(o.steps, func(c check) bool { return slices.Contains(c.codes, code) }) {
			continue
		}
		d := &order{Title: o.title}
		for _, c := range o.steps {
			step := orderStep{Text: c.text, Current: slices.Contains(c.codes, code)}
			for _, k := range c.codes {
				step.Codes = append(step.Codes, item{Code: k, Href: v.Link("/errors/" + string(k)), Current: k == code})
			}
			d.Steps = append(d.Steps, step)
		}
		return d
	}
	return nil
}
