package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

type journalCmd struct {
	Show  journalShowCmd  `cmd:"" default:"withargs" help:"Show the exchanges, or one of them in full."`
	Await journalAwaitCmd `cmd:"" help:"Wait for exchanges; ends with 3 when they do not come."`
	Clear journalClearCmd `cmd:"" help:"Forget the exchanges."`
}

func (journalCmd) Help() string {
	return `What clients sent and what the simulator answered, in the clear and as it was on the wire, with an explanation of each refusal. Secrets are masked.

    irpsim journal --api generate --code 2150
    irpsim journal 12
    irpsim journal --follow
    irpsim journal --har exchanges.har
    irpsim journal await --api generate --count 3 --timeout 10s

irpsim journal show --help lists what chooses exchanges.`
}

// pick are the flags that choose exchanges.
type pick struct {
	API   string `name:"api" placeholder:"NAME" help:"Only this call: auth, generate, cancel, get …"`
	Code  string `placeholder:"CODE" help:"Only exchanges with this code among those answered."`
	Irn   string `placeholder:"IRN" help:"Only exchanges about this IRN."`
	Since string `placeholder:"ID" help:"Only exchanges after this one, or since a time of the world such as 2026-04-01T00:00:00+05:30."`
}

func (p pick) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"api": p.API, "code": p.Code, "irn": p.Irn, "since": p.Since} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// chooses tells whether an exchange of the stream, which is not filtered, is one of those; since does not matter there.
func (p pick) chooses(e exchange) bool {
	return (p.API == "" || strings.EqualFold(p.API, e.API)) && (p.Irn == "" || strings.EqualFold(p.Irn, e.Irn)) &&
		(p.Code == "" || slices.ContainsFunc(e.Codes, func(code string) bool { return strings.EqualFold(code, p.Code) }))
}

type journalShowCmd struct {
	ID uint64 `arg:"" optional:"" name:"id" help:"Show this exchange in full: envelope, plain text, explanation."`
	pick
	Limit  int    `placeholder:"N" help:"At most so many, the newest (default 100; with --follow 10)."`
	Follow bool   `short:"f" help:"Go on with new exchanges until interrupted."`
	Har    string `placeholder:"FILE" help:"Write them to FILE as an HTTP archive, which browsers open; - for stdout."`
	JSON   bool   `name:"json" help:"As JSON: an array with the newest first, or with --follow one on each line."`
	steer
}

// Run shows exchanges.
func (c *journalShowCmd) Run(a *app) error {
	alone := c.pick == pick{} && c.Limit == 0 && !c.Follow && c.Har == ""
	switch {
	case c.ID != 0 && !alone:
		return usage("an id is one exchange: leave out --api, --code, --irn, --since, --limit, --follow and --har")
	case c.Har != "" && (c.Follow || c.JSON):
		return usage("--har goes neither with --follow nor with --json")
	case c.Limit < 0:
		return usage("--limit %d is not possible", c.Limit)
	case c.ID != 0:
		return c.one(a)
	case c.Follow:
		return c.follow(a)
	}
	q := c.query()
	if c.Limit > 0 {
		q.Set("limit", strconv.Itoa(c.Limit))
	}
	if c.Har != "" {
		q.Set("format", "har")
	}
	raw, err := c.fetch(a, order{method: http.MethodGet, path: "/journal", query: q})
	switch {
	case err != nil:
		return err
	case c.Har == "-":
		return a.print("%s\n", raw)
	case c.Har != "":
		return os.WriteFile(c.Har, raw, 0o600)
	}
	return a.showExchanges(raw, c.JSON)
}

// showExchanges prints what the control API told of exchanges.
func (a *app) showExchanges(raw []byte, asJSON bool) error {
	if asJSON {
		return a.printJSON(json.RawMessage(raw))
	}
	var list []exchange
	if err := json.Unmarshal(raw, &list); err != nil {
		return unreadable(err)
	}
	if len(list) == 0 {
		a.say("there are no such exchanges")
		return nil
	}
	var b strings.Builder
	b.WriteString(exchangeHead)
	for _, e := range slices.Backward(list) {
		b.WriteString(e.row(a.painter()))
	}
	return a.print("%s", b.String())
}

func unreadable(err error) error {
	return fmt.Errorf("the simulator's journal cannot be read: %w; irpsim and the simulator should be of one version", err)
}

