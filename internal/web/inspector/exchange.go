package inspector

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/web/live"
	"github.com/irpsim/irpsim/internal/web/page"
)

func urlEscape(text string) string { return url.QueryEscape(text) }

// exchangeView is one exchange, ready to be shown.
type exchangeView struct {
	Row       live.Row
	Layer     string // "", envelope, cipher, plain, raw
	Layers    []layer
	Story     *Story
	Meaning   []meaning
	Request   side
	Answer    side
	Looked    []look
	Curl      string
	Test      string // the same as a Go test, "" when there is no document
	Again     string // where the request can be edited and sent again, or its call tried
	AgainText string
	Lab       string // where the laboratory takes its cipher apart
	Before    uint64 // the exchange of the same call before this one, to compare with
	Head      string // what was answered, in one line
}

// layer is a tab.
type layer struct{ Name, Title string }

// Query is the layer for an address.
func (l layer) Query() string {
	if l.Name == "" {
		return ""
	}
	return "?layer=" + l.Name
}

var layers = []layer{{"", "Explanation and layers"}, {"envelope", "Envelope"}, {"cipher", "Cipher"}, {"plain", "Plain"}, {"raw", "Raw HTTP"}}

// side is one direction of an exchange in its layers.
type side struct {
	Plain, Cipher, Envelope page.Block
	Headers                 []header
	First                   string // the request line, or the status
	Bytes                   int
	Open                    bool // Plain was sent in the clear
}

type header struct {
	Name, Value string
	Key         bool
}

// meaning is a finding of the answer in words.
type meaning struct {
	Code, Message, Rule, Path, Text string
}

// look is one thing the portal looked at, in its order.
type look struct {
	State string // ok, bad, off
	Title string
	Text  string
}

func newExchange(v *page.Visit, e journal.Entry) exchangeView {
	x := exchangeView{
		Row: live.Row{V: v, Entry: e}, Layer: v.Get("layer"), Layers: layers, Story: tell(v, &e),
		Request: request(&e), Answer: answer(&e), Looked: looked(&e), Curl: curl(v, &e), Test: goTest(v, &e),
	}
	for _, n := range e.Notes {
		x.Meaning = append(x.Meaning, meaning(n))
	}
	if len(e.Codes) > 0 {
		x.Head = e.Codes[0]
		for _, n := range e.Notes {
			if n.Code == e.Codes[0] && n.Message != "" {
				x.Head += " " + page.Start(60, n.Message)
				break
			}
		}
	}
	id := page.Grouped(int(e.ID))
	id = strings.ReplaceAll(id, ",", "")
	switch {
	case e.API == "generate" && e.Request.Plain != "":
		x.Again, x.AgainText = "/workbench?exchange="+id, "Edit and send again"
	case e.Face == "nic" || e.Face == "eway":
		x.Again, x.AgainText = "/reference/"+e.API, "Try this call"
	default:
		x.Again, x.AgainText = "/reference/"+e.Face, "This gateway"
	}
	switch {
	case strings.HasPrefix(e.API, "auth"):
		x.Lab = "/lab/login?exchange=" + id
	case e.Request.Cipher != "" && e.Request.Plain == "":
		x.Lab = "/lab/payload?exchange=" + id
	case e.Response.Cipher != "":
		x.Lab = "/lab/answer?exchange=" + id
	}
	for _, other := range v.World.Journal.Find(journal.Filter{API: e.API, Limit: 500}) {
		if other.ID < e.ID {
			x.Before = other.ID
			break
		}
	}
	return x
}

// Sides are request and answer, for the raw layer.
func (x exchangeView) Sides() []side { return []side{x.Request, x.Answer} }

func request(e *journal.Entry) side {
	s := sideOf(e.Request, "what your program meant")
	s.First = e.Method + " " + e.Path
	return s
}

func answer(e *journal.Entry) side {
	s := sideOf(e.Response, "what the portal said")
	s.First = "no answer"
	if e.HTTPStatus > 0 {
		s.First = strings.TrimSpace(page.Grouped(e.HTTPStatus) + " " + http.StatusText(e.HTTPStatus))
	}
	return s
}

