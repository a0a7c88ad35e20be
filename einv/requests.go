package einv

// CancelIRN is the decrypted request of Cancel IRN.
type CancelIRN struct {
	Irn    string
	CnlRsn string `einv:"trim"`
	CnlRem string
}

// Auth is the decrypted login of version 1.04. ForceRefreshAccessToken arrives as a boolean or as text.
type Auth struct {
	UserName                string
	Password                string
	AppKey                  string
	ForceRefreshAccessToken Flag
}

// EWBByIRN is the decrypted request of Generate e-way bill by IRN.
type EWBByIRN struct {
	Irn         string
	TransId     string
	TransName   string
	TransMode   string
	Distance    Amount `einv:"loose"`
	TransDocNo  string
	TransDocDt  string
	VehNo       string
	VehType     string
	ExpShipDtls *ExpShipDtls
	DispDtls    *DispDtls
}

// ExpShipDtls is the port or ship-to address in India of an export.
type ExpShipDtls struct {
	Gstin string
	TrdNm string
	Addr1 string
	Addr2 string
	Loc   string
	Pin   Amount
	Stcd  string
}

// CancelEWB is the decrypted request of CANEWB on the e-way bill face. Its numbers also arrive as text.
type CancelEWB struct {
	EwbNo         Amount `json:"ewbNo" einv:"loose"`
	CancelRsnCode Amount `json:"cancelRsnCode" einv:"loose,trim"`
	CancelRmrk    string `json:"cancelRmrk"`
}

// Flag is a boolean that clients also send as text ("true", "True").
type Flag bool
