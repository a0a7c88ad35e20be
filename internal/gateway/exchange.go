package gateway

import (
	"context"
	"net/http"

	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/world"
)

// Who is what a request says about its caller. Values are as sent, blanks trimmed.
type Who struct {
	// Credentials of the portal. ClientID and ClientSecret stay empty: the gateway has its own, and they are filled in. A
	// user name or GSTIN that the client does not send is taken from the session of AuthToken.
	registrar.Credentials
	Password  string // of the user, where the client sends it with every call or with a login in plain text
	Key       string // what the gateway knows its customer by: aspid, x-api-key, client id of the gateway
	KeySecret string // the secret beside it; "" when the face has none or it was not sent
	// Ticket is a token of the gateway's own, as [registrar.Service.Grant] made it. With an empty user name it speaks for
	// every user of its world: the one who has the GSTIN is meant.
	Ticket    string
	NeedsUser bool // an empty user name or GSTIN is the client's mistake and not filled in
}

// Ask is what a request asks for, in the portal's terms. Open fills what the operation needs.
type Ask struct {
	Plain    []byte                  // the document in the portal's spelling: generate, cancel, ewb
	IRN      string                  // get, ewb-get
	Document registrar.DocumentQuery // getbydoc
	Gstin    string                  // the number looked up: gstin, syncgstin
	Date     string                  // rejected: dd/MM/yyyy
	EwbNo    string                  // ewayapi-get
	Action   string                  // ewayapi: CANEWB …
	Force    bool                    // auth: renew a token that is about to end
}

// Exchange is one request on its way through a face.
type Exchange struct {
	*http.Request
	Face  *Face
	Row   *Row
	Path  map[string]string // parameters of the path in the letter case they came in
	Query Query
	Sent  []byte // the body as received, 2 MB at most; nil beyond that
	Who   Who    // what Face.Who read
	Ask   Ask

	// The rest is there once the caller is admitted, World a little earlier; Caller.Session is nil ByKey and for Anyone.
	World     *world.World
	Caller    registrar.Caller
	Ticket    *world.Session // ByTicket: what Grant made of Who.Ticket
	Registrar *registrar.Service

	// OpenRSA opens base64 of what was sealed for the gateway's own certificate; it is the portal's key pair.
	OpenRSA func(text string) ([]byte, error)
	// Again puts a document through another path of the same face, as a request of its own by the same caller, and returns
	// the body of the answer, nil for none. It outlives the exchange: bulk work does with it what a client would.
	Again func(ctx context.Context, path string, body []byte) []byte

	State any // what Open leaves for Say, Refuse and Deny, such as the id of an RPC call
}

// Field returns the first of several values that was sent, as a header or, failing that, as a parameter of the query.
// Letter case and the dashes and underscores of a name do not matter.
func (x *Exchange) Field(names ...string) string {
	for _, n := range names {
		if v := HeaderOf(x.Request, n); v != "" {
			return v
		}
		if v := x.Query.First(n); v != "" {
			return v
		}
	}
	return ""
}

// Base is scheme and host as the client called them, for URLs inside answers.
func (x *Exchange) Base() string {
	if x.TLS != nil {
		return "https://" + x.Host
	}
	return "http://" + x.Host
}

// Open reads a request whose body is the portal's own JSON and whose other parameters stand in path and query under the
// portal's names. It is what most faces do.
func Open(x *Exchange) error {
	pick := func(names ...string) string {
		for _, n := range names {
			if v := x.Path[n]; v != "" {
				return v
			}
		}
		return x.Query.First(names...)
	}
	x.Ask.IRN, x.Ask.Gstin, x.Ask.Date = pick("irn", "irnno"), pick("gstin"), pick("date")
	x.Ask.EwbNo = pick("ewbno")
	x.Ask.Document = registrar.DocumentQuery{
		DocType: x.Query.First("doctype"), DocNum: x.Query.First("docnum", "docno"), DocDate: x.Query.First("docdate"),
	}
	x.Ask.Plain = x.Sent
	return nil
}
