package lab

import (
	"errors"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/web/page"
)

var errNoneFailed = errors.New("no exchange failed because of its encryption; send one with your client, or play a mistake from the list")

// exchange finds an entry of the journal.
func exchange(v *page.Visit, id string) (journal.Entry, error) {
	n, err := strconv.ParseUint(id, 10, 64)
	if err == nil {
		if e, ok := v.World.Journal.Get(n); ok {
			return e, nil
		}
	}
	return journal.Entry{}, page.Missing("The journal has no exchange "+page.Start(20, id)+".", "It may have made room for newer ones; the inspector lists those there are.")
}

// ownLast is the newest exchange that was refused because something did not open.
func (l *lab) ownLast(v *page.Visit, tab string) (*own, error) {
	for _, e := range v.World.Journal.Find(journal.Filter{Limit: 500}) {
		for _, n := range e.Notes {
			if strings.HasPrefix(n.Rule, "crypto") {
				return l.ownOf(v, tab, e), nil
			}
		}
	}
	return nil, errNoneFailed
}

func (l *lab) ownExchange(v *page.Visit, tab, id string) (*own, error) {
	e, err := exchange(v, id)
	if err != nil {
		return nil, err
	}
	o := l.ownOf(v, tab, e)
	o.dress(v)
	return o, nil
}

// ownOf looks at what an exchange sent, on the tab of answers at what came back.
func (l *lab) ownOf(v *page.Visit, tab string, e journal.Entry) *own {
	o := &own{Tab: tab, Stage: "payload", Text: e.Request.Body, Exchange: e.ID, Lang: diagnose.Language(v.Cookie(langCookie))}
	if o.Lang == "" {
		o.Lang = diagnose.LanguageOf(e.Request.Headers["User-Agent"])
	}
	if strings.HasPrefix(e.API, "auth") || e.API == "ewayapi-auth" {
		o.Stage = "login"
	} else if tab == "answer" {
		o.Stage, o.Text = "answer", e.Response.Body
	}
	if o.Stage != "login" {
		token, sek := keysOf(v, e)
		o.Given.Token = token
		if sek != nil {
			o.Given.Sek = b64(sek)
		}
	}
	l.look(v, o)
	return o
}
