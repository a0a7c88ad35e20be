package chaos

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
)

// MaxWait bounds every wait that a fault can ask for.
const MaxWait = 10 * time.Minute

// Waits of actions that name none.
const (
	holdFor = 2 * time.Minute  // before=timeout keeps the connection so long
	lateBy  = 30 * time.Second // commit_then=delay answers so late
)

// Fault is one thing that goes wrong on request of the user. Read one with [Parse].
type Fault struct {
	ID          string   `json:"id"` // 1 to 64 of A-Z a-z 0-9 . _ -
	Match       Match    `json:"match"`
	Do          Action   `json:"do"`
	Times       int      `json:"times,omitempty"`       // strikes so often; 0: without end
	After       int      `json:"after,omitempty"`       // lets so many matching exchanges pass first
	Probability *float64 `json:"probability,omitempty"` // 0 to 1; nil: 1
}

// Match says which exchanges a fault is for. A member that is "" asks for nothing; a * in it stands for any text. Letter
// case does not count.
type Match struct {
	API   string `json:"api,omitempty"`    // name of the call as in the journal: "generate"
	Gstin string `json:"gstin,omitempty"`  // header Gstin or sup_gstin
	DocNo string `json:"doc_no,omitempty"` // number of the document that the call is about
	IRN   string `json:"irn,omitempty"`    // IRN that the call is about, or that its document gets
}

// Action is what a fault does: one of its members, with Delay and Dribble also beside another one.
type Action struct {
	Code       Codes        `json:"code,omitempty"`
	CommitThen Loss         `json:"commit_then,omitempty"`
	Before     Outage       `json:"before,omitempty"`
	Delay      *Delay       `json:"delay,omitempty"`
	Dribble    Duration     `json:"dribble,omitempty"`
	Token      Token        `json:"token,omitempty"`
	Sek        Sek          `json:"sek,omitempty"`
	Signature  Signature    `json:"signature,omitempty"`
	InfoDtls   []fault.Info `json:"infodtls,omitempty"`
	EWB        fault.Code   `json:"ewb,omitempty"` // the e-way bill part fails with it, the IRN stands
}

// Codes refuse a request, all in one answer.
type Codes []fault.Code

// MarshalJSON writes one code as text and several as a list, as they are given.
func (c Codes) MarshalJSON() ([]byte, error) {
	if len(c) == 1 {
		return json.Marshal(c[0])
	}
	return json.Marshal([]fault.Code(c))
}

// Loss says what becomes of the answer of an operation that is done and stored.
type Loss string

// The losses.
const (
	LoseDrop     Loss = "drop"     // the connection is reset without a byte
	LoseGateway  Loss = "504"      // a gateway answers in the portal's place
	LoseTruncate Loss = "truncate" // half the body comes
	LoseDelay    Loss = "delay"    // it comes late
	LoseGarble   Loss = "garble"   // it comes with damaged cipher text
)

// Outage keeps a request from being worked on at all.
type Outage string

// The outages.
const (
	OutDrop    Outage = "drop"    // the connection is reset without a byte
	Out500     Outage = "500"     // a server's HTML page
	Out502     Outage = "502"     // a gateway's HTML page
	Out503     Outage = "503"     // the same
	Out504     Outage = "504"     // the same
	OutHTML    Outage = "html"    // HTTP 200 with an HTML page
	OutEmpty   Outage = "empty"   // HTTP 200 without a body
	OutTimeout Outage = "timeout" // silence, until the client leaves
)

// Token is what happens to the session behind the AuthToken.
type Token string

// TokenExpire ends the session before the call is looked at.
const TokenExpire Token = "expire"

// Sek is what is wrong with the session key of an answer.
type Sek string

// SekWrong is another key: a login gives one that opens nothing, any other answer is sealed with one.
const SekWrong Sek = "wrong"

// Signature is what is wrong with the signed texts of an answer.
type Signature string

// SignatureBad is a signature that does not verify, on the wire only.
const SignatureBad Signature = "bad"

// Moment is a point in the life of an exchange at which faults strike.
type Moment int

// The moments, in their order.
const (
	Received Moment = iota // the request is there, nobody has looked at it
	Opened                 // caller and request are known, the operation has not begun
	Billed                 // the document is fine and its e-way bill is to be made
	Done                   // the operation succeeded and is stored, nothing is said yet
	Told                   // an answer or a refusal is about to be put into words
)

// moment is when an action strikes.
func (a *Action) moment() Moment {
	switch {
	case a.Before != "", len(a.Code) > 0 && !slices.ContainsFunc(a.Code, ofDocument):
		return Received
	case len(a.Code) > 0, a.Token != "":
		return Opened
	case a.EWB != "":
		return Billed
	case a.CommitThen != "", a.Sek != "", a.Signature != "":
		return Done
	case len(a.InfoDtls) > 0, a.Delay == nil:
		return Told
	}
	return Received // a delay alone
}

