package api

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/seal"
)

// rekLength is the size of the key that an answer to a read is sealed under.
const rekLength = 32

// ewayBroken is the e-way bill system's word for a failure of its own.
const ewayBroken fault.Code = "114"

// ewayFace is the e-way bill system's: lower-case members, status as text, refusals as codes without texts. One path
// takes every change, told apart by the member action; reads are GET calls with a path each.
type ewayFace struct{ s *Server }

func (ewayFace) name() string { return "eway" }

// ewayActions are the actions of the one path. The key is what the member action says.
func (s *Server) ewayActions() map[string]func(context.Context, registrar.Caller, []byte) (registrar.Answer, error) {
	return map[string]func(context.Context, registrar.Caller, []byte) (registrar.Answer, error){
		"CANEWB":            s.registrar.CancelEWB,
		"GENEWAYBILL":       s.registrar.MakeEWB,
		"VEHEWB":            s.registrar.UpdateVehicle,
		"UPDATETRANSPORTER": s.registrar.UpdateTransporter,
		"EXTENDVALIDITY":    s.registrar.ExtendEWB,
	}
}

// open recognises the caller and opens data, in the order of protocol reference 21.5, ewayapi.
func (f ewayFace) open(c *call) error {
	caller, err := f.s.registrar.RecogniseEway(c.who)
	c.recognised(caller)
	if err != nil {
		return err
	}
	if c.Method == http.MethodGet {
		return nil
	}
	if c.tooLarge {
		return fault.TooLarge()
	}
	var body struct{ Action, Data string }
	_ = json.Unmarshal(c.body, &body) // what cannot be read names no action
	action := strings.ToUpper(strings.TrimSpace(body.Action))
	if _, known := f.s.ewayActions()[action]; !known {
		return fault.New(fault.EwaybillAction)
	}
	c.params["action"] = action
	c.entry.API = c.route.API + "-" + strings.ToLower(action)
	if body.Data == "" {
		return fault.New(fault.EwaybillNoData)
	}
	c.entry.Request.Cipher = body.Data
	plain, err := seal.Open(caller.Session.Sek, body.Data)
	if err != nil {
		return fault.New(fault.EwaybillUndecryptable)
	}
	// The documentation puts Base64 between JSON and cipher, working clients do not: both pass.
	c.plain = unwrapText(plain)
	c.entry.Request.Plain = string(c.plain)
	if !bytes.HasPrefix(bytes.TrimSpace(c.plain), []byte("{")) || !json.Valid(c.plain) {
		return fault.New(fault.EwaybillJSON)
	}
	return nil
}

func (f ewayFace) reply(c *call, a registrar.Answer) error {
	plain, err := marshal(a.Value)
	if err != nil {
		return err
	}
	if c.Method == http.MethodGet {
		return f.replyRead(c, plain)
	}
	data := seal.Seal(c.caller.Session.Sek, plain)
	c.entry.Response.Cipher, c.entry.Response.Plain = data, string(plain)
	return writeEway(c, struct {
		Status string  `json:"status"`
		Data   string  `json:"data"`
		Alert  *string `json:"alert"`
	}{"1", data, nil})
}

// replyRead seals an answer to a read under a key of its own, which travels under the Sek, with a hash of the Base64 of
// the text under that key.
func (f ewayFace) replyRead(c *call, plain []byte) error {
	rek := c.caller.World.Chance.Bytes(rekLength)
	data := seal.Seal(rek, plain)
	mac := hmac.New(sha256.New, rek)
	mac.Write([]byte(base64.StdEncoding.EncodeToString(plain)))
	c.entry.Response.Cipher, c.entry.Response.Plain = data, string(plain)
	return writeEway(c, struct {
		Status string `json:"status"`
		Data   string `json:"data"`
		Rek    string `json:"rek"`
		Hmac   string `json:"hmac"`
	}{"1", data, seal.Seal(c.caller.Session.Sek, rek), base64.StdEncoding.EncodeToString(mac.Sum(nil))})
}

func (f ewayFace) refuse(c *call, e *fault.Error) {
	codes := e.Codes()
	for i, code := range codes {
		if code == string(fault.SchemaError) { // the invoice portal's word for a body that is too large
			codes[i] = string(fault.EwaybillJSON)
		}
	}
	text, _ := marshal(struct { // a text always marshals
		ErrorCodes string `json:"errorCodes"`
	}{strings.Join(codes, ",")})
	c.entry.Response.Plain = string(text)
	_ = writeEway(c, struct {
		Status string  `json:"status"`
		Error  string  `json:"error"`
		Info   *string `json:"info"`
	}{"0", base64.StdEncoding.EncodeToString(text), nil})
}

