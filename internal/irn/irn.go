// Package irn makes what the portal gives for a registered document: the invoice reference number (IRN), the
// acknowledgement number, and the two signed tokens, SignedInvoice and SignedQRCode; and it verifies such tokens.
//
// All of it is pure: values in, values out. A [Signer] holds a key and a precomputed header and nothing that changes.
// Sources: protocol reference 5.3, 6, 13, 20 and 21.7.
package irn

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// caseless is the instant from which the portal upper-cases the document number before hashing, so that numbers which
// differ in letter case only are one document (GSTN advisory of 4 April 2025, confirmed by a signed sample of July 2025).
var caseless = time.Date(2025, time.June, 1, 0, 0, 0, 0, clock.IST)

// FinancialYear returns the Indian financial year, April to March, that a document date falls in: "2026-27". The day is
// taken in Indian time.
func FinancialYear(docDate time.Time) string {
	year, month, _ := docDate.In(clock.IST).Date()
	if month < time.April {
		year--
	}
	next := (year + 1) % 100
	if next < 10 {
		return strconv.Itoa(year) + "-0" + strconv.Itoa(next)
	}
	return strconv.Itoa(year) + "-" + strconv.Itoa(next)
}

// Hash returns the IRN, 64 small hexadecimal digits, over the four texts exactly as given: supplier's GSTIN, financial
// year, document type, document number.
func Hash(gstin, fy, typ, no string) string {
	text := make([]byte, 0, 64)
	text = append(text, gstin...)
	text = append(text, fy...)
	text = append(text, typ...)
	text = append(text, no...)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Of returns the IRN that the portal gives at the instant now to the document no of type typ (INV, CRN or DBN in any
// letter case), dated docDate, of the supplier gstin. Whether the number's letter case counts depends on now, not on the
// date of the document: from 2025-06-01 on it does not.
func Of(gstin, typ, no string, docDate, now time.Time) string {
	if !now.Before(caseless) {
		no = strings.ToUpper(no)
	}
	return Hash(gstin, FinancialYear(docDate), strings.ToUpper(typ), no)
}
