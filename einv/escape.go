package einv

import "unicode/utf8"

const hexUpper = "0123456789ABCDEF"

// AppendString appends s as a JSON string the way .NET's System.Text.Json does by default, which is how the portal
// writes the text it signs: everything outside printable ASCII, and `"`, `&`, `'`, `+`, `<`, `>` and the back-tick,
// become \uXXXX with capital digits; `/` stays. Source: signed tokens, protocol reference 20.2 (confirmed).
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			dst = appendASCII(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r >= 0x10000 {
			r -= 0x10000
			dst = appendUnit(dst, uint16(0xD800+(r>>10)))
			dst = appendUnit(dst, uint16(0xDC00+(r&0x3FF)))
			continue
		}
		dst = appendUnit(dst, uint16(r))
	}
	return append(dst, '"')
}

func appendASCII(dst []byte, c byte) []byte {
	switch c {
	case '\\':
		return append(dst, '\\', '\\')
	case '\b':
		return append(dst, '\\', 'b')
	case '\t':
		return append(dst, '\\', 't')
	case '\n':
		return append(dst, '\\', 'n')
	case '\f':
		return append(dst, '\\', 'f')
	case '\r':
		return append(dst, '\\', 'r')
	case '"', '&', '\'', '+', '<', '>', '`', 0x7F:
		return appendUnit(dst, uint16(c))
	}
	if c < 0x20 {
		return appendUnit(dst, uint16(c))
	}
	return append(dst, c)
}

func appendUnit(dst []byte, u uint16) []byte {
	return append(dst, '\\', 'u', hexUpper[u>>12], hexUpper[u>>8&15], hexUpper[u>>4&15], hexUpper[u&15])
}
