package inspector

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/web/live"
	"github.com/irpsim/irpsim/internal/web/page"
)

// maxChanges is how many differences a comparison shows.
const maxChanges = 500

// change is a member that differs between two documents; "" on one side means that it is not there.
type change struct{ Path, A, B string }

// compareView is two exchanges side by side.
type compareView struct {
	A, B     live.Row
	Parts    []part
	Together bool // nothing differs
}

// part is what differs in one text of the exchanges.
type part struct {
	Title   string
	Changes []change
	Same    int // members that do not differ
	More    int // differences beyond what is shown
	Told    string
}

func compare(v *page.Visit) (page.Answer, error) {
	a, err := entry(v, v.Param("id"))
	if err != nil {
		return page.Answer{}, err
	}
	b, err := entry(v, v.Param("other"))
	if err != nil {
		return page.Answer{}, err
	}
	d := compareView{A: live.Row{V: v, Entry: a}, B: live.Row{V: v, Entry: b}}
	plain := func(m, body string) string {
		if m != "" {
			return m
		}
		return body
	}
	d.Parts = []part{
		diff("Request", plain(a.Request.Plain, a.Request.Body), plain(b.Request.Plain, b.Request.Body)),
		diff("Headers of the request", flat(a.Request.Headers), flat(b.Request.Headers)),
		diff("Answer", plain(a.Response.Plain, a.Response.Body), plain(b.Response.Plain, b.Response.Body)),
	}
	title := fmt.Sprintf("Exchanges %d and %d", a.ID, b.ID)
	return page.Answer{Title: title, Template: "inspector/compare", Part: "inspector/compare", View: d}, nil
}

func flat(headers map[string]string) string {
	b, err := json.Marshal(headers)
	if err != nil {
		return "{}"
	}
	return string(b)
}

// diff compares two JSON texts member by member, so that order and spaces never show as change. What is no JSON is
// compared as a whole.
func diff(title, a, b string) part {
	p := part{Title: title}
	was, order, errA := leaves(a)
	is, more, errB := leaves(b)
	if errA != nil || errB != nil {
		if a != b {
			p.Changes = []change{{"the whole text", page.Start(300, a), page.Start(300, b)}}
		} else {
			p.Told = "Both are the same text."
		}
		return p
	}
	for _, path := range more {
		if _, ok := was[path]; !ok {
			order = append(order, path)
		}
	}
	for _, path := range order {
		if was[path] == is[path] {
			p.Same++
			continue
		}
		if len(p.Changes) == maxChanges {
			p.More++
			continue
		}
		p.Changes = append(p.Changes, change{path, page.Start(300, was[path]), page.Start(300, is[path])})
	}
	return p
}

// leaves flattens a JSON text into its values by path: ItemList[0].Qty. Numbers stay as written.
func leaves(text string) (map[string]string, []string, error) {
	dec := json.NewDecoder(bytes.NewReader([]byte(text)))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return nil, nil, err
	}
	found := map[string]string{}
	var order []string
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch t := v.(type) {
		case map[string]any:
			names := make([]string, 0, len(t))
			for n := range t {
				names = append(names, n)
			}
			slices.Sort(names)
			for _, n := range names {
				walk(strings.TrimPrefix(path+"."+n, "."), t[n])
			}
			if len(t) > 0 {
				return
			}
			v = "{}"
		case []any:
			for i, item := range t {
				walk(fmt.Sprintf("%s[%d]", path, i), item)
			}
			if len(t) > 0 {
				return
			}
			v = "[]"
		}
		b, err := json.Marshal(v)
		if err != nil {
			return
		}
		found[path] = string(b)
		order = append(order, path)
	}
	walk("", value)
	return found, order, nil
}
