package wire

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/world"
)

// Session is a login that the portal made for itself, with the keys that only a client has.
type Session struct {
	World  *world.World
	User   world.User
	AppKey []byte // 32 bytes, made for this login
	Token  string
	Sek    []byte // 32 bytes, opened with the AppKey
	Sealed string // the Sek as the answer held it: base64 of AES under the AppKey
	Expiry string // as the portal printed it, IST
}

// Sealing is the way of a login's text to the wire.
type Sealing struct {
	JSON    string // {"UserName":…,"Password":…,"AppKey":…,"ForceRefreshAccessToken":…}
	Encoded string // base64 of it
	Cipher  string // base64 of RSA of the base64
}

// Login is a login and everything on its way.
type Login struct {
	Sealing
	AppKey   []byte
	Exchange Exchange
	Answer   Envelope
	Session  *Session // nil when it was refused or lost
}

// Envelope is the portal's answer around everything.
type Envelope struct {
	Parsed  bool            // it is an envelope at all
	OK      bool            // Status 1
	Status  string          // as it came, without quotes
	Data    string          // the sealed answer, or the plain object of a login
	Details []Detail        // ErrorDetails
	Info    json.RawMessage // InfoDtls, nil when null
	Plain   string          // Data opened; "" when it is not sealed or could not be opened
}

// Detail is one row of ErrorDetails.
type Detail struct {
	Code    string `json:"ErrorCode"`
	Message string `json:"ErrorMessage"`
}

// Codes lists the codes of the refusal.
func (e Envelope) Codes() []string {
	codes := make([]string, 0, len(e.Details))
	for _, d := range e.Details {
		codes = append(codes, d.Code)
	}
	return codes
}

// Key identifies a session: the client id and user name.
func key(w *world.World, user string) string { return w.ID + "\x00" + user }

// LogIn logs the user in over the wire and keeps the session for [Wire.Session]. With refresh it asks for a new token
// even when the old one is young.
func (w *Wire) LogIn(ctx context.Context, in *world.World, user world.User, refresh bool) (Login, error) {
	l := Login{AppKey: w.chance.Bytes(32)}
	var err error
	if l.Sealing, err = w.SealLogin(user, l.AppKey, refresh); err != nil {
		return l, err
	}
	request, err := json.Marshal(map[string]string{"Data": l.Cipher})
	if err != nil {
		return l, err
	}
	l.Exchange = w.Send(ctx, in, Request{
		Method: http.MethodPost, Path: "/eivital/v1.04/auth", Body: string(request),
		Headers: []Header{{"client_id", in.ID}, {"client_secret", in.Secret()}, {"gstin", user.Gstin}, {"Content-Type", "application/json"}},
	})
	l.Answer = Read(l.Exchange.Answer, nil)
	if !l.Answer.OK {
		return l, nil
	}
	var got struct{ AuthToken, Sek, TokenExpiry string }
	if err := json.Unmarshal([]byte(l.Answer.Data), &got); err != nil {
		return l, nil // a garbled answer; the exchange shows it
	}
	sek, err := seal.UnwrapSek(l.AppKey, got.Sek)
	if err != nil {
		return l, nil // a fault spoilt the Sek; the exchange shows it
	}
	l.Session = &Session{World: in, User: user, AppKey: l.AppKey, Token: got.AuthToken, Sek: sek, Sealed: got.Sek, Expiry: got.TokenExpiry}
	w.keep(l.Session)
	return l, nil
}

// SealLogin takes a login's text through its steps: JSON, Base64, RSA, Base64.
func (w *Wire) SealLogin(user world.User, appKey []byte, refresh bool) (Sealing, error) {
	text, err := json.Marshal(struct {
		UserName, Password, AppKey string
		ForceRefreshAccessToken    bool
	}{user.Name, user.Password, base64.StdEncoding.EncodeToString(appKey), refresh})
	if err != nil {
		return Sealing{}, err
	}
	cipher, err := seal.SealAuth(w.chance, &w.keys.Encryption.PublicKey, text)
	return Sealing{JSON: string(text), Encoded: base64.StdEncoding.EncodeToString(text), Cipher: cipher}, err
}

// SealRSA puts a text under the portal's key as it is, for logins that are sealed otherwise than they should be.
func (w *Wire) SealRSA(text []byte) (string, error) {
	return seal.SealRSA(w.chance, &w.keys.Encryption.PublicKey, text)
}

