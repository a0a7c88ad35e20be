package validate

import "github.com/irpsim/irpsim/einv"

// supplierRules check SellerDtls. Whether the supplier may issue e-invoices at all is decided at the gate.
var supplierRules = []Rule{
	{
		ID:         "supplier-state-known",
		Code:       "2259",
		API:        GenerateIRN,
		Path:       "SellerDtls.Stcd",
		Title:      "The supplier's state code must be one of the master.",
		Why:        "25 and 28 are withdrawn; 96 is abroad, where no registered supplier is. A leading 0 may be left out.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if !indianState(in.sellerState) {
				fail.At("SellerDtls.Stcd").Because(row(in.seller.Stcd, "a state code of the master", stateRow(in.sellerState)))
			}
		},
		Breaks: []Example{{Edits: Edits{"SellerDtls.Stcd": "25"}}, {Edits: Edits{"SellerDtls.Stcd": "96"}}},
		Passes: []Example{{Note: "no leading 0", Edits: from("09AAAPG7885R002", "9", 201301)}},
	},
	{
		ID:         "supplier-state-of-gstin",
		Code:       "2258",
		API:        GenerateIRN,
		Path:       "SellerDtls.Stcd",
		Title:      "The supplier's state code must be the first two digits of his GSTIN.",
		Why:        "A registration belongs to one State, and its number begins with that State's code.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if indianState(in.sellerState) && statePart(in.seller.Gstin) != in.sellerState {
				fail.At("SellerDtls.Stcd").Because(plain(in.seller.Stcd, statePart(in.seller.Gstin)+" as in "+in.seller.Gstin))
			}
		},
		Breaks: []Example{{Edits: Edits{"SellerDtls.Stcd": "33", "SellerDtls.Pin": 600001}}},
		Passes: []Example{{Edits: Edits{"SellerDtls.Stcd": "29"}}},
	},
	pinKnown("supplier", "Seller", "SellerDtls.Pin", sellerPin, Edits{}, "SellerDtls"),
	pinOfState("supplier", "Seller", "SellerDtls.Pin", sellerPin, Edits{}, "SellerDtls"),
	{
		ID:         "supplier-pin-in-india",
		Code:       "2276",
		API:        GenerateIRN,
		Path:       "SellerDtls.Pin",
		Title:      "The supplier's PIN must not be 999999.",
		Why:        "999999 stands for an address abroad. Only the territory with code 97 uses it inside India.",
		Source:     "NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.seller.Pin.Int() == foreignPin && in.sellerState != otherTerritory {
				fail.At("SellerDtls.Pin").Because(plain(in.seller.Pin.Literal(), "a PIN of India"))
			}
		},
		Breaks: []Example{{Edits: Edits{"SellerDtls.Pin": 999999}}},
		Passes: []Example{{Edits: Edits{"SellerDtls.Pin": 560100}}},
	},
}

const (
	foreignPin     = 999999
	abroad         = "96"
	otherTerritory = "97"
)

// indianState reports whether code is a state or territory that an address can lie in.
func indianState(code string) bool { return code != abroad && usableState(code) }

// address is the PIN and state of a party; the zero address is not checked.
type address struct {
	pin   einv.Amount
	stcd  string // as sent
	state string // two digits
}

// sellerPin is the supplier's address. States and PINs that other rules refuse are not compared.
func sellerPin(in *Input) address {
	if !indianState(in.sellerState) {
		return address{}
	}
	return address{in.seller.Pin, in.seller.Stcd, in.sellerState}.unlessForeign()
}

// unlessForeign drops 999999, which has rules of its own.
func (a address) unlessForeign() address {
	if a.pin.Int() == foreignPin {
		return address{}
	}
	return a
}

// pinKnown makes the rule that a party's PIN exists. The portal falls back on the first three digits: a PIN that its
// list lacks passes when they lie in a range of some State.
func pinKnown(id, word, path string, of func(*Input) address, block Edits, member string) Rule {
	return Rule{
		ID:         id + "-pin-known",
		Code:       "3038",
		API:        GenerateIRN,
		Path:       path,
		Title:      "The PIN of " + member + " must exist.",
		Why:        "When the portal's list lacks a PIN, its first three digits decide; 101 for example begins no PIN.",
		Source:     "NIC Generate IRN page; Masters India sample answer (Seller), the other words are read from it",
		Confidence: Observed,
		Check: func(in *Input, fail Fail) {
			a := of(in)
			if !a.pin.IsSet() {
				return
			}
			if known, _ := pinIn(a.pin.Int(), a.state); !known {
				fail.At(path, word, a.pin.Literal()).Because(row(a.pin.Literal(), "a PIN whose first digits are those of a State", pinRow(a.pin.Int())))
			}
		},
		Breaks: []Example{{Edits: with(block, Edits{path: 101301}), Slots: []string{word, "101301"}}},
		Passes: []Example{{Note: "not in postal lists, but a prefix of the State", Edits: with(block, foreignless(member))}},
	}
}

// pinOfState makes the rule that a party's PIN lies in its State.
func pinOfState(id, word, path string, of func(*Input) address, block Edits, member string) Rule {
	return Rule{
		ID:         id + "-pin-of-state",
		Code:       "3039",
		API:        GenerateIRN,
		Path:       path,
		Title:      "The PIN of " + member + " must lie in its State.",
		Why:        "The portal knows which three-digit prefixes occur in which State; some occur in two.",
		Source:     "NIC Generate IRN page; error list INV, Sept 2026; two clients map the text with Buyer",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			a := of(in)
			if !a.pin.IsSet() {
				return
			}
			if known, own := pinIn(a.pin.Int(), a.state); known && !own {
				fail.At(path, word, a.pin.Literal(), a.stcd).Because(row(a.pin.Literal(), "a PIN of "+a.state, pinRow(a.pin.Int())))
			}
		},
		Breaks: []Example{{Edits: with(block, Edits{path: 201301})}},
		Passes: []Example{{Edits: with(block, foreignless(member))}},
	}
}

// foreignless is another good PIN for each block of the examples.
func foreignless(block string) Edits {
	switch block {
	case "SellerDtls":
		return Edits{"SellerDtls.Pin": 591999}
	case "BuyerDtls":
		return Edits{"BuyerDtls.Pin": 445999}
	case "DispDtls":
		return Edits{"DispDtls.Pin": 643999}
	}
	return Edits{"ShipDtls.Pin": 695999}
}
