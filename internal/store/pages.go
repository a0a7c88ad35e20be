package store

import (
	"encoding/binary"
	"fmt"
	"io"
)

// The layout of bbolt's pages, in the byte order of the machine. A page is a head of 16 bytes (its number, its kind, how many
// entries, how many pages more it takes), then a table of entries of 16 bytes, then their keys and values; an entry of
// the table says how far from itself its key lies.
const (
	headBytes  = 16
	entryBytes = 16

	kindBranch   = 0x01
	kindLeaf     = 0x02
	kindFreelist = 0x10

	leafBucket = 0x01 // flag of an entry of a leaf whose value is a nested bucket

	// maxNode bounds the pages that one node may claim, and deepest how far nodes and buckets nest: what claims more is
	// damaged, and nothing of its size is read.
	maxNodeBytes = 1 << 30
	deepest      = 64
)

// walker reads the trees of a file page by page, trusting nothing. bbolt reads through a mapping of the file and would
// follow a damaged page out of it, which ends the process; so nothing of bbolt's walks a file that this one has not.
type walker struct {
	file  io.ReaderAt
	size  uint64 // of a page
	pages uint64 // pages below this number are in the file
	seen  []bool
	read  func(bytes int)                  // hears of pages read; may be nil
	tally func(path []string, t treeTally) // hears of each bucket once it is read, inner ones first; may be nil
}

// treeTally is what one bucket takes, without the buckets in it.
type treeTally struct {
	records     int   // keys with values
	recordBytes int64 // of those keys and values
	filled      int64 // bytes in use on its pages
	pageBytes   int64 // its pages; 0 for a bucket so small that it lies inside a page of its parent
}

func (t *treeTally) add(o treeTally) {
	t.records += o.records
	t.recordBytes += o.recordBytes
	t.filled += o.filled
	t.pageBytes += o.pageBytes
}

// walk reads the tree under the root page, which is that of a bucket whose path is given.
func (w *walker) walk(root uint64, path []string) error {
	w.seen = make([]bool, w.pages)
	return w.bucket(root, path)
}

func (w *walker) bucket(root uint64, path []string) error {
	if len(path) > deepest {
		return fmt.Errorf("buckets nest deeper than %d", deepest)
	}
	var t treeTally
	if err := w.page(root, path, 0, &t); err != nil {
		return err
	}
	w.told(path, t)
	return nil
}

func (w *walker) told(path []string, t treeTally) {
	if w.tally != nil {
		w.tally(path, t)
	}
}

// page reads one node and what hangs under it.
func (w *walker) page(id uint64, path []string, depth int, t *treeTally) error {
	node, err := w.load(id)
	if err != nil {
		return err
	}
	t.pageBytes += int64(len(node))
	if w.read != nil {
		w.read(len(node))
	}
	switch kind := binary.NativeEndian.Uint16(node[8:]); {
	case depth > deepest:
		return fmt.Errorf("page %d: nodes nest deeper than %d", id, deepest)
	case kind == kindLeaf:
		return w.leaf(id, node, path, t)
	case kind == kindBranch:
		return w.branch(id, node, path, depth, t)
	default:
		return fmt.Errorf("page %d: it is neither branch nor leaf (%#x)", id, kind)
	}
}

// head returns the head of a page and how many pages its node has, which lie in the file.
func (w *walker) head(id uint64) (head []byte, count uint64, err error) {
	if id < 2 || id >= w.pages {
		return nil, 0, fmt.Errorf("page %d: the file has pages 2 to %d", id, w.pages-1)
	}
	head = make([]byte, headBytes)
	if _, err := w.file.ReadAt(head, int64(id*w.size)); err != nil {
		return nil, 0, fmt.Errorf("page %d: %w", id, err)
	}
	if self := binary.NativeEndian.Uint64(head); self != id {
		return nil, 0, fmt.Errorf("page %d: it says that it is page %d", id, self)
	}
	count = 1 + uint64(binary.NativeEndian.Uint32(head[12:]))
	if id+count > w.pages || count*w.size > maxNodeBytes {
		return nil, 0, fmt.Errorf("page %d: it claims %d pages", id, count)
	}
	return head, count, nil
}

