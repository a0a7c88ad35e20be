package printed

import (
	"github.com/irpsim/irpsim/einv"
)

// parties are the supplier and the recipient, and where goods leave and go when the document says so.
func parties(doc *einv.Invoice) []Party {
	s, b := doc.SellerDtls, doc.BuyerDtls
	list := []Party{
		party("Supplier", s.LglNm, s.TrdNm, s.Gstin, address(s.Addr1, s.Addr2, s.Loc, s.Pin, s.Stcd), s.Ph, s.Em),
		party("Recipient", b.LglNm, b.TrdNm, b.Gstin, address(b.Addr1, b.Addr2, b.Loc, b.Pin, b.Stcd), b.Ph, b.Em),
	}
	if d := doc.DispDtls; d != nil {
		list = append(list, party("Dispatched from", d.Nm, "", "", address(d.Addr1, d.Addr2, d.Loc, d.Pin, d.Stcd)))
	}
	if d := doc.ShipDtls; d != nil {
		list = append(list, party("Shipped to", d.LglNm, d.TrdNm, d.Gstin, address(d.Addr1, d.Addr2, d.Loc, d.Pin, d.Stcd)))
	}
	if eco := text(doc.TranDtls.EcmGstin); eco != "" {
		list = append(list, Party{Role: "E-commerce operator", GSTIN: eco})
	}
	return list
}

func party(role, name, trade, gstin string, address []string, contact ...string) Party {
	p := Party{Role: role, Name: text(name), GSTIN: text(gstin)}
	if t := text(trade); t != "" && t != p.Name {
		p.Lines = append(p.Lines, "trading as "+t)
	}
	p.Lines = append(p.Lines, address...)
	for _, c := range contact {
		if c = text(c); c != "" {
			p.Lines = append(p.Lines, c)
		}
	}
	return p
}

func address(addr1, addr2, loc string, pin einv.Amount, stcd string) []string {
	var lines []string
	for _, l := range []string{text(addr1), text(addr2), join(", ", join(" ", text(loc), clean(pin.Literal(), 32)), state(stcd))} {
		if l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}
