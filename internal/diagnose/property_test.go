package diagnose

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/irpsim/irpsim/internal/chance"
)

// TestGarbageIsNotBlamed: of random bytes nothing is said with certainty but what their length shows.
func TestGarbageIsNotBlamed(t *testing.T) {
	t.Parallel()
	seed := uint64(1)
	draw := chance.New(&seed, "garbage")
	know := knowledge(t)
	for i := range 2000 {
		n := 16 * (1 + draw.IntN(20))
		if i%4 == 0 {
			n = 1 + draw.IntN(400)
		}
		data := b64(draw.Bytes(n))
		if d := Diagnose(Request{Stage: Payload, Data: data}, know); d.OK || d.Mistake != nil && d.Mistake.Confidence == Certain {
			t.Errorf("payload of %d random bytes %s: %s", n, data, d.Text())
		}
	}
	for range 40 {
		data := b64(draw.Bytes(256))
		d := Diagnose(Request{Stage: Auth, Data: data}, know)
		if d.OK || d.Mistake == nil || d.Mistake.ID != "rsa-unknown-key" || d.Mistake.Confidence != Possible {
			t.Errorf("login of a random block %s: %s", data, d.Text())
		}
	}
}

// TestRightRequestsProperty: whatever a client says in the right way, it is not blamed.
func TestRightRequestsProperty(t *testing.T) {
	t.Parallel()
	base := knowledge(t)
	rapid.Check(t, func(t *rapid.T) {
		know := base
		know.Sek = rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "sek")
		know.AppKey = rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "appKey")
		know.WrappedSek = ""
		text := fmt.Sprintf(`{"Irn":%s}`, jsonText(rapid.String().Draw(t, "text")))
		if d := Diagnose(Request{Stage: Payload, Data: sealed(know.Sek, text)}, know); !d.OK || d.Mistake != nil {
			t.Fatalf("%q is blamed: %s", text, d.Text())
		}
	})
}

// TestWrongKeysProperty: keys with arbitrary bytes, and documents of every length, are named as well as the worked example.
func TestWrongKeysProperty(t *testing.T) {
	t.Parallel()
	base := knowledge(t)
	rapid.Check(t, func(t *rapid.T) {
		know := base
		know.Sek = rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "sek")
		know.AppKey = rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "appKey")
		know.WrappedSek, know.StaleSeks = "", nil
		text := ofLength(rapid.IntRange(100, 300).Draw(t, "length"))
		wrap := each(know.AppKey, pkcs7(know.Sek))
		for want, data := range map[string]string{
			"appkey-as-sek":     sealed(know.AppKey, text),
			"sek-still-wrapped": sealed(wrap[:32], text),
			"sek-half":          sealed(know.Sek[:16], text),
			"sek-text-as-key":   sealed([]byte(b64(know.Sek)[:32]), text),
			"inner-base64":      sealed(know.Sek, b64([]byte(text))),
			"hex-for-base64":    fmt.Sprintf("%x", each(know.Sek, pkcs7([]byte(text)))),
			"base64-twice":      b64([]byte(sealed(know.Sek, text))),
			"aes-cbc":           b64(cbcSealed(know.Sek, make([]byte, 16), []byte(text))),
		} {
			d := Diagnose(Request{Stage: Payload, Data: data}, know)
			if d.Mistake == nil || d.Mistake.ID != want || d.Mistake.Confidence != Certain || len(d.Also) > 0 {
				t.Fatalf("%s: %s", want, d.Text())
			}
		}
	})
}

func jsonText(s string) string { return fmt.Sprintf("%q", strings.Map(safe, s)) }

// safe keeps %q within what JSON has too.
func safe(r rune) rune {
	if r < ' ' || r == 0x7F || r > 0xFFFF || r >= 0x80 && r < 0xA0 || !strings.ContainsRune(printable, r) && r > 0x7F {
		return 'x'
	}
	return r
}

const printable = "éüßñ₹अआइगलती中文"

func FuzzDiagnose(f *testing.F) {
	know := knowledge(f)
	for _, s := range corpus(f) {
		if len(s.req.Data) < 4096 {
			f.Add(string(s.req.Stage), s.req.Version, s.req.Data)
		}
	}
	f.Fuzz(func(t *testing.T, stage, version, data string) {
		d := Diagnose(Request{Stage: Stage(stage), Version: version, Data: data, UserAgent: version}, know)
		if d.OK == (d.Mistake != nil) && d.OK || len(d.Steps) == 0 || d.Summary == "" {
			t.Errorf("Diagnose(%q, %q, %q) = %+v", stage, version, data, d)
		}
		if d.OK != (d.BrokeAt == "") {
			t.Errorf("Diagnose(%q, %q, %q): OK %t, broke at %q", stage, version, data, d.OK, d.BrokeAt)
		}
		if d.Text() == "" || d.Line() == "" {
			t.Errorf("Diagnose(%q, %q, %q) says nothing", stage, version, data)
		}
	})
}

// FuzzContent turns arbitrary bytes into what is under the cipher, which random cipher text never reaches.
func FuzzContent(f *testing.F) {
	know := knowledge(f)
	for _, text := range []string{document, b64([]byte(document)), "{'a': None}", string(utf16le(document)), "[1,2]", "\x1f\x8b\x08", "a=b&c=d", `"{}"`} {
		f.Add([]byte(text), true)
		f.Add([]byte(text+strings.Repeat("\x00", 16-len(text)%16)), false)
	}
	f.Fuzz(func(t *testing.T, text []byte, pad bool) {
		if pad {
			text = pkcs7(text)
		}
		if len(text)%16 != 0 || len(text) > 1<<16 {
			return
		}
		d := Diagnose(Request{Stage: Payload, Data: b64(each(sek(), text))}, know)
		if d.OK == (d.Mistake != nil) && d.OK || d.Summary == "" || d.OK != (d.BrokeAt == "") {
			t.Errorf("%q: %s", text, d.Text())
		}
	})
}

func BenchmarkDiagnose(b *testing.B) {
	know := knowledge(b)
	unknown := staleSek()
	unknown[0]++
	raw, _ := decode(sealed(unknown, invoice()))
	for _, bench := range []struct {
		name string
		req  Request
	}{
		{"payload right 3KB", Request{Stage: Payload, Data: sealed(sek(), invoice())}},
		{"payload unknown 3KB", Request{Stage: Payload, Data: b64(append(raw, make([]byte, 16)...))}},
		{"payload CBC 3KB", Request{Stage: Payload, Data: b64(cbcSealed(sek(), sek()[:16], []byte(invoice())))}},
		{"payload zero padding 3KB", Request{Stage: Payload, Data: b64(each(sek(), []byte(invoice()+strings.Repeat("\x00", 16-len(invoice())%16))))}},
		{"payload unknown 1.5MB", Request{Stage: Payload, Data: sealed(unknown, ofLength(3<<19))}},
		{"payload oversized", Request{Stage: Payload, Data: strings.Repeat("QUJD", 4<<20)}},
		{"login right", Request{Stage: Auth, Data: login(b, rightLogin())}},
		{"login unknown key", Request{Stage: Auth, Data: b64(append(make([]byte, 1), each(sek(), make([]byte, 256))[1:]...))}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Diagnose(bench.req, know)
			}
		})
	}
}
