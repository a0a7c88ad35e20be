package seed

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
)

// fragment is what one file says of one world.
type fragment struct {
	id string // "" is the default world
	n  *node
}

// plan is what a seed says of one world.
type plan struct {
	at        place
	isDefault bool
	id        string // "" leaves the default world the one it has
	secret    string
	name      string
	settings  *world.Settings
	clock     *clock.State
	users     []world.User
	taxpayers []taxpayer.Taxpayer
	invoices  []invoice
	mark      string // digest of all of this

	entries map[string]*taxpayer.Taxpayer // taxpayers by GSTIN
}

// split takes a file apart into worlds.
func split(b *book, root *node) []fragment {
	if root.kind != object {
		return nil
	}
	var parts []fragment
	top := &node{kind: object, at: root.at}
	for i, m := range root.names {
		if m.text != "worlds" && m.text != "$schema" {
			top.names, top.items = append(top.names, m), append(top.items, root.items[i])
		}
	}
	if len(top.names) > 0 {
		top.at = top.names[0].at
		parts = append(parts, fragment{"", top})
	}
	worlds := root.get("worlds")
	if worlds == nil || worlds.kind != list {
		return parts
	}
	for _, n := range worlds.items {
		if n.kind != object {
			continue
		}
		part := fragment{n.get("client_id").str(), n}
		if i := slices.IndexFunc(parts, func(p fragment) bool { return p.id == part.id }); i >= 0 {
			which := "world " + shorten(part.id)
			if part.id == "" {
				which = "the default world, for want of a client_id,"
			}
			b.add(n.at, "%s stands in line %d already: put both together", which, parts[i].n.at.line)
			continue
		}
		parts = append(parts, part)
	}
	return parts
}

// merge joins what the files say of the same world, in the order of the files.
func (b *book) merge(parts []fragment) []*plan {
	var ids []string
	byID := map[string][]*node{}
	for _, p := range parts {
		if byID[p.id] == nil {
			ids = append(ids, p.id)
		}
		byID[p.id] = append(byID[p.id], p.n)
	}
	var plans []*plan
	for _, id := range ids {
		p := b.plan(id, byID[id])
		if i := slices.IndexFunc(plans, func(q *plan) bool { return q.id == p.id && p.id != "" }); i >= 0 {
			b.add(p.at, "client_id %s is that of the world in %s: put both together, or give one another", p.id, b.name(plans[i].at))
		}
		plans = append(plans, p)
	}
	return plans
}

// plan puts together what the nodes say of the world id.
func (b *book) plan(id string, nodes []*node) *plan {
	p := &plan{at: nodes[0].at, isDefault: id == "", id: id, mark: mark(nodes), entries: map[string]*taxpayer.Taxpayer{}}
	only := func(name string) *node { return b.only(nodes, name) }
	if p.isDefault {
		p.id = only("client_id").str()
	}
	p.secret, p.name = only("client_secret").str(), only("name").str()
	if n := only("settings"); n != nil && n.kind == object {
		p.settings = b.settings(n)
	}
	if n := only("clock"); n != nil {
		p.clock = b.clock(n)
	}
	b.taxpayers(p, all(nodes, "taxpayers"))
	b.users(p, all(nodes, "users"))
	for _, n := range all(nodes, "invoices") {
		p.invoices = append(p.invoices, b.invoice(n))
	}
	for what, more := range map[string]int{
		"users": len(p.users) - world.MaxUsers, "taxpayers": len(p.taxpayers) - world.MaxTaxpayers, "invoices": len(p.invoices) - maxInvoices,
	} {
		if more > 0 {
			b.add(p.at, "all files together give this world %d %s more than it can have: remove them", more, what)
		}
	}
	return p
}

// only returns a member that may stand in one of the nodes only.
func (b *book) only(nodes []*node, member string) *node {
	var found *node
	for _, n := range nodes {
		switch more := n.get(member); {
		case more == nil:
		case found == nil:
			found = more
		default:
			b.add(more.at, "%s of this world was given in %s already: keep one of the two", member, b.name(found.at))
		}
	}
	return found
}

// all joins the entries of a list that stands in several nodes. What is no object has been complained of.
func all(nodes []*node, member string) []*node {
	var items []*node
	for _, n := range nodes {
		if l := n.get(member); l != nil && l.kind == list {
			for _, item := range l.items {
				if item.kind == object {
					items = append(items, item)
				}
			}
		}
	}
	return items
}

// settings applies one member after the other, so that each complaint has its line.
func (b *book) settings(n *node) *world.Settings {
	set, s, types := world.DefaultSettings(), settingsShape(), reflect.TypeFor[world.Settings]()
	for i, name := range n.names {
		at := slices.IndexFunc(s.members, func(m member) bool { return m.name == name.text })
		said := &book{}
		if at < 0 {
			continue // check has said so
		}
		if said.checkMember(name.at, n.items[i], s.members[at]); len(said.notes) > 0 {
			continue
		}
		patch, _ := json.Marshal(map[string]json.RawMessage{name.text: appendJSON(nil, n.items[i], types.Field(at).Type)})
		next, wrong := set.Patch(patch)
		for _, w := range wrong {
			b.add(name.at, "%s", w)
		}
		if len(wrong) == 0 {
			set = next
		}
	}
	return &set
}

func (b *book) clock(n *node) *clock.State {
	text, ok := n.word()
	if !ok {
		return nil
	}
	state, err := clock.Parse(text)
	if err != nil {
		b.add(n.at, "%v", err)
	}
	return &state
}
