package workbench

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
)

// Bounds of what is kept in memory. The oldest make room.
const (
	maxDrafts = 100     // of a world
	maxWorlds = 200     // that have drafts
	maxKept   = 8 << 20 // bytes of drafts of a world
)

// draft is a text that was looked at, under the hash of its content.
type draft struct {
	ID   string
	Text string
	Sent *sent // how it fared the last time it was sent; nil: not yet
}

// drafts keeps what people work on, so that a link to it works and going back is possible.
type drafts struct {
	mu     sync.Mutex
	worlds map[string][]*draft // oldest first
	order  []string            // worlds, oldest first
}

// contentID names a text by its content.
func contentID(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// normal is a text as browsers send it back, with one kind of line end: JSON texts hold none inside their values.
func normal(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// keep stores a text, or makes it the newest when it is there already, and returns it.
func (d *drafts) keep(world, text string) *draft {
	d.mu.Lock()
	defer d.mu.Unlock()
	list, known := d.worlds[world]
	if !known {
		d.order = append(d.order, world)
		if len(d.order) > maxWorlds {
			delete(d.worlds, d.order[0])
			d.order = d.order[1:]
		}
	}
	id := contentID(text)
	kept := &draft{ID: id, Text: text}
	if i := slices.IndexFunc(list, func(k *draft) bool { return k.ID == id }); i >= 0 {
		kept = list[i]
		list = slices.Delete(list, i, i+1)
	}
	list = append(list, kept)
	size := 0
	for i := len(list) - 1; i >= 0; i-- {
		if size += len(list[i].Text); i < len(list)-1 && (size > maxKept || len(list)-i > maxDrafts) {
			list = slices.Clone(list[i+1:])
			break
		}
	}
	d.worlds[world] = list
	return &draft{kept.ID, kept.Text, kept.Sent}
}

// find returns a draft by its id.
func (d *drafts) find(world, id string) (draft, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, k := range d.worlds[world] {
		if k.ID == id {
			return *k, true
		}
	}
	return draft{}, false
}

// note remembers how a draft fared.
func (d *drafts) note(world, id string, s *sent) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, k := range d.worlds[world] {
		if k.ID == id {
			k.Sent = s
		}
	}
}
