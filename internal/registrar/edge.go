package registrar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/world"
)

// Edges are the instants a clock can be sent to by name, in the order people should see them.
func Edges() []string {
	return []string{"token-expiry", "cancel-window", "get-window", "reporting", "fy-end", "ewb-validity"}
}

// ErrNoEdge means that a world has nothing that the edge could belong to; its text says what to do first.
var ErrNoEdge = errors.New("there is no such edge")

// Edge returns the instant at which something ends in a world: the token that lives longest (its first dead instant), a
// window of an IRN (its last instant: a cancellation or a look-up then still succeeds), the reporting of its document and
// the financial year (the first instant after the last day), the e-way bill of an IRN. An empty name of an IRN means the
// one registered last.
func (s *Service) Edge(w *world.World, edge, name string) (time.Time, error) {
	now := w.Clock.Now()
	switch edge {
	case "token-expiry":
		if at, ok := w.LastExpiry(now); ok {
			return at, nil
		}
		return time.Time{}, fmt.Errorf("%w: no token is alive; log in first", ErrNoEdge)
	case "fy-end":
		year := now.In(clock.IST).Year()
		if now.In(clock.IST).Month() >= time.April {
			year++
		}
		return time.Date(year, time.April, 1, 0, 0, 0, 0, clock.IST), nil
	}
	if !slices.Contains(Edges(), edge) {
		return time.Time{}, fmt.Errorf("%w as %q; there are %s", ErrNoEdge, edge, strings.Join(Edges(), ", "))
	}
	inv, err := s.invoiceFor(w, name)
	if err != nil {
		return time.Time{}, err
	}
	set := w.Settings()
	switch edge {
	case "cancel-window":
		return inv.AckDt.Add(set.CancelWindow()), nil
	case "get-window":
		return inv.AckDt.Add(set.GetWindow()), nil
	case "reporting":
		date, ok := day(inv.DocDt)
		if !ok {
			return time.Time{}, fmt.Errorf("%w: the document of %s has no date", ErrNoEdge, inv.Irn)
		}
		return date.AddDate(0, 0, set.ReportingDays), nil // the day of the document counts as the first
	}
	var bill *store.EWB
	err = w.DB().View(func(tx *store.Tx) error {
		bill, err = billIn(tx, w.ID, inv)
		return err
	})
	switch {
	case err != nil:
		return time.Time{}, err
	case bill == nil:
		return time.Time{}, fmt.Errorf("%w: %s has no e-way bill", ErrNoEdge, inv.Irn)
	case bill.ValidTill.IsZero():
		return time.Time{}, fmt.Errorf("%w: the e-way bill of %s has no Part B yet, so its validity has not begun", ErrNoEdge, inv.Irn)
	}
	return bill.ValidTill, nil
}

// invoiceFor finds an invoice by IRN at any portal of the world, or the newest one.
func (s *Service) invoiceFor(w *world.World, name string) (found *store.Invoice, err error) {
	err = w.DB().View(func(tx *store.Tx) error {
		if name == "" {
			return tx.EachInvoice(w.ID, 0, func(i *store.Invoice) bool {
				found = i
				return false
			})
		}
		inv, ok, err := tx.Invoice(w.ID, name)
		if ok {
			found = inv
			return nil
		}
		others, otherErr := tx.Elsewhere(w.ID, "", name)
		if len(others) > 0 {
			found = others[0]
		}
		return errors.Join(err, otherErr)
	})
	if err == nil && found == nil {
		err = fmt.Errorf("%w: the world has no such invoice; register one first", ErrNoEdge)
	}
	return found, err
}
