package registrar

import (
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/store"
)

// portals are the registration portals of India in the order of the digit that begins their AckNo (1 and 2 confirmed, the
// others inferred from their order). A world has them all; they share its de-duplication registry.
var portals = []string{"NIC1", "NIC2", "CYGNET", "CLEARTAX", "EY", "IRIS"}

// PortalNamed returns the portal that a base URL or the irp header names, as the store keeps it: "" for NIC1. The header
// also takes the digits of the two NIC portals.
func PortalNamed(name string) (portal string, ok bool) {
	switch name = strings.ToUpper(name); name {
	case "1", "NIC1":
		return "", true
	case "2":
		name = "NIC2"
	}
	return name, slices.Contains(portals, name)
}

// displayPortal is how the wire names a portal.
func displayPortal(portal string) string {
	if portal == "" {
		return portals[0]
	}
	return portal
}

// portalDigit begins an AckNo.
func portalDigit(portal string) int { return 1 + slices.Index(portals, displayPortal(portal)) }

// find returns an invoice of the portal that the caller means.
func (c Caller) find(tx *store.Tx, name string) (*store.Invoice, bool, error) {
	inv, ok, err := tx.InvoiceOf(c.World.ID, c.Portal, name)
	if ok {
		inv.State.Status = statusAt(inv, c.Now)
	}
	return inv, ok, err
}

// statusAt is the status of an invoice at an instant: a registration that lost against another portal is rejected once
// the registry between them has found out.
func statusAt(inv *store.Invoice, now time.Time) string {
	if at := inv.State.RejectedAt; !at.IsZero() && !now.Before(at) {
		return store.Rejected
	}
	return inv.State.Status
}

// deduplicate asks the registry between the portals about a new invoice: 2295 when it knows of another registration. While
// it is down, or has not heard yet, both stand; the later one is then marked to be rejected.
func deduplicate(tx *store.Tx, who Caller, record *store.Invoice) error {
	others, err := tx.Elsewhere(who.World.ID, record.Portal, record.Irn)
	if err != nil || len(others) == 0 {
		return err
	}
	first := slices.MinFunc(others, func(a, b *store.Invoice) int { return a.AckDt.Compare(b.AckDt) })
	set := who.World.Settings()
	switch {
	case set.RegistryDown:
		record.State.Contested = true
	case who.Now.Sub(first.AckDt) < set.RegistryLag():
		record.State.RejectedAt = who.Now.Add(set.RegistryLag())
	default:
		return fault.New(fault.DuplicateElsewhere).WithInfo(fault.Info{InfCd: "DUPIRNGLP", Desc: struct {
			AckNo  int64
			AckDt  string
			Irn    string
			RegIrp string
		}{first.AckNo, minute(first.AckDt), first.Irn, displayPortal(first.Portal)}})
	}
	return nil
}
