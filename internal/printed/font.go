package printed

import (
	_ "embed"
	"strings"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
)

// The fonts of the PDF are subsets of Noto Sans and Noto Sans Mono under the SIL Open Font License; see fonts/OFL.txt. The
// core fonts of PDF know neither ₹ nor anything beyond Western Europe.
var (
	//go:embed fonts/NotoSans-Regular.ttf
	sansRegular []byte
	//go:embed fonts/NotoSans-Bold.ttf
	sansBold []byte
	//go:embed fonts/NotoSansMono-Regular.ttf
	monoRegular []byte
	//go:embed fonts/NotoSansMono-Bold.ttf
	monoBold []byte
)

func addFonts(f *fpdf.Fpdf) {
	f.AddUTF8FontFromBytes("sans", "", sansRegular)
	f.AddUTF8FontFromBytes("sans", "B", sansBold)
	f.AddUTF8FontFromBytes("mono", "", monoRegular)
	f.AddUTF8FontFromBytes("mono", "B", monoBold)
}

// covered are the characters that both sans fonts have. A test holds it against their tables.
func covered() *unicode.RangeTable {
	return &unicode.RangeTable{LatinOffset: 1, R16: []unicode.Range16{
		{Lo: 0x0020, Hi: 0x007E, Stride: 1}, {Lo: 0x00A0, Hi: 0x024F, Stride: 1}, {Lo: 0x0259, Hi: 0x0259, Stride: 1},
		{Lo: 0x0300, Hi: 0x0304, Stride: 1}, {Lo: 0x0306, Hi: 0x030C, Stride: 1}, {Lo: 0x0327, Hi: 0x0328, Stride: 1},
		{Lo: 0x0370, Hi: 0x0377, Stride: 1}, {Lo: 0x037A, Hi: 0x037F, Stride: 1}, {Lo: 0x0384, Hi: 0x038A, Stride: 1},
		{Lo: 0x038C, Hi: 0x038C, Stride: 1}, {Lo: 0x038E, Hi: 0x03A1, Stride: 1}, {Lo: 0x03A3, Hi: 0x03E1, Stride: 1},
		{Lo: 0x03F0, Hi: 0x045F, Stride: 1}, {Lo: 0x0490, Hi: 0x0491, Stride: 1}, {Lo: 0x1E80, Hi: 0x1E85, Stride: 1},
		{Lo: 0x1E9E, Hi: 0x1E9E, Stride: 1}, {Lo: 0x1EA0, Hi: 0x1EF9, Stride: 1}, {Lo: 0x2010, Hi: 0x2015, Stride: 1},
		{Lo: 0x2018, Hi: 0x201E, Stride: 1}, {Lo: 0x2020, Hi: 0x2022, Stride: 1}, {Lo: 0x2026, Hi: 0x2026, Stride: 1},
		{Lo: 0x2030, Hi: 0x2030, Stride: 1}, {Lo: 0x2032, Hi: 0x2033, Stride: 1}, {Lo: 0x2039, Hi: 0x203A, Stride: 1},
		{Lo: 0x2044, Hi: 0x2044, Stride: 1}, {Lo: 0x20A0, Hi: 0x20BF, Stride: 1}, {Lo: 0x2116, Hi: 0x2116, Stride: 1},
		{Lo: 0x2122, Hi: 0x2122, Stride: 1}, {Lo: 0x2126, Hi: 0x2126, Stride: 1}, {Lo: 0x212E, Hi: 0x212E, Stride: 1},
		{Lo: 0xFFFD, Hi: 0xFFFD, Stride: 1},
	}}
}

// printable puts � where the fonts have no letter, and reports whether it had to.
func printable(s string, table *unicode.RangeTable) (shown string, lacks bool) {
	if ascii(s) {
		return s, false
	}
	shown = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d':
			return -1
		case unicode.Is(table, r):
			return r
		}
		lacks = true
		return unicode.ReplacementChar
	}, s)
	return shown, lacks
}

// ascii reports whether all of s is printable ASCII, which is all that the fixed pitch has.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
