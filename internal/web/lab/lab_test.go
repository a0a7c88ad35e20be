package lab_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/qr"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/lab"
	"github.com/irpsim/irpsim/internal/web/webtest"
	"github.com/irpsim/irpsim/internal/world"
)

// TestEveryPage looks at what each address shows, and at its weight.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for path, want := range map[string][]string{
		"/lab/login":                   {"Write the login", "Write it in Base64", "Irpsim@2026", "mistake 03", "5001", "Mend it and go on"},
		"/lab/login?v=1.03":            {"each by itself", "/eivital/v1.03/auth"},
		"/lab/login?hex=1":             {"0000  ", "as hex"},
		"/lab/login?break=03":          {"RSA is given the JSON itself", "5001", "Application Error in Auth"},
		"/lab/payload":                 {"Fill it up to whole blocks", "LAB/26-27/0001", "mistake 17", "sample that the portal does not know"},
		"/lab/payload?call=ewb":        {"/eiewb/v1.03/ewaybill", "VehNo"},
		"/lab/payload?break=14":        {"CBC", "5002"},
		"/lab/answer":                  {"CancelDate", "sample", "The portal opens this"},
		"/lab/signed":                  {"The signature holds", "irpsim sample", "The IRN, computed again", "equal"},
		"/lab/signed?flip=DocNo":       {"The signature does not hold", "SAMPLE/2"},
		"/lab/mistakes":                {"Half the key: AES-128", "OAEP padding"},
		"/lab/mistakes/18?lang=python": {"signature key", "1020", "python"},
	} {
		p := s.Get(path)
		if p.Status != http.StatusOK {
			t.Errorf("%s: HTTP %d", path, p.Status)
			continue
		}
		text := p.Find("main").Text()
		for _, w := range want {
			if !strings.Contains(text, w) && !strings.Contains(p.Body, w) {
				t.Errorf("%s does not show %q", path, w)
			}
		}
		if n := len(p.All("h1")); n != 1 {
			t.Errorf("%s has %d h1, want 1", path, n)
		}
		if n := p.Zipped(); n > 30<<10 {
			t.Errorf("%s weighs %d bytes, want at most 30 kB", path, n)
		}
	}
	for path, want := range map[string]int{
		"/lab/login?break=99": 404, "/lab/login?break=14": 400, "/lab/login?user=nobody": 404, "/lab/mistakes/99": 404, "/lab/payload?exchange=77": 404,
		"/lab/signed?irn=" + strings.Repeat("0", 64): 404, "/lab/payload?token=unknown": 400, "/lab": 303, "/lab/login?world=none": 404,
	} {
		if p := s.Get(path); p.Status != want {
			t.Errorf("%s: HTTP %d, want %d", path, p.Status, want)
		}
	}
}

// TestEveryMistakeHasItsPage: the catalogue's pages hold what they promise, and their links lead to a play.
func TestEveryMistakeHasItsPage(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for _, m := range lab.Catalogue() {
		p := s.Get("/lab/mistakes/" + m.Nn())
		if p.Status != http.StatusOK || !strings.Contains(p.Find("main").Text(), m.Mend) {
			t.Errorf("page of mistake %s: HTTP %d, or without its mend", m.Nn(), p.Status)
		}
		for where, plays := range map[string]bool{"login": m.Login != nil, "payload": m.Payload != nil} {
			if !plays {
				continue
			}
			played := s.Get("/lab/" + where + "?break=" + m.Nn())
			if played.Status != http.StatusOK || played.Find(".broke").Node == nil || played.Find(".says2").Node == nil {
				t.Errorf("mistake %s in a %s: HTTP %d, and the broken step is not marked", m.Nn(), where, played.Status)
			}
		}
	}
}

// TestEditingComputesAgain: what is written goes through every step.
func TestEditingComputesAgain(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	text := `{"UserName":"a","Password":"b","AppKey":"` + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)) + `"}`
	p := s.Post("/lab/login", url.Values{"json": {text}}, "rest")
	if got := p.Find("#rest .coded pre").Text(); got != base64.StdEncoding.EncodeToString([]byte(text)) {
		t.Errorf("the Base64 step shows %q", got)
	}
	body := p.Find("#rest [name=body]").Attr("value")
	var envelope struct{ Data string }
	if err := json.Unmarshal([]byte(body), &envelope); err != nil {
		t.Fatalf("%v in %q", err, body)
	}
	plain, err := seal.OpenAuth(t.Context(), keySet(t).Encryption, envelope.Data)
	if err != nil || string(plain) != text {
		t.Errorf("Data opens to %q, %v; want %q", plain, err, text)
	}
	long := s.Post("/lab/login", url.Values{"json": {strings.Replace(text, `"a"`, `"`+strings.Repeat("a", 200)+`"`, 1)}}, "rest")
	if got := long.Find("#rest").Text(); !strings.Contains(got, "nothing is sent") || long.Find("[name=body]").Node != nil {
		t.Errorf("a login that is too long for RSA shows %q", got)
	}
}

