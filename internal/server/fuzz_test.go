package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/server"
)

// listener is a log that keeps what the simulator calls its own error.
type listener struct {
	mu    sync.Mutex
	heard []string
}

func (l *listener) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }
func (l *listener) WithAttrs([]slog.Attr) slog.Handler               { return l }
func (l *listener) WithGroup(string) slog.Handler                    { return l }

func (l *listener) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	b.WriteString(r.Message)
	r.Attrs(func(a slog.Attr) bool { fmt.Fprintf(&b, " %s=%v", a.Key, a.Value); return true })
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, b.String())
	return nil
}

// target is a simulator under fuzzing. Its helpers report to the test of one input.
type target struct {
	*sim
	log        *listener
	goroutines int
	heap       uint64
	inputs     int
}

func fuzzed(f *testing.F) *target {
	log := &listener{}
	s := start(f, func(c *server.Config) { c.Log = slog.New(log) })
	s.control("PATCH", "/settings", `{"magic":false}`, 200, nil) // SLOW60S- is tested elsewhere
	return &target{sim: s, log: log, goroutines: runtime.NumGoroutine(), heap: live()}
}

// sound fails when an input made the simulator err, or when the inputs so far have left goroutines or memory behind.
func (x *target) sound(t *testing.T) {
	t.Helper()
	x.log.mu.Lock()
	heard := x.log.heard
	x.log.heard = nil
	x.log.mu.Unlock()
	for _, line := range heard {
		t.Errorf("the simulator's own error: %s", line)
	}
	if x.inputs++; x.inputs%512 != 0 {
		return
	}
	if now := runtime.NumGoroutine(); now > x.goroutines+200 {
		t.Errorf("%d goroutines after %d inputs, there were %d", now, x.inputs, x.goroutines)
	}
	if now := live(); now > x.heap+96<<20 { // a journal of 16 MiB, snapshots, taxpayers and users among it
		t.Errorf("%d MiB in use after %d inputs, there were %d", now>>20, x.inputs, x.heap>>20)
	}
}

// do sends a request; nil when it cannot be one.
func (x *target) do(t *testing.T, method, target string, body []byte, headers map[string]string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, x.Info().HTTP+target, bytes.NewReader(body))
	if err != nil {
		return nil, nil
	}
	for name, value := range headers {
		if !headerName.MatchString(name) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			return nil, nil
		}
		req.Header[name] = []string{value}
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatalf("%s %s with %v got no answer: %v; body %.300q", method, target, headers, err, body)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s %s: half an answer: %v", method, target, err)
	}
	return resp, got
}

var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}$")

// unruly headers change what the connection or the user's own faults do; other tests send them.
var unruly = []string{"x-irpsim-fault", "connection", "content-length", "transfer-encoding", "expect", "upgrade", "host", "trailer", "te", "accept", "hx-request", "accept-encoding"}

// FuzzFace puts mutated documents into valid envelopes, and valid ones into mutated envelopes and headers. Every answer has
// the portal's shape, and what was acknowledged can be read back.
func FuzzFace(f *testing.F) {
	x := fuzzed(f)
	c := x.client()
	if err := c.Login(f.Context()); err != nil {
		f.Fatal(err)
	}
	token, _ := c.Session()
	session, ok := x.Worlds().Default().Session(token)
	if !ok {
		f.Fatal("the world does not know the session")
	}
	headers := x.raw().with("AuthToken", token)
	kinds := []string{"b2b", "export", "b2b-intra+cess+discount", "b2b+crn"}
	var documents [][]byte
	for _, kind := range kinds {
		documents = append(documents, document(f, kind, "FUZZ/1", 2))
	}
	f.Add(uint8(0), uint16(0), uint8(9), "", uint8(0), "", "")
	f.Add(uint8(1), uint16(7), uint8(0), "1e400", uint8(0), "", "")
	f.Add(uint8(2), uint16(20), uint8(1), "", uint8(0), "gstin", "29ZZZCS0001A1Z\xff")
	f.Add(uint8(3), uint16(3), uint8(2), "", uint8(3), "", "")
	f.Add(uint8(0), uint16(11), uint8(3), "null", uint8(5), "Content-Encoding", "gzip")
	f.Add(uint8(0), uint16(40), uint8(0), strings.Repeat("9", 400), uint8(0), "user_name", "")
	number := 0
	f.Fuzz(func(t *testing.T, kind uint8, place uint16, change uint8, value string, envelope uint8, header, headerValue string) {
		if slices.Contains(unruly, strings.ToLower(header)) {
			return
		}
		number++
		plain := bytes.Replace(documents[int(kind)%len(documents)], []byte("FUZZ/1"), fmt.Appendf(nil, "F%d", number), 1)
		plain = mutate(plain, int(place), change, value)
		sent := headers
		if header != "" {
			sent = x.raw().with("AuthToken", token, header, headerValue)
		}
		body := wrap(seal.Seal(session.Sek, plain), plain, envelope, value)
		resp, got := x.do(t, http.MethodPost, "/eicore/v1.03/Invoice", body, sent)
		if resp != nil {
			if data := portalAnswer(t, resp, got); data != "" {
				x.readBack(t, session.Sek, data, headers)
			}
		}
		x.sound(t)
	})
}

