package irn

import (
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/irpsim/irpsim/internal/clock"
)

var (
	// ErrToken means that the text is not a compact JWS whose header and payload are JSON, or is not RS256.
	ErrToken = errors.New("not an RS256 token in three parts; paste the whole SignedInvoice or SignedQRCode")
	// ErrSignature means that another key signed the token, or that it was changed afterwards.
	ErrSignature = errors.New("the signature does not belong to this token and key; compare kid with the certificate, then ask for the token again")
	// ErrClaims means that the payload does not hold what the portal signs.
	ErrClaims = errors.New("signed, but not a SignedInvoice or SignedQRCode")
)

// maxToken bounds a token: documents end at 2 MB, and escaping and base64 make nine bytes and a third of one at worst.
const maxToken = 20 << 20

// Kind of a signed token.
type Kind string

// The two tokens of a registration.
const (
	SignedInvoice Kind = "SignedInvoice"
	SignedQRCode  Kind = "SignedQRCode"
)

// Header is the header of a token; what is missing or no text is "".
type Header struct {
	Alg string `json:"alg"` // RS256
	Kid string `json:"kid"` // SHA-1 thumbprint of the signing certificate, 40 capital hexadecimal digits
	X5t string `json:"x5t"` // the same thumbprint in base64url
	Typ string `json:"typ"` // JWT
}

// Claims is what a token says.
type Claims struct {
	Header Header
	Issuer string
	Data   []byte // the inner JSON text exactly as signed
	Kind   Kind   // "" when the text is neither

	IRN        string // as the token states it
	Recomputed string // from supplier, date, type and number in the token; "" when one of them is missing
}

// IRNEqual tells whether the token's IRN is the one that its own supplier, date, type and number give.
func (c *Claims) IRNEqual() bool { return c.IRN != "" && c.IRN == c.Recomputed }

// Verify checks a SignedInvoice or SignedQRCode against the public key of the signer. Only RS256 passes. The error wraps
// ErrToken, ErrSignature or ErrClaims; Claims then holds what could be read, for diagnosis and not to be trusted.
// An IRN that does not match is not an error: see [Claims.IRNEqual].
func Verify(token string, pub *rsa.PublicKey) (Claims, error) {
	if len(token) > maxToken || pub == nil {
		return Claims{}, ErrToken
	}
	payload := jwt.MapClaims{}
	// The portal sets no dates, so there are none to validate.
	parser := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}), jwt.WithoutClaimsValidation())
	parsed, err := parser.ParseWithClaims(token, payload, func(*jwt.Token) (any, error) { return pub, nil })
	var c Claims
	if parsed != nil {
		c.Header = Header{text(parsed.Header, "alg"), text(parsed.Header, "kid"), text(parsed.Header, "x5t"), text(parsed.Header, "typ")}
		c.Issuer, c.Data = text(payload, "iss"), []byte(text(payload, "data"))
	}
	known := c.read()
	switch {
	case err != nil && errors.Is(err, jwt.ErrTokenSignatureInvalid) && c.Header.Alg == "RS256":
		return c, ErrSignature
	case err != nil:
		return c, fmt.Errorf("%w (%w)", ErrToken, err)
	case known != nil:
		return c, known
	}
	return c, nil
}

func text(m map[string]any, name string) string {
	s, _ := m[name].(string)
	return s
}

// signed is the part of both inner texts that the IRN depends on.
type signed struct {
	Irn string

	AckDt      string
	DocDtls    *struct{ Typ, No, Dt string }
	SellerDtls *struct{ Gstin string }

	IrnDt       string
	SellerGstin string
	DocTyp      string
	DocNo       string
	DocDt       string
}

// read fills in what the inner text says.
func (c *Claims) read() error {
	var in signed
	if err := json.Unmarshal(c.Data, &in); err != nil {
		return fmt.Errorf("%w: the claim data is not such a text (%w)", ErrClaims, err)
	}
	at := in.IrnDt
	switch {
	case in.DocDtls != nil && in.SellerDtls != nil:
		c.Kind, at = SignedInvoice, in.AckDt
		in.SellerGstin, in.DocTyp, in.DocNo, in.DocDt = in.SellerDtls.Gstin, in.DocDtls.Typ, in.DocDtls.No, in.DocDtls.Dt
	case in.DocNo != "" && in.SellerGstin != "":
		c.Kind = SignedQRCode
	default:
		return fmt.Errorf("%w: it names no supplier or no document", ErrClaims)
	}
	c.IRN = in.Irn
	dated, err := time.ParseInLocation("02/01/2006", in.DocDt, clock.IST)
	if err != nil {
		return fmt.Errorf("%w: the document date %.20q is not dd/MM/yyyy", ErrClaims, in.DocDt)
	}
	// QR codes of early 2020 bear no time; the zero instant hashes the number as written, which was the rule then.
	now, _ := time.ParseInLocation(timeLayout, at, clock.IST)
	c.Recomputed = Of(in.SellerGstin, in.DocTyp, in.DocNo, dated, now)
	return nil
}
