package qr_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/qr"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// token is n characters of the alphabet of a JWS, different for each n.
func token(n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	b := make([]byte, n)
	state := uint32(n)
	for i := range b {
		state = state*1664525 + 1013904223
		b[i] = alphabet[state>>26]
	}
	if n > 20 {
		copy(b, "eyJ")
		b[n/4], b[n*3/4] = '.', '.'
	}
	return string(b)
}

// lengths span the tokens of real documents and the sizes around them.
var lengths = []int{1, 900, 948, 1000, 1100, 1200, 1300, 1400, 1500}

func read(t *testing.T, img image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		return fmt.Sprintf("no code found: %v", err)
	}
	return result.GetText()
}

// raster is a square picture of modules at two pixels each, all white at first.
type raster struct {
	*image.Gray
	side int
}

func newRaster(side int) raster {
	r := raster{image.NewGray(image.Rect(0, 0, 2*side, 2*side)), side}
	r.paint(0, 0, side, side, color.White)
	return r
}

func (r raster) paint(x, y, w, h int, c color.Color) {
	for py := 2 * y; py < 2*(y+h); py++ {
		for px := 2 * x; px < 2*(x+w); px++ {
			r.Set(px, py, c)
		}
	}
}

func TestPNGIsRead(t *testing.T) {
	t.Parallel()
	for _, n := range lengths {
		want := token(n)
		b, err := qr.PNG(want, 2)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, img); got != want {
			t.Errorf("PNG of %d characters read as %q, want %q", n, got, want)
		}
	}
}

// Every scale shows the same modules, with four white ones around.
func TestPNGScales(t *testing.T) {
	t.Parallel()
	text := token(948)
	columns, err := qr.Columns(text)
	if err != nil || columns != 113 {
		t.Fatalf("Columns of 948 characters = %d, %v, want 105 and twice 4", columns, err)
	}
	var first image.Image
	for _, scale := range []int{1, 2, 3, 8, qr.MaxScale} {
		b, err := qr.PNG(text, scale)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = img
		}
		if got := img.Bounds().Dx(); got != columns*scale || img.Bounds().Dy() != got {
			t.Fatalf("scale %d: picture of %v, want %d pixels square", scale, img.Bounds(), columns*scale)
		}
		for y := range columns {
			for x := range columns {
				got, want := grey(img, x*scale+scale-1, y*scale), grey(first, x, y)
				if got != want {
					t.Fatalf("scale %d: module %d,%d is %d, want %d", scale, x, y, got, want)
				}
				if (x < 4 || y < 4 || x >= columns-4 || y >= columns-4) && got != 255 {
					t.Fatalf("scale %d: quiet zone at %d,%d is %d", scale, x, y, got)
				}
			}
		}
	}
}

func grey(img image.Image, x, y int) uint8 {
	return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y
}

// fromBlocks draws lines of half blocks; ink is the colour of what a glyph fills, paper that of the rest.
func fromBlocks(t *testing.T, lines []string, ink, paper color.Color) raster {
	t.Helper()
	side := len([]rune(lines[0]))
	r := newRaster(side)
	for row, line := range lines {
		glyphs := []rune(line)
		if len(glyphs) != side {
			t.Fatalf("line %d has %d characters, the first has %d", row, len(glyphs), side)
		}
		for x, g := range glyphs {
			upper, lower := paper, paper
			switch g {
			case '█':
				upper, lower = ink, ink
			case '▀':
				upper = ink
			case '▄':
				lower = ink
			case ' ':
			default:
				t.Fatalf("line %d holds %q", row, g)
			}
			r.paint(x, 2*row, 1, 1, upper)
			r.paint(x, 2*row+1, 1, 1, lower)
		}
	}
	return r
}

