package reference

import (
	"regexp"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/play"
)

// sampleDay is a day on which the examples of the rules are explained once, and nobody the register for it.
var sampleDay = time.Date(2026, time.November, 22, 12, 0, 0, 0, clock.IST)

func nobody(gstin string) (taxpayer.Taxpayer, bool) {
	return taxpayer.Taxpayer{Gstin: gstin, Status: "ACT", Type: "REG"}, true
}

// answer is a real answer of a call.
type answer struct {
	Title  string
	About  string
	Sent   string // as it came
	Opened string
	Code   fault.Code
}

// examples are real answers of a call: a success, a refusal, and what InfoDtls can carry. They are played once, in worlds
// of their own made from the default one, and kept.
func (p *pages) examples(v *page.Visit, o Operation) []answer {
	main := *v
	main.World = v.Worlds.Default()
	key := o.API + "\x00" + main.World.Settings().ErrorDetails
	p.mu.Lock()
	known, ok := p.answers[key]
	p.mu.Unlock()
	if ok {
		return known
	}
	var list []answer
	add := func(title, about string, wish play.Wish) {
		r, err := p.player.Run(&main, wish)
		if err != nil || !r.OK {
			return
		}
		last := r.Last()
		list = append(list, answer{title, about, shorten(last.Answer), shorten(last.Opened), r.Want})
	}
	if steps, ok := play.Valid(o.API); ok {
		add("Success", "Data as it came, and opened with the Sek.", play.Wish{Scenario: sample.Scenario{Code: "2150", NearMiss: true, Steps: steps}})
	}
	if s, ok := refusal(o.API); ok {
		add("Refusal", "ErrorDetails lists every code; Data is null.", play.Wish{Scenario: s})
	}
	if o.API == "generate" {
		if s, ok := sample.Broken(fault.Duplicate); ok {
			add("InfoDtls: DUPIRN", "A duplicate carries the first registration.", play.Wish{Scenario: s})
		}
		for _, s := range sample.Scenarios(fault.EWBOfDocument) {
			if s.InInfo {
				add("InfoDtls: EWBERR", "The IRN stands and its e-way bill is refused: Status is 1, the code stands in InfoDtls.", play.Wish{Scenario: s})
				break
			}
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(list) > 0 { // else the next visit tries again
		p.answers[key] = list
	}
	return list
}

// refusal is the first script whose last call is an operation, by a rule where there is one.
func refusal(api string) (sample.Scenario, bool) {
	if api == "generate" {
		return sample.Broken("2235")
	}
	for _, code := range sample.Codes() {
		for _, s := range sample.Scenarios(code) {
			if last := s.Steps[len(s.Steps)-1]; last.API == api && !s.InInfo && s.Needs.Elsewhere == nil && code > "1020" || last.API == api && code == "1019" {
				return s, true
			}
		}
	}
	return sample.Scenario{}, false
}

// tokens are signed tokens and other long words of an answer; their beginning is enough to know them.
var tokens = regexp.MustCompile(`"([A-Za-z0-9+/=._-]{90})[A-Za-z0-9+/=._-]{30,}"`)

func shorten(text string) string { return tokens.ReplaceAllString(text, `"$1…"`) }
