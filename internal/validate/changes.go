package validate

import (
	"slices"
	"time"
)

// Dated is a change that a day brings to a rule.
type Dated struct {
	Change
	Rule string `json:"rule"`
}

// Changes lists what changes in the rules after a day, by date: rules that begin or end to hold, and changes inside
// rules. Nil when nothing is known to change.
func Changes(after time.Time) []Dated {
	var all []Dated
	for _, r := range All() {
		for _, c := range r.Changes {
			all = append(all, Dated{c, r.ID})
		}
		if !r.Since.IsZero() {
			all = append(all, Dated{Change{r.Since, r.Basis, "It begins to hold: " + r.Title}, r.ID})
		}
		if !r.Until.IsZero() {
			all = append(all, Dated{Change{r.Until, r.Basis, "It no longer holds: " + r.Title}, r.ID})
		}
	}
	all = slices.DeleteFunc(all, func(d Dated) bool { return !d.Date.After(after) })
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b Dated) int { return a.Date.Compare(b.Date) })
	return all
}
