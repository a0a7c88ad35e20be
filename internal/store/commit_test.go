package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/irpsim/irpsim/internal/store"
)

const callers = 64

// crowd holds the writer, lets n callers queue up behind it, releases it and waits for all. It runs in a synctest bubble,
// so that "everybody waits" is a fact and not a guess.
func crowd(t *testing.T, db *store.DB, n int, caller func(i int)) {
	t.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	var once sync.Once // the holder runs again when its batch does
	wg.Go(func() {
		update(t, db, func(*store.Tx) error {
			once.Do(func() { close(held) })
			<-release
			return nil
		})
	})
	<-held
	for i := range n {
		wg.Go(func() { caller(i) })
	}
	synctest.Wait()
	if got, want := db.Stats().Waiting, int64(n+1); got != want {
		t.Errorf("%d callers wait behind the held writer, want %d", got, want)
	}
	close(release)
	wg.Wait()
}

// bubble runs fn with a durable store that is opened, checked and closed inside a synctest bubble.
func bubble(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { fn(t, openTest(t, store.Options{})) })
}

func TestWritersShareCommits(t *testing.T) {
	bubble(t, func(t *testing.T, db *store.DB) {
		before := db.Stats().Commits
		crowd(t, db, callers, func(i int) {
			if existing, err := register(db, invoice(i)); existing != nil || err != nil {
				t.Errorf("registration %d = %v, %v", i, existing, err)
			}
		})
		if got := db.Stats().Commits - before; got >= callers/2 || got == 0 {
			t.Errorf("%d registrations made %d commits, want fewer than half", callers, got)
		}
		view(t, db, func(tx *store.Tx) {
			if got := tx.InvoiceCount(world); got != callers {
				t.Errorf("%d invoices are stored, want %d", got, callers)
			}
		})
	})
}

func TestOneWinner(t *testing.T) {
	bubble(t, func(t *testing.T, db *store.DB) {
		var mu sync.Mutex
		var winners, others []int64 // AckNo that won, AckNo that the others were told
		crowd(t, db, callers, func(i int) {
			inv := invoice(1)
			inv.AckNo = int64(i + 1)
			existing, err := register(db, inv)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				t.Error(err)
			case existing == nil:
				winners = append(winners, inv.AckNo)
			default:
				others = append(others, existing.AckNo)
			}
		})
		if len(winners) != 1 || len(others) != callers-1 {
			t.Fatalf("%d winners and %d others, want 1 and %d", len(winners), len(others), callers-1)
		}
		for _, told := range others {
			if told != winners[0] {
				t.Errorf("a loser was told AckNo %d, the winner has %d", told, winners[0])
			}
		}
	})
}

// Check looks at the free pages, which every commit changes: it must hold the writer off, or it complains about sound files.
func TestCheckWhileOthersWrite(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{Ephemeral: true})
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 50 {
				if _, err := register(db, invoice(w*50+i)); err != nil {
					t.Error(err)
				}
				if i%10 == 9 {
					update(t, db, func(tx *store.Tx) error { return tx.ClearInvoices(world) })
				}
			}
		})
	}
	for range 20 {
		checked(t, db)
	}
	wg.Wait()
}

func TestLoneWriterNeedsNoTimer(t *testing.T) {
	bubble(t, func(t *testing.T, db *store.DB) {
		before := db.Stats().Commits
		for i := range 3 {
			if _, err := register(db, invoice(i)); err != nil {
				t.Fatal(err)
			}
			if got := db.Stats().Commits - before; got != uint64(i+1) {
				t.Errorf("after %d registrations %d commits", i+1, got)
			}
		}
		// Neither looking nor refusing costs a commit.
		for _, fn := range []func(*store.Tx) error{
			func(*store.Tx) error { return nil },
			func(tx *store.Tx) error { _, err := tx.Register(world, invoice(0)); return err },
			func(*store.Tx) error { return errRefused },
		} {
			_ = db.Update(t.Context(), fn) // what it answers is tested elsewhere
		}
		if got := db.Stats().Commits - before; got != 3 {
			t.Errorf("updates that write nothing made %d commits", got-3)
		}
	})
}

var errRefused = errors.New("refused")

