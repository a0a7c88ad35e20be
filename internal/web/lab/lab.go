// Package lab is the crypto laboratory of the developer portal: each step of a login, of a payload, of an answer and of a
// signed token with its real bytes, to be changed, broken on purpose and repaired; and the ladder of checks for what a
// client made itself. Everything is computed by the packages that the portal runs on; nothing that is pasted is kept.
package lab

import (
	_ "embed" // templates and styles
	"net/http"
	"sync"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/web/page"
)

var (
	//go:embed lab.html
	templates string
	//go:embed check.html
	checkTemplates string
	//go:embed signed.html
	signedTemplates string
	//go:embed lab.css
	css string
)

// lab has what does not belong to a visit: a source of chance and the samples.
type lab struct {
	draw *chance.Source
	once sync.Once
	made *samples

	reading sync.Mutex // one picture at a time: a large one takes some hundred megabytes while it is unpacked
}

// Section has the pages of the laboratory. Those that show passwords and keys ask for the admin token, where there is one.
func Section() page.Section {
	l := &lab{draw: chance.New(nil, "")}
	const nav = "/lab/login"
	private := func(method, path string, do func(*page.Visit) (page.Answer, error)) page.Page {
		return page.Page{Method: method, Path: path, Nav: nav, Private: true, Do: do}
	}
	return page.Section{
		Name: "lab", Templates: templates + checkTemplates + signedTemplates, CSS: css,
		Pages: []page.Page{
			private(http.MethodGet, "/lab/login", l.login),
			private(http.MethodPost, "/lab/login", l.loginEdit),
			private(http.MethodPost, "/lab/login/send", l.loginSend),
			private(http.MethodGet, "/lab/payload", l.payload),
			private(http.MethodPost, "/lab/payload", l.payloadEdit),
			private(http.MethodPost, "/lab/payload/send", l.payloadSend),
			private(http.MethodPost, "/lab/session", l.session),
			private(http.MethodGet, "/lab/answer", l.answer),
			private(http.MethodPost, "/lab/answer", l.answerPosted),
			private(http.MethodGet, "/lab/signed", l.signed),
			private(http.MethodPost, "/lab/signed", l.signedPosted),
			private(http.MethodPost, "/lab/check", l.check),
			{Method: http.MethodGet, Path: "/lab", Nav: nav, Do: func(*page.Visit) (page.Answer, error) { return page.Answer{Goto: nav}, nil }},
			{Method: http.MethodGet, Path: "/lab/mistakes", Nav: nav, Do: mistakes},
			{Method: http.MethodGet, Path: "/lab/mistakes/{nn}", Nav: nav, Do: oneMistake},
		},
	}
}

// mistakesView is the catalogue.
type mistakesView struct {
	Tabs     []tab
	Named    []*Mistake
	Groups   []group
	Mistake  *Mistake // of one page
	Before   *Mistake
	After    *Mistake
	Lang     diagnose.Language
	Langs    []diagnose.Language
	Login    string // the example in the language
	Payload  string
	Answers  []answered
	LangLink map[diagnose.Language]string
}

// group is a part of the catalogue.
type group struct {
	Title string
	List  []*Mistake
}

// answered is what the portal says to a mistake, by the tab that plays it.
type answered struct {
	Tab  string
	Says verdict
}

func mistakes(*page.Visit) (page.Answer, error) {
	d := mistakesView{Tabs: tabs("")}
	list := catalogue()
	d.Named = list[:len(named)]
	both, login, payload := group{Title: "In logins and payloads"}, group{Title: "In logins"}, group{Title: "In payloads"}
	for _, m := range list[len(named):] {
		switch {
		case len(m.Stages) == 2:
			both.List = append(both.List, m)
		case m.Stages[0] == diagnose.Auth:
			login.List = append(login.List, m)
		default:
			payload.List = append(payload.List, m)
		}
	}
	d.Groups = []group{both, login, payload}
	return page.Answer{Title: "Named mistakes", Template: "lab/mistakes", View: d}, nil
}

func oneMistake(v *page.Visit) (page.Answer, error) {
	m, ok := mistake(v.Param("nn"))
	if !ok {
		return page.Answer{}, page.Missing("There is no mistake "+page.Start(30, v.Param("nn"))+".", "The list of mistakes has them all.")
	}
	d := mistakesView{Tabs: tabs(""), Mistake: m, Langs: diagnose.Languages(), Lang: diagnose.Language(v.Cookie(langCookie))}
	if wish := diagnose.Language(v.Get("lang")); diagnose.Example(diagnose.LoginTopic, wish) != "" {
		d.Lang = wish
		v.Remember(langCookie, string(wish))
	}
	if diagnose.Example(diagnose.LoginTopic, d.Lang) == "" {
		d.Lang = diagnose.Go
	}
	list := catalogue()
	if m.No > 1 {
		d.Before = list[m.No-2]
	}
	if m.No < len(list) {
		d.After = list[m.No]
	}
	for _, s := range m.Stages {
		if s == diagnose.Auth {
			d.Login = diagnose.Example(diagnose.LoginTopic, d.Lang)
		} else {
			d.Payload = diagnose.Example(diagnose.PayloadTopic, d.Lang)
		}
	}
	d.Answers = answers(v, m)
	return page.Answer{Title: "Mistake " + m.Nn() + ": " + m.Name(), Template: "lab/mistake", View: d}, nil
}

// answers makes the mistake and tells what the portal says to it.
func answers(v *page.Visit, m *Mistake) []answered {
	var list []answered
	source := chance.New(nil, "")
	c := &client{Keys: v.Keys, Draw: source, AppKey: source.Bytes(32), Sek: source.Bytes(32), Stale: [][]byte{source.Bytes(32)}}
	j := judge{v.Keys, v.World, v.World.Settings().StrictCrypto}
	if user, ok := v.User(); ok && m.Login != nil {
		way := rightLogin()
		m.Login(&way)
		if made := way.make(c, []byte(loginText(user, b64(c.AppKey)))); made.Err == nil {
			list = append(list, answered{"login", j.login(v.Context(), made.Path, made.Body)})
		}
	}
	if m.Payload != nil {
		way := rightPayload()
		m.Payload(&way)
		if made := way.make(c, []byte(cancelText)); made.Err == nil {
			list = append(list, answered{"payload", j.payload(c.Sek, made.Body)})
		}
	}
	return list
}
