package lab

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
)

// operation is a call that takes a sealed document.
type operation struct{ Name, Title, Path string }

func operations() []operation {
	return []operation{
		{"generate", "Generate IRN", "/eicore/v1.03/Invoice"},
		{"cancel", "Cancel IRN", "/eicore/v1.03/Invoice/Cancel"},
		{"ewb", "E-way bill by IRN", "/eiewb/v1.03/ewaybill"},
	}
}

// payloadView is the page of payloads.
type payloadView struct {
	frame
	Holder     *holder
	Given      given
	Operations []operation
	Operation  operation
	JSON       string
	From       uint64 // exchange that the document is of
	First      stage
	Stages     []stage
	Made       *payload
	Says       *verdict
	Sent       *sentPayload
	Curl       string
}

// given are the keys that were typed.
type given struct{ Token, Sek, AppKey string }

func givenTo(v *page.Visit) given {
	g := given{v.PostFormValue("token"), v.PostFormValue("sek"), v.PostFormValue("appkey")}
	if g.Token == "" {
		g.Token = v.Get("token")
	}
	return g
}

// sentPayload is a call that was made.
type sentPayload struct {
	Exchange wire.Exchange
	Answer   wire.Envelope
	Reply    block
	Plain    *block
}

const payloadTitle = "Crypto laboratory: send a payload"

func (l *lab) payload(v *page.Visit) (page.Answer, error) {
	d, err := l.payloadView(v, "")
	if err != nil {
		return page.Answer{}, err
	}
	if v.Get("exchange") != "" {
		d.Own, err = l.ownExchange(v, "payload", v.Get("exchange"))
	} else {
		d.Own, err = l.ownSample(v, "payload")
	}
	return page.Answer{Title: payloadTitle, Template: "lab/payload", Part: "lab/payload", View: d}, err
}

func (l *lab) payloadEdit(v *page.Visit) (page.Answer, error) {
	d, err := l.payloadPosted(v)
	return page.Answer{Title: payloadTitle, Template: "lab/payload", Part: "lab/payload-rest", View: d}, err
}

func (l *lab) payloadPosted(v *page.Visit) (*payloadView, error) {
	text := v.PostFormValue("json")
	if len(text) > maxPaste {
		return nil, page.Bad("This document has more than 2 MB.", "The portal takes bodies of 2 MB, which is about 1.5 MB of JSON.")
	}
	d, err := l.payloadView(v, text)
	if err == nil && !v.Partial {
		d.Own, err = l.ownSample(v, "payload")
	}
	return d, err
}

// payloadSend sends what the page shows.
func (l *lab) payloadSend(v *page.Visit) (page.Answer, error) {
	d, err := l.payloadPosted(v)
	if err != nil {
		return page.Answer{}, err
	}
	body := v.PostFormValue("body")
	if body == "" { // a long one is not carried in the page: it is made again, and comes out the same
		body = d.Made.Body
	}
	h := d.Holder
	if h.Token == "" {
		return page.Answer{}, page.Bad("There is no token to send it with.", "Log in first, or give the AuthToken beside the Sek.")
	}
	x := v.Wire.Send(v.Context(), v.World, wire.Request{Method: http.MethodPost, Path: d.Operation.Path, Headers: h.headers(v), Body: body})
	s := &sentPayload{Exchange: x, Answer: wire.Read(x.Answer, h.Sek)}
	s.Reply = block{page.Code(page.Plain, "answer", page.Indent(x.Answer)), fmt.Sprintf("HTTP %d · %s", x.Status, page.Millis(x.Took))}
	if s.Answer.Plain != "" {
		b := shown(page.Plain, "Data, opened with the Sek", []byte(page.Indent(s.Answer.Plain)), bytesOf(len(s.Answer.Plain)), false)
		s.Plain = &b
	}
	d.Sent = s
	return page.Answer{Title: payloadTitle, Template: "lab/payload", Part: "lab/payload-sent", View: d}, nil
}

func (h *holder) headers(v *page.Visit) []wire.Header {
	return []wire.Header{
		{Name: "client_id", Value: v.World.ID}, {Name: "client_secret", Value: v.World.Secret()}, {Name: "Gstin", Value: h.Gstin},
		{Name: "user_name", Value: h.User}, {Name: "AuthToken", Value: h.Token}, {Name: "Content-Type", Value: "application/json"},
	}
}