func sideOf(m journal.Message, title string) side {
	s := side{Bytes: len(m.Body)}
	plain := m.Plain
	if plain == "" && m.Cipher == "" {
		plain, s.Open = m.Body, true
	}
	if plain != "" {
		s.Plain = page.Code(page.Plain, title, page.Indent(plain))
	}
	if m.Cipher != "" {
		s.Cipher = page.Code(page.Cipher, "Data", m.Cipher)
	}
	if m.Body != "" {
		s.Envelope = page.Code("", "body", m.Body)
	}
	for name, value := range m.Headers {
		lower := strings.ToLower(name)
		s.Headers = append(s.Headers, header{name, value, strings.Contains(lower, "token") || strings.Contains(lower, "secret")})
	}
	slices.SortFunc(s.Headers, func(a, b header) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return s
}

// stages are what the portal looks at, in its order, and which part of the catalogue breaks each (protocol reference 13).
var stages = []struct {
	title string
	place []string
}{
	{"Client, user, GSTIN, token", nil}, // every code that the catalogue gives to headers
	{"The body opens", []string{"1007", "2255", "5001", "106", "4006"}},
	{"It is the JSON the schema asks for", []string{"5002", "2240", "100"}},
	{"Duplicate and rules", nil},
}

// looked tells how far the portal came: every stage before the one that broke held.
func looked(e *journal.Entry) []look {
	if strings.HasPrefix(e.API, "auth") || e.Method == http.MethodGet {
		return nil // too few stages to be worth a list
	}
	at := len(stages)
	if len(e.Codes) > 0 && billFailed(nil, e) == nil {
		at = len(stages) - 1
		known, _ := fault.Lookup(fault.Code(e.Codes[0]))
		for i, s := range stages {
			if slices.Contains(s.place, e.Codes[0]) || i == 0 && slices.Contains(known.APIs, "header") {
				at = i
			}
		}
	}
	list := make([]look, 0, len(stages)+1)
	for i, s := range stages {
		l := look{State: "ok", Title: s.title}
		switch {
		case i == at:
			l.State, l.Text = "bad", strings.Join(e.Codes, ", ")
		case i > at:
			l.State = "off"
		}
		list = append(list, l)
	}
	last := look{State: "ok", Title: "Signed, stored, answered"}
	switch {
	case at < len(stages):
		last.State = "off"
	case e.Fault != "" && e.HTTPStatus != http.StatusOK:
		last.State, last.Text = "bad", "fault "+e.Fault
	}
	return append(list, last)
}

// curl writes the request for a shell. Secrets that the journal masked come from the environment.
func curl(v *page.Visit, e *journal.Entry) string {
	var b strings.Builder
	b.WriteString("curl -sS")
	if e.Method != http.MethodGet {
		b.WriteString(" -X " + e.Method)
	}
	b.WriteString(" " + page.Quote(v.Kit.URL()+e.Path))
	names := make([]string, 0, len(e.Request.Headers))
	for name := range e.Request.Headers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		value := e.Request.Headers[name]
		switch lower := strings.ToLower(name); {
		case slices.Contains([]string{"content-length", "host", "accept-encoding", "connection", "user-agent", "x-irpsim-portal-call"}, lower):
		case value == journal.Mask(v.World.Secret()):
			b.WriteString(" \\\n  -H " + page.Quote(name+": "+v.World.Secret()))
		case strings.Contains(lower, "token") || strings.Contains(lower, "secret") || strings.Contains(lower, "password"):
			b.WriteString(" \\\n  -H \"" + name + ": $IRP_" + strings.ToUpper(strings.NewReplacer("-", "", "_", "").Replace(name)) + "\"")
		default:
			b.WriteString(" \\\n  -H " + page.Quote(name+": "+value))
		}
	}
	if e.Request.Body != "" {
		b.WriteString(" \\\n  --data-raw " + page.Quote(e.Request.Body))
	}
	return b.String()
}

// goTest writes the exchange as a file with a test that asks for the same outcome at the same time. It is offered for
// documents whose outcome needs nothing but them: what a fault or an earlier state of the world brought about is not.
func goTest(v *page.Visit, e *journal.Entry) string {
	if e.API != "generate" || e.Fault != "" || !json.Valid([]byte(e.Request.Plain)) {
		return ""
	}
	caller, option := "sim.Client()", ""
	if e.UserName != seller {
		if caller = "sim.ClientOf(" + strconv.Quote(e.UserName) + ")"; v.Other() {
			return ""
		}
	}
	check := `	if _, err := ` + caller + `.Generate(document); err != nil {
		t.Fatal(err)
	}
`
	if len(e.Codes) > 0 && billFailed(nil, e) == nil {
		code, before := e.Codes[0], ""
		switch {
		case code == string(fault.Duplicate):
			before, option = check, ", irptest.Allow(irptest.UnreadDuplicate)"
		case !slices.ContainsFunc(e.Notes, func(n journal.Note) bool { return n.Code == code && (n.Rule != "" || n.Path != "") }):
			return ""
		}
		check = before + `	_, err := ` + caller + `.Generate(document)
	if got := irptest.Code(err); got != "` + code + `" {
		t.Fatalf("got %v, want ` + code + `", err)
	}
`
	}
	at := e.Time.In(clock.IST)
	return `package yours_test

import (
	"testing"
	"time"

	"github.com/irpsim/irpsim/irptest"
)

func TestExchange(t *testing.T) {
	at := time.Date(` + at.Format("2006, 1, 2, 15, 4, 5") + `, 0, time.FixedZone("IST", 19800))
	sim := irptest.New(t, irptest.WithClock(at)` + option + `)
	const document = ` + "`" + strings.ReplaceAll(e.Request.Plain, "`", "` + \"`\" + `") + "`\n" + check + "}\n"
}

// seller is the user of the seller whom every world has.
const seller = "irpsim_user"
