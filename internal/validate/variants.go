package validate

import (
	"encoding/json"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// What follows helps to write examples down; it is data of the catalogue, not part of the checks.

const cancelled = "07ZZZCX0006X1Z3" // Delhi, until 31/03/2024

// unknownSeller has the form of a GSTIN of Karnataka but a wrong check character.
const unknownSeller = "29AAAAA0000A1Z0"

// noon is noon of a day in India.
func noon(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, clock.IST) }

// to sends the standard goods to another recipient, in whose State the place of supply is.
func to(gstin, state string, pin int) Edits {
	return Edits{"BuyerDtls.Gstin": gstin, "BuyerDtls.Stcd": state, "BuyerDtls.Pos": state, "BuyerDtls.Pin": pin}
}

// from lets another supplier sell the standard goods. The operator registers the document, so that it needs no user
// of the supplier.
func from(gstin, state string, pin int) Edits {
	return Edits{
		"TranDtls.EcmGstin": operator,
		"SellerDtls.Gstin":  gstin, "SellerDtls.Stcd": state, "SellerDtls.Pin": pin,
	}
}

// registered is a taxpayer as the default world would make one up, changed by change.
func registered(gstin string, change func(*taxpayer.Taxpayer)) World {
	t := taxpayer.Regular(gstin)
	change(&t)
	return World{Taxpayers: []taxpayer.Taxpayer{t}}
}

// sellerIs changes the standard seller.
func sellerIs(change func(*taxpayer.Taxpayer)) World { return registered(seller, change) }

// buyerIs gives the standard buyer a status and dates, "" for unknown ones.
func buyerIs(status taxpayer.Status, from, until string) World {
	return registered(buyer, func(t *taxpayer.Taxpayer) { t.Status, t.Registered, t.Deregistered = status, from, until })
}

// at sets the clock of a world.
func (w World) at(now time.Time) World {
	w.Now = now
	return w
}

// withTurnover gives the seeded large supplier a turnover in crore rupees.
func withTurnover(crore int) World {
	return registered(large, func(t *taxpayer.Taxpayer) { t.TurnoverCr = crore })
}

// offshore is a taxpayer of the territory with code 97, which has no PINs.
const offshore = "97ZZZCB0002B1ZX"

// edges are two examples that set one amount to either end of a range.
func edges(path, low, high string, w World) []Example {
	return []Example{
		{Note: "lower end", Edits: Edits{path: num(low)}, World: w},
		{Note: "upper end", Edits: Edits{path: num(high)}, World: w},
	}
}

// edgesOf are edges on a variant of the standard invoice.
func edgesOf(variant Edits, path, low, high string) []Example {
	examples := edges(path, low, high, World{})
	for i := range examples {
		examples[i].Edits = with(variant, examples[i].Edits)
	}
	return examples
}

// intraEdges set both halves of the tax to either end of a range, with totals that follow.
func intraEdges(low, high string) []Example {
	one := func(note, half string, total int) Example {
		return Example{Note: note, Edits: with(intra, Edits{
			"ItemList[0].CgstAmt": num(half), "ItemList[0].SgstAmt": num(half),
			"ItemList[0].TotItemVal": total, "ValDtls.TotInvVal": total,
		})}
	}
	return []Example{one("lower end", low, 11798), one("upper end", high, 11802)}
}

// worth edits the amounts of the standard invoice to a taxable value without tax.
func worth(value string) Edits {
	v := json.Number(value)
	return Edits{
		"ItemList[0].UnitPrice": v, "ItemList[0].TotAmt": v, "ItemList[0].AssAmt": v, "ItemList[0].GstRt": 0,
		"ItemList[0].IgstAmt": 0, "ItemList[0].TotItemVal": v,
		"ValDtls.AssVal": v, "ValDtls.IgstVal": 0, "ValDtls.TotInvVal": v,
	}
}

// atRate edits the standard invoice to another rate, in percent.
func atRate(percent int) Edits {
	return Edits{
		"ItemList[0].GstRt": percent, "ItemList[0].IgstAmt": 100 * percent, "ItemList[0].TotItemVal": 10000 + 100*percent,
		"ValDtls.IgstVal": 100 * percent, "ValDtls.TotInvVal": 10000 + 100*percent,
	}
}

var (
	// untaxed takes the IGST off.
	untaxed = Edits{"ItemList[0].IgstAmt": 0, "ItemList[0].TotItemVal": 10000, "ValDtls.IgstVal": 0, "ValDtls.TotInvVal": 10000}
	// untaxedIntra takes CGST and SGST off.
	untaxedIntra = Edits{
		"ItemList[0].CgstAmt": 0, "ItemList[0].SgstAmt": 0, "ItemList[0].TotItemVal": 10000,
		"ValDtls.CgstVal": 0, "ValDtls.SgstVal": 0, "ValDtls.TotInvVal": 10000,
	}
	// shipToSwitch switches the withdrawn ship-to rules on.
	shipToSwitch = World{Settings: []string{"ship_to_gstin"}}
	// totAmtSwitch switches the withdrawn comparison of TotAmt on.
	totAmtSwitch = World{Settings: []string{"check_tot_amt"}}
)
