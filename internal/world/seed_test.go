package world_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
)

func open(t *testing.T, path string) (*world.Registry, *store.DB) {
	t.Helper()
	db, err := store.Open(path, store.Options{Ephemeral: path == ""})
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(1)
	r, err := world.Open(t.Context(), world.Config{DB: db, Seed: &seed})
	if err != nil {
		t.Fatal(err)
	}
	return r, db
}

func TestCreateFromSpec(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "w.db")
	r, db := open(t, path)
	set := world.DefaultSettings()
	set.TokenMinutes = 5
	at := clock.State{Mode: clock.Frozen, Now: time.Date(2026, time.April, 1, 0, 0, 0, 0, clock.IST)}
	users := []world.User{{Name: "zeta", Password: "p", Gstin: "27ZZZCB0002B1Z0"}, {Name: "alpha", Password: "p", Gstin: "29ZZZCB0002B1ZW"}}
	spec := world.Spec{
		ID: "ACME29TXP0001", Secret: "s3cret", Name: "Acme", Settings: &set, Clock: &at, Users: users,
		Taxpayers: []taxpayer.Taxpayer{taxpayer.Regular("29AAAAA0000A1Z5")},
	}
	if _, err := r.Create(t.Context(), spec); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Create(t.Context(), spec); !errors.Is(err, world.ErrTaken) {
		t.Errorf("the same id again: error %v, want ErrTaken", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	r, db = open(t, path) // what was said outlives the process
	defer db.Close()
	w, ok := r.Get(spec.ID)
	if !ok {
		t.Fatalf("there is no world %s, only %v", spec.ID, r.IDs())
	}
	if w.Secret() != spec.Secret || w.Name() != spec.Name || w.Settings().TokenMinutes != 5 || !w.Clock.Now().Equal(at.Now) {
		t.Errorf("world has secret %q, name %q, %d token minutes, time %v; want those of %+v", w.Secret(), w.Name(), w.Settings().TokenMinutes, w.Clock.Now(), spec)
	}
	if diff := cmp.Diff(users, w.Users()); diff != "" {
		t.Errorf("users (-want +got)\n%s", diff)
	}
	if !w.HasTaxpayer("29AAAAA0000A1Z5") || w.HasTaxpayer(users[0].Gstin) {
		t.Errorf("own entries are %v for the given taxpayer and %v for one that every world knows, want true and false",
			w.HasTaxpayer("29AAAAA0000A1Z5"), w.HasTaxpayer(users[0].Gstin))
	}
}

// TestCreateDrawsWhatIsLeftOut: a spec without an id still gets one of its own, and the users that every world has.
func TestCreateDrawsWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	r, db := open(t, "")
	defer db.Close()
	seen := map[string]bool{}
	for range 50 {
		w, err := r.Create(t.Context(), world.Spec{})
		if err != nil {
			t.Fatal(err)
		}
		if seen[w.ID] || seen[w.Secret()] || w.Secret() == "" {
			t.Fatalf("world %s with secret %q: one of them was given before", w.ID, w.Secret())
		}
		seen[w.ID], seen[w.Secret()] = true, true
		if got := w.Users(); len(got) != 3 || got[0].Name != "irpsim_user" {
			t.Errorf("users %v, want irpsim_user and the two others of every world", got)
		}
	}
}

func TestAddAndMark(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "w.db")
	r, db := open(t, path)
	w := r.Default()
	if got := w.Seeded(); got != "" {
		t.Errorf("a new world is marked %q, want no mark", got)
	}
	sus := taxpayer.Regular("27ZZZCB0002B1Z0")
	sus.Status = taxpayer.Suspended
	err := errors.Join(
		w.Add(t.Context(), []world.User{{Name: "Acme", Password: "a", Gstin: sus.Gstin}, {Name: "irpsim_mh", Password: "new", Gstin: sus.Gstin}},
			[]taxpayer.Taxpayer{sus, taxpayer.Regular("29AAAAA0000A1Z5")}),
		w.SetName(t.Context(), "seeded"), w.SetSeeded(t.Context(), "mark"))
	if err != nil {
		t.Fatal(err)
	}
	check := func(when string, w *world.World) {
		t.Helper()
		if u, _ := w.User("ACME"); u.Password != "a" {
			t.Errorf("%s: user %+v, want the one added", when, u)
		}
		if u, _ := w.User("irpsim_mh"); u.Password != "new" {
			t.Errorf("%s: user %+v, want the password replaced", when, u)
		}
		if tp, ok := w.Taxpayer(sus.Gstin); !ok || tp.Status != taxpayer.Suspended {
			t.Errorf("%s: taxpayer %+v, want it suspended", when, tp)
		}
		if w.Name() != "seeded" || w.Seeded() != "mark" {
			t.Errorf("%s: name %q and mark %q, want seeded and mark", when, w.Name(), w.Seeded())
		}
	}
	check("at once", w)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	r, db = open(t, path)
	defer db.Close()
	check("after a restart", r.Default())
}

func TestAddIsBounded(t *testing.T) {
	t.Parallel()
	r, db := open(t, "")
	defer db.Close()
	w := r.Default()
	users := make([]world.User, world.MaxUsers-len(w.Users())+1)
	for i := range users {
		users[i] = world.User{Name: "u" + strings.Repeat("x", i%50) + string(rune('a'+i/50%26)) + string(rune('a'+i/1300)), Password: "p"}
	}
	before := len(w.Users())
	if err := w.Add(t.Context(), users, nil); err == nil {
		t.Errorf("%d users beside %d were taken, want at most %d", len(users), before, world.MaxUsers)
	}
	if got := len(w.Users()); got != before {
		t.Errorf("%d users after the refusal, want %d", got, before)
	}
	if err := w.Add(t.Context(), append(users[:len(users)-1], w.Users()...), nil); err != nil {
		t.Errorf("as many as fit, and those that are there again: %v", err)
	}
}
