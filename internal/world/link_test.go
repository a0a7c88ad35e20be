package world

import (
	"bytes"
	"sync"
	"testing"
)

func TestLinkKey(t *testing.T) {
	t.Parallel()
	r, w := openWorld(t)
	if got := w.KnownLinkKey(); got != nil {
		t.Errorf("a key before anybody asked for one: %x", got)
	}
	keys := make([][]byte, 8)
	var wait sync.WaitGroup
	for i := range keys {
		wait.Go(func() {
			var err error
			if keys[i], err = w.LinkKey(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, key := range keys {
		if len(key) != linkKeySize || !bytes.Equal(key, keys[0]) {
			t.Errorf("keys %x and %x of one world", key, keys[0])
		}
	}
	again, err := r.load(w.ID)
	if err != nil || !bytes.Equal(again.KnownLinkKey(), keys[0]) {
		t.Errorf("read again, the key is %x, %v; want %x", again.KnownLinkKey(), err, keys[0])
	}
}