func (c *journalShowCmd) one(a *app) error {
	var raw json.RawMessage
	if err := c.ask(a, http.MethodGet, "/journal/"+strconv.FormatUint(c.ID, 10), nil, &raw); err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(raw)
	}
	var e exchange
	if err := json.Unmarshal(raw, &e); err != nil {
		return unreadable(err)
	}
	return a.print("%s", e.full(a.painter()))
}

// follow shows the last exchanges and goes on with those of the event stream. It listens before it asks for the last ones,
// so that none falls between.
func (c *journalShowCmd) follow(a *app) error {
	ctx, stop := signal.NotifyContext(a.ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	resp, err := c.send(ctx, a, order{method: http.MethodGet, path: "/journal/stream"})
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	q := c.query()
	q.Set("limit", "10")
	if c.Limit > 0 {
		q.Set("limit", strconv.Itoa(c.Limit))
	}
	raw, err := c.fetch(a, order{method: http.MethodGet, path: "/journal", query: q})
	if err != nil {
		return err
	}
	var earlier []json.RawMessage
	if err := json.Unmarshal(raw, &earlier); err != nil {
		return unreadable(err)
	}
	f := &follower{a: a, pick: c.pick, asJSON: c.JSON}
	if !c.JSON {
		err = a.print("%s", exchangeHead)
	}
	for _, text := range slices.Backward(earlier) {
		err = errors.Join(err, f.show(text))
	}
	if err == nil {
		err = f.events(resp.Body)
	}
	if ctx.Err() != nil {
		return nil // interrupted, which is how it ends
	}
	return err
}

// follower prints exchanges as they come.
type follower struct {
	a      *app
	pick   pick
	asJSON bool
	last   uint64 // id of the last one shown
}

// show prints an exchange that is chosen and was not shown yet.
func (f *follower) show(text []byte) error {
	var e exchange
	if err := json.Unmarshal(text, &e); err != nil {
		return unreadable(err)
	}
	if e.ID <= f.last || !f.pick.chooses(e) {
		return nil
	}
	f.last = e.ID
	if !f.asJSON {
		return f.a.print("%s", e.row(f.a.painter()))
	}
	var line bytes.Buffer
	if err := json.Compact(&line, text); err != nil {
		return err
	}
	return f.a.print("%s\n", line.String())
}

// events reads server-sent events until the stream ends.
func (f *follower) events(body io.Reader) error {
	lines := bufio.NewReader(io.LimitReader(body, 1<<40))
	for {
		text, err := readLine(lines)
		if err != nil {
			return errors.New("the simulator has ended the stream")
		}
		if data, ok := bytes.CutPrefix(text, []byte("data: ")); ok {
			if err := f.show(data); err != nil {
				return err
			}
		}
	}
}

// readLine reads a line of bounded length.
func readLine(r *bufio.Reader) ([]byte, error) {
	var text []byte
	for {
		part, more, err := r.ReadLine()
		if err != nil {
			return nil, err
		}
		if text = append(text, part...); !more {
			return text, nil
		}
		if len(text) > maxTold {
			return nil, bufio.ErrTooLong
		}
	}
}

type journalAwaitCmd struct {
	pick
	Count   int           `default:"1" help:"How many have to come, those already there included."`
	Timeout time.Duration `default:"5s" help:"How long to wait."`
	JSON    bool          `name:"json" help:"As JSON, the newest first."`
	steer
}

// maxPatience is how long the control API waits in one call.
const maxPatience = time.Minute

// Run waits for exchanges.
func (c *journalAwaitCmd) Run(a *app) error {
	if c.Timeout < 0 {
		return usage("--timeout %s is not possible", c.Timeout)
	}
	for left := c.Timeout; ; left -= maxPatience {
		q := c.query()
		q.Set("count", strconv.Itoa(c.Count))
		q.Set("timeout", min(left, maxPatience).String())
		raw, err := c.fetch(a, order{method: http.MethodGet, path: "/journal/await", query: q})
		if err == nil {
			return a.showExchanges(raw, c.JSON)
		}
		if left <= maxPatience || !absent(err) {
			return err
		}
	}
}

// absent tells whether the error says that what was awaited did not come.
func absent(err error) bool {
	e, ok := errors.AsType[*exit](err)
	return ok && e.code == exitFindings
}

type journalClearCmd struct{ steer }

// Run forgets the exchanges.
func (c *journalClearCmd) Run(a *app) error { return c.ask(a, http.MethodDelete, "/journal", nil, nil) }
