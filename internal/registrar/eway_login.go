package registrar

import (
	"context"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
)

// Codes that the e-way bill system's login and calls say besides those of package fault.
const (
	ewayLoginFailed  fault.Code = "107" // the AppKey, or the taxpayer
	ewayCredentials  fault.Code = "108" // user name and password
	ewayWait         fault.Code = "118" // the rate limit
	ewayInactive     fault.Code = "112"
	ewayInactiveUser fault.Code = "113"
)

// EwayLogin is a login of the e-way bill system, opened by its face.
type EwayLogin struct {
	Gstin    string // header
	UserName string
	Password string
	AppKey   string // base64
	RawKey   []byte // the key itself, of the older form
}

// EwayLoggedIn is the clear answer of the e-way bill system's login.
type EwayLoggedIn struct {
	Status    string `json:"status"`
	AuthToken string `json:"authtoken"`
	Sek       string `json:"sek"`
}

// EwayClient finds the world of a login or call of the e-way bill system: 393 for the GSTIN header, then what the caller
// says of a client that is not known. The world is told even when the GSTIN is refused.
func (s *Service) EwayClient(c Credentials, unknown fault.Code) (*world.World, error) {
	w, err := s.Client(c.ClientID, c.ClientSecret)
	if err != nil && c.ClientID == "" && c.AuthToken != "" {
		if other, ok := s.Worlds.WorldOfToken(c.AuthToken); ok && other.Settings().BareToken {
			w, err = other, nil
		}
	}
	if taxpayer.KindOf(strings.ToUpper(c.Gstin)) == taxpayer.None {
		return w, fault.New(fault.EwaybillGstin)
	}
	if err != nil {
		return nil, fault.New(unknown)
	}
	return w, nil
}

// EwayLogIn authenticates an API user at the e-way bill system. Its token is another one than the invoice portal's, and
// is good there only.
func (s *Service) EwayLogIn(ctx context.Context, c Credentials, in EwayLogin) (Answer, error) {
	w, err := s.EwayClient(c, fault.EwaybillTokenOfOther)
	if err != nil {
		return Answer{}, err
	}
	key := in.RawKey
	if key == nil {
		key, _ = seal.ParseAppKey(in.AppKey)
	}
	user, known := w.User(in.UserName)
	if !known || !SameSecret(in.Password, user.Password) || user.Gstin != strings.ToUpper(in.Gstin) {
		return Answer{}, fault.New(ewayCredentials)
	}
	if t, ok := w.Taxpayer(user.Gstin); !ok || t.Status == taxpayer.Inactive || t.Status == taxpayer.Provisional || (len(key) != 16 && len(key) != 32) {
		return Answer{}, fault.New(ewayLoginFailed)
	}
	session, err := s.session(ctx, w, user, true, false)
	if err != nil {
		return Answer{}, err
	}
	sek, err := seal.WrapSek(key, session.Sek)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Value: EwayLoggedIn{"1", session.Token, sek}}, nil
}

// RecogniseEway finds out who calls the e-way bill system: 393, 110, 238, 106 (protocol reference 21.5). Tokens of both
// logins are good: the portal's sandbox takes the invoice portal's token here.
func (s *Service) RecogniseEway(c Credentials) (Caller, error) {
	w, err := s.EwayClient(c, fault.EwaybillClient)
	if err != nil {
		return Caller{World: w}, err
	}
	caller := Caller{World: w, Gstin: strings.ToUpper(c.Gstin), At: c.At, Portal: c.At, Now: w.Clock.Now()}
	if w.Blocked("", caller.Now) {
		return caller, fault.New(ewayInactive)
	}
	session, ok := w.Session(c.AuthToken)
	switch {
	case !ok || session.Gateway != "" || session.Gstin != caller.Gstin:
		return caller, fault.New(fault.EwaybillToken)
	case !caller.Now.Before(session.Expires):
		return caller, fault.New(fault.EwaybillTokenExpired)
	}
	caller.Session = session
	switch {
	case w.Blocked(session.User, caller.Now):
		return caller, fault.New(ewayInactiveUser)
	case w.OverRate(caller.Now):
		return caller, fault.New(ewayWait)
	}
	return caller, nil
}
