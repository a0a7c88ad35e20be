package reference

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
)

// tryView is the console beside a call.
type tryView struct {
	Slug, Title string
	Can         bool
	Why         string // it cannot
	Cases       []choice
	Case        string
	As          string // plain, encrypted, curl
	Tabs        []tab
	Block       page.Block
	Fields      []field // parameters of a GET
	Needs       bool    // a document is registered first
	Changes     []changeGroup
	Change      string
	Bench       string
	LoggedIn    bool
	Action      string
	Sent        *sent

	plain, data string
	sealedUnder string // whose key data is under
}

type choice struct {
	Value, Title string
	Current      bool
}

type tab struct {
	Title, Href string
	Current     bool
}

type field struct{ Name, Value string }

// samplesView are plain text and wire form of a request, side by side.
type samplesView struct {
	Plain, Wire page.Block
	Has         bool
	About       string
}

// untried says why a call has no console; "" when it has one.
func untried(o Operation) string {
	switch {
	case o.API == "auth103":
		return "Production has withdrawn this version; try the login of 1.04."
	case o.API == "ewayapi-auth":
		return "The token of the invoice portal serves here too; try the calls themselves."
	}
	return ""
}

// sampleKey seals what the page shows before the portal's pages have logged in.
const sampleKey = "a session key made for this page"

// try prepares the console: the request as it would be sent.
func (p *pages) try(v *page.Visit, o Operation) tryView {
	d := tryView{Slug: o.Slug, Title: o.Title, Why: untried(o), Case: v.Get("case"), As: v.Get("as"), Change: v.Get("change"), Action: v.Link("/reference/" + o.Slug + "/send")}
	d.Can = d.Why == ""
	if !d.Can {
		return d
	}
	d.Sent = p.last(v, o)
	if o.API == "generate" {
		d.Bench = v.Link("/workbench?case=" + url.QueryEscape(caseOf(d.Case)))
		for _, c := range sample.Cases() {
			d.Cases = append(d.Cases, choice{c.Name, c.Title, c.Name == caseOf(d.Case)})
		}
	}
	user, _ := v.User()
	s, known := v.Wire.Known(v.World, user.Name)
	d.LoggedIn = known
	r, err := prepare(v, o, d.Case, nil)
	if err != nil {
		d.Can, d.Why = false, err.Error()
		return d
	}
	d.plain, d.Needs, d.Fields = r.plain, r.needs, r.fields
	sek := []byte(sampleKey)
	d.sealedUnder = "Sealed under a key made for this page: its own login comes with the first Send."
	if known && v.Unlocked() {
		sek, d.sealedUnder = s.Sek, "Sealed under the Sek of the portal's own session."
	}
	d.data = r.wire(o, sek)
	d.tabs(v, o, r)
	d.Changes = changesOf(o)
	for i := range d.Changes {
		for j := range d.Changes[i].Options {
			d.Changes[i].Options[j].Current = d.Changes[i].Options[j].Value == d.Change
		}
	}
	return d
}

// tabs chooses which form of the request is shown.
func (d *tryView) tabs(v *page.Visit, o Operation, r request) {
	if d.As != "encrypted" && d.As != "curl" || o.Method == http.MethodGet && d.As == "encrypted" {
		d.As = "plain"
	}
	names := [][2]string{{"plain", "Plain"}, {"encrypted", "Encrypted"}, {"curl", "curl"}}
	if o.Method == http.MethodGet {
		names = [][2]string{{"plain", "Request"}, {"curl", "curl"}}
	}
	for _, n := range names {
		d.Tabs = append(d.Tabs, tab{n[1], v.With("as", n[0]) + "#try", d.As == n[0]})
	}
	switch d.As {
	case "encrypted":
		d.Block = page.Code(page.Cipher, "Body as sent", d.data)
	case "curl":
		d.Block = page.Code("", "From a shell", curlOf(v, o, r, d.data))
	default:
		d.Block = page.Code(page.Plain, "Request", page.Indent(d.plain))
		if d.plain == "" {
			d.Block = page.Code("", "Request", o.Method+" "+r.path)
		}
	}
}

// curlOf is the call as a line for a shell; token and Sek are those of the portal's own session, once it has logged in.
func curlOf(v *page.Visit, o Operation, r request, body string) string {
	var b strings.Builder
	b.WriteString("curl -sS")
	if o.Method != http.MethodGet {
		b.WriteString(" -X " + o.Method)
	}
	b.WriteString(" " + page.Quote(v.Kit.URL()+r.path))
	for _, h := range headersOf(v, o) {
		if h.Value == "" && h.Must {
			h.Value = "send once to have one"
		}
		if h.Value != "" {
			b.WriteString(" \\\n  -H " + page.Quote(h.Name+": "+h.Value))
		}
	}
	if body != "" {
		b.WriteString(" \\\n  -d " + page.Quote(body))
	}
	return b.String()
}

// samplesOf are the two forms of the request that the console has ready.
func samplesOf(v *page.Visit, o Operation, t tryView) samplesView {
	if t.plain == "" {
		return samplesView{}
	}
	plain := t.plain
	if o.API == "auth" && !v.Unlocked() {
		return samplesView{}
	}
	return samplesView{Has: true, Plain: page.Code(page.Plain, "Plain", page.Indent(plain)), Wire: page.Code(page.Cipher, "On the wire", t.data), About: t.sealedUnder}
}

// request is a call made ready.
type request struct {
	path, plain, action string
	sealed              string // a login's, which is under the portal's RSA key
	fields              []field
	needs               bool // it speaks of a document, and the world has none
}

func caseOf(name string) string {
	if name == "" {
		return "b2b"
	}
	return name
}

// wire is the body as it is sent, sealed under a key; a login is sealed by whoever makes the request ready.
func (r request) wire(o Operation, key []byte) string {
	if r.plain == "" {
		return ""
	}
	data := r.sealed
	if o.API != "auth" {
		data = seal.Seal(key, []byte(r.plain))
	}
	body := map[string]string{"Data": data}
	if r.action != "" {
		body = map[string]string{"action": r.action, "data": data}
	}
	b, _ := json.Marshal(body) // texts only: cannot fail
	return string(b)
}

// last is the last answer of a console.
func (p *pages) last(v *page.Visit, o Operation) *sent {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent[v.World.ID+"\x00"+o.Slug]
}

// maxSent is how many answers are kept; the oldest make room.
const maxSent = 100

func (p *pages) keep(v *page.Visit, o Operation, s *sent) {
	key := v.World.ID + "\x00" + o.Slug
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sent[key] == nil {
		p.order = append(p.order, key)
	}
	p.sent[key] = s
	if len(p.order) > maxSent {
		delete(p.sent, p.order[0])
		p.order = slices.Delete(p.order, 0, 1)
	}
}

// sent is a call that the console made.
type sent struct {
	Change   string // in words, "" for none
	First    *wire.Exchange
	Exchange wire.Exchange
	Plain    string
	Answer   string
	Opened   string
	OK       bool
	Codes    []fault.Code
	Lost     string
	Login    bool // a login came before it
}
