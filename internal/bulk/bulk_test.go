package bulk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// sent reads an upload with a registrar that accepts everything, and returns what each document came to.
func sent(t testing.TB, text string, l Limits) (texts []string, outcomes []Outcome, err error) {
	t.Helper()
	seen := make([]string, 1000)
	_, err = Run(t.Context(), strings.NewReader(text), l, func(_ context.Context, doc []byte) (Result, error) {
		return Result{Irn: string(doc)}, nil
	}, func(o Outcome) error {
		seen[o.Index] = o.Irn
		outcomes = append(outcomes, o)
		return nil
	})
	return seen[:len(outcomes)], outcomes, err
}

func TestSplitting(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     []string
	}{
		{"none", " [ ] \n", nil},
		{"one", `[{"a":1}]`, []string{`{"a":1}`}},
		{"two, with a mark", "\xEF\xBB\xBF[ {\"a\":1} ,\n{\"b\":[1,2]}\t]\n", []string{`{"a":1}`, `{"b":[1,2]}`}},
		{"brackets in texts", `[{"a":"]},{\"["},{"b":"\\"}]`, []string{`{"a":"]},{\"["}`, `{"b":"\\"}`}},
		{"deep", `[{"a":{"b":[{"c":[]}]}}]`, []string{`{"a":{"b":[{"c":[]}]}}`}},
		{"alone", ` {"a":[1,{"b":"}"}]} `, []string{`{"a":[1,{"b":"}"}]}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, _, err := sent(t, tt.in, Limits{})
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%s became %q, %v; want %q", tt.in, got, err, tt.want)
			}
			if n, err := Count(strings.NewReader(tt.in), Limits{}); err != nil || n != len(tt.want) {
				t.Errorf("%s counts %d, %v; want %d", tt.in, n, err, len(tt.want))
			}
		})
	}
}

func TestBrokenUploads(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want error
	}{
		{"", ErrNoUpload}, {"  ", ErrNoUpload}, {"x", ErrNoUpload}, {`"a"`, ErrNoUpload}, {"[", ErrNoUpload}, {`[{"a":1}`, ErrNoUpload},
		{`[{"a":1`, ErrNoUpload}, {`[{"a":"`, ErrNoUpload}, {`[{}] x`, ErrNoUpload}, {`[{}]]`, ErrNoUpload}, {`{} {}`, ErrNoUpload}, {`{"a":`, ErrNoUpload},
		{`[{},`, ErrNoUpload}, {`[{},{},{},{}]`, ErrTooMany}, {"[" + strings.Repeat(" ", 300) + "]", ErrTooLong}, {`[{"a":"` + strings.Repeat("x", 300) + `"}]`, ErrTooLong},
	}
	l := Limits{Documents: 3, Bytes: 250, Document: 20}
	for _, tt := range tests {
		if _, _, err := sent(t, tt.in, l); !errors.Is(err, tt.want) {
			t.Errorf("%.40q: %v, want %v", tt.in, err, tt.want)
		}
		if _, err := Count(strings.NewReader(tt.in), l); !errors.Is(err, tt.want) {
			t.Errorf("counting %.40q: %v, want %v", tt.in, err, tt.want)
		}
	}
}

// TestBadDocuments: one that is no document does not keep the others from being registered.
func TestBadDocuments(t *testing.T) {
	t.Parallel()
	long := `{"a":"` + strings.Repeat("x", 100) + `"}`
	_, got, err := sent(t, `[{"DocDtls":{"Typ":"INV","No":"A/1","Dt":"1"},"SellerDtls":{"Gstin":"G"}},7,null,,{"a":},`+long+`,{"DocDtls":1}]`, Limits{Document: 90})
	if err != nil || len(got) != 7 {
		t.Fatalf("%d outcomes, %v", len(got), err)
	}
	want := []Status{Registered, Refused, Refused, Refused, Refused, Refused, Registered}
	for i, o := range got {
		if o.Status != want[i] || o.Index != i || (o.Status == Refused) != (o.Reasons() != "") {
			t.Errorf("document %d: %+v, want %s", i, o, want[i])
		}
	}
	if o := got[0]; o.Gstin != "G" || o.DocTyp != "INV" || o.DocNo != "A/1" || o.DocDt != "1" {
		t.Errorf("the first is called %+v", o)
	}
	if len(got[0].Row()) != len(Columns()) {
		t.Errorf("%d cells below %d headings", len(got[0].Row()), len(Columns()))
	}
}

// TestOrderAndWidth: answers come in the order of the upload though the first takes longest, and never more than allowed are
// under way.
func TestOrderAndWidth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const documents, width = 50, 3
		var under, most atomic.Int64
		gate := make(chan struct{})
		text := "[" + strings.Repeat(`{},`, documents-1) + "{}]"
		var calls atomic.Int64
		register := func(context.Context, []byte) (Result, error) {
			n := under.Add(1)
			defer under.Add(-1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			if calls.Add(1) == 1 {
				<-gate
			}
			return Result{}, nil
		}
		go func() {
			synctest.Wait() // everything waits for the gate
			close(gate)
		}()
		next := 0
		tally, err := Run(t.Context(), strings.NewReader(text), Limits{Parallel: width}, register, func(o Outcome) error {
			if o.Index != next {
				t.Errorf("document %d came where %d was due", o.Index, next)
			}
			next++
			return nil
		})
		if err != nil || tally.Registered != documents || most.Load() > width || most.Load() < 2 {
			t.Errorf("%s, %v, %d under way at most, want all and 2 to %d", tally, err, most.Load(), width)
		}
	})
}

func TestStopping(t *testing.T) {
	t.Parallel()
	text := "[" + strings.Repeat(`{},`, 99) + "{}]"
	var calls atomic.Int64
	register := func(context.Context, []byte) (Result, error) {
		calls.Add(1)
		return Result{}, nil
	}
	enough := errors.New("enough")
	_, err := Run(t.Context(), strings.NewReader(text), Limits{Parallel: 2}, register, func(o Outcome) error {
		if o.Index == 5 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || calls.Load() > 20 {
		t.Errorf("stopped with %v after %d documents, want %v after few", err, calls.Load(), enough)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = Run(ctx, strings.NewReader(text), Limits{}, register, func(Outcome) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run ended with %v", err)
	}
	broken := io.MultiReader(strings.NewReader("[{},"), failing{enough})
	tally, err := Run(t.Context(), broken, Limits{}, register, func(Outcome) error { return nil })
	if !errors.Is(err, enough) || tally.Registered != 1 {
		t.Errorf("an upload that breaks off: %s, %v", tally, err)
	}
	tally, err = Run(t.Context(), strings.NewReader("[{},{}]"), Limits{}, func(context.Context, []byte) (Result, error) {
		return Result{}, enough
	}, func(o Outcome) error {
		if o.Status != Unanswered || o.Reasons() != "enough" {
			t.Errorf("without an answer: %+v", o)
		}
		return nil
	})
	if err != nil || tally.Unanswered != 2 || tally.Bad() != 2 {
		t.Errorf("without answers: %s, %v", tally, err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// endless is an upload of one document that never ends.
type endless struct{ begun bool }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	if !e.begun {
		e.begun = true
		return copy(p, `[{"a":"`), nil
	}
	return len(p), nil
}

// TestMemory: what is kept of a document has a bound, whatever the upload holds.
func TestMemory(t *testing.T) {
	got := testing.AllocsPerRun(1, func() {
		_, err := Run(t.Context(), &endless{}, Limits{Bytes: 4 << 20, Document: 1000}, func(context.Context, []byte) (Result, error) {
			return Result{}, nil
		}, func(Outcome) error { return nil })
		if !errors.Is(err, ErrTooLong) {
			t.Errorf("an endless document: %v", err)
		}
	})
	if got > 200 {
		t.Errorf("%v allocations for a document that is cut after 1000 bytes", got)
	}
}

func FuzzRun(f *testing.F) {
	f.Add(`[{"DocDtls":{"No":"A"}},{"a":"]"}]`)
	f.Add(`{"a":[{}]}`)
	f.Add(`[,]`)
	f.Fuzz(func(t *testing.T, text string) {
		l := Limits{Documents: 20, Bytes: 2000, Document: 100, Parallel: 2}
		n, countErr := Count(strings.NewReader(text), l)
		next := 0
		tally, err := Run(t.Context(), strings.NewReader(text), l, func(_ context.Context, doc []byte) (Result, error) {
			if len(doc) > l.Document || len(doc) == 0 || doc[0] != '{' {
				return Result{}, fmt.Errorf("document %q", doc)
			}
			return Result{}, nil
		}, func(o Outcome) error {
			if o.Index != next || o.Status == Unanswered {
				t.Errorf("%q: document %d is %+v", text, next, o)
			}
			next++
			return nil
		})
		if (err == nil) != (countErr == nil) || err == nil && (next != n || tally.Registered+tally.Refused != n) {
			t.Errorf("%q: counted %d (%v), ran %d (%v), %s", text, n, countErr, next, err, tally)
		}
	})
}

// TestReasons: what an answer tells beside its outcome is not swallowed.
func TestReasons(t *testing.T) {
	t.Parallel()
	bill := Outcome{Status: Registered, Result: Result{Irn: "f", Info: []Info{{"EWBERR", []byte(`[{"ErrorCode":"4013","ErrorMessage":"The distance …"}]`)}}}}
	again := Outcome{Status: Refused, Result: Result{Errors: []Error{{"2150", "Duplicate IRN"}}, Info: []Info{{"DUPIRN", []byte(`{"AckNo":1,"Irn":"f00"}`)}}}}
	other := Outcome{Status: Registered, Result: Result{Info: []Info{{"ADDNLNFO", []byte(`"a"`)}, {"EWBERR", []byte(`{}`)}}}}
	for want, o := range map[string]Outcome{
		"e-way bill refused: 4013 The distance …":      bill,
		"2150 Duplicate IRN; registered before as f00": again,
		`ADDNLNFO "a"; EWBERR {}`:                      other,
		"":                                             {Status: Registered},
	} {
		if got := o.Reasons(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
