package api

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/seal"
)

// TestGarble: the JSON stays JSON, only its longest text changes, base64 stays base64 of the same length, and what was
// sealed does not open to what it was.
func TestGarble(t *testing.T) {
	t.Parallel()
	sek := []byte("0123456789abcdef0123456789abcdef")
	for _, n := range []int{1, 15, 16, 31, 48, 100, 5000} {
		plain := bytes.Repeat([]byte("x"), n)
		data := seal.Seal(sek, plain)
		body := `{"Status":1,"ErrorDetails":null,"Data":"` + data + `","InfoDtls":null}`
		got := garble(body)
		var env struct {
			Status int
			Data   string
		}
		if err := json.Unmarshal([]byte(got), &env); err != nil || env.Status != 1 || len(got) != len(body) {
			t.Fatalf("%d bytes: %s (%v)", n, got, err)
		}
		if _, err := base64.StdEncoding.DecodeString(env.Data); err != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
		if opened, err := seal.Open(sek, env.Data); err == nil && bytes.Equal(opened, plain) {
			t.Errorf("%d bytes: still opens", n)
		}
	}
	for body, want := range map[string]string{
		`{"a":"bc"}`:                             `{"a":"cd"}`,
		`{"a":"zzzzZZZZ9999"}`:                   `{"a":"aaaaAAAA9999"}`,
		`{"longest\nescaped text":"short-text"}`: `{"longest\nescaped text":"tipsu-text"}`,
		`plain text`:                             `qmbjo text`, // the very end stays
		`{}`:                                     `{}`,
		``:                                       ``,
	} {
		if got := garble(body); got != want {
			t.Errorf("garble(%s) = %s, want %s", body, got, want)
		}
	}
}

func FuzzGarble(f *testing.F) {
	f.Add(`{"Data":"QUJD","x":["\"",{"\u00e9":"a\\"}]}`)
	f.Add(`not json`)
	f.Fuzz(func(t *testing.T, body string) {
		got := garble(body)
		if len(got) != len(body) || json.Valid([]byte(body)) && !json.Valid([]byte(got)) {
			t.Errorf("garble(%q) = %q", body, got)
		}
	})
}

func TestMayBeMagic(t *testing.T) {
	t.Parallel()
	for plain, want := range map[string]bool{
		`{"No":"E2150-1"}`: true, `{"No": "GHOST-1"}`: true, `{"No":"SLOW2S-1"}`: true, `{"No":"E_3109-1"}`: true,
		`{"EwbDtls":{},"ExpDtls":null,"No":"INV/1"}`: false, `{"Em":"E","x":"E`: false, ``: false, `{"a":"Ex","b":"E1"}`: true,
	} {
		if got := mayBeMagic([]byte(plain)); got != want {
			t.Errorf("mayBeMagic(%s) = %v, want %v", plain, got, want)
		}
	}
}

// A writer without a connection of its own gives the server the word to close it.
func TestResetWithoutConnection(t *testing.T) {
	t.Parallel()
	defer func() {
		if p := recover(); p == nil || !strings.Contains(p.(error).Error(), "abort") {
			t.Errorf("recovered %v, want net/http's abort", p)
		}
	}()
	reset(httptest.NewRecorder())
}
