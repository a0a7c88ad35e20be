// Package qr draws QR codes of signed tokens, for a terminal, as PNG and as SVG, and reads them from pictures. All forms have error correction level L,
// which keeps the symbol of a token of 950 characters at 105 modules, and the quiet zone of four modules that readers need.
package qr

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"

	"rsc.io/qr"
)

const (
	// MaxLen is how many bytes of text a code of level L holds. A SignedQRCode has 900 to 1,500.
	MaxLen = 2953
	// MaxScale bounds the pixels of a module in a PNG.
	MaxScale = 32

	quiet = 4 // modules of white on each side
)

func encode(text string) (*qr.Code, error) {
	if text == "" {
		return nil, errors.New("no text for a QR code; give a SignedQRCode")
	}
	if len(text) > MaxLen {
		return nil, fmt.Errorf("text of %d bytes, a QR code holds %d; give a SignedQRCode, not a SignedInvoice", len(text), MaxLen)
	}
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return nil, fmt.Errorf("QR code of %d bytes: %w", len(text), err)
	}
	return code, nil
}

// Columns returns how many columns of a terminal the code of text needs; a narrower one wraps it beyond recognition.
func Columns(text string) (int, error) {
	code, err := encode(text)
	if err != nil {
		return 0, err
	}
	return code.Size + 2*quiet, nil
}

// Terminal returns the code as lines of half blocks, two modules to a character, for a terminal that understands colour
// sequences. It sets black on white itself, so it can be read on dark and on light terminals alike.
func Terminal(text string) (string, error) {
	// Colours 16 and 231 of the 256 are black and white in every colour scheme; the first 16 are not.
	const blackOnWhite, reset = "\x1b[38;5;16;48;5;231m", "\x1b[0m"
	return blocks(text, blackOnWhite, reset, [4]string{" ", "▀", "▄", "█"})
}

// Plain returns the code as lines of half blocks without colour sequences. What is drawn are the white modules, so it can
// be read on dark terminals; on light ones it is inverted, which many but not all readers take.
func Plain(text string) (string, error) {
	return blocks(text, "", "", [4]string{"█", "▄", "▀", " "})
}

// blocks draws two rows of modules to a line. glyphs are for: both white, upper black, lower black, both black.
func blocks(text, before, after string, glyphs [4]string) (string, error) {
	code, err := encode(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	width := code.Size + 2*quiet
	b.Grow((width + 1) / 2 * (width*3 + len(before) + len(after) + 1))
	for y := -quiet; y < code.Size+quiet; y += 2 {
		b.WriteString(before)
		for x := -quiet; x < code.Size+quiet; x++ {
			glyph := 0
			if code.Black(x, y) {
				glyph |= 1
			}
			if code.Black(x, y+1) {
				glyph |= 2
			}
			b.WriteString(glyphs[glyph])
		}
		b.WriteString(after)
		b.WriteByte('\n')
	}
	return b.String(), nil
}

// PNG returns the code as a black and white PNG with scale pixels to a module, 1 to MaxScale; 3 and more suit people.
func PNG(text string, scale int) ([]byte, error) {
	if scale < 1 || scale > MaxScale {
		return nil, fmt.Errorf("scale %d; give 1 to %d pixels to a module", scale, MaxScale)
	}
	code, err := encode(text)
	if err != nil {
		return nil, err
	}
	side := (code.Size + 2*quiet) * scale
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range code.Size {
		top := img.Pix[(y+quiet)*scale*side:]
		for x := range code.Size * scale {
			if code.Black(x/scale, y) {
				top[quiet*scale+x] = 1
			}
		}
		for i := 1; i < scale; i++ {
			copy(top[i*side:(i+1)*side], top[:side])
		}
	}
	// The library's own PNG writer is faster, but panics at a scale of 1.
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("PNG of a QR code: %w", err)
	}
	return b.Bytes(), nil
}

// SVG returns the code as an SVG of one unit to a module, which scales to any size. It holds no script, style or text.
func SVG(text string) ([]byte, error) {
	code, err := encode(text)
	if err != nil {
		return nil, err
	}
	side := strconv.Itoa(code.Size + 2*quiet)
	b := make([]byte, 0, 64<<10)
	b = append(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 `+side+` `+side+`" shape-rendering="crispEdges" role="img" aria-label="QR code">`...)
	b = append(b, `<path fill="#fff" d="M0 0h`+side+`v`+side+`H0z"/><path fill="#000" d="`...)
	eachRun(code, func(x, y, n int) {
		b = append(b, 'M')
		b = strconv.AppendInt(b, int64(x+quiet), 10)
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(y+quiet), 10)
		b = append(b, 'h')
		b = strconv.AppendInt(b, int64(n), 10)
		b = append(b, "v1h-"...)
		b = strconv.AppendInt(b, int64(n), 10)
		b = append(b, 'z')
	})
	return append(b, `"/></svg>`...), nil
}

// Run is black modules side by side: N of them from column X of row Y. Columns and rows count from 0 at the outer corner
// of the quiet zone.
type Run struct{ X, Y, N int }

// Runs returns the black modules of the code of text, row by row, for those who draw it themselves, and how many modules
// wide and high the code is with its quiet zone.
func Runs(text string) (runs []Run, side int, err error) {
	code, err := encode(text)
	if err != nil {
		return nil, 0, err
	}
	eachRun(code, func(x, y, n int) { runs = append(runs, Run{x + quiet, y + quiet, n}) })
	return runs, code.Size + 2*quiet, nil
}

func eachRun(code *qr.Code, do func(x, y, n int)) {
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			n := 0
			for code.Black(x+n, y) {
				n++
			}
			if n > 0 {
				do(x, y, n)
				x += n
			}
		}
	}
}
