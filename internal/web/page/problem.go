package page

import (
	"errors"
	"net/http"
)

// Problem is why a page could not do what was asked, in the reader's words.
type Problem struct {
	Status int
	What   string // "There is no invoice with this IRN."
	Mend   string // what to do next
}

func (p *Problem) Error() string { return p.What + " " + p.Mend }

// Missing is a page or thing that is not there.
func Missing(what, mend string) error { return &Problem{http.StatusNotFound, what, mend} }

// Bad is a wish that cannot be fulfilled as it was put.
func Bad(what, mend string) error { return &Problem{http.StatusBadRequest, what, mend} }

// problemOf turns any error into what a reader can be shown. Ours keep their text: it is their own simulator.
func problemOf(err error) (p *Problem, ours bool) {
	if errors.As(err, &p) {
		return p, false
	}
	return &Problem{http.StatusInternalServerError, "The simulator could not do this: " + err.Error() + ".", "Its log has the line; please report it."}, true
}
