package lab

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
	"github.com/irpsim/irpsim/internal/world"
)

const maxLogin = 16 << 10 // characters of a login that are looked at; RSA takes 183 bytes

// loginView is the page of logins.
type loginView struct {
	frame
	Old    bool
	Users  []string
	User   string
	JSON   string // what stands in the box
	First  stage
	Stages []stage
	Made   *login
	Says   *verdict // what the portal answers to the mistake
	Sent   *sent
	Curl   string
}

// sent is a login that went over the wire.
type sent struct {
	Exchange wire.Exchange
	Answer   wire.Envelope
	Request  block
	Reply    block
	Token    string
	Wrapped  block
	Sek      block
	Trouble  string // why the Sek did not open
}

func (l *lab) login(v *page.Visit) (page.Answer, error) {
	d, err := l.loginView(v, "")
	if err != nil {
		return page.Answer{}, err
	}
	if v.Get("exchange") != "" {
		d.Own, err = l.ownExchange(v, "login", v.Get("exchange"))
	} else {
		d.Own, err = l.ownSample(v, "login")
	}
	return page.Answer{Title: "Crypto laboratory: log in", Template: "lab/login", Part: "lab/login", View: d}, err
}

// loginEdit computes everything behind an edited login again.
func (l *lab) loginEdit(v *page.Visit) (page.Answer, error) {
	text := v.PostFormValue("json")
	if len(text) > maxLogin {
		return page.Answer{}, page.Bad("A login has no more than 183 bytes of JSON; this has "+page.Grouped(len(text))+".", "Take out what does not belong there.")
	}
	d, err := l.loginView(v, text)
	if err == nil && !v.Partial {
		d.Own, err = l.ownSample(v, "login")
	}
	return page.Answer{Title: "Crypto laboratory: log in", Template: "lab/login", Part: "lab/login-rest", View: d}, err
}

// loginSend sends what the page shows.
func (l *lab) loginSend(v *page.Visit) (page.Answer, error) {
	text, body := v.PostFormValue("json"), v.PostFormValue("body")
	if len(text) > maxLogin || len(body) > maxPaste {
		return page.Answer{}, page.Bad("That is longer than any login.", "Load the page again.")
	}
	d, err := l.loginView(v, text)
	if err != nil {
		return page.Answer{}, err
	}
	d.Sent = l.sendLogin(v, d, body)
	if !v.Partial {
		d.Own, err = l.ownSample(v, "login")
	}
	return page.Answer{Title: "Crypto laboratory: log in", Template: "lab/login", Part: "lab/login-sent", View: d}, err
}

// loginView makes the login of the address, or of an edited text.
func (l *lab) loginView(v *page.Visit, text string) (*loginView, error) {
	d := &loginView{frame: l.frame(v, "login", "Every byte of a login, in the order your program makes them. Change the text and watch the rest follow.")}
	if err := d.broken(v); err != nil {
		return nil, err
	}
	d.Old = v.Get("v") == "1.03"
	user, err := d.who(v)
	if err != nil {
		return nil, err
	}
	c := &client{Keys: v.Keys, Draw: l.draw, AppKey: l.draw.Bytes(32), Sek: l.draw.Bytes(32)}
	d.JSON = text
	if text == "" {
		d.JSON = loginText(user, b64(c.AppKey))
	} else if key, err := seal.ParseAppKey(member([]byte(text), "AppKey")); err == nil && len(key) == 32 {
		c.AppKey = key
	}
	way := rightLogin()
	way.old = d.Old
	if d.Break != nil {
		way.old = false
		d.Break.Login(&way)
		d.Old = way.old
	}
	d.Made = way.make(c, []byte(d.JSON))
	if d.Break != nil && d.Made.Err == nil {
		says := judge{v.Keys, v.World, v.World.Settings().StrictCrypto}.login(v.Context(), d.Made.Path, d.Made.Body)
		d.Says = &says
	}
	d.stages()
	if len(d.Made.Body) > 0 && len(d.Made.Body) < maxLogin {
		d.Curl = loginCurl(v, user, d.Made)
	}
	return d, nil
}

