package control

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/seal"
)

// sealing is the body of encrypt and decrypt: a text, and the key or the token whose Sek is the key.
type sealing struct {
	Plain     string `json:"plain"`
	Data      string `json:"data"`
	Key       string `json:"key"`
	AuthToken string `json:"auth_token"`
}

// key returns the AES key that the body means: base64 of 16 or 32 bytes, or the Sek behind an AuthToken of the world.
func (c *call) key(in sealing) ([]byte, error) {
	switch {
	case in.Key != "" && in.AuthToken != "":
		return nil, bad("give key or auth_token, not both")
	case in.Key != "":
		key, err := seal.ParseAppKey(in.Key)
		if err != nil {
			return nil, bad("key must be base64 of 16 or 32 bytes")
		}
		return key, nil
	case in.AuthToken != "":
		session, ok := c.world.Session(in.AuthToken)
		if !ok {
			return nil, missing("this world has no session with that auth_token; log in, or name another world with ?world=")
		}
		return session.Sek, nil
	}
	return nil, bad("give key (base64 of the Sek) or auth_token (its Sek is used)")
}

func (s *Server) encrypt(c *call) error {
	var in sealing
	if err := c.read(&in); err != nil {
		return err
	}
	key, err := c.key(in)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, map[string]string{"data": seal.Seal(key, []byte(in.Plain))})
}

func (s *Server) decrypt(c *call) error {
	var in sealing
	if err := c.read(&in); err != nil {
		return err
	}
	key, err := c.key(in)
	if err != nil {
		return err
	}
	plain, err := seal.Open(key, in.Data)
	if err != nil {
		return bad("data does not open with this key: " + err.Error() + "; POST " + Prefix + "/crypto/diagnose names the mistake")
	}
	return c.answer(http.StatusOK, map[string]string{"plain": string(plain), "plain_base64": base64.StdEncoding.EncodeToString(plain)})
}

// verified is what a SignedInvoice or SignedQRCode turns out to be.
type verified struct {
	Valid      bool            `json:"valid"`
	Problem    string          `json:"problem,omitempty"`
	Kind       irn.Kind        `json:"kind,omitempty"`
	Header     any             `json:"header,omitempty"`
	Issuer     string          `json:"issuer,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
	Irn        string          `json:"irn,omitempty"`
	Recomputed string          `json:"recomputed,omitempty"`
	IRNEqual   bool            `json:"irn_equal"`
	Mark       string          `json:"mark"`
}

func (s *Server) verify(c *call) error {
	body, err := c.text()
	if err != nil {
		return err
	}
	token := strings.TrimSpace(string(body))
	var in struct{ Token string }
	if strings.HasPrefix(token, "{") {
		if err := json.Unmarshal(body, &in); err != nil {
			return bad(`send the token as it is, or {"token":"…"}`)
		}
		token = in.Token
	}
	claims, err := irn.Verify(token, &s.Keys.Signing.PublicKey)
	v := verified{
		Valid: err == nil, Kind: claims.Kind, Header: claims.Header, Issuer: claims.Issuer, Irn: claims.IRN,
		Recomputed: claims.Recomputed, IRNEqual: claims.IRNEqual(), Mark: "SIMULATED",
	}
	if json.Valid([]byte(claims.Data)) {
		v.Data = json.RawMessage(claims.Data)
	}
	if err != nil {
		v.Problem = err.Error()
	}
	return c.answer(http.StatusOK, v)
}
