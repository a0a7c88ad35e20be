package diagnose

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// unwrapped is what was in a wrapping: text, or bytes that had been printed one by one.
type unwrapped struct {
	text string
	raw  []byte
}

// unwrap takes one wrapping off that stands around or within an encoded text.
func unwrap(s string) (unwrapped, hit, bool) {
	for _, try := range []func(string) (unwrapped, hit, bool){
		unwrapBOM, unwrapPython, unwrapQuotes, unwrapList, unwrapPEM, unwrapPercent, unwrapEscapes, unwrapCharacters,
	} {
		if u, h, ok := try(s); ok {
			return u, h, true
		}
	}
	return unwrapped{}, hit{}, false
}

func unwrapBOM(s string) (unwrapped, hit, bool) {
	for _, mark := range []string{bom, "ï»¿"} {
		if rest, ok := strings.CutPrefix(s, mark); ok {
			return unwrapped{text: rest}, hit{"bom", Certain, "the text begins with a byte-order mark (EF BB BF)"}, true
		}
	}
	return unwrapped{}, hit{}, false
}

// unwrapPython knows str() of Python bytes: b'…'.
func unwrapPython(s string) (unwrapped, hit, bool) {
	if len(s) < 4 || s[0] != 'b' || s[1] != '\'' && s[1] != '"' || s[len(s)-1] != s[1] {
		return unwrapped{}, hit{}, false
	}
	return unwrapped{text: s[2 : len(s)-1]}, hit{"bytes-printed", Certain, "b'…' stands around it, as Python's str() prints bytes"}, true
}

func unwrapQuotes(s string) (unwrapped, hit, bool) {
	if len(s) < 3 || s[0] != '"' && s[0] != '\'' || s[len(s)-1] != s[0] || looksLikeContent(s) {
		return unwrapped{}, hit{}, false // a document in quotes was serialised twice, which is another mistake
	}
	h := hit{"quoted-twice", Certain, fmt.Sprintf("the text begins and ends with %c", s[0])}
	var inner string
	if s[0] == '"' && json.Unmarshal([]byte(s), &inner) == nil {
		return unwrapped{text: inner}, h, true
	}
	return unwrapped{text: s[1 : len(s)-1]}, h, true
}

// unwrapList knows bytes printed as numbers: [18, -3, 255], 18,253,255 and {"type":"Buffer","data":[18,253]}.
func unwrapList(s string) (unwrapped, hit, bool) {
	h := hit{"bytes-printed", Certain, "it is a list of numbers, one for each byte"}
	if strings.HasPrefix(s, `{"type":"Buffer"`) {
		var buffer struct{ Data []int }
		if json.Unmarshal([]byte(s), &buffer) != nil {
			return unwrapped{}, hit{}, false
		}
		h.evidence = `it is {"type":"Buffer",…}, as Node's JSON.stringify prints a Buffer`
		raw := make([]byte, len(buffer.Data))
		for i, n := range buffer.Data {
			raw[i] = byte(n)
		}
		return unwrapped{raw: raw}, h, len(raw) > 0
	}
	if s = strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"); strings.Count(s, ",") < 7 {
		return unwrapped{}, hit{}, false
	}
	var raw []byte
	for number := range strings.SplitSeq(s, ",") {
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 16)
		if err != nil || n < -128 || n > 255 {
			return unwrapped{}, hit{}, false
		}
		raw = append(raw, byte(n))
	}
	return unwrapped{raw: raw}, h, true
}

func unwrapPEM(s string) (unwrapped, hit, bool) {
	if !strings.HasPrefix(s, "-----BEGIN") {
		return unwrapped{}, hit{}, false
	}
	var body strings.Builder
	for line := range strings.Lines(s) {
		if !strings.HasPrefix(line, "-----") && !strings.Contains(line, ":") {
			body.WriteString(strings.TrimSpace(line))
		}
	}
	return unwrapped{text: body.String()}, hit{"pem-armour", Certain, fmt.Sprintf("it begins %q", clip(strings.SplitN(s, "\n", 2)[0], 40))}, true
}

