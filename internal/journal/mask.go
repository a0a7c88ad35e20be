package journal

import (
	"encoding/json"
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
		if isSecret(name) || isSecretHeader(name) {
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
		m.Cipher = maskWrapped(m.Cipher, wrappings) // what nobody sealed
		m.Plain = MaskText(m.Plain)
	}
}

// isSecretHeader knows a secret header of any gateway by a word in its name: X-Auth-Token, gsp_secret, ewbpwd. Members of a
// document are told by their whole name, because there TokenExpiry is no secret.
func isSecretHeader(name string) bool {
	name = strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(name), "-", ""), "_", "")
	for _, word := range [...]string{"secret", "token", "password", "passwd", "pwd", "apikey", "authorization", "cookie"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
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
	case "clientsecret", "password", "authtoken", "sek", "appkey", "passwd", "pwd", // the portal's own, and slips of them
		"authorization", "proxyauthorization", "cookie", "setcookie", "accesstoken", "refreshtoken", "apikey", "xapikey",
		"gspappsecret", "ocpapimsubscriptionkey", "secret", "token", "einvpwd", "ewbpwd", "accounttoken": // of the gateways before it, and our control API
		return true
	}
	return false
}

func maskQuery(path string) string {
	before, query, ok := strings.Cut(path, "?")
	if !ok {
		return path
	}
	return before + "?" + maskPairs(query)
}

// MaskText masks the values of secret members in a JSON text and leaves every other byte. The text need not be valid: what
// a client sent broken is recorded broken, but not in the clear. A form and XML are masked as well.
func MaskText(text string) string { return maskText(text, wrappings) }

// wrappings is how often a text may stand inside a string of another and still be looked at.
const wrappings = 3

func maskText(text string, deep int) string {
	masked := maskMembers(text, deep)
	switch start := strings.TrimLeft(masked, " \t\r\n"); {
	case start == "", start[0] == '{', start[0] == '[', start[0] == '"':
		return masked
	case start[0] == '<':
		return maskTags(masked)
	}
	return maskPairs(masked)
}

func maskMembers(text string, deep int) string {
	if !strings.Contains(text, ":") {
		return text
	}
	s := masker{text: text, deep: deep}
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
	deep   int             // how many wrappings may still be opened
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
	end := endOfString(s.text, s.at)
	token := s.text[s.at:end]
	if strings.HasPrefix(strings.TrimLeft(s.text[end:], " \t\r\n"), ":") {
		s.at, s.next = end, isSecret(unquote(token))
		return
	}
	if s.next || s.within > 0 {
		s.value(end, func() string { return quote(Mask(unquote(token))) })
		return
	}
	s.inside(token, end)
}

// endOfString returns where the string that begins at start ends, behind its closing quotation mark, or the end of the text.
// Strings are long here, cipher texts and tokens: it asks for what ends them instead of looking at each byte, and for the
// next quotation mark only when the last one found lies behind, or a text of nothing but escapes would be read again and
// again.
func endOfString(text string, start int) int {
	quote := start
	for at := start + 1; at < len(text); {
		if quote < at {
			next := strings.IndexByte(text[at:], '"')
			if next < 0 {
				return len(text)
			}
			quote = at + next
		}
		escape := strings.IndexByte(text[at:quote], '\\')
		if escape < 0 {
			return quote + 1
		}
		at += escape + 2
	}
	return len(text)
}

// inside looks into a string that holds a document of its own, as text or in Base64: clients that forget to seal a login
// send its password so. Everything else passes as it is.
func (s *masker) inside(token string, end int) {
	if s.deep > 0 && mayWrap(token) {
		inner := unquote(token)
		if masked := maskWrapped(inner, s.deep-1); masked != inner {
			s.out.WriteString(s.text[s.done:s.at])
			s.out.WriteString(quote(masked))
			s.done = end
		}
	}
	s.at, s.next = end, false
}

// bareValue handles a number or a word, and whatever stands where neither may.
func (s *masker) bareValue() {
	end := s.at + 1
	for end < len(s.text) && !strings.ContainsRune(" \t\r\n,:{}[]\"", rune(s.text[end])) {
		end++
	}
	secret := s.next || s.within > 0
	if secret && s.text[s.at] == '\'' {
		if stop := strings.IndexByte(s.text[s.at+1:], '\''); stop >= 0 {
			end = max(end, s.at+1+stop+1) // a text as JavaScript and Python write it
		}
	}
	if !secret && strings.HasPrefix(strings.TrimLeft(s.text[end:], " \t\r\n"), ":") { // and a name
		s.next = isSecret(strings.Trim(s.text[s.at:end], "'"))
		s.at = end
		return
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
