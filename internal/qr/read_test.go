package qr_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/qr"
)

// drawn is the code of text as a picture.
func drawn(t testing.TB, text string, scale int) image.Image {
	t.Helper()
	b, err := qr.PNG(text, scale)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func mustRead(t *testing.T, what string, picture []byte, want string) {
	t.Helper()
	if got, err := qr.ReadQR(bytes.NewReader(picture)); err != nil || got != want {
		t.Errorf("%s: read %.40q…, %v; want %.40q…", what, got, err, want)
	}
}

func TestReadOwnPNG(t *testing.T) {
	t.Parallel()
	for scale := 2; scale <= 8; scale++ {
		for _, n := range []int{900, 948, 1200, 1500} {
			want := token(n)
			b, err := qr.PNG(want, scale)
			if err != nil {
				t.Fatal(err)
			}
			mustRead(t, strings.Repeat("▪", scale), b, want)
		}
	}
}

func TestReadOtherFormats(t *testing.T) {
	t.Parallel()
	want := token(1000)
	img := drawn(t, want, 4)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	mustRead(t, "JPEG", b.Bytes(), want)
	b.Reset()
	if err := gif.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	mustRead(t, "GIF", b.Bytes(), want)
}

// turned is the picture turned by an angle in degrees on a grey desk, magnified as a photo would be.
func turned(img image.Image, degrees float64, zoom float64) image.Image {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w := float64(img.Bounds().Dx())
	side := int(w * zoom * (math.Abs(sin) + math.Abs(cos)) * 1.1)
	out := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			dx, dy := (float64(x)-float64(side)/2)/zoom, (float64(y)-float64(side)/2)/zoom
			sx, sy := int(math.Floor(dx*cos+dy*sin+w/2)), int(math.Floor(-dx*sin+dy*cos+w/2))
			if image.Pt(sx, sy).In(img.Bounds()) {
				out.Set(x, y, img.At(sx, sy))
			} else {
				out.SetGray(x, y, color.Gray{190})
			}
		}
	}
	return out
}

func TestReadTurned(t *testing.T) {
	t.Parallel()
	want := token(948)
	img := drawn(t, want, 4)
	for _, degrees := range []float64{90, 180, 270, 5, 20, 45, 133} {
		mustRead(t, fmt.Sprintf("turned by %v°", degrees), asPNG(t, turned(img, degrees, 1.3)), want)
	}
}

// A code that hangs in a page, on transparent paper, or in a very large scan.
func TestReadInPage(t *testing.T) {
	t.Parallel()
	want := token(948)
	code := drawn(t, want, 3)
	page := image.NewNRGBA(image.Rect(0, 0, 1240, 1754)) // A4 at 150 dpi, transparent
	for y := range code.Bounds().Dy() {
		for x := range code.Bounds().Dx() {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				page.SetNRGBA(800+x, 120+y, color.NRGBA{0, 0, 0, 255})
			}
		}
	}
	mustRead(t, "page", asPNG(t, page), want)
	mustRead(t, "scan of 5,876 pixels", asPNG(t, turned(drawn(t, want, 8), 0, 5.9)), want)
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	blank := asPNG(t, image.NewGray(image.Rect(0, 0, 400, 400)))
	tests := []struct {
		name    string
		picture []byte
		want    string
	}{
		{"nothing", nil, "not a picture"},
		{"garbage", bytes.Repeat([]byte("no picture"), 1000), "not a picture"},
		{"black", blank, "no QR code found"},
		{"one pixel", asPNG(t, image.NewGray(image.Rect(0, 0, 1, 1))), "no QR code found"},
		{"cut off", blank[:len(blank)/2], "damaged"},
		{"too many bytes", make([]byte, qr.MaxPicture+1), "more than 5 MiB"},
		{"bomb", bomb(50_000, 50_000), "50000 × 50000 pixels"},
		{"long bomb", bomb(math.MaxInt32, 1), "pixels"},
	}
	for _, tt := range tests {
		if got, err := qr.ReadQR(bytes.NewReader(tt.picture)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %q, %v; want an error with %q", tt.name, got, err, tt.want)
		}
	}
}

// bomb is the head of a PNG that unfolds to w × h pixels.
func bomb(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	head = append(binary.BigEndian.AppendUint32(head, h), 8, 2, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func TestRuns(t *testing.T) {
	t.Parallel()
	want := token(1100)
	runs, side, err := qr.Runs(want)
	if err != nil {
		t.Fatal(err)
	}
	r := newRaster(side)
	for _, run := range runs {
		r.paint(run.X, run.Y, run.N, 1, color.Black)
	}
	if got := read(t, r); got != want {
		t.Errorf("runs read as %.40q…, want %.40q…", got, want)
	}
	if _, _, err := qr.Runs(""); err == nil {
		t.Error("no text has runs")
	}
}

func FuzzReadQR(f *testing.F) {
	f.Add(asPNG(f, drawn(f, "a", 2)))
	f.Add(bomb(3, 3))
	f.Fuzz(func(t *testing.T, picture []byte) {
		if config, _, err := image.DecodeConfig(bytes.NewReader(picture)); err == nil && config.Width*config.Height > 1<<18 {
			t.Skip("large") // only slow
		}
		if text, err := qr.ReadQR(bytes.NewReader(picture)); err != nil && text != "" {
			t.Errorf("text %q with error %v", text, err)
		}
	})
}

func BenchmarkReadQR(b *testing.B) {
	picture := asPNG(b, drawn(b, token(948), 4))
	for b.Loop() {
		if _, err := qr.ReadQR(bytes.NewReader(picture)); err != nil {
			b.Fatal(err)
		}
	}
}
