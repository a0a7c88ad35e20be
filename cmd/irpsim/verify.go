package main

import (
	"bytes"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/keys"
)

type verifyCmd struct {
	File string `arg:"" help:"A SignedInvoice or SignedQRCode, or a JSON answer that holds them; - is stdin."`
	Key  string `placeholder:"FILE" help:"Public key or certificate of the signer; the built-in test key unless given."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (verifyCmd) Help() string {
	return `Checks signature and IRN of the tokens that a registration gives, and shows what they say. Ends with 3 when one does not hold.

    irpsim register --json invoice.json | irpsim verify -`
}

// verdict is what verify found of one token.
type verdict struct {
	Name       string          `json:"name"`
	Valid      bool            `json:"valid"` // signature and IRN both hold
	Problem    string          `json:"problem,omitempty"`
	Issuer     string          `json:"issuer,omitempty"`
	Kid        string          `json:"kid,omitempty"`
	Irn        string          `json:"irn,omitempty"`
	Recomputed string          `json:"recomputed_irn,omitempty"`
	Claims     json.RawMessage `json:"claims,omitempty"` // the inner text as signed; not to be trusted unless valid
	Simulated  bool            `json:"simulated"`        // always true: it is a simulator that checked
}

// Run verifies every token in the file.
func (c *verifyCmd) Run(a *app) error {
	signers, err := c.signers()
	if err != nil {
		return err
	}
	raw, err := a.readInput(c.File)
	if err != nil {
		return err
	}
	found, err := tokens(raw)
	if err != nil {
		return &exit{code: exitFindings, err: fmt.Errorf("%s: %w", c.File, err)}
	}
	bad := false
	list := []verdict{}
	for _, t := range found {
		v := judge(t, signers)
		bad = bad || !v.Valid
		list = append(list, v)
	}
	if c.JSON {
		err = a.printJSON(list)
	} else {
		err = a.showVerdicts(list)
	}
	if err == nil && bad {
		return findings()
	}
	return err
}

// signers are the keys that a token may be signed with: the one that was named, else the two that ship with irpsim.
func (c *verifyCmd) signers() ([]*rsa.PublicKey, error) {
	if c.Key == "" {
		var both []*rsa.PublicKey
		for _, read := range []func() (*keys.Set, error){keys.Default, keys.Fast} {
			set, err := read()
			if err != nil {
				return nil, err
			}
			both = append(both, &set.Signing.PublicKey)
		}
		return both, nil
	}
	text, err := os.ReadFile(c.Key)
	if err != nil {
		return nil, usage("--key: %w", err)
	}
	key, err := client.ParsePublicKey(text)
	if err != nil {
		return nil, usage("--key: %s: %w", c.Key, err)
	}
	return []*rsa.PublicKey{key}, nil
}

func judge(t namedToken, signers []*rsa.PublicKey) verdict {
	claims, err := irn.Verify(t.text, signers[0])
	for _, other := range signers[1:] {
		if !errors.Is(err, irn.ErrSignature) {
			break
		}
		claims, err = irn.Verify(t.text, other)
	}
	v := verdict{
		Name: first(string(claims.Kind), t.name), Issuer: claims.Issuer, Kid: claims.Header.Kid,
		Irn: claims.IRN, Recomputed: claims.Recomputed, Simulated: true,
	}
	if json.Valid(claims.Data) {
		v.Claims = claims.Data
	}
	switch {
	case err != nil:
		v.Problem = err.Error()
	case !claims.IRNEqual():
		v.Problem = "the signature holds, but the IRN is not that of the supplier, date, type and number in the token"
	default:
		v.Valid = true
	}
	return v
}

func (a *app) showVerdicts(list []verdict) error {
	var b bytes.Buffer
	for _, v := range list {
		if v.Valid {
			fmt.Fprintf(&b, "%s: valid\n", v.Name)
		} else {
			fmt.Fprintf(&b, "%s: NOT VALID, %s\n", v.Name, v.Problem)
		}
		if v.Kid != "" {
			fmt.Fprintf(&b, "  signed by   kid %s, iss %s\n", v.Kid, v.Issuer)
		}
		if v.Irn != "" {
			equal := "as recomputed"
			if v.Irn != v.Recomputed {
				equal = "recomputed " + first(v.Recomputed, "not possible")
			}
			fmt.Fprintf(&b, "  IRN         %s (%s)\n", v.Irn, equal)
		}
		if v.Claims != nil {
			b.WriteString("  claims      ")
			if err := json.Indent(&b, v.Claims, "  ", "  "); err != nil {
				return err
			}
			b.WriteByte('\n')
		}
	}
	b.WriteString("SIMULATED: checked by a simulator, no legal value.\n")
	return a.print("%s", b.String())
}

// namedToken is a token found in the input.
type namedToken struct{ name, text string }

// maxTokens bounds the tokens looked at in one input.
const maxTokens = 10_000

// tokens finds what is to be verified: the text itself, or the members of JSON that are called SignedInvoice or
// SignedQRCode, in any of several values one after the other.
func tokens(raw []byte) ([]namedToken, error) {
	text := strings.Trim(strings.TrimSpace(string(raw)), `"`)
	if !strings.ContainsAny(text, "{[ \n") && strings.Count(text, ".") == 2 {
		return []namedToken{{"token", text}}, nil
	}
	var found []namedToken
	dec := json.NewDecoder(bytes.NewReader(raw))
	for dec.More() {
		var v any
		if err := dec.Decode(&v); err != nil {
			return nil, fmt.Errorf("neither a token nor JSON: %w", err)
		}
		found = collect(found, v)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no SignedInvoice and no SignedQRCode in the JSON; an encrypted answer must be opened first")
	}
	return found, nil
}

func collect(found []namedToken, v any) []namedToken {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			found = collect(found, e)
		}
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			s, isText := v[name].(string)
			switch {
			case !isText:
				found = collect(found, v[name])
			case len(found) < maxTokens && (strings.EqualFold(name, "SignedInvoice") || strings.EqualFold(name, "SignedQRCode")):
				found = append(found, namedToken{name, s})
			}
		}
	}
	return found
}
