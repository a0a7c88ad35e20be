package irptest_test

import (
	"testing"
	"time"

	"github.com/irpsim/irpsim/irptest"
)

// again registers a document and sends it again, which the portal refuses with 2150.
func again(t irptest.T, sim *irptest.Sim) (irptest.Document, irptest.Registered, error) {
	doc := sim.Invoice()
	made := sim.Client().MustGenerate(doc)
	_, err := sim.Client().Generate(doc)
	if irptest.Code(err) != "2150" {
		t.Fatalf("the document again: %v, want 2150", err)
	}
	return doc, made, err
}

func TestUnreadDuplicate(t *testing.T) {
	t.Parallel()
	capture(t.Name(), func(t irptest.T) { again(t, irptest.New(t)) }).
		wantStory(t, "a duplicate was refused", "#3 15 Jul 11:00:00 generate", "refused with 2150", "irptest.Allow(irptest.UnreadDuplicate)")

	content := map[string]func(t irptest.T){
		"allowed": func(t irptest.T) { again(t, irptest.New(t, irptest.Allow(irptest.UnreadDuplicate))) },
		"read": func(t irptest.T) {
			sim := irptest.New(t)
			_, made, _ := again(t, sim)
			if _, err := sim.Client().Get(made.Irn); err != nil {
				t.Errorf("Get: %v", err)
			}
		},
		"asked for by document": func(t irptest.T) {
			sim := irptest.New(t)
			doc, _, _ := again(t, sim)
			if _, err := sim.Client().GetByDoc(doc.Type(), doc.Number(), doc.Date()); err != nil {
				t.Errorf("GetByDoc: %v", err)
			}
		},
		"asked for too late": func(t irptest.T) { // 2283 is an answer that the program has to live with
			sim := irptest.New(t)
			doc, _, _ := again(t, sim)
			sim.Clock.Advance(49 * time.Hour)
			if _, err := sim.Client().GetByDoc(doc.Type(), doc.Number(), doc.Date()); irptest.Code(err) != "2283" {
				t.Errorf("GetByDoc after two days: %v, want 2283", err)
			}
		},
		"cancelled": func(t irptest.T) {
			sim := irptest.New(t)
			_, made, _ := again(t, sim)
			if _, err := sim.Client().Cancel(made.Irn, "1", "twice"); err != nil {
				t.Errorf("Cancel: %v", err)
			}
		},
		"taken from the error": func(t irptest.T) {
			_, made, err := again(t, irptest.New(t))
			var e *irptest.Error
			if !asError(err, &e) {
				t.Fatalf("error is %T", err)
			}
			if d, ok := e.Duplicate(); !ok || d.Irn != made.Irn || d.AckNo != made.AckNo || d.AckDt == "" {
				t.Errorf("Duplicate() = %+v, %v; want %s", d, ok, made.Irn)
			}
		},
	}
	for name, f := range content {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			capture(t.Name(), f).wantNothing(t)
		})
	}
}

func TestTokenChurn(t *testing.T) {
	t.Parallel()
	logins := func(n int, between time.Duration, options ...irptest.Option) *captured {
		return capture(t.Name(), func(t irptest.T) {
			sim := irptest.New(t, options...)
			for range n {
				if err := sim.Client().Login(); err != nil {
					t.Fatalf("login: %v", err)
				}
				sim.Clock.Advance(between)
			}
		})
	}
	// Client has logged in once before.
	logins(4, time.Minute).wantStory(t, "irpsim_user logged in 4 times while it had a valid token", "auth irpsim_user → ok", "irptest.WithLoginLimit")
	logins(3, time.Minute).wantNothing(t)
	logins(10, 6*time.Hour).wantNothing(t)
	logins(4, 6*time.Hour-5*time.Minute).wantNothing(t) // a renewal in the last ten minutes is how it is meant
	logins(1, time.Minute, irptest.WithLoginLimit(0)).wantStory(t, "logged in 1 times")
	logins(9, time.Minute, irptest.WithLoginLimit(9)).wantNothing(t)
	logins(9, time.Minute, irptest.Allow(irptest.TokenChurn)).wantNothing(t)
}

// A test that has failed is not failed again, but shows what the portal saw.
func TestFailedTestTellsNoStories(t *testing.T) {
	t.Parallel()
	c := capture(t.Name(), func(t irptest.T) {
		again(t, irptest.New(t))
		t.Errorf("something else")
	})
	if len(c.errors) != 1 || len(c.logs) != 1 {
		t.Errorf("complaints %q and logs %q, want the test's own complaint and one log of exchanges", c.errors, c.logs)
	}
}
