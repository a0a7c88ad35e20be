package gateway

import (
	"context"
	"net/http"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/registrar"
)

// Face is one gateway's way of speaking. Functions left nil have the meaning that their comment names.
type Face struct {
	Name     string // in the setting faces, the journal and the metrics: "whitebooks"
	Title    string // "WhiteBooks and MasterGST"
	Provider string // whose gateway it is
	Doc      Doc
	Prefixes []string // each row is mounted under each of them; none means as the rows stand
	Rows     []Row

	// Mine tells whether a request is this face's where it shares a path with another face or the portal. nil: always.
	Mine func(*http.Request) bool
	// Key names the header or parameter that carries the gateway's own key, for refusals; "" means it asks for none.
	Key string
	// Who reads what the request says about its caller. It never refuses; what is missing stays empty.
	Who func(*Exchange) Who
	// Open reads a request into x.Ask once the caller is admitted, for rows without an Open of their own. nil: [Open].
	Open func(*Exchange) error

	Say    func(*Exchange, registrar.Answer) (Reply, error) // an answer, for rows without a Say of their own
	Refuse func(*Exchange, *fault.Error) Reply              // a refusal of the portal
	Deny   func(*Exchange, *Denial) Reply                   // a refusal of the gateway's own
}

// Doc is what is known of a gateway.
type Doc struct {
	Text       string // one paragraph: who uses it and how it differs from the portal
	Source     string // where it is published
	Confidence string // how sure the reference is
	Repoint    string // what to change in a client so that it speaks to the simulator
	Page       string // the page under docs/connect, without ".md"
}

// Admission is how a row's caller is admitted. Whatever it is, the gateway's own key is checked first, unless a face has none.
type Admission int

// The admissions there are.
const (
	ByToken       Admission = iota // an AuthToken of the portal, which an auth row of this face handed out
	ByUser                         // no login of the client's: the gateway itself logs Who's user in at the portal
	ByTicket                       // as ByUser, after the gateway's own token in Who.Ticket
	ByTicketOrKey                  // as ByTicket, or with the gateway's key in place of its token
	ByKey                          // the gateway's key is enough: logins, both kinds
	Anyone                         // nothing at all: QR images
)

// Row is one call of a face: which operation stands behind which path.
type Row struct {
	// Op is the operation, by the portal's route name: auth, generate, cancel, get, getbydoc, rejected, gstin, syncgstin,
	// ewb, ewb-get, ewayapi-auth, ewayapi, ewayapi-get. With Do it is a name of the gateway's own, such as "token".
	Op      string
	Title   string
	Method  string
	Path    string // as the provider publishes it, {parameters} in braces
	Aliases []string
	Query   []string // parameters of the query, for the description
	Headers []string // of the row beside those that the portal knows, for the description
	Admit   Admission

	// Sealed rows speak the portal's own encryption and envelope; Who is all that the face has to say about them.
	Sealed bool

	Open func(*Exchange) error // nil: the face's
	// Do replaces the operation: a login of the gateway's own, bulk work, images. Its answers go through Say.
	Do  func(context.Context, *Exchange) (registrar.Answer, error)
	Say func(*Exchange, registrar.Answer) (Reply, error) // nil: the face's
}

// Login reports whether a row is a login at the portal: its caller is not admitted as a user yet, whatever Admit says.
func (r *Row) Login() bool { return r.Op == "auth" || r.Op == "ewayapi-auth" }

// Paths lists where a row is mounted, aliases included.
func (f *Face) Paths(r *Row) []string {
	prefixes := f.Prefixes
	if len(prefixes) == 0 {
		prefixes = []string{""}
	}
	var paths []string
	for _, prefix := range prefixes {
		for _, path := range append([]string{r.Path}, r.Aliases...) {
			paths = append(paths, prefix+path)
		}
	}
	return paths
}
