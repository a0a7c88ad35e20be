package store

import (
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Figures are what a file is made of. Bytes are of the file on the disk.
type Figures struct {
	Path      string         `json:"path"`
	Format    int            `json:"format"`
	FileBytes int64          `json:"file_bytes"`
	PageBytes int            `json:"page_bytes"` // of one page
	Pages     int64          `json:"pages"`
	FreePages int64          `json:"free_pages"`  // what the next writes use first
	UsedBytes int64          `json:"used_bytes"`  // of pages that hold something
	Filled    int64          `json:"filled"`      // bytes in use on them
	FreeShare float64        `json:"free_share"`  // of the file: free pages
	SlackOf   float64        `json:"slack_share"` // of the used pages: room inside them
	Worlds    []WorldFigures `json:"worlds"`
}

// WorldFigures are those of one world. Oldest and Newest are the times of acknowledgement of its invoices, zero when it
// has none.
type WorldFigures struct {
	ID        string          `json:"id"`
	Invoices  int             `json:"invoices"` // that it shows
	Kept      int             `json:"kept"`     // that only a snapshot shows
	EWBs      int             `json:"ewbs"`
	Snapshots int             `json:"snapshots"`
	Bytes     int64           `json:"bytes"` // keys and values of everything in it
	Oldest    time.Time       `json:"oldest,omitzero"`
	Newest    time.Time       `json:"newest,omitzero"`
	Buckets   []BucketFigures `json:"buckets"`
}

// BucketFigures are those of one bucket of a world; all its snapshots are one. A bucket of a few records has no pages of
// its own.
type BucketFigures struct {
	Name    string `json:"name"`
	Records int    `json:"records"`
	Bytes   int64  `json:"bytes"` // of keys and values
	Pages   int64  `json:"pages"`
}

// Figures reads every page and counts. A damaged file gives an error that wraps ErrNotStore.
func (f *File) Figures(progress Progress) (Figures, error) {
	tx, err := f.begin()
	if err != nil {
		return Figures{}, err
	}
	defer func() { _ = tx.bolt.Rollback() }()
	size := f.db.bolt.Info().PageSize
	fig := Figures{
		Path: f.db.path, Format: tx.formatOf(), FileBytes: tx.bolt.Size(), PageBytes: size, Pages: tx.bolt.Size() / int64(size),
	}
	info, err := f.os.Stat()
	if err != nil {
		return fig, err
	}
	fig.FileBytes = max(fig.FileBytes, info.Size()) // the file grows ahead of what is in it
	perWorld := map[string]map[string]treeTally{}
	w := f.walker(tx, progress)
	w.tally = func(path []string, t treeTally) {
		fig.UsedBytes += t.pageBytes
		fig.Filled += t.filled
		if len(path) < 2 || path[0] != string(bucketWorlds) {
			return
		}
		buckets := perWorld[path[1]]
		if buckets == nil {
			buckets = map[string]treeTally{}
			perWorld[path[1]] = buckets
		}
		name := "itself"
		if len(path) > 2 {
			name = path[2]
		}
		sum := buckets[name]
		sum.add(t)
		buckets[name] = sum
	}
	if err := w.walk(uint64(tx.bolt.Cursor().Bucket().Root()), nil); err != nil {
		return fig, damaged(f.db.path, err)
	}
	fig.FreePages = f.freePages(w)
	fig.FreeShare = float64(fig.FreePages*int64(size)) / float64(fig.FileBytes)
	fig.SlackOf = 1 - float64(fig.Filled)/float64(fig.UsedBytes)
	err = guard(func() error {
		for _, id := range tx.WorldIDs() {
			world, err := tx.figures(id, perWorld[id], int64(size))
			if err != nil {
				return err
			}
			fig.Worlds = append(fig.Worlds, world)
		}
		return nil
	})
	if err != nil {
		return fig, damaged(f.db.path, err)
	}
	return fig, nil
}

// freePages counts the pages that no tree uses, without the two of bbolt's meta data; the list of free pages, a handful,
// counts as free.
func (f *File) freePages(w *walker) (free int64) {
	for _, used := range w.seen[2:] {
		if !used {
			free++
		}
	}
	return free
}

// figures puts together what the walk and the records themselves tell of a world.
func (tx *Tx) figures(id string, buckets map[string]treeTally, page int64) (WorldFigures, error) {
	w := WorldFigures{ID: id, Invoices: tx.InvoiceCount(id), EWBs: buckets[string(bucketEWBs)].records}
	w.Kept = buckets[string(bucketInvoices)].records - w.Invoices
	for name, t := range buckets {
		w.Bytes += t.recordBytes
		w.Buckets = append(w.Buckets, BucketFigures{Name: name, Records: t.records, Bytes: t.recordBytes, Pages: t.pageBytes / page})
	}
	slices.SortFunc(w.Buckets, func(a, b BucketFigures) int { return strings.Compare(a.Name, b.Name) })
	err := tx.eachSnapshot(id, func(string, *bolt.Bucket) error {
		w.Snapshots++
		return nil
	})
	if err != nil {
		return w, err
	}
	shown, err := tx.shown(id)
	if err != nil {
		return w, err
	}
	for _, run := range shown {
		if w.Oldest, err = tx.ackAt(id, run, false, w.Oldest); err != nil {
			return w, err
		}
		if w.Newest, err = tx.ackAt(id, run, true, w.Newest); err != nil {
			return w, err
		}
	}
	return w, nil
}

// ackAt returns when the first or last invoice of a run was acknowledged: the first of all runs, or the last. Without
// one the answer is so.
func (tx *Tx) ackAt(id string, run span, last bool, so time.Time) (time.Time, error) {
	invoices := tx.bucket(id, bucketInvoices)
	if invoices == nil || !last && !so.IsZero() {
		return so, nil
	}
	cursor := invoices.Cursor()
	var key, record []byte
	if last {
		key, record = startAt(cursor, run.to)
	} else {
		key, record = cursor.Seek(seqKey(run.from))
	}
	if len(key) != 8 || !(spans{run}).has(seqOf(key)) {
		return so, nil
	}
	inv, err := decodeInvoice(record)
	if err != nil {
		return so, err
	}
	return inv.AckDt, nil
}
