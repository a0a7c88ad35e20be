package lab

import (
	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/world"
)

// samples are what “Check your own” holds before anything is pasted: made once, with the portal's keys and with AES keys
// that belong to nobody, and diagnosed as anything else is.
type samples struct{ login, payload, answer own }

// cancelText is a short document for samples.
const cancelText = `{"Irn":"706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7","CnlRsn":"2","CnlRem":"Data entry mistake"}`

// makeSamples makes them: the login with mistake 03, the payload with mistake 17, the answer as it should be.
func (l *lab) makeSamples(v *page.Visit) *samples {
	c := &client{Keys: v.Keys, Draw: l.draw, AppKey: l.draw.Bytes(32), Sek: l.draw.Bytes(32)}
	var s samples
	way := rightLogin()
	if m, ok := mistake("login-json-bare"); ok {
		m.Login(&way)
	}
	text := loginText(world.User{Name: "sample_user", Password: "Sample@2026"}, b64(c.AppKey))
	s.login = own{Tab: "login", Stage: "login", Text: way.make(c, []byte(text)).Data}
	sealed := rightPayload()
	if m, ok := mistake("inner-base64"); ok {
		m.Payload(&sealed)
	}
	keys := given{Sek: b64(c.Sek)}
	s.payload = own{Tab: "payload", Stage: "payload", Given: keys, Text: sealed.make(c, []byte(cancelText)).Data}
	answer := `{"Irn":"706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7","CancelDate":"2026-11-22 12:31:00"}`
	s.answer = own{Tab: "answer", Stage: "answer", Given: keys, Text: `{"Status":1,"ErrorDetails":null,"Data":"` + rightPayload().make(c, []byte(answer)).Data + `","InfoDtls":null}`}
	for _, o := range []*own{&s.login, &s.payload, &s.answer} {
		o.Sample, o.Size = true, len([]rune(o.Text))
		q := o.call().Body.(inquiry)
		d := diagnose.Diagnose(diagnose.Request{Stage: q.Stage, Version: q.Version, Data: q.Data}, c.knowledge())
		o.Diag = &d
		o.Rungs = ladder(&d, q.Version)
		if d.Mistake != nil {
			o.Mistake, _ = mistake(d.Mistake.ID)
		}
	}
	j := judge{keys: v.Keys, strict: true}
	login, payload := j.login(v.Context(), auth104, envelope(s.login.Text)), j.payload(c.Sek, envelope(s.payload.Text))
	s.login.Says, s.payload.Says = &login, &payload
	return &s
}

// ownSample is the panel before anything is pasted.
func (l *lab) ownSample(v *page.Visit, tab string) (*own, error) {
	l.once.Do(func() { l.made = l.makeSamples(v) })
	o := l.made.login
	switch tab {
	case "payload":
		o = l.made.payload
	case "answer":
		o = l.made.answer
	}
	o.dress(v)
	return &o, nil
}
