package main

import (
	"bytes"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/seal"
)

// sekFlags say which key a payload is sealed with.
type sekFlags struct {
	Key       string `placeholder:"BASE64" help:"The Sek: unwrapped, or with --app-key as the login answered it. No simulator is needed."`
	AppKey    string `placeholder:"BASE64" help:"The AppKey of the login, to unwrap the Sek."`
	AuthToken string `placeholder:"TOKEN" help:"Use the Sek behind this token; the simulator is asked."`
}

// key returns the Sek that was given, nil when there is a token in its place.
func (f *sekFlags) key() ([]byte, error) {
	switch {
	case (f.Key == "") == (f.AuthToken == ""):
		return nil, usage("give either --key with the Sek, or --auth-token")
	case f.Key == "" && f.AppKey != "":
		return nil, usage("--app-key unwraps a Sek; give that with --key")
	case f.Key == "":
		return nil, nil
	case f.AppKey == "":
		key, err := seal.ParseAppKey(f.Key)
		if err != nil {
			return nil, usage("--key: base64 of 16 or 32 bytes is needed; the Sek of a login's answer is wrapped, give --app-key as well")
		}
		return key, nil
	}
	wrap, err := seal.ParseAppKey(f.AppKey)
	if err != nil {
		return nil, usage("--app-key: base64 of 16 or 32 bytes is needed")
	}
	key, err := seal.UnwrapSek(wrap, f.Key)
	if err != nil {
		return nil, usage("--key: does not unwrap with --app-key: %w; both must be of the same login", err)
	}
	return key, nil
}

// given returns what an argument means: stdin for -, the text of a file of that name, or itself. What looks like the name
// of a file that is not there is a slip more often than a text.
func (a *app) given(arg string) ([]byte, error) {
	if arg == "-" {
		return a.readInput(arg)
	}
	if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() {
		return a.readInput(arg)
	}
	if ext := filepath.Ext(arg); len(ext) > 1 && len(ext) < 7 && !strings.ContainsAny(arg, " {\"\n") {
		return nil, usage("there is no file %s; if that is the text itself, give it on stdin, with - for the name", arg)
	}
	return []byte(arg), nil
}

type encryptCmd struct {
	Text string `arg:"" help:"What to seal: a text, a file, or - for stdin."`
	sekFlags
	Login     bool   `help:"Seal the JSON of a login with the portal's public key instead."`
	PublicKey string `placeholder:"FILE" help:"The portal's encryption key for --login: PEM, DER, or bare base64; asked of the simulator unless given."`
	JSON      bool   `name:"json" help:"As the JSON that is sent: {\"Data\":\"…\"}."`
	steer
}

func (encryptCmd) Help() string {
	return `Seals a payload as a client does: AES-256 in ECB mode with PKCS#7 padding, in Base64. With --login it seals a login: Base64 of RSA of Base64 of the JSON.

    irpsim encrypt --key u0s8BWqZ… invoice.json
    irpsim encrypt --login --public-key encryption.pem --json login.json`
}

// Run seals a text.
func (c *encryptCmd) Run(a *app) error {
	plain, err := a.given(c.Text)
	if err != nil {
		return err
	}
	var data string
	if c.Login {
		data, err = c.login(a, plain)
	} else {
		data, err = c.payload(a, plain)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(map[string]string{"Data": data})
	}
	return a.print("%s\n", data)
}

func (c *encryptCmd) payload(a *app, plain []byte) (string, error) {
	if c.PublicKey != "" {
		return "", usage("--public-key seals logins; give --login as well")
	}
	key, err := c.key()
	if err != nil {
		return "", err
	}
	if key != nil {
		return seal.Seal(key, plain), nil
	}
	if !utf8.Valid(plain) {
		return "", usage("the text is not UTF-8 and cannot be sent to the simulator; give the Sek with --key")
	}
	body, err := json.Marshal(map[string]string{"plain": string(plain), "auth_token": c.AuthToken})
	if err != nil {
		return "", err
	}
	var sealed struct{ Data string }
	err = c.ask(a, http.MethodPost, "/crypto/encrypt", body, &sealed)
	return sealed.Data, err
}