// mutate changes one place of a document.
func mutate(plain []byte, place int, change uint8, value string) []byte {
	var doc any
	dec := json.NewDecoder(bytes.NewReader(plain))
	dec.UseNumber()
	if dec.Decode(&doc) != nil {
		return plain
	}
	var fresh any = value
	if json.Valid([]byte(value)) {
		fresh = json.RawMessage(value)
	}
	switch change % 8 {
	case 5:
		return append(plain[:place%len(plain)], value...)
	case 6:
		return []byte(value)
	case 7:
		return plain
	}
	left := place
	changed, err := json.Marshal(change1(doc, &left, change%8, fresh))
	if err != nil {
		return plain
	}
	return changed
}

// change1 walks a value in the order of its members and changes the one at which left runs out.
func change1(v any, left *int, change uint8, fresh any) any {
	if *left == 0 {
		*left = -1
		switch change {
		case 2:
			return []any{v}
		case 3:
			return map[string]any{"": v, "Irn": fresh}
		}
		return fresh
	}
	*left--
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(keysOf(v)) {
			if *left == 0 && change == 1 {
				delete(v, name)
				*left = -1
				return v
			}
			if *left == 0 && change == 4 {
				v[fmt.Sprint(fresh)] = v[name]
			}
			v[name] = change1(v[name], left, change, fresh)
		}
	case []any:
		for i := range v {
			v[i] = change1(v[i], left, change, fresh)
		}
	}
	return v
}

func keysOf(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// wrap makes the body of a request.
func wrap(data string, plain []byte, envelope uint8, value string) []byte {
	switch envelope % 8 {
	case 1:
		return fmt.Appendf(nil, "\xEF\xBB\xBF {\"x\":%q,\"data\":%q}", value, data)
	case 2:
		return fmt.Appendf(nil, `{"Data":%q}`, data[:len(data)/2])
	case 3:
		return fmt.Appendf(nil, `{"Data":%q}`, strings.Replace(data, data[:1], "!", 1))
	case 4:
		return plain
	case 5:
		return fmt.Appendf(nil, `{"Data":%s}`, plain)
	case 6:
		return fmt.Appendf(nil, `{"Data":"","Data":%q}%s`, data, value)
	case 7:
		return []byte(value)
	}
	return fmt.Appendf(nil, `{"Data":%q}`, data)
}

// portalAnswer checks the shape of an answer of the portal and returns the sealed member of a success.
func portalAnswer(t *testing.T, resp *http.Response, got []byte) (data string) {
	t.Helper()
	var object map[string]json.RawMessage
	if resp.StatusCode == http.StatusRequestHeaderFieldsTooLarge || resp.StatusCode == http.StatusBadRequest && len(got) < 60 {
		return "" // net/http: headers that are none
	}
	if err := json.Unmarshal(got, &object); err != nil {
		t.Fatalf("HTTP %d with no JSON object: %.300q", resp.StatusCode, got)
	}
	if resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusMethodNotAllowed {
		if len(object["Message"]) == 0 {
			t.Errorf("HTTP %d without Message: %s", resp.StatusCode, got)
		}
		return ""
	}
	for _, name := range []string{"Status", "ErrorDetails", "Data", "InfoDtls"} {
		if _, ok := object[name]; !ok {
			t.Errorf("HTTP %d without %s: %s", resp.StatusCode, name, got)
		}
	}
	if resp.StatusCode != http.StatusOK || len(object) != 4 {
		t.Errorf("HTTP %d with %d members: %.500s", resp.StatusCode, len(object), got)
	}
	switch string(object["Status"]) {
	case "1":
		_ = json.Unmarshal(object["Data"], &data)
		if data == "" {
			t.Errorf("a success without Data: %.300s", got)
		}
	case "0":
		var details []struct{ ErrorCode, ErrorMessage string }
		if err := json.Unmarshal(object["ErrorDetails"], &details); err != nil || len(details) == 0 || details[0].ErrorCode == "" {
			t.Errorf("a refusal without a code: %.300s", got)
		}
	default:
		t.Errorf("Status is %s", object["Status"])
	}
	return data
}

// readBack asks for the IRN that a sealed answer names.
func (x *target) readBack(t *testing.T, sek []byte, data string, headers map[string]string) {
	t.Helper()
	type registered struct{ Irn, SignedInvoice string }
	open := func(data string) (r registered) {
		plain, err := seal.Open(sek, data)
		if err == nil {
			err = json.Unmarshal(plain, &r)
		}
		if err != nil || r.Irn == "" {
			t.Errorf("an answer that cannot be opened: %v, %.300s", err, plain)
		}
		return r
	}
	first := open(data)
	resp, got := x.do(t, http.MethodGet, "/eicore/v1.03/Invoice/irn/"+first.Irn, nil, headers)
	if second := open(portalAnswer(t, resp, got)); second != first {
		t.Errorf("registered as %.200v, read back as %.200v", first, second)
	}
}
