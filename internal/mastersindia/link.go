package mastersindia

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// Half of a link's twelve bytes hides the number of the invoice, the other half proves that the world made it: nobody
// without the key can make one up or count the invoices.
const half = 6

// maxSeq is the largest number that half a link holds.
const maxSeq = 1<<(8*half) - 1

// Link returns the id of the invoice number seq, registered at, for QR and PDF addresses: base64url of its quarter
// ("jul_sep_2023-24"), a hyphen and 24 hexadecimal digits. The key is the world's own.
func Link(key []byte, seq uint64, at time.Time) string {
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], seq&maxSeq)
	proof := mac(key, "proof", number[:])
	hidden := mac(key, "number", proof)
	subtle.XORBytes(hidden, hidden, number[8-half:])
	return base64.RawURLEncoding.EncodeToString([]byte(quarter(at))) + "-" + hex.EncodeToString(proof) + hex.EncodeToString(hidden)
}

// OpenLink returns the invoice number that a link was made for; false when it was not made with this key. The quarter is
// not looked at.
func OpenLink(key []byte, id string) (seq uint64, ok bool) {
	digits := id[strings.LastIndexByte(id, '-')+1:]
	text, err := hex.DecodeString(digits)
	if err != nil || len(text) != 2*half {
		return 0, false
	}
	var number [8]byte
	subtle.XORBytes(number[8-half:], mac(key, "number", text[:half]), text[half:])
	if !hmac.Equal(mac(key, "proof", number[:]), text[:half]) {
		return 0, false
	}
	return binary.BigEndian.Uint64(number[:]), true
}

func mac(key []byte, what string, text []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(what))
	h.Write(text)
	return h.Sum(nil)[:half]
}

// quarter labels the quarter of a financial year that an instant falls in, in Indian time.
func quarter(at time.Time) string {
	year, month, _ := at.In(clock.IST).Date()
	name := [...]string{"jan_mar", "apr_jun", "jul_sep", "oct_dec"}[(month-1)/3]
	if month < time.April {
		year--
	}
	return fmt.Sprintf("%s_%d-%02d", name, year, (year+1)%100)
}
