package seed

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
)

func (b *book) users(p *plan, nodes []*node) {
	first := map[string]*node{}
	for _, n := range nodes {
		u := world.User{Name: strings.TrimSpace(n.get("user_name").str()), Password: n.get("password").str(), Gstin: strings.ToUpper(n.get("gstin").str())}
		key := strings.ToLower(u.Name)
		if earlier := first[key]; earlier != nil && key != "" {
			b.add(n.at, "user %q stands in %s already, and letter case does not count: give one another name", u.Name, b.name(earlier.at))
			continue
		}
		first[key] = n
		if name, ok := n.get("user_name").word(); ok && name != "" && u.Name == "" {
			b.add(n.get("user_name").at, "user_name is blank: give one")
		}
		if gstinForm.MatchString(u.Gstin) && !p.knows(u.Gstin) {
			b.add(n.get("gstin").at, "gstin %s is not known to this world: list it under taxpayers, or mend it if it was mistyped", u.Gstin)
		}
		p.users = append(p.users, u)
	}
}

// knows tells whether the world will find a GSTIN in its register.
func (p *plan) knows(gstin string) bool {
	policy := world.DefaultSettings().GstinPolicy
	if p.settings != nil {
		policy = p.settings.GstinPolicy
	}
	_, ok := taxpayer.Lookup(gstin, func(gstin string) (*taxpayer.Taxpayer, bool) {
		t, listed := p.entries[gstin]
		return t, listed
	}, policy)
	return ok
}

func (b *book) taxpayers(p *plan, nodes []*node) {
	first := map[string]*node{}
	for _, n := range nodes {
		gstin := strings.ToUpper(n.get("gstin").str())
		if !gstinForm.MatchString(gstin) {
			continue // check has said so
		}
		if earlier := first[gstin]; earlier != nil {
			b.add(n.at, "taxpayer %s stands in %s already: keep one of the two", gstin, b.name(earlier.at))
			continue
		}
		first[gstin] = n
		t := overlay(n, taxpayer.Regular(gstin))
		t.Gstin = gstin
		if common := n.get("common_portal"); common != nil {
			base := t
			base.CommonPortal, base.Hidden = nil, false
			other := overlay(common, base)
			other.Gstin = strings.ToUpper(other.Gstin)
			t.CommonPortal = &other
		}
		for _, wrong := range taxpayer.Validate(t) {
			b.add(lineOf(n, wrong), "taxpayer %s: %s", gstin, wrong)
		}
		p.taxpayers = append(p.taxpayers, t)
		p.entries[gstin] = &t
	}
}

// overlay puts what a node says over a taxpayer. Members of another type, of which check has complained, change nothing.
func overlay(n *node, base taxpayer.Taxpayer) taxpayer.Taxpayer {
	plain := &node{kind: object}
	for i, name := range n.names {
		if name.text != "common_portal" {
			plain.names, plain.items = append(plain.names, name), append(plain.items, n.items[i])
		}
	}
	_ = json.Unmarshal(appendJSON(nil, plain, reflect.TypeFor[taxpayer.Taxpayer]()), &base) // goes on after a wrong type
	return base
}

// lineOf finds the member that a complaint begins with.
func lineOf(n *node, complaint string) place {
	if inner, ok := strings.CutPrefix(complaint, "common_portal: "); ok && n.get("common_portal") != nil {
		return lineOf(n.get("common_portal"), inner)
	}
	word, _, _ := strings.Cut(complaint, " ")
	if m := n.get(word); m != nil {
		return m.at
	}
	return n.at
}