// who picks the user of the address.
func (d *loginView) who(v *page.Visit) (world.User, error) {
	for _, u := range v.World.Users() {
		if len(d.Users) < 50 {
			d.Users = append(d.Users, u.Name)
		}
	}
	user, ok := v.User()
	if name := v.Get("user"); name != "" {
		if user, ok = v.World.User(name); !ok {
			return user, page.Missing("This world has no user "+name+".", "Controls, Worlds lists them.")
		}
	}
	if !ok {
		return user, page.Bad("This world has no API user.", "Add one under Controls, Worlds.")
	}
	d.User = user.Name
	return user, nil
}

func loginText(user world.User, appKey string) string {
	b, _ := json.Marshal(struct { // texts: cannot fail
		UserName, Password, AppKey string
		ForceRefreshAccessToken    bool
	}{user.Name, user.Password, appKey, false})
	return string(b)
}

// stages are the steps with their bytes.
func (d *loginView) stages() {
	m, limit := d.Made, 245
	d.First = stage{ID: "write", State: "ok", Title: "Write the login", Op: "JSON"}
	if d.Break != nil && (d.Break.At == atJSON || d.Break.At == atAppKey) {
		d.First.State, d.First.Broken = "bad", d.Break.Says
		d.First.Blocks = []block{shown(page.Plain, "what is written instead", printable(m.JSON), bytesOf(len(m.JSON)), false)}
	}
	if m.Old {
		d.oldStages()
		return
	}
	inner := stage{ID: "inner", State: "ok", Title: "Write it in Base64", Op: "Base64( utf-8 )"}
	inner.Blocks = []block{shown(page.Coded, "what RSA will see", printable(m.Inner), chars(len(m.Inner)), d.Hex)}
	if d.Break != nil && (d.Break.At == atInner || len(m.JSON) == len(m.Inner)) {
		inner.Blocks[0].Material = page.Plain
	}
	inner.Meter = &meter{len(m.Inner), limit, min(len(m.Inner), limit), room(len(m.JSON), len(m.Inner), limit)}
	sealed := stage{ID: "seal", State: "ok", Title: "Encrypt with the public key", Op: "RSA-2048, PKCS#1 v1.5",
		Note: "The padding holds chance bytes, so the same login gives other cipher text every time. Reload and see."}
	out := stage{ID: "text", State: "ok", Title: "Base64 again, into the envelope", Op: `{"Data": …}`}
	switch {
	case errors.Is(m.Err, seal.ErrTooLong):
		sealed.State, out.State = "bad", "off"
		sealed.Note = fmt.Sprintf("One RSA block takes %d bytes; this has %d. Your library refuses here, so nothing is sent.", limit, len(m.Inner))
	case m.Err != nil:
		sealed.State, out.State, sealed.Note = "bad", "off", m.Err.Error()
	default:
		sealed.Blocks = []block{{page.Code(page.Cipher, "RSA block", dump(m.Raw)), bytesOf(len(m.Raw)) + ", as hex"}}
		if !d.Hex {
			sealed.Blocks[0] = shown(page.Cipher, "RSA block", []byte(groupedHex(m.Raw)), bytesOf(len(m.Raw)), false)
		}
		out.Blocks = []block{shown(page.Cipher, "Data", []byte(m.Data), chars(len([]rune(m.Data))), false)}
		if d.Break != nil && (d.Break.Mistake.ID == "not-encrypted" || d.Break.Mistake.ID == "sent-plain" || d.Break.At == atBody) {
			sealed.Blocks = nil
			out.Blocks[0].Material = page.Plain
		}
	}
	d.Stages = []stage{inner, sealed, out}
	d.mark()
}

// mark puts the mistake on the stage where it is made.
func (d *loginView) mark() {
	if d.Break == nil {
		return
	}
	at := map[step]string{atInner: "inner", atSeal: "seal", atText: "text", atBody: "text"}[d.Break.At]
	for i := range d.Stages {
		if d.Stages[i].ID == at {
			d.Stages[i].State, d.Stages[i].Broken = "bad", d.Break.Says
		}
	}
}

