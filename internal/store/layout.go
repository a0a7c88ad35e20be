package store

import (
	"encoding/binary"
	"encoding/hex"
	"slices"
)

// format is the version of everything below. A file with a higher one is refused; a change that this one cannot read
// raises it and brings the step that converts a file.
const format = 1

// The root buckets, and the keys of the first.
var (
	bucketMeta   = []byte("meta")
	keyFormat    = []byte("format") // decimal text
	bucketWorlds = []byte("worlds") // a nested bucket for each world, under its id
)

// The contents of a world's bucket, besides one nested bucket for each [Kind].
//
// Invoices lie in the order of registration and are never rewritten, so that a commit touches the end of one tree instead
// of a random page of it; the index with the random keys is small. What changes later lies apart, and only for invoices
// that are not simply active.
var (
	keyState       = []byte("state")    // the world's own record
	bucketCounters = []byte("counters") // name → high-water mark, 8 bytes big endian
	bucketInvoices = []byte("invoices") // sequence number, 8 bytes big endian → record.go
	bucketIRNs     = []byte("irns")     // 32 bytes of the IRN, name of the portal ("" for the first) → sequence number
	bucketStates   = []byte("states")   // sequence number → version byte and JSON of State
	bucketEWBs     = []byte("ewbs")     // running number of the EwbNo, 8 bytes big endian → version byte and JSON of EWB
	bucketEWBDocs  = []byte("ewbdocs")  // consignor, type and number of a document, NUL between → EwbNo, 8 bytes big endian

	// A snapshot is a nested bucket that holds copies of the small buckets under their names, and says with spans which of
	// the world's invoices it shows. While there are snapshots, invoices stay that the world itself shows no more.
	bucketSnapshots = []byte("snapshots") // name → nested bucket
	keySpans        = []byte("spans")     // of a world or a snapshot: first and last sequence number of each run, 8 bytes big endian; none: all
	keyAbout        = []byte("about")     // of a snapshot: what the caller says of it
)

// copied lists the small buckets, which a snapshot holds whole.
func copied() [][]byte {
	names := [][]byte{bucketStates, bucketEWBs, bucketEWBDocs, bucketCounters}
	for _, kind := range Kinds() {
		names = append(names, []byte(kind))
	}
	return names
}

// Kind is a family of small keyed records of a world.
type Kind string

// The kinds. Their names are bucket names inside a world and must differ from those above.
const (
	Users     Kind = "users"
	Taxpayers Kind = "taxpayers"
	Sessions  Kind = "sessions"
	Faults    Kind = "faults"
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{Users, Taxpayers, Sessions, Faults} }

func (k Kind) known() bool { return slices.Contains(Kinds(), k) }

// CounterAckNo is the highest running number of a registered AckNo: its last eleven digits, which go on counting when the
// digits before them (portal, shard, year) change. [Tx.Register] keeps it.
const CounterAckNo = "ack_no"

// ackNoRunning cuts the running number out of an AckNo.
const ackNoRunning = 100_000_000_000

func seqKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

func seqOf(key []byte) uint64 { return binary.BigEndian.Uint64(key) }

// irnKey is the raw form of an IRN, false when the text is not 64 hexadecimal digits.
func irnKey(irn string) ([]byte, bool) {
	if len(irn) != 64 {
		return nil, false
	}
	key, err := hex.DecodeString(irn)
	return key, err == nil
}
