package printed_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/irpsim/irpsim/internal/printed"
)

// pdf is the invoice as a PDF, and the drawing instructions of each page, in order.
func pdf(t testing.TB, v printed.Invoice) (raw []byte, pages []string) {
	t.Helper()
	var b bytes.Buffer
	if err := printed.WritePDF(&b, v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), contents(t, b.Bytes())
}

// contents inflates the streams that the pages of a PDF name as their contents.
func contents(t testing.TB, raw []byte) []string {
	t.Helper()
	var pages []string
	for _, m := range regexp.MustCompile(`/Type /Page\n[^>]*?(?s:.*?)/Contents (\d+) 0 R`).FindAllSubmatch(raw, -1) {
		_, object, ok := bytes.Cut(raw, []byte("\n"+string(m[1])+" 0 obj\n"))
		if !ok {
			t.Fatalf("no object %s", m[1])
		}
		_, stream, ok := bytes.Cut(object, []byte("stream\n"))
		if !ok {
			t.Fatalf("object %s has no stream", m[1])
		}
		inflated, err := zlib.NewReader(bytes.NewReader(stream))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(inflated)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, string(text))
	}
	if len(pages) == 0 {
		t.Fatal("no pages found")
	}
	return pages
}

// texts are what a page says, a line for each piece of text, in the order in which it is written.
func texts(page string) string {
	var b strings.Builder
	for _, m := range regexp.MustCompile(`(?s)Td \((.*?[^\\]|.*?[^\\](?:\\\\)+|)\) Tj`).FindAllStringSubmatch(page, -1) {
		raw := strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`, `\r`, "\r").Replace(m[1])
		units := make([]uint16, len(raw)/2)
		for i := range units {
			units[i] = binary.BigEndian.Uint16([]byte(raw[2*i:]))
		}
		b.WriteString(string(utf16.Decode(units)) + "\n")
	}
	return b.String()
}

// drawnQR paints the black rectangles of a page that belong to the QR code, as a reader would see them.
func drawnQR(t testing.TB, page string) image.Image {
	t.Helper()
	const dots = 4 // pixels to a point
	img := image.NewGray(image.Rect(0, 0, 596*dots, 842*dots))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	count := 0
	for _, m := range regexp.MustCompile(`(?m)^([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re$`).FindAllStringSubmatch(page, -1) {
		var at [4]float64
		for i := range at {
			var err error
			if at[i], err = strconv.ParseFloat(m[i+1], 64); err != nil {
				t.Fatal(err)
			}
		}
		r := image.Rect(int(at[0]*dots+0.5), int((842-at[1]-at[3])*dots+0.5), int((at[0]+at[2])*dots+0.5), int((842-at[1])*dots+0.5))
		draw.Draw(img, r, image.NewUniform(color.Black), image.Point{}, draw.Src)
		count++
	}
	if count < 100 {
		t.Fatalf("%d rectangles, want a QR code", count)
	}
	return img
}
