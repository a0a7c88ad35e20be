package validate

import (
	"strings"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// Input is a document and what the rules need to know of the world it is sent to. The exported fields are set by the
// caller; the rest is worked out once, when it is first needed. An Input serves one goroutine.
type Input struct {
	Invoice  *einv.Invoice
	Now      time.Time // the world's time, any zone
	Caller   string    // GSTIN that the session belongs to, as it is registered
	Settings Settings
	Taxpayer func(gstin string) (taxpayer.Taxpayer, bool) // the world's register, policy applied

	facts
}

// Settings are the world settings that rules read. The zero value switches nothing on; see [DefaultSettings].
type Settings struct {
	CheckTotAmt   bool      // check_tot_amt: rule 2192
	ShipToGstin   bool      // ship_to_gstin: rules 2323, 2325 and the ship-to GSTIN being mandatory
	ReportingDays int       // reporting_days: the window of 2305; 0 switches the rule off
	Floor         time.Time // the earliest document date, 2284; zero: the portal's on the day of processing
	MaxItems      int       // lines of one document, 2173; 0: the portal's 1000
}

// DefaultSettings returns what the portal does today.
func DefaultSettings() Settings { return Settings{ReportingDays: 30} }

// on reports whether the switch that a rule names is set.
func (s Settings) on(name string) bool {
	switch name {
	case "check_tot_amt":
		return s.CheckTotAmt
	case "ship_to_gstin":
		return s.ShipToGstin
	}
	return false
}

// maxItems is the portal's limit of lines.
const maxItems = 1000

func (s Settings) maxItems() int {
	if s.MaxItems > 0 {
		return s.MaxItems
	}
	return maxItems
}

// facts are derived from an Input. Blocks that the schema requires are never nil here.
type facts struct {
	ready  bool
	tran   *einv.TranDtls
	doc    *einv.DocDtls
	seller *einv.SellerDtls
	buyer  *einv.BuyerDtls
	val    *einv.ValDtls
	disp   *einv.DispDtls // nil when not sent, as ship, exp and ewb
	ship   *einv.ShipDtls
	exp    *einv.ExpDtls
	ewb    *einv.EwbDtls
	items  []einv.Item

	today  time.Time // midnight IST
	date   time.Time // DocDtls.Dt, zero when it is no date
	dateOK bool

	export, sez   bool // EXPWP, EXPWOP; SEZWP, SEZWOP
	noPayment     bool // EXPWOP, SEZWOP: without payment of tax
	invoice       bool // INV; tax amounts of notes are not compared
	reverse       bool // RegRev Y
	igstOnIntra   bool // IgstOnIntra Y
	sellerState   string
	buyerState    string
	pos           string
	caller        party
	supplier      party
	recipient     party // the zero party for URP
	shipTo        party
	inter         bool // between States, or treated so
	igst          bool // taxed by IGST: inter, or IgstOnIntra
	retailValued  bool // holds goods valued by retail sale price
	partiesLooked bool
	sums          sums
}

// party is a GSTIN that was looked up.
type party struct {
	taxpayer.Taxpayer
	known bool
}

// sums are the totals of the lines.
type sums struct {
	done                                           bool
	ass, cgst, sgst, igst, cess, stateCess, itemed exact
}

// prepare works the facts out that everything needs.
func (in *Input) prepare() {
	if in.ready {
		return
	}
	in.ready = true
	inv := in.Invoice
	if inv == nil {
		inv = &einv.Invoice{}
		in.Invoice = inv
	}
	in.tran, in.doc, in.seller = orBlank(inv.TranDtls), orBlank(inv.DocDtls), orBlank(inv.SellerDtls)
	in.buyer, in.val = orBlank(inv.BuyerDtls), orBlank(inv.ValDtls)
	in.disp, in.ship, in.exp, in.ewb, in.items = inv.DispDtls, inv.ShipDtls, inv.ExpDtls, inv.EwbDtls, inv.ItemList

	y, m, d := in.Now.In(clock.IST).Date()
	in.today = time.Date(y, m, d, 0, 0, 0, 0, clock.IST)
	in.date, in.dateOK = parseDate(in.doc.Dt)

	switch in.tran.SupTyp {
	case "EXPWP":
		in.export = true
	case "EXPWOP":
		in.export, in.noPayment = true, true
	case "SEZWP":
		in.sez = true
	case "SEZWOP":
		in.sez, in.noPayment = true, true
	}
	in.invoice = in.doc.Typ == "INV"
	in.reverse = in.tran.RegRev == "Y"
	in.igstOnIntra = in.tran.IgstOnIntra == "Y"
	in.sellerState, in.buyerState, in.pos = twoDigits(in.seller.Stcd), twoDigits(in.buyer.Stcd), twoDigits(in.buyer.Pos)
	in.supplier = in.lookUp(in.seller.Gstin)
	in.caller = in.supplier
	if in.Caller != in.seller.Gstin {
		in.caller = in.lookUp(in.Caller)
	}
	in.inter = in.export || in.sez || in.supplier.Type == taxpayer.SED || in.sellerState != in.pos
	in.igst = in.inter || in.igstOnIntra
	in.retailValued = in.anyRetailValued()
}

// lookUpParties looks the other two GSTINs up. The gate does not need them.
func (in *Input) lookUpParties() {
	if in.partiesLooked {
		return
	}
	in.partiesLooked = true
	if !unregistered(in.buyer.Gstin) {
		in.recipient = in.lookUp(in.buyer.Gstin)
	}
	if in.ship != nil && in.ship.Gstin != "" && !unregistered(in.ship.Gstin) {
		in.shipTo = in.lookUp(in.ship.Gstin)
	}
}

func (in *Input) lookUp(gstin string) party {
	if in.Taxpayer == nil || gstin == "" {
		return party{}
	}
	t, ok := in.Taxpayer(gstin)
	return party{t, ok}
}

// operator reports whether the caller is an e-commerce operator: registered to collect tax at source.
func (in *Input) operator() bool { return in.caller.known && in.caller.Type == taxpayer.TCS }

// orBlank returns p, or an empty block so that rules need not test for nil. Only documents that the schema refuses
// lack one.
func orBlank[T any](p *T) *T {
	if p == nil {
		return new(T)
	}
	return p
}

// unregistered reports whether a GSTIN member says that there is none.
func unregistered(gstin string) bool { return strings.EqualFold(gstin, "URP") }

const oneToNine = "010203040506070809"

// twoDigits writes a state code as the master does: clients send "9" as well as "09".
func twoDigits(code string) string {
	if len(code) == 1 && code[0] >= '1' && code[0] <= '9' {
		i := 2 * (code[0] - '1')
		return oneToNine[i : i+2]
	}
	return code
}

// statePart returns the first two characters of a GSTIN.
func statePart(gstin string) string {
	if len(gstin) < 2 {
		return gstin
	}
	return gstin[:2]
}

// parseDate reads dd/MM/yyyy, strictly.
func parseDate(s string) (time.Time, bool) {
	t, err := time.ParseInLocation("02/01/2006", s, clock.IST)
	return t, err == nil && len(s) == 10
}

// date is midnight of a day in India.
func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, clock.IST) }

