package diagnose

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
)

// compressed names the form of compression that b begins with, "" when none.
func compressed(b []byte) string {
	switch {
	case len(b) > 10 && b[0] == 0x1F && b[1] == 0x8B && b[2] == 8:
		return "gzip"
	case len(b) > 8 && b[0] == 0x78 && (b[1] == 0x01 || b[1] == 0x5E || b[1] == 0x9C || b[1] == 0xDA):
		return "zlib"
	}
	return ""
}

// peelCompressed inflates what was compressed. Bytes behind its end do not matter, and it need not be whole.
func peelCompressed(b []byte) ([]byte, hit, bool) {
	kind := compressed(b)
	var r io.Reader
	var err error
	switch kind {
	case "gzip":
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(b)); err == nil {
			z.Multistream(false)
			r = z
		}
	case "zlib":
		r, err = zlib.NewReader(bytes.NewReader(b))
	default:
		return nil, hit{}, false
	}
	if err != nil {
		return nil, hit{}, false
	}
	text, err := io.ReadAll(io.LimitReader(r, maxText))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) || len(text) < 2 || !readable(text) {
		return nil, hit{}, false
	}
	return text, hit{"compressed", Certain, "it is compressed (" + kind + "), " + count(len(b), "byte") + " for " + count(len(text), "byte") + " of text"}, true
}
