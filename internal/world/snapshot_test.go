package world

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/store"
)

func openWorld(tb testing.TB) (*Registry, *World) {
	tb.Helper()
	db, err := store.Open("", store.Options{Ephemeral: true})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := errors.Join(db.Check(), db.Close()); err != nil {
			tb.Error(err)
		}
	})
	seed := uint64(1)
	at := clock.State{Mode: clock.Frozen, Now: time.Date(2026, 11, 22, 12, 31, 7, 0, clock.IST)}
	r, err := Open(context.Background(), Config{DB: db, Seed: &seed, Clock: at})
	if err != nil {
		tb.Fatal(err)
	}
	return r, r.Default()
}

const goodHeader = `{"irpsim_snapshot":1,"irpsim":"t","secrets":true,"world":"W","name":"n","taken":"2026-11-22T12:31:07+05:30",` +
	`"now":"2026-11-22T12:31:07+05:30","clock":{"mode":"real"},"first_user":"u","settings":{},"counters":{"ack_no":10000000001}}`

const goodUser = `{"user":{"user_name":"u","password":"p","gstin":"29ZZZCS0001A1ZI"}}`

func goodInvoice(seq, ewb int) string {
	state := ""
	if ewb != 0 {
		state = fmt.Sprintf(`"state":{"status":"ACT","ewb_no":%d},`, ewb)
	}
	return fmt.Sprintf(`{"invoice":{"seq":%d,"irn":"%064x","ack_no":112610000000005,"ack_dt":"2026-11-22T12:31:07+05:30","supplier":"29ZZZCS0001A1ZI",`+
		`"generator":"29ZZZCS0001A1ZI","buyer":"URP","sup_typ":"B2B","doc_typ":"INV","doc_no":"A/%d","doc_dt":"22/11/2026","tot_inv_val":"1",%s`+
		`"signed_invoice":"a.b.c","signed_qr_code":"a.b.c","payload":"{}"}}`, seq, seq, seq, state)
}

func goodEWB(seq int) string {
	return fmt.Sprintf(`{"ewb":{"no":101010000001,"status":"ACT","seq":%d,"irn":"%064x","generator":"g","supplier":"s","recipient":"r","doc_typ":"INV",`+
		`"doc_no":"A/1","doc_dt":"22/11/2026","from_pin":560001,"to_pin":560001,"from_state":"29","to_state":"29","km":1,"generated_at":"2026-11-22T12:31:07+05:30"}}`, seq, seq)
}

func file(lines ...string) string {
	all := append([]string{goodHeader}, lines...)
	return strings.Join(append(all, fmt.Sprintf(`{"end":%d}`, len(lines))), "\n") + "\n"
}

