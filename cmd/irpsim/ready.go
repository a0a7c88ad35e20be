package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// poll is how often a simulator that is not ready is asked again.
const poll = 100 * time.Millisecond

type readyCmd struct {
	remote
	Wait    bool          `help:"Ask until it is ready."`
	Timeout time.Duration `placeholder:"TIME" help:"How long to wait (default 30s), or without --wait for the one answer (default 3s)."`
}

func (readyCmd) Help() string {
	return `Says nothing and ends with 0 when the simulator is ready, with 3 when it is not. Without --url the address comes from IRPSIM_URL, IRPSIM_LISTEN or PORT, so that inside a container it needs no argument:

    irpsim ready --wait --timeout 30s --url http://127.0.0.1:7017`
}

// Run asks /readyz.
func (c *readyCmd) Run(a *app) error {
	base, err := c.base(a)
	if err != nil {
		return err
	}
	h, err := c.httpClient()
	if err != nil {
		return err
	}
	timeout := c.Timeout
	switch {
	case timeout < 0:
		return usage("--timeout %s is not possible", timeout)
	case timeout == 0 && c.Wait:
		timeout = 30 * time.Second
	case timeout == 0:
		timeout = 3 * time.Second
	}
	ctx, cancel := context.WithTimeout(a.ctx, timeout)
	defer cancel()
	for {
		problem := askReady(ctx, h, base)
		if problem == nil {
			return nil
		}
		if c.Wait && ctx.Err() == nil {
			select {
			case <-time.After(poll):
				continue
			case <-ctx.Done():
			}
		}
		return &exit{code: exitFindings, err: errors.Join(errors.New(base+" is not ready"), problem)}
	}
}

func askReady(ctx context.Context, h *http.Client, base string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/readyz", nil)
	if err != nil {
		return err
	}
	resp, err := h.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 300)) // what could be read is all that there is to show
		return errors.New("/readyz answered " + resp.Status + " " + string(text))
	}
	return nil
}

// ownAddress guesses the URL of a simulator in the same environment from where it would listen.
func ownAddress(a *app) string {
	listen := a.getenv("IRPSIM_LISTEN")
	if listen == "" && a.getenv("PORT") != "" {
		listen = "127.0.0.1:" + a.getenv("PORT")
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil || port == "0" {
		return defaultURL
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}
