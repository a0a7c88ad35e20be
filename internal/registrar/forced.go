package registrar

import (
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/store"
)

// Forced is what the user wants to go wrong inside an operation (docs/faults.md). The zero value wants nothing.
type Forced struct {
	Refusal fault.Code        // Generate refuses with it at the point where the portal would; "" for none
	EWB     func() fault.Code // asked when an e-way bill is to be made: the code it fails with, "" for none. nil: none
}

// forcedEWB returns the refusal that an e-way bill is to meet, nil for none.
func (s *Service) forcedEWB(who Caller, inv *einv.Invoice) []fault.Finding {
	if who.Forced.EWB == nil {
		return nil
	}
	code := who.Forced.EWB()
	if code == "" {
		return nil
	}
	return []fault.Finding{{Code: code, Message: message(code, who, inv)}}
}

// point is a place in the order of Generate's checks.
type point int

const (
	atShape     point = iota // the schema
	atGate                   // what ends the evaluation before the duplicate check
	atDuplicate              // the duplicate check
	atBusiness               // all rules, and everything after them
)

// pointOf is where Generate says a code (protocol reference 21.5).
func pointOf(code fault.Code) point {
	switch code {
	case fault.SchemaError:
		return atShape
	case fault.NoItems, fault.TooManyItems, fault.InvalidVersion, fault.NotSupplierOrOperator, fault.OperatorGstinMissing,
		fault.OperatorGstinExtra, fault.OperatorNotTCS, fault.NotEnabled, fault.InactiveGstin, fault.SupplierIsSEZ, fault.SupplierType:
		return atGate
	case fault.Duplicate, fault.DuplicateCancelled, fault.DuplicateElsewhere:
		return atDuplicate
	}
	return atBusiness
}

// forced refuses a document that was found in order up to a point, when the user wants it refused there.
func (s *Service) forced(at point, who Caller, inv *einv.Invoice) error {
	if who.Forced.Refusal == "" || pointOf(who.Forced.Refusal) != at {
		return nil
	}
	return s.refusal(who, inv, who.Forced.Refusal)
}

// Refusal makes the refusal that the portal would say with these codes of the catalogue: slots filled from the request, as
// far as plain is an invoice, and InfoDtls where they go with the code.
func (s *Service) Refusal(who Caller, plain []byte, codes ...fault.Code) *fault.Error {
	inv, _, err := einv.Decode[einv.Invoice](plain)
	if err != nil {
		inv = nil
	}
	return s.refusal(who, inv, codes...)
}

func (s *Service) refusal(who Caller, inv *einv.Invoice, codes ...fault.Code) *fault.Error {
	e := &fault.Error{}
	for _, code := range codes {
		e.Findings = append(e.Findings, fault.Finding{Code: code, Message: message(code, who, inv)})
		if pointOf(code) == atDuplicate {
			e.Info = append(e.Info, s.earlier(who, inv, code)...)
		}
	}
	return e
}

// earlier is what InfoDtls tells with a duplicate: the registration that there is, else one that could be. Without a
// document there is nothing to tell.
func (s *Service) earlier(who Caller, inv *einv.Invoice, code fault.Code) []fault.Info {
	names := documentIRNs(who, inv)
	if len(names) == 0 {
		return nil
	}
	name := names[0]
	found := &store.Invoice{Irn: name, AckDt: who.Now.Add(-time.Hour), AckNo: likelyAck(name, code, who.Now)}
	if who.World != nil {
		_ = who.World.DB().View(func(tx *store.Tx) error { // without the store it is the likely one
			for _, name := range names {
				if inv, ok, err := tx.InvoiceOf(who.World.ID, who.At, name); ok && err == nil {
					found = inv
				}
			}
			return nil
		})
	}
	if code == fault.DuplicateElsewhere {
		return []fault.Info{{InfCd: "DUPIRNGLP", Desc: struct {
			AckNo  int64
			AckDt  string
			Irn    string
			RegIrp string
		}{found.AckNo, minute(found.AckDt), found.Irn, "NIC2"}}}
	}
	return alreadyRegistered(found).Info
}