func TestImportTakesWhatHolds(t *testing.T) {
	t.Parallel()
	_, w := openWorld(t)
	text := file(goodUser, goodInvoice(7, 101010000001), goodInvoice(9, 0), goodEWB(7), `{"unknown_taxpayer":"27ZZZCB0002B1Z0"}`,
		`{"session":{"token":"abc","sek":"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=","user":"u","gstin":"29ZZZCS0001A1ZI","issued":"2026-11-22T12:31:07Z","expires":"2026-11-22T18:31:07Z"}}`,
		`{"fault":{"id":"f","do":{"code":"2147"},"order":1,"seen":2,"struck":2}}`)
	got, wrong, err := w.ImportSnapshot(t.Context(), "n", strings.NewReader(text))
	if err != nil || len(wrong) > 0 {
		t.Fatalf("ImportSnapshot: %v, %v", wrong, err)
	}
	if got.Invoices != 2 || got.EWBs != 1 || got.Users != 1 || got.Taxpayers != 1 || got.Sessions != 1 || got.Faults != 1 {
		t.Errorf("ImportSnapshot found %+v", got)
	}
	before, _ := w.NextAck()
	if _, err := w.RestoreSnapshot(t.Context(), "n"); err != nil {
		t.Fatal(err)
	}
	_, session := w.Session("abc")
	user, known := w.User("U")
	_, taxpayer := w.Taxpayer("27ZZZCB0002B1Z0")
	if !session || !known || user.Password != "p" || taxpayer || len(w.Faults.List()) != 1 || w.Faults.List()[0].Struck != 2 {
		t.Errorf("restored: session %v, user %v, deleted taxpayer known %v, faults %v", session, user, taxpayer, w.Faults.List())
	}
	if after, _ := w.NextAck(); after <= before {
		t.Errorf("running numbers went from %d to %d", before, after)
	}
	if w.Clock.Mode() != clock.Real {
		t.Errorf("the clock is %s, want that of the file", w.Clock.Mode())
	}
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"nothing", "", "the file is empty"},
		{"another file", "PK\x03\x04", "this is no snapshot of irpsim"},
		{"another JSON", `{"a":1}`, "this is no snapshot of irpsim"},
		{"the future", `{"irpsim_snapshot":2}`, "upgrade irpsim"},
		{"no end", goodHeader + "\n" + goodUser, "cut off"},
		{"half a line", file(goodUser)[:len(goodHeader)+20], "line 2: a record is a JSON object"},
		{"a wrong end", goodHeader + "\n" + goodUser + "\n" + `{"end":2}`, "counts 2 records, but there are 1"},
		{"more after the end", file(goodUser) + goodUser, "more after the end record"},
		{"nobody", file(), "there is no user"},
		{"a setting", strings.Replace(file(goodUser), `"settings":{}`, `"settings":{"get_days":-1,"colour":1}`, 1), `no setting "colour"`},
		{"a counter", strings.Replace(file(goodUser), "10000000001", "99999999999", 1), `counter "ack_no" is 99999999999`},
		{"another counter", strings.Replace(file(goodUser), `"ack_no"`, `"x"`, 1), `counter "x"`},
		{"a clock", strings.Replace(file(goodUser), `{"mode":"real"}`, `{"mode":"frozen","now":"1066-01-01T00:00:00Z"}`, 1), "header"},
		{"a clock that cannot go on", strings.Replace(strings.Replace(file(goodUser), `{"mode":"real"}`, `{"mode":"speed","now":"2026-01-01T00:00:00Z","wall":"2026-01-01T00:00:00Z","factor":2}`, 1), `"now":"2026-11`, `"now":"1926-11`, 1), "the clock able to go on"},
		{"two kinds in a record", file(`{"end":1,"user":{}}`), "one member"},
		{"an unknown kind", file(`{"colour":1}`), `unknown field "colour"`},
		{"an unknown member", file(`{"user":{"user_name":"u","gstin":"29ZZZCS0001A1ZI","role":"x"}}`), `unknown field "role"`},
		{"a user twice", file(goodUser, strings.ReplaceAll(goodUser, `"u"`, `"U"`)), `users "u" is there twice`},
		{"a taxpayer", file(goodUser, `{"taxpayer":{"gstin":"x"}}`), "taxpayer: gstin"},
		{"a session", file(goodUser, `{"session":{"token":"..","sek":"AA=="}}`), "session: it must have"},
		{"a fault", file(goodUser, `{"fault":{"do":{"code":"1"}}}`), "fault: "},
		{"an empty record", file(goodUser, `{"invoice":null}`), "the record is empty"},
		{"an IRN", file(goodUser, strings.Replace(goodInvoice(1, 0), "0000", "ZZZZ", 1)), "is not 64 digits"},
		{"an IRN twice", file(goodUser, goodInvoice(1, 0), strings.Replace(goodInvoice(1, 0), `"seq":1`, `"seq":2`, 1)), "there twice"},
		{"a number twice", file(goodUser, goodInvoice(1, 0), strings.Replace(goodInvoice(2, 0), `"seq":2`, `"seq":1`, 1)), "seq is 0, or is there twice"},
		{"an AckNo", file(goodUser, strings.Replace(goodInvoice(1, 0), "112610000000005", "199999999999999", 1)), "ack_no is 199999999999999"},
		{"a state", file(goodUser, strings.Replace(goodInvoice(1, 5), `"ACT"`, `"XXX"`, 1)), `status is "XXX"`},
		{"a payload", file(goodUser, strings.Replace(goodInvoice(1, 0), `"{}"`, `"{"`, 1)), "payload a text that is JSON"},
		{"a bill that is not there", file(goodUser, goodInvoice(1, 101010000001)), "has e-way bill 101010000001, which is not in the file"},
		{"an invoice that is not there", file(goodUser, goodEWB(3)), "is of invoice 3, which is not in the file"},
		{"a bill twice", file(goodUser, goodInvoice(7, 0), goodEWB(7), goodEWB(7)), "the last ten be there once"},
	}
	_, w := openWorld(t)
	for _, tt := range tests {
		_, wrong, err := w.ImportSnapshot(t.Context(), "n", strings.NewReader(tt.text))
		if err != nil || !strings.Contains(strings.Join(wrong, "\n"), tt.want) {
			t.Errorf("%s: ImportSnapshot = %q, %v; want a complaint with %q\n%s", tt.name, wrong, err, tt.want, tt.text)
		}
	}
	if list, err := w.Snapshots(); err != nil || len(list) != 0 {
		t.Errorf("what was refused left %v (%v)", list, err)
	}
	many := strings.Repeat(`{"colour":1}`+"\n", 100)
	if _, wrong, _ := w.ImportSnapshot(t.Context(), "n", strings.NewReader(goodHeader+"\n"+many)); len(wrong) != maxFileComplaints+1 {
		t.Errorf("100 wrong lines gave %d complaints, want %d and how many more", len(wrong), maxFileComplaints)
	}
	long := goodHeader + "\n" + `{"user":"` + strings.Repeat("x", maxSnapshotLine) + `"}`
	if _, wrong, _ := w.ImportSnapshot(t.Context(), "n", strings.NewReader(long)); len(wrong) != 1 || !strings.Contains(wrong[0], "line 2: the line is longer") {
		t.Errorf("a line without end gave %.200q", wrong)
	}
}

