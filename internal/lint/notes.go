package lint

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// notes tells of members that the portal passes over in silence or reads although they are spelt otherwise.
func (j *job) notes(f *form) {
	w := walker{job: j, top: f.names, seen: map[string]int{}}
	w.object(&j.root, f.names, "")
	for i, u := range w.unknown {
		if n := w.seen[u.id]; n > 1 {
			w.unknown[i].Text += fmt.Sprintf(" (%d times)", n)
		}
		j.note(w.unknown[i].Note)
	}
	for _, n := range w.repeated {
		j.note(n)
	}
	w.tellFolded()
}

type walker struct {
	job      *job
	top      *nameset
	unknown  []unknownMember
	seen     map[string]int // how often an unknown member stands in blocks of the same kind
	repeated []Note
	folded   []fold
}

type unknownMember struct {
	Note
	id string
}

// fold is a name that was spelt otherwise than the schema spells it.
type fold struct {
	place       *place
	sent, spelt string
}

func (w *walker) object(p *place, names *nameset, path string) {
	if p.kind != '{' {
		return
	}
	here := map[string]bool{}
	for i := range p.kids {
		kid := &p.kids[i]
		key := strings.ToLower(kid.name)
		spelt, known := names.spelt[key]
		at := join(path, kid.name)
		if !known {
			w.stranger(kid, names, at)
			continue
		}
		at = join(path, spelt)
		if here[key] {
			w.again(kid, at)
		}
		here[key] = true
		if kid.name != spelt {
			w.fold(fold{kid, kid.name, spelt})
		}
		sub := names.sub[key]
		if sub == nil {
			continue
		}
		switch {
		case kid.kind == '[':
			for n := range kid.kids {
				w.object(&kid.kids[n], sub, at+"["+strconv.Itoa(n)+"]")
			}
		case names.lists[key]: // an object in the place of its list
			w.object(kid, sub, at+"[0]")
		default:
			w.object(kid, sub, at)
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// stranger notes a member that the schema does not have, once for all blocks of a kind.
func (w *walker) stranger(kid *place, names *nameset, at string) {
	id := general(at)
	if w.seen[id]++; w.seen[id] > 1 || len(w.unknown) >= maxNotes {
		return
	}
	n := Note{Kind: UnknownMember, Path: at, Span: w.job.spanFor(kid)}
	n.Text = "the schema has no " + shorten(kid.name) + " here, and the portal ignores it"
	guess, home := w.guess(kid.name, names)
	switch {
	case home != "":
		n.DidYouMean = join(home, guess)
		n.Text += "; there is a " + guess + " in " + home
	case guess != "":
		n.DidYouMean = guess
		n.Text += "; did you mean " + guess + "?"
	}
	w.unknown = append(w.unknown, unknownMember{n, id})
}

// guess finds the name that was probably meant: the same one in another block, whose path is then home, or one that
// belongs here and is spelt nearly so.
func (w *walker) guess(name string, names *nameset) (guess, home string) {
	if guess, home = homeOf(strings.ToLower(name), w.top, ""); guess != "" {
		return guess, home
	}
	return nearest(name, names.order), ""
}

// homeOf finds the first block that has a member of a name in lower case.
func homeOf(folded string, names *nameset, path string) (spelt, home string) {
	if spelt, ok := names.spelt[folded]; ok {
		return spelt, path
	}
	for _, block := range names.order {
		if sub := names.sub[strings.ToLower(block)]; sub != nil {
			if spelt, home := homeOf(folded, sub, join(path, block)); spelt != "" {
				return spelt, home
			}
		}
	}
	return "", ""
}

func (w *walker) again(kid *place, at string) {
	if len(w.repeated) < maxNotes {
		w.repeated = append(w.repeated, Note{
			Kind: RepeatedMember, Path: at, Span: w.job.spanFor(kid), Text: at + " is sent more than once; the portal takes the last",
		})
	}
}

func (w *walker) fold(f fold) {
	if !slices.ContainsFunc(w.folded, func(o fold) bool { return o.sent == f.sent }) && len(w.folded) < maxNotes {
		w.folded = append(w.folded, f)
	}
}

// tellFolded makes one note of all names in another letter case: an export that spells one so spells all so.
func (w *walker) tellFolded() {
	if len(w.folded) == 0 {
		return
	}
	const shown = 5
	var names []string
	for _, f := range w.folded[:min(shown, len(w.folded))] {
		names = append(names, f.sent+" for "+f.spelt)
	}
	text := "names differ from the schema's in letter case: " + strings.Join(names, ", ")
	if more := len(w.folded) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	w.job.note(Note{Kind: LetterCase, Span: w.job.spanFor(w.folded[0].place), Text: text + "; the portal reads them all the same"})
}

func (j *job) spanFor(p *place) Span {
	start, end := p.start, p.end
	if p.key >= 0 {
		start, end = p.key, p.keyEnd
	}
	return j.doc.src.span(j.doc.start+start, j.doc.start+end)
}

// nearest returns the name that a word is probably a slip of, "" when none is near.
func nearest(word string, names []string) string {
	if len(word) > 40 {
		return ""
	}
	best, least := "", 3
	for _, name := range names {
		if d := distance(strings.ToLower(word), strings.ToLower(name)); d < least && 2*d < len(name) {
			best, least = name, d
		}
	}
	return best
}

// distance counts the letters to insert, drop, replace or swap with their neighbour between two words.
func distance(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for i := range row {
		row[i] = i
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for k := 1; k <= len(b); k++ {
			cost := 1
			if a[i-1] == b[k-1] {
				cost = 0
			}
			next[k] = min(row[k-1]+cost, row[k]+1, next[k-1]+1)
			if i > 1 && k > 1 && a[i-1] == b[k-2] && a[i-2] == b[k-1] {
				next[k] = min(next[k], before[k-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