// total adds the lines up, once.
func (in *Input) total() *sums {
	s := &in.sums
	if s.done {
		return s
	}
	s.done = true
	for i := range in.items {
		it := &in.items[i]
		s.ass = s.ass.add(fromMilli(it.AssAmt.Milli()))
		s.cgst = s.cgst.add(fromMilli(it.CgstAmt.Milli()))
		s.sgst = s.sgst.add(fromMilli(it.SgstAmt.Milli()))
		s.igst = s.igst.add(fromMilli(it.IgstAmt.Milli()))
		s.cess = s.cess.add(fromMilli(it.CesAmt.Milli())).add(fromMilli(it.CesNonAdvlAmt.Milli()))
		s.stateCess = s.stateCess.add(fromMilli(it.StateCesAmt.Milli())).add(fromMilli(it.StateCesNonAdvlAmt.Milli()))
		s.itemed = s.itemed.add(fromMilli(it.TotItemVal.Milli()))
	}
	return s
}

// retailFrom is the day from which Rule 31D values some goods by their retail sale price.
var retailFrom = date(2026, time.February, 1)

// retailPrefixes are the headings of the table in Rule 31D: pan masala, tobacco and what is sold in its place.
// The table leaves biris and plain leaves out by description; a document shows only the heading.
var retailPrefixes = [...]string{"21069020", "2401", "2402", "2403", "24041100", "24041900"}

// anyRetailValued reports whether the portal waives 2194, 2234 and 2235 for the document.
func (in *Input) anyRetailValued() bool {
	if !in.dateOK || in.date.Before(retailFrom) {
		return false
	}
	for i := range in.items {
		for _, p := range retailPrefixes {
			if strings.HasPrefix(in.items[i].HsnCd, p) {
				return true
			}
		}
	}
	return false
}
