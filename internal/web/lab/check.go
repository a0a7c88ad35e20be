package lab

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/api"
	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/web/page"
)

// maxPaste is how much may be pasted: the portal's own limit of a request.
const maxPaste = 2 << 20

// langCookie remembers the language in which mends are shown.
const langCookie = "irpsim_lang"

// own is “Check your own”: what was pasted and what came of it. Nothing of it is kept.
type own struct {
	Tab      string // of the page it stands on
	Stage    string // login, payload, answer
	Text     string
	Given    given
	Sample   bool
	Fresh    bool // just checked: the focus goes to what came of it
	Exchange uint64
	Trouble  string   // why it was not looked at
	Notes    []string // what was taken off before the checks
	Size     int
	Diag     *diagnose.Diagnosis
	Rungs    []rung
	Says     *verdict // what the portal tells the client
	Mistake  *Mistake // its number here
	Mend     *mended
	Lang     diagnose.Language
	Langs    []diagnose.Language
	Hint     string
	Example  string
	Curl     string
}

// check is the form.
func (l *lab) check(v *page.Visit) (page.Answer, error) {
	o := &own{Tab: v.PostFormValue("tab"), Stage: v.PostFormValue("stage"), Text: v.PostFormValue("text"), Given: given{v.PostFormValue("token"), v.PostFormValue("sek"), v.PostFormValue("appkey")}}
	o.Sample = v.PostFormValue("sample") != "" && v.PostFormValue("sample") == digest(o.Text)
	if o.Tab != "payload" && o.Tab != "answer" {
		o.Tab = "login"
	}
	if lang := diagnose.Language(v.PostFormValue("lang")); diagnose.Example(diagnose.LoginTopic, lang) != "" {
		v.Remember(langCookie, string(lang))
		o.Lang = lang
	}
	switch v.PostFormValue("do") {
	case "last":
		last, err := l.ownLast(v, o.Tab)
		if err != nil {
			o.Trouble = "No exchange failed because of its encryption. Send one with your client, or play a mistake from the list."
		} else {
			o = last
		}
	case "mend":
		l.look(v, o)
		l.mend(v, o)
	default:
		l.look(v, o)
	}
	o.dress(v)
	o.Fresh = true
	if v.Partial {
		return page.Answer{Part: "lab/own", View: o}, nil
	}
	return l.around(v, o)
}

// around shows the panel on the page it came from, for browsers without JavaScript.
func (l *lab) around(v *page.Visit, o *own) (page.Answer, error) {
	switch o.Tab {
	case "payload":
		d, err := l.payloadView(v, "")
		if err != nil {
			return page.Answer{}, err
		}
		d.Own = o
		return page.Answer{Title: payloadTitle, Template: "lab/payload", View: d}, nil
	case "answer":
		d, err := l.answerView(v, "", given{})
		if err != nil {
			return page.Answer{}, err
		}
		d.Own = o
		return page.Answer{Title: answerTitle, Template: "lab/answer", View: d}, nil
	}
	d, err := l.loginView(v, "")
	if err != nil {
		return page.Answer{}, err
	}
	d.Own = o
	return page.Answer{Title: "Crypto laboratory: log in", Template: "lab/login", View: d}, nil
}

// look checks what was pasted, by the control call.
func (l *lab) look(v *page.Visit, o *own) {
	if o.Stage != "payload" && o.Stage != "answer" {
		o.Stage = "login"
	}
	o.Size = len([]rune(o.Text))
	switch {
	case strings.TrimSpace(o.Text) == "":
		o.Trouble = "Nothing is pasted. Paste the Data your program made, or the whole body."
		return
	case len(o.Text) > maxPaste:
		o.Trouble = "This has more than 2 MB. The portal takes no longer body, so it need not be looked at: send one invoice in a call."
		o.Text = ""
		return
	}
	call := o.call()
	done, err := v.Sim(call)
	if err != nil {
		var p *page.Problem
		o.Trouble = err.Error()
		if errors.As(err, &p) {
			o.Trouble = p.Mend
		}
		return
	}
	o.Diag = &diagnose.Diagnosis{}
	if err := done.Read(o.Diag); err != nil {
		o.Trouble, o.Diag = err.Error(), nil
		return
	}
	if len(o.Text) < 4<<10 {
		o.Curl = v.Curl(call)
	}
	o.read(v, call.Body.(inquiry))
}

// inquiry is the body of /crypto/diagnose.
type inquiry struct {
	Stage     diagnose.Stage `json:"stage"`
	Version   string         `json:"version,omitempty"`
	Data      string         `json:"data"`
	AuthToken string         `json:"auth_token,omitempty"`
	Sek       string         `json:"sek,omitempty"`
	AppKey    string         `json:"app_key,omitempty"`
}

