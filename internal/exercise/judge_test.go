package exercise_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/exercise"
	"github.com/irpsim/irpsim/internal/journal"
)

// This file judges exchanges that are written down here, in the form in which the journal keeps them. TestPlayed makes
// them with a running simulator.

var noon = time.Date(2026, time.November, 22, 12, 0, 0, 0, clock.IST)

// tape is a journal in the making: a second passes between two exchanges.
type tape []journal.Entry

func (l *tape) add(e journal.Entry) *tape {
	e.ID = uint64(len(*l) + 1)
	if e.Time.IsZero() {
		e.Time = noon.Add(time.Duration(e.ID) * time.Second)
	}
	if e.HTTPStatus == 0 && !strings.Contains(e.Fault, "drop") {
		e.HTTPStatus = 200
	}
	if e.UserName == "" {
		e.UserName = "irpsim_user"
	}
	if e.Gstin == "" {
		e.Gstin = "29ZZZCS0001A1ZI"
	}
	*l = append(*l, e)
	return l
}

func (l *tape) login(at, until time.Time, token string, forced bool) *tape {
	return l.add(journal.Entry{
		API: "auth", Time: at, Request: journal.Message{Plain: fmt.Sprintf(`{"ForceRefreshAccessToken":%v}`, forced)},
		Response: journal.Message{Plain: fmt.Sprintf(`{"AuthToken":%q,"TokenExpiry":%q}`, token, until.Format("2006-01-02 15:04:05"))},
	})
}

// sent is a document to Generate; an IRN makes it a success, codes a refusal.
func (l *tape) sent(number, irn string, codes ...string) *tape {
	return l.add(generated(number, irn, codes...))
}

func generated(number, irn string, codes ...string) journal.Entry {
	e := journal.Entry{API: "generate", Method: "POST", Irn: irn, Codes: codes, Request: journal.Message{
		Cipher: "c2VhbGVk", Plain: fmt.Sprintf(`{"TranDtls":{"SupTyp":"B2B"},"DocDtls":{"Typ":"INV","No":%q},"ItemList":[{"IgstAmt":0.00}]}`, number),
	}}
	if len(codes) == 0 {
		e.Response.Plain = fmt.Sprintf(`{"Irn":%q,"AckDt":"2026-11-22 12:00:00","Status":"ACT"}`, irn)
	}
	return e
}

func (l *tape) about(api, irn string, codes ...string) *tape {
	e := journal.Entry{API: api, Irn: irn, Codes: codes}
	if len(codes) == 0 {
		e.Response.Plain = fmt.Sprintf(`{"Irn":%q,"EwbNo":351010000001}`, irn)
	}
	return l.add(e)
}

// ghost is a registration whose answer was lost.
func (l *tape) ghost(number, irn string) *tape {
	e := generated(number, irn)
	e.Fault = "commit_then=drop; id=exercise-ghost"
	return l.add(e)
}

// find returns an exercise that there is.
func find(t testing.TB, slug string) exercise.Exercise {
	t.Helper()
	ex, ok := exercise.Find(slug)
	if !ok {
		t.Fatalf("there is no exercise %q", slug)
	}
	return ex
}