func TestSnapshotsAreBounded(t *testing.T) {
	t.Parallel()
	_, w := openWorld(t)
	for n := range MaxSnapshots {
		if _, err := w.SaveSnapshot(t.Context(), fmt.Sprintf("s%d", n)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.SaveSnapshot(t.Context(), "more"); !errors.Is(err, ErrSnapshotsFull) {
		t.Errorf("one more snapshot: %v, want that there is no room", err)
	}
	if _, _, err := w.ImportSnapshot(t.Context(), "more", strings.NewReader(file(goodUser))); !errors.Is(err, ErrSnapshotsFull) {
		t.Errorf("one more by import: %v, want that there is no room", err)
	}
	if _, err := w.SaveSnapshot(t.Context(), "s7"); err != nil {
		t.Errorf("one in place of another: %v", err)
	}
	for _, name := range []string{"", ".", "..", "a/b", "a b", "ä", strings.Repeat("x", 65)} {
		if SnapshotNameHolds(name) {
			t.Errorf("%q can name a snapshot", name)
		}
	}
}

// A clock that runs fast goes on where it was; in the store as well as in memory.
func TestRestoredClock(t *testing.T) {
	t.Parallel()
	r, w := openWorld(t)
	if err := w.MoveClock(t.Context(), func(c *clock.Clock) error { return c.Run(clock.MaxFactor) }); err != nil {
		t.Fatal(err)
	}
	at, err := w.SaveSnapshot(t.Context(), "fast")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.MoveClock(t.Context(), func(c *clock.Clock) error { return c.Advance(10 * 365 * 24 * time.Hour) }); err != nil {
		t.Fatal(err)
	}
	if _, err := w.RestoreSnapshot(t.Context(), "fast"); err != nil {
		t.Fatal(err)
	}
	again, err := r.load(w.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*clock.Clock{w.Clock, again.Clock} {
		if now := c.Now(); now.Before(at.Now) || now.Sub(at.Now) > 5*365*24*time.Hour {
			t.Errorf("the clock goes on at %s, want soon after %s", now, at.Now)
		}
	}
}

func FuzzSnapshotFile(f *testing.F) {
	for _, text := range []string{"", "{}", file(goodUser), file(goodUser, goodInvoice(7, 101010000001), goodEWB(7)), file(goodUser, `{"fault":{"id":"f","do":{"code":"2147"},"order":1}}`)} {
		f.Add([]byte(text))
	}
	_, w := openWorld(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		_, wrong, err := w.ImportSnapshot(t.Context(), "n", bytes.NewReader(text))
		if err != nil {
			t.Fatalf("ImportSnapshot(%q): %v; what is wrong must be a complaint", text, err)
		}
		if len(wrong) > 0 {
			return
		}
		if _, err := w.RestoreSnapshot(t.Context(), "n"); err != nil {
			t.Fatalf("what was taken in cannot be restored: %v\n%q", err, text)
		}
		var out bytes.Buffer
		if err := w.ExportSnapshot(&out, "n", "t", true); err != nil {
			t.Fatalf("what was taken in cannot be written: %v\n%q", err, text)
		}
		if _, wrong, err := w.ImportSnapshot(t.Context(), "again", bytes.NewReader(out.Bytes())); err != nil || len(wrong) > 0 {
			t.Fatalf("what was written cannot be taken in: %v, %v\n%s", wrong, err, out.Bytes())
		}
		if err := w.DB().Check(); err != nil {
			t.Fatal(err)
		}
	})
}
