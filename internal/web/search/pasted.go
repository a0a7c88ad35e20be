package search

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/web/page"
)

var (
	isJWS   = regexp.MustCompile(`^eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}$`)
	isGSTIN = regexp.MustCompile(`^[0-9]{2}[A-Za-z]{5}[0-9]{4}[A-Za-z][0-9A-Za-z]{3}$`)
	// codeIn finds codes in an error as clients log it, in any spelling of the member.
	codeIn = regexp.MustCompile(`(?i)"error_?codes?"\s*:\s*"?([0-9_, ]+)`)
)

// rsaBytes is the length of what the portal's RSA key seals.
const rsaBytes = 256

// pasted finds the right tool for a text that nobody types.
func pasted(v *page.Visit, q string) []hit {
	flat := strings.Join(strings.Fields(q), "")
	switch {
	case isJWS.MatchString(flat):
		return []hit{{"A signed token", "It has the three parts of a JWS. Verify it and read its claims in the laboratory.", v.Link("/lab/signed"), false}}
	case isGSTIN.MatchString(q):
		return []hit{
			{"A GSTIN", "Look it up as the portal does.", v.Link("/reference/gstin") + "#try", false},
			{"The register of this world", "See or change its status and dates.", v.Link("/controls/taxpayers?q=" + q), false},
		}
	case strings.HasPrefix(q, "{") || strings.HasPrefix(q, "["):
		return pastedJSON(v, q)
	}
	return pastedBase64(v, flat)
}

// pastedJSON tells an error, an envelope and a document apart.
func pastedJSON(v *page.Visit, q string) []hit {
	var hits []hit
	seen := map[fault.Code]bool{}
	for _, m := range codeIn.FindAllStringSubmatch(q, maxHits) {
		for word := range strings.FieldsFuncSeq(m[1], func(r rune) bool { return r == ',' || r == ' ' }) {
			e, ok := fault.Lookup(fault.Code(word))
			if ok && !seen[e.Code] && len(hits) < maxHits {
				seen[e.Code] = true
				hits = append(hits, hit{string(e.Code), strings.TrimSpace(e.Message), v.Link("/errors/" + string(e.Code)), true})
			}
		}
	}
	var shape struct{ Data, DocDtls, AppKey, Irn json.RawMessage }
	_ = json.Unmarshal([]byte(q), &shape) // what is cut off in the middle has its codes found all the same
	switch {
	case shape.DocDtls != nil:
		hits = append(hits, hit{"A document", "Paste it into the workbench to see everything that is wrong with it at once.", v.Link("/workbench"), false})
	case shape.AppKey != nil:
		hits = append(hits, hit{"A login", "Take it through its steps in the laboratory.", v.Link("/lab/login"), false})
	case len(shape.Data) > 2 && string(shape.Data) != "null":
		hits = append(hits, hit{"A sealed envelope", "The laboratory opens its Data, or names the mistake.", v.Link("/lab/payload"), false})
	}
	return hits
}

// pastedBase64 tells a sealed login from a sealed payload by its length.
func pastedBase64(v *page.Visit, flat string) []hit {
	const short = 40
	if len(flat) < short {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(flat)
	switch {
	case err != nil:
		return nil
	case len(b) == rsaBytes:
		return []hit{{"Cipher text of 256 bytes", "Perhaps a login under the portal's RSA key. The laboratory opens it, or names the mistake.", v.Link("/lab/login"), false}}
	case len(b)%16 == 0:
		return []hit{{"Cipher text of whole AES blocks", "Perhaps a payload or an answer under a Sek. The laboratory opens it, or names the mistake.", v.Link("/lab/payload"), false}}
	}
	return []hit{{"Base64", "It is no whole number of AES blocks: a key perhaps, or text. The laboratory looks closer.", v.Link("/lab/payload"), false}}
}