func TestJudge(t *testing.T) {
	t.Parallel()
	end := noon.Add(6 * time.Hour)
	tests := []struct {
		slug, name string
		tape       *tape
		want       string // letters, then the exchange of each condition
	}{
		{"first-invoice", "its answer was lost", new(tape).ghost("A/1", "aa"), "m1 b1"},
		{"first-invoice", "a token of before", new(tape).sent("A/1", "aa"), "m1 m1"},
		{"first-invoice", "login refused", new(tape).add(journal.Entry{API: "auth", Codes: []string{"1019"}}), "b1 o0"},
		{"first-invoice", "login without an answer", new(tape).add(journal.Entry{API: "auth", Fault: "before=drop; id=f1"}), "b1 o0"},
		{"own-login", "the portal first, then the program", new(tape).
			add(journal.Entry{API: "auth", Request: journal.Message{Headers: map[string]string{"User-Agent": "irpsim-portal/1"}}}).
			login(noon, end, "ab…yz", false).sent("A/1", "", "2176"), "m2 m3"},
		{"own-login", "version 1.03", new(tape).add(journal.Entry{API: "auth103", Response: journal.Message{
			Plain: `{"AuthToken":"ab…yz","TokenExpiry":"2026-11-22 18:00:00"}`}}), "m1 o0"},
		{"mend-the-arithmetic", "another document comes first", new(tape).sent("A/1", "", "2176").sent("A/2", "", "2234").sent("A/2", "bb"), "m2 m3 m0"},
		{"mend-the-arithmetic", "two documents, both mended in turn", new(tape).
			sent("A/1", "", "2234").sent("A/2", "", "2189").sent("A/2", "bb").sent("A/1", "aa"), "m1 m3 m0"},
		{"mend-the-arithmetic", "a document without a number", new(tape).sent("", "", "2234").sent("", "bb"), "m1 o0 b2"},
		{"recover-a-ghost", "found in time, another number afterwards", new(tape).
			ghost("A/1", "aa").about("getbydoc", "aa").sent("A/2", "bb"), "m1 m2 m2 m0"},
		{"recover-a-ghost", "another document by document", new(tape).ghost("A/1", "aa").about("getbydoc", "bb"), "m1 o0 o0 o0"},
		{"recover-a-ghost", "2150 of another", new(tape).ghost("A/1", "aa").sent("A/2", "bb", "2150"), "m1 o0 o0 o0"},
		{"recover-a-ghost", "a fault that says 2150", new(tape).ghost("A/1", "aa").
			add(journal.Entry{API: "generate", Irn: "aa", Codes: []string{"2150"}, Fault: "code=2150; id=f1"}), "m1 o0 o0 o0"},
		{"recover-a-ghost", "the look-up is lost too", new(tape).ghost("A/1", "aa").add(journal.Entry{
			API: "getbydoc", Irn: "aa", Fault: "commit_then=504; id=f2", Response: journal.Message{Plain: `{"Irn":"aa"}`}}), "m1 o0 o0 o0"},
		{"cancel-at-the-last-second", "another one's IRN", new(tape).sent("A/1", "aa").about("cancel", "bb"), "m1 o0 o0"},
		{"cancel-at-the-last-second", "the edge of ten seconds", new(tape).sent("A/1", "aa").
			add(cancelAt("aa", noon.Add(24*time.Hour-10*time.Second))), "m1 m2 o0"},
		{"cancel-at-the-last-second", "eleven seconds early", new(tape).sent("A/1", "aa").
			add(cancelAt("aa", noon.Add(24*time.Hour-11*time.Second))), "m1 b2 o0"},
		{"cancel-at-the-last-second", "with a live bill", new(tape).sent("A/1", "aa").about("cancel", "aa", "2230"), "m1 b2 o0"},
		{"token-about-to-run-out", "ten minutes before", new(tape).login(noon, end, "ab…yz", false).
			login(end.Add(-10*time.Minute), end.Add(6*time.Hour), "cd…wx", true).add(withToken("cd…wx")), "m1 m2 m3 m0"},
		{"token-about-to-run-out", "at its end", new(tape).login(noon, end, "ab…yz", false).
			login(end, end.Add(6*time.Hour), "cd…wx", true).add(withToken("cd…wx")), "m1 b2 o0 o0"},
		{"token-about-to-run-out", "late, then well the next time", new(tape).login(noon, end, "ab…yz", false).
			login(end, end.Add(6*time.Hour), "cd…wx", false).
			login(end.Add(6*time.Hour-time.Minute), end.Add(12*time.Hour), "ef…uv", true).add(withToken("ef…uv")), "m1 m3 m4 m0"},
		{"token-about-to-run-out", "somebody else's 1005", new(tape).login(noon, end, "ab…yz", false).
			add(journal.Entry{API: "get", UserName: "irpsim_mh", Codes: []string{"1005"}}), "m1 o0 o0 o0"},
		{"export-without-payment", "sold at home", new(tape).sent("A/1", "aa"), "b1 o0"},
		{"bill-fails-irn-stands", "another IRN's bill", new(tape).add(billRefused("A/1", "aa")).about("ewb", "bb"), "m1 o0 o0"},
		{"bill-fails-irn-stands", "cancelled after the bill", new(tape).add(billRefused("A/1", "aa")).about("ewb", "aa").about("cancel", "aa"), "m1 m2 b3"},
		{"bill-fails-irn-stands", "the bill was made at once", new(tape).add(withBillNumber("A/1", "aa")), "b1 o0 o0"},
		{"own-login", "the portal's page sends the payload", new(tape).login(noon, end, "ab…yz", false).add(journal.Entry{
			API: "generate", Request: journal.Message{Cipher: "c", Plain: "{}", Headers: map[string]string{"User-Agent": "irpsim-portal/1"}}}), "m1 o0"},
		{"verify-offline", "no tokens", new(tape), "o0 o0"},
		{"verify-offline", "tokens that the journal cut", new(tape).sent("A/1", "aa").sent("A/2", "bb").sent("A/3", "cc"), "o0 o0"},
		{"verify-offline", "two of three", new(tape).add(signed("A/1", "aa")).add(signed("A/2", "bb")), "o2 o0"},
		{"verify-offline", "an answer that is no number", new(tape).add(signed("A/1", "aa")).add(signed("A/2", "bb")).add(signed("A/3", "cc")), "m3 b0"},
	}
	for _, tt := range tests {
		t.Run(tt.slug+"/"+tt.name, func(t *testing.T) {
			t.Parallel()
			ex := find(t, tt.slug)
			state := exercise.State{World: "W", Last: uint64(len(*tt.tape)), Answer: "the second"}
			got := exercise.Judge(ex, 0, *tt.tape, state)
			var parts []string
			for _, f := range got.Findings {
				parts = append(parts, fmt.Sprintf("%s%d", f.Verdict[:1], f.Exchange))
			}
			if text := strings.Join(parts, " "); text != tt.want {
				t.Errorf("the conditions are %s, want %s: %+v", text, tt.want, got.Findings)
			}
			newest := slices.Clone(*tt.tape)
			slices.Reverse(newest)
			if diff := cmp.Diff(got, exercise.Judge(ex, 0, newest, state)); diff != "" {
				t.Errorf("the order of the entries changes the judgement (-oldest first +newest first):\n%s", diff)
			}
		})
	}
}

