package errs

import (
	"html/template"
	"slices"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
)

// The subjects under which codes are listed, in the order of a request's way.
const (
	subLogin = iota
	subHeader
	subDuplicate
	subShape
	subDocument
	subParties
	subLines
	subTotals
	subCancel
	subRead
	subTaxpayer
	subBill
	subFailure
	subNever
	subSystem
	subScreens
	subjects
)

var subjectTitles = [subjects]string{
	"Logging in", "Headers and token", "Duplicates", "Shape of the request", "The document", "The parties",
	"Lines and their tax", "Totals", "Cancelling", "Reading back", "Taxpayers", "E-way bill with the IRN", "Only by a fault",
	"Never reached through the API", "E-way bill system and older lists", "Screens of the web site",
}

// row is what the list needs of a code.
type row struct {
	Code    fault.Code
	Text    string // of the catalogue, or its cause where nobody has published a text
	Current bool
	Place   validate.Place
	Reason  string

	apis    []string
	subject int
	html    string // Text, escaped
	find    string // all texts in lower case
	old     string // other wordings in lower case
}

// rows are all codes in the order of the catalogue, known once.
var rows = sync.OnceValue(func() []row {
	accounts := map[fault.Code]validate.Account{}
	for _, a := range validate.Accounts() {
		accounts[a.Code] = a
	}
	paths := map[fault.Code]string{}
	for _, r := range validate.All() {
		if paths[r.Code] == "" {
			paths[r.Code] = r.Path
		}
	}
	var list []row
	for _, e := range fault.All() {
		a := accounts[e.Code]
		r := row{Code: e.Code, Text: strings.TrimSpace(e.Message), Current: e.Current, Place: a.Place, Reason: a.Reason, apis: e.APIs, subject: subjectOf(e, a, paths[e.Code])}
		if r.Text == "" {
			r.Text = e.Cause
		}
		r.html = template.HTMLEscapeString(r.Text)
		r.find = strings.ToLower(strings.Join([]string{string(e.Code), e.Message, e.Cause, e.Remedy, paths[e.Code]}, "\n"))
		r.old = strings.ToLower(strings.Join(e.Also, "\n"))
		list = append(list, r)
	}
	return list
})

// rowOf finds the row of a code.
func rowOf(code fault.Code) row {
	all := rows()
	return all[slices.IndexFunc(all, func(r row) bool { return r.Code == code })]
}

func subjectOf(e fault.Entry, a validate.Account, path string) int {
	has := func(word string) bool { return slices.Contains(e.APIs, word) }
	switch {
	case !e.Current && has("portal"):
		return subScreens
	case !e.Current:
		return subSystem
	case a.Place == validate.InFaults:
		return subFailure
	case a.Place == validate.Unreachable:
		return subNever
	case a.Place == validate.InSchema:
		return subShape
	case has("ewb-generate") && !has("generate") && !has("header"), has("ewb-get") && !has("header"), has("ewb-cancel"):
		return subBill
	case path != "":
		return subjectOfPath(path)
	case has("header"):
		return subHeader
	case has("auth"):
		return subLogin
	case has("cancel"):
		return subCancel
	case has("get"), has("rejected"):
		return subRead
	case has("gstin"):
		return subTaxpayer
	case has("any"):
		return subHeader
	}
	return subDuplicate
}

func subjectOfPath(path string) int {
	block, _, _ := strings.Cut(path, ".")
	switch block {
	case "ItemList", "ItemList[*]":
		return subLines
	case "ValDtls":
		return subTotals
	case "SellerDtls", "BuyerDtls", "DispDtls", "ShipDtls":
		return subParties
	case "EwbDtls":
		return subBill
	}
	return subDocument
}
