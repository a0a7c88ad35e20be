package einv

// Invoice is the INV-01 document that Generate IRN takes, decrypted. Strings that were absent, null or empty are "";
// blocks that were absent or null are nil. Field order is the order of the signed invoice (protocol reference 6.3).
//
// The `einv` tag holds what the portal does to a member while binding it:
// `upper` upper-cases a code before the schema sees it, `loose` also takes a number in quotes, `trim` cuts blanks,
// `zero` prints 0 when the member was not sent, `unsigned` keeps the member out of the signed text.
type Invoice struct {
	Version     string
	Irn         string `einv:"unsigned"`
	TranDtls    *TranDtls
	DocDtls     *DocDtls
	SellerDtls  *SellerDtls
	BuyerDtls   *BuyerDtls
	DispDtls    *DispDtls
	ShipDtls    *ShipDtls
	ItemList    []Item
	ValDtls     *ValDtls
	PayDtls     *PayDtls
	RefDtls     *RefDtls
	AddlDocDtls []AddlDoc
	ExpDtls     *ExpDtls
	EwbDtls     *EwbDtls
}

// TranDtls is the kind of transaction.
type TranDtls struct {
	TaxSch      string
	SupTyp      string `einv:"upper"`
	RegRev      string
	EcmGstin    string
	IgstOnIntra string
}

// DocDtls names the document: Typ INV, CRN or DBN; Dt is dd/MM/yyyy.
type DocDtls struct {
	Typ string `einv:"upper"`
	No  string
	Dt  string
}

// SellerDtls is the supplier.
type SellerDtls struct {
	Gstin string
	LglNm string
	TrdNm string
	Addr1 string
	Addr2 string
	Loc   string
	Pin   Amount
	Stcd  string
	Ph    string
	Em    string
}

// BuyerDtls is the recipient. Stcd stands last in the signed text.
type BuyerDtls struct {
	Gstin string
	LglNm string
	TrdNm string
	Pos   string
	Addr1 string
	Addr2 string
	Loc   string
	Pin   Amount
	Ph    string
	Em    string
	Stcd  string
}

// DispDtls is where the goods leave from, when not from the supplier.
type DispDtls struct {
	Nm    string
	Addr1 string
	Addr2 string
	Loc   string
	Pin   Amount
	Stcd  string
}

// ShipDtls is where the goods go, when not to the recipient.
type ShipDtls struct {
	Gstin string
	LglNm string
	TrdNm string
	Addr1 string
	Addr2 string
	Loc   string
	Pin   Amount
	Stcd  string
}

// Item is one line of the document.
type Item struct {
	ItemNo             Amount `einv:"zero"`
	SlNo               string
	IsServc            string
	PrdDesc            string
	HsnCd              string
	Barcde             string
	Qty                Amount
	FreeQty            Amount
	Unit               string
	UnitPrice          Amount
	TotAmt             Amount
	Discount           Amount
	PreTaxVal          Amount
	AssAmt             Amount
	GstRt              Amount
	IgstAmt            Amount
	CgstAmt            Amount
	SgstAmt            Amount
	CesRt              Amount
	CesAmt             Amount
	CesNonAdvlAmt      Amount
	StateCesRt         Amount
	StateCesAmt        Amount
	StateCesNonAdvlAmt Amount
	OthChrg            Amount
	TotItemVal         Amount
	OrdLineRef         string
	OrgCntry           string
	PrdSlNo            string
	BchDtls            *BchDtls
	AttribDtls         []Attrib
}

// BchDtls is the batch of an item.
type BchDtls struct {
	Nm    string
	ExpDt string
	WrDt  string
}

// Attrib is a free attribute of an item.
type Attrib struct {
	Nm  string
	Val string
}

// ValDtls holds the totals of the document.
type ValDtls struct {
	AssVal      Amount
	CgstVal     Amount
	SgstVal     Amount
	IgstVal     Amount
	CesVal      Amount
	StCesVal    Amount
	Discount    Amount
	OthChrg     Amount
	RndOffAmt   Amount
	TotInvVal   Amount
	TotInvValFc Amount
}

// PayDtls says how the document is paid.
type PayDtls struct {
	Nm       string
	AccDet   string
	Mode     string
	FinInsBr string
	PayTerm  string
	PayInstr string
	CrTrn    string
	DirDr    string
	CrDay    Amount
	PaidAmt  Amount
	PaymtDue Amount
}

// RefDtls points to other documents.
type RefDtls struct {
	InvRm       string
	DocPerdDtls *DocPerdDtls
	PrecDocDtls []PrecDoc
	ContrDtls   []Contr
}

// DocPerdDtls is the period a document covers, dd/MM/yyyy.
type DocPerdDtls struct {
	InvStDt  string
	InvEndDt string
}

// PrecDoc is a preceding document of a credit or debit note.
type PrecDoc struct {
	InvNo    string
	InvDt    string
	OthRefNo string
}

// Contr is a contract reference.
type Contr struct {
	RecAdvRefr string
	RecAdvDt   string
	TendRefr   string
	ContrRefr  string
	ExtRefr    string
	ProjRefr   string
	PORefr     string
	PORefDt    string
}

// AddlDoc is a supporting document.
type AddlDoc struct {
	Url  string
	Docs string
	Info string
}

// ExpDtls belongs to exports.
type ExpDtls struct {
	ShipBNo string
	ShipBDt string
	Port    string
	RefClm  string
	ForCur  string
	CntCode string
	ExpDuty Amount
}

// EwbDtls asks for an e-way bill together with the IRN.
type EwbDtls struct {
	TransId    string
	TransName  string
	TransMode  string
	Distance   Amount `einv:"loose"`
	TransDocNo string
	TransDocDt string
	VehNo      string
	VehType    string
}
