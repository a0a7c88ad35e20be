package journal_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/journal"
)

var update = flag.Bool("update", false, "write the golden files anew")

var start = time.Date(2026, time.April, 1, 9, 0, 0, 0, clock.IST)

// entry is the n-th of a series: generate and cancel by turns, a minute apart, each third one refused.
func entry(n int) journal.Entry {
	e := journal.Entry{
		Time: start.Add(time.Duration(n) * time.Minute), API: "generate", Face: "nic", Method: "POST",
		Path: "/eicore/v1.03/Invoice", Gstin: "29ZZZCS0001A1ZI", Irn: fmt.Sprintf("%064x", n), HTTPStatus: 200,
		Request: journal.Message{Body: fmt.Sprintf(`{"Data":"%d"}`, n)},
	}
	if n%2 == 1 {
		e.API, e.Gstin = "cancel", "27ZZZCS0001A1ZM"
	}
	if n%3 == 0 {
		e.Codes = []string{"2150", "5002"}
	}
	return e
}

func ids(entries []journal.Entry) []uint64 {
	ids := []uint64{}
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	return ids
}

func TestFind(t *testing.T) {
	t.Parallel()
	j := journal.New(100, 1<<20)
	for n := 1; n <= 6; n++ {
		if got := j.Add(entry(n)); got != uint64(n) {
			t.Errorf("Add gave ID %d, want %d", got, n)
		}
	}
	tests := []struct {
		name   string
		filter journal.Filter
		want   []uint64
	}{
		{"all", journal.Filter{}, []uint64{6, 5, 4, 3, 2, 1}},
		{"limit", journal.Filter{Limit: 2}, []uint64{6, 5}},
		{"api", journal.Filter{API: "Generate"}, []uint64{6, 4, 2}},
		{"code", journal.Filter{Code: "5002"}, []uint64{6, 3}},
		{"part of a code", journal.Filter{Code: "500"}, []uint64{}},
		{"irn", journal.Filter{IRN: strings.ToUpper(entry(5).Irn)}, []uint64{5}},
		{"gstin", journal.Filter{Gstin: "27zzzcs0001a1zm"}, []uint64{5, 3, 1}},
		{"since id", journal.Filter{SinceID: 4}, []uint64{6, 5}},
		{"since time", journal.Filter{Since: start.Add(5 * time.Minute)}, []uint64{6, 5}},
		{"together", journal.Filter{API: "cancel", Code: "2150", SinceID: 1, Limit: 1}, []uint64{3}},
		{"nothing", journal.Filter{API: "login"}, []uint64{}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, ids(j.Find(tt.filter))); diff != "" {
			t.Errorf("%s: Find(%+v) (-want +got):\n%s", tt.name, tt.filter, diff)
		}
	}
}

func TestBoundOfEntries(t *testing.T) {
	t.Parallel()
	j := journal.New(3, 1<<20)
	for n := 1; n <= 10; n++ {
		j.Add(entry(n))
	}
	if diff := cmp.Diff([]uint64{10, 9, 8}, ids(j.Find(journal.Filter{}))); diff != "" || j.Len() != 3 {
		t.Errorf("a journal of 3 holds %d (-want +got):\n%s", j.Len(), diff)
	}
	for id, want := range map[uint64]bool{0: false, 1: false, 7: false, 8: true, 10: true, 11: false} {
		if got, ok := j.Get(id); ok != want || (ok && got.ID != id) {
			t.Errorf("Get(%d) = entry %d, %v; want %v", id, got.ID, ok, want)
		}
	}
	j.Clear()
	if got := j.Find(journal.Filter{}); len(got) != 0 || j.Len() != 0 || j.Bytes() != 0 {
		t.Errorf("after Clear: %d entries, Len %d, %d bytes", len(got), j.Len(), j.Bytes())
	}
	if _, ok := j.Get(10); ok {
		t.Error("a cleared entry can still be got")
	}
	if got := j.Last(); got != 10 {
		t.Errorf("Last after Clear = %d, want 10, so that nothing of before counts as new", got)
	}
	if got := j.Add(entry(11)); got != 11 {
		t.Errorf("ID after Clear = %d, want 11", got)
	}
	if got, ok := j.Get(11); !ok || got.Irn != entry(11).Irn {
		t.Errorf("Get(11) after Clear = %+v, %v", got, ok)
	}
}

