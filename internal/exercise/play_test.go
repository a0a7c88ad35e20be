package exercise_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/exercise"
	"github.com/irpsim/irpsim/internal/irn"
)

// TestPlayed plays every exercise through against a running simulator, well and badly.
func TestPlayed(t *testing.T) {
	t.Parallel()
	played := map[string]bool{}
	for _, tt := range slices.Concat(lessons(), emergencies()) {
		played[tt.slug+strconv.FormatBool(!strings.ContainsAny(tt.want, "ob"))] = true
		t.Run(tt.slug+"/"+tt.name, func(t *testing.T) {
			t.Parallel()
			d := sit(t, tt.slug)
			answer := tt.play(d)
			got := d.judge(answer)
			if letters := lettersOf(got); letters != tt.want {
				t.Fatalf("the conditions are %s, want %s: %+v", letters, tt.want, got)
			}
			done := !slices.ContainsFunc(got.Findings, func(f exercise.Finding) bool { return !f.Optional && f.Verdict != exercise.Met })
			if got.Done != done || got.Problem != "" || got.Broken != strings.Contains(tt.want, "b") {
				t.Errorf("Done %v, Broken %v, Problem %q with conditions %s", got.Done, got.Broken, got.Problem, tt.want)
			}
			d.look(got, tt.codes)
		})
	}
	for _, ex := range exercise.All() {
		if !played[ex.Slug+"true"] || !played[ex.Slug+"false"] {
			t.Errorf("exercise %s is not played both well and badly", ex.Slug)
		}
	}
}

func lettersOf(r exercise.Result) string {
	var b strings.Builder
	for _, f := range r.Findings {
		b.WriteString(string(f.Verdict[:1]))
	}
	return b.String()
}

// look holds the exchanges that the findings name against the journal.
func (d *desk) look(r exercise.Result, codes string) {
	d.t.Helper()
	var found []string
	for _, f := range r.Findings {
		if f.Verdict == exercise.Broken && f.Why == "" {
			d.t.Errorf("condition %s is broken without a reason", f.ID)
		}
		if f.Exchange == 0 {
			continue
		}
		e, ok := d.world.Journal.Get(f.Exchange)
		if !ok || f.Exchange <= d.since {
			d.t.Errorf("condition %s names exchange %d, which is none of this exercise", f.ID, f.Exchange)
		}
		if f.Verdict == exercise.Broken && len(e.Codes) > 0 {
			found = append(found, e.Codes...)
		}
	}
	if slices.Sort(found); codes != "" && !slices.Contains(found, codes) {
		d.t.Errorf("the exchanges that broke it were refused with %v, want %s", found, codes)
	}
}

// altered verifies the tokens of the puzzle with the public signing key, as the task asks for, and returns the number of
// the one that does not hold.
func (d *desk) altered() int {
	d.t.Helper()
	block, _ := pem.Decode(d.control(http.MethodGet, "/keys/signing.pem", ""))
	if block == nil {
		d.t.Fatal("the signing key is no PEM")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		d.t.Fatal(err)
	}
	entries, state := d.seen("")
	puzzle, ok := exercise.PuzzleOf(d.since, entries, state)
	if !ok || len(puzzle.Tokens) != 3 {
		d.t.Fatalf("the puzzle has %d tokens, %v", len(puzzle.Tokens), ok)
	}
	bad := 0
	for i, token := range puzzle.Tokens {
		claims, err := irn.Verify(token, key.(*rsa.PublicKey))
		if !claims.IRNEqual() {
			d.t.Errorf("token %d: the IRN does not hold, so it could be told without the signature", i+1)
		}
		if err == nil {
			continue
		}
		if bad != 0 {
			d.t.Fatalf("tokens %d and %d are both altered", bad, i+1)
		}
		bad = i + 1
		payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
		if err != nil || !json.Valid(payload) || !json.Valid(claims.Data) {
			d.t.Errorf("the altered token is not even JSON: %v, %s", err, payload)
		}
	}
	return bad
}

// irnOf is the IRN of an invoice of the tests.
func irnOf(number string) string {
	return irn.Hash("29ZZZCS0001A1ZI", "2026-27", "INV", number)
}

// TestBegunAnew begins an exercise a second time: what was done before counts no more.
func TestBegunAnew(t *testing.T) {
	t.Parallel()
	d := sit(t, "recover-a-ghost")
	p := d.program()
	p.login(false)
	p.expect("lost", p.call(generate, d.document("b2b", "A/1")))
	p.expect("", p.byDocument("A/1", "22/11/2026"))
	if got := d.judge(""); !got.Done {
		t.Fatalf("the first time: %+v", got)
	}
	d.begin()
	if got := lettersOf(d.judge("")); got != "oooo" {
		t.Errorf("begun again the conditions are %s, want oooo", got)
	}
	p.expect("lost", p.call(generate, d.document("b2b", "A/2")))
	p.expect("", p.byDocument("A/2", "22/11/2026"))
	if got := d.judge(""); !got.Done {
		t.Errorf("the second time: %+v", got)
	}
	d.control(http.MethodDelete, "/journal", "")
	if got := d.judge(""); got.Done || got.Problem == "" {
		t.Errorf("with a cleared journal: %+v, want a problem", got)
	}
}
