package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/irpsim/irpsim/internal/client"
)

// process is a running simulator.
type process struct {
	cmd  *exec.Cmd
	base string
	key  *rsa.PublicKey
	http *http.Client
	dir  string
	said *bytes.Buffer // on stderr; read it only when the process has ended
}

// launch starts the simulator and waits until it says that it is ready.
func launch(ctx context.Context, o options) (*process, error) {
	dir, err := os.MkdirTemp("", "irpsim-soak-")
	if err != nil {
		return nil, err
	}
	args := []string{"serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(dir, "soak.db"), "--log-level", "error", "--log-format", "json"}
	if o.ephemeral {
		args = append(args, "--ephemeral")
	}
	p := &process{dir: dir, said: &bytes.Buffer{}, http: &http.Client{Transport: client.Transport(), Timeout: time.Minute}}
	p.cmd = exec.Command(o.bin, args...)
	p.cmd.Stderr = p.said
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	lines := bufio.NewScanner(out)
	for p.base == "" && lines.Scan() {
		_, p.base, _ = strings.Cut(lines.Text(), "irpsim ready http=")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if p.base == "" {
		p.stop()
		return nil, fmt.Errorf("%s did not become ready: %s", o.bin, p.said)
	}
	if p.key, err = client.FetchKey(ctx, p.http, p.base, ""); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

// stop ends the process and removes its files; a second time it does nothing.
func (p *process) stop() {
	if p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait() // its last words are in said
	_ = os.RemoveAll(p.dir)
}

// control makes a call of the control API and decodes its answer into v, nil for none.
func (p *process) control(ctx context.Context, method, path string, body, v any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if body == nil {
		text = nil
	}
	req, err := http.NewRequestWithContext(ctx, method, p.base+"/_sim/v1"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	resp, err := p.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: HTTP %d %s", method, path, resp.StatusCode, got)
	}
	if v == nil {
		return nil
	}
	return json.Unmarshal(got, v)
}

// metrics reads /metrics: names with their labels as they are printed.
func (p *process) metrics() (map[string]float64, error) {
	resp, err := p.http.Get(p.base + "/metrics")
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	found := map[string]float64{}
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), " ")
		if n, err := strconv.ParseFloat(value, 64); ok && err == nil {
			found[name] = n
		}
	}
	return found, lines.Err()
}

// resident reads the anonymous and the whole resident memory of the process in bytes, where the system tells them.
func (p *process) resident() (anon, rss float64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		n, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		switch name {
		case "RssAnon":
			anon = n * 1024
		case "VmRSS":
			rss = n * 1024
		}
	}
	return anon, rss
}
