package irptest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/irptest"
)

func TestLifeOfAnInvoice(t *testing.T) {
	t.Parallel()
	sim := irptest.New(t)
	client := sim.Client()
	doc := sim.Invoice()

	made, err := client.Generate(doc)
	if err != nil {
		t.Fatal(err)
	}
	if made.Status != "ACT" || len(made.Irn) != 64 || made.AckNo == "" || made.SignedQRCode == "" || made.AckDt != "2026-07-15 11:00:00" {
		t.Errorf("registered as %+v", made)
	}
	byIRN, err := client.Get(made.Irn)
	if err != nil || byIRN.AckNo != made.AckNo {
		t.Errorf("Get = %s, %v; want AckNo %s", byIRN.AckNo, err, made.AckNo)
	}
	byDoc, err := client.GetByDoc(doc.Type(), doc.Number(), doc.Date())
	if err != nil || byDoc.Irn != made.Irn {
		t.Errorf("GetByDoc(%s, %s, %s) = %s, %v; want %s", doc.Type(), doc.Number(), doc.Date(), byDoc.Irn, err, made.Irn)
	}
	gone, err := client.Cancel(made.Irn, "2", "typing mistake")
	if err != nil || gone.Irn != made.Irn {
		t.Errorf("Cancel = %+v, %v", gone, err)
	}
	if _, err := client.Generate(doc); irptest.Code(err) != "2278" {
		t.Errorf("a cancelled number again: %v, want 2278", err)
	}
	if got := len(sim.Requests(irptest.Refused())); got != 1 {
		t.Errorf("%d refusals, want 1", got)
	}
}

func TestCancelWindow(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		wait time.Duration
		code string
	}{
		{"at once", 0, ""},
		{"at the 24th hour", 24 * time.Hour, ""},
		{"one second late", 24*time.Hour + time.Second, "2270"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sim := irptest.New(t)
			client := sim.Client()
			irn := client.MustGenerate(irptest.ValidInvoice()).Irn
			sim.Clock.Advance(tt.wait)
			if _, err := client.Cancel(irn, "1", "twice"); irptest.Code(err) != tt.code {
				t.Errorf("cancel after %v: code %q, want %q (%v)", tt.wait, irptest.Code(err), tt.code, err)
			}
		})
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	sim := irptest.New(t)
	if got := sim.Clock.Now().Format(time.RFC3339); got != irptest.StartTime {
		t.Errorf("clock shows %s, want %s", got, irptest.StartTime)
	}
	sim.Clock.Advance(90 * time.Minute)
	if got, want := sim.Clock.Now().Format(time.DateTime), "2026-07-15 12:30:00"; got != want {
		t.Errorf("clock shows %s, want %s", got, want)
	}
	at := time.Date(2027, time.March, 31, 18, 29, 59, 0, time.UTC)
	sim.Clock.Freeze(at)
	if got := sim.Clock.Now(); !got.Equal(at) || irptest.Day(got) != "31/03/2027" {
		t.Errorf("clock shows %s, document day %s", got, irptest.Day(got))
	}
	if doc := sim.Invoice(); doc.Date() != "31/03/2027" {
		t.Errorf("document dated %s, want today", doc.Date())
	}
	other := irptest.New(t, irptest.WithClock(at))
	if got := other.Clock.Now(); !got.Equal(at) {
		t.Errorf("WithClock(%s) shows %s", at, got)
	}
	sim.Clock.Free()
	if got := sim.Clock.Now(); got.Equal(at) {
		t.Errorf("freed clock still shows %s", got)
	}
	late := capture(t.Name(), func(t irptest.T) { irptest.New(t).Clock.Freeze(time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)) })
	late.wantFatal(t, "the clock cannot go there", "2000 to 2199")
}

