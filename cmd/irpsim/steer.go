package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"

	"github.com/irpsim/irpsim/internal/client"
)

// maxTold bounds what is read of an answer of the control API.
const maxTold = 64 << 20

// steer are the flags of commands that talk to the control API of a running simulator.
type steer struct {
	remote
	AdminURL   text   `name:"admin-url" var:"IRPSIM_ADMIN_URL" placeholder:"URL" help:"Base URL of the control API, when it is not that of the IRP."`
	AdminToken text   `var:"IRPSIM_ADMIN_TOKEN" placeholder:"TOKEN" help:"Token of the control API."`
	World      string `placeholder:"ID" help:"Client id of the world; the default world unless given."`
}

// ask makes a call to the control API. The answer is decoded into v, which may be nil. What the call got wrong is an error
// of usage, with the words of the simulator.
func (c *steer) ask(a *app, method, path string, body []byte, v any) error {
	answer, err := c.fetch(a, order{method: method, path: path, body: body})
	if err != nil || v == nil {
		return err
	}
	if err := json.Unmarshal(answer, v); err != nil {
		return fmt.Errorf("%s%s does not answer as irpsim does: %w; check --url", controlPrefix, path, err)
	}
	return nil
}

// controlPrefix is where the control API begins.
const controlPrefix = "/_sim/v1"

// order is one call to the control API.
type order struct {
	method, path string
	query        url.Values // besides the world
	body         []byte
	agent        string // User-Agent, Go's own unless given
}

// fetch makes a call and returns the whole answer.
func (c *steer) fetch(a *app, o order) ([]byte, error) {
	resp, err := c.send(a.ctx, a, o)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxTold+1))
	if err == nil && len(answer) > maxTold {
		err = fmt.Errorf("the answer is longer than %d MB; ask for less with --limit", maxTold>>20)
	}
	return answer, err
}

// send makes a call and returns an answer that is a success, its body still to be read and closed.
func (c *steer) send(ctx context.Context, a *app, o order) (*http.Response, error) {
	base, err := c.base(a)
	if err != nil {
		return nil, err
	}
	if base, err = client.BaseURL(c.AdminURL.or(a, "IRPSIM_ADMIN_URL", base)); err != nil {
		return nil, usage("--admin-url: %w", err)
	}
	h, err := c.httpClient()
	if err != nil {
		return nil, err
	}
	at, query := base+controlPrefix+o.path, url.Values{}
	maps.Copy(query, o.query)
	if c.World != "" {
		query.Set("world", c.World)
	}
	if len(query) > 0 {
		at += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, o.method, at, bytes.NewReader(o.body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if o.agent != "" {
		req.Header.Set("User-Agent", o.agent)
	}
	if token := c.AdminToken.or(a, "IRPSIM_ADMIN_TOKEN", ""); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := h.Do(req)
	if err != nil {
		return nil, withHint(err, base, "name a simulator with --url")
	}
	if resp.StatusCode < 300 {
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxTold))
	if err != nil {
		return nil, err
	}
	return nil, declined(resp, answer, at)
}

// declined turns an answer that is no success into an error.
func declined(resp *http.Response, answer []byte, at string) error {
	var problem struct{ Detail string }
	switch {
	case resp.StatusCode == http.StatusUnauthorized, resp.StatusCode == http.StatusForbidden:
		return errors.New("the simulator's control API asks for a token; give --admin-token")
	case json.Unmarshal(answer, &problem) != nil || problem.Detail == "":
		return fmt.Errorf("%s answered %s; is it irpsim?", at, resp.Status)
	case resp.StatusCode == http.StatusBadRequest:
		return usage("%s", problem.Detail)
	case resp.StatusCode == http.StatusRequestTimeout: // what was awaited did not come
		return &exit{code: exitFindings, err: errors.New(problem.Detail)}
	}
	return errors.New(problem.Detail)
}
