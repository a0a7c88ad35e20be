package mastersindia

import (
	"strings"
	"sync"
)

// plan is a table of fields made ready for one direction: what to do with each member of an object.
type plan []step

type step struct {
	from string // the member's name, in small letters
	to   string
	kind Kind   // of a field
	set  string // the value of a Fixed field
	sub  plan   // of a group or of a list's elements
	list bool
	keep bool // elements of the list stay, empty ones too
}

// directions are the plans of one table.
type directions struct{ toNIC, toMasters plan }

var (
	invoicePlan = sync.OnceValue(func() directions { return compile(invoiceFields) })
	cancelPlan  = sync.OnceValue(func() directions { return compile(cancelFields) })
	waybillPlan = sync.OnceValue(func() directions { return compile(waybillFields) })
)

func compile(fields []Field) directions {
	var d directions
	for _, f := range fields {
		masters, nic := strings.Split(f.Masters, "."), strings.Split(f.NIC, ".")
		d.toNIC.add(masters, nic, f)
		if f.Kind != Fixed {
			d.toMasters.add(nic, masters, f)
		}
	}
	return d
}

// add enters a field below the groups that its paths name; fields of a group follow each other.
func (p *plan) add(from, to []string, f Field) {
	name, list := strings.CutSuffix(from[0], "[]")
	if len(from) == 1 {
		*p = append(*p, step{from: strings.ToLower(name), to: to[0], kind: f.Kind, set: f.Fixed})
		return
	}
	name = strings.ToLower(name)
	n := len(*p)
	if n == 0 || (*p)[n-1].from != name {
		*p = append(*p, step{from: name, to: strings.TrimSuffix(to[0], "[]"), list: list, keep: to[0] == "ItemList[]"})
		n++
	}
	(*p)[n-1].sub.add(from[1:], to[1:], f)
}
