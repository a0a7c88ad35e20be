package qr

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // for image.Decode
	_ "image/jpeg" // for image.Decode
	_ "image/png"  // for image.Decode
	"io"
	"math"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

const (
	// MaxPicture is how many bytes a picture may have that ReadQR looks at.
	MaxPicture = 5 << 20
	// MaxPixels is how many pixels it may have, whatever its bytes.
	MaxPixels = 40_000_000

	maxTurnSide = 2000 // of larger ones only what is likely is tried
	maxReadSide = 4000 // longer sides are halved before they are read; a page of A4 at 300 dots an inch has 3,508
)

// ReadQR returns the text of the QR code in a picture: PNG, JPEG or GIF (its first frame) of at most MaxPicture bytes and
// MaxPixels pixels. The code may stand anywhere and turned in any direction. Errors are for the one who chose the picture.
func ReadQR(picture io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(picture, MaxPicture+1))
	if err != nil {
		return "", fmt.Errorf("the picture broke off (%w); send it again", err)
	}
	if len(b) > MaxPicture {
		return "", fmt.Errorf("the picture has more than %d MiB; give a smaller one, or cut out the code", MaxPicture>>20)
	}
	config, form, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return "", errors.New("not a picture; give a PNG, JPEG or GIF that shows the QR code")
	}
	// Each side by itself first: the product of two hostile ones could wrap around.
	if config.Width < 1 || config.Height < 1 || config.Width > MaxPixels || config.Height > MaxPixels || config.Width*config.Height > MaxPixels {
		return "", fmt.Errorf("a picture of %d × %d pixels; give one of at most %d million pixels", config.Width, config.Height, MaxPixels/1_000_000)
	}
	img, err := decode(form, b)
	if err != nil {
		return "", fmt.Errorf("the %s is damaged (%w); save the picture again", form, err)
	}
	return readImage(img)
}

// decode turns a panic of a decoder into an error: what comes here is any file of any user.
func decode(form string, b []byte) (img image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("unreadable %s", form)
		}
	}()
	img, _, err = image.Decode(bytes.NewReader(b))
	return img, err
}

// readImage tries the picture as it is, then on its corner, then smaller: the reader scans rows and columns, in which the
// marks of a code that stands on its corner do not show; and a photo's noise goes with its size.
func readImage(img image.Image) (text string, err error) {
	defer func() {
		if p := recover(); p != nil { // the reader indexes by what it believes to see
			text, err = "", errNoCode
		}
	}()
	grey := greyOf(img)
	for max(grey.Rect.Dx(), grey.Rect.Dy()) > maxReadSide {
		grey = half(grey)
	}
	for range 3 {
		side := max(grey.Rect.Dx(), grey.Rect.Dy())
		if text, ok := attempt(grey, side <= maxTurnSide); ok {
			return text, nil
		}
		if side <= maxTurnSide {
			if text, ok := attempt(turn(grey), false); ok {
				return text, nil
			}
		}
		if min(grey.Rect.Dx(), grey.Rect.Dy()) < 300 {
			break
		}
		grey = half(grey)
	}
	return "", errNoCode
}

var errNoCode = errors.New("no QR code found in the picture; give a sharp one, straight from above, with a white edge around the code")

// attempt looks for a code as in a photo, and, when all is to be tried, as in a drawing of even light and of nothing else.
func attempt(grey *image.Gray, all bool) (string, bool) {
	source := gozxing.NewLuminanceSourceFromImage(grey)
	hard := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	pure := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
	for _, way := range []struct {
		binarizer gozxing.Binarizer
		hints     map[gozxing.DecodeHintType]any
		always    bool
	}{
		{gozxing.NewHybridBinarizer(source), hard, true}, {gozxing.NewGlobalHistgramBinarizer(source), hard, false},
		{gozxing.NewHybridBinarizer(source), pure, false}, {gozxing.NewGlobalHistgramBinarizer(source), pure, false},
	} {
		if !way.always && !all {
			continue
		}
		bitmap, err := gozxing.NewBinaryBitmap(way.binarizer)
		if err != nil {
			continue
		}
		if result, err := qrcode.NewQRCodeReader().Decode(bitmap, way.hints); err == nil {
			return result.GetText(), true
		}
	}
	return "", false
}

// greyOf is the picture in shades of grey on white: a transparent background is paper.
func greyOf(img image.Image) *image.Gray {
	r := img.Bounds()
	grey := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		line := grey.Pix[y*grey.Stride:]
		for x := range r.Dx() {
			line[x] = onWhite(img, r.Min.X+x, r.Min.Y+y)
		}
	}
	return grey
}

func onWhite(img image.Image, x, y int) uint8 {
	switch img := img.(type) { // what photos and our own pictures are, without a boxed colour for each pixel
	case *image.YCbCr:
		return img.Y[img.YOffset(x, y)]
	case *image.Gray:
		return img.Pix[img.PixOffset(x, y)]
	}
	r, g, b, a := img.At(x, y).RGBA() // premultiplied, 16 bits each
	paper := 0xffff - a
	return color.GrayModel.Convert(color.RGBA64{uint16(r + paper), uint16(g + paper), uint16(b + paper), 0xffff}).(color.Gray).Y
}

// half averages squares of four pixels.
func half(g *image.Gray) *image.Gray {
	w, h := max(1, g.Rect.Dx()/2), max(1, g.Rect.Dy()/2)
	small := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		upper := g.Pix[min(2*y, g.Rect.Dy()-1)*g.Stride:]
		lower := g.Pix[min(2*y+1, g.Rect.Dy()-1)*g.Stride:]
		for x := range w {
			l, r := min(2*x, g.Rect.Dx()-1), min(2*x+1, g.Rect.Dx()-1)
			small.Pix[y*small.Stride+x] = uint8((int(upper[l]) + int(upper[r]) + int(lower[l]) + int(lower[r]) + 2) / 4)
		}
	}
	return small
}

// turn turns by 45 degrees, on white.
func turn(g *image.Gray) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	side := (w+h)*5/7 + 2 // √½ is a little less than 5/7
	out := image.NewGray(image.Rect(0, 0, side, side))
	const half = math.Sqrt2 / 2
	for y := range side {
		for x := range side {
			dx, dy := float64(x)-float64(side)/2, float64(y)-float64(side)/2
			sx, sy := int(math.Floor((dx+dy)*half+float64(w)/2)), int(math.Floor((dy-dx)*half+float64(h)/2))
			if sx < 0 || sy < 0 || sx >= w || sy >= h {
				out.Pix[y*out.Stride+x] = 255
			} else {
				out.Pix[y*out.Stride+x] = g.Pix[sy*g.Stride+sx]
			}
		}
	}
	return out
}
