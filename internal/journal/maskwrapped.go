package journal

import (
	"encoding/base64"
	"net/url"
	"strings"
)

// maskWrapped masks a document that stands as text, or in Base64, inside a string. What a cipher text or a signed token
// looks like does not begin like one, so that only the first letters of those are read.
func maskWrapped(text string, deep int) string {
	trimmed := strings.TrimLeft(text, " \t\r\n")
	if strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		return maskText(text, deep)
	}
	if !isWrapping(trimmed) {
		return text
	}
	encoding := base64.StdEncoding
	inner, err := encoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		encoding = base64.RawStdEncoding
		if inner, err = encoding.DecodeString(strings.TrimSpace(text)); err != nil {
			return text
		}
	}
	if deep == 0 {
		return text
	}
	masked := maskWrapped(string(inner), deep-1)
	if masked == string(inner) {
		return text
	}
	return encoding.EncodeToString([]byte(masked))
}

// mayWrap spares almost every string a closer look.
func mayWrap(token string) bool {
	start := strings.TrimLeft(token, "\" \t\r\n")
	return start != "" && strings.IndexByte(`{[eZ\`, start[0]) >= 0
}

// isWrapping knows the Base64 of what begins with a brace, and the Base64 of that.
func isWrapping(text string) bool {
	for _, start := range [...]string{"ey", "ew", "ZX"} {
		if strings.HasPrefix(text, start) {
			return !strings.Contains(text, ".") // of a signed token
		}
	}
	return false
}

// maskPairs masks the secrets of a query, or of a login sent as a form: name=value&name=value.
func maskPairs(text string) string {
	if !strings.Contains(text, "=") {
		return text
	}
	var out strings.Builder
	for rest := text; rest != ""; {
		end := strings.IndexAny(rest, "&;?") + 1 // of which some take the others for an &
		if end == 0 {
			end = len(rest) + 1
		}
		name, value, ok := strings.Cut(rest[:end-1], "=")
		plain, err := url.QueryUnescape(name)
		if ok && err == nil && isSecret(strings.TrimSpace(plain)) {
			value = Mask(value)
		}
		out.WriteString(name)
		if ok {
			out.WriteString("=" + value)
		}
		if end > len(rest) {
			break
		}
		out.WriteString(rest[end-1 : end])
		rest = rest[end:]
	}
	return out.String()
}

// maskTags masks the text between the tags of secret elements of XML.
func maskTags(text string) string {
	var out strings.Builder
	for {
		open := strings.IndexByte(text, '<')
		end := strings.IndexByte(text[max(open, 0):], '>')
		if open < 0 || end < 0 {
			out.WriteString(text)
			return out.String()
		}
		end += open + 1
		name, _, _ := strings.Cut(strings.TrimSpace(text[open+1:end-1]), " ")
		if _, local, ok := strings.Cut(name, ":"); ok {
			name = local
		}
		out.WriteString(text[:end])
		text = text[end:]
		if !isSecret(name) {
			continue
		}
		stop := strings.IndexByte(text, '<')
		if stop < 0 {
			stop = len(text)
		}
		out.WriteString(Mask(text[:stop]))
		text = text[stop:]
	}
}
