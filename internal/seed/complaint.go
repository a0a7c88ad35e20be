package seed

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// maxComplaints bounds what is listed; whoever has mended so many can ask again.
const maxComplaints = 200

// Complaints are what is wrong with a seed, each as "file:line: text" with how to mend it, in the order of the files.
type Complaints []string

func (c Complaints) Error() string { return strings.Join(c, "\n") }

// place is a line of a file; line 0 is the file as a whole.
type place struct{ file, line int }

// book collects complaints.
type book struct {
	files []string // names as complaints print them
	notes []note
	nodes int // values read
	most  int // of them; 0 is maxNodes
}

type note struct {
	at   place
	text string
}

// count counts a value, and complains of the first one too many.
func (b *book) count(at place) (more bool) {
	most := b.most
	if most == 0 {
		most = maxNodes
	}
	b.nodes++
	if b.nodes == most+1 {
		b.add(at, "here the seed has more than %d values, its aliases written out: make it smaller", most)
	}
	return b.nodes <= most
}

func (b *book) add(at place, format string, args ...any) {
	b.notes = append(b.notes, note{at, fmt.Sprintf(format, args...)})
}

// name prints a place: "seeds/a.yaml:12".
func (b *book) name(at place) string {
	if at.line == 0 {
		return b.files[at.file]
	}
	return fmt.Sprintf("%s:%d", b.files[at.file], at.line)
}

// complaints returns what was collected in the order of the places, nil for nothing.
func (b *book) complaints() Complaints {
	slices.SortStableFunc(b.notes, func(x, y note) int {
		return cmp.Or(cmp.Compare(x.at.file, y.at.file), cmp.Compare(x.at.line, y.at.line))
	})
	var list Complaints
	for i, n := range b.notes {
		if i == maxComplaints {
			return append(list, fmt.Sprintf("and %d more; mend these first", len(b.notes)-i))
		}
		list = append(list, b.name(n.at)+": "+n.text)
	}
	return list
}
