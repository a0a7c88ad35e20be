package registrar

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
)

// Lengths of what a login yields (protocol reference 3.3, 20.8).
const (
	tokenLength = 25
	sekLength   = 32
)

// refreshWindow is how long before its end a token can be renewed by force.
const refreshWindow = 10 * time.Minute

// Login is a login opened by a face. AppKey is the text of the request (version 1.04) or the key itself (1.03).
type Login struct {
	Version  string // "1.03" or "1.04"
	Gstin    string // header; not asked for by 1.03
	UserName string
	Password string
	AppKey   string
	RawKey   []byte
	Force    bool
}

// LoggedIn is the clear answer of a login, members in the portal's order.
type LoggedIn struct {
	ClientId    string
	UserName    string
	AuthToken   string
	Sek         string
	TokenExpiry string
}

// Client finds the world of a client id and checks the secret: 1011, 1012, 1010.
func (s *Service) Client(id, secret string) (*world.World, error) {
	switch {
	case id == "":
		return nil, fault.New(fault.ClientIDMissing)
	case secret == "":
		return nil, fault.New(fault.ClientSecretMissing)
	}
	w, ok := s.Worlds.Get(id)
	if !ok || !SameSecret(secret, w.Secret()) {
		return nil, fault.New(fault.InvalidClient)
	}
	return w, nil
}

// LogIn authenticates a user of w and returns the AuthToken with its Sek wrapped under the AppKey of this call. The
// order of the refusals is protocol reference 21.1, from row 5 on.
func (s *Service) LogIn(ctx context.Context, w *world.World, in Login) (Answer, error) {
	gstin := strings.ToUpper(strings.TrimSpace(in.Gstin))
	if gstin == "" && in.Version != "1.03" {
		return Answer{}, fault.New(fault.GstinHeaderMissing)
	}
	if strings.TrimSpace(in.UserName) == "" {
		return Answer{}, fault.New(fault.UserNameMissing)
	}
	if strings.TrimSpace(in.Password) == "" || (strings.TrimSpace(in.AppKey) == "" && len(in.RawKey) == 0) {
		return Answer{}, fault.New(fault.AuthIncomplete)
	}
	key, err := appKey(in)
	if err != nil {
		return Answer{}, err
	}
	user, err := s.user(w, in)
	if err != nil {
		return Answer{}, err
	}
	if gstin != "" && gstin != user.Gstin {
		return Answer{}, fault.New(fault.GstinNotOfUser)
	}
	if t, ok := w.Taxpayer(user.Gstin); !ok || !mayLogIn(t) {
		return Answer{}, fault.New(fault.InactiveUser)
	}
	session, err := s.session(ctx, w, user, false, in.Force)
	if err != nil {
		return Answer{}, err
	}
	sek, err := seal.WrapSek(key, session.Sek)
	if err != nil {
		return Answer{}, err
	}
	w.HandOver(user.Name, world.Handed{AppKey: key, Sek: sek})
	return Answer{Value: LoggedIn{
		ClientId: w.ID, UserName: user.Name, AuthToken: session.Token, Sek: sek, TokenExpiry: stamp(session.Expires),
	}}, nil
}

func appKey(in Login) ([]byte, error) {
	key := in.RawKey
	if len(key) == 0 {
		var err error
		if key, err = seal.ParseAppKey(in.AppKey); err != nil {
			return nil, fault.New(fault.AppKeyUnreadable)
		}
	}
	if len(key) != 16 && len(key) != 32 {
		return nil, fault.New(fault.AppKeyUnreadable)
	}
	return key, nil
}

func (s *Service) user(w *world.World, in Login) (world.User, error) {
	user, ok := w.User(in.UserName)
	if !ok {
		if s.Worlds.OtherWorldHas(w.ID, in.UserName) {
			return user, fault.New(fault.UserOfOtherClient)
		}
		return user, fault.New(fault.UnknownUser)
	}
	if !SameSecret(in.Password, user.Password) {
		return user, fault.New(fault.WrongPassword)
	}
	return user, nil
}

// mayLogIn is code 1014's condition. A suspended or cancelled taxpayer logs in, because it may still cancel and read
// (validations reference §10); an operator need not be enabled.
func mayLogIn(t taxpayer.Taxpayer) bool {
	if t.Status == taxpayer.Inactive || t.Status == taxpayer.Provisional {
		return false
	}
	return t.Enabled || t.Type == taxpayer.TCS
}

