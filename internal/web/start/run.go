package start

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/qr"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
)

// Step is one step of the first invoice, planned or done.
type Step struct {
	State    string // off, ok, bad
	Title    string
	Text     string // one plain line
	Evidence string // one line in mono
	Key      string // begins the evidence: the name of a key
	Link     string
	LinkText string
	Exchange uint64
	Took     time.Duration
}

// planned is what the page shows before anything ran.
var planned = []Step{
	{State: "off", Title: "Make an AppKey", Text: "32 random bytes. It never leaves your side in the clear."},
	{State: "off", Title: "Log in", Text: "User name, password and AppKey as JSON, in Base64, under the portal's RSA key."},
	{State: "off", Title: "Open the Sek with your AppKey", Text: "The session key, 32 bytes, good until the token runs out."},
	{State: "off", Title: "Encrypt the invoice with the Sek", Text: "AES-256 in ECB mode with PKCS#7 padding, because the portal asks for it."},
	{State: "off", Title: "Register it", Text: "One POST. The answer holds Irn, AckNo and two signed tokens, encrypted."},
	{State: "off", Title: "Open and verify the answer", Text: "The signature with the portal's public key, the IRN by hashing again."},
}

// Run is the first invoice as it went.
type Run struct {
	Steps  []Step
	Took   time.Duration
	DocNo  string
	DocDt  string
	Irn    string
	AckNo  string
	AckDt  string
	Status string
	Value  string
	QR     template.HTML
	Codes  []string // why it was refused
	Why    string
	Lost   string
	First  uint64 // exchanges
	Second uint64

	seller string
}

// OK reports whether an IRN came back and verified.
func (r *Run) OK() bool { return r.Irn != "" && len(r.Codes) == 0 && r.Lost == "" }

// play runs all steps over the wire and stops at the first that breaks; the later ones stay as planned.
func play(v *page.Visit, same bool, last *Run) (*Run, error) {
	user, ok := v.User()
	if !ok {
		return nil, page.Bad("This world has no API user.", "Add one under Controls, Worlds.")
	}
	r := &Run{Steps: append([]Step(nil), planned...), seller: user.Gstin}
	login, err := v.Wire.LogIn(v.Context(), v.World, user, true)
	if err != nil {
		return nil, err
	}
	r.step(0, Step{State: "ok", Key: "AppKey", Evidence: page.Start(26, base64.StdEncoding.EncodeToString(login.AppKey)), Text: planned[0].Text, Link: "/lab/login", LinkText: "in the lab"})
	if !r.login(login) {
		return r, nil
	}
	r.DocDt = v.Now().Format("02/01/2006")
	if r.DocNo, err = number(v, user.Gstin, same, last); err != nil {
		return nil, err
	}
	doc, err := sample.Make("b2b", sample.Options{Seller: user.Gstin, Date: v.Now(), Number: r.DocNo, Items: 3})
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	r.Value = doc.ValDtls.TotInvVal.String()
	call, err := v.Wire.Call(v.Context(), login.Session, http.MethodPost, "/eicore/v1.03/Invoice", plain)
	if err != nil {
		return nil, err
	}
	r.sealed(call)
	if r.registered(call) {
		r.verified(v, call)
	}
	return r, nil
}

func (r *Run) step(i int, s Step) {
	s.Title = planned[i].Title
	if s.Text == "" {
		s.Text = planned[i].Text
	}
	r.Steps[i] = s
	r.Took += s.Took
}

func (r *Run) login(l wire.Login) bool {
	x := l.Exchange
	r.First = x.ID
	s := Step{State: "ok", Text: "POST /eivital/v1.04/auth → Status 1", Exchange: x.ID, Took: x.Took,
		Evidence: fmt.Sprintf("%d bytes JSON → %d Base64 → RSA → %d characters", len(l.JSON), len(l.Encoded), len(l.Cipher))}
	if l.Session == nil {
		s.State, s.Text = "bad", "POST /eivital/v1.04/auth → "+r.broke(x, l.Answer)
		r.step(1, s)
		return false
	}
	r.step(1, s)
	r.step(2, Step{State: "ok", Text: fmt.Sprintf("AES-256-ECB, %d characters in, %d bytes out", len(l.Session.Sealed), len(l.Session.Sek)),
		Key: "Sek", Evidence: page.Start(26, base64.StdEncoding.EncodeToString(l.Session.Sek)), Link: "/lab/login", LinkText: "in the lab"})
	return true
}

