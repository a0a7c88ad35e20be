// Package diagnose is the X-ray of a login or a payload that cannot be opened. Given what a client sent and what the
// simulator knows, [Diagnose] walks the steps that the portal takes, says at which of them it broke, and then tries the
// mistakes that clients really make until one explains the bytes. The catalogue of those mistakes is data: [Mistakes].
//
// It is pure: no clock, no chance, no store, and nothing it finds changes what the portal answers. Its work is bounded
// whatever was sent. What it says is fit to be logged: it never quotes a key, a password or the text of a login.
//
// Sources: protocol reference 3, 4, 12, 18, 20 and 21 for what is right; client programs in the field and the habits of
// the usual cipher libraries for what goes wrong.
package diagnose

import (
	"strconv"

	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/seal"
)

// Stage says what was to be opened.
type Stage string

// The stages.
const (
	Auth    Stage = "auth"    // the Data of a login, sealed with RSA
	Payload Stage = "payload" // the Data of any other call, sealed with AES under the Sek
)

// V103 is the Version of a login in the old form; every other value means 1.04.
const V103 = "1.03"

// Request is what a client sent.
type Request struct {
	Stage   Stage
	Version string // of a login, "1.03" or "1.04"; "" is 1.04
	// Data is the text of the member Data. For a login of version 1.03 it is the JSON of that member, an object.
	Data string
	// InnerBase64 says that the operation also takes Base64 of the JSON inside the cipher text, as ewaybillapi does.
	InnerBase64 bool
	UserAgent   string // header of the request, a hint at the caller's language
}

// Knowledge is what the simulator knows about the sender. Everything may be missing; then less can be explained.
type Knowledge struct {
	Keys       *keys.Set
	Sek        []byte   // behind the AuthToken of the call, 16 or 32 bytes
	StaleSeks  [][]byte // behind other AuthTokens of the client, older or newer; the first 32 count
	AppKey     []byte   // of the latest login, 16 or 32 bytes
	WrappedSek string   // the member Sek of that login's answer; made from AppKey and Sek when it is ""
	Passwords  []string // of the client's users, to tell a lone password; the first 32 count
}

// LearnSek takes a Sek that a person typed, in Base64: as it came in the answer of a login (then AppKey should be known) or
// unwrapped. The error says what it should have been.
func (k *Knowledge) LearnSek(text string) error {
	sek, err := seal.ParseAppKey(text)
	if err == nil {
		k.Sek = sek
		return nil
	}
	raw, decodeErr := decode(text)
	if decodeErr != nil || len(raw) != 48 {
		return errSek
	}
	k.WrappedSek = text
	if !keySize(len(k.AppKey)) {
		return errAppKeyNeeded
	}
	if k.Sek, err = seal.UnwrapSek(k.AppKey, text); err != nil {
		return errOtherAppKey
	}
	return nil
}

// Confidence says how much a diagnosis may be relied on.
type Confidence string

// The degrees of confidence.
const (
	Certain  Confidence = "certain"  // the bytes were opened under this explanation and hold what they should
	Likely   Confidence = "likely"   // the explanation fits well, another one is conceivable
	Possible Confidence = "possible" // what is left after everything else was tried
)

// Step is one thing the portal does to open a request.
type Step struct {
	Name   string `json:"name"`
	Did    string `json:"did"`
	Result string `json:"result"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"` // bytes in hex, lengths
}

// Finding is a mistake that was met, with what shows it.
type Finding struct {
	Mistake
	Confidence Confidence `json:"confidence"`
	Evidence   string     `json:"evidence"`
	Hint       string     `json:"hint,omitempty"` // the line that matters, in the caller's language
}

// Diagnosis is the outcome. OK means that the portal opens the request and finds what belongs there; then there is no
// Mistake. Without OK the Mistake may still be nil: nothing fitted, and Tried says what was looked at.
type Diagnosis struct {
	OK      bool     `json:"ok"`
	Stage   Stage    `json:"stage"`
	Steps   []Step   `json:"steps"`
	BrokeAt string   `json:"broke_at,omitempty"` // name of the step that failed
	Mistake *Finding `json:"mistake,omitempty"`  // to mend first
	// Also are further mistakes in the same request, in the order in which they have to be mended.
	Also    []Finding `json:"also,omitempty"`
	Remarks []Finding `json:"remarks,omitempty"` // oddities that do no harm here
	Summary string    `json:"summary"`           // one or two sentences for a person
	Opened  string    `json:"opened,omitempty"`  // how the text of a payload begins, once the mistakes are undone
	Tried   []string  `json:"tried,omitempty"`   // when nothing fitted
	// Language is the caller's, as far as its User-Agent tells; Example shows in it how it is done right.
	Language Language `json:"language"`
	Example  string   `json:"example,omitempty"`
	// Content is the document of a payload or the JSON of a login of version 1.04, once the mistakes around it are undone;
	// nil when it was not reached. It has what the client sealed, so it is not for logs and never leaves as JSON.
	Content []byte `json:"-"`
}

// Bounds of the work.
const (
	maxData   = 2<<20 + 64 // characters of Data that are looked at; the portal takes bodies of 2 MB
	maxLayers = 6          // of wrapping, one inside the other
	maxOthers = 32         // stale keys, passwords
	maxText   = 8 << 20    // bytes that compressed text may grow to
)

// Diagnose explains a request. It never fails and never panics, whatever it is given.
func Diagnose(req Request, know Knowledge) Diagnosis {
	c := &inquiry{req: req, know: know.usable(), data: req.Data}
	if len(c.data) > maxData {
		c.data, c.cut = c.data[:maxData/64*64], true
	}
	var s story
	switch {
	case req.Stage == Payload:
		s = c.payload()
	case req.Stage != Auth:
		c.fail("stage", "looked up what was to be opened", "unknown stage "+strconv.Quote(clip(string(req.Stage), 20))+": say auth or payload", "")
	case req.Version == V103:
		s = c.login103()
	default:
		s = c.login()
	}
	return c.report(s)
}

// usable returns k without what is malformed, and with the wrapped Sek that follows from the rest.
func (k Knowledge) usable() Knowledge {
	if !keySize(len(k.Sek)) {
		k.Sek = nil
	}
	if !keySize(len(k.AppKey)) {
		k.AppKey = nil
	}
	if len(k.WrappedSek) > 256 {
		k.WrappedSek = ""
	}
	if k.WrappedSek == "" && k.Sek != nil && k.AppKey != nil {
		k.WrappedSek, _ = seal.WrapSek(k.AppKey, k.Sek) // both sizes were looked at
	}
	k.StaleSeks = k.StaleSeks[:min(len(k.StaleSeks), maxOthers)]
	k.Passwords = k.Passwords[:min(len(k.Passwords), maxOthers)]
	return k
}

func keySize(n int) bool { return n == 16 || n == 32 }