// session logs the portal in, and comes back.
func (l *lab) session(v *page.Visit) (page.Answer, error) {
	user, ok := v.User()
	if !ok {
		return page.Answer{}, page.Bad("This world has no API user.", "Add one under Controls, Worlds.")
	}
	if _, _, err := v.Wire.Session(v.Context(), v.World, user); err != nil {
		return page.Answer{}, page.Bad("The login did not succeed.", "The inspector has the exchange; perhaps a fault is armed.")
	}
	return page.Answer{Goto: page.Inside(v.PostFormValue("next"))}, nil
}

func (l *lab) payloadView(v *page.Visit, text string) (*payloadView, error) {
	d := &payloadView{frame: l.frame(v, "payload", "JSON, filled up to whole blocks, AES-256 under the Sek, Base64. No Base64 before AES: that is only for the login."), Operations: operations(), Given: givenTo(v)}
	if err := d.broken(v); err != nil {
		return nil, err
	}
	d.Operation = d.Operations[0]
	for _, o := range d.Operations {
		if o.Name == v.Get("call") {
			d.Operation = o
		}
	}
	var err error
	if d.Holder, err = l.holder(v, d.Given.Token, d.Given.Sek, d.Given.AppKey); err != nil {
		return nil, page.Bad("The key cannot be used: "+err.Error()+".", "Give the AuthToken of a login of this world, or the Sek in Base64.")
	}
	if d.JSON = text; text == "" {
		if d.JSON, err = d.document(v); err != nil {
			return nil, err
		}
	}
	way := rightPayload()
	if d.Break != nil {
		d.Break.Payload(&way)
	}
	d.Made = way.make(&d.Holder.client, []byte(d.JSON))
	if d.Break != nil && d.Made.Err == nil {
		says := judge{v.Keys, v.World, v.World.Settings().StrictCrypto}.payload(d.Holder.Sek, d.Made.Body)
		d.Says = &says
	}
	d.stages()
	if len(d.Made.Body) < maxLogin && d.Holder.Token != "" {
		d.Curl = curl(http.MethodPost, v.Kit.URL()+d.Operation.Path, d.Holder.headers(v), d.Made.Body)
	}
	return d, nil
}

// document is what the operation is shown with.
func (d *payloadView) document(v *page.Visit) (string, error) {
	if id := v.Get("exchange"); id != "" {
		e, err := exchange(v, id)
		if err != nil {
			return "", err
		}
		if e.Request.Plain != "" && !strings.HasPrefix(e.API, "auth") {
			d.From = e.ID
			return e.Request.Plain, nil
		}
	}
	var value any
	switch d.Operation.Name {
	case "cancel":
		value = struct{ Irn, CnlRsn, CnlRem string }{newest(v), "2", "Data entry mistake"}
	case "ewb":
		value = struct {
			Irn, TransId, TransMode, VehNo, VehType string
			Distance                                int
		}{newest(v), "", "1", "KA01AB1234", "R", 0}
	default:
		no, err := number(v, d.Holder.Gstin)
		if err != nil {
			return "", err
		}
		if value, err = sample.Make("b2b", sample.Options{Seller: d.Holder.Gstin, Date: v.Now(), Number: no}); err != nil {
			return "", err
		}
	}
	b, err := json.Marshal(value)
	return string(b), err
}

// newest is the IRN of the last document that was registered, zeros when there is none.
func newest(v *page.Visit) string {
	found := strings.Repeat("0", 64)
	_ = v.World.DB().View(func(tx *store.Tx) error { // without one the example stands
		return tx.EachInvoice(v.World.ID, 0, func(i *store.Invoice) bool { found = i.Irn; return false })
	})
	return found
}

// number finds a free document number of the laboratory's series.
func number(v *page.Visit, gstin string) (string, error) {
	now := v.Now()
	for n := 1; n < 1000; n++ {
		no := fmt.Sprintf("LAB/%s/%04d", irn.FinancialYear(now)[2:], n)
		taken := false
		err := v.World.DB().View(func(tx *store.Tx) (err error) {
			_, taken, err = tx.Invoice(v.World.ID, irn.Of(gstin, "INV", no, now, now))
			return err
		})
		if err != nil || !taken {
			return no, err
		}
	}
	return "LAB/MANY", nil
}
