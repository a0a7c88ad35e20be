package irptest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/irptest"
)

// ghost registers a document whose answer is lost.
func ghost(t irptest.T, sim *irptest.Sim, how string) irptest.Document {
	sim.Fault(irptest.Lost(how).Once())
	doc := sim.Invoice()
	if got, err := sim.Client().Generate(doc); err == nil || irptest.Code(err) != "" {
		t.Fatalf("generate with its answer lost (%s) = %+v, %v; want a broken exchange", how, got, err)
	}
	return doc
}

func TestGhostIRN(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"drop", "504", "truncate", "garble"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			sim := irptest.New(t)
			doc := ghost(t, sim, how)
			client := sim.Client()
			_, err := client.Generate(doc)
			var e *irptest.Error
			if irptest.Code(err) != "2150" || !asError(err, &e) {
				t.Fatalf("the document again: %v, want 2150", err)
			}
			duplicate, _ := e.Duplicate()
			found, err := client.GetByDoc(doc.Type(), doc.Number(), doc.Date())
			if err != nil || found.Irn != duplicate.Irn {
				t.Errorf("found %s, %v; the refusal names %+v", found.Irn, err, duplicate)
			}
			sim.Clock.Advance(48*time.Hour + time.Second)
			if _, err := client.Get(found.Irn); irptest.Code(err) != "2283" {
				t.Errorf("after two days: %v, want 2283", err)
			}
		})
	}
}

func TestOrphanIRN(t *testing.T) {
	t.Parallel()
	capture(t.Name(), func(t irptest.T) { ghost(t, irptest.New(t), "drop") }).
		wantStory(t, "was made and is lost", "→ no answer (fault: commit_then=drop; id=irptest-1)", "get the IRN by its document", "irptest.Allow(irptest.OrphanIRN)")
	capture(t.Name(), func(t irptest.T) { ghost(t, irptest.New(t, irptest.Allow(irptest.OrphanIRN)), "drop") }).wantNothing(t)
	capture(t.Name(), func(t irptest.T) {
		sim := irptest.New(t)
		doc := ghost(t, sim, "504")
		if _, err := sim.Client().GetByDoc(doc.Type(), doc.Number(), doc.Date()); err != nil {
			t.Errorf("GetByDoc: %v", err)
		}
	}).wantNothing(t)
	// Sent again, the IRN has a name; that nobody takes it is one story, not two.
	capture(t.Name(), func(t irptest.T) {
		sim := irptest.New(t)
		if _, err := sim.Client().Generate(ghost(t, sim, "drop")); irptest.Code(err) != "2150" {
			t.Errorf("the document again: %v, want 2150", err)
		}
	}).wantStory(t, "a duplicate was refused")
	capture(t.Name(), func(t irptest.T) { // the number says it
		sim := irptest.New(t)
		if _, err := sim.Client().Generate(sim.Invoice(irptest.Numbered("GHOST-1"))); err == nil {
			t.Errorf("GHOST-1 was answered")
		}
	}).wantStory(t, "was made and is lost", "id=magic")
}

func TestUnstruckFault(t *testing.T) {
	t.Parallel()
	capture(t.Name(), func(t irptest.T) {
		sim := irptest.New(t)
		sim.Fault(irptest.Refuse("2147").Match(irptest.API("generate"), irptest.DocNo("INV/7*")).Times(2).After(1))
		sim.Client().MustGenerate(sim.Invoice())
	}).wantStory(t, `a fault was set up and never struck: {"code":"2147"} for generate INV/7*, 2 times, after 1 calls`, "#2 15 Jul 11:00:00 generate",
		"irptest.Allow(irptest.UnstruckFault)")
	capture(t.Name(), func(t irptest.T) {
		irptest.New(t, irptest.Allow(irptest.UnstruckFault)).Fault(irptest.Before("504"))
	}).wantNothing(t)
	capture(t.Name(), func(t irptest.T) {
		sim := irptest.New(t)
		sim.Fault(irptest.Before("504")).Lift()
		sim.Client().MustGenerate(sim.Invoice())
	}).wantNothing(t)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault irptest.Fault
		want  string // in the error
	}{
		{"a code", irptest.Refuse("2147"), "refused: 2147 Unable to sign invoice"},
		{"several codes", irptest.Refuse("2176", "2177"), "2177"},
		{"dropped before", irptest.Before("drop"), "no answer"},
		{"504 before", irptest.Before("504"), "HTTP 504"},
		{"page of HTML", irptest.Before("html"), "HTTP 200"},
		{"empty", irptest.Before("empty"), "an empty body"},
		{"wrong Sek", irptest.WrongSek(), "does not open with our Sek"},
		{"delay and code", irptest.Refuse("2147").And(irptest.Delay(time.Millisecond)), "2147"},
		{"after one call", irptest.Refuse("2147").After(1), ""},
		{"never", irptest.Refuse("2147").Sometimes(0), ""},
		{"another document", irptest.Refuse("2147").Match(irptest.DocNo("X*")), ""},
		{"slow", irptest.DelayBetween(time.Millisecond, 2*time.Millisecond), ""},
		{"slow answer", irptest.Dribble(2 * time.Millisecond), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sim := irptest.New(t, irptest.Allow(irptest.OrphanIRN, irptest.UnstruckFault))
			client := sim.Client()
			f := sim.Fault(tt.fault.Match(irptest.API("generate")).Once())
			_, err := client.Generate(sim.Invoice())
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("struck by %s: %v, want %q", tt.fault, err, tt.want)
			}
			if struck := f.Struck(); tt.want != "" && struck != 1 {
				t.Errorf("%s struck %d times, want 1", tt.fault, struck)
			} else if got := len(sim.Requests(irptest.Struck())); got != struck {
				t.Errorf("%d requests are struck, the fault counts %d", got, struck)
			}
		})
	}
}

