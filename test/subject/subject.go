// Package subject is a simulator in a process of its own, for measurements that must see all of it and nothing else.
package subject

import (
	"bufio"
	"bytes"
	"context"
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

// Process is a running simulator.
type Process struct {
	Base string        // URL of the IRP and of the control API
	Said *bytes.Buffer // on stderr; read it only when the process has ended
	HTTP *http.Client  // of the control API and of whoever needs one

	cmd *exec.Cmd
	dir string
}

// Start runs a binary with a store of its own and waits until it says that it is ready.
func Start(bin string, more ...string) (*Process, error) {
	dir, err := os.MkdirTemp("", "irpsim-subject-")
	if err != nil {
		return nil, err
	}
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(dir, "subject.db"), "--log-level", "error", "--log-format", "json"}, more...)
	p := &Process{dir: dir, Said: &bytes.Buffer{}, HTTP: &http.Client{Transport: client.Transport(), Timeout: time.Minute}}
	p.cmd = exec.Command(bin, args...)
	p.cmd.Stderr = p.Said
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	lines := bufio.NewScanner(out)
	for p.Base == "" && lines.Scan() {
		_, p.Base, _ = strings.Cut(lines.Text(), "irpsim ready http=")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if p.Base == "" {
		p.Stop()
		return nil, fmt.Errorf("%s did not become ready: %s", bin, p.Said)
	}
	return p, nil
}

// Stop ends the process and removes its files; a second time it does nothing.
func (p *Process) Stop() {
	if p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait() // its last words are in Said
	_ = os.RemoveAll(p.dir)
}

// Control makes a call of the control API and decodes its answer into v, nil for none.
func (p *Process) Control(ctx context.Context, method, path string, body, v any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if body == nil {
		text = nil
	}
	req, err := http.NewRequestWithContext(ctx, method, p.Base+"/_sim/v1"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	resp, err := p.HTTP.Do(req)
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

// Metrics reads /metrics: names with their labels as they are printed.
func (p *Process) Metrics() (map[string]float64, error) {
	resp, err := p.HTTP.Get(p.Base + "/metrics")
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

// Resident reads the anonymous and the whole resident memory of the process in bytes, where the system tells them.
func (p *Process) Resident() (anon, rss float64) {
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