func cancelAt(irn string, at time.Time) journal.Entry {
	return journal.Entry{API: "cancel", Irn: irn, Time: at, Response: journal.Message{Plain: `{"Irn":"` + irn + `"}`}}
}

func withToken(token string) journal.Entry {
	return journal.Entry{API: "get", Codes: []string{"2148"}, Request: journal.Message{Headers: map[string]string{"Authtoken": token}}}
}

// billRefused is a registration whose answer carries EWBERR; the journal lists the bill's code with the exchange.
func billRefused(number, irn string) journal.Entry {
	e := generated(number, irn)
	e.Codes = []string{"4013"}
	e.Response.Body = `{"Status":1,"InfoDtls":[{"InfCd":"EWBPPD","Desc":"x"},{"InfCd":"EWBERR","Desc":[{"ErrorCode":"4013","ErrorMessage":"far"}]}]}`
	return e
}

func withBillNumber(number, irn string) journal.Entry {
	e := generated(number, irn)
	e.Response.Plain = fmt.Sprintf(`{"Irn":%q,"EwbNo":351010000001}`, irn)
	return e
}

// signed is a registration with a token of the right form.
func signed(number, irn string) journal.Entry {
	e := generated(number, irn)
	payload := base64.RawURLEncoding.EncodeToString([]byte(`{"data":"{\"TotInvVal\":9.5}","iss":"x"}`))
	e.Response.Plain = fmt.Sprintf(`{"Irn":%q,"SignedQRCode":"h.%s.s"}`, irn, payload)
	return e
}

// TestPuzzle: whichever token is altered, the others are as they were signed, and the judge knows which it is.
func TestPuzzle(t *testing.T) {
	t.Parallel()
	log := *new(tape).add(signed("A/1", "aa")).add(signed("A/2", "bb")).add(signed("A/3", "cc")).add(signed("A/4", "dd"))
	ex := find(t, "verify-offline")
	places := map[int]bool{}
	for _, name := range []string{"W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"} {
		state := exercise.State{World: name, Last: 4}
		p, ok := exercise.PuzzleOf(0, log, state)
		if !ok || len(p.Tokens) != 3 {
			t.Fatalf("world %s: %d tokens, %v", name, len(p.Tokens), ok)
		}
		for i, token := range p.Tokens {
			payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
			if err != nil {
				t.Fatal(err)
			}
			altered := strings.Contains(string(payload), `:1.5}`) // a 9 becomes a 1, so that the length stays
			if !altered && !strings.Contains(string(payload), `:9.5}`) {
				t.Errorf("world %s, token %d: %s", name, i+1, payload)
			}
			state.Answer = fmt.Sprint(" ", i+1, " ")
			if got := exercise.Judge(ex, 0, log, state); got.Done != altered || got.Broken == altered {
				t.Errorf("world %s: answer %d is judged done %v, altered is %v", name, i+1, got.Done, altered)
			}
			if altered {
				places[i] = true
			}
		}
	}
	if len(places) != 3 {
		t.Errorf("in eight worlds the altered token was only at places %v", places)
	}
	for _, answer := range []string{"0", "4", "-1", "2.0"} {
		if got := exercise.Judge(ex, 0, log, exercise.State{World: "W1", Last: 4, Answer: answer}); got.Done {
			t.Errorf("answer %q is taken", answer)
		}
	}
}

