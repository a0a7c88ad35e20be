package printed

import (
	"fmt"
	"io"
	"strconv"

	"codeberg.org/go-pdf/fpdf"

	"github.com/irpsim/irpsim/internal/qr"
)

// WritePDF writes the invoice as a PDF on A4. The same invoice gives the same bytes: its dates are those of the
// acknowledgement. The error is that of w, or says that the PDF could not be made.
func WritePDF(w io.Writer, v Invoice) error {
	f := fpdf.New("P", "mm", "A4", "")
	addFonts(f)
	f.SetCatalogSort(true)
	f.SetCreationDate(v.Made)
	f.SetModificationDate(v.Made)
	f.SetProducer("irpsim", true)
	f.SetTitle(v.Number+", simulated", true)
	f.SetSubject("Simulated e-invoice without legal value", true)
	f.SetLang("en-IN")
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(left, top, paperWidth-right)
	s := &sheet{Fpdf: f, v: &v, table: covered()}
	s.newPage()
	s.head()
	s.registration()
	s.parties()
	s.lines()
	s.end()
	s.sections()
	s.check()
	s.everyPage()
	if err := f.Output(w); err != nil {
		return fmt.Errorf("PDF of %s: %w", v.Number, err)
	}
	return nil
}

func (s *sheet) head() {
	s.put(left, s.y, bold(21), ink(), s.v.Title)
	s.block(left, s.y+bold(21).line(), sans(9), soft(), s.wrap(sans(9), 96, s.v.Kind))
	const column, gap = 40.0, 4.0
	y := s.y
	for i, f := range s.v.Facts {
		x := right - 2*column - gap + float64(i%2)*(column+gap)
		s.put(x, y, sans(7.5), dim(), f.Name)
		s.fit(x, y+sans(7.5).line(), column, bold(10), ink(), f.Value, false)
		if i%2 == 1 || i == len(s.v.Facts)-1 {
			y += 10
		}
	}
	s.y = max(s.y+20, y+2)
	s.rule(left, right, s.y, 0.5, ink())
	s.y += 4
}

// registration is the IRN with what belongs to it, and the QR code beside it.
func (s *sheet) registration() {
	const side, label = 50.0, 25.0
	start := s.y
	drawn := s.code(right-side, start, side)
	row := func(name string, f face, lines []string) {
		s.put(left, s.y, sans(9), dim(), name)
		s.y += s.block(left+label, s.y, f, ink(), lines) + 1.1
	}
	name := face{"mono", "B", 10}
	y := s.y
	row("IRN", name, s.v.IRN[:])
	if s.v.Stamp != "" {
		for i, half := range s.v.IRN {
			s.rule(left+label, left+label+s.measure(name, half), y+name.line()*(float64(i)+0.52), 0.5, red())
		}
	}
	s.status(label)
	for _, f := range s.v.Register {
		font := sans(9)
		if f.Code {
			font = mono(9)
		}
		row(f.Name, font, s.wrap(font, width-side-label-6, f.Value))
	}
	if drawn {
		caption := "Signed QR · RS256 · key of irpsim"
		f := sans(7)
		s.put(right-side/2-s.measure(f, caption)/2, start+side+0.4, f, dim(), caption)
		s.y = max(s.y, start+side+5)
	}
	s.y += 2
	s.rule(left, right, s.y, 0.25, hair())
	s.y += 4
}

// status is the state of the registration in a frame: green when it stands.
func (s *sheet) status(label float64) {
	s.put(left, s.y, sans(9), dim(), "Status")
	c := colour{14, 107, 56}
	if s.v.Stamp != "" {
		c = red()
	}
	f := face{"mono", "B", 9}
	w := s.measure(f, s.v.Status)
	s.SetDrawColor(c[0], c[1], c[2])
	s.SetLineWidth(0.4)
	s.RoundedRect(left+label, s.y, w+4, 5, 1, "1234", "D")
	s.put(left+label+2, s.y+0.25, f, c, s.v.Status)
	s.y += 6.4
}

// code draws the QR code as one path, so that no hair-line shows between its rows, on white paper over the watermark.
func (s *sheet) code(x, y, side float64) bool {
	runs, modules, err := qr.Runs(s.v.QR)
	if err != nil {
		return false
	}
	s.SetFillColor(255, 255, 255)
	s.Rect(x, y, side, side, "F")
	s.SetFillColor(0, 0, 0)
	scale := s.GetConversionRatio()
	unit := side * scale / float64(modules)
	b := make([]byte, 0, len(runs)*32)
	number := func(n float64) {
		b = strconv.AppendFloat(b, n, 'f', 3, 64)
		b = append(b, ' ')
	}
	for _, r := range runs {
		number(x*scale + float64(r.X)*unit)
		number((paperHeight-y)*scale - float64(r.Y+1)*unit)
		number(float64(r.N) * unit)
		number(unit)
		b = append(b, "re\n"...)
	}
	s.RawWriteStr(string(append(b, 'f', '\n')))
	return true
}