// ofDocument reports whether a code can only be said by who has opened the request: it is not about headers or a login.
func ofDocument(c fault.Code) bool {
	e, _ := fault.Lookup(c)
	return !slices.Contains(e.APIs, "header") && !slices.Contains(e.APIs, "auth")
}

// ends reports whether nothing else can strike at the same moment.
func (a *Action) ends() bool {
	return a.Before != "" || len(a.Code) > 0 || a.CommitThen != "" || a.Token != ""
}

// kind names the member that makes the action what it is.
func (a *Action) kind() string {
	for _, m := range a.members() {
		if m.main && m.set {
			return m.name
		}
	}
	if a.Delay != nil {
		return "delay"
	}
	return "dribble"
}

// member is one member of an action, for printing and checking.
type member struct {
	name, value string
	set, main   bool // main: may stand only once in an action
}

func (a *Action) members() []member {
	codes := make([]string, len(a.Code))
	for i, c := range a.Code {
		codes[i] = string(c)
	}
	delay := ""
	if a.Delay != nil {
		delay = a.Delay.String()
	}
	return []member{
		{"code", strings.Join(codes, ","), len(codes) > 0, true},
		{"commit_then", string(a.CommitThen), a.CommitThen != "", true},
		{"before", string(a.Before), a.Before != "", true},
		{"token", string(a.Token), a.Token != "", true},
		{"sek", string(a.Sek), a.Sek != "", true},
		{"signature", string(a.Signature), a.Signature != "", true},
		{"infodtls", infoNames(a.InfoDtls), len(a.InfoDtls) > 0, true},
		{"ewb", string(a.EWB), a.EWB != "", true},
		{"delay", delay, a.Delay != nil, false},
		{"dribble", time.Duration(a.Dribble).String(), a.Dribble > 0, false},
	}
}

func infoNames(info []fault.Info) string {
	names := make([]string, len(info))
	for i, in := range info {
		names[i] = in.InfCd
	}
	return strings.Join(names, ",")
}

// String prints the action in the form of the header X-Irpsim-Fault: "code=2147; delay=2s".
func (a *Action) String() string {
	var parts []string
	for _, m := range a.members() {
		if m.set {
			parts = append(parts, m.name+"="+m.value)
		}
	}
	return strings.Join(parts, "; ")
}

// Wait is how long the action keeps the exchange: a drawn delay, or what an action that waits does unless told.
func (a *Action) wait(draw func() float64) time.Duration {
	switch {
	case a.Delay != nil:
		return a.Delay.draw(draw)
	case a.Before == OutTimeout:
		return holdFor
	case a.CommitThen == LoseDelay:
		return lateBy
	}
	return 0
}

// Strike is a fault that strikes an exchange.
type Strike struct {
	ID   string // of the fault, or [ByHeader], [ByMagic]
	Do   Action
	Wait time.Duration // before the action is carried out; of a timeout, how long to hold the connection
}

// String names the strike as the answer's header and the journal do: "code=2147; id=f1". It is printable ASCII.
func (s Strike) String() string {
	text := s.Do.String() + "; id=" + s.ID
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, text)
}

func (m Match) needsDocument() bool { return m.DocNo != "" || m.IRN != "" }

// Call is what is known of an exchange when it is matched.
type Call struct {
	APIs     []string // names of the call, a general one and a closer one
	Gstins   []string
	Document func() Document   // asked only when a fault wants to know; nil: nothing is known
	Fits     func(Action) bool // whether the exchange has what the action spoils; nil: always
}

// Document is what an exchange is about.
type Document struct {
	No   string   // number of the document, "" when not known
	IRNs []string // lower case; more than one where the rule of hashing changed
}

func (m Match) fits(c Call, d Document) bool {
	return likeAny(m.API, c.APIs) && likeAny(m.Gstin, c.Gstins) && like(m.DocNo, d.No) && likeAny(m.IRN, d.IRNs)
}

func likeAny(pattern string, values []string) bool {
	return pattern == "" || slices.ContainsFunc(values, func(v string) bool { return like(pattern, v) })
}

// like reports whether text fits a pattern in which * stands for any text, in any letter case; "" fits everything.
func like(pattern, text string) bool {
	if pattern == "" {
		return true
	}
	parts := strings.Split(strings.ToLower(pattern), "*")
	text = strings.ToLower(text)
	if len(parts) == 1 {
		return parts[0] == text
	}
	first, last := parts[0], parts[len(parts)-1]
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(text, part)
		if at < 0 {
			return false
		}
		text = text[at+len(part):]
	}
	return true
}
