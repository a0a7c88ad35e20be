package seal_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/seal"
)

// The worked example of protocol reference 3.5.
const (
	exampleAppKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	exampleSek    = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
	exampleWrap   = "YaaTbk6PEBwcwfmTtUKg1OJ0Dor61OTRXQ1mGzguyomfO3UEkm+L024xGOkDpM1K"
	exampleAuth   = `{"UserName":"TESTUSER01","Password":"Sandbox@123","AppKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","ForceRefreshAccessToken":false}`
)

var examplePayloads = []struct{ name, plain, data string }{
	{
		"cancel request",
		`{"Irn":"706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7","CnlRsn":"2","CnlRem":"Data entry mistake"}`,
		"EoL5Q+HMsC6z+SevuE5q2BwfPeX0H7EQkMqHbDMbG7+Q/TBN01gUwZhwO0iEVrMm1nfOrtsKs2B27MHcDr/8Rr6lz2jyq4d4iqotKFWhHW54TxPnb+c9dl6FAVVFkeJ35UgiufXjx3xvP5JtVv9DXlHqQAlicKKMFCNQBAMauMk=",
	},
	{
		"cancel answer",
		`{"Irn":"706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7","CancelDate":"2022-09-17 18:09:00"}`,
		"EoL5Q+HMsC6z+SevuE5q2BwfPeX0H7EQkMqHbDMbG7+Q/TBN01gUwZhwO0iEVrMm1nfOrtsKs2B27MHcDr/8RvTyKDg9OJyCMUS+kF5Vvhk1rzcSUIvW8nZ+XXULt/TDnVUhkjpO6a/L1hyzCPN9ag==",
	},
}

func key(t testing.TB, text string) []byte {
	t.Helper()
	k, err := seal.ParseAppKey(text)
	if err != nil {
		t.Fatalf("ParseAppKey(%q): %v", text, err)
	}
	return k
}

func TestWorkedExample(t *testing.T) {
	t.Parallel()
	appKey, sek := key(t, exampleAppKey), key(t, exampleSek)
	if got, err := seal.WrapSek(appKey, sek); err != nil || got != exampleWrap {
		t.Errorf("WrapSek = %q, %v, want %q", got, err, exampleWrap)
	}
	if got, err := seal.UnwrapSek(appKey, exampleWrap); err != nil || !bytes.Equal(got, sek) {
		t.Errorf("UnwrapSek = %x, %v, want %x", got, err, sek)
	}
	for _, tt := range examplePayloads {
		if got := seal.Seal(sek, []byte(tt.plain)); got != tt.data {
			t.Errorf("%s: Seal\n got %s\nwant %s", tt.name, got, tt.data)
		}
		if got, err := seal.Open(sek, tt.data); err != nil || string(got) != tt.plain {
			t.Errorf("%s: Open\n got %s, %v\nwant %s", tt.name, got, err, tt.plain)
		}
	}
}

// rows reads a tab-separated vector file without its comments; a file without rows is an error.
func rows(t testing.TB, file string, columns int) [][]string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(row) != columns {
			t.Fatalf("%s: row %q has %d columns, want %d", file, line, len(row), columns)
		}
		all = append(all, row)
	}
	if len(all) == 0 {
		t.Fatalf("%s holds no vectors", file)
	}
	return all
}

