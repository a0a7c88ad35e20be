package irptest_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/irptest"
)

// captured is a test inside a test: it keeps what irptest says to it.
type captured struct {
	name     string
	mu       sync.Mutex
	cleanups []func()
	logs     []string
	errors   []string
	fatal    string
}

// capture runs f as a test of that name to its end, cleanups included.
func capture(name string, f func(t irptest.T)) *captured {
	c := &captured{name: name}
	c.run(func() { f(c) })
	for i := len(c.cleanups) - 1; i >= 0; i-- {
		c.run(c.cleanups[i])
	}
	return c
}

// run calls f where Fatalf can end it.
func (c *captured) run(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

func (c *captured) Helper()      {}
func (c *captured) Name() string { return c.name }

func (c *captured) Cleanup(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cleanups = append(c.cleanups, f)
}

func (c *captured) Logf(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.logs = append(c.logs, fmt.Sprintf(format, args...))
}

func (c *captured) Errorf(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.errors = append(c.errors, fmt.Sprintf(format, args...))
}

func (c *captured) Fatalf(format string, args ...any) {
	c.mu.Lock()
	c.fatal = fmt.Sprintf(format, args...)
	c.mu.Unlock()
	runtime.Goexit()
}

func (c *captured) Failed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fatal != "" || len(c.errors) > 0
}

// wantFatal expects that the test was ended with a message that has all the parts.
func (c *captured) wantFatal(t *testing.T, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(c.fatal, p) {
			t.Errorf("the test was ended with %q, want %q in it", c.fatal, p)
		}
	}
}

// wantNothing expects that the test passed.
func (c *captured) wantNothing(t *testing.T) {
	t.Helper()
	if c.Failed() {
		t.Errorf("the test failed: %s\n%s", c.fatal, strings.Join(c.errors, "\n"))
	}
}

// wantStory expects one complaint that has all the parts.
func (c *captured) wantStory(t *testing.T, parts ...string) {
	t.Helper()
	if c.fatal != "" || len(c.errors) != 1 {
		t.Fatalf("the test ended with %q and the complaints %q, want one complaint", c.fatal, c.errors)
	}
	for _, p := range parts {
		if !strings.Contains(c.errors[0], p) {
			t.Errorf("complaint:\n%s\nwant %q in it", c.errors[0], p)
		}
	}
}