// likelyAck is an AckNo that a registration of the IRN could have: the same one whenever it is asked for.
func likelyAck(name string, code fault.Code, now time.Time) int64 {
	n, err := strconv.ParseInt(name[:min(7, len(name))], 16, 64)
	if err != nil {
		n = 0
	}
	portal := 1
	if code == fault.DuplicateElsewhere {
		portal = 2
	}
	return irn.AckNo(portal, 1+int(n%6), now.Year(), n)
}

// documentIRNs returns the IRNs under which a document may stand, none when it has no number or date.
func documentIRNs(who Caller, inv *einv.Invoice) []string {
	if inv == nil || inv.SellerDtls == nil || inv.DocDtls == nil || inv.DocDtls.No == "" {
		return nil
	}
	date, ok := day(inv.DocDtls.Dt)
	if !ok {
		return nil
	}
	return hashes(inv.SellerDtls.Gstin, inv.DocDtls.Typ, inv.DocDtls.No, date, who.Now)
}

// Subject is the document that a request is about.
type Subject struct {
	No   string   // its number, "" when it cannot be told
	IRNs []string // lower case; more than one where the rule of hashing changed
}

// SubjectOf finds out what a request is about: from the document or the IRN in plain, from the IRN of the path, or from
// a query by document.
func (s *Service) SubjectOf(who Caller, plain []byte, path string, q DocumentQuery) Subject {
	if q.DocNum != "" {
		date, ok := day(strings.TrimSpace(q.DocDate))
		if !ok {
			return Subject{No: q.DocNum}
		}
		typ := strings.ToUpper(strings.TrimSpace(q.DocType))
		return Subject{q.DocNum, hashes(who.Supplier(), typ, strings.TrimSpace(q.DocNum), date, who.Now)}
	}
	name := path
	if inv, _, err := einv.Decode[einv.Invoice](plain); err == nil {
		if inv.DocDtls != nil && inv.DocDtls.No != "" {
			return Subject{inv.DocDtls.No, documentIRNs(who, inv)}
		}
		if name == "" {
			name = inv.Irn // of Cancel IRN and of the bill by IRN, which have a member of this name too
		}
	}
	if name == "" {
		return subjectOfWaybill(who, plain)
	}
	subject := Subject{IRNs: []string{strings.ToLower(name)}}
	if who.World != nil {
		if inv, err := find(who, subject.IRNs[0]); err == nil && inv != nil {
			subject.No = inv.DocNo
		}
	}
	return subject
}

// subjectOfWaybill finds the document that a request to the e-way bill system names, by its own number or by a bill's.
func subjectOfWaybill(who Caller, plain []byte) Subject {
	req, _, err := einv.Decode[struct {
		EwbNo einv.Amount `json:"ewbNo" einv:"loose"`
		DocNo string      `json:"docNo"`
	}](plain)
	switch {
	case err != nil:
		return Subject{}
	case req.EwbNo.IsSet():
		return SubjectOfBill(who, req.EwbNo.Int())
	}
	return Subject{No: req.DocNo}
}

// SubjectOfBill finds the document of an e-way bill.
func SubjectOfBill(who Caller, ewbNo int64) Subject {
	if who.World == nil {
		return Subject{}
	}
	var subject Subject
	_ = who.World.DB().View(func(tx *store.Tx) error { // without the store there is nothing to know
		if bill, ok, err := tx.EWB(who.World.ID, ewbNo); ok && err == nil {
			subject.No = bill.DocNo
			if bill.Irn != "" {
				subject.IRNs = []string{bill.Irn}
			}
		}
		return nil
	})
	return subject
}

// Rewrap wraps another Sek as the answer of a login would wrap the right one. The AppKey is the text of the login, or the
// key itself.
func Rewrap(text string, key, sek []byte) (string, error) {
	if key == nil {
		var err error
		if key, err = seal.ParseAppKey(text); err != nil {
			return "", err
		}
	}
	return seal.WrapSek(key, sek)
}
