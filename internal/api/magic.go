package api

import (
	"bytes"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/registrar"
)

// generateAPI is the call that a document's number is sent with first.
const generateAPI = "generate"

// strikeMagic reads a reserved document number. A delay is for every call about the document, the ghost for its
// registration, a code for the call that says it.
func (s *Server) strikeMagic(c *call) error {
	if c.caller.World == nil || !c.struck.world.Settings().Magic {
		return nil
	}
	if c.route.API == generateAPI && !mayBeMagic(c.plain) {
		return nil
	}
	do, ok := chaos.Magic(c.struck.subject().No)
	if !ok {
		return nil
	}
	switch {
	case do.Delay != nil:
		st := chaos.Strike{ID: chaos.ByMagic, Do: do, Wait: do.Delay.P50}
		c.named(st)
		return s.carryOut(c, st)
	case len(do.Code) > 0:
		return s.magicCode(c, do.Code[0])
	case c.route.API == generateAPI:
		c.struck.magic = []chaos.Action{do}
	}
	return nil
}

// magicCode raises a code where the portal would. What Generate says, it says at its point; codes of headers and of other
// calls come before the operation; a code of e-way bills leaves the IRN standing.
func (s *Server) magicCode(c *call, code fault.Code) error {
	e, _ := fault.Lookup(code)
	has := func(word string) bool { return slices.Contains(e.APIs, word) }
	elsewhere := has("cancel") || has("get") || has("ewb-get") || has("ewb-cancel")
	switch {
	case c.route.API != generateAPI:
		if has(generateAPI) || !has(c.route.word()) {
			return nil
		}
	case has("auth"), has("header"):
	case has(generateAPI), has("any"):
		c.caller.Forced.Refusal = code
		return nil
	case has("ewb-generate"):
		c.struck.magic = []chaos.Action{{EWB: code}}
		return nil
	case elsewhere:
		return nil
	default: // no call about a document says it, so the first one does
		c.caller.Forced.Refusal = code
		return nil
	}
	st := chaos.Strike{ID: chaos.ByMagic, Do: chaos.Action{Code: chaos.Codes{code}}}
	c.named(st)
	return s.carryOut(c, st)
}

// word is what the error catalogue calls the route.
func (r *Route) word() string {
	switch {
	case strings.HasPrefix(r.API, "ewayapi"):
		return "ewb-cancel"
	case r.API == "ewb":
		return "ewb-generate"
	case strings.HasPrefix(r.API, "get"):
		return "get"
	}
	return r.API
}

// mayBeMagic spares almost every document a second decoding.
func mayBeMagic(plain []byte) bool {
	for _, word := range [...]string{`"GHOST-`, `"SLOW`} {
		if bytes.Contains(plain, []byte(word)) {
			return true
		}
	}
	for rest := plain; ; {
		at := bytes.Index(rest, []byte(`"E`))
		if at < 0 || at+2 >= len(rest) {
			return false
		}
		if next := rest[at+2]; next >= '0' && next <= '9' || next == '_' {
			return true
		}
		rest = rest[at+2:]
	}
}

// badSignatures breaks the signatures of a registered invoice; header and payload stay as they are.
func badSignatures(value any) any {
	r, ok := value.(registrar.Registered)
	if ok {
		r.SignedInvoice, r.SignedQRCode = badSignature(r.SignedInvoice), badSignature(r.SignedQRCode)
	}
	return r
}

func badSignature(token string) string {
	at := strings.LastIndexByte(token, '.') + 1
	return token[:at] + string(damage([]byte(token[at:])))
}
