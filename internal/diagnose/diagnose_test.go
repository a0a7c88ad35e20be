package diagnose

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/seal"
)

// corpus is every specimen that is made by hand.
func corpus(t testing.TB) []specimen {
	t.Helper()
	var list []specimen
	for _, part := range [][]specimen{rsaSpecimens(t), innerSpecimens(t), appKeySpecimens(t), oldSpecimens(t)} {
		for _, s := range part {
			s.req.Stage = Auth
			list = append(list, s)
		}
	}
	for _, part := range [][]specimen{textSpecimens(), keySpecimens(t), modeSpecimens(t), paddingSpecimens(), contentSpecimens(t)} {
		for _, s := range part {
			s.req.Stage = Payload
			list = append(list, s)
		}
	}
	return list
}

// ids lists the mistakes of a diagnosis in order.
func (d Diagnosis) ids() []string {
	if d.Mistake == nil {
		return nil
	}
	list := []string{d.Mistake.ID}
	for _, f := range d.Also {
		list = append(list, f.ID)
	}
	return list
}

func (s specimen) diagnose(t testing.TB) Diagnosis {
	know := knowledge(t)
	if s.know != nil {
		s.know(&know)
	}
	return Diagnose(s.req, know)
}

// TestCorpus: each specimen is named right, tells no secret, breaks where seal does; and each entry of the catalogue is shown
// by a specimen.
func TestCorpus(t *testing.T) {
	t.Parallel()
	met := map[string]bool{"base64-lines": true} // a remark, see TestRemarks
	for _, s := range corpus(t) {
		met[s.want] = true
		t.Run(string(s.req.Stage)+"/"+s.name, func(t *testing.T) {
			t.Parallel()
			d := s.diagnose(t)
			s.check(t, d)
			noSecrets(t, d)
			if s.know == nil && s.req.Version != V103 && len(s.req.Data) <= maxData {
				sameVerdict(t, s.req, d)
			}
		})
	}
	for _, m := range Mistakes() {
		if !met[m.ID] {
			t.Errorf("no specimen shows %s", m.ID)
		}
	}
}

func (s specimen) check(t *testing.T, d Diagnosis) {
	t.Helper()
	want := append([]string{s.want}, s.also...)
	if !slices.Equal(d.ids(), want) {
		t.Fatalf("mistakes %q, want %q\n%s", d.ids(), want, d.Text())
	}
	m, ok := find(s.want)
	if !ok || !slices.Contains(m.Stages, s.req.Stage) {
		t.Errorf("the catalogue has %s: %t, for %q; it was met in %s", s.want, ok, m.Stages, s.req.Stage)
	}
	if got := d.Mistake.Confidence; s.sure != "" && got != s.sure || s.sure == "" && got == Possible {
		t.Errorf("confidence %s, want %q", got, s.sure)
	}
	if d.OK || d.BrokeAt == "" || d.Mistake.Evidence == "" || d.Example == "" || len(d.Tried) > 0 {
		t.Errorf("OK %t, broke at %q, evidence %q, %d bytes of example, tried %q", d.OK, d.BrokeAt, d.Mistake.Evidence, len(d.Example), d.Tried)
	}
}

// noSecrets: what is said goes into logs.
func noSecrets(t *testing.T, d Diagnosis) {
	t.Helper()
	d.Example = "" // the same for all
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{string(b), d.Text(), d.Line()} {
		for _, secret := range []string{
			password, b64([]byte(password)), "Secret#99", "Sandbox9", "My-Very-Secret", "ABCDEFGHIJKLMNOP",
			b64(appKey()), b64(sek()), hex.EncodeToString(sek()), b64(realSek()), wrapped, string(sek()),
		} {
			if strings.Contains(said, secret) {
				t.Errorf("%q is told in %s", secret, said)
			}
		}
	}
}

// sameVerdict: the walk opens exactly what the package opens that the portal's wire goes through.
func sameVerdict(t *testing.T, req Request, d Diagnosis) {
	t.Helper()
	_, err := seal.Open(sek(), req.Data)
	name := "padding"
	if req.Stage == Auth {
		_, err = seal.OpenAuth(t.Context(), keySet(t).Encryption, req.Data)
		name = "inner Base64"
	}
	past := slices.ContainsFunc(d.Steps, func(s Step) bool { return s.Name == name && s.OK })
	if past != (err == nil) {
		t.Errorf("seal says %v, the walk went past %q: %t\n%s", err, name, past, d.Text())
	}
}