func TestAESAgainstOpenSSL(t *testing.T) {
	t.Parallel()
	letters := strings.Repeat("abcdefghijklmnopqrstuvwxyz", 4000)
	for _, row := range rows(t, "testdata/aes.tsv", 5) {
		k, err := hex.DecodeString(row[1])
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(row[2])
		if err != nil {
			t.Fatal(err)
		}
		plain := letters[:n]
		data := seal.Seal(k, []byte(plain))
		sum := sha256.Sum256([]byte(data))
		if got := hex.EncodeToString(sum[:]); got != row[3] {
			t.Errorf("AES-%s over %d bytes: cipher text has SHA-256 %s, openssl's has %s", row[0], n, got, row[3])
		}
		if row[4] != "-" {
			data = row[4]
		}
		if got, err := seal.Open(k, data); err != nil || string(got) != plain {
			t.Errorf("AES-%s: Open of openssl's text of %d bytes: %v, and plain text equal: %t", row[0], n, err, string(got) == plain)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	sek, appKey := key(t, exampleSek), key(t, exampleAppKey)
	good := examplePayloads[0].data
	raw, err := base64.StdEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.StdEncoding.EncodeToString
	tests := []struct {
		name string
		sek  []byte
		data string
		want error
	}{
		{"empty", sek, "", seal.ErrNotCipherText},
		{"blank", sek, " \r\n", seal.ErrNotCipherText},
		{"not base64", sek, "{not base64}", seal.ErrNotCipherText},
		{"base64url", sek, strings.ReplaceAll(good, "+", "-"), seal.ErrNotCipherText},
		{"no base64 padding", sek, strings.TrimRight(good, "="), seal.ErrNotCipherText},
		{"text after the end", sek, good + "AAAA", seal.ErrNotCipherText},
		{"half a block", sek, b64(raw[:len(raw)-8]), seal.ErrNotCipherText},
		{"last block cut off", sek, b64(raw[:len(raw)-16]), seal.ErrPadding},
		{"opened with the AppKey", appKey, good, seal.ErrPadding},
		{"key of 24 bytes", make([]byte, 24), good, seal.ErrKey},
		{"no key", nil, good, seal.ErrKey},
	}
	for _, tt := range tests {
		if got, err := seal.Open(tt.sek, tt.data); !errors.Is(err, tt.want) || got != nil {
			t.Errorf("%s: Open = %q, %v, want error %v", tt.name, got, err, tt.want)
		}
	}
}

// The paddings that PKCS#7 forbids, each in a block of its own.
func TestOpenRefusesEveryBadPadding(t *testing.T) {
	t.Parallel()
	sek := key(t, exampleSek)
	tests := []struct {
		name string
		tail []byte
	}{
		{"zero", []byte{0}},
		{"more than a block", []byte{17}},
		{"255", []byte{255}},
		{"two, other byte wrong", []byte{1, 2}},
		{"sixteen, first byte wrong", append([]byte{15}, bytes.Repeat([]byte{16}, 15)...)},
	}
	for _, tt := range tests {
		block := append(bytes.Repeat([]byte{'x'}, 16-len(tt.tail)), tt.tail...)
		// Sealing a whole block appends a block of padding; without that one the block itself stands last.
		data, err := base64.StdEncoding.DecodeString(seal.Seal(sek, block))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := seal.Open(sek, base64.StdEncoding.EncodeToString(data[:16])); !errors.Is(err, seal.ErrPadding) {
			t.Errorf("%s: Open = %x, %v, want %v", tt.name, got, err, seal.ErrPadding)
		}
	}
}

func TestOpenSkipsWhiteSpace(t *testing.T) {
	t.Parallel()
	sek := key(t, exampleSek)
	want, data := examplePayloads[1].plain, examplePayloads[1].data
	for _, gap := range []string{" ", "\t", "\r\n", "\n", " \t\r\n "} {
		wrapped := gap + data[:76] + gap + data[76:len(data)-1] + gap + data[len(data)-1:] + gap
		if got, err := seal.Open(sek, wrapped); err != nil || string(got) != want {
			t.Errorf("Open with %q in between: %q, %v", gap, got, err)
		}
	}
	for _, gap := range []string{"\v", "\f", "\u00a0", "\x00"} {
		if got, err := seal.Open(sek, data[:76]+gap+data[76:]); !errors.Is(err, seal.ErrNotCipherText) {
			t.Errorf("Open with %q in between = %q, %v, want %v", gap, got, err, seal.ErrNotCipherText)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	b64 := base64.StdEncoding.EncodeToString
	for _, n := range []int{0, 1, 15, 16, 17, 24, 31, 32, 33, 64, 500} {
		k, err := seal.ParseAppKey(b64(make([]byte, n)))
		if good := n == 16 || n == 32; good && (err != nil || len(k) != n) || !good && !errors.Is(err, seal.ErrKey) {
			t.Errorf("ParseAppKey of %d bytes = %x, %v", n, k, err)
		}
	}
	for _, text := range []string{"", "not base64!", exampleSek[:43], strings.Repeat(" ", 1<<20) + exampleSek} {
		if k, err := seal.ParseAppKey(text); !errors.Is(err, seal.ErrKey) {
			t.Errorf("ParseAppKey(%.40q) = %x, %v, want %v", text, k, err, seal.ErrKey)
		}
	}
	short, long := make([]byte, 16), make([]byte, 32)
	for _, appKey := range [][]byte{short, long} {
		wrapped, err := seal.WrapSek(appKey, long)
		if err != nil || len(wrapped) != 64 || strings.HasSuffix(wrapped, "=") {
			t.Errorf("WrapSek under %d bytes = %q, %v, want 64 characters without padding", len(appKey), wrapped, err)
		}
		if got, err := seal.UnwrapSek(appKey, wrapped); err != nil || !bytes.Equal(got, long) {
			t.Errorf("UnwrapSek under %d bytes = %x, %v", len(appKey), got, err)
		}
	}
	if _, err := seal.WrapSek(make([]byte, 31), long); !errors.Is(err, seal.ErrKey) {
		t.Errorf("WrapSek under 31 bytes: %v, want %v", err, seal.ErrKey)
	}
	if _, err := seal.WrapSek(long, nil); !errors.Is(err, seal.ErrKey) {
		t.Errorf("WrapSek of nothing: %v, want %v", err, seal.ErrKey)
	}
	if _, err := seal.UnwrapSek(long, seal.Seal(long, []byte("no key"))); !errors.Is(err, seal.ErrKey) {
		t.Errorf("UnwrapSek of six bytes: %v, want %v", err, seal.ErrKey)
	}
}

func TestSealPanicsOnAKeyNobodyChecked(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("Seal took a key of 5 bytes")
		}
	}()
	seal.Seal([]byte("short"), nil)
}

func FuzzOpen(f *testing.F) {
	sek := key(f, exampleSek)
	for _, p := range examplePayloads {
		f.Add(p.data)
	}
	f.Add("")
	f.Add("AAAA\tAAAA")
	f.Fuzz(func(t *testing.T, data string) {
		plain, err := seal.Open(sek, data)
		if err != nil {
			if !errors.Is(err, seal.ErrNotCipherText) && !errors.Is(err, seal.ErrPadding) {
				t.Errorf("Open(%q): untyped error %v", data, err)
			}
			return
		}
		if again, err := seal.Open(sek, seal.Seal(sek, plain)); err != nil || !bytes.Equal(again, plain) {
			t.Errorf("Open(%q) = %x, and sealed and opened again %x, %v", data, plain, again, err)
		}
	})
}
