package store

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"

	bolt "go.etcd.io/bbolt"
)

// openBolt opens a file whose list of free pages can be believed. bbolt reads the list while it opens and believes it: a
// number of entries beyond its pages takes memory until the process ends, which no guard catches, and a page that the file
// has not makes the first commit panic. To be called within guard.
func openBolt(path string, options *bolt.Options) (*bolt.DB, error) {
	if err := checkFreelist(path); err != nil {
		return nil, fmt.Errorf("%s %w (%v); move it away or choose another file with --data", path, ErrNotStore, err)
	}
	return bolt.Open(path, 0o600, options)
}

// checkFreelist returns what is wrong with the list of free pages of the file at path, before anything has it open: closing
// a second handle would drop the lock of the first where locks are POSIX ones. Whatever else is wrong, bbolt says itself.
func checkFreelist(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }()
	txid, wrong := lookAtFreelist(file)
	if wrong == nil {
		return nil
	}
	// Without the lock another process may be committing, which reuses the pages of a list two commits old: what was read of
	// it then says nothing. Where nothing was committed in between, it counts.
	if again, err := lookAtFreelist(file); err == nil || again != txid {
		return nil
	}
	return wrong
}

// lookAtFreelist tells the transaction whose list counts, and what is wrong with that.
func lookAtFreelist(file io.ReaderAt) (txid uint64, err error) {
	m, ok := readMeta(file)
	if !ok || m.freelist == math.MaxUint64 { // none is stored
		return m.txid, nil
	}
	w := walker{file: file, size: m.size, pages: min(m.pages, math.MaxInt64/m.size)}
	err = w.freelist(m.freelist)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return m.txid, nil // the file is cut off, which adopt tells, or is just being made by another process
	}
	return m.txid, err
}

// meta is what a meta page says.
type meta struct {
	size     uint64 // of a page
	freelist uint64 // page of the list of free ones
	pages    uint64 // the high-water mark
	txid     uint64
}

// readMeta returns the meta page that counts: of the two, the later one that is valid. bbolt finds them in the same way.
func readMeta(file io.ReaderAt) (meta, bool) {
	first, ok := metaAt(file, 0)
	size := first.size
	// Nothing but the meta pages tells the size of a page. Where the first one is damaged, the second one is sought behind
	// a page of each size there may be.
	for s := int64(1 << 10); !ok && s <= 1<<24; s <<= 1 {
		var m meta
		m, ok = metaAt(file, s)
		size = m.size
	}
	if !ok {
		return meta{}, false
	}
	found := false
	var counts meta
	for _, at := range []int64{0, int64(size)} {
		if m, ok := metaAt(file, at); ok && (!found || m.txid > counts.txid) {
			counts, found = m, true
		}
	}
	counts.size = size
	return counts, found
}

// metaAt reads the meta page at a place of the file. Behind the head of the page: magic, version, size of a page, flags,
// root with its sequence, free list, high-water mark, transaction, checksum.
func metaAt(file io.ReaderAt, at int64) (m meta, ok bool) {
	const magic, version, metaBytes = 0xED0CDAED, 2, 64
	page := make([]byte, headBytes+metaBytes)
	if _, err := file.ReadAt(page, at); err != nil {
		return m, false
	}
	b, order := page[headBytes:], binary.NativeEndian
	sum := fnv.New64a()
	_, _ = sum.Write(b[:56])
	m = meta{size: uint64(order.Uint32(b[8:])), freelist: order.Uint64(b[32:]), pages: order.Uint64(b[40:]), txid: order.Uint64(b[48:])}
	ok = order.Uint32(b) == magic && order.Uint32(b[4:]) == version && order.Uint64(b[56:]) == sum.Sum64() && m.size >= uint64(len(page))
	return m, ok
}

// freelist reads the list of free pages that begins at page id, and returns the first thing that is wrong with it. bbolt
// writes the list in ascending order, and never with the pages that it takes itself.
func (w *walker) freelist(id uint64) error {
	head, count, err := w.head(id)
	if err != nil {
		return err
	}
	if kind := binary.NativeEndian.Uint16(head[8:]); kind != kindFreelist {
		return fmt.Errorf("page %d: it is no list of free pages (%#x)", id, kind)
	}
	body := count*w.size - headBytes
	r := bufio.NewReaderSize(io.NewSectionReader(w.file, int64(id*w.size+headBytes), int64(body)), 1<<16)
	word := make([]byte, 8)
	next := func() (uint64, error) {
		if _, err := io.ReadFull(r, word); err != nil {
			return 0, fmt.Errorf("page %d: %w", id, err)
		}
		return binary.NativeEndian.Uint64(word), nil
	}
	entries, room := uint64(binary.NativeEndian.Uint16(head[10:])), body/8
	if entries == math.MaxUint16 { // too many for the head: the first word has the number
		if entries, err = next(); err != nil {
			return err
		}
		room--
	}
	if entries > room {
		return fmt.Errorf("page %d: it claims to list %d free pages and has room for %d", id, entries, room)
	}
	last := uint64(1) // pages 0 and 1 are the meta pages
	for range entries {
		free, err := next()
		switch {
		case err != nil:
			return err
		case free <= last:
			return fmt.Errorf("page %d: it lists page %d as free after page %d", id, free, last)
		case free >= w.pages:
			return fmt.Errorf("page %d: it lists page %d as free, and the file has pages up to %d", id, free, w.pages-1)
		case free >= id && free < id+count:
			return fmt.Errorf("page %d: it lists itself as free", id)
		}
		last = free
	}
	return nil
}