func TestFaultsOfAnswers(t *testing.T) {
	t.Parallel()
	sim := irptest.New(t)
	sim.Fault(irptest.BadSignature().Once())
	sim.Fault(irptest.WithInfo(irptest.Info{Code: "ADDNLNFO", Desc: json.RawMessage(`{"any":["JSON"]}`)}).Match(irptest.API("generate")).Once())
	made := sim.Client().MustGenerate(sim.Invoice())
	if len(made.InfoDtls) != 1 || made.InfoDtls[0].Code != "ADDNLNFO" || string(made.InfoDtls[0].Desc) != `{"any":["JSON"]}` {
		t.Errorf("InfoDtls = %+v", made.InfoDtls)
	}
	again, err := sim.Client().Get(made.Irn)
	if err != nil || again.SignedInvoice == made.SignedInvoice || again.SignedQRCode == made.SignedQRCode {
		t.Errorf("read back: %v; the signatures of the first answer are good", err)
	}
}

func TestTokenEndsInTheMiddle(t *testing.T) {
	t.Parallel()
	sim := irptest.New(t, irptest.WithLoginLimit(0))
	client := sim.Client()
	sim.Fault(irptest.TokenExpired().After(2).Once())
	for range 5 {
		client.MustGenerate(sim.Invoice())
	}
	if got := len(sim.Requests(irptest.API("auth"))); got != 2 {
		t.Errorf("%d logins, want 2", got)
	}
	if got := len(sim.Requests(irptest.Refused("1005"))); got != 1 {
		t.Errorf("%d refusals with 1005, want 1", got)
	}
}

// A fault for any call strikes the login when that comes first: it is the error of the first call.
func TestThreeTimes504(t *testing.T) {
	t.Parallel()
	sim := irptest.New(t)
	f := sim.Fault(irptest.Before("504").Times(3))
	client, doc := sim.Client(), sim.Invoice()
	tries := 1
	for _, err := client.Generate(doc); err != nil; _, err = client.Generate(doc) {
		if tries++; tries > 9 || !strings.Contains(err.Error(), "HTTP 504") {
			t.Fatalf("try %d: %v", tries, err)
		}
	}
	if tries != 4 || f.Struck() != 3 {
		t.Errorf("%d tries and %d strikes, want 4 and 3", tries, f.Struck())
	}
}

func TestBadFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fault irptest.Fault
		want  string
	}{
		{irptest.Refuse("9999999"), "not a code of the portal's catalogue"},
		{irptest.Lost("gone"), "do.commit_then"},
		{irptest.Before("soon"), "do.before"},
		{irptest.Ghost().Times(0), "a fault cannot strike 0 times"},
		{irptest.Ghost().After(-1), "after is -1"},
		{irptest.Refuse("2147").Match(irptest.API("generat")), "no call of the portal"},
		{irptest.Fault{}, "do"},
	}
	for _, tt := range tests {
		capture(t.Name(), func(t irptest.T) { irptest.New(t, irptest.Allow(irptest.UnstruckFault)).Fault(tt.fault) }).wantFatal(t, tt.want)
	}
}
