package journal

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Memory that things take besides their text: what a map spends on a pair of strings, and the parts of fixed size.
const (
	sizeOfPair  = 64
	sizeOfEntry = int(unsafe.Sizeof(Entry{}))
	sizeOfNote  = int(unsafe.Sizeof(Note{}))
	sizeOfText  = int(unsafe.Sizeof(""))
)

// size is the memory that e takes. Texts that share bytes count twice, so it errs on the safe side.
func (e *Entry) size() int {
	n := sizeOfEntry + len(e.API) + len(e.Face) + len(e.Method) + len(e.Path) + len(e.RequestID) + len(e.Remote) +
		len(e.ClientID) + len(e.UserName) + len(e.Gstin) + len(e.Irn) + len(e.Fault)
	for _, c := range e.Codes {
		n += sizeOfText + len(c)
	}
	for _, note := range e.Notes {
		n += sizeOfNote + len(note.Code) + len(note.Message) + len(note.Rule) + len(note.Path) + len(note.Text)
	}
	for _, m := range []*Message{&e.Request, &e.Response} {
		n += len(m.Body) + len(m.Cipher) + len(m.Plain)
		for name, value := range m.Headers {
			n += sizeOfPair + len(name) + len(value)
		}
	}
	return n
}

// shorten brings e within limit bytes and returns its size. It halves the longest text until that is enough, and lets
// notes and headers go when no text is left to cut; each cut says so.
func shorten(e *Entry, limit int) int {
	size := e.size()
	whole := map[*string]int{}
	for size > limit {
		text := longest(e)
		if len(*text) < 256 {
			break
		}
		if whole[text] == 0 {
			whole[text] = len(*text)
		}
		*text = cut(*text, len(*text)/2, whole[text])
		size = e.size()
	}
	if size > limit && len(e.Notes) > 1 {
		e.Notes = []Note{e.Notes[0], {Text: fmt.Sprintf("[shortened: %d notes in all]", len(e.Notes))}}
		size = e.size()
	}
	if size > limit {
		dropHeaders(&e.Request)
		dropHeaders(&e.Response)
		size = e.size()
	}
	return size
}

func longest(e *Entry) *string {
	texts := []*string{
		&e.Request.Body, &e.Request.Cipher, &e.Request.Plain, &e.Response.Body, &e.Response.Cipher, &e.Response.Plain, &e.Path,
	}
	return slices.MaxFunc(texts, func(a, b *string) int { return len(*a) - len(*b) })
}

// cut keeps the first n bytes of text, or a few less where a character would be split, and says what is missing. The copy
// lets the rest of the memory go.
func cut(text string, n, whole int) string {
	tail := max(0, len(text)-64) // where the mark of an earlier cut stands
	if at := strings.LastIndex(text[tail:], shortenedMark); at >= 0 {
		text = text[:tail+at]
	}
	n = min(n, len(text))
	for n > 0 && n < len(text) && !utf8.RuneStart(text[n]) {
		n--
	}
	return fmt.Sprintf("%s%s%d bytes in all]", text[:n], shortenedMark, whole)
}

const shortenedMark = "… [shortened: "

func dropHeaders(m *Message) {
	if len(m.Headers) > 0 {
		m.Headers = map[string]string{"shortened": fmt.Sprintf("%d headers in all", len(m.Headers))}
	}
}
