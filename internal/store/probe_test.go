package store_test

import (
	"testing"

	"github.com/irpsim/irpsim/internal/store"
)

func TestProbeOfASoundStore(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	before := db.Stats().Commits
	if err := db.Probe(t.Context()); err != nil || db.Stats().Commits != before {
		t.Errorf("Probe = %v after %d commits; want nil, and nothing written", err, db.Stats().Commits-before)
	}
}