func (c *encryptCmd) login(a *app, plain []byte) (string, error) {
	if c.sekFlags != (sekFlags{}) {
		return "", usage("a login is sealed with the public key; leave out --key, --app-key and --auth-token")
	}
	plain = bytes.TrimSpace(plain)
	if !json.Valid(plain) || !bytes.HasPrefix(plain, []byte("{")) {
		return "", usage(`a login is a JSON object: {"UserName":"…","Password":"…","AppKey":"…","ForceRefreshAccessToken":false}`)
	}
	key, err := c.publicKey(a)
	if err != nil {
		return "", err
	}
	data, err := seal.SealAuth(chance.New(nil, ""), key, plain)
	if errors.Is(err, seal.ErrTooLong) {
		return "", usage("the login has %d bytes, which is %w; write the JSON without white space, and the AppKey as base64 of 32 bytes", len(plain), err)
	}
	return data, err
}

func (c *encryptCmd) publicKey(a *app) (*rsa.PublicKey, error) {
	if c.PublicKey != "" {
		raw, err := a.readInput(c.PublicKey)
		if err != nil {
			return nil, err
		}
		key, err := client.ParsePublicKey(raw)
		if err != nil {
			return nil, usage("--public-key: %s: %w", c.PublicKey, err)
		}
		return key, nil
	}
	pem, err := c.fetch(a, order{method: http.MethodGet, path: "/keys/encryption.pem"})
	if err != nil {
		return nil, err
	}
	return client.ParsePublicKey(pem)
}

type decryptCmd struct {
	Text string `arg:"" help:"What to open: a cipher text, an answer of the portal with it in Data, a file of either, or - for stdin."`
	sekFlags
	steer
}

func (decryptCmd) Help() string {
	return `Opens a payload, of a request or of an answer, and prints its text.

    irpsim decrypt --key u0s8BWqZ… answer.json
    irpsim decrypt --key SEK-OF-THE-LOGIN --app-key u0s8BWqZ… - < answer.json`
}

// Run opens a cipher text.
func (c *decryptCmd) Run(a *app) error {
	raw, err := a.given(c.Text)
	if err != nil {
		return err
	}
	key, err := c.key()
	if err != nil {
		return err
	}
	data := dataOf(raw)
	var plain []byte
	if key != nil {
		if plain, err = seal.Open(key, data); err != nil {
			return fmt.Errorf("it does not open: %w; irpsim diagnose --stage payload --offline names the mistake", err)
		}
	} else if plain, err = c.asked(a, data); err != nil {
		return err
	}
	if isTerminal(a.stdout) {
		plain = append(plain, '\n')
	}
	_, err = a.stdout.Write(plain)
	return err
}

func (c *decryptCmd) asked(a *app, data string) ([]byte, error) {
	body, err := json.Marshal(map[string]string{"data": data, "auth_token": c.AuthToken})
	if err != nil {
		return nil, err
	}
	var opened struct {
		Plain []byte `json:"plain_base64"`
	}
	err = c.ask(a, http.MethodPost, "/crypto/decrypt", body, &opened)
	return opened.Plain, err
}

// dataOf returns the member Data of an envelope, and of anything else the text itself without the line feed at its end. A
// Data that is no text, as in a login of version 1.03, is returned as JSON.
func dataOf(raw []byte) string {
	var envelope struct{ Data json.RawMessage }
	if json.Unmarshal(raw, &envelope) != nil || len(envelope.Data) == 0 || string(envelope.Data) == "null" {
		return string(bytes.TrimRight(raw, "\r\n"))
	}
	var text string
	if json.Unmarshal(envelope.Data, &text) == nil {
		return text
	}
	return string(envelope.Data)
}
