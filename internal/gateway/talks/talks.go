// Package talks has what was said between a client and each gateway: calls as they went over the line with the answers
// they got. A test of package server records them from the simulator, with a fixed clock and fixed chance, and fails when
// a byte is said differently; the API pages and the OpenAPI description show them.
package talks

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed *.txt
var files embed.FS

// Base is the address of the simulator in answers that name it.
const Base = "http://SIMULATOR"

// Exchange is a call of a gateway and its answer. Signed texts are cut short to "…".
type Exchange struct {
	Title   string   // what it shows: "Duplicate"
	Op      string   // of the face's row
	Method  string   //
	Path    string   // with the query
	Headers []string // "gstin: 29ZZZCS0001A1ZI"
	Body    string   // on one line, "" for none
	Status  int      // of HTTP
	Type    string   // Content-Type of the answer
	Answer  string   // on one line
}

// Of returns the recorded exchanges of a face, in the order of the talk; none for a face that speaks the portal's own words.
func Of(face string) []Exchange { return all()[face] }

// all panics on a file that cannot be read, which a test would have found.
var all = sync.OnceValue(func() map[string][]Exchange {
	list := map[string][]Exchange{}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		text, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		talk, err := Parse(string(text))
		if err != nil {
			panic(fmt.Sprintf("%s: %v", e.Name(), err))
		}
		list[strings.TrimSuffix(e.Name(), ".txt")] = talk
	}
	return list
})

// Request is the call as it goes over the line, without what HTTP adds.
func (e Exchange) Request() string {
	text := e.Method + " " + e.Path + "\n"
	for _, h := range e.Headers {
		text += h + "\n"
	}
	if e.Body != "" {
		text += "\n" + e.Body + "\n"
	}
	return text
}

// Format writes a talk as a file: for each exchange a title, the request, and the answer.
func Format(talk []Exchange) string {
	var b strings.Builder
	for _, e := range talk {
		fmt.Fprintf(&b, "## %s (%s)\n%s\nHTTP %d %s\n%s\n\n", e.Title, e.Op, e.Request(), e.Status, e.Type, e.Answer)
	}
	return b.String()
}

// Parse reads what Format wrote.
func Parse(text string) ([]Exchange, error) {
	var talk []Exchange
	for section := range strings.SplitSeq(strings.TrimPrefix(text, "## "), "\n\n## ") {
		e, err := parse(strings.TrimRight(section, "\n"))
		if err != nil {
			return nil, fmt.Errorf("exchange %d: %w", len(talk)+1, err)
		}
		talk = append(talk, e)
	}
	return talk, nil
}

func parse(section string) (e Exchange, err error) {
	parts := strings.Split(section, "\n\n")
	if len(parts) < 2 || len(parts) > 3 {
		return e, fmt.Errorf("%d parts between blank lines, want the request, a body or none, the answer", len(parts))
	}
	if len(parts) == 3 {
		e.Body = parts[1]
	}
	head := strings.Split(parts[0], "\n")
	if len(head) < 2 {
		return e, fmt.Errorf("no request in %q", parts[0])
	}
	var titled, called, answered, said bool
	e.Title, e.Op, titled = strings.Cut(strings.TrimSuffix(head[0], ")"), " (")
	e.Method, e.Path, called = strings.Cut(head[1], " ")
	e.Headers = head[2:]
	answer, status := parts[len(parts)-1], ""
	answer, e.Answer, answered = strings.Cut(answer, "\n")
	status, e.Type, said = strings.Cut(strings.TrimPrefix(answer, "HTTP "), " ")
	if e.Status, err = strconv.Atoi(status); err != nil || !titled || !called || !answered || !said {
		return e, fmt.Errorf("%q is not an exchange", section)
	}
	return e, nil
}
