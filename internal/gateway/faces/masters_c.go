package faces

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/mastersindia"
	"github.com/irpsim/irpsim/internal/registrar"
)

// mastersC is Masters India's pass-through: the portal's own calls and encryption, with the gateway's token sealed beside
// them in other_parameters.
func mastersC() gateway.Face {
	row := func(op, title, method, path string, query ...string) gateway.Row {
		return gateway.Row{Op: op, Title: title, Method: method, Path: path, Query: query, Headers: []string{"client-id"}, Admit: gateway.ByTicket, Sealed: true}
	}
	return gateway.Face{
		Name: "masters-c", Title: "Masters India pass-through", Provider: "Masters India",
		Doc: gateway.Doc{
			Text: "Masters India in front of the portal's own API: its paths and its encryption unchanged, no client secret, and the gateway's " +
				"token sealed with AES-128-CBC in other_parameters. The key pair of the gateway's certificate is the portal's here.",
			Source: "GSP reference 4; github.com/mas02/einvoice_integration_code_python", Confidence: "read from the provider's public sample client",
			Repoint: "replace https://api.mastersindia.co by the simulator's URL, and the gateway's certificate by /_sim/v1/keys/encryption.pem", Page: "masters-india",
		},
		Key: "client_id",
		Rows: []gateway.Row{
			{Op: "token", Title: "Get an access token", Method: http.MethodPost, Path: "/oauth/access_token", Admit: gateway.ByKey, Do: mastersTokenC, Say: mastersTokenSaid},
			row("auth", "Authenticate", http.MethodPost, "/eivital/v1.04/auth"),
			row("generate", "Generate IRN", http.MethodPost, "/eicore/v1.03/Invoice"),
			row("cancel", "Cancel IRN", http.MethodPost, "/eicore/v1.03/Invoice/Cancel"),
			row("get", "Get IRN details", http.MethodGet, "/eicore/v1.03/Invoice/irn/{irn}", "other_parameters"),
		},
		Mine: mastersMine, Who: mastersWhoC, Say: mastersTokenSaid, Refuse: mastersRefuse, Deny: mastersDenyB,
	}
}

// maxMine is how much of a body is looked at to tell whose it is: as much as the portal takes.
const maxMine = 2 << 20

// mastersMine knows a request of the pass-through by what only it sends: other_parameters, or a sealed login.
func mastersMine(r *http.Request) bool {
	if r.Method == http.MethodGet {
		return gateway.ParseQuery(r.URL.RawQuery).First("other_parameters") != ""
	}
	login := r.Header.Get("client-id") == "" // of the gateway: it names no client in the headers
	if r.Body == nil || gateway.HeaderOf(r, "client_secret") != "" {
		return false
	}
	seen, err := io.ReadAll(io.LimitReader(r.Body, maxMine))
	r.Body = unread{io.MultiReader(bytes.NewReader(seen), failing{r.Body, err}), r.Body}
	if login {
		return bytes.Contains(seen, []byte(`"credentials_data"`))
	}
	return bytes.Contains(seen, []byte(`"other_parameters"`))
}

// unread is a body of which something was looked at.
type unread struct {
	io.Reader
	io.Closer
}

// failing goes on where reading failed: the error is told again, to whom it concerns.
type failing struct {
	rest io.Reader
	err  error
}

func (f failing) Read(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.rest.Read(p)
}

func mastersWhoC(x *gateway.Exchange) gateway.Who {
	if x.Row.Op == "token" {
		m := mastersState(x)
		m.login, m.key, m.err = mastersSealedLogin(x)
		who := gateway.Who{Key: m.login.ClientID, KeySecret: m.login.ClientSecret}
		who.UserName = m.login.Username
		return who
	}
	var sent struct {
		Parameters string `json:"other_parameters"`
	}
	_ = json.Unmarshal(x.Sent, &sent) // what cannot be read has no token
	who := gateway.Who{Key: gateway.HeaderOf(x.Request, "client-id")}
	who.Gstin, who.UserName = gateway.HeaderOf(x.Request, "gstin"), gateway.HeaderOf(x.Request, "user_name")
	who.AuthToken = gateway.HeaderOf(x.Request, "authtoken")
	who.Ticket = mastersTicketC(x, who.Key, orElse(sent.Parameters, x.Query.First("other_parameters")))
	return who
}

// mastersSealedLogin opens a login and the key that came with it.
func mastersSealedLogin(x *gateway.Exchange) (l mastersindia.Login, key string, err error) {
	var sealed mastersindia.SealedLogin
	if json.Unmarshal(x.Sent, &sealed) != nil {
		return l, "", mastersindia.ErrJSON
	}
	l, raw, err := sealed.Open(x.OpenRSA)
	return l, string(raw), err
}

// mastersTicketC opens other_parameters with the keys of the world's living tokens, of which one fits.
func mastersTicketC(x *gateway.Exchange, clientID, parameters string) string {
	w, ok := x.Registrar.Worlds.Get(clientID)
	if !ok {
		w = x.Registrar.Worlds.Default()
	}
	_, keys, _ := w.Secrets("")
	for _, key := range keys {
		if len(key) != mastersindia.KeySize || parameters == "" {
			continue
		}
		token, ok := mastersindia.OpenParameters(key, parameters)
		if session, known := w.Session(token); ok && known && session.Gateway == x.Face.Name && bytes.Equal(session.Sek, key) {
			return token
		}
	}
	return ""
}

// mastersPassed is the answer of a login to the pass-through, whose client reads accessToken.
type mastersPassed struct {
	Token   string `json:"accessToken"`
	Expires int64  `json:"expires_in"` // seconds
	Type    string `json:"token_type"`
}

func mastersTokenC(ctx context.Context, x *gateway.Exchange) (registrar.Answer, error) {
	m := mastersState(x)
	if m.err != nil || len(m.key) != mastersindia.KeySize {
		return registrar.Answer{}, gateway.Deny(gateway.BadRequest, "the login does not open: credentials_data is hexadecimal AES-128-CBC under the key "+
			"that app_key seals with RSA PKCS#1 v1.5 for the certificate of GET /_sim/v1/keys/encryption.pem")
	}
	session, _, err := mastersGrant(ctx, x, m.login, registrar.Ticket{Life: mastersindia.OAuthLife * time.Second, Hex: true, Key: []byte(m.key)})
	if err != nil {
		return registrar.Answer{}, err
	}
	return registrar.Answer{Value: mastersPassed{session.Token, secondsLeft(x, session), "bearer"}}, nil
}