func TestLoginSentAsPayloadIsNotQuoted(t *testing.T) {
	t.Parallel()
	d := Diagnose(Request{Stage: Payload, Data: sealed(sek(), `{"password":"`+password+`","UserName":"u"}`)}, knowledge(t))
	if !d.OK || d.Opened != "" {
		t.Errorf("Opened = %q, want nothing of a login", d.Opened)
	}
}

func TestRightRequestsAreNotBlamed(t *testing.T) {
	t.Parallel()
	enc := &keySet(t).Encryption.PublicKey
	short := login(t, loginText(b64(appKey()[:16])))
	full := login(t, rightLogin())
	good := sealed(sek(), document)
	tests := []struct {
		name string
		req  Request
		sek  []byte
	}{
		{"login", Request{Stage: Auth, Data: full}, nil},
		{"login, version named", Request{Stage: Auth, Version: "1.04", Data: full}, nil},
		{"login, AppKey of 16 bytes", Request{Stage: Auth, Data: short}, nil},
		{"login in lines", Request{Stage: Auth, Data: full[:76] + "\r\n" + full[76:] + "\n"}, nil},
		{"login, inner lines", Request{Stage: Auth, Data: b64(rsaSealed(t, enc, []byte(strings.Replace(b64([]byte(rightLogin())), "e", "e\n", 1))))}, nil},
		{"login, pretty JSON", Request{Stage: Auth, Data: login(t, "{\n  \"userName\": \"u\", \"password\": \"p\",\n \"APPKEY\": \""+b64(appKey())+"\"}")}, nil},
		{"login, printable AppKey", Request{Stage: Auth, Data: login(t, loginText(b64([]byte("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"))))}, nil},
		{"old login", Request{Stage: Auth, Version: V103, Data: old(t, rsaSealed(t, enc, []byte(password)), rsaSealed(t, enc, appKey()))}, nil},
		{"old login, key of 16", Request{Stage: Auth, Version: V103, Data: old(t, rsaSealed(t, enc, []byte(password)), rsaSealed(t, enc, appKey()[:16]))}, nil},
		{"payload", Request{Stage: Payload, Data: good}, nil},
		{"payload in lines", Request{Stage: Payload, Data: good[:64] + "\n" + good[64:128] + "\r\n " + good[128:] + "\t"}, nil},
		{"payload, invoice", Request{Stage: Payload, Data: sealed(sek(), invoice())}, nil},
		{"payload, whole blocks", Request{Stage: Payload, Data: sealed(sek(), ofLength(128))}, nil},
		{"payload, empty object", Request{Stage: Payload, Data: sealed(sek(), "{}")}, nil},
		{"payload, BOM", Request{Stage: Payload, Data: sealed(sek(), bom+document)}, nil},
		{"payload, pretty", Request{Stage: Payload, Data: sealed(sek(), "\n{ \"Irn\": \"x\" }\r\n")}, nil},
		{"payload, Hindi", Request{Stage: Payload, Data: sealed(sek(), `{"CnlRem":"गलती से दर्ज","Irn":null}`)}, nil},
		{"payload, member data among others", Request{Stage: Payload, Data: sealed(sek(), `{"Data":1,"Irn":"x"}`)}, nil},
		{"payload, inner Base64 where it is taken", Request{Stage: Payload, InnerBase64: true, Data: sealed(sek(), b64([]byte(document)))}, nil},
		{"payload, Sek of 16 bytes", Request{Stage: Payload, Data: sealed(sek()[:16], document)}, sek()[:16]},
		{"payload, 1.4 MB", Request{Stage: Payload, Data: sealed(sek(), ofLength(1400<<10))}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			know := knowledge(t)
			if tt.sek != nil {
				know.Sek, know.WrappedSek = tt.sek, ""
			}
			d := Diagnose(tt.req, know)
			if !d.OK || d.Mistake != nil || len(d.Also) > 0 || d.BrokeAt != "" || d.Example != "" || len(d.Steps) < 4 {
				t.Errorf("blamed: %s", d.Text())
			}
		})
	}
}

func TestRemarks(t *testing.T) {
	t.Parallel()
	good := sealed(sek(), document)
	tests := []struct{ name, data, want string }{
		{"lines", good[:64] + "\n" + good[64:], "base64-lines"},
		{"BOM", sealed(sek(), bom+document), "bom"},
	}
	for _, tt := range tests {
		d := Diagnose(Request{Stage: Payload, Data: tt.data}, knowledge(t))
		if !d.OK || len(d.Remarks) != 1 || d.Remarks[0].ID != tt.want || !d.Remarks[0].Harmless {
			t.Errorf("%s: OK %t, remarks %v, want %s alone", tt.name, d.OK, d.Remarks, tt.want)
		}
	}
	// The remark stays beside the mistake.
	d := Diagnose(Request{Stage: Payload, Data: b64(cbcSealed(sek(), make([]byte, 16), []byte(document))) + "\n"}, knowledge(t))
	if d.Mistake == nil || d.Mistake.ID != "aes-cbc" || len(d.Remarks) != 1 {
		t.Errorf("CBC with a line end: %s", d.Text())
	}
}

