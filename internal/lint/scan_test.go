package lint

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/einv"
)

func TestScanComplaints(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{``, `at byte 0: there is no JSON: the text is empty`},
		{" \n", `at byte 2: there is no JSON: the text is empty`},
		{`{"a":1,}`, `at byte 7: expected the name of a member in double quotes, found '}'; the comma before it is too many`},
		{`{'a':1}`, `at byte 1: expected the name of a member in double quotes, found '\''; names stand in double quotes`},
		{`{"a" 1}`, `at byte 5: expected a colon after the name "a", found '1'`},
		{`{"a":1 "b":2}`, `at byte 7: expected a comma or } after the value of "a", found '"'`},
		{`{"a":'x'}`, `at byte 5: expected a value, found '\''; texts stand in double quotes`},
		{`{"a":NaN}`, `at byte 5: expected a value, found 'N'; JSON has no NaN and no Infinity`},
		{`{"a":True}`, `at byte 5: expected a value, found 'T'; write true and false in small letters`},
		{`{"a":}`, `at byte 5: expected a value, found '}'; a value is missing before it, or a comma is too many`},
		{`{"a":.5}`, `at byte 5: expected a value, found '.'; a number begins with a digit or a minus sign`},
		{`{"a":05}`, `at byte 6: expected the end of the number, found '5'; JSON has no leading zeros: put codes in quotes, and take the zero from amounts`},
		{`{"a":1.}`, `at byte 7: expected a digit after the decimal point, found '}'`},
		{`{"a":-}`, `at byte 6: expected a digit, found '}'`},
		{`{"a":1e}`, `at byte 7: expected a digit of the exponent, found '}'`},
		{`{"a":"x`, `at byte 5: a text begins here and its closing quote is missing`},
		{`{"a`, `at byte 1: a name begins here and its closing quote is missing`},
		{`{"a":1`, `at byte 6: expected a comma or } after the value of "a", but the text ends here; is it cut off?`},
		{"{\"a\":\"x\ny\"}", `at byte 7: a text holds the raw control character '\n'; write it as an escape, or close the quotes`},
		{`{"a":"\x"}`, `at byte 6: a backslash begins an escape that JSON does not have; write \\ for the character itself`},
		{`{"a":"\u12G4"}`, `at byte 6: \u needs four hexadecimal digits`},
		{`{"a":[1 2]}`, `at byte 8: expected a comma or ] after an element of an array, found '2'`},
		{`{"a":nul}`, `at byte 5: expected a value, found 'n'; texts stand in double quotes`},
		{`{} {}`, `at byte 3: expected the end of the text, found '{'; a document is one JSON value`},
		{"{/*c*/}", `at byte 1: expected the name of a member in double quotes, found '/'; JSON has no comments`},
		{"{\"a\":\"\xff\"}", `at byte 6: the text is not UTF-8; save it as UTF-8`},
		{"\xff\xfe{\x00}\x00", `at byte 0: the text is not UTF-8; it looks like UTF-16, save it as UTF-8`},
		{strings.Repeat("[", 65) + strings.Repeat("]", 65), `at byte 64: nested deeper than 64`},
	}
	for _, tt := range tests {
		_, err := scan([]byte(tt.text), maxDepth)
		got := "no complaint"
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%q:\ngot  %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	text := "\xEF\xBB\xBF{\n  \"version\": \"1.1\",\n  \"ItemList\": [\n    {\"SlNo\": \"1\", \"SLNO\": \"é2\", \"Qty\": 5},\n    {}\n  ],\n  \"ValDtls\": null, \"\\u0050ayDtls\": {\"Nm\": \"x\"}\n}"
	root, err := scan([]byte(text), maxDepth)
	if err != nil {
		t.Fatal(err)
	}
	src := &source{text: []byte(text)}
	tests := []struct{ path, want string }{
		{"Version", `2:14-2:19 "1.1"`},
		{"ItemList", `3:3-3:13 "ItemList"`},
		{"ItemList[0].SlNo", `4:27-4:31 "é2"`},
		{"ItemList[0].Qty", `4:40-4:41 5`},
		{"ItemList[0].Unit", `4:5-4:6 {`},
		{"ItemList[1].SlNo", `5:5-5:6 {`},
		{"ItemList[7].SlNo", `3:3-3:13 "ItemList"`},
		{"ValDtls.AssVal", `7:14-7:18 null`},
		{"PayDtls.Nm", `7:43-7:46 "x"`},
		{"BuyerDtls.Gstin", `1:1-1:2 {`},
		{"", `1:1-1:2 {`},
	}
	for _, tt := range tests {
		start, end := root.find(tt.path).show()
		at := src.span(start, end)
		got := fmt.Sprintf("%d:%d-%d:%d %s", at.Line, at.Column, at.EndLine, at.EndColumn, text[start:end])
		if got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.path, got, tt.want)
		}
	}
}

// Blocks of the index of characters must not show.
func TestPositionInLongText(t *testing.T) {
	t.Parallel()
	line := strings.Repeat("ü", 1000) + "\n"
	src := &source{text: []byte(strings.Repeat(line, 20))}
	for _, n := range []int{0, 1, 7, 19} {
		for _, column := range []int{0, 1, 500, 1000} {
			at := n*len(line) + 2*column
			if gotLine, gotColumn := src.position(at); gotLine != n+1 || gotColumn != column+1 {
				t.Errorf("byte %d: got %d:%d, want %d:%d", at, gotLine, gotColumn, n+1, column+1)
			}
		}
	}
	if line, column := (&source{}).position(0); line != 1 || column != 1 {
		t.Errorf("empty text: got %d:%d, want 1:1", line, column)
	}
}

// The scanner takes the texts that the server takes, and all places lie inside the text, in order, on the values that they
// claim to be.
func FuzzScan(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":null}],"c":"\u00e9\\"}`, `{}`, `[`, `{"a":1e5,"A":-0.5}`, "\xEF\xBB\xBF{}", `{"a":01}`, `{"a":"\ud800"}`, `tru`, `{"a":1}x`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		root, err := scan(text, maxDepth)
		_, _, decodeErr := einv.Decode[einv.Invoice](text)
		takes := err == nil && root.kind == '{'
		if takes == errors.Is(decodeErr, einv.ErrNotObject) {
			t.Fatalf("%q: the scanner says %v, einv.Decode says %v", text, err, decodeErr)
		}
		if err != nil {
			if err.at < 0 || err.at > len(text) || err.problem == "" {
				t.Errorf("%q: complaint outside the text: %v", text, err)
			}
			return
		}
		checkPlaces(t, text, &root, 0, len(text))
		if got := Split("f", text); len(got) == 0 {
			t.Errorf("%q: no document", text)
		}
	})
}

func checkPlaces(t *testing.T, text []byte, p *place, from, to int) {
	if p.start < from || p.end > to || p.start >= p.end || p.kind != text[p.start] {
		t.Fatalf("%q: place %+v is not within %d to %d", text, p, from, to)
	}
	if p.key >= 0 && (p.key < from || p.keyEnd > p.start || text[p.key] != '"' || text[p.keyEnd-1] != '"') {
		t.Fatalf("%q: name of %+v is not before its value", text, p)
	}
	at := p.start
	for i := range p.kids {
		checkPlaces(t, text, &p.kids[i], at, p.end)
		at = p.kids[i].end
	}
}
