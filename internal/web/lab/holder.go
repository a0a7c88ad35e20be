package lab

import (
	"errors"
	"strings"

	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/web/page"
)

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