func TestTerminalIsRead(t *testing.T) {
	t.Parallel()
	for _, n := range lengths {
		want := token(n)
		columns, err := qr.Columns(want)
		if err != nil {
			t.Fatal(err)
		}
		coloured, err := qr.Terminal(want)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(coloured, "\n"), "\n")
		for i, line := range lines {
			body, ok := strings.CutPrefix(line, "\x1b[38;5;16;48;5;231m")
			body, ended := strings.CutSuffix(body, "\x1b[0m")
			if !ok || !ended {
				t.Fatalf("line %d does not set black on white and reset it: %q", i, line)
			}
			lines[i] = body
		}
		if got := len([]rune(lines[0])); got != columns {
			t.Errorf("%d characters: %d columns, Columns says %d", n, got, columns)
		}
		if got := read(t, fromBlocks(t, lines, color.Black, color.White)); got != want {
			t.Errorf("terminal form of %d characters read as %q, want %q", n, got, want)
		}
		plain, err := qr.Plain(want)
		if err != nil {
			t.Fatal(err)
		}
		lines = strings.Split(strings.TrimSuffix(plain, "\n"), "\n")
		if got := read(t, fromBlocks(t, lines, color.White, color.Black)); got != want {
			t.Errorf("plain form of %d characters on a dark terminal read as %q, want %q", n, got, want)
		}
	}
}

func TestSVGIsRead(t *testing.T) {
	t.Parallel()
	run := regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
	for _, n := range lengths {
		want := token(n)
		b, err := qr.SVG(want)
		if err != nil {
			t.Fatal(err)
		}
		var svg struct {
			XMLName xml.Name
			ViewBox string `xml:"viewBox,attr"`
			Path    []struct {
				Fill string `xml:"fill,attr"`
				D    string `xml:"d,attr"`
			} `xml:"path"`
		}
		if err := xml.Unmarshal(b, &svg); err != nil {
			t.Fatalf("SVG is not XML: %v", err)
		}
		columns, err := qr.Columns(want)
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("0 0 %d %d", columns, columns); svg.ViewBox != want || svg.XMLName.Space != "http://www.w3.org/2000/svg" || len(svg.Path) != 2 {
			t.Fatalf("SVG of %d characters: view box %q, want %q; %d paths", n, svg.ViewBox, want, len(svg.Path))
		}
		r := newRaster(columns)
		runs := run.FindAllStringSubmatch(svg.Path[1].D, -1)
		drawn := 0
		for _, m := range runs {
			at := make([]int, 4)
			for i := range at {
				at[i], _ = strconv.Atoi(m[i+1])
			}
			if at[2] != at[3] {
				t.Fatalf("run %s is not closed", m[0])
			}
			r.paint(at[0], at[1], at[2], 1, color.Black)
			drawn += len(m[0])
		}
		if drawn != len(svg.Path[1].D) {
			t.Errorf("SVG of %d characters: path holds more than runs", n)
		}
		if got := read(t, r); got != want {
			t.Errorf("SVG of %d characters read as %q, want %q", n, got, want)
		}
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, qr.MaxLen + 1, 1 << 20} {
		text := strings.Repeat("a", n)
		_, err1 := qr.Terminal(text)
		_, err2 := qr.PNG(text, 2)
		_, err3 := qr.SVG(text)
		_, err4 := qr.Plain(text)
		_, err5 := qr.Columns(text)
		for _, err := range []error{err1, err2, err3, err4, err5} {
			if err == nil || !strings.Contains(err.Error(), "give a SignedQRCode") {
				t.Errorf("text of %d bytes: %v, want an error that says what to give", n, err)
			}
		}
	}
	for _, text := range []string{token(qr.MaxLen), strings.Repeat("\xff", qr.MaxLen), strings.Repeat("1", qr.MaxLen)} {
		if _, err := qr.Terminal(text); err != nil {
			t.Errorf("text of %d bytes %.5q…: %v", len(text), text, err)
		}
	}
	for _, scale := range []int{-1, 0, qr.MaxScale + 1, 1 << 40} {
		if b, err := qr.PNG("a", scale); err == nil {
			t.Errorf("PNG with scale %d has %d bytes, want an error", scale, len(b))
		}
	}
}

func BenchmarkTerminal(b *testing.B) {
	text := token(948)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := qr.Terminal(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	text := token(948)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := qr.PNG(text, 4); err != nil {
			b.Fatal(err)
		}
	}
}