// TestSendAndFollow logs in, registers, reads the answer and verifies its token, as the links lead.
func TestSendAndFollow(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	p := s.Get("/lab/login")
	form := url.Values{"json": {p.Find("#json").Text()}, "body": {p.Find("[name=body]").Attr("value")}}
	sent := s.Post("/lab/login/send", form, "sent")
	if !strings.Contains(sent.Find("#sent").Text(), "Status 1") || sent.Find("#sent .key").Node == nil {
		t.Fatalf("the login was answered with %s", sent.Find("#sent").Text())
	}
	next := sent.Find(".g3")
	if got := len(next.All(".code")); got != 2 {
		t.Errorf("the Sek is shown in %d blocks, want wrapped and opened", got)
	}
	link := ""
	for _, a := range sent.All("#sent a") {
		if strings.HasPrefix(a.Attr("href"), "/lab/payload?token=") {
			link = a.Attr("href")
		}
	}
	p = s.Get(link)
	token := p.Find("#ltoken").Attr("value")
	form = url.Values{"json": {p.Find("#json").Text()}, "body": {p.Find("[name=body]").Attr("value")}, "token": {token}}
	sent = s.Post("/lab/payload/send", form, "sent")
	if !strings.Contains(sent.Find("#sent").Text(), "Status 1") || !strings.Contains(sent.Find("#sent").Text(), "SignedQRCode") {
		t.Fatalf("the invoice was answered with %s", sent.Find("#sent").Text())
	}
	id := s.Worlds().Default().Journal.Last()
	read := s.Get(fmt.Sprintf("/lab/answer?exchange=%d", id))
	if got := len(read.All("tbody tr")); got < 9 {
		t.Errorf("the answer lists %d members, want at least 9: %s", got, read.Find("#rest").Text())
	}
	verified := s.Get(read.Find("td a").Attr("href"))
	if !strings.Contains(verified.Find("main").Text(), "The signature holds") || !strings.Contains(verified.Find("main").Text(), "equal") {
		t.Error("the token of the registered invoice does not verify")
	}
	invoice := s.Get(read.Find("td a").Attr("href") + "&which=invoice&flip=TotInvVal")
	if !strings.Contains(invoice.Find("main").Text(), "The signature does not hold") {
		t.Error("a SignedInvoice with another value still verifies")
	}
	if back := s.Get(fmt.Sprintf("/lab/payload?exchange=%d", id)); !strings.Contains(back.Find("#json").Text(), "LAB/26-27/0001") || !strings.Contains(back.Find("#own").Text(), "The portal opens this") {
		t.Error("the exchange does not open in the laboratory")
	}
}

