package printed

import (
	_ "embed"
	"strconv"
)

// watermark is the word SIMULATED three times, turned by 34 degrees, as outlines of a drawing of 800 × 1130 units. It is
// drawn and not written, so that nobody finds its letters between those of the invoice when the text is copied. The path
// has the commands M, L, Q and Z of SVG with whole numbers. Outlines: Noto Sans Bold.
//
//go:embed watermark.txt
var watermark string

// watermark draws the outlines so light that everything above them can be read.
func (s *sheet) watermark() {
	s.SetDrawColor(239, 212, 210)
	s.SetLineWidth(0.4)
	s.RawWriteStr(string(outline(watermark, paperWidth*s.GetConversionRatio()/800, paperHeight*s.GetConversionRatio())) + "S\n")
}

// pen writes the operators of a PDF path. It stands at x, y, in units of the drawing.
type pen struct {
	b             []byte
	x, y          float64
	scale, height float64 // points to a unit, and of the page: the y axis of PDF points up from its lower edge
}

// outline turns a path of SVG into one of PDF.
func outline(path string, scale, height float64) []byte {
	p := &pen{b: make([]byte, 0, 4*len(path)), scale: scale, height: height}
	var args []float64
	var command byte
	for i := 0; i < len(path); {
		c := path[i]
		end := i + 1
		switch {
		case c == 'Z':
			p.b = append(p.b, "h\n"...)
		case c >= 'A' && c <= 'Z':
			command, args = c, args[:0]
		case c == '-' || c >= '0' && c <= '9':
			for end < len(path) && path[end] >= '0' && path[end] <= '9' {
				end++
			}
			n, _ := strconv.Atoi(path[i:end]) // a run of digits
			if args = append(args, float64(n)); p.draw(command, args) {
				args = args[:0]
				if command == 'M' { // further points of it are the ends of lines
					command = 'L'
				}
			}
		}
		i = end
	}
	return p.b
}

// draw carries out a command once it has as many numbers as it takes.
func (p *pen) draw(command byte, args []float64) bool {
	n := len(args)
	switch {
	case command == 'M' && n == 2:
		p.to(args[0], args[1], "m\n")
	case command == 'L' && n == 2:
		p.to(args[0], args[1], "l\n")
	case command == 'Q' && n == 4: // PDF has cubic curves only: both handles lie at two thirds of the way to the one
		cx, cy, ex, ey := args[0], args[1], args[2], args[3]
		p.point(p.x+(cx-p.x)*2/3, p.y+(cy-p.y)*2/3)
		p.point(ex+(cx-ex)*2/3, ey+(cy-ey)*2/3)
		p.to(ex, ey, "c\n")
	default:
		return false
	}
	return true
}

func (p *pen) to(x, y float64, operator string) {
	p.x, p.y = x, y
	p.point(x, y)
	p.b = append(p.b, operator...)
}

func (p *pen) point(x, y float64) {
	p.b = strconv.AppendFloat(p.b, x*p.scale, 'f', 2, 64)
	p.b = append(p.b, ' ')
	p.b = strconv.AppendFloat(p.b, p.height-y*p.scale, 'f', 2, 64)
	p.b = append(p.b, ' ')
}
