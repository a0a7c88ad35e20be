package faces

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/mastersindia"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/world"
)

// What the faces of Masters India share: the field map, the envelope, the addresses of images.

// mastersCall is what Who has read of a request.
type mastersCall struct {
	login  mastersindia.Login
	key    string // that came with a sealed login
	req    mastersindia.Request
	bulk   mastersindia.Bulk
	err    error // of the body
	linked bool  // the id of the path is a good one
	seq    uint64
}

func mastersState(x *gateway.Exchange) *mastersCall {
	if m, ok := x.State.(*mastersCall); ok {
		return m
	}
	m := &mastersCall{}
	x.State = m
	return m
}

// mastersRead reads the body of a call once, for Who and for Open.
func mastersRead(x *gateway.Exchange) *mastersCall {
	m := mastersState(x)
	switch x.Row.Op {
	case "generate":
		m.req, m.err = mastersindia.Generate(x.Sent)
	case "cancel":
		m.req, m.err = mastersindia.Cancel(x.Sent)
	case "ewb":
		m.req, m.err = mastersindia.Waybill(x.Sent)
	case "bulk":
		m.bulk, m.err = mastersindia.ReadBulk(x.Sent)
	case "token":
		m.login, m.err = mastersLogin(x.Sent)
	case "qr", "pdf":
		m.open(x)
	}
	return m
}

// mastersLogin reads a login, JSON or form fields: clients send both.
func mastersLogin(body []byte) (l mastersindia.Login, err error) {
	if strings.HasPrefix(strings.TrimSpace(string(body)), "{") {
		if json.Unmarshal(body, &l) != nil {
			err = mastersindia.ErrJSON
		}
		return l, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return l, mastersindia.ErrJSON
	}
	return mastersindia.Login{
		Username: form.Get("username"), Password: form.Get("password"), ClientID: form.Get("client_id"),
		ClientSecret: form.Get("client_secret"), GrantType: form.Get("grant_type"),
	}, nil
}

// open finds the world and the invoice that the id of an address was made for.
func (m *mastersCall) open(x *gateway.Exchange) {
	worlds := x.Registrar.Worlds
	try := func(w *world.World) bool {
		key := w.KnownLinkKey()
		seq, ok := mastersindia.OpenLink(key, x.Path["id"])
		if ok && key != nil {
			m.seq, m.linked, x.Who.ClientID = seq, true, w.ID
		}
		return m.linked
	}
	for _, w := range worlds.Loaded() {
		if try(w) {
			return
		}
	}
	for _, id := range worlds.IDs() { // those that nobody has used since the start
		if w, ok := worlds.Get(id); ok && try(w) {
			return
		}
	}
}

// mastersOpen puts what a request asks for into the portal's terms.
func mastersOpen(x *gateway.Exchange) error {
	m := mastersState(x)
	if m.err != nil {
		return gateway.Deny(gateway.BadRequest, "the body cannot be read: "+m.err.Error())
	}
	x.Ask = gateway.Ask{
		Plain: m.req.Plain, IRN: x.Query.First("irn"), Gstin: x.Query.First("gstin"),
		Document: registrar.DocumentQuery{
			DocType: x.Query.First("document_type"), DocNum: x.Query.First("document_number"), DocDate: x.Query.First("document_date"),
		},
	}
	return nil
}

// mastersResult puts an answer of the portal, or of the gateway's own, into the envelope.
func mastersResult(x *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	message := a.Value
	id := ""
	switch v := a.Value.(type) {
	case registrar.Registered:
		if x.Row.Op != "generate" {
			message = mastersFetched(x, v)
			break
		}
		links, err := mastersLinks(x, v.Irn, v.EwbNo != nil)
		if err != nil {
			return gateway.Reply{}, err
		}
		id = mastersRequestID(x)
		message = mastersindia.Generated{
			AckNo: v.AckNo, AckDt: v.AckDt, Irn: v.Irn, SignedInvoice: v.SignedInvoice, SignedQRCode: v.SignedQRCode,
			EwbNo: v.EwbNo, EwbDt: v.EwbDt, EwbValidTill: v.EwbValidTill, Links: links, Status: v.Status,
		}
	case registrar.EWBMade:
		links, err := mastersLinks(x, a.IRN, true)
		if err != nil {
			return gateway.Reply{}, err
		}
		message = mastersindia.BillMade{EwbNo: v.EwbNo, EwbDt: v.EwbDt, EwbValidTill: v.EwbValidTill, Links: links}
	case registrar.EWBShown:
		message = mastersindia.BillShown{
			EwbNo: v.EwbNo, Status: v.Status, GenGstin: v.GenGstin, EwbDt: v.EwbDt, EwbValidTill: v.EwbValidTill,
		}
	case mastersindia.Envelope: // bulk work is said as it stands
		return gateway.JSON(http.StatusOK, v)
	}
	return gateway.JSON(http.StatusOK, mastersindia.Envelope{Results: mastersindia.Succeeded(message, a.Info, id)})
}

