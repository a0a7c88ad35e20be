package reference

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/world"
)

// anIRN stands where the world has no document yet.
const anIRN = "the IRN of a document that is registered first"

// maxField bounds a parameter that is sent.
const maxField = 200

// prepare makes the request of a call ready: with the document of a case, or about the last document of the world. Form
// holds parameters that the visitor has changed.
func prepare(v *page.Visit, o Operation, name string, form url.Values) (request, error) {
	user, ok := v.User()
	if !ok {
		return request{}, errors.New("this world has no API user; add one under Controls, Worlds")
	}
	if o.Method == "GET" {
		return prepareRead(v, o, user, form), nil
	}
	r := request{path: o.Path}
	switch o.API {
	case "auth":
		return r.login(v, user)
	case "generate":
		doc, err := sample.Make(caseOf(name), sample.Options{Date: v.Now(), Seller: sellerFor(v, user, name)})
		if err != nil {
			return r, err
		}
		b, err := json.Marshal(doc)
		r.plain = string(b)
		return r, err
	case "ewayapi":
		r.action = "GENEWAYBILL"
		r.plain = bill(user.Gstin, v.Now().Format("02/01/2006"), sample.NewNumbers(nil).Next())
		return r, nil
	}
	irn := anIRN
	if doc := latest(v, o.API == "ewb"); doc != nil {
		irn = doc.Irn
	} else {
		r.needs = true
	}
	body := map[string]any{"Irn": irn, "CnlRsn": "1", "CnlRem": "Wrong entry"}
	if o.API == "ewb" {
		body = map[string]any{"Irn": irn, "TransMode": "1", "VehNo": "KA01AB1234", "VehType": "R", "Distance": 0}
	}
	b, err := json.Marshal(body)
	r.plain = string(b)
	return r, err
}

// sellerFor is the user's GSTIN, or nobody in particular for cases whose supplier is another one.
func sellerFor(v *page.Visit, user world.User, name string) string {
	if caseOf(name) == "eco" || !v.Other() {
		return ""
	}
	return user.Gstin
}

// login makes the login's text and its sealed form.
func (r request) login(v *page.Visit, user world.User) (request, error) {
	if !v.Unlocked() {
		user.Password = masked
	}
	s, err := v.Wire.SealLogin(user, []byte(sampleKey), false)
	r.plain, r.sealed = s.JSON, s.Cipher
	return r, err
}

// bill is a request to the e-way bill system for a bill without an IRN.
func bill(gstin, day, number string) string {
	return `{"supplyType":"O","subSupplyType":"1","docType":"INV","docNo":"` + number + `","docDate":"` + day + `","fromGstin":"` + gstin +
		`","fromPincode":560001,"actFromStateCode":29,"fromStateCode":29,"toGstin":"URP","toPincode":400001,"actToStateCode":27,"toStateCode":27,` +
		`"transactionType":1,"totInvValue":11800,"transMode":"1","transDistance":"0","vehicleNo":"KA01AB1234","vehicleType":"R",` +
		`"itemList":[{"hsnCode":73181500,"quantity":100,"qtyUnit":"NOS","taxableAmount":10000,"igstRate":18}]}`
}

// prepareRead makes a GET ready: each parameter of path and query has a field.
func prepareRead(v *page.Visit, o Operation, user world.User, form url.Values) request {
	doc := latest(v, false)
	r := request{path: o.Path, needs: doc == nil && strings.Contains(o.Path+strings.Join(o.Query, ""), "irn}") || doc == nil && o.API == "getbydoc"}
	if doc == nil {
		doc = &store.Invoice{Irn: anIRN, DocTyp: "INV", DocNo: "its number", DocDt: v.Now().Format("02/01/2006")}
	}
	value := func(name string) string {
		if got := strings.TrimSpace(form.Get("p_" + name)); form.Has("p_"+name) && !(r.needs && (got == anIRN || got == "its number")) {
			return got[:min(len(got), maxField)]
		}
		switch strings.ToLower(name) {
		case "irn":
			return doc.Irn
		case "gstin":
			return user.Gstin
		case "doctype":
			return doc.DocTyp
		case "docnum", "docno":
			return doc.DocNo
		case "docdate":
			return doc.DocDt
		case "date":
			return v.Now().Format("02/01/2006")
		}
		return "331000000001"
	}
	for _, m := range braces.FindAllStringSubmatch(o.Path, -1) {
		f := field{m[1], value(m[1])}
		r.fields = append(r.fields, f)
		r.path = strings.Replace(r.path, "{"+m[1]+"}", url.PathEscape(f.Value), 1)
	}
	q := url.Values{}
	for _, name := range o.Query {
		f := field{name, value(name)}
		r.fields = append(r.fields, f)
		q.Set(name, f.Value)
	}
	if len(q) > 0 {
		r.path += "?" + strings.ReplaceAll(q.Encode(), "%2F", "/")
	}
	return r
}

// latest is the last active document of a world, of the last fifty; without a bill where one is to be made. Nil when there
// is none.
func latest(v *page.Visit, unbilled bool) *store.Invoice {
	const look = 50
	var found *store.Invoice
	n := 0
	_ = v.World.DB().View(func(tx *store.Tx) error { // a store that cannot be read has nothing to offer
		return tx.EachInvoice(v.World.ID, 0, func(i *store.Invoice) bool {
			if n++; i.State.Status == "ACT" && i.Portal == "" && (!unbilled || i.State.EwbNo == 0) {
				found = i
			}
			return found == nil && n < look
		})
	})
	return found
}
