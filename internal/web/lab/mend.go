package lab

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/web/page"
)

// mended is what a pasted text becomes when its mistakes are undone.
type mended struct {
	Done    []string // the mistakes that were undone
	Content string   // the JSON inside
	Cannot  string   // why it could not be mended from outside
}

// lost are mistakes behind which the text cannot be reached by anyone.
func lost(id string) string {
	switch id {
	case "rsa-unknown-key", "rsa-wrong-size":
		return "Nobody here has the private half of that key, so what you sealed stays sealed. Load the right public key and encrypt again."
	case "cut-off", "damaged", "cipher-through-text", "data-empty", "bytes-printed", "sek-through-text":
		return "Bytes are missing for good. Mend it where it is made, and paste the new text."
	case "login-password-alone", "login-appkey-alone", "login-members":
		return "The rest of the login is not in it. Write the whole JSON and encrypt that."
	}
	return ""
}

// mend undoes the mistakes and checks again.
func (l *lab) mend(v *page.Visit, o *own) {
	if o.Diag == nil || o.Diag.OK {
		return
	}
	q := o.call().Body.(inquiry)
	k, err := o.knowledge(v, q)
	if err != nil {
		o.Trouble = err.Error()
		return
	}
	d := diagnose.Diagnose(diagnose.Request{Stage: q.Stage, Version: q.Version, Data: q.Data}, k)
	if d.Mistake == nil {
		o.Mend = &mended{Cannot: "No known mistake explains it, so nothing can be undone. Compare with the example, step by step."}
		return
	}
	content := d.Content
	if content == nil {
		content = unsealed(v, d.Mistake.ID, q.Data)
	}
	if why := lost(d.Mistake.ID); why != "" || content == nil {
		if why == "" {
			why = "What is inside cannot be reached from outside. Mend it in your program, and paste the new text."
		} else if d.Mistake.Confidence != diagnose.Certain {
			why = "If that is what happened: " + why
		}
		o.Mend = &mended{Cannot: why}
		return
	}
	m := &mended{Done: []string{d.Mistake.Title}}
	for _, f := range d.Also {
		m.Done = append(m.Done, f.Title)
	}
	ids := []string{d.Mistake.ID}
	for _, f := range d.Also {
		ids = append(ids, f.ID)
	}
	var data string
	if q.Stage == diagnose.Auth {
		content = l.mendLogin(content, ids)
		if data, err = seal.SealAuth(l.draw, &v.Keys.Encryption.PublicKey, compact(content)); err != nil {
			o.Mend = &mended{Cannot: "The JSON is " + err.Error() + ": 183 bytes are the most. Take out what does not belong there."}
			return
		}
	} else {
		content = document(content)
		data = seal.Seal(k.Sek, content)
	}
	m.Content = string(content)
	o.Text = data
	l.look(v, o)
	o.Mend = m
}

// mendLogin puts right what single members hold.
func (l *lab) mendLogin(content []byte, ids []string) []byte {
	if slices.Contains(ids, "password-base64") {
		if word, err := base64.StdEncoding.DecodeString(member(content, "Password")); err == nil {
			content = setMember(content, "Password", string(word))
		}
	}
	if slices.ContainsFunc(ids, func(id string) bool { return strings.HasPrefix(id, "appkey-") || id == "bytes-printed" }) {
		content = setMember(content, "AppKey", b64(l.draw.Bytes(32)))
	}
	return content
}

func compact(text []byte) []byte {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		return text
	}
	return b.Bytes()
}

// document takes an envelope off that was encrypted with what is in it.
func document(content []byte) []byte {
	var object map[string]json.RawMessage
	if json.Unmarshal(content, &object) == nil && len(object) <= 2 {
		for name, value := range object {
			if strings.EqualFold(name, "data") && bytes.HasPrefix(bytes.TrimSpace(value), []byte("{")) {
				return value
			}
		}
	}
	return content
}

// unsealed reads what was never sealed, and logins of version 1.03 sent as 1.04.
func unsealed(v *page.Visit, id, data string) []byte {
	text := []byte(data)
	if raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(data)); err == nil {
		text = raw
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(text, &object) != nil {
		return nil
	}
	if id != "login-v103-to-v104" {
		return text
	}
	word, err := seal.OpenRSA(v.Context(), v.Keys.Encryption, member(text, "Password"))
	if err != nil {
		return nil
	}
	key, err := seal.OpenRSA(v.Context(), v.Keys.Encryption, member(text, "AppKey"))
	if err != nil {
		return nil
	}
	return setMember(setMember(text, "Password", string(word)), "AppKey", b64(key))
}

// keysOf finds the keys of an exchange: by its token, which the journal holds masked, or by what opens it.
func keysOf(v *page.Visit, e journal.Entry) (token string, sek []byte) {
	if user, ok := v.World.User(e.UserName); ok {
		if s := v.World.CurrentSession(user, strings.HasPrefix(e.API, "eway"), v.World.Clock.Now()); s != nil {
			token, sek = s.Token, s.Sek
		}
	}
	opens := func(key []byte) bool {
		for _, cipher := range []string{e.Response.Cipher, e.Request.Cipher} {
			if _, err := seal.Open(key, cipher); cipher != "" && err == nil {
				return true
			}
		}
		return false
	}
	if sek != nil && opens(sek) {
		return token, nil
	}
	_, seks, _ := v.World.Secrets(e.UserName)
	for _, other := range seks[:min(len(seks), 100)] {
		if opens(other) {
			return "", other
		}
	}
	return token, nil
}

// digest tells whether a text is still the sample.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