// session returns the living session of a user at the invoice portal or the e-way bill system, or a new one when there is
// none or a forced refresh falls into the last ten minutes. A replaced token keeps working until its own end.
func (s *Service) session(ctx context.Context, w *world.World, user world.User, eway, force bool) (*world.Session, error) {
	now := w.Clock.Now()
	living := func() *world.Session {
		current := w.CurrentSession(user, eway, now)
		if current != nil && force && current.Expires.Sub(now) <= refreshWindow {
			return nil
		}
		return current
	}
	if current := living(); current != nil { // most logins need not wait for one that is being stored
		return current, nil
	}
	unlock := s.inFlight.lock(w, user.Name)
	defer unlock()
	now = w.Clock.Now()
	if current := living(); current != nil {
		return current, nil
	}
	fresh := &world.Session{
		Sek: w.Chance.Bytes(sekLength), User: user.Name, Gstin: user.Gstin,
		Issued: now, Expires: now.Add(w.Settings().TokenLife()), Eway: eway,
	}
	for taken := true; taken; _, taken = w.Session(fresh.Token) {
		fresh.Token = w.Chance.Text(tokenLength, chance.Alphanumeric)
	}
	return fresh, w.PutSession(ctx, fresh, now)
}

// Credentials are what the headers of a call say, blanks trimmed.
type Credentials struct {
	ClientID, ClientSecret, Gstin, UserName, AuthToken, SupGstin, IRP string
	At                                                                string // the portal of the base URL, see [PortalNamed]
}

// Recognise finds out who calls, for every operation but login, in the order of protocol reference 21.2.
func (s *Service) Recognise(c Credentials) (Caller, error) {
	w, err := s.Client(c.ClientID, c.ClientSecret)
	bare := false
	if err != nil && c.ClientID == "" && c.AuthToken != "" {
		other, ok := s.Worlds.WorldOfToken(c.AuthToken)
		if !ok {
			other = s.Worlds.Default() // a token from before a restart: 1005 makes the client log in again, 1011 would not
		}
		if other.Settings().BareToken {
			w, err, bare = other, nil, true
		}
	}
	if err != nil {
		return Caller{}, err
	}
	caller := Caller{World: w, Gstin: strings.ToUpper(c.Gstin), SupGstin: strings.ToUpper(c.SupGstin), At: c.At, Portal: c.At, Now: w.Clock.Now()}
	switch {
	case w.Blocked("", caller.Now):
		return caller, fault.New(fault.ClientBlocked, w.ID)
	case c.Gstin == "":
		return caller, fault.New(fault.GstinHeaderMissing)
	case c.UserName == "" && !bare:
		return caller, fault.New(fault.UserNameMissing)
	}
	session, ok := w.Session(c.AuthToken)
	if !ok || session.Eway || session.Gateway != "" || !caller.Now.Before(session.Expires) || session.Gstin != caller.Gstin ||
		(c.UserName != "" && !strings.EqualFold(session.User, c.UserName)) {
		return caller, fault.New(fault.InvalidToken)
	}
	caller.Session = session
	if w.Blocked(session.User, caller.Now) {
		return caller, fault.New(fault.UserBlocked, session.User)
	}
	if w.OverRate(caller.Now) {
		return caller, fault.New(fault.OperationExceeded)
	}
	if c.IRP == "" {
		return caller, nil
	}
	if caller.Portal, ok = PortalNamed(c.IRP); !ok || !nic(caller.Portal) {
		return caller, fault.New(fault.InvalidIRP)
	}
	return caller, nil
}

// nic reports whether the header irp may name the portal: it knows the two of NIC only.
func nic(portal string) bool { return portal == "" || portal == "NIC2" }

// Tally counts a refusal against who made the call. Blocks and the rate limit are not counted: they would never end.
func (s *Service) Tally(who Caller, codes []string) {
	if who.World == nil || len(codes) == 0 {
		return
	}
	switch fault.Code(codes[0]) {
	case fault.ClientBlocked, fault.UserBlocked, fault.OperationExceeded, ewayInactive, ewayInactiveUser, ewayWait:
		return
	}
	user := ""
	if who.Session != nil {
		user = who.Session.User
	}
	who.World.Refused(user, who.Now)
}

// AsFault returns the refusal in err, nil when err is not the client's.
func AsFault(err error) *fault.Error {
	f, _ := errors.AsType[*fault.Error](err)
	return f
}