func TestFailuresInABatchStayAlone(t *testing.T) {
	bubble(t, func(t *testing.T, db *store.DB) {
		var ran [callers]atomic.Int32
		crowd(t, db, callers, func(i int) {
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				ran[i].Add(1)
				switch i % 4 {
				case 1: // fails clean
					return errRefused
				case 2: // writes and fails
					if _, err := tx.Register(world, invoice(i)); err != nil {
						return err
					}
					return errRefused
				case 3: // writes and panics, some of them
					if _, err := tx.Register(world, invoice(i)); err != nil {
						return err
					}
					if i%8 == 3 {
						panic(fmt.Sprintf("panic of %d", i))
					}
					return nil
				}
				_, err := tx.Register(world, invoice(i))
				return err
			})
			var panicked *store.PanicError
			switch {
			case i%4 == 1 || i%4 == 2:
				if !errors.Is(err, errRefused) {
					t.Errorf("caller %d: %v, want its own refusal", i, err)
				}
			case i%8 == 3:
				if !errors.As(err, &panicked) || panicked.Value != fmt.Sprintf("panic of %d", i) || !strings.Contains(err.Error(), "commit_test.go") {
					t.Errorf("caller %d: %v, want its own panic with the place", i, err)
				}
			case err != nil:
				t.Errorf("caller %d: %v", i, err)
			}
		})
		if db.Stats().Reruns == 0 {
			t.Error("no batch was run again, so the test has not tested that")
		}
		for i := range callers {
			want := i%4 == 0 || i%8 == 7
			view(t, db, func(tx *store.Tx) {
				if _, ok, err := tx.Invoice(world, invoice(i).Irn); ok != want || err != nil {
					t.Errorf("invoice of caller %d is stored: %v, want %v (%v)", i, ok, want, err)
				}
			})
			if ran[i].Load() == 0 {
				t.Errorf("caller %d never ran", i)
			}
		}
		view(t, db, func(tx *store.Tx) {
			if got, want := tx.InvoiceCount(world), callers/4+callers/8; got != want {
				t.Errorf("%d invoices are stored, want %d", got, want)
			}
		})
	})
}

func TestPanicWithoutWriting(t *testing.T) {
	bubble(t, func(t *testing.T, db *store.DB) {
		err := db.Update(t.Context(), func(*store.Tx) error { panic("alone") })
		var panicked *store.PanicError
		if !errors.As(err, &panicked) || panicked.Value != "alone" {
			t.Errorf("Update = %v, want the panic", err)
		}
		if err := db.View(func(*store.Tx) error { panic("reader") }); !errors.As(err, &panicked) || panicked.Value != "reader" {
			t.Errorf("View = %v, want the panic", err)
		}
		if got := db.Stats().Readers; got != 0 {
			t.Errorf("%d readers are left open after a panic", got)
		}
	})
}

func TestContext(t *testing.T) {
	bubble(t, func(t *testing.T, db *store.DB) {
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		never := func(*store.Tx) error { t.Error("a cancelled call ran"); return nil }
		if err := db.Update(gone, never); !errors.Is(err, context.Canceled) {
			t.Errorf("Update with a context that has ended: %v", err)
		}

		held, release := make(chan struct{}), make(chan struct{})
		ctx, cancel := context.WithCancel(context.Background())
		var wg sync.WaitGroup
		wg.Go(func() {
			// Once it runs, its result counts although the caller's context ends meanwhile.
			err := db.Update(ctx, func(tx *store.Tx) error {
				close(held)
				<-release
				_, err := tx.Register(world, invoice(1))
				return err
			})
			if err != nil {
				t.Errorf("Update that ran: %v, want its result", err)
			}
		})
		<-held
		wg.Go(func() {
			if err := db.Update(ctx, never); !errors.Is(err, context.Canceled) {
				t.Errorf("Update cancelled in the queue: %v", err)
			}
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		if got := db.Stats().Waiting; got != 1 {
			t.Errorf("%d calls wait, want only the one that runs", got)
		}
		close(release)
		wg.Wait()
		view(t, db, func(tx *store.Tx) {
			if got := tx.InvoiceCount(world); got != 1 {
				t.Errorf("%d invoices, want 1", got)
			}
		})
	})
}

func TestCloseAnswersWhoWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open("", store.Options{Ephemeral: true})
		if err != nil {
			t.Fatal(err)
		}
		held, release := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			update(t, db, func(tx *store.Tx) error {
				close(held)
				<-release
				return tx.PutWorld(world, nil)
			})
		})
		<-held
		for range 8 {
			wg.Go(func() {
				// The writer may still take it into the batch in progress; then it is done, and says so.
				if err := db.Update(t.Context(), func(*store.Tx) error { return nil }); err != nil && !errors.Is(err, store.ErrClosed) {
					t.Errorf("Update during Close: %v", err)
				}
			})
		}
		synctest.Wait()
		wg.Go(func() {
			if err := db.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
		synctest.Wait()
		close(release)
		wg.Wait()
	})
}
