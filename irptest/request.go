package irptest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/journal"
)

// Request is an exchange that the portal has recorded. Secrets in it are masked.
type Request struct {
	ID         uint64    // rises by one from 1
	Time       time.Time // of the portal's clock
	API        string    // auth, generate, cancel, get, getbydoc, gstin …
	Method     string
	Path       string // with the query
	UserName   string
	GSTIN      string
	IRN        string        // that it was about, "" when about none
	Codes      []string      // of the refusal, none when the call succeeded
	HTTPStatus int           // 0 when the client got no answer
	Fault      string        // what struck it, "code=2147; id=irptest-1"; "" when nothing did
	Took       time.Duration // by the machine's clock
	Headers    map[string]string
	Body       string // as on the wire
	Plain      string // decrypted; "" when there was nothing to decrypt, or it could not be
	Response   Response
	Why        []string // the findings of a refusal, in plain words
}

// Response is the portal's side of a [Request].
type Response struct {
	Headers map[string]string
	Body    string // as on the wire
	Plain   string // before it was encrypted
}

// Text returns what stands at a path of the decrypted request, such as "ItemList[0].GstRt", numbers as they are written;
// "" when nothing does.
func (r Request) Text(path string) string { return textIn(r.Plain, path) }

// Text returns what stands at a path of the plain answer; "" when nothing does.
func (r Response) Text(path string) string { return textIn(r.Plain, path) }

// DocNo returns the document number that the exchange is about, "" when it names none.
func (r Request) DocNo() string {
	if no := r.Text("DocDtls.No"); no != "" {
		return no
	}
	return r.query("docnum", "docno")
}

// Own reports whether the exchange was made by the client of [Sim.Client], not by the program under test.
func (r Request) Own() bool { return r.Headers["User-Agent"] == userAgent }

// String is the exchange on one line.
func (r Request) String() string {
	parts := []string{fmt.Sprintf("#%d", r.ID), r.Time.Format("02 Jan 15:04:05"), r.API}
	if no := r.DocNo(); no != "" {
		parts = append(parts, no)
	}
	if r.UserName != "" && strings.HasPrefix(r.API, "auth") {
		parts = append(parts, r.UserName)
	}
	if r.IRN != "" {
		parts = append(parts, "IRN "+short(r.IRN))
	}
	switch {
	case len(r.Codes) > 0:
		parts = append(parts, "→ refused with "+strings.Join(r.Codes, ", "))
	case r.HTTPStatus == 0:
		parts = append(parts, "→ no answer")
	case r.HTTPStatus != 200:
		parts = append(parts, "→ HTTP "+strconv.Itoa(r.HTTPStatus))
	default:
		parts = append(parts, "→ ok")
	}
	if r.Fault != "" {
		parts = append(parts, "(fault: "+r.Fault+")")
	}
	return strings.Join(parts, " ")
}

func short(irn string) string { return irn[:min(len(irn), 12)] + "…" }

// Requests lists the exchanges of the world that all filters let pass, oldest first. A world keeps its last 5000.
func (s *Sim) Requests(filters ...Filter) []Request {
	var list []Request
	for _, e := range slices.Backward(s.world.Journal.Find(journal.Filter{})) {
		r := requestOf(e)
		if !slices.ContainsFunc(filters, func(f Filter) bool { return !f.passes(r) }) {
			list = append(list, r)
		}
	}
	return list
}

// awaitTime bounds how long Await waits, in real time.
const awaitTime = 10 * time.Second

// Await waits until at least n exchanges pass the filters, those of before included, and returns them all, oldest first. It
// wakes as soon as the last one is there, and fails the test after 10 seconds.
func (s *Sim) Await(t T, n int, filters ...Filter) []Request {
	t.Helper()
	return s.AwaitFor(t, awaitTime, n, filters...)
}

// AwaitFor is [Sim.Await] with a limit of its own, in real time.
func (s *Sim) AwaitFor(t T, limit time.Duration, n int, filters ...Filter) []Request {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	fresh := s.world.Journal.Subscribe(ctx).C // before looking, so that nothing falls between
	for {
		found := s.Requests(filters...)
		if len(found) >= n {
			return found
		}
		select {
		case <-fresh:
		case <-ctx.Done():
			t.Fatalf("irptest: %d of %d exchanges came within %s%s", len(found), n, limit, listed("; the portal saw", s.Requests()))
			return found
		}
	}
}

func requestOf(e journal.Entry) Request {
	r := Request{
		ID: e.ID, Time: e.Time, API: e.API, Method: e.Method, Path: e.Path, UserName: e.UserName, GSTIN: e.Gstin, IRN: e.Irn,
		Codes: slices.Clone(e.Codes), HTTPStatus: e.HTTPStatus, Fault: e.Fault, Took: e.Duration, Headers: e.Request.Headers,
		Body: e.Request.Body, Plain: e.Request.Plain, Response: Response{e.Response.Headers, e.Response.Body, e.Response.Plain},
	}
	for _, n := range e.Notes {
		parts := slices.DeleteFunc([]string{n.Code, n.Message, n.Path, n.Text}, func(s string) bool { return s == "" })
		r.Why = append(r.Why, strings.Join(parts, " · "))
	}
	return r
}

// textIn reads a path of a JSON text.
func textIn(text, path string) string {
	tree, err := treeOf([]byte(text))
	if err != nil {
		return ""
	}
	return textAt(tree, path)
}

// textAt reads a path of a tree; "" when nothing is there. Blocks and lists come as their JSON.
func textAt(tree map[string]any, path string) string {
	var at any = tree
	for name := range strings.SplitSeq(path, ".") {
		name, index, listed := strings.Cut(name, "[")
		object, ok := at.(map[string]any)
		if !ok {
			return ""
		}
		at = object[name]
		if listed {
			n, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
			list, ok := at.([]any)
			if err != nil || !ok || n < 0 || n >= len(list) {
				return ""
			}
			at = list[n]
		}
	}
	switch v := at.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	text, err := json.Marshal(at)
	if err != nil {
		return ""
	}
	return string(text)
}
