package seed

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// check complains of everything in n that is not as s describes it.
func (b *book) check(n *node, s shape) {
	if n.kind != object {
		b.add(n.at, "%s must be an object, not %s", s.called, n.kind)
		return
	}
	for i, name := range n.names {
		at := slices.IndexFunc(s.members, func(m member) bool { return m.name == name.text })
		if at < 0 {
			b.add(name.at, "%s has no member %q: it has %s", s.called, shorten(name.text), s.names())
			continue
		}
		b.checkMember(name.at, n.items[i], s.members[at])
	}
	for _, m := range s.members {
		if m.must && n.get(m.name) == nil {
			b.add(n.at, "%s is missing: every %s has one", m.name, s.called)
		}
	}
	b.checkTogether(n, s)
}

func (s shape) names() string {
	var names []string
	for _, m := range s.members {
		names = append(names, m.name)
	}
	return strings.Join(names, ", ")
}

func (b *book) checkTogether(n *node, s shape) {
	var has []string
	for _, m := range s.either {
		if n.get(m) != nil {
			has = append(has, m)
		}
	}
	switch {
	case len(s.either) > 0 && len(has) == 0:
		b.add(n.at, "%s needs %s", s.called, strings.Join(s.either, " or "))
	case len(has) > 1:
		b.add(n.at, "%s has %s: keep one of them", s.called, strings.Join(has, " and "))
	}
	for _, m := range s.members {
		for _, other := range s.needs[m.name] {
			if n.get(m.name) != nil && n.get(other) == nil {
				b.add(n.at, "%s of %s needs %s beside it", m.name, s.called, other)
			}
		}
	}
}

func (b *book) checkMember(at place, n *node, m member) {
	switch {
	case m.want == null:
	case n.kind == null:
		b.add(at, "%s has no value: give one or remove the line", m.name)
	case m.want == text:
		b.checkText(at, n, m)
	case m.want == number:
		if v, ok := n.whole(); !ok {
			b.add(at, "%s must be a whole number, not %s", m.name, n.print())
		} else if m.most > 0 && (v < m.least || v > m.most) {
			b.add(at, "%s is %d: give %d to %d", m.name, v, m.least, m.most)
		}
	case n.kind != m.want:
		b.add(at, "%s must be %s, not %s", m.name, m.want, n.print())
	case m.want == list:
		if len(n.items) > m.most {
			b.add(at, "%s has %d entries: give at most %d", m.name, len(n.items), m.most)
			return
		}
		for _, item := range n.items {
			b.check(item, m.of())
		}
	case m.want == object && m.of != nil:
		b.check(n, m.of())
	}
}

func (b *book) checkText(at place, n *node, m member) {
	v, ok := n.word()
	long := utf8.RuneCountInString(v)
	switch {
	case !ok:
		b.add(at, "%s must be a text, not %s", m.name, n.print())
	case long < m.least:
		b.add(at, "%s is empty: give one or remove the line", m.name)
	case m.most > 0 && long > m.most:
		b.add(at, "%s has %d characters: give at most %d", m.name, long, m.most)
	case m.form != nil && !m.form.MatchString(v):
		b.add(at, "%s cannot be %q: %s", m.name, shorten(v), m.hint)
	case len(m.oneOf) > 0 && !slices.Contains(m.oneOf, v):
		hint := m.hint
		if hint == "" {
			hint = "give one of " + strings.Join(m.oneOf, ", ")
		}
		b.add(at, "%s cannot be %q: %s", m.name, shorten(v), hint)
	}
}

// print shows a value in a message.
func (n *node) print() string {
	switch n.kind {
	case text:
		return fmt.Sprintf("the text %q", shorten(n.value))
	case number, truth:
		return shorten(n.value)
	}
	return n.kind.String()
}