// keep remembers a session; the oldest makes room when there are too many.
func (w *Wire) keep(s *Session) {
	w.mu.Lock()
	defer w.mu.Unlock()
	k := key(s.World, s.User.Name)
	if _, known := w.sessions[k]; !known {
		w.order = append(w.order, k)
	}
	w.sessions[k] = s
	if len(w.order) > maxSessions {
		delete(w.sessions, w.order[0])
		w.order = slices.Delete(w.order, 0, 1)
	}
}

// Forget drops the sessions of a world that was deleted.
func (w *Wire) Forget(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.order = slices.DeleteFunc(w.order, func(k string) bool {
		if !strings.HasPrefix(k, id+"\x00") {
			return false
		}
		delete(w.sessions, k)
		return true
	})
}

// Known returns the session the portal last made for a user, also when it has run out since.
func (w *Wire) Known(in *world.World, user string) (*Session, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, ok := w.sessions[key(in, user)]
	return s, ok && s.World == in
}

// ErrNotLoggedIn means that the portal's own login was refused or lost; the exchange tells why.
var ErrNotLoggedIn = errors.New("the portal's own login did not succeed; the exchange shows why")

// Session returns a session of the user that holds now, by the world's clock, logging in when there is none. The login is
// nil when none was needed.
func (w *Wire) Session(ctx context.Context, in *world.World, user world.User) (*Session, *Login, error) {
	if s, ok := w.Known(in, user.Name); ok {
		if live, known := in.Session(s.Token); known && live.Expires.After(in.Clock.Now()) && s.User == user {
			return s, nil, nil
		}
	}
	l, err := w.LogIn(ctx, in, user, false)
	if err == nil && l.Session == nil {
		err = ErrNotLoggedIn
	}
	return l.Session, &l, err
}

// Headers are those of a call within the session.
func (s *Session) Headers() []Header {
	return []Header{
		{"client_id", s.World.ID}, {"client_secret", s.World.Secret()}, {"gstin", s.User.Gstin}, {"user_name", s.User.Name},
		{"authtoken", s.Token}, {"Content-Type", "application/json"},
	}
}

// Call is a call of a session, and its answer opened.
type Call struct {
	Plain    string // what was sealed; "" for a GET
	Sealed   string // Data of the request
	Exchange Exchange
	Answer   Envelope
}

// Call seals plain under the Sek, calls, and opens the answer. Plain nil sends no body.
func (w *Wire) Call(ctx context.Context, s *Session, method, path string, plain []byte) (Call, error) {
	c := Call{Plain: string(plain)}
	r := Request{Method: method, Path: path, Headers: s.Headers()}
	if plain != nil {
		c.Sealed = seal.Seal(s.Sek, plain)
		body, err := json.Marshal(map[string]string{"Data": c.Sealed})
		if err != nil {
			return c, err
		}
		r.Body = string(body)
	}
	c.Exchange = w.Send(ctx, s.World, r)
	c.Answer = Read(c.Exchange.Answer, s.Sek)
	return c, nil
}

// Read takes an answer's envelope apart and opens its Data with the Sek, where there is one.
func Read(answer string, sek []byte) Envelope {
	var raw struct{ Status, Data, ErrorDetails, InfoDtls json.RawMessage }
	if json.Unmarshal([]byte(answer), &raw) != nil || raw.Status == nil {
		return Envelope{}
	}
	e := Envelope{Parsed: true, Status: strings.Trim(string(raw.Status), `"`), Info: raw.InfoDtls}
	e.OK = e.Status == "1"
	if string(e.Info) == "null" {
		e.Info = nil
	}
	if json.Unmarshal(raw.ErrorDetails, &e.Details) != nil {
		e.Details = encoded(raw.ErrorDetails)
	}
	if json.Unmarshal(raw.Data, &e.Data) != nil && string(raw.Data) != "null" {
		e.Data = string(raw.Data)
		return e
	}
	if sek != nil && e.Data != "" {
		if plain, err := seal.Open(sek, e.Data); err == nil {
			e.Plain = string(plain)
		}
	}
	return e
}

// encoded reads error details in the other form that a world can be set to: base64 of the array.
func encoded(raw json.RawMessage) []Detail {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	var list []Detail
	_ = json.Unmarshal(b, &list) // what is no list has no details to show
	return list
}

// ExpiresAt reads when the session runs out, in the world's time.
func (s *Session) ExpiresAt(ist *time.Location) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateTime, s.Expiry, ist)
	return t, err == nil
}
