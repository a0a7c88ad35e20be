package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	base, err := c.base(a)
	if err != nil {
		return err
	}
	if base, err = client.BaseURL(c.AdminURL.or(a, "IRPSIM_ADMIN_URL", base)); err != nil {
		return usage("--admin-url: %w", err)
	}
	h, err := c.httpClient()
	if err != nil {
		return err
	}
	at := base + "/_sim/v1" + path
	if c.World != "" {
		at += "?world=" + url.QueryEscape(c.World)
	}
	req, err := http.NewRequestWithContext(a.ctx, method, at, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if token := c.AdminToken.or(a, "IRPSIM_ADMIN_TOKEN", ""); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := h.Do(req)
	if err != nil {
		return withHint(err, base, "name a simulator with --url")
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxTold))
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return declined(resp, answer, at)
	}
	if v == nil {
		return nil
	}
	if err := json.Unmarshal(answer, v); err != nil {
		return fmt.Errorf("%s does not answer as irpsim does: %w; check --url", at, err)
	}
	return nil
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
	}
	return errors.New(problem.Detail)
}