func unwrapPercent(s string) (unwrapped, hit, bool) {
	if !strings.Contains(s, "%") || looksLikeContent(s) {
		return unwrapped{}, hit{}, false
	}
	text, err := url.PathUnescape(s)
	if err != nil || text == s {
		return unwrapped{}, hit{}, false
	}
	return unwrapped{text: text}, hit{"url-encoded", Certain, fmt.Sprintf("%s such as %q", count(strings.Count(s, "%"), "percent sign"), s[strings.Index(s, "%"):][:3])}, true
}

// unwrapEscapes knows JSON escapes that were escaped a second time and so arrive as they are. Documents are not its business.
func unwrapEscapes(s string) (unwrapped, hit, bool) {
	at := strings.Index(s, `\`)
	if at < 0 || looksLikeContent(s) {
		return unwrapped{}, hit{}, false
	}
	text := escapes.Replace(s)
	if strings.Contains(text, `\`) {
		return unwrapped{}, hit{}, false
	}
	return unwrapped{text: text}, hit{"escaped-twice", Certain, fmt.Sprintf("a backslash stands at position %d, in %q", at+1, clip(s[at:], 6))}, true
}

var escapes = strings.NewReplacer(`\n`, "", `\r`, "", `\t`, "", `\/`, "/", `\"`, "", `\u002b`, "+", `\u002B`, "+", `\u002f`, "/", `\u002F`, "/", `\u003d`, "=", `\u003D`, "=")

// unwrapCharacters knows cipher text that was sent as it is, each byte as a character.
func unwrapCharacters(s string) (unwrapped, hit, bool) {
	raw, ok := latin1(s)
	if !ok || len(raw) < 16 || len(raw) == len(s) || looksLikeContent(s) {
		return unwrapped{}, hit{}, false
	}
	return unwrapped{raw: raw}, hit{"cipher-through-text", Certain, "the bytes of the cipher text were sent as characters, without Base64"}, true
}

// lost knows texts that stand for bytes without holding them.
func lost(s string) (hit, bool) {
	printed := func(evidence string) (hit, bool) { return hit{"bytes-printed", Certain, evidence}, true }
	switch {
	case s == "":
		return hit{"data-empty", Certain, "there is no character in it but white space"}, true
	case strings.HasPrefix(s, "[B@"):
		return printed("it begins [B@, as Java's toString() prints a byte[]")
	case strings.HasPrefix(s, "System.Byte[]"):
		return printed("it is System.Byte[], as .NET's ToString() prints a byte[]")
	case strings.HasPrefix(s, "[object "):
		return printed("it is " + clip(s, 24) + ", as JavaScript's String() prints an object")
	case strings.HasPrefix(s, "<Buffer "):
		return printed("it begins <Buffer, as Node's console prints a Buffer")
	case s == "null", s == "undefined", s == "None", s == "nil":
		return hit{"data-empty", Certain, fmt.Sprintf("it is the word %q, what some languages print for nothing", s)}, true
	case strings.Count(s, "�") >= 3:
		return hit{"cipher-through-text", Certain, "it holds U+FFFD, the mark of an undecodable character, several times"}, true
	}
	if parts := strings.Split(clip(s, 1<<16), "."); strings.HasPrefix(s, "eyJ") && (len(parts) == 3 || len(parts) == 5) {
		return hit{"jose", Certain, fmt.Sprintf("it begins eyJ and has %d parts with dots between them", len(parts))}, true
	}
	return hit{}, false
}

// spokenBy tells whose way of printing bytes a piece of evidence names.
func spokenBy(evidence string) (Language, bool) {
	for _, by := range []struct {
		word string
		l    Language
	}{{"Python", Python}, {"Java's", Java}, {".NET", CSharp}, {"JavaScript", Node}, {"Node", Node}} {
		if strings.Contains(evidence, by.word) {
			return by.l, true
		}
	}
	return "", false
}
