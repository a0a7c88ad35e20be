package lab

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/seal"
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

// holder is whose keys a payload or an answer is opened with.
type holder struct {
	client
	Token  string
	User   string
	Gstin  string
	Sample bool   // the keys are drawn for the page; the portal does not know them
	Pasted bool   // the Sek was given, the token was not
	From   string // where the keys come from, for the reader
}

var errNoSession = errors.New("this world has no session with that AuthToken; log in, or open the world it belongs to")

// holder finds the keys: those given, those behind the token given, the portal's own session, or drawn ones.
func (l *lab) holder(v *page.Visit, token, sek, appKey string) (*holder, error) {
	h := &holder{client: client{Keys: v.Keys, Draw: l.draw, AppKey: l.draw.Bytes(32), Stale: [][]byte{l.draw.Bytes(32)}}}
	token, sek, appKey = strings.TrimSpace(token), strings.TrimSpace(sek), strings.TrimSpace(appKey)
	user, _ := v.User()
	h.User, h.Gstin = user.Name, user.Gstin
	if appKey != "" {
		key, err := seal.ParseAppKey(appKey)
		if err != nil {
			return nil, errors.New("the AppKey is not Base64 of 16 or 32 bytes")
		}
		h.AppKey = key
	}
	if token != "" {
		s, ok := v.World.Session(token)
		if !ok {
			return nil, errNoSession
		}
		h.Token, h.User, h.Gstin, h.Sek, h.From = token, s.User, s.Gstin, s.Sek, "the Sek behind the token given"
	}
	switch {
	case sek != "":
		var k diagnose.Knowledge
		if appKey != "" {
			k.AppKey = h.AppKey
		}
		if err := k.LearnSek(sek); err != nil {
			return nil, err
		}
		h.Sek, h.From, h.Pasted = k.Sek, "the Sek given", token == ""
	case token != "":
	default:
		if s, ok := v.Wire.Known(v.World, user.Name); ok {
			if live, known := v.World.Session(s.Token); known && live.Expires.After(v.World.Clock.Now()) {
				h.Token, h.Sek, h.AppKey, h.Wrapped, h.From = s.Token, s.Sek, s.AppKey, s.Sealed, "the portal's own session of "+user.Name
				return h, nil
			}
		}
		h.Sek, h.Sample, h.From = l.draw.Bytes(32), true, "a sample, drawn for this page"
	}
	return h, nil
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

// stages are the steps with their bytes.
func (d *payloadView) stages() {
	m := d.Made
	d.First = stage{ID: "json", State: "ok", Title: "Write the document", Op: "JSON, UTF-8"}
	pad := stage{ID: "pad", State: "ok", Title: "Fill it up to whole blocks", Op: "PKCS#7", Pad: drawn(m.JSON, m.Padded)}
	pad.Note = fmt.Sprintf("%s and %s of padding make %s of 16 bytes. Each byte of the padding says how many there are.",
		bytesOf(len(m.JSON)), bytesOf(m.Pad), page.Plural(len(m.Padded)/16, "block", "blocks"))
	key := stage{ID: "key", State: "ok", Title: "Take the Sek", Op: "32 bytes", Note: "From " + d.Holder.From + "."}
	key.Blocks = []block{keyBlock("Sek", d.Holder.Sek, d.Hex)}
	sealed := stage{ID: "seal", State: "ok", Title: "Encrypt it with the Sek", Op: "AES-256, ECB"}
	out := stage{ID: "text", State: "ok", Title: "Base64, into the envelope", Op: `{"Data": …}`}
	if m.Err != nil {
		sealed.State, out.State, sealed.Note = "bad", "off", m.Err.Error()
	} else {
		sealed.Note = repeats(m.Raw)
		first := m.Raw[:min(len(m.Raw), 96)]
		text := groupedHex(first)
		if d.Hex {
			text = dump(m.Raw)
		}
		if len(m.Raw) > len(first) && !d.Hex {
			text += fmt.Sprintf(" … %s bytes more", page.Grouped(len(m.Raw)-len(first)))
		}
		sealed.Blocks = []block{shown(page.Cipher, "blocks, as hex", []byte(text), bytesOf(len(m.Raw)), false)}
		out.Blocks = []block{shown(page.Cipher, "Data", []byte(m.Data), chars(len(m.Data)), false)}
	}
	d.Stages = []stage{pad, key, sealed, out}
	d.mark()
}

func (d *payloadView) mark() {
	if d.Break == nil {
		return
	}
	at := map[step]string{atPad: "pad", atKey: "key", atSeal: "seal", atText: "text", atBody: "text"}[d.Break.At]
	if d.Break.At == atJSON {
		d.First.State, d.First.Broken = "bad", d.Break.Says
		text := d.Made.JSON[:min(len(d.Made.JSON), 400)]
		d.First.Blocks = []block{shown(page.Plain, "how what is written instead begins", printable(text), bytesOf(len(d.Made.JSON)), false)}
	}
	for i := range d.Stages {
		s := &d.Stages[i]
		if s.ID != at {
			continue
		}
		s.State, s.Broken = "bad", d.Break.Says
		switch s.ID {
		case "pad":
			s.Note = fmt.Sprintf("%s, %s after it.", bytesOf(len(d.Made.JSON)), bytesOf(d.Made.Pad))
		case "key":
			way := rightPayload()
			d.Break.Payload(&way)
			used := way.key(&d.Holder.client)
			s.Blocks = append(s.Blocks, keyBlock("the key that is used", used, d.Hex))
		}
	}
}

// drawn shows the last two blocks byte by byte.
func drawn(text, padded []byte) *padding {
	if len(padded) == 0 {
		return nil
	}
	from := max(0, (len(padded)-1)/16*16-16)
	p := &padding{Label: fmt.Sprintf("The last bytes, from byte %d on: %d of text, %d of padding", from+1, max(0, len(text)-from), len(padded)-len(text))}
	for at := from; at < len(padded); at += 16 {
		var row []cell
		for i := at; i < min(at+16, len(padded)); i++ {
			row = append(row, cell{fmt.Sprintf("%02x", padded[i]), i >= len(text)})
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// repeats tells what ECB gives away in these very bytes.
func repeats(raw []byte) string {
	seen, same := map[string]int{}, 0
	for i := 0; i+16 <= len(raw); i += 16 {
		if seen[string(raw[i:i+16])]++; seen[string(raw[i:i+16])] > 1 {
			same++
		}
	}
	if same == 0 {
		return "Each block by itself, without a vector: equal blocks of text would give equal blocks of cipher text. Here all differ."
	}
	return fmt.Sprintf("Each block by itself, without a vector: equal blocks of text give equal blocks of cipher text. Here %s seen before, which anyone can tell without the key.", page.Plural(same, "block was", "blocks were"))
}