// call makes the control call; what people paste around Data is taken off and said.
func (o *own) call() page.Call {
	data, version := o.unpack()
	q := inquiry{Stage: diagnose.Payload, Data: data}
	if o.Stage == "login" {
		q.Stage, q.Version = diagnose.Auth, version
	} else {
		q.AuthToken, q.Sek, q.AppKey = strings.TrimSpace(o.Given.Token), strings.TrimSpace(o.Given.Sek), strings.TrimSpace(o.Given.AppKey)
	}
	return page.Call{Method: http.MethodPost, Path: "/crypto/diagnose", Body: q}
}

// unpack takes Data out of an envelope and turns the URL-safe alphabet into the standard one, and notes both.
func (o *own) unpack() (data, version string) {
	o.Notes = nil
	data = strings.TrimSpace(o.Text)
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(data), &object) == nil {
		for name, value := range object {
			if !strings.EqualFold(name, "data") {
				continue
			}
			o.Notes = append(o.Notes, "The whole body was pasted; Data was taken out of it.")
			var text string
			if json.Unmarshal(value, &text) != nil {
				if o.Stage == "login" && strings.HasPrefix(string(value), "{") {
					return string(value), diagnose.V103
				}
				text = string(value)
			}
			data = text
			break
		}
	}
	if strings.ContainsAny(data, "-_") && urlSafe(data) {
		o.Notes = append(o.Notes, "This is the URL-safe alphabet. It was read as the standard one, to look further; the portal itself reads the standard one only.")
		data = strings.NewReplacer("-", "+", "_", "/").Replace(data)
		if short := len(strings.TrimRight(data, "=")) % 4; short > 1 {
			data = strings.TrimRight(data, "=") + strings.Repeat("=", 4-short)
		}
	}
	if strings.ContainsAny(strings.TrimSpace(data), "\r\n") && !strings.Contains(data, "-----") {
		o.Notes = append(o.Notes, "The line breaks were skipped.")
	}
	return data, ""
}

func urlSafe(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("-_= \r\n", r))
	}) < 0
}

// read puts the diagnosis into the words of the page.
func (o *own) read(v *page.Visit, q inquiry) {
	o.Rungs = ladder(o.Diag, q.Version)
	if o.Diag.Mistake != nil {
		o.Mistake, _ = mistake(o.Diag.Mistake.ID)
	}
	if o.Stage == "answer" || o.Diag.OK {
		return
	}
	j := judge{v.Keys, v.World, v.World.Settings().StrictCrypto}
	var says verdict
	body := strings.TrimSpace(o.Text)
	if !strings.HasPrefix(body, "{") || !json.Valid([]byte(body)) || len(o.Notes) == 0 {
		body = envelope(q.Data)
	}
	if o.Stage == "login" {
		path := auth104
		if q.Version == diagnose.V103 {
			path = auth103
		}
		says = j.login(v.Context(), path, body)
	} else if k, err := o.knowledge(v, q); err == nil && k.Sek != nil {
		says = j.payload(k.Sek, body)
	}
	if says.Code != "" {
		o.Says = &says
	}
}

// knowledge is what the control call knows, for what it does not answer with.
func (o *own) knowledge(v *page.Visit, q inquiry) (diagnose.Knowledge, error) {
	user, sek := "", []byte(nil)
	if s, ok := v.World.Session(q.AuthToken); ok {
		user, sek = s.User, s.Sek
	}
	k := api.Knowledge(v.Keys, v.World, user, sek)
	if q.AppKey != "" {
		key, err := seal.ParseAppKey(q.AppKey)
		if err != nil {
			return k, err
		}
		k.AppKey, k.WrappedSek = key, ""
	}
	if q.Sek != "" {
		return k, k.LearnSek(q.Sek)
	}
	return k, nil
}

// dress picks the language and what is shown in it.
func (o *own) dress(v *page.Visit) {
	o.Langs = diagnose.Languages()
	if o.Lang == "" {
		o.Lang = diagnose.Language(v.Cookie(langCookie))
	}
	topic := diagnose.LoginTopic
	if o.Stage != "login" {
		topic = diagnose.PayloadTopic
	}
	if diagnose.Example(topic, o.Lang) == "" {
		o.Lang = diagnose.Go
	}
	if o.Diag != nil && !o.Diag.OK {
		o.Example = diagnose.Example(topic, o.Lang)
		if o.Diag.Mistake != nil {
			o.Hint = o.Diag.Mistake.Hints[o.Lang]
		}
	}
}
