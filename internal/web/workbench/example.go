package workbench

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/web/page"
)

// breakable is a code that one document can be refused with.
type breakable struct {
	Code    fault.Code
	Message string
}

// breakables lists the codes of the examples' menu, in the order of the catalogue.
var breakables = sync.OnceValue(func() []breakable {
	var list []breakable
	for _, code := range sample.Codes() {
		if _, ok := scenarioOf(code); ok {
			entry, _ := fault.Lookup(code)
			list = append(list, breakable{code, page.Start(70, entry.Message)})
		}
	}
	return list
})

// scenarioOf finds an example of a code that is one document for Generate IRN, before all one that needs nothing of the
// world.
func scenarioOf(code fault.Code) (best sample.Scenario, ok bool) {
	for _, s := range sample.Scenarios(code) {
		step := s.Steps[0]
		if len(s.Steps) != 1 || step.API != lint.GenerateIRN || step.Sample == nil || s.InInfo ||
			len(step.Headers) > 0 || step.Seal != "" && step.Seal != sample.BySek || step.Body+step.Path+step.Wait != "" || step.Times > 1 {
			continue
		}
		n := s.Needs
		if n.Now.IsZero() && len(n.Settings)+len(n.Taxpayers)+len(n.Users)+len(n.Elsewhere) == 0 {
			return s, true
		}
		if !ok {
			best, ok = s, true
		}
	}
	return best, ok
}

// example makes the document that the loader asks for: a valid case, with features, broken with a code when one is named.
// The note tells what else the code needs, when the document alone does not bring it about.
func (p *pages) example(v *page.Visit) (text []byte, note string, err error) {
	q := v.Query()
	name := q.Get("case")
	if name == "" {
		name = "b2b"
	}
	for _, f := range q["with"] {
		name += "+" + f
	}
	o := sample.Options{Date: v.Now(), Seller: otherSeller(v)}
	if k, ok := sample.Find(strings.Split(name, "+")[0]); ok && k.Name == "b2b" {
		o.Items = 3
	}
	caller := o.Seller
	if caller == "" {
		caller = sample.DefaultSeller
	}
	if o.Number, _, err = nextNumber(v, caller, "INV"); err != nil {
		return nil, "", err
	}
	doc, err := sample.Make(name, o)
	if err != nil {
		return nil, "", page.Bad("There is no such example: "+err.Error()+".", "Choose one under Load an example.")
	}
	if text, err = doc.Indented(); err != nil {
		return nil, "", err
	}
	code := fault.Code(strings.TrimSpace(q.Get("break")))
	if code == "" {
		return text, "", nil
	}
	return p.broken(v, text, code)
}

// broken breaks a valid document so that the code is among what the portal would answer: by a slip of digits where an
// amount is judged, else by the edits of the code's own example, else by that example as it is.
func (p *pages) broken(v *page.Visit, text []byte, code fault.Code) ([]byte, string, error) {
	s, ok := scenarioOf(code)
	if !ok {
		return nil, "", page.Bad("No document alone is refused with "+string(code)+".", "The error explorer shows how to meet it.")
	}
	e := s.Steps[0].Sample
	met := func(text []byte) bool {
		r, err := p.check(v, text)
		return err == nil && slices.ContainsFunc(r.Now(), func(f lint.Finding) bool { return f.Code == code })
	}
	for _, path := range slices.Sorted(maps.Keys(e.Edits)) {
		for _, at := range []string{strings.Replace(path, "ItemList[0]", "ItemList[1]", 1), path} {
			if slipped, ok := slip(text, at); ok && met(slipped) {
				return slipped, "", nil
			}
		}
	}
	if tree, err := e.Tree(v.Now()); err == nil && e.Lines == 0 {
		if edited, ok := edited(text, e.Edits, tree); ok && met(edited) {
			return edited, "", nil
		}
	}
	return p.script(v, code, met)
}

// script is the code's own example, as the control API hands it out.
func (p *pages) script(v *page.Visit, code fault.Code, met func([]byte) bool) ([]byte, string, error) {
	done, err := v.Sim(page.Call{Method: http.MethodGet, Path: "/samples/" + string(code)})
	if err != nil {
		return nil, "", err
	}
	var got struct {
		Document json.RawMessage
		How      []string
	}
	if err := done.Read(&got); err != nil || len(got.Document) == 0 {
		return nil, "", page.Bad("The example of "+string(code)+" has no document.", "The error explorer shows how to meet it.")
	}
	text := []byte(page.Indent(string(got.Document)))
	if met(text) {
		return text, "", nil
	}
	return text, "In this world the document alone does not meet " + string(code) + ". " + strings.Join(got.How, " "), nil
}

// slip swaps two neighbouring digits of an amount, the last pair before the point that differ.
func slip(text []byte, path string) ([]byte, bool) {
	o, err := lint.ReadOutline(text)
	if err != nil {
		return nil, false
	}
	lit, ok := o.Literal(path)
	if !ok || !number.MatchString(lit) || !strings.HasSuffix(path, "Amt") && !strings.HasSuffix(path, "Val") {
		return nil, false
	}
	whole, rest, _ := strings.Cut(lit, ".")
	for i := len(whole) - 1; i > 1; i-- {
		if whole[i] != whole[i-1] {
			slipped := whole[:i-1] + string(whole[i]) + string(whole[i-1]) + whole[i+1:]
			if rest != "" {
				slipped += "." + rest
			}
			changed, err := lint.SetAt(text, path, slipped)
			return changed, err == nil
		}
	}
	return nil, false
}

// edited carries the edits of an example over to another document.
func edited(text []byte, edits validate.Edits, tree map[string]any) ([]byte, bool) {
	example, err := json.Marshal(tree)
	if err != nil {
		return nil, false
	}
	o, err := lint.ReadOutline(example)
	if err != nil {
		return nil, false
	}
	for _, path := range slices.Sorted(maps.Keys(edits)) {
		if lit, there := o.Literal(path); there {
			text, err = lint.SetAt(text, path, lit)
		} else {
			text, err = lint.RemoveAt(text, path)
		}
		if err != nil {
			return nil, false
		}
	}
	return text, true
}

// otherSeller is whom documents are made for in a world whose users are not the usual ones, "" in any other world.
func otherSeller(v *page.Visit) string {
	users := v.World.Users()
	for _, u := range users {
		if u.Gstin == sample.DefaultSeller {
			return ""
		}
	}
	if len(users) == 0 {
		return ""
	}
	return users[0].Gstin
}

// maxNumber is how far the series of document numbers is searched for a free one.
const maxNumber = 9999

// nextNumber finds the next free number of the series that the portal uses: SIM/26-27/0001 and on.
func nextNumber(v *page.Visit, gstin, typ string) (no string, ok bool, err error) {
	now := v.Now()
	series := "SIM/" + irn.FinancialYear(now)[2:] + "/"
	err = v.World.DB().View(func(tx *store.Tx) error {
		for n := 1; n <= maxNumber; n++ {
			no = fmt.Sprintf("%s%04d", series, n)
			_, taken, err := tx.Invoice(v.World.ID, irn.Of(gstin, typ, no, now, now))
			if err != nil || !taken {
				ok = err == nil
				return err
			}
		}
		return nil
	})
	return no, ok, err
}
