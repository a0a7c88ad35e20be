package journal

import (
	"strings"
	"testing"
)

// plainEnd is endOfString byte by byte.
func plainEnd(text string, start int) int {
	end := start + 1
	for end < len(text) && text[end] != '"' {
		if text[end] == '\\' {
			end++
		}
		end++
	}
	return min(end+1, len(text))
}

func FuzzEndOfString(f *testing.F) {
	for _, text := range []string{`"abc" : 1`, `"a\"b\\"`, `"\`, `"`, `"\\\\\\"x`, `"a`, `"\"\"\""`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" {
			return
		}
		if got, want := endOfString(text, 0), plainEnd(text, 0); got != want {
			t.Errorf("endOfString(%q) = %d, want %d", text, got, want)
		}
	})
}

// BenchmarkEndOfString holds the time for a byte of a text of nothing but escapes, with its end near and far.
func BenchmarkEndOfString(b *testing.B) {
	for name, text := range map[string]string{
		"2 kB": `"` + strings.Repeat(`\n`, 1<<10) + `"`, "2 MB": `"` + strings.Repeat(`\n`, 1<<20) + `"`, "2 MB without an end": `"` + strings.Repeat(`\n`, 1<<20),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				endOfString(text, 0)
			}
		})
	}
}