// TestNearMisses are requests that look like a known mistake and are none, or cannot be told.
func TestNearMisses(t *testing.T) {
	t.Parallel()
	unknown := staleSek()
	unknown[0]++
	bare := func(k *Knowledge) { *k = Knowledge{Keys: k.Keys} }
	tests := []struct {
		name string
		s    specimen
	}{
		{"unknown AES key", specimen{req: Request{Stage: Payload, Data: sealed(unknown, document)}}},
		{"unknown AES key, CBC", specimen{req: Request{Stage: Payload, Data: b64(cbcSealed(unknown, sek()[:16], []byte(document)))}}},
		{"no Sek known", specimen{req: Request{Stage: Payload, Data: sealed(sek(), document)}, know: bare}},
		{"nothing known", specimen{req: Request{Stage: Payload, Data: sealed(sek(), document)}, know: func(k *Knowledge) { *k = Knowledge{} }}},
		{"login, nothing known", specimen{req: Request{Stage: Auth, Data: login(t, rightLogin())}, know: func(k *Knowledge) { *k = Knowledge{} }}},
		{"old login, nothing known", specimen{req: Request{Stage: Auth, Version: V103, Data: "{}"}, know: func(k *Knowledge) { *k = Knowledge{} }}},
		{"stage unknown", specimen{req: Request{Stage: "both", Data: "AAAA"}}},
		{"one random block", specimen{req: Request{Stage: Payload, Data: b64(realSek()[:16])}}},
		{"login of a hash", specimen{req: Request{Stage: Auth, Data: b64(rsaSealed(t, &keySet(t).Encryption.PublicKey, sha1Of(nil)))}}},
		{"old login, a word", specimen{req: Request{Stage: Auth, Version: V103, Data: "hello"}}},
		{"sealed twice under another key", specimen{req: Request{Stage: Payload, Data: sealed(sek(), string(unknown[:16]))}}},
		{"odd knowledge", specimen{req: Request{Stage: Payload, Data: sealed(unknown, document)}, know: func(k *Knowledge) {
			*k = Knowledge{Keys: k.Keys, Sek: sek()[:5], AppKey: sek()[:7], StaleSeks: [][]byte{nil, {1}}, WrappedSek: strings.Repeat("A", 300), Passwords: []string{""}}
		}}},
		{"seven bytes", specimen{req: Request{Stage: Payload, Data: "AAAAAAAAAA=="}}},
		{"login of 100 bytes", specimen{req: Request{Stage: Auth, Data: b64(sha1Of(nil)[:10])}}},
	}
	for _, tt := range tests {
		d := tt.s.diagnose(t)
		if d.OK || d.Mistake != nil || d.Summary == "" || d.BrokeAt == "" {
			t.Errorf("%s: want no mistake, and not OK: %s", tt.name, d.Text())
		}
	}
	d := tests[0].s.diagnose(t)
	if len(d.Tried) < 8 || !strings.Contains(strings.Join(d.Tried, "\n"), "AppKey") {
		t.Errorf("tried %q, want the list of all keys", d.Tried)
	}
	if d := tests[2].s.diagnose(t); !strings.Contains(strings.Join(d.Tried, "\n"), "not tried: the right Sek") {
		t.Errorf("without a Sek: tried %q", d.Tried)
	}
}

func TestLearnSek(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		appKey     []byte
		want       []byte
		err        error
	}{
		{"bare", b64(sek()), nil, sek(), nil},
		{"wrapped", wrapped, appKey(), sek(), nil},
		{"wrapped, no AppKey", wrapped, nil, nil, errAppKeyNeeded},
		{"wrapped, another AppKey", wrapped, realSek(), nil, errOtherAppKey},
		{"a word", "secret", appKey(), nil, errSek},
	}
	for _, tt := range tests {
		k := Knowledge{AppKey: tt.appKey}
		if err := k.LearnSek(tt.text); err != tt.err || string(k.Sek) != string(tt.want) {
			t.Errorf("%s: LearnSek = %v, Sek %x; want %v, %x", tt.name, err, k.Sek, tt.err, tt.want)
		}
	}
}
