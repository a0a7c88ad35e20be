package registrar

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/store"
)

// GetIRN returns a registered invoice to its supplier or to the operator that registered it.
func (s *Service) GetIRN(_ context.Context, who Caller, name string) (Answer, error) {
	name = strings.ToLower(name)
	inv, err := find(who, name)
	if err != nil {
		return Answer{IRN: name}, err
	}
	if inv == nil {
		return Answer{IRN: name}, fault.New(fault.UnknownIRN)
	}
	if inv.Supplier != who.Gstin && inv.Generator != who.Gstin {
		return Answer{IRN: name}, fault.New(fault.NotAuthorisedIRN)
	}
	return s.show(who, inv)
}

// DocumentQuery is what Get IRN by document asks for, as sent.
type DocumentQuery struct{ DocType, DocNum, DocDate string }

// GetByDocument returns the invoice of a document. Somebody else's document is not found (protocol reference 21.5).
func (s *Service) GetByDocument(_ context.Context, who Caller, q DocumentQuery) (Answer, error) {
	typ := strings.ToUpper(strings.TrimSpace(q.DocType))
	if !slices.Contains([]string{"INV", "CRN", "DBN"}, typ) {
		return Answer{}, fault.New(fault.DocTypeParameter)
	}
	no := strings.TrimSpace(q.DocNum)
	if !documentNumber(no) {
		return Answer{}, fault.New(fault.DocNoParameter)
	}
	date, ok := day(strings.TrimSpace(q.DocDate))
	if !ok {
		return Answer{}, fault.New(fault.DocDateParameter)
	}
	for _, name := range hashes(who.Supplier(), typ, no, date, who.Now) {
		inv, err := find(who, name)
		if err != nil {
			return Answer{}, err
		}
		if inv != nil && inv.DocDt == date.Format(dateForm) && (inv.Supplier == who.Gstin || inv.Generator == who.Gstin) {
			return s.show(who, inv)
		}
	}
	return Answer{}, fault.New(fault.DocumentNotFound)
}

// show answers with an invoice the caller may see, as long as the get window is open.
func (s *Service) show(who Caller, inv *store.Invoice) (Answer, error) {
	set := who.World.Settings()
	if who.Now.Sub(inv.AckDt) > set.GetWindow() {
		return Answer{IRN: inv.Irn}, fault.New(fault.GetTooLate, strconv.Itoa(set.GetDays))
	}
	bill, err := who.billOf(inv)
	if err != nil {
		return Answer{IRN: inv.Irn}, err
	}
	return Answer{Value: registered(inv, bill), IRN: inv.Irn, DocNo: inv.DocNo, AckNo: inv.AckNo}, nil
}

func find(who Caller, name string) (inv *store.Invoice, err error) {
	err = who.World.DB().View(func(tx *store.Tx) error {
		var ok bool
		inv, ok, err = who.find(tx, name)
		if !ok {
			inv = nil
		}
		return err
	})
	return inv, err
}

// documentNumber reports whether no has the form `^[a-zA-Z1-9][a-zA-Z0-9/-]{0,15}$` of DocDtls.No.
func documentNumber(no string) bool {
	if no == "" || len(no) > 16 || no[0] == '0' {
		return false
	}
	for i, c := range []byte(no) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || (c != '/' && c != '-')) {
			return false
		}
	}
	return true
}

// RejectedIRNs lists the IRNs that de-duplication across portals rejected on a day.
func (s *Service) RejectedIRNs(_ context.Context, who Caller, date string) (Answer, error) {
	on, ok := day(strings.TrimSpace(date))
	if !ok {
		return Answer{}, fault.New(fault.DateParameter)
	}
	if on.After(who.Now) {
		return Answer{}, fault.New(fault.FutureDate)
	}
	rejected, err := rejectedOn(who, on)
	if err != nil {
		return Answer{}, err
	}
	if len(rejected) == 0 {
		return Answer{}, fault.New(fault.NothingRejected)
	}
	return Answer{Value: rejected}, nil
}

// rejectedOn lists the caller's IRNs that were marked REJ on a day, in the order of registration.
func rejectedOn(who Caller, on time.Time) (names []string, err error) {
	next := on.AddDate(0, 0, 1)
	err = who.World.DB().View(func(tx *store.Tx) error {
		var seqs []uint64
		err := tx.EachState(who.World.ID, func(seq uint64, s store.State) bool {
			if !s.RejectedAt.Before(on) && s.RejectedAt.Before(next) && !s.RejectedAt.After(who.Now) {
				seqs = append(seqs, seq)
			}
			return true
		})
		for _, seq := range seqs {
			inv, ok, findErr := tx.InvoiceAt(who.World.ID, seq)
			err = errors.Join(err, findErr)
			if ok && inv.Supplier == who.Supplier() && inv.Portal == who.At {
				names = append(names, inv.Irn)
			}
		}
		return err
	})
	return names, err
}