func mastersFetched(x *gateway.Exchange, v registrar.Registered) any {
	f := mastersindia.Fetched{
		AckNo: v.AckNo, AckDt: v.AckDt, Irn: v.Irn, SignedInvoice: v.SignedInvoice, SignedQRCode: v.SignedQRCode, Status: v.Status,
		EwbNo: v.EwbNo, EwbDt: v.EwbDt, EwbValidTill: v.EwbValidTill,
	}
	if x.Row.Op == "getbydoc" {
		return mastersindia.FetchedByDoc{Fetched: f}
	}
	return f
}

// mastersRequestID names a call of Generate.
func mastersRequestID(x *gateway.Exchange) string {
	return mastersindia.RequestID(x.Caller.Gstin, mastersState(x).req.Number, x.Caller.Now)
}

// Paths of what can be looked at, where every face of Masters India finds it.
const (
	mastersQR       = "/api/v1/einvoice/qrcode/"
	mastersPDF      = "/api/v1/einvoice/pdf/"
	mastersPrint    = "/api/v1/detailPrintPdf/"
	mastersTokenTTL = mastersindia.TokenLife * time.Second
)

// mastersLinks makes the addresses of a registered document.
func mastersLinks(x *gateway.Exchange, irn string, bill bool) (mastersindia.Links, error) {
	key, err := x.World.LinkKey(x.Context())
	if err != nil {
		return mastersindia.Links{}, err
	}
	var id string
	err = x.World.DB().View(func(tx *store.Tx) error {
		inv, ok, err := tx.InvoiceOf(x.World.ID, x.Caller.At, irn)
		if ok && err == nil {
			id = mastersindia.Link(key, inv.Seq, inv.AckDt) + "/"
		}
		return err
	})
	links := mastersindia.Links{QRCodeUrl: x.Base() + mastersQR + id, EinvoicePdf: x.Base() + mastersPDF + id}
	if bill {
		links.EwaybillPdf = x.Base() + mastersPrint + id
	}
	return links, err
}

// mastersGrant checks a login and hands out the gateway's token.
func mastersGrant(ctx context.Context, x *gateway.Exchange, l mastersindia.Login, t registrar.Ticket) (*world.Session, world.User, error) {
	user, ok := x.World.User(l.Username)
	if !ok || !registrar.SameSecret(l.Password, user.Password) {
		return nil, user, gateway.Deny(gateway.LoginWrong, "user name and password are not those of a user of the world "+x.World.ID+"; GET /_sim/v1/creds shows them")
	}
	t.Gateway, t.Holder = x.Face.Name, user.Name
	session, err := x.Registrar.Grant(ctx, x.World, t)
	return session, user, err
}

// holder makes the account's own user the caller, for calls that name no taxpayer.
func mastersHolder(x *gateway.Exchange, who *gateway.Who) {
	w := x.Registrar.Worlds.Default()
	if of, ok := x.Registrar.Worlds.Get(who.Key); ok {
		w = of
	}
	name := ""
	if of, ok := x.Registrar.Worlds.WorldOfToken(who.Ticket); ok && who.Ticket != "" {
		w = of
		if session, ok := w.Session(who.Ticket); ok {
			name = session.User
		}
	}
	user, ok := w.User(name)
	if users := w.Users(); !ok && len(users) > 0 {
		user = users[0]
	}
	who.UserName, who.Gstin = user.Name, user.Gstin
}
