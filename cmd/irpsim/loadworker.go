package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/irpsim/irpsim/internal/client"
)

// openedEvery is of how many answers one is opened and read to the last member. Of the others only the member Status is looked at:
// on the machine of the server each look takes time from it.
const openedEvery = 64

// worker is one connection of a load.
type worker struct {
	cl     *client.Client
	pipe   *client.Pipe
	login  *http.Request // sealed once
	made   int
	answer bytes.Buffer
}

func newWorker(ctx context.Context, l *login) (*worker, error) {
	w := &worker{pipe: l.pipe()}
	own := *l
	own.http = &http.Client{Transport: w.pipe}
	var err error
	if w.cl, err = own.client(ordinary(l.world)); err != nil {
		return nil, err
	}
	if err := w.cl.Login(ctx); err != nil {
		return nil, refusalOnly(err, "logging in")
	}
	w.login, err = w.cl.LoginRequest(ctx)
	return w, err
}

// once makes one request of a load.
func (w *worker) once(ctx context.Context, d *load) error {
	if w.made++; w.made%openedEvery == 0 {
		return d.opened(ctx, w.cl)
	}
	req, err := w.request(ctx, d)
	if err != nil {
		return err
	}
	resp, err := w.pipe.RoundTrip(req)
	if err != nil {
		return fmt.Errorf("no answer: %w", err)
	}
	w.answer.Reset()
	_, err = w.answer.ReadFrom(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return fmt.Errorf("the answer broke off: %w", err)
	}
	return asExpected(resp.StatusCode, w.answer.Bytes(), d.op == "refuse")
}

func (w *worker) request(ctx context.Context, d *load) (*http.Request, error) {
	switch d.op {
	case "login":
		req := w.login.Clone(ctx)
		var err error
		req.Body, err = req.GetBody()
		return req, err
	case "get":
		return w.cl.Request(ctx, http.MethodGet, client.PathIRN+url.PathEscape(d.nextIRN()), nil)
	}
	return w.cl.Request(ctx, http.MethodPost, client.PathInvoice, d.document())
}

// asExpected returns an error unless an answer is the one that was asked for, by its first member, or by the code of the refusal.
func asExpected(status int, answer []byte, refusal bool) error {
	head := answer[:min(len(answer), 200)]
	good := bytes.Contains(head, []byte(`"Status":1`)) || bytes.Contains(head, []byte(`"Status":"1"`))
	if refusal {
		good = bytes.Contains(head, []byte(wrongTotal))
	}
	if status != http.StatusOK || !good {
		return fmt.Errorf("HTTP %d: %s", status, head)
	}
	return nil
}
