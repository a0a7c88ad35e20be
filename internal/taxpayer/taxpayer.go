// Package taxpayer is the register that the portal looks GSTINs up in: what a taxpayer is, the numbers every world
// knows from the start, the rule of the check character, and the two policies for numbers nobody seeded.
package taxpayer

// Status of a registration, as GSTIN look-ups print it.
type Status string

// The statuses of masters/gstin_status.csv.
const (
	Active      Status = "ACT"
	Cancelled   Status = "CNL"
	Inactive    Status = "INA"
	Provisional Status = "PRO"
	Suspended   Status = "SUS"
)

// Type of a taxpayer, as GSTIN look-ups print it; see masters/taxpayer_types.csv for codes and evidence.
type Type string

// Taxpayer is one registration. Dates are yyyy-MM-dd, "" when unknown. JSON is the control API's form of it.
type Taxpayer struct {
	Gstin        string `json:"gstin"`
	LegalName    string `json:"legal_name"`
	TradeName    string `json:"trade_name"`
	Status       Status `json:"status"`
	Type         Type   `json:"type"`
	BlockStatus  string `json:"block_status"` // "U" free, "B" blocked for e-way bills
	BuildingName string `json:"building_name"`
	BuildingNo   string `json:"building_no"`
	Floor        string `json:"floor"`
	Street       string `json:"street"`
	Location     string `json:"location"`
	StateCode    string `json:"state_code"` // two digits
	Pin          int    `json:"pin"`        // 0 when unknown
	Registered   string `json:"registered"`
	Deregistered string `json:"deregistered"`
	TurnoverCr   int    `json:"turnover_cr"` // annual aggregate turnover in crore rupees
	Enabled      bool   `json:"enabled"`     // for e-invoicing

	// CommonPortal is what the GST common portal says of the number when that differs; Sync GSTIN makes it the portal's.
	// Hidden means that the portal does not know the number until then.
	CommonPortal *Taxpayer `json:"common_portal,omitempty"`
	Hidden       bool      `json:"hidden,omitempty"`
}

// Synced returns the taxpayer as the portal knows it after Sync GSTIN.
func (t Taxpayer) Synced() Taxpayer {
	if t.CommonPortal != nil {
		t = *t.CommonPortal
	}
	t.Hidden, t.CommonPortal = false, nil
	return t
}