func (f ewayFace) broken(c *call) { f.refuse(c, fault.New(ewayBroken)) }

func writeEway(c *call, v any) error {
	body, err := marshal(v)
	if err != nil {
		return err
	}
	c.write(jsonType, http.StatusOK, body)
	return nil
}

func (s *Server) ewayAction(ctx context.Context, c *call) (registrar.Answer, error) {
	return s.ewayActions()[c.params["action"]](ctx, c.caller, c.plain)
}

// ewayRead makes an operation of a read.
func (s *Server) ewayRead(do func(context.Context, registrar.Caller, registrar.EwayQuery) (registrar.Answer, error)) operation {
	return func(ctx context.Context, c *call) (registrar.Answer, error) {
		return do(ctx, c.caller, registrar.EwayQuery{
			EwbNo: c.query.first("ewbno"), Date: c.query.first("date"), DocType: c.query.first("doctype"), DocNo: c.query.first("docno"),
		})
	}
}

// ewayAuthFace opens the e-way bill system's own login. Its current form seals everything under RSA, as version 1.04 of
// the invoice portal's does; the older one only password and app_key.
type ewayAuthFace struct{ ewayFace }

// ewayLogin is the login's text, and its body in the older form.
type ewayLogin struct {
	Action   string `json:"action"`
	UserName string `json:"username"`
	Password string `json:"password"`
	AppKey   string `json:"app_key"`
	Data     string `json:"data"`
}

func (f ewayAuthFace) open(c *call) error {
	who := c.who
	w, err := f.s.registrar.EwayClient(who, fault.EwaybillTokenOfOther)
	c.world, c.entry.Gstin = w, who.Gstin
	if err != nil {
		return err
	}
	if c.tooLarge {
		return fault.TooLarge()
	}
	login, raw, err := f.read(c)
	if err != nil {
		return err
	}
	c.entry.UserName = login.UserName
	c.opened = &opened{eway: registrar.EwayLogin{
		Gstin: who.Gstin, UserName: login.UserName, Password: login.Password, AppKey: login.AppKey, RawKey: raw,
	}}
	return nil
}

func (f ewayAuthFace) read(c *call) (login ewayLogin, rawKey []byte, err error) {
	if json.Unmarshal(c.body, &login) != nil {
		return login, nil, fault.New(fault.EwaybillJSON)
	}
	switch {
	case login.Data != "":
		c.entry.Request.Cipher = login.Data
		plain, err := f.s.unseal(c, seal.OpenAuth, login.Data)
		if errors.Is(err, seal.ErrInner) && !c.world.Settings().StrictCrypto {
			plain, err = f.s.unseal(c, seal.OpenRSA, login.Data)
		}
		if err != nil {
			return login, nil, fault.New(fault.EwaybillUndecryptable)
		}
		c.entry.Request.Plain = string(plain)
		outer := login.Action
		login = ewayLogin{Action: outer}
		if json.Unmarshal(plain, &login) != nil {
			return login, nil, fault.New(fault.EwaybillJSON)
		}
	case login.Password != "" && login.AppKey != "":
		password, err := f.s.unseal(c, seal.OpenRSA, login.Password)
		if err == nil {
			rawKey, err = f.s.unseal(c, seal.OpenRSA, login.AppKey)
		}
		if err != nil {
			return login, nil, fault.New(fault.EwaybillUndecryptable)
		}
		login.Password = string(password)
	default:
		return login, nil, fault.New(fault.EwaybillNoData)
	}
	if !strings.EqualFold(strings.TrimSpace(login.Action), "ACCESSTOKEN") {
		return login, nil, fault.New(fault.EwaybillAction)
	}
	return login, rawKey, nil
}

func (f ewayAuthFace) reply(c *call, a registrar.Answer) error {
	text, err := marshal(a.Value)
	if err != nil {
		return err
	}
	c.entry.Response.Plain = string(text)
	c.write(jsonType, http.StatusOK, text)
	return nil
}

func (s *Server) ewayLogIn(ctx context.Context, c *call) (registrar.Answer, error) {
	return s.registrar.EwayLogIn(ctx, c.who, c.opened.eway)
}