// TestCheck puts all sorts of texts into “Check your own”.
func TestCheck(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	set := keySet(t)
	w := s.Worlds().Default()
	user, _ := w.User(world.DefaultCredentials().UserName)
	token, _, sek := logIn(t, s, set, user)
	body, _ := lab.RightLogin(set, user)
	var right struct{ Data string }
	if err := json.Unmarshal([]byte(body), &right); err != nil {
		t.Fatal(err)
	}
	raw, _ := base64.StdEncoding.DecodeString(right.Data)
	payload := seal.Seal(sek, []byte(document))
	data := func(id string, login bool) string {
		for _, m := range lab.Catalogue() {
			if m.Mistake.ID != id {
				continue
			}
			if login {
				return lab.CraftLogin(m, set, w, user).Body
			}
			return lab.CraftPayload(m, set, w, sek, sek, document).Body
		}
		t.Fatalf("there is no mistake %s", id)
		return ""
	}
	for _, tt := range []struct {
		name, stage, text string
		want              []string
		mend              string // what mending must show, "" for nothing to mend
	}{
		{"right", "login", right.Data, []string{"The portal opens this"}, ""},
		{"whole envelope", "login", body, []string{"The portal opens this", "Data was taken out"}, ""},
		{"URL-safe", "login", base64.RawURLEncoding.EncodeToString(raw), []string{"The portal opens this", "URL-safe alphabet"}, ""},
		{"line breaks", "login", right.Data[:76] + "\r\n" + right.Data[76:], []string{"The portal opens this", "line breaks"}, ""},
		{"empty", "login", " \n", []string{"Nothing is pasted"}, ""},
		{"too long", "login", strings.Repeat("A", 2<<20+1), []string{"more than 2 MB"}, ""},
		{"bare JSON", "login", data("login-json-bare", true), []string{"mistake 03", "5001", "not reached"}, "The portal opens this"},
		{"signing key", "login", data("rsa-signing-key", true), []string{"mistake 18", "1020"}, "The portal opens this"},
		{"AES", "login", data("aes-for-login", true), []string{"1020"}, "If that is what happened"}, // under an AppKey nobody knows
		{"another key", "login", data("rsa-unknown-key", true), []string{"mistake 02", "1020"}, "stays sealed"},
		{"old shape", "login", data("login-v103-to-v104", true), []string{"mistake 06"}, "The portal opens this"},
		{"short AppKey", "login", data("appkey-length", true), []string{"mistake 08", "1016"}, "The portal opens this"},
		{"in the clear", "login", data("sent-plain", true), []string{"mistake 09"}, "The portal opens this"},
		{"right payload", "payload", payload, []string{"The portal opens this"}, ""},
		{"CBC", "payload", data("aes-cbc", false), []string{"mistake 14", "5002"}, "The portal opens this"},
		{"Base64 inside", "payload", data("inner-base64", false), []string{"mistake 17"}, "The portal opens this"},
		{"UTF-16", "payload", data("utf16", false), []string{"mistake 07"}, "The portal opens this"},
		{"half the key", "payload", data("sek-half", false), []string{"mistake 15"}, "The portal opens this"},
		{"answer", "answer", `{"Status":1,"Data":"` + payload + `"}`, []string{"The portal opens this"}, ""},
	} {
		form := url.Values{"tab": {"login"}, "stage": {tt.stage}, "text": {tt.text}, "token": {token}}
		got := s.Post("/lab/check", form, "own").Find("#own").Text()
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: does not say %q: %s", tt.name, want, got)
			}
		}
		if tt.mend == "" {
			continue
		}
		form.Set("do", "mend")
		if got = s.Post("/lab/check", form, "own").Find("#own").Text(); !strings.Contains(got, tt.mend) {
			t.Errorf("%s, mended: does not say %q: %s", tt.name, tt.mend, got)
		}
	}
	if got := s.Post("/lab/check", url.Values{"stage": {"payload"}, "text": {payload}, "token": {"unknown"}}, "own").Find("#own-trouble").Text(); !strings.Contains(got, "no session") {
		t.Errorf("an unknown token is told as %q", got)
	}
	whole := s.Post("/lab/check", url.Values{"tab": {"answer"}, "stage": {"answer"}, "text": {payload}, "token": {token}})
	if whole.Status != 200 || whole.Find("h1").Node == nil || !strings.Contains(whole.Find("#own").Text(), "The portal opens this") {
		t.Errorf("without JavaScript the check answers HTTP %d", whole.Status)
	}
}

// TestLastFailed finds what a client sent wrongly.
func TestLastFailed(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	last := url.Values{"tab": {"login"}, "do": {"last"}}
	if got := s.Post("/lab/check", last, "own").Find("#own-trouble").Text(); !strings.Contains(got, "No exchange failed") {
		t.Errorf("an empty journal is told as %q", got)
	}
	set, w := keySet(t), s.Worlds().Default()
	user, _ := w.User(world.DefaultCredentials().UserName)
	token, _, _ := logIn(t, s, set, user)
	headers := map[string]string{"client_id": w.ID, "client_secret": w.Secret(), "Gstin": user.Gstin, "user_name": user.Name, "AuthToken": token}
	for _, m := range lab.Catalogue() {
		if m.Mistake.ID == "appkey-as-sek" {
			c := lab.CraftPayload(m, set, w, handed(t, w, user), nil32(), document)
			post(t, s.Info().HTTP+"/eicore/v1.03/Invoice/Cancel", headers, c.Body)
		}
	}
	got := s.Post("/lab/check", last, "own").Find("#own").Text()
	for _, want := range []string{"mistake 10", "exchange 2", "5002"} {
		if !strings.Contains(got, want) {
			t.Errorf("the last failed exchange does not say %q: %s", want, got)
		}
	}
	if got := s.Get("/lab/payload?exchange=2").Find("#own").Text(); !strings.Contains(got, "mistake 10") {
		t.Errorf("?exchange=2 says %s", got)
	}
}

// handed is the AppKey of the user's latest login.
func handed(t *testing.T, w *world.World, user world.User) []byte {
	t.Helper()
	latest, _, _ := w.Secrets(user.Name)
	if len(latest.AppKey) != 32 {
		t.Fatal("the world does not know the AppKey of the login")
	}
	return latest.AppKey
}

func nil32() []byte { return bytes.Repeat([]byte{1}, 32) }