func TestGoTo(t *testing.T) {
	t.Parallel()
	sim := irptest.New(t)
	irn := sim.Client().MustGenerate(sim.Invoice()).Irn
	tests := []struct {
		edge   irptest.Edge
		irn    string
		offset time.Duration
		want   string
	}{
		{irptest.TokenExpiry, "", -time.Second, "2026-07-15 16:59:59"},
		{irptest.CancelWindow, irn, 0, "2026-07-16 11:00:00"},
		{irptest.GetWindow, "", time.Second, "2026-07-17 11:00:01"},
		{irptest.Reporting, "", 0, "2026-08-14 00:00:00"},
		{irptest.YearEnd, "", -time.Nanosecond, "2027-03-31 23:59:59"},
	}
	for _, tt := range tests {
		sim.Clock.GoTo(tt.edge, tt.irn, tt.offset)
		if got := sim.Clock.Now().Format(time.DateTime); got != tt.want {
			t.Errorf("%v from %s is %s, want %s", tt.offset, tt.edge, got, tt.want)
		}
	}
	capture(t.Name(), func(t irptest.T) { irptest.New(t).Clock.GoTo(irptest.CancelWindow, "", 0) }).wantFatal(t, "/clock/goto", "HTTP 400")
	capture(t.Name(), func(t irptest.T) {
		s := irptest.New(t)
		s.Client().MustGenerate(s.Invoice())
		s.Clock.GoTo(irptest.EWBValidity, "", 0)
	}).wantFatal(t, "has no e-way bill")
}

