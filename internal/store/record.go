package store

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// An invoice record is: a version byte, the 32 bytes of the IRN, AckNo as uvarint, AckDt as varint of nanoseconds since
// 1970 UTC (0: none), then fields, each a uvarint length and that many bytes, in the order of encodeInvoice.
// A state is a version byte and JSON.
const (
	recordVersion = 1
	stateVersion  = 1
)

// Forms of a signed token. Unpacked it is a quarter smaller; one that would not come back letter by letter stays text.
const (
	tokenText   = 0
	tokenPacked = 1
)

var token64 = base64.RawURLEncoding.Strict()

func encodeInvoice(inv *Invoice, irn []byte) []byte {
	b := make([]byte, 0, 256+len(inv.SignedInvoice)+len(inv.SignedQRCode)+len(inv.Payload))
	b = append(b, recordVersion)
	b = append(b, irn...)
	b = binary.AppendUvarint(b, uint64(inv.AckNo))
	b = binary.AppendVarint(b, nanos(inv.AckDt))
	for _, s := range []string{
		inv.Supplier, inv.Generator, inv.Buyer, inv.SupTyp, inv.DocTyp, inv.DocNo, inv.DocDt, inv.TotInvVal,
	} {
		b = appendField(b, s)
	}
	b = appendToken(b, inv.SignedInvoice)
	b = appendToken(b, inv.SignedQRCode)
	b = appendField(b, inv.Payload)
	return appendField(b, inv.Portal)
}

func decodeInvoice(record []byte) (*Invoice, error) {
	if len(record) < 33 || record[0] != recordVersion {
		return nil, fmt.Errorf("record of %d bytes has no known version: %w", len(record), ErrNotStore)
	}
	d := decoder{rest: record[33:]}
	inv := &Invoice{Irn: hex.EncodeToString(record[1:33]), AckNo: int64(d.uvarint()), AckDt: moment(d.varint())}
	for _, s := range []*string{
		&inv.Supplier, &inv.Generator, &inv.Buyer, &inv.SupTyp, &inv.DocTyp, &inv.DocNo, &inv.DocDt, &inv.TotInvVal,
	} {
		*s = string(d.field())
	}
	inv.SignedInvoice = d.token()
	inv.SignedQRCode = d.token()
	inv.Payload = slices.Clone(d.field())
	inv.Portal = string(d.field())
	if d.broken || len(d.rest) > 0 {
		return nil, fmt.Errorf("record of %d bytes is cut off or overlong: %w", len(record), ErrNotStore)
	}
	return inv, nil
}

// indexKey is what the index by IRN has for a record: IRN and portal. It reads nothing else.
func indexKey(record []byte) ([]byte, error) {
	if len(record) < 33 || record[0] != recordVersion {
		return nil, fmt.Errorf("record of %d bytes has no known version: %w", len(record), ErrNotStore)
	}
	d := decoder{rest: record[33:]}
	d.uvarint()
	d.varint()
	for range 8 { // the texts of the document
		d.field()
	}
	d.skipToken()
	d.skipToken()
	d.field()
	portal := d.field()
	if d.broken || len(d.rest) > 0 {
		return nil, fmt.Errorf("record of %d bytes is cut off or overlong: %w", len(record), ErrNotStore)
	}
	return slices.Concat(record[1:33], portal), nil
}

// ackNoOf reads the AckNo of a record, and nothing else.
func ackNoOf(record []byte) (int64, error) {
	if len(record) < 33 || record[0] != recordVersion {
		return 0, fmt.Errorf("record of %d bytes has no known version: %w", len(record), ErrNotStore)
	}
	d := decoder{rest: record[33:]}
	return int64(d.uvarint()), nil
}

func encodeState(s State) ([]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("state of an invoice: %w", err)
	}
	return append([]byte{stateVersion}, text...), nil
}

func decodeState(value []byte) (State, error) {
	if len(value) == 0 || value[0] != stateVersion {
		return State{}, fmt.Errorf("state of %d bytes has no known version: %w", len(value), ErrNotStore)
	}
	var s State
	if err := json.Unmarshal(value[1:], &s); err != nil {
		return State{}, fmt.Errorf("state is not readable (%w): %w", err, ErrNotStore)
	}
	return s.normal(), nil
}

// normal has a status and its times in IST without a monotonic reading, so that equal states are equal.
func (s State) normal() State {
	if s.Status == "" {
		s.Status = Active
	}
	s.CancelledAt, s.RejectedAt = moment(nanos(s.CancelledAt)), moment(nanos(s.RejectedAt))
	return s
}

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func moment(nanos int64) time.Time {
	if nanos == 0 {
		return time.Time{}
	}
	return time.Unix(0, nanos).In(clock.IST)
}

func appendField[T string | []byte](b []byte, field T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(field))), field...)
}

func appendToken(b []byte, token string) []byte {
	parts, ok := unpack(token)
	if !ok {
		return appendField(append(b, tokenText), token)
	}
	b = append(b, tokenPacked)
	for _, part := range parts {
		b = appendField(b, part)
	}
	return b
}

// unpack takes the base64 off the three parts of a token; false when putting it on again would give other text.
func unpack(token string) (parts [3][]byte, ok bool) {
	rest := token
	for i := range parts {
		text, after, found := strings.Cut(rest, ".")
		if found != (i < len(parts)-1) || strings.IndexByte(text, '\n') >= 0 || strings.IndexByte(text, '\r') >= 0 { // which the decoder would skip
			return parts, false
		}
		part, err := token64.DecodeString(text)
		if err != nil {
			return parts, false
		}
		parts[i], rest = part, after
	}
	return parts, true
}

// decoder reads a record from the front. After the first thing that is not there, everything is empty and broken is set.
type decoder struct {
	rest   []byte
	broken bool
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	return v * uint64(d.advance(n))
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.rest)
	return v * int64(d.advance(n))
}

// advance skips n bytes and returns 1, or marks the record broken and returns 0 when n, as the varint readers say it, is
// not positive.
func (d *decoder) advance(n int) int {
	if n <= 0 {
		d.rest, d.broken = nil, true
		return 0
	}
	d.rest = d.rest[n:]
	return 1
}

// field returns a part of the record itself, not a copy.
func (d *decoder) field() []byte {
	n := d.uvarint()
	if n > uint64(len(d.rest)) {
		d.rest, d.broken = nil, true
		return nil
	}
	field := d.rest[:n]
	d.rest = d.rest[n:]
	return field
}

func (d *decoder) token() string {
	if len(d.rest) == 0 {
		d.broken = true
		return ""
	}
	form := d.rest[0]
	d.rest = d.rest[1:]
	switch form {
	case tokenText:
		return string(d.field())
	case tokenPacked:
		head, body, signature := d.field(), d.field(), d.field()
		text := make([]byte, 0, token64.EncodedLen(len(head)+len(body)+len(signature))+4)
		text = append(token64.AppendEncode(text, head), '.')
		text = append(token64.AppendEncode(text, body), '.')
		return string(token64.AppendEncode(text, signature))
	default:
		d.broken = true
		return ""
	}
}

func (d *decoder) skipToken() {
	if len(d.rest) == 0 {
		d.broken = true
		return
	}
	fields := 1
	if d.rest[0] == tokenPacked {
		fields = 3
	}
	d.rest = d.rest[1:]
	for range fields {
		d.field()
	}
}
