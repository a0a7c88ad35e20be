package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// maxInput bounds a file that is read whole: a hundred thousand documents of the usual size.
const maxInput = 512 << 20

// document is one document to register, and where it came from.
type document struct {
	name string
	text []byte
}

// who returns the GSTIN that registers the document, the operator when one is named, and the document number. Both are ""
// when the text does not say.
func (d document) who() (caller, number string) {
	var m struct {
		TranDtls   struct{ EcmGstin string }
		SellerDtls struct{ Gstin string }
		DocDtls    struct{ No string }
	}
	if json.Unmarshal(d.text, &m) != nil {
		return "", ""
	}
	if m.TranDtls.EcmGstin != "" {
		return m.TranDtls.EcmGstin, m.DocDtls.No
	}
	return m.SellerDtls.Gstin, m.DocDtls.No
}

// label names the document in a message.
func (d document) label() string {
	if _, no := d.who(); no != "" {
		return d.name + " (" + no + ")"
	}
	return d.name
}

// readInput reads a file, or stdin when the name is "-".
func (a *app) readInput(name string) ([]byte, error) {
	r := a.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, usage("%w", err)
		}
		defer func() { _ = f.Close() }()
		r = f
	}
	raw, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(raw) > maxInput {
		return nil, fmt.Errorf("%s is longer than %d MB; split it", name, maxInput>>20)
	}
	if len(strings.TrimSpace(string(raw[:min(len(raw), 4096)]))) == 0 && len(raw) < 4096 {
		return nil, errors.New(name + " is empty")
	}
	return raw, nil
}

// documents reads files that hold one document or an array of them. "-" is stdin. Each document is returned with a name
// for messages.
func (a *app) documents(files []string) ([]document, error) {
	var all []document
	for _, name := range files {
		raw, err := a.readInput(name)
		if err != nil {
			return nil, err
		}
		raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF")))
		if !bytes.HasPrefix(raw, []byte("[")) {
			all = append(all, document{name: name, text: raw})
			continue
		}
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, fmt.Errorf("%s: not a JSON array of documents: %w", name, err)
		}
		for i, d := range list {
			all = append(all, document{name: fmt.Sprintf("%s[%d]", name, i), text: d})
		}
	}
	return all, nil
}