// oldStages are those of version 1.03, which seals two members one by one.
func (d *loginView) oldStages() {
	m := d.Made
	sealed := stage{ID: "seal", State: "ok", Title: "Encrypt password and AppKey, each by itself", Op: "RSA-2048, PKCS#1 v1.5",
		Note: "No Base64 before RSA here: the characters of the password, and the 32 bytes of the AppKey themselves."}
	out := stage{ID: "text", State: "ok", Title: "Put both into the object", Op: `{"Data": { … }}`}
	if m.Err != nil {
		sealed.State, out.State, sealed.Note = "bad", "off", m.Err.Error()
	} else {
		sealed.Blocks = []block{
			shown(page.Cipher, "Password", []byte(m.Password), chars(len(m.Password)), d.Hex), shown(page.Cipher, "AppKey", []byte(m.AppKey), chars(len(m.AppKey)), d.Hex),
		}
		out.Blocks = []block{shown(page.Plain, "Data", []byte(m.Data), chars(len(m.Data)), d.Hex)}
	}
	d.Stages = []stage{sealed, out}
	d.mark()
}

// room says by how much the login may grow: three bytes of JSON make four of Base64.
func room(text, used, limit int) string {
	left := limit - used
	if used == base64.StdEncoding.EncodedLen(text) {
		left = limit/4*3 - text
	}
	if used > limit {
		return "more than RSA-2048 with PKCS#1 v1.5 can hold."
	}
	return fmt.Sprintf("what RSA-2048 with PKCS#1 v1.5 can hold. User name and password may grow by %s, no more.", bytesOf(max(0, left)))
}

// groupedHex writes bytes as hex in groups of eight.
func groupedHex(b []byte) string {
	var out strings.Builder
	for i, c := range b[:min(len(b), maxDump)] {
		if i > 0 && i%8 == 0 {
			out.WriteByte(' ')
		}
		fmt.Fprintf(&out, "%02x", c)
	}
	if len(b) > maxDump {
		fmt.Fprintf(&out, " … %s bytes more", page.Grouped(len(b)-maxDump))
	}
	return out.String()
}

func loginHeaders(v *page.Visit, gstin string) []wire.Header {
	return []wire.Header{{Name: "client_id", Value: v.World.ID}, {Name: "client_secret", Value: v.World.Secret()}, {Name: "Gstin", Value: gstin}, {Name: "Content-Type", Value: "application/json"}}
}

func loginCurl(v *page.Visit, user world.User, m *login) string {
	return curl(http.MethodPost, v.Kit.URL()+m.Path, loginHeaders(v, user.Gstin), m.Body)
}

// curl writes a call of the IRP as a line for a shell.
func curl(method, url string, headers []wire.Header, body string) string {
	var b strings.Builder
	b.WriteString("curl -sS -X " + method + " " + page.Quote(url))
	for _, h := range headers {
		b.WriteString(" \\\n  -H " + page.Quote(h.Name+": "+h.Value))
	}
	b.WriteString(" \\\n  -d " + page.Quote(body))
	return b.String()
}

// sendLogin sends a body and opens what comes back with the AppKey of the text.
func (l *lab) sendLogin(v *page.Visit, d *loginView, body string) *sent {
	user, ok := v.World.User(member([]byte(d.JSON), "UserName"))
	if !ok {
		user, _ = v.World.User(d.User)
	}
	headers := loginHeaders(v, user.Gstin)
	x := v.Wire.Send(v.Context(), v.World, wire.Request{Method: http.MethodPost, Path: d.Made.Path, Headers: headers, Body: body})
	s := &sent{Exchange: x, Answer: wire.Read(x.Answer, nil)}
	var head strings.Builder
	for _, h := range headers {
		head.WriteString(h.Name + ": " + h.Value + "\n")
	}
	s.Request = block{page.Code("", "request", head.String()+"\n"+body), "headers and body"}
	s.Reply = block{page.Code(page.Plain, "answer", page.Indent(x.Answer)), fmt.Sprintf("HTTP %d · %s", x.Status, page.Millis(x.Took))}
	var got struct{ AuthToken, Sek string }
	if !s.Answer.OK || json.Unmarshal([]byte(s.Answer.Data), &got) != nil {
		return s
	}
	s.Token = got.AuthToken
	s.Wrapped = shown(page.Cipher, "Sek, as sent", []byte(got.Sek), chars(len(got.Sek)), false)
	key, err := seal.ParseAppKey(member([]byte(d.JSON), "AppKey"))
	if err == nil {
		var sek []byte
		if sek, err = seal.UnwrapSek(key, got.Sek); err == nil {
			s.Sek = shown(page.Key, "session key", []byte(base64.StdEncoding.EncodeToString(sek)), bytesOf(len(sek)), false)
		}
	}
	if err != nil {
		s.Trouble = err.Error()
	}
	return s
}
