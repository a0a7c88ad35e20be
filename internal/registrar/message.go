package registrar

import (
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
)

// message is the catalogue's text of a code with its slots filled from the request.
func message(code fault.Code, who Caller, inv *einv.Invoice) string {
	e, _ := fault.Lookup(code)
	if !strings.Contains(e.Message, "{0") {
		return e.Message
	}
	return fault.Fill(e.Message, slots(code, valuesOf(who, inv))...)
}

// values are what slots of messages are filled with.
type values struct {
	seller, buyer, supTyp, slNo, hsn, unit, docDt string
	sellerPin, buyerPin, buyerState               string
	client, user, getDays, reportingDays          string
}

// valuesOf takes the values from the request. What it does not hold gets an everyday one: a message with an open slot is
// what no client has ever been sent.
func valuesOf(who Caller, inv *einv.Invoice) values {
	v := values{
		seller: orElse(who.Gstin, "29ZZZCS0001A1ZI"), buyer: "27ZZZCB0002B1Z0", supTyp: "B2B", slNo: "1", hsn: "1001", unit: "NOS",
		docDt: who.Now.Format(dateForm), sellerPin: "560001", buyerPin: "400001", buyerState: "27", getDays: "2", reportingDays: "30",
	}
	if who.World != nil {
		set := who.World.Settings()
		v.client, v.getDays, v.reportingDays = who.World.ID, strconv.Itoa(set.GetDays), strconv.Itoa(set.ReportingDays)
	}
	v.user = v.seller
	if who.Session != nil {
		v.user = who.Session.User
	}
	if inv == nil {
		return v
	}
	set := func(to *string, from string) { *to = orElse(from, *to) }
	if p := inv.SellerDtls; p != nil {
		set(&v.seller, p.Gstin)
		set(&v.sellerPin, p.Pin.Literal())
	}
	if p := inv.BuyerDtls; p != nil {
		set(&v.buyer, p.Gstin)
		set(&v.buyerPin, p.Pin.Literal())
		set(&v.buyerState, p.Stcd)
	}
	if inv.TranDtls != nil {
		set(&v.supTyp, inv.TranDtls.SupTyp)
	}
	if inv.DocDtls != nil {
		set(&v.docDt, inv.DocDtls.Dt)
	}
	if len(inv.ItemList) > 0 {
		set(&v.slNo, inv.ItemList[0].SlNo)
		set(&v.hsn, inv.ItemList[0].HsnCd)
		set(&v.unit, inv.ItemList[0].Unit)
	}
	return v
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// slots returns what fills {0}, {1} … of a code's message.
func slots(code fault.Code, v values) []string {
	is := func(codes string) bool { return slices.Contains(strings.Fields(codes), string(code)) }
	switch {
	case is("2193 2194 2227 2234 2235 2238 2239 2240 2266 2267 2180"):
		return []string{v.slNo}
	case is("2176 2192 2222 2223 2237 2241 3047 3048"):
		return []string{v.hsn}
	case is("2177"):
		return []string{v.unit}
	case is("2178 2200"):
		return []string{v.buyerState}
	case is("2214 2215 2216 2217"):
		return []string{"Buyer"}
	case is("2231 3026 3028 3029 4015"):
		return []string{v.seller}
	case is("3074 3077"):
		return []string{v.buyer, v.docDt}
	case is("3075 3076 3078 3052"):
		return []string{v.buyer}
	case is("2283"):
		return []string{v.getDays}
	case is("2284"):
		return []string{"01/04/2025"}
	case is("2305"):
		return []string{v.reportingDays, "10 Cr"}
	case is("3038"):
		return []string{"Buyer", v.buyerPin}
	case is("3039"):
		return []string{"Buyer", v.buyerPin, v.buyerState}
	case is("3040 3041"):
		return []string{v.buyerPin, v.buyerState}
	case is("3095"):
		return []string{v.client}
	case is("3096"):
		return []string{v.user}
	case is("4026"):
		return []string{"331010000001"}
	case is("4030"):
		return []string{v.sellerPin, v.buyerPin}
	case is("4043"):
		return []string{"180"}
	case is("4073"):
		return []string{"Regular"}
	}
	return []string{v.supTyp} // the rest are about the type of supply
}