func (r *Run) sealed(c wire.Call) {
	padded := len(c.Plain)/16*16 + 16
	r.step(3, Step{State: "ok", Text: fmt.Sprintf("%s, three lines, ₹ %s", r.DocNo, page.Indian(r.Value)), Link: "/lab/payload", LinkText: "in the lab",
		Evidence: fmt.Sprintf("%s bytes JSON → %s padded → %s characters", page.Grouped(len(c.Plain)), page.Grouped(padded), page.Grouped(len(c.Sealed)))})
}

func (r *Run) registered(c wire.Call) bool {
	x := c.Exchange
	r.Second = x.ID
	s := Step{State: "ok", Text: "POST /eicore/v1.03/Invoice → Status 1", Evidence: "Irn, AckNo and two signed tokens, encrypted", Exchange: x.ID, Took: x.Took}
	if !c.Answer.OK || x.Lost != "" {
		s.State, s.Text, s.Evidence = "bad", "POST /eicore/v1.03/Invoice → "+r.broke(x, c.Answer), r.Why
		r.step(4, s)
		return false
	}
	r.step(4, s)
	return true
}

func (r *Run) verified(v *page.Visit, c wire.Call) {
	var got struct {
		AckNo                            json.Number
		AckDt, Irn, SignedQRCode, Status string
	}
	s := Step{State: "bad", Link: "/lab/signed", LinkText: "verify"}
	if err := json.Unmarshal([]byte(c.Answer.Plain), &got); err != nil {
		s.Text = "The answer does not open with the Sek, or is no JSON."
		r.Why = s.Text
		r.step(5, s)
		return
	}
	r.Irn, r.AckNo, r.AckDt, r.Status = got.Irn, got.AckNo.String(), got.AckDt, got.Status
	s.Link = "/lab/signed?irn=" + got.Irn
	claims, err := irn.Verify(got.SignedQRCode, &v.Keys.Signing.PublicKey)
	switch {
	case err != nil:
		s.Text = "The signature does not hold: " + err.Error()
		r.Why = s.Text
	case !claims.IRNEqual():
		s.Text = "The IRN is not the hash of the document it names."
		r.Why = s.Text
	default:
		s.State, s.Text = "ok", "Signature good. IRN recomputed and equal."
		s.Evidence = "SHA-256( " + strings.Join([]string{r.seller, irn.FinancialYear(v.Now()), "INV", r.DocNo}, " + ") + " )"
	}
	if picture, err := qr.SVG(got.SignedQRCode); err == nil {
		r.QR = template.HTML(picture) // #nosec: our own drawing
	}
	r.step(5, s)
}

// broke says what came instead of an answer, and keeps why.
func (r *Run) broke(x wire.Exchange, e wire.Envelope) string {
	if x.Lost != "" {
		r.Lost, r.Why = x.Lost, x.Lost
		return x.Lost
	}
	r.Codes = e.Codes()
	if len(r.Codes) == 0 {
		r.Why = fmt.Sprintf("HTTP %d without an envelope", x.Status)
		r.Lost = r.Why
		return r.Why
	}
	r.Why = e.Details[0].Message
	if known, ok := fault.Lookup(fault.Code(r.Codes[0])); ok && known.Cause != "" {
		r.Why = known.Cause
	}
	return "Status 0, " + strings.Join(r.Codes, ", ")
}

// number finds the next free document number of the series the page uses, SIM/26-27/0001 and on; same repeats the last.
func number(v *page.Visit, gstin string, same bool, last *Run) (string, error) {
	if same && last != nil && last.DocNo != "" {
		return last.DocNo, nil
	}
	now := v.Now()
	series := "SIM/" + irn.FinancialYear(now)[2:] + "/"
	for n := 1; n < 10_000; n++ {
		no := fmt.Sprintf("%s%04d", series, n)
		taken := false
		err := v.World.DB().View(func(tx *store.Tx) (err error) {
			_, taken, err = tx.Invoice(v.World.ID, irn.Of(gstin, "INV", no, now, now))
			return err
		})
		if err != nil || !taken {
			return no, err
		}
	}
	return "", page.Bad("All numbers of the series "+series+" are taken.", "Empty the world under Controls, or send another document from the workbench.")
}
