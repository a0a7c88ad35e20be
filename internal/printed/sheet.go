package printed

import (
	"strings"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
)

// Measures of a page in millimetres.
const (
	paperWidth, paperHeight = 210.0, 297.0
	left, right             = 12.0, 198.0
	top, bottom             = 19.0, 279.0 // of what is between the strips
	width                   = right - left
	stripHeight             = 8.0
)

// colour is red, green, blue.
type colour [3]int

// face is a font at a size in points.
type face struct {
	family, style string
	size          float64
}

func sans(size float64) face { return face{"sans", "", size} }
func bold(size float64) face { return face{"sans", "B", size} }
func mono(size float64) face { return face{"mono", "", size} }

// line is the height that a line of the face takes.
func (f face) line() float64 { return f.size * 25.4 / 72 * 1.38 }

// sheet is the paper that a PDF is set on: it knows how far down it is written.
type sheet struct {
	*fpdf.Fpdf
	v     *Invoice
	y     float64 // the upper edge of what comes next
	face  face    // the font that the page has selected
	table *unicode.RangeTable
	lacks bool // a text had characters that the fonts lack
}

func ink() colour  { return colour{20, 24, 31} }
func soft() colour { return colour{71, 80, 97} }
func dim() colour  { return colour{95, 105, 122} }
func hair() colour { return colour{201, 206, 215} }
func red() colour  { return colour{176, 38, 29} }

// newPage starts a page: the watermark first, so that it lies below everything.
func (s *sheet) newPage() {
	s.AddPage()
	s.face = face{}
	s.watermark()
	s.y = top
}

// need starts a page unless so many millimetres are left on this one.
func (s *sheet) need(height float64) bool {
	if s.y+height <= bottom {
		return false
	}
	s.newPage()
	return true
}

func (s *sheet) use(f face) {
	if s.face != f {
		s.SetFont(f.family, f.style, f.size)
		s.face = f
	}
}

// prepare replaces what the fonts lack and takes the sans face for what the fixed pitch lacks.
func (s *sheet) prepare(f face, text string) (face, string) {
	if f.family == "mono" && !ascii(text) {
		f.family = "sans"
	}
	text, lacks := printable(text, s.table)
	s.lacks = s.lacks || lacks
	return f, text
}

// put writes one line whose upper edge is at y, and returns how wide it is.
func (s *sheet) put(x, y float64, f face, c colour, text string) float64 {
	if text == "" {
		return 0
	}
	f, text = s.prepare(f, text)
	s.use(f)
	s.SetTextColor(c[0], c[1], c[2])
	s.Text(x, y+f.line()*0.74, text)
	return s.GetStringWidth(text)
}

// fit writes one line into a width, smaller when it is too long; toRight puts it to the right edge.
func (s *sheet) fit(x, y, w float64, f face, c colour, text string, toRight bool) {
	full := s.measure(f, text)
	if full > w && full > 0 {
		small := f
		small.size = max(1, f.size*w/full)
		y += (f.line() - small.line()) * 0.74
		f, full = small, w
	}
	if toRight {
		x += w - full
	}
	s.put(x, y, f, c, text)
}

func (s *sheet) measure(f face, text string) float64 {
	f, text = s.prepare(f, text)
	s.use(f)
	return s.GetStringWidth(text)
}

// wrap breaks a text into lines of a width, within words where one is longer than a line.
func (s *sheet) wrap(f face, w float64, text string) []string {
	if s.measure(f, text) <= w {
		return []string{text}
	}
	var lines []string
	var line string
	used, blank := 0.0, s.measure(f, " ")
	for _, word := range strings.Fields(text) {
		long := s.measure(f, word)
		if line != "" && used+blank+long <= w {
			line += " " + word
			used += blank + long
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for long > w {
			cut := s.cut(f, w, word)
			lines = append(lines, word[:cut])
			word = word[cut:]
			long = s.measure(f, word)
		}
		line, used = word, long
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// cut returns how many bytes of a word go into a width, one character at least.
func (s *sheet) cut(f face, w float64, word string) int {
	used, end := 0.0, 0
	for i, r := range word {
		used += s.measure(f, string(r))
		if used > w && i > 0 {
			return i
		}
		end = i + len(string(r))
	}
	return end
}

// block writes lines below each other and returns the height they took.
func (s *sheet) block(x, y float64, f face, c colour, lines []string) float64 {
	for i, l := range lines {
		s.put(x, y+float64(i)*f.line(), f, c, l)
	}
	return float64(len(lines)) * f.line()
}

// rule draws a line across.
func (s *sheet) rule(x1, x2, y, thick float64, c colour) {
	s.SetDrawColor(c[0], c[1], c[2])
	s.SetLineWidth(thick)
	s.Line(x1, y, x2, y)
}