func TestBoundOfBytes(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	j := journal.New(1000, limit)
	for n := range 100 {
		e := entry(n)
		e.Response.Body = strings.Repeat("x", 50_000)
		j.Add(e)
	}
	if got := j.Len(); got < 15 || got > 20 {
		t.Errorf("%d entries of 50 KB in a journal of 1 MiB", got)
	}
	if got := j.Bytes(); got > limit || got < limit*9/10 {
		t.Errorf("%d bytes kept, want a little under %d", got, limit)
	}
	if got, ok := j.Get(100); !ok || len(got.Response.Body) != 50_000 {
		t.Errorf("the newest entry has a body of %d bytes, %v; want it whole", len(got.Response.Body), ok)
	}
}

func TestHugeEntryIsShortened(t *testing.T) {
	t.Parallel()
	const limit = 64 << 10
	huge := map[string]func(*journal.Entry){
		"body": func(e *journal.Entry) { e.Request.Body = strings.Repeat("₹", 1<<20) },
		"texts": func(e *journal.Entry) {
			e.Response.Cipher, e.Response.Plain = strings.Repeat("a", 1<<20), strings.Repeat("b", 1<<19)
		},
		"notes":   func(e *journal.Entry) { e.Notes = make([]journal.Note, 10_000) },
		"path":    func(e *journal.Entry) { e.Path = "/?" + strings.Repeat("p", 1<<20) },
		"headers": func(e *journal.Entry) { e.Request.Headers = map[string]string{"A": strings.Repeat("h", 1<<20)} },
	}
	for name, swell := range huge {
		j := journal.New(100, limit)
		j.Add(entry(1))
		e := entry(2)
		swell(&e)
		j.Add(e)
		if got := j.Bytes(); got > limit/4 {
			t.Errorf("%s: %d bytes kept, want the huge entry cut to an eighth of %d", name, got, limit)
		}
		got := j.Find(journal.Filter{})
		if diff := cmp.Diff([]uint64{2, 1}, ids(got)); diff != "" {
			t.Errorf("%s: the huge entry drove others out (-want +got):\n%s", name, diff)
			continue
		}
		text := fmt.Sprint(got[0])
		if !strings.Contains(text, "shortened") || !utf8.ValidString(text) {
			t.Errorf("%s: the entry does not say that it was shortened, or split a character: %.200q", name, text)
		}
	}
	j := journal.New(100, limit)
	e := entry(1)
	huge["body"](&e)
	j.Add(e)
	got, _ := j.Get(1)
	if want := fmt.Sprintf("… [shortened: %d bytes in all]", 3<<20); !strings.HasSuffix(got.Request.Body, "₹"+want) || strings.Count(got.Request.Body, "shortened") != 1 {
		t.Errorf("the mark is %q, want one %q", got.Request.Body[max(0, len(got.Request.Body)-80):], want)
	}
}

func TestSmallestJournalKeepsTheNewest(t *testing.T) {
	t.Parallel()
	j := journal.New(0, 0)
	for n := range 3 {
		j.Add(entry(n))
	}
	if diff := cmp.Diff([]uint64{3}, ids(j.Find(journal.Filter{}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEntryJSON(t *testing.T) {
	t.Parallel()
	e := entry(3)
	e.ID, e.RequestID, e.Remote, e.ClientID, e.UserName = 42, "req-1", "127.0.0.1:40000", "IRPSIM29TXP0001", "irpsim_user"
	e.Duration = 1500 * time.Microsecond
	e.Request.Headers = map[string]string{"Gstin": "29ZZZCS0001A1ZI"}
	e.Request.Cipher, e.Request.Plain = "c2VhbGVk", `{"TotInvVal": 1239.00}`
	e.Response.Plain = `{"broken`
	e.Notes = []journal.Note{{Code: "2150", Message: "Duplicate IRN", Text: "registered before"}}
	e.Fault = "code=2147"
	got, err := json.MarshalIndent([]journal.Entry{e, {Time: start}}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "entries.json")
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("entries on paper (-want +got):\n%s", diff)
	}
	message, err := json.Marshal(e.Request)
	if err != nil || !strings.Contains(string(message), `"plain":{"TotInvVal":1239.00}`) {
		t.Errorf("a message alone = %s, %v", message, err)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	j := journal.New(50, 1<<20)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			s := j.Subscribe(t.Context())
			for n := range 100 {
				id := j.Add(entry(w*100 + n))
				j.Get(id)
				j.Find(journal.Filter{Code: "2150", Limit: 5})
				select {
				case <-s.C:
				default:
				}
			}
			if _, came := j.Await(t.Context(), journal.Filter{}, 10); came < 10 {
				t.Error("Await missed entries that are there")
			}
		})
	}
	wg.Wait()
	if got := j.Len(); got != 50 {
		t.Errorf("Len = %d, want 50", got)
	}
	if got, ok := j.Get(400); !ok || got.ID != 400 {
		t.Errorf("Get(400) = entry %d, %v", got.ID, ok)
	}
}
