package main

import (
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
	"sync"
	"sync/atomic"
	"time"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/sample"
)

// peer is one of the programs.
type peer struct {
	name, url string
	ready     string // path that is answered once it serves
	command   []string
	needs     string // a file without which the command cannot run

	asked func() (*asker, error) // what it is asked; nil: nothing
	ask   *asker
	cmd   *exec.Cmd
}

// asker makes requests: once is one on the connection given, from 0. lasting, unless nil, is one that is remembered.
type asker struct {
	once, lasting func(connection int) error
}

// start begins the process and returns how long it took to answer for the first time.
func (p *peer) start() (time.Duration, error) {
	p.cmd = exec.Command(p.command[0], p.command[1:]...)
	began := clock.Wall()
	if err := p.cmd.Start(); err != nil {
		return 0, err
	}
	for clock.Since(began) < time.Minute {
		if resp, err := http.Get(p.url + p.ready); err == nil {
			_ = resp.Body.Close()
			return clock.Since(began), nil
		}
		time.Sleep(time.Millisecond)
	}
	p.stop()
	return 0, fmt.Errorf("%s did not answer at %s within a minute", p.name, p.url+p.ready)
}

func (p *peer) stop() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	http.DefaultClient.CloseIdleConnections()
}

// memory is what a process takes, in megabytes.
type memory struct{ resident, anonymous float64 }

// memory reads it of the process and its children.
func (p *peer) memory() (m memory, err error) {
	files, err := filepath.Glob("/proc/[0-9]*/status")
	if err != nil || len(files) == 0 {
		return m, errors.New("no /proc here: memory is measured on Linux only")
	}
	own := strconv.Itoa(p.cmd.Process.Pid)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		fields := map[string]string{}
		for line := range strings.Lines(string(text)) {
			key, value, _ := strings.Cut(line, ":")
			fields[key] = strings.TrimSuffix(strings.TrimSpace(value), " kB")
		}
		if fields["Pid"] == own || fields["PPid"] == own {
			resident, _ := strconv.ParseFloat(fields["VmRSS"], 64)
			anonymous, _ := strconv.ParseFloat(fields["RssAnon"], 64)
			m.resident += resident / 1024
			m.anonymous += anonymous / 1024
		}
	}
	return m, nil
}

// rate is how many requests a second are answered.
func (p *peer) rate(connections int, length time.Duration) (float64, error) {
	var count atomic.Int64
	began := clock.Wall()
	err := parallel(connections, func(i int) error {
		for clock.Since(began) < length {
			if err := p.ask.once(i); err != nil {
				return err
			}
			count.Add(1)
		}
		return nil
	})
	return float64(count.Load()) / clock.Since(began).Seconds(), err
}

// repeat makes so many requests, of those that are remembered if there are any.
func (p *peer) repeat(connections, times int) error {
	once := p.ask.lasting
	if once == nil {
		once = p.ask.once
	}
	var begun atomic.Int64
	return parallel(connections, func(i int) error {
		for begun.Add(1) <= int64(times) {
			if err := once(i); err != nil {
				return err
			}
		}
		return nil
	})
}

func parallel(n int, do func(i int) error) error {
	var wait sync.WaitGroup
	failed := make([]error, n)
	for i := range n {
		wait.Go(func() { failed[i] = do(i) })
	}
	wait.Wait()
	return errors.Join(failed...)
}

// mostConnections is how many an asker keeps.
const mostConnections = 256

// refused asks irpsim to register documents whose total lacks the tax, and lasting ones that it registers.
func (p *peer) refused() (*asker, error) {
	var creds client.World
	resp, err := http.Get(p.url + "/_sim/v1/creds")
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(&creds); err != nil {
		return nil, err
	}
	connect := func(over http.RoundTripper) (*client.Client, error) {
		return creds.Client(p.url, sample.DefaultSeller, &http.Client{Transport: over})
	}
	clients := make([]*client.Client, mostConnections)
	for i := range clients {
		if clients[i], err = connect(&client.Pipe{}); err != nil {
			return nil, err
		}
	}
	sent := &keeper{}
	first, err := connect(sent)
	if err != nil {
		return nil, err
	}
	numbers := sample.NewNumbers(nil)
	text := func(number string, wrong bool) ([]byte, error) {
		doc, err := sample.Make("b2b", sample.Options{Number: number})
		if err != nil {
			return nil, err
		}
		if wrong {
			doc.ValDtls.TotInvVal = doc.ValDtls.AssVal
		}
		return doc.MarshalJSON()
	}
	wrong, err := text("WRONG/1", true)
	if err != nil {
		return nil, err
	}
	right, err := text("NUMBER", false)
	if err != nil {
		return nil, err
	}
	before, after, _ := bytes.Cut(right, []byte("NUMBER"))
	_, err = first.Generate(context.Background(), wrong)
	if r, is := errors.AsType[*client.Refusal](err); !is || !r.Has("2189") {
		return nil, fmt.Errorf("not refused with 2189: %w", err)
	}
	again := repeated(sent.last, "2189")
	return &asker{once: again.once, lasting: func(i int) error {
		_, err := clients[i].Generate(context.Background(), bytes.Join([][]byte{before, after}, []byte(numbers.Next())))
		return err
	}}, nil
}

// keeper is a transport that keeps the last request.
type keeper struct {
	client.Pipe

	last *http.Request
}

func (k *keeper) RoundTrip(req *http.Request) (*http.Response, error) {
	k.last = req
	return k.Pipe.RoundTrip(req)
}

// repeated sends the same request again and again, and wants an answer that contains a text.
func repeated(req *http.Request, wanted string) *asker {
	pipes := make([]client.Pipe, mostConnections)
	return &asker{once: func(i int) error {
		again := req.Clone(req.Context())
		var err error
		if again.Body, err = req.GetBody(); err != nil {
			return err
		}
		resp, err := pipes[i].RoundTrip(again)
		if err != nil {
			return err
		}
		answer, err := io.ReadAll(resp.Body)
		if err == nil && (resp.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte(wanted))) {
			err = fmt.Errorf("HTTP %d: %.200s", resp.StatusCode, answer)
		}
		return errors.Join(err, resp.Body.Close())
	}}
}

// canned asks for the answer that is always the same, with the document that irpsim gets in the clear.
func (p *peer) canned() (*asker, error) {
	doc, err := sample.Make("b2b", sample.Options{Number: "CANNED/1"})
	if err != nil {
		return nil, err
	}
	body, err := doc.MarshalJSON()
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(http.MethodPost, p.url+"/invoice", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	return repeated(req, "QUJD"), nil
}
