package exercise

import (
	"slices"
	"strconv"
	"strings"
)

// Progress is how far somebody has come on the track: for each exercise begun, where it began and whether it was done. A
// page keeps its text in a cookie; the world knows nothing of it.
type Progress map[string]Stage

// Stage is one exercise in a [Progress].
type Stage struct {
	Since uint64 // the journal's last id at the beginning
	Done  bool
}

// maxProgress bounds a text that is read.
const maxProgress = 1000

// ParseProgress reads what [Progress.String] wrote. What it does not know is left out, so that a cookie of another version
// or of somebody's own making does no harm.
func ParseProgress(text string) Progress {
	p := Progress{}
	if len(text) > maxProgress {
		return p
	}
	for part := range strings.SplitSeq(text, "~") {
		slug, rest, _ := strings.Cut(part, ":")
		number, done := strings.CutSuffix(rest, "!")
		since, err := strconv.ParseUint(number, 10, 64)
		if _, known := Find(slug); known && err == nil {
			p[slug] = Stage{since, done}
		}
	}
	return p
}

// String writes the progress in characters that a cookie may hold: "first-invoice:12!~own-login:40", in the order of the
// track, "!" behind those that are done.
func (p Progress) String() string {
	var parts []string
	for _, e := range All() {
		if s, ok := p[e.Slug]; ok {
			part := e.Slug + ":" + strconv.FormatUint(s.Since, 10)
			if s.Done {
				part += "!"
			}
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "~")
}

// Done lists the slugs of the exercises that are done, in the order of the track.
func (p Progress) Done() []string {
	var list []string
	for _, e := range All() {
		if p[e.Slug].Done {
			list = append(list, e.Slug)
		}
	}
	return slices.Clip(list)
}
