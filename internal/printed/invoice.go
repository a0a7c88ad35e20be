package printed

import "time"

// Bounds of what is printed. What goes beyond is counted in a line of its own; the JSON of the invoice has everything.
const (
	MaxLines = 1000 // lines of the document: the portal's own limit

	maxText = 300 // characters of a text
	maxNote = 900 // characters below the description of a line
	maxList = 20  // rows of a repeated block, such as preceding documents
)

// Invoice is everything that the printed form shows, ready to be set. Texts are cleaned of control characters and cut, but
// not escaped. Amounts are in the Indian grouping.
type Invoice struct {
	Title      string // "e-Invoice", "Credit note", "Debit note"
	Kind       string // what it is in words: "Tax invoice · B2B · Business to business"
	Number     string // of the document
	Facts      []Fact // beside the title: number, date, place of supply …
	IRN        [2]string
	Status     string // ACT, CNL or REJ
	Stamp      string // what stands across: "CANCELLED"; "" for an active invoice
	StampWhy   string // "23 Nov 2026, reason 2 (Data entry mistake)"
	Register   []Fact // below the IRN: acknowledgement, key, e-way bill …
	Parties    []Party
	Columns    []Column
	Lines      []Line
	More       string // says how many lines are left out; "" when all are there
	Words      string // the invoice value
	HSNHeads   []string
	HSN        [][]string // by HSN code and rate, cells as HSNHeads
	Totals     []Fact
	Grand      string // the invoice value: "₹ 35,400.00"
	Sections   []Section
	Formula    string // what the IRN is the hash of; "" when it is not the hash of this document
	Issuer     string // iss of the token
	QR         string // the text of the QR code: the whole SignedQRCode; "" when no code could hold it
	Made       time.Time
	Unreadable string // why the document itself is not shown; "" when it is
}

// Fact is a name with a value.
type Fact struct {
	Name  string
	Value string
	Code  bool // set in a fixed pitch
}

// Party is one of those that the document names.
type Party struct {
	Role  string // "Supplier"
	Name  string
	Lines []string // trade name, address, telephone
	GSTIN string
}

// Column is a column of the lines. All but the first two hold figures or codes.
type Column struct {
	Head string
	Left bool // aligned to the left
}

// Line is a line of the document. Cells are as many as there are columns.
type Line struct {
	Cells []string
	Note  string // what has no column: batch, attributes, cess …
}

// Section is a group of further members, such as those of an export.
type Section struct {
	Title string
	Facts []Fact
}