// TestVerifyPasted verifies tokens that are pasted or photographed, and computes an IRN.
func TestVerifyPasted(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	token := s.Get("/lab/signed").Find(".jws [data-copy]").Attr("data-copy")
	if got := s.Post("/lab/signed", url.Values{"token": {token[:40] + "\n" + token[40:]}}).Find("main").Text(); !strings.Contains(got, "The signature holds") {
		t.Errorf("a pasted token: %s", got)
	}
	if got := s.Post("/lab/signed", url.Values{"token": {token}, "flip": {"Irn"}}).Find("main").Text(); !strings.Contains(got, "does not hold") || !strings.Contains(got, "differs") {
		t.Errorf("a forged IRN: %s", got)
	}
	for text, want := range map[string]string{"": "Nothing is given", "hello": "not an RS256 token", strings.Repeat("a", 2<<20+1): "more than 2 MB", "a.b.c": "not an RS256 token"} {
		if got := s.Post("/lab/signed", url.Values{"token": {text}}).Find("main").Text(); !strings.Contains(got, want) {
			t.Errorf("%.20q: want %q", text, want)
		}
	}
	picture, err := qr.PNG(token, 4)
	if err != nil {
		t.Fatal(err)
	}
	if got := upload(t, s, picture); !strings.Contains(got, "The signature holds") || !strings.Contains(got, "read from the picture") {
		t.Errorf("a picture of the QR code: %.300s", got)
	}
	if got := upload(t, s, []byte("no picture")); !strings.Contains(got, "No QR code was read") {
		t.Errorf("no picture: %.300s", got)
	}
	got := s.Get("/lab/signed?gstin=29ZZZCS0001A1ZI&typ=INV&no=a/1&dt=01/04/2026").Find("#irn .hi").Text()
	if same := s.Get("/lab/signed?gstin=29ZZZCS0001A1ZI&typ=INV&no=A/1&dt=22/11/2026").Find("#irn .hi").Text(); len(got) != 64 || got != same {
		t.Errorf("IRNs of the same document in other letters: %q and %q", got, same)
	}
	if got := s.Get("/lab/signed?gstin=x&no=1&dt=2026").Find("#irn").Text(); !strings.Contains(got, "dd/mm/yyyy") {
		t.Errorf("a bad date: %s", got)
	}
}

func upload(t *testing.T, s *webtest.Sim, picture []byte) string {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("picture", "qr.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(picture); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return string(answer(t, s.Info().HTTP+"/lab/signed", map[string]string{"Content-Type": form.FormDataContentType()}, b.String()))
}

// TestAdminToken: with one, what shows keys asks for it, and the catalogue does not.
func TestAdminToken(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, func(c *server.Config) { c.AdminToken = "let-me-in" })
	for path, want := range map[string]int{"/lab/login": 401, "/lab/payload": 401, "/lab/answer": 401, "/lab/signed": 401, "/lab/mistakes": 200, "/lab/mistakes/03": 200} {
		if p := s.Get(path); p.Status != want {
			t.Errorf("%s without the token: HTTP %d, want %d", path, p.Status, want)
		}
	}
	s.Post("/unlock", url.Values{"token": {"let-me-in"}})
	if p := s.Get("/lab/login"); p.Status != 200 {
		t.Errorf("/lab/login with the token: HTTP %d", p.Status)
	}
}

// TestOtherWorld: links carry the world on, and the users are its own.
func TestOtherWorld(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	var made struct {
		ClientID string `json:"client_id"`
	}
	if err := json.Unmarshal([]byte(s.Control(http.MethodPost, "/worlds", "{}")), &made); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/lab/login", "/lab/payload", "/lab/answer", "/lab/signed", "/lab/mistakes"} {
		p := s.Get(path + "?world=" + made.ClientID)
		if p.Status != 200 {
			t.Errorf("%s in another world: HTTP %d: %s", path, p.Status, p.Find("main").Text())
			continue
		}
		for _, a := range p.All("main a") {
			if href := a.Attr("href"); strings.HasPrefix(href, "/") && !strings.Contains(href, "world=") {
				t.Errorf("%s: the link %s loses the world", path, href)
			}
		}
		for _, f := range p.All("main form") {
			if action := f.Attr("action"); !strings.Contains(action, "world=") && f.Find("[name=world]").Node == nil {
				t.Errorf("%s: the form %s loses the world", path, action)
			}
		}
	}
}

func keySet(t testing.TB) *keys.Set {
	t.Helper()
	set, err := keys.Default()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// BenchmarkPages asks for the pages over a connection, without what a browser does with them.
func BenchmarkPages(b *testing.B) {
	s := webtest.Start(b)
	for _, path := range []string{"/lab/login", "/lab/login?break=03", "/lab/payload", "/lab/answer", "/lab/signed", "/lab/mistakes"} {
		s.Get(path)
		b.Run(strings.TrimPrefix(path, "/lab/"), func(b *testing.B) {
			for b.Loop() {
				resp, err := http.Get(s.Info().HTTP + path)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
					b.Fatal(err, resp.StatusCode)
				}
				_ = resp.Body.Close()
			}
		})
	}
}
