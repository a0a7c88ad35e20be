package taxpayer

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// firstDay is the day GST began: the registration date of everybody who has no other.
const firstDay = "2017-07-01"

// smallTurnover, in crore rupees, keeps a taxpayer below the limits for six-digit HSNs (5) and for registering within
// 30 days (10), so that these rules meet only those who ask for them.
const smallTurnover = 2

// simulated are the taxpayers of the default world, one for each situation a client should meet. Their PANs begin
// with ZZZ; everything not said here is as [Regular] makes it.
var simulated = []Taxpayer{
	{Gstin: "29ZZZCS0001A1ZI", LegalName: "Simulated Seller Private Limited"},
	{Gstin: "27ZZZCS0001A1ZM", LegalName: "Simulated Seller Private Limited"},
	{Gstin: "29ZZZCT0011T1CN", LegalName: "Simulated Marketplace Private Limited"},
	{Gstin: "27ZZZCB0002B1Z0", LegalName: "Simulated Buyer Private Limited"},
	{Gstin: "29ZZZCB0002B1ZW", LegalName: "Simulated Buyer Private Limited"},
	{Gstin: "33ZZZCE0003E1ZX", LegalName: "Simulated SEZ Unit Private Limited", Type: SEZ},
	{Gstin: "24ZZZCD0004D1ZY", LegalName: "Simulated SEZ Developer Private Limited", Type: SED},
	{Gstin: "09ZZZPC0005C1Z1", LegalName: "Simulated Composition Dealer", Type: COM},
	{Gstin: "07ZZZCX0006X1Z3", LegalName: "Simulated Cancelled Private Limited", Status: Cancelled, Deregistered: "2024-03-31"},
	{Gstin: "19ZZZCS0007S1ZC", LegalName: "Simulated Suspended Private Limited", Status: Suspended},
	{Gstin: "36ZZZCI0008I1Z9", LegalName: "Simulated Inactive Private Limited", Status: Inactive},
	{Gstin: "32ZZZCP0009P1ZV", LegalName: "Simulated Provisional Private Limited", Status: Provisional},
	{Gstin: "27ZZZCI0010I1ZE", LegalName: "Simulated Service Distributor Private Limited", Type: ISD},
	{Gstin: notEnabled, LegalName: "Simulated Small Trader Private Limited"},
	{Gstin: "23ZZZCL0013L1ZA", LegalName: "Simulated Late Filer Private Limited", BlockStatus: Blocked},
	{Gstin: "29ZZZCA0014A1ZV", LegalName: "Simulated Large Seller Private Limited", TurnoverCr: 50},
	{Gstin: "30ZZZPK0015K1ZP", LegalName: "Simulated Casual Trader", Type: CAS},
	{Gstin: "29ZZZCT0016T1Z7", LegalName: "Simulated Transporter Private Limited"},
}

// notEnabled is the one seed that may not register invoices because nobody enabled it.
const notEnabled = "08ZZZCN0012N1ZX"

