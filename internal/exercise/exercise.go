// Package exercise is the trainees' track: nine tasks as values, and a judge that reads from the journal of a world how far
// a trainee has come. It knows no HTTP and no HTML, keeps nothing and asks nobody: the same exchanges give the same
// [Result].
//
// A page plays an exercise so: it makes the control calls of [Exercise.Start], then takes the highest id of the world's
// journal as the beginning, keeps that number in the URL (?since=62) or in a [Progress], and from then on shows
// [Judge] of what came after it. Nothing about a trainee is stored in the world, so a link shows the same result to
// everybody, and an exercise begins again by taking a new number.
//
// The judge takes every exchange of the world for the trainee's. Somebody else's registrations in the same world can break
// a guard, so a class gives each trainee a world.
package exercise

import "github.com/irpsim/irpsim/internal/fault"

// PortalAgent begins the User-Agent of what the portal's own pages send. Exercises that ask for the trainee's own program
// do not count such exchanges.
const PortalAgent = "irpsim-portal/"

// Exercise is one task of the track.
type Exercise struct {
	Slug    string // permanent, names the page
	Title   string
	Task    string // what to reach, one paragraph
	Teaches string // one sentence
	// Start sets the world up: calls of the control API about the world in which the trainee works, in this order. A page
	// that wants a clean table makes a new world first.
	Start      []Call
	Needs      Need // what else the page has to offer
	Conditions []Condition
	Hints      []string // to be shown one by one
	Guides     []string // slugs of guides
	Codes      []fault.Code
	Do         Link // where in the portal to begin
}

// Call is a call of the control API.
type Call struct {
	Method string // "POST"
	Path   string // behind /_sim/v1: "/faults"
	Body   string // JSON, "" for none
}

// Link is a page of the portal.
type Link struct{ Text, URL string }

// Need is what a page must offer beside the task.
type Need string

// The needs.
const (
	NothingElse Need = ""
	// Tokens: the three tokens of [PuzzleOf], and a field whose content becomes [State.Answer].
	Tokens Need = "tokens"
)

// Condition is one thing that must come true, in the order of the exercise.
type Condition struct {
	ID       string // permanent within the exercise
	Sentence string
	// Optional conditions are shown and praised; the exercise is done without them.
	Optional bool
	// Guard conditions forbid something all the way long. They hold as soon as everything else is done and nothing broke
	// them.
	Guard bool

	check func(*run) outcome
}

// All returns the exercises in the order of the track. Each call makes a new list.
func All() []Exercise {
	return []Exercise{
		firstInvoice(), ownLogin(), mendArithmetic(), recoverGhost(), cancelLast(), renewToken(), exportFree(), billFails(), verifyOffline(),
	}
}

// Find returns the exercise with a slug.
func Find(slug string) (Exercise, bool) {
	for _, e := range All() {
		if e.Slug == slug {
			return e, true
		}
	}
	return Exercise{}, false
}
