package lint

import (
	"encoding/json"
	"io"
)

// WriteJSON writes a result in the form that docs/lint.md describes.
func WriteJSON(w io.Writer, r Result) error { return writeIndented(w, r) }

func writeIndented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
