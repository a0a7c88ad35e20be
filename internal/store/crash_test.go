//go:build unix

package store_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/irpsim/irpsim/internal/store"
)

// The tests of this file run the test binary again as another process: roleVariable tells it which part to play.
const roleVariable = "IRPSIM_STORE_TEST_ROLE"

func TestMain(m *testing.M) {
	role, path, _ := strings.Cut(os.Getenv(roleVariable), " ")
	switch role {
	case "":
		os.Exit(m.Run())
	case "register":
		os.Exit(registerForEver(path, os.Stdout))
	case "open":
		_, err := store.Open(path, store.Options{})
		fmt.Println(err)
	case "fill":
		os.Exit(fillUp(path))
	default:
		fmt.Println("unknown role", role)
		os.Exit(2)
	}
}

func child(t *testing.T, role, path string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), roleVariable+"="+role+" "+path)
	cmd.Stderr = os.Stderr
	return cmd
}

// registerForEver registers from several goroutines and prints each IRN once it was acknowledged.
func registerForEver(path string, out io.Writer) int {
	db, err := store.Open(path, store.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	start := 0
	err = db.Update(bg, func(tx *store.Tx) error {
		start = tx.InvoiceCount(world)
		return tx.PutWorld(world, nil)
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	const workers = 8
	for w := range workers {
		wg.Go(func() {
			// Numbers of a crashed run may be taken without having been acknowledged; then existing is not nil.
			for n := start*workers + w; ; n += workers {
				if existing, err := register(db, invoice(n)); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				} else if existing != nil {
					continue
				}
				mu.Lock()
				fmt.Fprintln(out, n)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return 0
}

// Every IRN that a killed process acknowledged is in the file it left, and the file is sound.
func TestKilled(t *testing.T) {
	t.Parallel()
	rounds := 20
	if testing.Short() {
		rounds = 3
	}
	path := filepath.Join(t.TempDir(), "irpsim.db")
	acknowledged := map[int]bool{}
	for round := range rounds {
		// Rounds end after different numbers of answers, so that the kill meets different places in the commit.
		for _, n := range killedAfter(t, path, 20+round*7) {
			acknowledged[n] = true
		}
		db, err := store.Open(path, store.Options{})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		checked(t, db)
		view(t, db, func(tx *store.Tx) {
			for n := range acknowledged {
				inv, ok, err := tx.Invoice(world, invoice(n).Irn)
				if !ok || err != nil {
					t.Errorf("round %d: invoice %d was acknowledged and is lost (%v)", round, n, err)
				} else if inv.SignedInvoice != invoice(n).SignedInvoice {
					t.Errorf("round %d: invoice %d came back with another token", round, n)
				}
			}
		})
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d acknowledged, none lost", rounds, len(acknowledged))
}

// killedAfter runs a registering process, kills it after that many answers, and returns all that it printed.
func killedAfter(t *testing.T, path string, answers int) (acknowledged []int) {
	t.Helper()
	cmd := child(t, "register", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // the end; what was cut off in the middle of a line was not told to anyone
		}
		n, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			t.Errorf("the process printed %q", line)
			break
		}
		if acknowledged = append(acknowledged, n); len(acknowledged) == answers {
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	err = cmd.Wait()
	if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Errorf("the process ended with %v, want it killed", err)
	}
	if len(acknowledged) < answers {
		t.Errorf("%d answers before the end, want at least %d", len(acknowledged), answers)
	}
	return acknowledged
}

func TestSecondProcess(t *testing.T) {
	t.Parallel()
	db := openTest(t, store.Options{})
	out, err := child(t, "open", db.Path()).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{db.Path(), "is in use by another process", "--data"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the second process says %q, want %q in it", out, want)
		}
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "irpsim.db")
	out, err := child(t, "fill", path).Output()
	if err != nil {
		t.Fatalf("%v; it printed:\n%s", err, out)
	}
	stored, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil || stored == 0 {
		t.Fatalf("the process stored %q", out)
	}
	// With room again, everything acknowledged is there and the next one fits.
	db, err := store.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	checked(t, db)
	if existing, err := register(db, invoice(stored)); existing != nil || err != nil {
		t.Errorf("Register with room again = %v, %v", existing, err)
	}
	view(t, db, func(tx *store.Tx) {
		if got := tx.InvoiceCount(world); got != stored+1 {
			t.Errorf("%d invoices, want %d", got, stored+1)
		}
	})
}

// fillUp registers under a limit of the file size until that is reached, checks that the store stands it, and prints how
// many were acknowledged.
func fillUp(path string) int {
	signal.Ignore(syscall.SIGXFSZ) // or the system ends the process
	limit := syscall.Rlimit{Cur: 200 << 10, Max: math.MaxUint64}
	db, err := store.Open(path, store.Options{})
	if err == nil {
		err = db.Update(bg, func(tx *store.Tx) error { return tx.PutWorld(world, nil) })
	}
	if err == nil {
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	stored := 0
	for err == nil {
		if _, err = register(db, invoice(stored)); err == nil {
			stored++
		}
	}
	if !errors.Is(err, store.ErrFull) || !strings.Contains(err.Error(), path) {
		fmt.Println("the error of a full disk is", err)
		return 1
	}
	// It refuses again, keeps what it has, and still does what needs no room.
	if err := db.Failing(); !errors.Is(err, store.ErrFull) {
		fmt.Println("after a commit that failed Failing tells", err)
		return 1
	}
	if _, err := register(db, invoice(stored)); !errors.Is(err, store.ErrFull) {
		fmt.Println("the second error of a full disk is", err)
		return 1
	}
	if err := errors.Join(stillReadable(db, stored), db.Check(), recovers(db, limit), db.Check(), db.Close()); err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(stored)
	return 0
}

// recovers lifts the limit and has the store find out by itself.
func recovers(db *store.DB, limit syscall.Rlimit) error {
	if err := db.Probe(bg); !errors.Is(err, store.ErrFull) {
		return fmt.Errorf("on a full disk Probe tells %w", err)
	}
	limit.Cur = limit.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	if err := errors.Join(db.Probe(bg), db.Failing()); err != nil {
		return fmt.Errorf("with room again Probe tells %w", err)
	}
	return nil
}

func stillReadable(db *store.DB, stored int) error {
	return db.View(func(tx *store.Tx) error {
		if got := tx.InvoiceCount(world); got != stored {
			return fmt.Errorf("%d invoices are readable, %d were acknowledged", got, stored)
		}
		for n := range stored {
			if _, ok, err := tx.Invoice(world, invoice(n).Irn); !ok || err != nil {
				return fmt.Errorf("invoice %d: found %v, %w", n, ok, err)
			}
		}
		return nil
	})
}
