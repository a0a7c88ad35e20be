package server

import (
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// DefaultMaxConnections is how many connections an address takes at a time unless told otherwise.
const DefaultMaxConnections = 10_000

// spareFiles are those that the process needs beside connections: the store, the listeners, and the portal, which is a client
// of its own simulator.
const spareFiles = 128

// fitConnections lowers the bound of each address so that all together leave files for everything else. Beyond the system's
// limit a connection would be refused without the longest idle one making room, and the store could not be looked at.
func (s *Server) fitConnections(addresses int) {
	most, ok := openFiles()
	if !ok {
		return
	}
	fit := max(1, (most-min(spareFiles, most/2))/addresses)
	if fit >= s.cfg.MaxConnections {
		return
	}
	s.log.Warn("the system lets this process open fewer files than connections were allowed; raise its limit (ulimit -n) or give --max-connections",
		"open_files", most, "asked_for", s.cfg.MaxConnections, "connections_of_an_address", fit)
	s.cfg.MaxConnections = fit
}

// limiter bounds the open connections of one listener. When all places are taken, the connection that has idled longest
// is closed for a new one; when none idles, the new one waits in the system's queue, which refuses when it is full.
type limiter struct {
	net.Listener
	places chan struct{}
	closed chan struct{}
	once   sync.Once
	open   atomic.Int64
	ousted atomic.Uint64 // idle connections that made room

	mu   sync.Mutex
	idle map[net.Conn]uint64 // when it began to idle, in order
	turn uint64
}

func limit(l net.Listener, connections int) *limiter {
	return &limiter{Listener: l, places: make(chan struct{}, connections), closed: make(chan struct{}), idle: map[net.Conn]uint64{}}
}

// Accept waits for a place, then for a connection.
func (l *limiter) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	default:
		l.oust()
		select {
		case l.places <- struct{}{}:
		case <-l.closed:
			return nil, net.ErrClosed
		}
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	l.open.Add(1)
	held := &held{TCPConn: c.(*net.TCPConn)}
	held.release = sync.OnceFunc(func() {
		l.open.Add(-1)
		<-l.places
		l.note(held, http.StateClosed)
	})
	return held, nil
}

// Close stops listening and ends an Accept that waits for a place.
func (l *limiter) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// note is told by the HTTP server what becomes of a connection. A place that is wanted is made as soon as one idles.
func (l *limiter) note(c net.Conn, state http.ConnState) {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	l.mu.Lock()
	if state == http.StateIdle {
		l.turn++
		l.idle[c] = l.turn
	} else {
		delete(l.idle, c)
	}
	l.mu.Unlock()
	if state == http.StateIdle && len(l.places) == cap(l.places) {
		l.oust()
	}
}

// oust closes the connection that has idled longest, if one does.
func (l *limiter) oust() {
	l.mu.Lock()
	var oldest net.Conn
	for c, turn := range l.idle {
		if oldest == nil || turn < l.idle[oldest] {
			oldest = c
		}
	}
	delete(l.idle, oldest)
	l.mu.Unlock()
	if oldest != nil {
		l.ousted.Add(1)
		_ = oldest.Close()
	}
}

// held is a connection that has a place. Everything else of it is the system's, so that a reset stays possible.
type held struct {
	*net.TCPConn
	release func()
}

// Close closes the connection and gives its place back.
func (h *held) Close() error {
	err := h.TCPConn.Close()
	h.release()
	return err
}