func TestSameDrawsInEveryRun(t *testing.T) {
	t.Parallel()
	draw := func(seed uint64) string {
		var drawn string
		c := capture("TestOfSomebody", func(t irptest.T) {
			sim := irptest.New(t, irptest.WithSeed(seed))
			r := sim.Client().MustGenerate(sim.Invoice())
			drawn = fmt.Sprint(sim.Creds().ClientID, sim.Creds().ClientSecret, r.Irn, r.AckNo)
		})
		c.wantNothing(t)
		return drawn
	}
	if a, b := draw(0), draw(0); a != b {
		t.Errorf("two runs differ:\n%s\n%s", a, b)
	}
	if a, b := draw(0), draw(7); a == b {
		t.Errorf("seed 7 draws what seed 0 draws: %s", a)
	}
	one, two := irptest.New(t), irptest.New(t)
	if one.Creds().ClientID == two.Creds().ClientID {
		t.Error("two simulators of one test share a world")
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	sim := irptest.New(t,
		irptest.WithSettings(irptest.Settings{"token_minutes": 5, "gstin_policy": "strict"}),
		irptest.WithTaxpayer(irptest.Taxpayer{GSTIN: "27AAPFU0939F1ZV", LegalName: "Buyer of the test"}),
		irptest.WithUser("acme", "Secret-1", "29AAAPA1234A1ZB"),
	)
	creds := sim.Creds()
	if creds.UserName != "acme" || creds.GSTIN != "29AAAPA1234A1ZB" || creds.URL != sim.URL || !strings.Contains(creds.EncryptionKeyPEM, "PUBLIC KEY") {
		t.Errorf("Creds = %+v", creds)
	}
	got, err := sim.Client().Gstin("27AAPFU0939F1ZV")
	if err != nil || got.LegalName != "Buyer of the test" || got.Status != "ACT" || got.StateCode != 27 {
		t.Errorf("Gstin = %+v, %v", got, err)
	}
	if _, err := sim.Client().Gstin("29AABCT1332L1ZY"); irptest.Code(err) != "3001" {
		t.Errorf("a GSTIN that a strict world does not know: %v, want 3001", err)
	}
	sim.AddTaxpayer(irptest.Taxpayer{GSTIN: "29AABCT1332L1ZY", Status: "SUS"})
	if got, err := sim.Client().Sync("29AABCT1332L1ZY"); err != nil || got.Status != "SUS" {
		t.Errorf("Sync = %+v, %v; want status SUS", got, err)
	}
	if got := sim.Client().MustGenerate(sim.Invoice()); got.Status != "ACT" {
		t.Errorf("an invoice of the test's own user: %+v", got)
	}
	if got := sim.CredsOf("irpsim_mh").GSTIN; got != "27ZZZCS0001A1ZM" {
		t.Errorf("irpsim_mh has GSTIN %s", got)
	}
	sim.Clock.Advance(5 * time.Minute)
	if _, err := sim.Client().Gstin("27AAPFU0939F1ZV"); err != nil {
		t.Errorf("with an expired token: %v, want a new login", err)
	}
	if got := len(sim.Requests(irptest.API("auth"))); got != 2 {
		t.Errorf("%d logins, want 2: the token lives 5 minutes", got)
	}
	sim.Set(irptest.Settings{"cancel_hours": 1})
}

func TestOwnServer(t *testing.T) {
	t.Parallel()
	sim, neighbour := irptest.New(t, irptest.OwnServer(), irptest.WithSettings(irptest.Settings{"token_minutes": 7})), irptest.New(t)
	if sim.URL == neighbour.URL {
		t.Errorf("both listen on %s", sim.URL)
	}
	if c := sim.Creds(); c.ClientID != "IRPSIM29TXP0001" || c.UserName != "irpsim_user" || c.Password != "Irpsim@2026" {
		t.Errorf("Creds = %+v, want the documented ones", c)
	}
	sim.Client().MustGenerate(irptest.ValidInvoice())
	if got := sim.Requests(irptest.API("auth"))[0].Response.Body; !strings.Contains(got, "2026-07-15 11:07:00") {
		t.Errorf("the login answers %s, want a token of 7 minutes", got)
	}
	own := irptest.New(t, irptest.OwnServer(), irptest.WithUser("acme", "Secret-1", "29AAAPA1234A1ZB"), irptest.WithUser("acme2", "Secret-2", "29ZZZCS0001A1ZI"),
		irptest.WithTaxpayer(irptest.Taxpayer{GSTIN: "27AAPFU0939F1ZV"}))
	own.ClientOf("acme2").MustGenerate(irptest.ValidInvoice())
	if c := own.Creds(); c.UserName != "acme" || c.GSTIN != "29AAAPA1234A1ZB" {
		t.Errorf("Creds = %+v, want those of WithUser", c)
	}
}

func TestBadOptionsAreListed(t *testing.T) {
	t.Parallel()
	c := capture(t.Name(), func(t irptest.T) {
		irptest.New(t, irptest.WithSettings(irptest.Settings{"token_minute": 5}), irptest.WithTaxpayer(irptest.Taxpayer{GSTIN: "29", Status: "OK"}),
			irptest.WithUser("", "x", "29ZZZCS0001A1ZI"), irptest.WithUser("y", "x", "30"), irptest.WithClock(time.Time{}))
	})
	c.wantFatal(t, `there is no setting "token_minute"`, `gstin "29" is not one`, `status "OK" is unknown`, `user "": name and password`, `user "y"`, "2000 to 2199")
	capture(t.Name(), func(t irptest.T) { irptest.New(t).CredsOf("nobody") }).wantFatal(t, `there is no user "nobody"`, "irpsim_mh")
	capture(t.Name(), func(t irptest.T) { irptest.New(t).Set(irptest.Settings{"x": 1}) }).wantFatal(t, `there is no setting "x"`)
	capture(t.Name(), func(t irptest.T) { irptest.New(t).AddTaxpayer(irptest.Taxpayer{}) }).wantFatal(t, "gstin")
	capture(t.Name(), func(t irptest.T) { irptest.New(t).Client().MustGenerate("{}") }).wantFatal(t, "generate", "5002")
	capture(t.Name(), func(t irptest.T) { irptest.New(t).Control(http.MethodGet, "/nothing", nil) }).wantFatal(t, "there is no /_sim/v1/nothing")
}

func TestWorldGoesWithTheTest(t *testing.T) {
	t.Parallel()
	var creds irptest.Creds
	capture(t.Name(), func(t irptest.T) { creds = irptest.New(t).Creds() }).wantNothing(t)
	resp, err := http.Get(creds.URL + "/_sim/v1/settings?world=" + creds.ClientID)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusNotFound {
		t.Errorf("the world of an ended test answers %s, want 404", resp.Status)
	}
}

func TestEveryKindIsAccepted(t *testing.T) {
	t.Parallel()
	sim := irptest.New(t)
	for _, kind := range irptest.Kinds() {
		for _, doc := range []irptest.Document{irptest.Sample(kind), sim.Sample(kind)} {
			user := "irpsim_user"
			if doc.Text("TranDtls.EcmGstin") != "" {
				user = "irpsim_eco"
			}
			if _, err := sim.ClientOf(user).Generate(doc); err != nil {
				t.Errorf("%s, number %s: %v", kind, doc.Number(), err)
			}
		}
	}
}
