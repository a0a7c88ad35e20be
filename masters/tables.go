package masters

import (
	_ "embed"
	"encoding/json"
	"iter"
	"slices"
	"strings"
)

// The lists.
var (
	//go:embed data/countries.csv
	countriesCSV string
	//go:embed data/currencies.csv
	currenciesCSV string
	//go:embed data/document_types.csv
	documentTypesCSV string
	//go:embed data/ewb_cancel_reasons.csv
	ewbCancelReasonsCSV string
	//go:embed data/ewb_extension_reasons.csv
	ewbExtensionReasonsCSV string
	//go:embed data/ewb_sub_supply_types.csv
	ewbSubSupplyTypesCSV string
	//go:embed data/ewb_supply_types.csv
	ewbSupplyTypesCSV string
	//go:embed data/ewb_vehicle_update_reasons.csv
	ewbVehicleUpdateReasonsCSV string
	//go:embed data/gstin_block_status.csv
	gstinBlockStatusCSV string
	//go:embed data/gstin_status.csv
	gstinStatusCSV string
	//go:embed data/hsn.csv
	hsnCSV string
	//go:embed data/irn_cancel_reasons.csv
	irnCancelReasonsCSV string
	//go:embed data/irn_status.csv
	irnStatusCSV string
	//go:embed data/pin_prefix.csv
	pinPrefixCSV string
	//go:embed data/pin_prefix_observed.csv
	pinObservedCSV string
	//go:embed data/ports.csv
	portsCSV string
	//go:embed data/states.csv
	statesCSV string
	//go:embed data/supply_types.csv
	supplyTypesCSV string
	//go:embed data/tax_rates.csv
	taxRatesCSV string
	//go:embed data/taxpayer_types.csv
	taxpayerTypesCSV string
	//go:embed data/transaction_modes.csv
	transactionModesCSV string
	//go:embed data/transport_modes.csv
	transportModesCSV string
	//go:embed data/uqc.csv
	uqcCSV string
	//go:embed data/vehicle_number_formats.csv
	vehicleFormatsCSV string
	//go:embed data/vehicle_types.csv
	vehicleTypesCSV string
)

// Table is a list as a whole, for showing and downloading.
type Table struct {
	Name   string // file name without ending: "states"
	Title  string // for people: "States and union territories"
	Source string // where the rows come from
	text   string
}

// Tables lists every master in order of name.
func Tables() []Table {
	const (
		portal    = "portal master codes, as copied by india-compliance"
		published = "published API pages and master annexures"
	)
	return []Table{
		{"countries", "Countries", "ISO 3166-1, Debian iso-codes 4.15.0", countriesCSV},
		{"currencies", "Currencies", portal + "; SLE and VED from ISO 4217", currenciesCSV},
		{"document_types", "Document types", published, documentTypesCSV},
		{"ewb_cancel_reasons", "Reasons for cancelling an e-way bill", published, ewbCancelReasonsCSV},
		{"ewb_extension_reasons", "Reasons for extending an e-way bill", published, ewbExtensionReasonsCSV},
		{"ewb_sub_supply_types", "Sub-supply types of e-way bills", published, ewbSubSupplyTypesCSV},
		{"ewb_supply_types", "Supply types of e-way bills", published, ewbSupplyTypesCSV},
		{"ewb_vehicle_update_reasons", "Reasons for changing the vehicle", published, ewbVehicleUpdateReasonsCSV},
		{"gstin_block_status", "Block statuses of a taxpayer", published, gstinBlockStatusCSV},
		{"gstin_status", "Statuses of a GSTIN", published, gstinStatusCSV},
		{"hsn", "HSN codes of goods and services", portal + "; parents of listed codes derived", hsnCSV},
		{"irn_cancel_reasons", "Reasons for cancelling an IRN", published, irnCancelReasonsCSV},
		{"irn_status", "Statuses of an IRN", published, irnStatusCSV},
		{"pin_prefix", "PIN codes by state: ranges of the first three digits", portal, pinPrefixCSV},
		{"pin_prefix_observed", "PIN codes by state: prefixes in use", "computed from GeoNames postal codes (CC BY 4.0)", pinObservedCSV},
		{"ports", "Customs ports", portal + "; states from Odoo", portsCSV},
		{"states", "States and union territories", portal, statesCSV},
		{"supply_types", "Supply types", published, supplyTypesCSV},
		{"tax_rates", "GST rates", portal + "; notices of September 2025", taxRatesCSV},
		{"taxpayer_types", "Types of taxpayers", "portal answers and public clients; see the column evidence", taxpayerTypesCSV},
		{"transaction_modes", "Transaction modes", published, transactionModesCSV},
		{"transport_modes", "Modes of transport", published, transportModesCSV},
		{"uqc", "Unit quantity codes", portal, uqcCSV},
		{"vehicle_number_formats", "Forms of vehicle numbers", "published forms; the expressions are ours", vehicleFormatsCSV},
		{"vehicle_types", "Types of vehicles", published, vehicleTypesCSV},
	}
}

// TableNamed returns the table called name.
func TableNamed(name string) (Table, bool) {
	tables := Tables()
	i := slices.IndexFunc(tables, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return Table{}, false
	}
	return tables[i], true
}

// Columns returns the names of the columns.
func (t Table) Columns() []string {
	header, _, _ := strings.Cut(t.text, "\n")
	var r row
	n := split(header, &r)
	return slices.Clone(r[:n])
}

// Len returns the number of rows.
func (t Table) Len() int { return strings.Count(t.text, "\n") - 1 }

// Rows yields the rows in the order of the file. Each slice is the caller's.
func (t Table) Rows() iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		var r row
		for line := range strings.Lines(body(t.text)) {
			n := split(strings.TrimSuffix(line, "\n"), &r)
			if !yield(slices.Clone(r[:n])) {
				return
			}
		}
	}
}

// CSV returns the table as the file of comma-separated values that it is, header included.
func (t Table) CSV() string { return t.text }

// JSON returns the table as an array of objects, one member of type string for each column, in the column's order.
func (t Table) JSON() []byte {
	columns := t.Columns()
	for i, c := range columns {
		columns[i] = jsonText(c) + ":"
	}
	out := make([]byte, 0, 3*len(t.text))
	out = append(out, '[')
	for r := range t.Rows() {
		if len(out) > 1 {
			out = append(out, ',')
		}
		for i, c := range columns {
			if i == 0 {
				out = append(out, '{')
			} else {
				out = append(out, ',')
			}
			out = append(out, c...)
			out = append(out, jsonText(r[i])...)
		}
		out = append(out, '}')
	}
	return append(out, ']')
}

func jsonText(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""` // a string always marshals
	}
	return string(b)
}