// TestSince leaves out what was before, and tells when the journal cannot be trusted.
func TestSince(t *testing.T) {
	t.Parallel()
	ex := find(t, "first-invoice")
	log := *new(tape).login(noon, noon.Add(time.Hour), "ab…yz", false).sent("A/1", "aa").login(noon, noon.Add(time.Hour), "ab…yz", false).sent("A/2", "bb")
	tests := []struct {
		name    string
		since   uint64
		entries []journal.Entry
		last    uint64
		done    bool
		problem string
	}{
		{"all of it", 0, log, 4, true, ""},
		{"the second half", 2, log, 4, true, ""},
		{"only the last one", 3, log, 4, true, ""},
		{"nothing yet", 4, log, 4, false, ""},
		{"started anew", 60, log, 4, false, "started anew"},
		{"the oldest made room", 0, log[2:], 4, false, "no longer in the journal"},
		{"cleared", 2, nil, 4, false, "no longer in the journal"},
		{"an empty journal", 0, nil, 0, false, ""},
	}
	for _, tt := range tests {
		got := exercise.Judge(ex, tt.since, tt.entries, exercise.State{Last: tt.last})
		if got.Done != tt.done || !strings.Contains(got.Problem, tt.problem) || (tt.problem == "") != (got.Problem == "") {
			t.Errorf("%s: Done %v, Problem %q; want %v, %q", tt.name, got.Done, got.Problem, tt.done, tt.problem)
		}
	}
}

// FuzzJudge feeds every exercise with exchanges that make no sense.
func FuzzJudge(f *testing.F) {
	f.Add("generate", `{"Irn":"aa","SignedQRCode":"a.eyJ9.b"}`, `{"DocDtls":{"No":5}}`, "2235", "commit_then=drop", "1")
	f.Add("auth", `{"AuthToken":"ab…yz","TokenExpiry":"2026-11-22 18:00:00"}`, `{"ForceRefreshAccessToken":"true"}`, "", "", "x")
	f.Add("cancel", `[]`, `{"Irn":{}}`, "2270", "", "")
	f.Add("ewb", `{"InfoDtls":[{"InfCd":"EWBERR","Desc":5}]}`, `nonsense`, "4013", "ewb=4013", "2")
	f.Fuzz(func(t *testing.T, api, response, request, code, fault, answer string) {
		var log tape
		for _, a := range []string{api, "generate", api, "getbydoc"} {
			log.add(journal.Entry{
				API: a, Fault: fault, Codes: []string{code}, Request: journal.Message{Plain: request, Cipher: "c"},
				Response: journal.Message{Plain: response, Body: response},
			})
			log.add(journal.Entry{API: a, Request: journal.Message{Plain: request}, Response: journal.Message{Plain: response, Body: request}})
		}
		state := exercise.State{World: "W", Last: uint64(len(log)), Answer: answer}
		for _, ex := range exercise.All() {
			got := exercise.Judge(ex, 0, log, state)
			if diff := cmp.Diff(got, exercise.Judge(ex, 0, log, state)); diff != "" {
				t.Fatalf("%s: two judgements of the same differ:\n%s", ex.Slug, diff)
			}
			if got.Done && got.Broken || got.Met > got.Needed || len(got.Findings) != len(ex.Conditions) {
				t.Fatalf("%s: %+v", ex.Slug, got)
			}
			if _, err := json.Marshal(got); err != nil {
				t.Fatal(err)
			}
		}
	})
}
