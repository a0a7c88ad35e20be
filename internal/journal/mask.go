package journal

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Mask hides a secret: its first two and last two characters stay, to tell one from another; of a short one nothing does.
// A secret that is masked already stays as it is.
func Mask(secret string) string {
	runes := []rune(secret)
	switch {
	case len(runes) == 0, secret == hidden, len(runes) == 5 && runes[2] == '…':
		return secret
	case len(runes) < 8 || !utf8.ValidString(secret):
		return hidden
	}
	return string(runes[:2]) + hidden + string(runes[len(runes)-2:])
}

const hidden = "…"

// MaskHeaders turns the headers of a request or an answer into those of a [Message], secrets masked.
func MaskHeaders(h map[string][]string) map[string]string {
	masked := make(map[string]string, len(h))
	for name, values := range h {
		if isSecret(name) {
			values = slices.Clone(values)
			for i, v := range values {
				values[i] = Mask(v)
			}
		}
		masked[name] = strings.Join(values, ", ")
	}
	return masked
}

// MaskEntry masks the secrets in the texts of e: members of JSON in the envelopes and in the clear text, and parameters of
// the path. Everything else in them stays as it was on the wire.
func MaskEntry(e *Entry) {
	e.Path = maskQuery(e.Path)
	for _, m := range []*Message{&e.Request, &e.Response} {
		m.Body = MaskText(m.Body)
		m.Plain = MaskText(m.Plain)
	}
}

// isSecret knows the names of headers, parameters and members whose value is a secret, in any case and with any dashes. It
// is asked for every member of every document, so it does not allocate.
func isSecret(name string) bool {
	var buffer [24]byte
	bare := buffer[:0]
	for i := range len(name) {
		c := name[i]
		switch {
		case c == '-' || c == '_' || c == ' ':
			continue
		case len(bare) == len(buffer):
			return false
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		bare = append(bare, c)
	}
	switch string(bare) {
	case "clientsecret", "password", "authtoken", "sek", "appkey", // the portal's own
		"authorization", "proxyauthorization", "cookie", "setcookie", "accesstoken", "refreshtoken", "apikey", "xapikey",
		"gspappsecret", "ocpapimsubscriptionkey", "secret", "token": // of the gateways before it, and our control API
		return true
	}
	return false
}

func maskQuery(path string) string {
	before, query, ok := strings.Cut(path, "?")
	if !ok {
		return path
	}
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		if ok && err == nil && isSecret(plain) {
			pairs[i] = name + "=" + Mask(value)
		}
	}
	return before + "?" + strings.Join(pairs, "&")
}

// MaskText masks the values of secret members in a JSON text and leaves every other byte. The text need not be valid: what
// a client sent broken is recorded broken, but not in the clear.
func MaskText(text string) string {
	if !strings.Contains(text, ":") {
		return text
	}
	s := masker{text: text}
	for s.at < len(s.text) {
		s.step()
	}
	if s.done == 0 {
		return text
	}
	return s.out.String() + s.text[s.done:]
}

// masker walks over the tokens of a JSON text.
type masker struct {
	text   string
	at     int             // of the next token
	out    strings.Builder // what text[:done] became
	done   int             // 0 as long as nothing was masked
	next   bool            // the value that comes belongs to a secret name
	depth  int             // of open brackets
	within int             // depth of a bracket whose whole content is secret, 0 when there is none
}

func (s *masker) step() {
	switch s.text[s.at] {
	case '"':
		s.quoted()
		return
	case ' ', '\t', '\r', '\n', ':':
		s.at++
		return
	case '{', '[':
		s.depth++
		if s.next && s.within == 0 {
			s.within = s.depth
		}
	case '}', ']':
		if s.within == s.depth {
			s.within = 0
		}
		s.depth = max(s.depth-1, 0)
	case ',':
	default:
		s.bareValue()
		return
	}
	s.at++
	s.next = false
}

// quoted handles a string: a name when a colon follows, else a value.
func (s *masker) quoted() {
	end := s.at + 1
	for end < len(s.text) && s.text[end] != '"' {
		if s.text[end] == '\\' {
			end++
		}
		end++
	}
	end = min(end+1, len(s.text))
	token := s.text[s.at:end]
	if strings.HasPrefix(strings.TrimLeft(s.text[end:], " \t\r\n"), ":") {
		s.at, s.next = end, isSecret(unquote(token))
		return
	}
	s.value(end, func() string { return quote(Mask(unquote(token))) })
}

// bareValue handles a number or a word, and whatever stands where neither may.
func (s *masker) bareValue() {
	end := s.at + 1
	for end < len(s.text) && !strings.ContainsRune(" \t\r\n,:{}[]\"", rune(s.text[end])) {
		end++
	}
	s.value(end, func() string {
		switch token := s.text[s.at:end]; token {
		case "null", "true", "false":
			return token
		}
		return quote(hidden)
	})
}

// value goes on to end, and replaces what it passes when that is secret.
func (s *masker) value(end int, masked func() string) {
	if s.next || s.within > 0 {
		s.out.WriteString(s.text[s.done:s.at])
		s.out.WriteString(masked())
		s.done = end
	}
	s.at, s.next = end, false
}

// unquote reads a JSON string; a broken one gives its bytes without quotes.
func unquote(token string) string {
	if strings.Contains(token, `\`) {
		var text string
		if json.Unmarshal([]byte(token), &text) == nil {
			return text
		}
	}
	return strings.Trim(token, `"`)
}

// quote is for masked text, which is valid UTF-8, so that encoding it cannot fail.
func quote(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		return `"` + hidden + `"`
	}
	return string(b)
}