func (s *sheet) parties() {
	if s.v.Unreadable != "" {
		s.y += s.block(left, s.y, bold(9), red(), s.wrap(bold(9), width, s.v.Unreadable)) + 3
	}
	const column, gap = 88.0, 10.0
	for i := 0; i < len(s.v.Parties); i += 2 {
		pair := s.v.Parties[i:min(i+2, len(s.v.Parties))]
		var set [2][][]string
		height := 0.0
		for k, p := range pair {
			name := s.wrap(bold(9.5), column, p.Name)
			var rest []string
			for _, l := range p.Lines {
				rest = append(rest, s.wrap(sans(9), column, l)...)
			}
			set[k] = [][]string{name, rest}
			height = max(height, sans(7.5).line()+float64(len(name))*bold(9.5).line()+float64(len(rest)+1)*sans(9).line()+2)
		}
		s.need(height)
		for k, p := range pair {
			x, y := left+float64(k)*(column+gap), s.y
			s.put(x, y, bold(7.5), dim(), p.Role)
			y += sans(7.5).line()
			if p.Name != "" {
				y += s.block(x, y, bold(9.5), ink(), set[k][0])
			}
			y += s.block(x, y, sans(9), ink(), set[k][1])
			if p.GSTIN != "" {
				used := s.put(x, y+0.5, sans(9), ink(), "GSTIN ")
				s.fit(x+used, y+0.5, column-used, face{"mono", "B", 9}, ink(), p.GSTIN, false)
			}
		}
		s.y += height + 2
	}
}

// check says how the invoice can be verified.
func (s *sheet) check() {
	lines := s.wrap(sans(8), width, "How to check it: irpsim verify signed-invoice.txt shows the signature, the claims and the recomputed IRN"+
		map[bool]string{true: ":", false: "."}[s.v.Formula != ""])
	if s.v.Formula != "" {
		lines = append(lines, s.wrap(sans(8), width, s.v.Formula)...)
	}
	if s.v.Issuer != "" {
		lines = append(lines, s.wrap(sans(8), width, "Issuer in the token: "+s.v.Issuer)...)
	}
	if s.lacks {
		lines = append(lines, s.wrap(sans(8), width, "Characters that the fonts of this PDF lack are shown as \ufffd. The web page of this invoice and its JSON have them.")...)
	}
	s.need(float64(len(lines))*sans(8).line() + 3)
	s.rule(left, right, s.y, 0.25, hair())
	s.y += 2
	s.y += s.block(left, s.y, sans(8), soft(), lines)
}

// everyPage adds what stands on each page and needs to know how many there are: strips, page number, and the stamp.
func (s *sheet) everyPage() {
	pages := s.PageCount()
	for n := 1; n <= pages; n++ {
		s.SetPage(n)
		s.face = face{}
		s.strip(5, "Made by irpsim on a developer’s machine. Not registered with any Invoice Registration Portal. No legal value.", "")
		s.strip(paperHeight-5-stripHeight, "Do not send to a customer. Do not use for input tax credit or transport.", fmt.Sprintf("Page %d of %d", n, pages))
		if s.v.Stamp != "" {
			s.stamp()
		}
	}
}

func (s *sheet) strip(y float64, text, page string) {
	s.SetFillColor(255, 212, 0)
	s.Rect(0, y, paperWidth, stripHeight, "F")
	black := colour{23, 19, 10}
	s.rule(0, paperWidth, y, 0.3, black)
	s.rule(0, paperWidth, y+stripHeight, 0.3, black)
	s.put(left, y+1.5, bold(10), black, "SIMULATED")
	s.fit(left+27, y+1.9, width-27-22, sans(8.2), black, text, false)
	s.fit(right-22, y+1.9, 22, sans(8.2), black, page, true)
}

// stamp says across the page that the registration is no more.
func (s *sheet) stamp() {
	const x, y = paperWidth / 2, 172.0
	c := red()
	s.SetAlpha(0.55, "Normal")
	s.TransformBegin()
	s.TransformRotate(24, x, y)
	big := face{"sans", "B", 64}
	s.put(x-s.measure(big, s.v.Stamp)/2, y-24, big, c, s.v.Stamp)
	why := bold(15)
	s.fit(x-min(160, s.measure(why, s.v.StampWhy))/2, y+4, 160, why, c, s.v.StampWhy, false)
	s.TransformEnd()
	s.SetAlpha(1, "Normal")
	s.face = face{} // the end of the transformation brought the font of before back
}
