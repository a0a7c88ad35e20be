package registrar

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/world"
)

// What follows serves gateways: they hold the portal's login for their customers, and hand out tokens of their own.

// keyLength is that of the AppKey a gateway draws for a login that brings none.
const keyLength = 32

// LogInPlain authenticates a user whose gateway keeps the encryption to itself: it draws the AppKey. The order of the
// refusals is that of [Service.LogIn].
func (s *Service) LogInPlain(ctx context.Context, w *world.World, in Login) (Answer, error) {
	in.Version, in.RawKey = "1.04", w.Chance.Bytes(keyLength)
	return s.LogIn(ctx, w, in)
}

// Attend admits a caller whose gateway logs in by itself: with the user name, with the password too where the client sends
// one, or by the GSTIN alone. It says what a login would say (1004, 1006, 1017, 1018, 1019, 1015, 1014) and then what every
// call says (3096, 3108). An empty password is not asked for.
func (s *Service) Attend(ctx context.Context, w *world.World, c Credentials, password string) (Caller, error) {
	caller := Caller{
		World: w, Gstin: strings.ToUpper(c.Gstin), SupGstin: strings.ToUpper(c.SupGstin), At: c.At, Portal: c.At, Now: w.Clock.Now(),
	}
	switch {
	case w.Blocked("", caller.Now):
		return caller, fault.New(fault.ClientBlocked, w.ID)
	case c.Gstin == "":
		return caller, fault.New(fault.GstinHeaderMissing)
	}
	user, err := s.attending(w, c, password)
	if err != nil {
		return caller, err
	}
	if user.Gstin != caller.Gstin {
		return caller, fault.New(fault.GstinNotOfUser)
	}
	if t, ok := w.Taxpayer(user.Gstin); !ok || !mayLogIn(t) {
		return caller, fault.New(fault.InactiveUser)
	}
	if caller.Session, err = s.session(ctx, w, user, false, false); err != nil {
		return caller, err
	}
	if w.Blocked(user.Name, caller.Now) {
		return caller, fault.New(fault.UserBlocked, user.Name)
	}
	if w.OverRate(caller.Now) {
		return caller, fault.New(fault.OperationExceeded)
	}
	return caller, nil
}

func (s *Service) attending(w *world.World, c Credentials, password string) (world.User, error) {
	if password != "" {
		if strings.TrimSpace(c.UserName) == "" {
			return world.User{}, fault.New(fault.UserNameMissing)
		}
		return s.user(w, Login{UserName: c.UserName, Password: password})
	}
	if c.UserName != "" {
		user, ok := w.User(c.UserName)
		if !ok && s.Worlds.OtherWorldHas(w.ID, c.UserName) {
			return user, fault.New(fault.UserOfOtherClient)
		} else if !ok {
			return user, fault.New(fault.UnknownUser)
		}
		return user, nil
	}
	for _, user := range w.Users() {
		if strings.EqualFold(user.Gstin, c.Gstin) {
			return user, nil
		}
	}
	return world.User{}, fault.New(fault.GstinNotOfUser)
}

// Ticket is a token of a gateway's own to be handed out.
type Ticket struct {
	Gateway string // name of the face
	Holder  string // whom it is for: a user of the world, or one word for all customers. Never what a client made up
	Gstin   string // "" when the holder speaks for several
	Life    time.Duration
	Hex     bool   // made of small hexadecimal digits
	Key     []byte // a key that goes with it, kept as the session's Sek, the latest one; nil: one is drawn
}

// Grant returns the living token that the gateway gave the holder, or a new one: letters and digits, to be wrapped as the
// gateway likes. It is stored and ends as sessions do.
func (s *Service) Grant(ctx context.Context, w *world.World, t Ticket) (*world.Session, error) {
	unlock := s.inFlight.lock(w, t.Holder)
	defer unlock()
	now := w.Clock.Now()
	if current := w.CurrentTicket(t.Gateway, t.Holder, now); current != nil {
		if t.Key == nil || bytes.Equal(t.Key, current.Sek) {
			return current, nil
		}
		renewed := *current
		renewed.Sek = t.Key
		return &renewed, w.PutSession(ctx, &renewed, now)
	}
	alphabet, key := chance.Alphanumeric, t.Key
	if t.Hex {
		alphabet = hexDigits
	}
	if key == nil {
		key = w.Chance.Bytes(sekLength)
	}
	fresh := &world.Session{
		Sek: key, User: t.Holder, Gstin: t.Gstin, Issued: now, Expires: now.Add(t.Life), Gateway: t.Gateway,
	}
	for taken := true; taken; _, taken = w.Session(fresh.Token) {
		fresh.Token = w.Chance.Text(ticketLength, alphabet)
	}
	return fresh, w.PutSession(ctx, fresh, now)
}

// ticketLength is that of a gateway's token, longer than the portal's so that a reader of the journal tells them apart.
const ticketLength = 40

const hexDigits = "0123456789abcdef"

// EndSession ends a session, of the portal or of a gateway, at an instant.
func (s *Service) EndSession(ctx context.Context, w *world.World, session *world.Session, now time.Time) error {
	ended := *session
	ended.Expires = now
	return w.PutSession(ctx, &ended, now)
}