// sandbox are the numbers that the official sandbox, the GSPs and open source test data use, so that existing test
// suites run unchanged. Most of them fail the check character. PINs are given where the publisher prints one.
var sandbox = []struct {
	gstin, publisher string
	pin              int
}{
	{"12AWGPV7107B1Z1", "NIC sample transporter", 0},
	{"37ARZPT4384Q1MT", "NIC sample seller", 0},
	{"29DPZPS4403C1ZF", "NIC sample transporter", 0},
	{"27GSPMH1881G1ZH", "NIC sandbox", 0},
	{"27GSPMH1882G1ZG", "NIC sandbox", 0},
	{"27GSPMH3381G1ZI", "NIC sandbox", 0},
	{"33GSPTN1882G1Z3", "NIC sandbox", 0},
	{"33GSPTN3381G1Z5", "NIC sandbox", 0},
	{"33GSPTN3382G1Z4", "NIC sandbox", 0},
	{"01AMBPG7773M002", "Adaequare", 0},
	{"02AMBPG7773M002", "Adaequare", 171302},
	{"36AMBPG7773M002", "Adaequare", 500055},
	{"37AMBPG7773M002", "Adaequare", 0},
	{"05AAAPG7885R002", "Masters India", 263001},
	{"09AAAPG7885R002", "Masters India", 201301},
	{"23AAAPG7885R002", "Masters India", 0},
	{"34AACCC1596Q002", "TaxPro", 605001},
	{"29AACCC1596Q000", "TaxPro", 0},
	{"32AACCC1596Q002", "TaxPro", 0},
	{"07AACCC1596Q1Z4", "TaxPro", 0},
	{"29AAGCB1286Q000", "WhiteBooks", 0},
	{"27AACPH8447G002", "public test data", 0},
	{"24AAAPI3182M002", "Vayana", 0},
	{"27AAAPI3182M002", "Vayana", 0},
	{"19AAAPI3182M007", "Vayana", 0},
	{"05AAACG2140A1ZL", "Vayana", 0},
	{"29AAFCD5862R000", "ClearTax", 0},
	{"24AAFCD5862R005", "ClearTax", 382010},
	{"09AAFCD5862R006", "ClearTax", 0},
	{"07AAFCD5862R007", "ClearTax", 0},
	{"33AAFCD5862R009", "ClearTax", 0},
	{"35AAFCD5862R010", "ClearTax", 0},
	{"05AAFCD5862R012", "ClearTax", 0},
	{"27AAFCD5862R013", "ClearTax", 0},
	{"36AAFCD5862R014", "ClearTax", 0},
	{"06AAFCD5862R017", "ClearTax", 0},
	{"08AAFCD5862R018", "ClearTax", 0},
	{"29AAACQ3770E000", "sandbox.co.in", 0},
	{"29AABCU9603R1ZX", "public tutorials", 0},
	{"27AABCU9603R1ZX", "public tutorials", 0},
	{"24AAGCC7144L6ZE", "Odoo demo data", 0},
	{"24ABCPM8965E1ZE", "Odoo demo data", 0},
}

// nicBuyer is the sample of NIC's page on the GSTIN look-up, member by member.
var nicBuyer = Taxpayer{
	Gstin: "29AWGPV7107B1Z1", LegalName: "VIKASEXPORTS", TradeName: "VIKAS EXPORTS",
	BuildingName: "RAMANAGARA", BuildingNo: "562160", Floor: "1st floor", Street: "6th main", Location: "CHANNAPATNA",
	Pin: 562160,
}

// register is the seeds, built when the first GSTIN is looked up, and shared by all worlds.
type register struct {
	sorted  []Taxpayer
	byGstin map[string]int
}

var seeds = sync.OnceValue(func() register {
	list := append([]Taxpayer{nicBuyer}, simulated...)
	for _, s := range sandbox {
		list = append(list, Taxpayer{Gstin: s.gstin, LegalName: "Sandbox number of " + s.publisher, Pin: s.pin})
	}
	for i, t := range list {
		list[i] = complete(t)
	}
	slices.SortFunc(list, func(a, b Taxpayer) int { return strings.Compare(a.Gstin, b.Gstin) })
	r := register{sorted: list, byGstin: make(map[string]int, len(list))}
	for i, t := range list {
		r.byGstin[t.Gstin] = i
	}
	return r
})

// complete fills what a seed leaves open from the ordinary taxpayer of its number.
func complete(t Taxpayer) Taxpayer {
	full := Regular(t.Gstin)
	full.Enabled = t.Gstin != notEnabled // also types that may not issue: their refusal is 2231 or 2300, not 3026
	full.Type = cmp.Or(t.Type, full.Type)
	full.Status = cmp.Or(t.Status, full.Status)
	full.BlockStatus = cmp.Or(t.BlockStatus, full.BlockStatus)
	full.LegalName = cmp.Or(t.LegalName, full.LegalName)
	full.TradeName = cmp.Or(t.TradeName, full.LegalName)
	full.Deregistered = t.Deregistered
	full.TurnoverCr = cmp.Or(t.TurnoverCr, full.TurnoverCr)
	full.BuildingName = cmp.Or(t.BuildingName, full.BuildingName)
	full.BuildingNo = cmp.Or(t.BuildingNo, full.BuildingNo)
	full.Floor = cmp.Or(t.Floor, full.Floor)
	full.Street = cmp.Or(t.Street, full.Street)
	full.Location = cmp.Or(t.Location, full.Location)
	full.Pin = cmp.Or(t.Pin, full.Pin)
	return full
}

// Seeds lists the taxpayers that every world knows, in order of GSTIN. The slice is the caller's.
func Seeds() []Taxpayer { return slices.Clone(seeds().sorted) }

// Seeded looks a GSTIN up among the seeds.
func Seeded(gstin string) (Taxpayer, bool) {
	r := seeds()
	i, ok := r.byGstin[gstin]
	if !ok {
		return Taxpayer{}, false
	}
	return r.sorted[i], true
}
