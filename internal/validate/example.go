package validate

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/taxpayer"
)

// Example is a document, as edits to the [Standard] one, and the state of the world that it needs.
type Example struct {
	Note  string // what it shows; "" when the edits speak for themselves
	Lines int    // when not 0: so many equal lines of 100 rupees instead of the standard one
	Edits Edits  // applied to that
	ByIRN Edits  // not nil: the bill is asked for by IRN, by the standard request with these edits
	World World

	// For documents that break a rule:
	Path    string       // where the finding lies; "" for the rule's path, line 0
	Slots   []string     // what fills the message; nil when the test of messages need not look
	Also    []fault.Code // codes that cannot be avoided beside the rule's, in the order of the answer
	AlsoWhy string       // why they cannot
}

// World is what an example needs besides the default world.
type World struct {
	Taxpayers []taxpayer.Taxpayer // seeded or replaced
	Caller    string              // GSTIN that is logged in, "" for the operator or else the seller of the document
	Settings  []string            // switches to set, by name
	Now       time.Time           // the clock; zero: any time
}

// Edits are changes of a document: path to value. A value is a string, an int, a [json.Number], a map or a list;
// [Absent] removes the member. Edits apply in the order of their paths. The text {today-3} in a string stands for the
// day three days before the world's, in the form of the place it stands in, so that examples do not grow old.
type Edits map[string]any

// Absent as the value of an edit removes the member.
type Absent struct{}

// with returns the union of edits; later ones win.
func with(all ...Edits) Edits {
	union := Edits{}
	for _, e := range all {
		maps.Copy(union, e)
	}
	return union
}

// num is an amount in an edit, as it is to be sent.
func num(literal string) json.Number { return json.Number(literal) }

// Tree builds the example's document for a world whose clock shows now.
func (e Example) Tree(now time.Time) (einv.Tree, error) {
	tree := Standard(now)
	if e.Lines > 0 {
		repeat(tree, e.Lines)
	}
	return tree, e.Edits.apply(tree, now)
}

// apply edits a document for a world whose clock shows now.
func (e Edits) apply(tree einv.Tree, now time.Time) error {
	for _, path := range slices.Sorted(maps.Keys(e)) {
		if err := Set(tree, path, resolve(e[path], now, "02/01/2006")); err != nil {
			return err
		}
	}
	return nil
}

// Invoice builds the example's document as the rules see it.
func (e Example) Invoice(now time.Time) (*einv.Invoice, error) {
	tree, err := e.Tree(now)
	if err != nil {
		return nil, err
	}
	return invoiceOf(tree)
}

func invoiceOf(tree einv.Tree) (*einv.Invoice, error) {
	raw, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	inv, _, err := einv.Decode[einv.Invoice](raw)
	return inv, err
}

// Time returns the instant that the example's world shows when the caller's shows now.
func (e Example) Time(now time.Time) time.Time {
	if !e.World.Now.IsZero() {
		return e.World.Now
	}
	return now
}

// Seeds returns the taxpayers that the example needs, its relative dates resolved.
func (e Example) Seeds(now time.Time) []taxpayer.Taxpayer {
	seeds := slices.Clone(e.World.Taxpayers)
	for i := range seeds {
		seeds[i].Registered = resolve(seeds[i].Registered, now, time.DateOnly).(string)
		seeds[i].Deregistered = resolve(seeds[i].Deregistered, now, time.DateOnly).(string)
	}
	return seeds
}

// Caller returns the GSTIN that sends the example's document.
func (e Example) Caller() string {
	if e.World.Caller != "" {
		return e.World.Caller
	}
	for _, path := range []string{"TranDtls.EcmGstin", "SellerDtls.Gstin"} {
		if gstin, ok := e.Edits[path].(string); ok {
			return gstin
		}
	}
	return seller
}

// Input builds what the rules take for the example. lookUp is the register of the default world.
func (e Example) Input(now time.Time, lookUp func(string) (taxpayer.Taxpayer, bool)) (*Input, error) {
	now = e.Time(now)
	inv, err := e.Invoice(now)
	if err != nil {
		return nil, err
	}
	seeds := e.Seeds(now)
	in := &Input{Invoice: inv, Now: now, Caller: e.Caller(), Settings: DefaultSettings()}
	for _, name := range e.World.Settings {
		if !in.Settings.set(name) {
			return nil, fmt.Errorf("no rule reads a setting %q", name)
		}
	}
	in.Taxpayer = func(gstin string) (taxpayer.Taxpayer, bool) {
		for _, t := range seeds {
			if t.Gstin == gstin {
				return t, true
			}
		}
		return lookUp(gstin)
	}
	return in, nil
}

func (s *Settings) set(name string) bool {
	switch name {
	case "check_tot_amt":
		s.CheckTotAmt = true
	case "ship_to_gstin":
		s.ShipToGstin = true
	}
	return s.on(name)
}

var relativeDay = regexp.MustCompile(`\{today([+-][0-9]{1,4})?\}`)

// resolve replaces {today-3} in the strings of v by dates of the given layout.
func resolve(v any, now time.Time, layout string) any {
	switch v := v.(type) {
	case string:
		return relativeDay.ReplaceAllStringFunc(v, func(s string) string {
			days, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(s, "{today"), "}"))
			return now.In(clock.IST).AddDate(0, 0, days).Format(layout)
		})
	case Edits:
		return resolve(map[string]any(v), now, layout)
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, x := range v {
			m[k] = resolve(x, now, layout)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = resolve(x, now, layout)
		}
		return list
	}
	return v
}

var errPath = errors.New("no such place in the document; a path looks like ItemList[0].GstRt")

// Set puts a value at a path of a document, making the blocks on the way and, at the end of a list, the next element.
// [Absent] removes the member.
func Set(tree einv.Tree, path string, value any) error {
	name, rest, deeper := strings.Cut(path, ".")
	list, index, err := indexed(name)
	if err != nil {
		return fmt.Errorf("%q: %w", path, err)
	}
	if index < 0 && !deeper {
		if value == (Absent{}) {
			delete(tree, name)
		} else {
			tree[name] = value
		}
		return nil
	}
	if index < 0 {
		sub, ok := tree[name].(map[string]any)
		if !ok {
			if value == (Absent{}) {
				return nil
			}
			sub = map[string]any{}
			tree[name] = sub
		}
		return Set(sub, rest, value)
	}
	elements, _ := tree[list].([]any)
	if index > len(elements) {
		return fmt.Errorf("%q: %w", path, errPath)
	}
	if index == len(elements) {
		elements = append(elements, map[string]any{})
		tree[list] = elements
	}
	if !deeper {
		elements[index] = value
		return nil
	}
	sub, ok := elements[index].(map[string]any)
	if !ok {
		return fmt.Errorf("%q: %w", path, errPath)
	}
	return Set(sub, rest, value)
}

// indexed splits "ItemList[0]"; index -1 means that there is none.
func indexed(name string) (list string, index int, err error) {
	list, number, ok := strings.Cut(name, "[")
	if !ok {
		if name == "" {
			return "", 0, errPath
		}
		return name, -1, nil
	}
	index, err = strconv.Atoi(strings.TrimSuffix(number, "]"))
	if err != nil || index < 0 || list == "" || !strings.HasSuffix(number, "]") {
		return "", 0, errPath
	}
	return list, index, nil
}
