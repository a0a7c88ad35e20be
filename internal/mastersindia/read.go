package mastersindia

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// ErrJSON means that a text is not one JSON object in UTF-8, or is nested beyond all reason.
var ErrJSON = errors.New("not a JSON object")

// maxDepth bounds nesting; the documents have four levels.
const maxDepth = 32

// object is a JSON object by the small letters of its names; of equal names the last counts. Values are string, json.Number,
// bool, nil, object and []any.
type object = map[string]any

// read reads one JSON object. Its size is the caller's to bound.
func read(text []byte) (object, error) {
	text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
	if !utf8.Valid(text) || !bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("{")) {
		return nil, ErrJSON
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	v, err := value(dec, 0)
	if err != nil {
		return nil, ErrJSON
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, ErrJSON
	}
	return v.(object), nil
}

func value(dec *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, ErrJSON
	}
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok {
	case json.Delim('{'):
		o := object{}
		for dec.More() {
			name, err := dec.Token()
			if err != nil {
				return nil, err
			}
			v, err := value(dec, depth+1)
			if err != nil {
				return nil, err
			}
			o[strings.ToLower(name.(string))] = v // between the braces a decoder gives names as strings only
		}
		_, err = dec.Token()
		return o, err
	case json.Delim('['):
		list := []any{}
		for dec.More() {
			v, err := value(dec, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = dec.Token()
		return list, err
	}
	return tok, nil
}

// text returns a member that is a text or a number, "" for all else.
func (r reader) text(name string) string {
	switch v := r[name].(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	}
	return ""
}

type reader object
