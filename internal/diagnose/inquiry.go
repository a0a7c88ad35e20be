package diagnose

import (
	"errors"
	"fmt"
)

var (
	errSek          = errors.New("a Sek is Base64 of 32 bytes, or of 48 as the login's answer has it; give one of these")
	errAppKeyNeeded = errors.New("this Sek is still wrapped, as the login's answer has it; give the AppKey of that login as well")
	errOtherAppKey  = errors.New("this Sek is not wrapped under this AppKey; give the AppKey of the login that was answered with it")
)

// inquiry is one diagnosis in the making.
type inquiry struct {
	req     Request
	know    Knowledge
	data    string // what is looked at of req.Data
	cut     bool   // whether that is less than all
	steps   []Step
	remarks []hit
	tried   []string
}

// hit is a mistake that was met.
type hit struct {
	id       string
	sure     Confidence
	evidence string
}

// story is an explanation: mistakes from the outside inwards, and whether the request opens and makes sense once they are
// undone. A complete story without mistakes belongs to a request that is right.
type story struct {
	hits     []hit
	complete bool
	opened   []byte // the text of a payload or login, as far as it was reached
}

// then continues s with what was found inside.
func (s story) then(inner story) story {
	return story{append(s.hits[:len(s.hits):len(s.hits)], inner.hits...), inner.complete, inner.opened}
}

// beats tells whether s explains more than t, or the same with fewer mistakes.
func (s story) beats(t story) bool {
	if s.complete != t.complete {
		return s.complete
	}
	return len(s.hits) > 0 && (len(t.hits) == 0 || len(s.hits) < len(t.hits))
}

func told(complete bool, hits ...hit) story { return story{hits: hits, complete: complete} }

func (c *inquiry) pass(name, did, result, detail string) {
	c.steps = append(c.steps, Step{name, did, result, true, detail})
}

func (c *inquiry) fail(name, did, result, detail string) {
	c.steps = append(c.steps, Step{name, did, result, false, detail})
}

// failed tells whether the walk stopped.
func (c *inquiry) failed() bool { return len(c.steps) > 0 && !c.steps[len(c.steps)-1].OK }

// remark notes an oddity that does no harm, once.
func (c *inquiry) remark(id, evidence string) {
	for _, r := range c.remarks {
		if r.id == id {
			return
		}
	}
	c.remarks = append(c.remarks, hit{id, Certain, evidence})
}

// once leaves each mistake out that was named before.
func once(hits []hit) []hit {
	var list []hit
	seen := map[string]bool{}
	for _, h := range hits {
		if !seen[h.id] {
			seen[h.id] = true
			list = append(list, h)
		}
	}
	return list
}

// within says where the hits were met.
func within(where string, hits []hit) []hit {
	for i := range hits {
		hits[i].evidence = where + hits[i].evidence
	}
	return hits
}

// report turns a story into a diagnosis.
func (c *inquiry) report(s story) Diagnosis {
	s.hits = once(s.hits)
	language, known := languageOf(c.req.UserAgent)
	d := Diagnosis{Stage: c.req.Stage, Steps: c.steps, Language: language}
	if c.failed() {
		d.BrokeAt = c.steps[len(c.steps)-1].Name
	}
	for _, h := range s.hits {
		if by, ok := spokenBy(h.evidence); ok && !known && h.id == "bytes-printed" {
			d.Language = by
		}
	}
	for i, h := range s.hits {
		if f := c.finding(h, d.Language); i == 0 {
			d.Mistake = &f
		} else {
			d.Also = append(d.Also, f)
		}
	}
	d.OK = s.complete && d.Mistake == nil && !c.failed()
	for _, h := range c.remarks {
		d.Remarks = append(d.Remarks, c.finding(h, d.Language))
	}
	if c.req.Stage == Payload && s.opened != nil {
		d.Opened = quotable(s.opened)
	}
	if c.req.Version != V103 && isObject(s.opened) {
		d.Content = s.opened
	}
	if d.Mistake == nil && !d.OK {
		d.Tried = c.tried
	}
	if topic := c.topic(); !d.OK && topic != "" {
		d.Example = Example(topic, d.Language)
	}
	d.Summary = d.summary()
	return d
}

func (c *inquiry) finding(h hit, l Language) Finding {
	m, _ := find(h.id)
	return Finding{Mistake: m, Confidence: h.sure, Evidence: h.evidence, Hint: m.Hints[l]}
}

// topic is what the example for this request shows.
func (c *inquiry) topic() Topic {
	switch c.req.Stage {
	case Auth:
		return LoginTopic
	case Payload:
		return PayloadTopic
	}
	return ""
}

func (d Diagnosis) summary() string {
	switch {
	case d.OK && len(d.Remarks) > 0:
		return "It opens and holds what belongs there, with an oddity that does no harm here: " + d.Remarks[0].Title
	case d.OK:
		return "It opens and holds what belongs there."
	case d.Mistake == nil && len(d.Tried) == 0:
		return "It does not open, and too little is known to say why: " + d.Steps[len(d.Steps)-1].Result + "."
	case d.Mistake == nil:
		return "It does not open, and none of the mistakes known here explains it."
	}
	return lead(d.Mistake.Confidence) + d.Mistake.Title + more(len(d.Also))
}

func lead(c Confidence) string {
	switch c {
	case Certain:
		return ""
	case Likely:
		return "Probably: "
	}
	return "What is left after all else was tried: "
}

func more(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " And one more mistake inside."
	}
	return fmt.Sprintf(" And %d more mistakes inside.", n)
}

// Line is the diagnosis in one line for a log, without secrets.
func (d Diagnosis) Line() string {
	if d.OK {
		return fmt.Sprintf("%s opens", d.Stage)
	}
	line := fmt.Sprintf("%s broke at %q: %s", d.Stage, d.BrokeAt, d.Summary)
	if d.Mistake != nil {
		line += fmt.Sprintf(" (%s, %s)", d.Mistake.ID, d.Mistake.Confidence)
	}
	return line
}