// load returns the bytes of a node with its overflow pages, each of which belongs to no other node.
func (w *walker) load(id uint64) ([]byte, error) {
	_, count, err := w.head(id)
	if err != nil {
		return nil, err
	}
	for n := id; n < id+count; n++ {
		if w.seen[n] {
			return nil, fmt.Errorf("page %d: it is used twice", n)
		}
		w.seen[n] = true
	}
	node := make([]byte, count*w.size)
	if _, err := w.file.ReadAt(node, int64(id*w.size)); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	return node, nil
}

func (w *walker) branch(id uint64, node []byte, path []string, depth int, t *treeTally) error {
	table, err := table(id, node)
	if err != nil {
		return err
	}
	t.filled += int64(headBytes + len(table))
	for at := 0; at < len(table); at += entryBytes {
		pos, size := binary.NativeEndian.Uint32(table[at:]), binary.NativeEndian.Uint32(table[at+4:])
		if _, err := part(id, node, headBytes+at, uint64(pos), uint64(size)); err != nil {
			return err
		}
		t.filled += int64(size)
		if err := w.page(binary.NativeEndian.Uint64(table[at+8:]), path, depth+1, t); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) leaf(id uint64, node []byte, path []string, t *treeTally) error {
	table, err := table(id, node)
	if err != nil {
		return err
	}
	t.filled += int64(headBytes + len(table))
	for at := 0; at < len(table); at += entryBytes {
		flags, pos := binary.NativeEndian.Uint32(table[at:]), uint64(binary.NativeEndian.Uint32(table[at+4:]))
		keySize, valueSize := uint64(binary.NativeEndian.Uint32(table[at+8:])), uint64(binary.NativeEndian.Uint32(table[at+12:]))
		both, err := part(id, node, headBytes+at, pos, keySize+valueSize)
		if err != nil {
			return err
		}
		t.filled += int64(len(both))
		if flags&leafBucket == 0 {
			t.records++
			t.recordBytes += int64(len(both))
			continue
		}
		inner := append(path[:len(path):len(path)], string(both[:keySize]))
		if err := w.nested(id, both[keySize:], inner); err != nil {
			return err
		}
	}
	return nil
}

// nested reads a bucket that an entry of a leaf holds: the number of its root page and a sequence, and, when that number
// is 0, its only page right behind them.
func (w *walker) nested(id uint64, value []byte, path []string) error {
	if len(value) < 16 {
		return fmt.Errorf("page %d: bucket %.40q is cut off", id, path[len(path)-1])
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return w.bucket(root, path)
	}
	page := value[16:]
	if len(path) > deepest || len(page) < headBytes || binary.NativeEndian.Uint16(page[8:]) != kindLeaf {
		return fmt.Errorf("page %d: bucket %.40q holds no leaf", id, path[len(path)-1])
	}
	var t treeTally
	if err := w.leaf(id, page, path, &t); err != nil {
		return err
	}
	t.filled = 0 // counted with the page that it lies in
	w.told(path, t)
	return nil
}

// table returns the table of entries of a node.
func table(id uint64, node []byte) ([]byte, error) {
	end := headBytes + entryBytes*int(binary.NativeEndian.Uint16(node[10:]))
	if end > len(node) {
		return nil, fmt.Errorf("page %d: its table of entries is longer than itself", id)
	}
	return node[headBytes:end], nil
}

// part returns what an entry at a place of a node points to.
func part(id uint64, node []byte, entry int, pos, size uint64) ([]byte, error) {
	from := uint64(entry) + pos
	if from+size > uint64(len(node)) {
		return nil, fmt.Errorf("page %d: an entry points out of it", id)
	}
	return node[from : from+size], nil
}
