package lab

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/diagnose"
)

// step names a stage of the way, for the mark where a mistake is made.
type step string

const (
	atJSON   step = "json"
	atInner  step = "inner"
	atKey    step = "key"
	atPad    step = "pad"
	atSeal   step = "seal"
	atText   step = "text"
	atBody   step = "body"
	atAppKey step = "appkey" // within the JSON
)

// play is a mistake that can be made on purpose.
type play struct {
	ID   string   // of the catalogue of diagnose
	Also []string // further ids that belong to the same number
	At   step
	Says string // what is done in place of the right step
	// One of them at least; nil where the mistake is not made there.
	Login   func(*loginWay)
	Payload func(*payloadWay)
}

// Mistake is an entry of the laboratory's catalogue: a number, the catalogue's words, and how to make it.
type Mistake struct {
	No    int
	Short string // the name of the first eighteen
	diagnose.Mistake
	Also []diagnose.Mistake // kin that goes under the same number
	play
}

// Nn is the number as it stands in addresses.
func (m *Mistake) Nn() string { return fmt.Sprintf("%02d", m.No) }

// Name is what lists call it.
func (m *Mistake) Name() string {
	if m.Short != "" {
		return m.Short
	}
	return strings.TrimSuffix(m.Title, ".")
}

// Tab is the page of the laboratory that plays it, "" when none does.
func (m *Mistake) Tab() string {
	switch {
	case m.Login != nil:
		return "login"
	case m.Payload != nil:
		return "payload"
	}
	return ""
}

// named are the first eighteen, whose numbers people quote.
var named = [...]struct{ id, short string }{
	{"hex-for-base64", "Not Base64: hex digits"},
	{"rsa-unknown-key", "Encrypted for another key"},
	{"login-json-bare", "The Base64 step is missing"},
	{"rsa-oaep", "OAEP padding"},
	{"rsa-wrong-size", "A key of another length"},
	{"login-v103-to-v104", "The shape of v1.03 on v1.04"},
	{"utf16", "UTF-16 inside"},
	{"appkey-length", "An AppKey that is not 32 bytes"},
	{"sent-plain", "Sent unencrypted"},
	{"appkey-as-sek", "Encrypted with the AppKey"},
	{"sek-still-wrapped", "The Sek was not opened first"},
	{"sek-text-as-key", "The Sek as text, not decoded"},
	{"sek-stale", "The Sek of an older token"},
	{"aes-cbc", "CBC in place of ECB"},
	{"sek-half", "Half the key: AES-128"},
	{"padding-none", "No padding"},
	{"inner-base64", "Base64 before AES"},
	{"rsa-signing-key", "The signature key used to encrypt"},
}

// catalogue is all of the named mistakes: the eighteen, then the rest in the order in which a request is opened.
var catalogue = sync.OnceValue(func() []*Mistake {
	plays := map[string]play{}
	for _, p := range slices.Concat(textPlays(), rsaPlays(), loginPlays(), appKeyPlays(), keyPlays(), modePlays(), paddingPlays(), contentPlays()) {
		plays[p.ID] = p
	}
	known := map[string]diagnose.Mistake{}
	var list []*Mistake
	add := func(id, short string) {
		m := &Mistake{No: len(list) + 1, Short: short, Mistake: known[id], play: plays[id]}
		m.play.ID = id
		for _, other := range m.play.Also {
			m.Also = append(m.Also, known[other])
		}
		list = append(list, m)
	}
	for _, m := range diagnose.Mistakes() {
		known[m.ID] = m
	}
	for _, n := range named {
		add(n.id, n.short)
	}
	for _, m := range diagnose.Mistakes() {
		if !slices.ContainsFunc(list, func(have *Mistake) bool { return have.Mistake.ID == m.ID }) {
			add(m.ID, "")
		}
	}
	return list
})

// mistake finds one by number or id.
func mistake(name string) (*Mistake, bool) {
	for _, m := range catalogue() {
		if name == m.Nn() || name == m.Mistake.ID {
			return m, true
		}
	}
	return nil, false
}

// playable lists the mistakes of a tab.
func playable(tab string) []*Mistake {
	var list []*Mistake
	for _, m := range catalogue() {
		if tab == "login" && m.Login != nil || tab == "payload" && m.Payload != nil {
			list = append(list, m)
		}
	}
	return list
}
