package sample

import (
	"strconv"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/masters"
)

// GSTINs of the default world that the documents speak of.
const (
	DefaultSeller = "29ZZZCS0001A1ZI"
	Operator      = "29ZZZCT0011T1CN" // e-commerce operator
	sezUnit       = "33ZZZCE0003E1ZX"

	neighbourOfSEZ = "33ZZZCB0002B1Z7" // ordinary taxpayer of its state, unknown to the seeds
	buyerRoot      = "ZZZCB0002B1Z"    // ordinary buyer, one in each state: state code before, check character after it
)

const (
	foreign    = "96" // state code of what lies abroad
	foreignPin = 999999
)

// partyOf returns what the register of a fresh world knows of a number, or makes an address in its state. False for a
// number whose state cannot be a supplier's or recipient's in a plain document.
func partyOf(gstin string) (taxpayer.Taxpayer, bool) {
	if len(gstin) != 15 {
		return taxpayer.Taxpayer{}, false
	}
	t, seeded := taxpayer.Seeded(gstin)
	if !seeded {
		t = taxpayer.Regular(gstin)
	}
	state, known := masters.LookupState(t.StateCode)
	return t, known && state.Usable && t.Pin != 0 && t.Pin != foreignPin
}

// ordinaryBuyer returns the regular taxpayer of a state: of 27 and 29 the seeded ones, of others a number with a right
// check character, which the open look-up policy takes as an active taxpayer.
func ordinaryBuyer(state string) string {
	body := state + buyerRoot
	check, _ := taxpayer.CheckCharacter(body) // false for other characters than these only
	return body + string(check)
}

// otherState returns a state that is not the given one and has a seeded buyer.
func otherState(state string) string {
	if state == "27" {
		return "29"
	}
	return "27"
}

func sellerOf(t taxpayer.Taxpayer) *einv.SellerDtls {
	return &einv.SellerDtls{
		Gstin: t.Gstin, LglNm: t.LegalName, Addr1: "1 Simulation Road", Loc: t.Location, Pin: whole(t.Pin), Stcd: t.StateCode,
	}
}

// buyerOf makes a recipient, at the PIN after that of the state's ordinary address, so that goods have a way to go.
func buyerOf(gstin string) *einv.BuyerDtls {
	t, _ := partyOf(gstin)
	return &einv.BuyerDtls{
		Gstin: t.Gstin, LglNm: t.LegalName, Pos: t.StateCode, Addr1: "2 Simulation Road", Loc: t.Location,
		Pin: whole(t.Pin + 1), Stcd: t.StateCode,
	}
}

// buyerAbroad is the recipient of a direct export.
func buyerAbroad() *einv.BuyerDtls {
	return &einv.BuyerDtls{
		Gstin: "URP", LglNm: "Simulated Overseas Buyer Inc", Pos: foreign, Addr1: "3 Simulation Avenue", Loc: "New York",
		Pin: whole(foreignPin), Stcd: foreign,
	}
}

// whole makes an Amount without decimals.
func whole(n int) einv.Amount {
	a, err := einv.ParseAmount(strconv.Itoa(n))
	if err != nil {
		return einv.Amount{} // not reached: every int is a number
	}
	return a
}
