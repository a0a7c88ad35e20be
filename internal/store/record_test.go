package store

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// FuzzInvoiceRecord feeds records that may be damaged: decoding never panics, and what it accepts it writes the same again.
func FuzzInvoiceRecord(f *testing.F) {
	inv := &Invoice{
		Irn: strings.Repeat("0f", 32), AckNo: 112610000000123, AckDt: time.Unix(1_775_000_000, 5),
		DocNo: "DOC/1", TotInvVal: "1239.00", SignedInvoice: "eyJhIjoxfQ.eyJkYXRhIjoie30ifQ.AAEC", SignedQRCode: "plain", Payload: []byte("{}"),
	}
	irn, _ := irnKey(inv.Irn)
	record := encodeInvoice(inv, irn)
	f.Add(record)
	f.Add(record[:len(record)-1])
	f.Add([]byte{recordVersion})
	f.Fuzz(func(t *testing.T, record []byte) {
		inv, err := decodeInvoice(record)
		if err != nil {
			return
		}
		irn, ok := irnKey(inv.Irn)
		if !ok {
			t.Fatalf("record %x decodes to the IRN %q", record, inv.Irn)
		}
		first := encodeInvoice(inv, irn)
		again, err := decodeInvoice(first)
		if err != nil {
			t.Fatalf("record %x: encoded again it is %x: %v", record, first, err)
		}
		if second := encodeInvoice(again, irn); !bytes.Equal(first, second) {
			t.Errorf("record %x: encoded twice it is %x and %x", record, first, second)
		}
	})
}

// FuzzToken checks that every token comes back letter by letter, whatever it is.
func FuzzToken(f *testing.F) {
	for _, token := range []string{"", ".", "..", "...", "a.b.c", "eyJhIjoxfQ.eyJiIjoxfQ.AAEC", "AAE.AAF.AAG", "AA==.AA.AA", "AA\nAA.AA.AA"} {
		f.Add(token)
	}
	f.Fuzz(func(t *testing.T, token string) {
		packed := appendToken(nil, token)
		d := decoder{rest: packed}
		if got := d.token(); got != token || d.broken || len(d.rest) > 0 {
			t.Errorf("token %q came back as %q (%d bytes left, broken %v)", token, got, len(d.rest), d.broken)
		}
	})
}

// A token of the usual shape takes a quarter less than its text.
func TestTokensArePacked(t *testing.T) {
	t.Parallel()
	token := strings.Repeat("QUJD", 40) + "." + strings.Repeat("QUJD", 1000) + "." + strings.Repeat("QUJD", 85)
	if got, limit := len(appendToken(nil, token)), len(token)*3/4+10; got > limit {
		t.Errorf("a token of %d characters takes %d bytes, want at most %d", len(token), got, limit)
	}
}

func TestStateRecord(t *testing.T) {
	t.Parallel()
	for _, bad := range [][]byte{nil, {}, {0, '{', '}'}, {stateVersion}, {stateVersion, '['}, {stateVersion + 1, '{', '}'}} {
		if s, err := decodeState(bad); err == nil {
			t.Errorf("decodeState(%q) = %+v, want an error", bad, s)
		}
	}
	if s, err := decodeState([]byte{stateVersion, '{', '}'}); err != nil || s != (State{Status: Active}) {
		t.Errorf("the state {} = %+v, %v; want an active one", s, err)
	}
}
