package workbench

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/lint"
)

// calculator works the amounts of a document out from what its lines say: quantity, price, discount and rates.
type calculator struct {
	o     *lint.Outline
	igst  bool // inter-State, or treated so
	free  bool // without payment of tax
	edits []edit
	sums  map[string]*big.Rat
}

// totals lists the edits that make the amounts of the lines and of the document agree. What agrees already is not
// touched, so that it keeps its scale.
func totals(o *lint.Outline) []edit {
	c := calculator{o: o, sums: map[string]*big.Rat{}}
	state := o.Value("SellerDtls.Stcd")
	switch o.Value("TranDtls.SupTyp") {
	case "EXPWOP", "SEZWOP":
		c.igst, c.free = true, true
	case "EXPWP", "SEZWP":
		c.igst = true
	default:
		c.igst = o.Value("TranDtls.IgstOnIntra") == "Y" || twoDigits(state) != twoDigits(o.Value("BuyerDtls.Pos"))
	}
	lines := o.Len("ItemList")
	for i := range lines {
		c.line(fmt.Sprintf("ItemList[%d].", i))
	}
	if lines > 0 {
		c.document()
	}
	return c.edits
}

func twoDigits(state string) string {
	if len(state) == 1 {
		return "0" + state
	}
	return state
}

// taxed are the members that make TotItemVal, with the document's sums they go into.
var taxed = []struct{ name, sum string }{
	{"AssAmt", "AssVal"}, {"IgstAmt", "IgstVal"}, {"CgstAmt", "CgstVal"}, {"SgstAmt", "SgstVal"}, {"CesAmt", "CesVal"},
	{"CesNonAdvlAmt", "CesVal"}, {"StateCesAmt", "StCesVal"}, {"StateCesNonAdvlAmt", "StCesVal"}, {"OthChrg", ""},
}

func (c *calculator) line(at string) {
	gross := c.read(at + "TotAmt")
	if qty, price := c.read(at+"Qty"), c.read(at+"UnitPrice"); qty.Sign() > 0 && price.Sign() > 0 {
		gross = paise(new(big.Rat).Mul(qty, price))
		c.write(at+"TotAmt", gross, true)
	}
	ass := new(big.Rat).Sub(gross, c.read(at+"Discount"))
	if ass.Sign() < 0 {
		ass = new(big.Rat)
	}
	c.write(at+"AssAmt", ass, true)
	values := map[string]*big.Rat{"AssAmt": ass}
	tax := func(name, rate string, divisor int64, due bool) {
		x := new(big.Rat)
		if due {
			x = paise(x.Quo(x.Mul(ass, c.read(at+rate)), big.NewRat(divisor, 1)))
		}
		c.write(at+name, x, false)
		values[name] = x
	}
	tax("IgstAmt", "GstRt", 100, c.igst && !(c.free && c.read(at+"IgstAmt").Sign() == 0))
	tax("CgstAmt", "GstRt", 200, !c.igst)
	tax("SgstAmt", "GstRt", 200, !c.igst)
	tax("CesAmt", "CesRt", 100, c.o.Has(at+"CesRt"))
	tax("StateCesAmt", "StateCesRt", 100, c.o.Has(at+"StateCesRt"))
	total := new(big.Rat)
	for _, m := range taxed {
		v := values[m.name]
		if v == nil {
			v = c.read(at + m.name)
		}
		total.Add(total, v)
		c.sum(m.sum, v)
	}
	c.write(at+"TotItemVal", total, true)
	c.sum("TotInvVal", total)
}

func (c *calculator) document() {
	total := c.sums["TotInvVal"]
	total.Sub(total, c.read("ValDtls.Discount"))
	total.Add(total, c.read("ValDtls.OthChrg"))
	total.Add(total, c.read("ValDtls.RndOffAmt"))
	for _, name := range []string{"AssVal", "CgstVal", "SgstVal", "IgstVal", "CesVal", "StCesVal", "TotInvVal"} {
		if x := c.sums[name]; x != nil {
			c.write("ValDtls."+name, x, name == "AssVal" || name == "TotInvVal")
		}
	}
}

func (c *calculator) sum(name string, v *big.Rat) {
	if name == "" {
		return
	}
	if c.sums[name] == nil {
		c.sums[name] = new(big.Rat)
	}
	c.sums[name].Add(c.sums[name], v)
}

// maxDigits bounds a number that is calculated with; the schema allows 15.
const maxDigits = 40

// read is the amount at a path, also when it stands in quotes; 0 when there is none.
func (c *calculator) read(path string) *big.Rat {
	text := strings.TrimSpace(c.o.Value(path))
	if x, ok := new(big.Rat).SetString(text); ok && len(text) <= maxDigits && number.MatchString(text) {
		return x
	}
	return new(big.Rat)
}

// write notes an amount where another stands, or none and it matters.
func (c *calculator) write(path string, x *big.Rat, must bool) {
	lit, there := c.o.Literal(path)
	if there {
		if _, err := einv.ParseAmount(lit); err == nil && c.read(path).Cmp(x) == 0 {
			return
		}
	} else if !must && x.Sign() == 0 {
		return
	}
	c.edits = append(c.edits, edit{Path: path, Literal: x.FloatString(2)})
}

// paise rounds to two decimals, half up.
func paise(x *big.Rat) *big.Rat {
	y, _ := new(big.Rat).SetString(x.FloatString(2))
	return y
}
