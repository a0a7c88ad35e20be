package main

import (
	"strings"

	"github.com/irpsim/irpsim/internal/irn"
)

type irnCmd struct {
	Gstin     string `required:"" placeholder:"GSTIN" help:"GSTIN of the supplier."`
	Date      string `required:"" placeholder:"DD/MM/YYYY" help:"Document date."`
	Type      string `default:"INV" help:"INV, CRN or DBN."`
	No        string `required:"" placeholder:"NUMBER" help:"Document number as on the document."`
	AsWritten bool   `help:"Keep the letter case of the number, as portals did before 1 June 2025."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (irnCmd) Help() string {
	return `The IRN is the SHA-256 of supplier, financial year, type and number, one after the other, with the number in capitals:

    irpsim irn --gstin 29ZZZCS0001A1ZI --date 22/11/2026 --type INV --no SIM/26-27/1`
}

// Run prints the IRN.
func (c *irnCmd) Run(a *app) error {
	var wrong complaints
	supplier, err := gstin(c.Gstin)
	if err != nil {
		wrong.add("--gstin", err)
	}
	day, err := parseDay(c.Date)
	if err != nil {
		wrong.add("--date", err)
	}
	typ, err := oneOf("INV", "CRN", "DBN")(strings.ToUpper(c.Type))
	if err != nil {
		wrong.add("--type", err)
	}
	no, err := word(c.No)
	if err != nil {
		wrong.add("--no", err)
	}
	if len(wrong) > 0 {
		return complaintsError(wrong)
	}
	if !c.AsWritten {
		no = strings.ToUpper(no)
	}
	year := irn.FinancialYear(day)
	hash := irn.Hash(supplier, year, typ, no)
	if c.JSON {
		return a.printJSON(map[string]string{"irn": hash, "financial_year": year, "hashed": supplier + year + typ + no})
	}
	return a.print("%s\n", hash)
}
