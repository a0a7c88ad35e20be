package client

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// Pipe is a transport of one connection for one caller at a time, who reads every answer to its end before the next
// request. It writes and reads in the caller's own goroutine, where [http.Transport] passes each request and answer through
// two others: a load generator on the machine that it measures must cost little. It knows no proxies and no HTTP/2, and
// does not repeat a request whose connection broke.
type Pipe struct {
	TLS *tls.Config // for https; nil: the system's roots

	conn  net.Conn // nil: none
	to    string   // scheme and host of it
	since time.Time
	in    *bufio.Reader
	out   *bufio.Writer
}

const (
	pipeDialWithin = 30 * time.Second // the handshake of TLS included
	pipeIdle       = 4 * time.Second  // after which a connection is not trusted any more: Node closes it after five
)

// RoundTrip implements [http.RoundTripper].
func (p *Pipe) RoundTrip(req *http.Request) (*http.Response, error) {
	if p.to != req.URL.Scheme+"://"+req.URL.Host || clock.Since(p.since) > pipeIdle {
		p.drop()
	}
	if p.conn == nil {
		if err := p.dial(req.Context(), req.URL); err != nil {
			if req.Body != nil {
				_ = req.Body.Close()
			}
			return nil, err
		}
	}
	conn := p.conn
	stop := context.AfterFunc(req.Context(), func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	resp, err := p.exchange(req)
	if err != nil {
		stop()
		p.drop()
		if ended := req.Context().Err(); ended != nil { // the deadline that this set is not what happened
			return nil, ended
		}
		return nil, err
	}
	resp.Body = &pipedBody{ReadCloser: resp.Body, pipe: p, ended: req.Context().Err, stop: stop, last: resp.Close}
	return resp, nil
}

func (p *Pipe) exchange(req *http.Request) (*http.Response, error) {
	if err := req.Write(p.out); err != nil {
		return nil, err
	}
	if err := p.out.Flush(); err != nil {
		return nil, err
	}
	return http.ReadResponse(p.in, req)
}

func (p *Pipe) dial(ctx context.Context, to *url.URL) error {
	port, plain := to.Port(), &net.Dialer{Timeout: pipeDialWithin}
	var d interface {
		DialContext(ctx context.Context, network, address string) (net.Conn, error)
	}
	if to.Scheme == "https" {
		conf := &tls.Config{}
		if p.TLS != nil {
			conf = p.TLS.Clone()
		}
		conf.NextProtos = []string{"http/1.1"}
		d, port = &tls.Dialer{NetDialer: plain, Config: conf}, cmp.Or(port, "443")
	} else {
		d, port = plain, cmp.Or(port, "80")
	}
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(to.Hostname(), port))
	if err != nil {
		return err
	}
	p.to = to.Scheme + "://" + to.Host
	p.conn, p.in, p.out = conn, bufio.NewReaderSize(conn, 16<<10), bufio.NewWriterSize(conn, 16<<10)
	return nil
}

func (p *Pipe) drop() {
	if p.conn != nil {
		_ = p.conn.Close()
		p.conn = nil
	}
}

// pipedBody ends the connection when the server will not use it again, the answer was not read to its end, or the context of
// the request ended it.
type pipedBody struct {
	io.ReadCloser
	pipe                *Pipe
	ended               func() error // of the request's context
	stop                func() bool
	last, whole, closed bool
}

func (b *pipedBody) Read(to []byte) (int, error) {
	n, err := b.ReadCloser.Read(to)
	b.whole = b.whole || err == io.EOF
	if err != nil && !b.whole && b.ended() != nil {
		return n, b.ended()
	}
	return n, err
}

func (b *pipedBody) Close() error {
	if b.closed {
		return nil
	}
	b.closed = true
	err := b.ReadCloser.Close()
	if !b.stop() || b.last || !b.whole {
		b.pipe.drop()
	}
	b.pipe.since = clock.Wall()
	return err
}
