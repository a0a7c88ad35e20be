// Package linear records what 64 clients hear who work on a few documents at the same time, while answers get lost, exchanges
// are slowed down and the clock moves, and has porcupine look for an order of the operations, one after the other, that
// explains every answer. docs/reliability.md tells more.
package linear

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"
)

// kind of an operation.
type kind string

const (
	register kind = "register"
	cancel   kind = "cancel"
	bill     kind = "bill"
	unbill   kind = "cancel bill"
	read     kind = "read"
)

// input is what a client asked. now is where the clock may have been between the call and the answer: the portal reads it
// once for each request.
type input struct {
	doc    int
	kind   kind
	number string // of the bill to cancel
	now    hours
}

// hours are an interval of time since the clock stood where it began. Its ends belong to it.
type hours struct{ from, to int }

// window is how long an invoice or a bill can be cancelled.
const window = 24

// inTime says whether something of the time made can be cancelled now: whether it can be so, and whether it can be not.
func (now hours) inTime(made hours) (can, cannot bool) {
	return now.from-made.to <= window, now.to-made.from > window
}

// output is what the client heard. lost: nothing, and the operation may have been done, then or later, or not at all.
type output struct {
	lost   bool
	code   string // of the refusal, "" for success
	ack    string // AckNo, of a refused registration the one of the first
	bill   string // EwbNo, "" for none
	status string
}

// document is the whole state of one: the sequential portal.
type document struct {
	status string // "", ACT, CNL
	ack    string // some: registered, and nobody was told the number yet
	at     hours  // of the registration
	bill   string // the last bill; "" for none, some: nobody was told the number yet
	billed hours
	active bool // the bill
}

// some is a number that exists and was not heard of yet: the first that is heard is it.
const some = "some"

// heard compares a number with the one in the state, which learns it.
func heard(known *string, told string) bool {
	if *known == some && told != "" && told != some {
		*known = told
	}
	return *known == told
}

// step does one operation on a document: whether the portal may answer so, and what the document is then.
func step(d document, in input, out output) (bool, document) {
	if out.lost {
		return true, silently(d, in)
	}
	switch in.kind {
	case register:
		switch {
		case d.status == "":
			return out.code == "" && out.ack != "", document{status: "ACT", ack: out.ack, at: in.now}
		case d.status == "ACT":
			return out.code == "2150" && heard(&d.ack, out.ack), d
		default:
			return out.code == "2278" && heard(&d.ack, out.ack), d
		}
	case cancel:
		return d.cancelled(in, out)
	case bill:
		switch {
		case d.status == "":
			return out.code == "4003", d
		case d.status == "CNL":
			return out.code == "2302", d
		case d.active:
			return out.code == "4002", d
		}
		d.bill, d.active, d.billed = out.bill, true, in.now
		return out.code == "" && out.bill != "", d
	case unbill:
		return d.unbilled(in, out)
	default:
		if d.status == "" {
			return out.code == "2154", d
		}
		shown := ""
		if d.active {
			if d.bill == some && out.bill != "" {
				d.bill = out.bill
			}
			shown = d.bill
		}
		return out.code == "" && out.status == d.status && heard(&d.ack, out.ack) && out.bill == shown, d
	}
}

func (d document) cancelled(in input, out output) (bool, document) {
	can, cannot := in.now.inTime(d.at)
	switch {
	case d.status == "":
		return out.code == "2148", d
	case d.status == "CNL":
		return out.code == "9999", d
	case d.active:
		return out.code == "2230", d
	case out.code == "2270":
		return cannot, d
	}
	d.status = "CNL"
	return can && out.code == "", d
}

func (d document) unbilled(in input, out output) (bool, document) {
	can, cannot := in.now.inTime(d.billed)
	switch {
	case d.bill != in.number || !d.active:
		return out.code == "312", d
	case out.code == "728":
		return cannot, d
	}
	d.active = false
	return can && out.code == "", d
}

// silently does what an operation would whose answer nobody heard. That it was never done is the same as that it is done
// after everything else.
func silently(d document, in input) document {
	switch in.kind {
	case register:
		if d.status == "" {
			return document{status: "ACT", ack: some, at: in.now}
		}
	case cancel:
		if can, _ := in.now.inTime(d.at); can && d.status == "ACT" && !d.active {
			d.status = "CNL"
		}
	case bill:
		if d.status == "ACT" && !d.active {
			d.bill, d.active, d.billed = some, true, in.now
		}
	case unbill:
		if can, _ := in.now.inTime(d.billed); can && d.active && d.bill == in.number {
			d.active = false
		}
	}
	return d
}

// model gives porcupine the sequential portal, one document at a time: they know nothing of each other.
func model() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return document{} },
		Step: func(state, in, out any) (bool, any) {
			ok, next := step(state.(document), in.(input), out.(output))
			return ok, next
		},
		Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
			parts := map[int][]porcupine.Operation{}
			for _, o := range history {
				doc := o.Input.(input).doc
				parts[doc] = append(parts[doc], o)
			}
			var all [][]porcupine.Operation
			for _, p := range parts {
				all = append(all, p)
			}
			return all
		},
		DescribeOperation: describe,
		DescribeState:     func(state any) string { return fmt.Sprintf("%+v", state) },
	}
}

func describe(in, out any) string {
	i, o := in.(input), out.(output)
	text := fmt.Sprintf("%s %d at %d–%d h", i.kind, i.doc, i.now.from, i.now.to)
	if i.number != "" {
		text += " " + i.number
	}
	switch {
	case o.lost:
		return text + ": no answer"
	case o.code != "":
		return text + ": " + o.code
	}
	return text + ": " + strings.TrimSpace(o.status+" "+o.ack+" "+o.bill)
}

// bounded is how long the search for an order may take; it takes well under a second when there is one.
const bounded = 20 * time.Second

// judge looks for an order.
func judge(history []porcupine.Operation) porcupine.CheckResult {
	return porcupine.CheckOperationsTimeout(model(), opened(history), bounded)
}

// opened gives lost answers the time to the end of everything: what was asked may be done whenever.
func opened(history []porcupine.Operation) []porcupine.Operation {
	last := int64(0)
	for _, o := range history {
		last = max(last, o.Return)
	}
	open := slices.Clone(history)
	for i, o := range open {
		if o.Output.(output).lost {
			open[i].Return = last + 1
		}
	}
	return open
}
