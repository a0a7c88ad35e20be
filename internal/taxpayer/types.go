package taxpayer

// The types of masters/taxpayer_types.csv. REG has been seen in answers of the portal, COM, SEZ and TDS in clients that
// read them; the rest are our choice.
const (
	REG Type = "REG" // regular
	COM Type = "COM" // composition
	SEZ Type = "SEZ" // unit in a special economic zone
	SED Type = "SED" // developer of a special economic zone
	TDS Type = "TDS" // tax deductor
	TCS Type = "TCS" // tax collector: e-commerce operator
	ISD Type = "ISD" // input service distributor
	CAS Type = "CAS" // casual taxable person
	NRT Type = "NRT" // non-resident taxable person
	OID Type = "OID" // online services from abroad
	UNB Type = "UNB" // United Nations body
	EMB Type = "EMB" // embassy or consulate
	ONP Type = "ONP" // other notified person
	GOV Type = "GOV" // government department
)

// Block statuses of e-way bills.
const (
	Unblocked = "U"
	Blocked   = "B"
)
