package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/irpsim/irpsim/internal/client"
)

// maxConnections bounds parallel calls of register and bench.
const maxConnections = 256

type registerCmd struct {
	Files       []string `arg:"" name:"file" help:"Files with a document or a JSON array of documents; - is stdin."`
	Connections int      `short:"c" default:"8" help:"Documents under way at the same time."`
	NoQR        bool     `name:"no-qr" help:"Do not draw the QR code."`
	JSON        bool     `name:"json" help:"One JSON object per document and line, with the portal's answer."`
	Bulk        bool     `help:"Take files as the portal's bulk upload does, of any length, and answer for every document in their order."`
	Format      string   `enum:"text,json,csv" default:"text" help:"Of the answers to --bulk: ${enum}."`
	account
}

func (registerCmd) Help() string {
	return `Logs in and registers each document. One document is answered with its IRN and QR code, several with a line each. Ends with 3 when the portal refuses one.

Key and credentials are asked of the simulator. Another IRP needs them all:

    irpsim register invoice.json
    irpsim register --bulk --format csv upload.json > answers.csv
    irpsim register --url https://irp.example --public-key irp.pem --client-id ID --client-secret SECRET --user NAME --password TEXT --gstin GSTIN invoice.json`
}

// outcome is what became of one document.
type outcome struct {
	doc     document
	got     *client.Registered
	refused *client.Refusal
	err     error // neither: no answer, or none that could be read
}

// Run registers the documents.
func (c *registerCmd) Run(a *app) error {
	if c.Connections < 1 || c.Connections > maxConnections {
		return usage("--connections %d is not possible; give 1 to %d", c.Connections, maxConnections)
	}
	if c.Bulk {
		if c.JSON {
			return usage("--json is not for --bulk; use --format json")
		}
		return c.bulk(a)
	}
	if c.Format != "text" {
		return usage("--format is for --bulk only; --json prints the answers of the others")
	}
	docs, err := a.documents(c.Files)
	if err != nil {
		return err
	}
	if len(docs) == 0 {
		return usage("there is no document in the input")
	}
	l, err := c.login(a)
	if err != nil {
		return err
	}
	clients, err := a.logIn(l, docs)
	if err != nil {
		return err
	}
	if len(docs) == 1 && !c.JSON {
		return a.showOne(send(a.ctx, clients, docs[0]), !c.NoQR)
	}
	return c.many(a, clients, docs)
}

// logIn makes a client for every GSTIN that documents are registered by, and sees whether it is let in.
func (a *app) logIn(l *login, docs []document) (map[string]*client.Client, error) {
	clients := map[string]*client.Client{}
	byGSTIN := map[string]*client.Client{}
	for _, d := range docs {
		caller, _ := d.who()
		if clients[caller] != nil {
			continue
		}
		cl, err := l.client(l.user(caller))
		if err != nil {
			return nil, usage("%w", err)
		}
		if known := byGSTIN[cl.GSTIN()]; known != nil {
			clients[caller] = known
			continue
		}
		if err := cl.Login(a.ctx); err != nil {
			if r, ok := errors.AsType[*client.Refusal](err); ok {
				a.say("the login of %s was refused", cl.GSTIN())
				a.explain(r)
				return nil, findings()
			}
			return nil, withHint(err, l.base, "check the key and the URL")
		}
		clients[caller], byGSTIN[cl.GSTIN()] = cl, cl
	}
	return clients, nil
}

func send(ctx context.Context, clients map[string]*client.Client, d document) outcome {
	caller, _ := d.who()
	o := outcome{doc: d}
	o.got, o.err = clients[caller].Generate(ctx, d.text)
	if r, ok := errors.AsType[*client.Refusal](o.err); ok {
		o.refused, o.err = r, nil
	}
	return o
}

// many registers several documents in parallel and prints each as it is answered.
func (c *registerCmd) many(a *app, clients map[string]*client.Client, docs []document) error {
	bar := newProgress(a.stderr, len(docs))
	var next atomic.Int64
	var mu sync.Mutex
	var count tally
	var broken error // of our own output
	var wait sync.WaitGroup
	for range min(c.Connections, len(docs)) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(docs)); i = next.Add(1) - 1 {
				o := send(a.ctx, clients, docs[i])
				mu.Lock()
				count.add(o)
				bar.clear()
				if err := a.showLine(o, c.JSON, &count); err != nil && broken == nil {
					broken = err
				}
				bar.step(count.refused + count.failed)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	bar.clear()
	a.say("%s", count)
	switch {
	case broken != nil:
		return broken
	case count.failed > 0:
		return &exit{code: exitFailure}
	case count.refused > 0:
		return findings()
	}
	return nil
}

// tally counts outcomes.
type tally struct{ registered, refused, failed int }

func (t *tally) add(o outcome) {
	switch {
	case o.err != nil:
		t.failed++
	case o.refused != nil:
		t.refused++
	default:
		t.registered++
	}
}

func (t tally) String() string {
	text := fmt.Sprintf("%d registered, %d refused", t.registered, t.refused)
	if t.failed > 0 {
		text += fmt.Sprintf(", %d without a usable answer: whether they are registered is open, so send them again", t.failed)
	}
	return text
}
