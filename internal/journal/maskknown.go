package journal

import (
	"net/url"
	"slices"
	"strings"
)

// shortest is the length from which a known secret is looked for inside longer texts. A shorter one would be found in
// words that have nothing to do with it, so it is masked only where it is the whole value of a header or parameter.
const shortest = 8

// MaskKnown masks secrets wherever they stand in e, whatever name they were sent under: a client secret in the header of
// another thing, a password in a path. What [MaskEntry] masks by its name is done already.
func MaskKnown(e *Entry, secrets []string) {
	for _, secret := range secrets {
		if secret == "" || Mask(secret) == secret {
			continue
		}
		for _, m := range []*Message{&e.Request, &e.Response} {
			for name, value := range m.Headers {
				if value == secret {
					m.Headers[name] = Mask(secret)
				}
			}
		}
		for _, text := range []*string{&e.ClientID, &e.UserName, &e.Gstin} {
			if *text == secret {
				*text = Mask(secret)
			}
		}
		if len(secret) < shortest {
			continue
		}
		for _, form := range spellings(secret) {
			e.replace(form, Mask(secret))
		}
	}
}

// spellings are the ways in which a secret may stand in a text.
func spellings(secret string) []string {
	inJSON := strings.ReplaceAll(strings.ReplaceAll(secret, `\`, `\\`), `"`, `\"`)
	forms := []string{secret, inJSON, url.QueryEscape(secret), url.PathEscape(secret)}
	slices.Sort(forms)
	return slices.Compact(forms)
}

func (e *Entry) replace(secret, masked string) {
	for _, text := range []*string{&e.Path, &e.ClientID, &e.UserName, &e.Gstin, &e.Irn, &e.Request.Plain} {
		*text = strings.ReplaceAll(*text, secret, masked) // gives back the same text when there is none
	}
	if len(e.Response.Plain) <= told { // a longer one is what was registered, signed
		e.Response.Plain = strings.ReplaceAll(e.Response.Plain, secret, masked)
	}
	for _, m := range []*Message{&e.Request, &e.Response} {
		m.replace(secret, masked)
	}
	for _, m := range []*Message{&e.Request, &e.Response} {
		for name, value := range m.Headers {
			if strings.Contains(value, secret) {
				m.Headers[name] = strings.ReplaceAll(value, secret, masked)
			}
		}
	}
	for i, n := range e.Notes {
		if strings.Contains(n.Message+n.Text, secret) { // messages repeat what was sent
			e.Notes[i].Message, e.Notes[i].Text = strings.ReplaceAll(n.Message, secret, masked), strings.ReplaceAll(n.Text, secret, masked)
		}
	}
}

// told is the length up to which a cipher text may be a secret that nobody sealed, and an answer may repeat what it was asked.
const told = 2 << 10

// replace masks the envelope. It passes over a long cipher text in it: there is much of that, and nothing to be found.
func (m *Message) replace(secret, masked string) {
	if len(m.Cipher) <= told {
		m.Cipher = strings.ReplaceAll(m.Cipher, secret, masked)
		m.Body = strings.ReplaceAll(m.Body, secret, masked)
		return
	}
	before, after, _ := strings.Cut(m.Body, m.Cipher)
	if strings.Contains(before, secret) || strings.Contains(after, secret) {
		m.Body = strings.ReplaceAll(m.Body, secret, masked)
	}
}
