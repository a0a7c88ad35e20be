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
)

// Pipe is a transport of one connection for one caller at a time, who reads every answer to its end before the next
// request. It writes and reads in the caller's own goroutine, where [http.Transport] passes each request and answer through
// two others: a load generator on the machine that it measures must cost little. It knows no proxies and no HTTP/2, and
// does not repeat a request whose connection broke.
type Pipe struct {
	TLS *tls.Config // for https; nil: the system's roots

	conn net.Conn
	in   *bufio.Reader
	out  *bufio.Writer
}

// RoundTrip implements [http.RoundTripper].
func (p *Pipe) RoundTrip(req *http.Request) (*http.Response, error) {
	if p.conn == nil {
		if err := p.dial(req.Context(), req.URL); err != nil {
			return nil, err
		}
	}
	conn := p.conn
	stop := context.AfterFunc(req.Context(), func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	resp, err := p.exchange(req)
	if err != nil {
		stop()
		p.drop()
		return nil, err
	}
	resp.Body = &pipedBody{resp.Body, p, stop, resp.Close}
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
	port := to.Port()
	var d interface {
		DialContext(ctx context.Context, network, address string) (net.Conn, error)
	}
	if to.Scheme == "https" {
		d, port = &tls.Dialer{Config: p.TLS}, cmp.Or(port, "443")
	} else {
		d, port = &net.Dialer{}, cmp.Or(port, "80")
	}
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(to.Hostname(), port))
	if err != nil {
		return err
	}
	p.conn, p.in, p.out = conn, bufio.NewReaderSize(conn, 16<<10), bufio.NewWriterSize(conn, 16<<10)
	return nil
}

func (p *Pipe) drop() {
	if p.conn != nil {
		_ = p.conn.Close()
		p.conn = nil
	}
}

// pipedBody ends the connection when the server will not use it again or the context of the request ended it.
type pipedBody struct {
	io.ReadCloser
	pipe *Pipe
	stop func() bool
	last bool
}

func (b *pipedBody) Close() error {
	err := b.ReadCloser.Close()
	if !b.stop() || b.last {
		b.pipe.drop()
	}
	return err
}
