package server_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/seal"
)

// wire is a client that counts bytes: one request on one TCP connection, nothing retried, nothing forgiven.
type wire struct {
	raw
	appKey, sek []byte
	token       string
}

// heard is what came back.
type heard struct {
	bytes  []byte
	reset  bool // the connection was reset
	reads  int  // pieces in which it came
	took   time.Duration
	status int // 0: no whole head came
	header http.Header
	body   []byte // as far as it came
	err    error  // of reading the body as HTTP: too short
}

const wireKey = "an application's key of 32 bytes"

// wire logs in the first user.
func (s *sim) wire() *wire {
	s.t.Helper()
	w := &wire{raw: s.raw(), appKey: []byte(wireKey)}
	h := w.login()
	var err error
	if w.token, w.sek, err = w.opened(h); err != nil {
		s.t.Fatalf("login answered %q: %v", h.bytes, err)
	}
	return w
}

func (w *wire) login(headers ...string) heard {
	w.t.Helper()
	c := w.Info().Creds
	inner := asJSON(map[string]string{"UserName": c.UserName, "Password": c.Password, "AppKey": base64.StdEncoding.EncodeToString(w.appKey)})
	return w.exchange("POST", "/eivital/v1.04/auth", w.login104(inner), headers...)
}

// opened reads the answer of a login.
func (w *wire) opened(h heard) (token string, sek []byte, err error) {
	var answer struct {
		Data struct{ AuthToken, Sek string }
	}
	if err := json.Unmarshal(h.body, &answer); err != nil {
		return "", nil, err
	}
	sek, err = seal.UnwrapSek(w.appKey, answer.Data.Sek)
	return answer.Data.AuthToken, sek, err
}

// generate sends a document, get a look-up; headers come in pairs.
func (w *wire) generate(document []byte, headers ...string) heard {
	w.t.Helper()
	return w.exchange("POST", "/eicore/v1.03/Invoice", `{"Data":"`+seal.Seal(w.sek, document)+`"}`, headers...)
}

func (w *wire) get(path string, headers ...string) heard {
	w.t.Helper()
	return w.exchange("GET", path, "", headers...)
}

func (w *wire) exchange(method, path, body string, headers ...string) heard {
	w.t.Helper()
	conn := w.dial()
	defer conn.Close()
	began := clock.Wall()
	if err := conn.SetDeadline(began.Add(30 * time.Second)); err != nil {
		w.t.Fatal(err)
	}
	if _, err := io.WriteString(conn, w.request(method, path, body, headers...)); err != nil {
		w.t.Fatal(err)
	}
	h := listen(w.t, conn)
	h.took = clock.Since(began)
	return h
}

func (w *wire) dial() net.Conn {
	w.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.Info().HTTP, "http://"))
	if err != nil {
		w.t.Fatal(err)
	}
	return conn
}

func (w *wire) request(method, path, body string, headers ...string) string {
	h := w.with(headers...)
	if _, named := h["AuthToken"]; !named {
		h["AuthToken"] = w.token
	}
	req, err := http.NewRequest(method, w.Info().HTTP+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	for name, value := range h {
		req.Header[name] = []string{value}
	}
	req.Close = true
	var out bytes.Buffer
	if err := req.Write(&out); err != nil {
		w.t.Fatal(err)
	}
	return out.String()
}

// listen reads until the connection ends.
func listen(t testing.TB, conn net.Conn) heard {
	t.Helper()
	var h heard
	piece := make([]byte, 64<<10)
	for {
		n, err := conn.Read(piece)
		h.bytes = append(h.bytes, piece[:n]...)
		if n > 0 {
			h.reads++
		}
		if err == nil {
			continue
		}
		h.reset = errors.Is(err, syscall.ECONNRESET)
		if !h.reset && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			if alert := tls.AlertError(0); !errors.As(err, &alert) {
				t.Errorf("the connection ended with %v", err)
			}
		}
		break
	}
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(h.bytes)), nil)
	if err != nil {
		return h
	}
	h.status, h.header = resp.StatusCode, resp.Header
	h.header.Set("Content-Length", resp.Header.Get("Content-Length"))
	h.body, h.err = io.ReadAll(resp.Body)
	return h
}

// data opens the Data of an answer.
func (w *wire) data(h heard) ([]byte, error) {
	var answer struct{ Data string }
	if err := json.Unmarshal(h.body, &answer); err != nil {
		return nil, err
	}
	return seal.Open(w.sek, answer.Data)
}

// fault adds a fault to the default world and returns its id.
func (s *sim) fault(text string) string {
	s.t.Helper()
	var made struct{ ID string }
	s.control("POST", "/faults", text, 201, &made)
	return made.ID
}

// registered lists the numbers of the documents in the store.
func (s *sim) registered() []string {
	s.t.Helper()
	var rows []struct {
		DocNo string `json:"doc_no"`
	}
	s.control("GET", "/invoices?limit=1000", "", 200, &rows)
	var numbers []string
	for _, r := range rows {
		numbers = append(numbers, r.DocNo)
	}
	return numbers
}

// noted is what the journal says of the last exchange.
type noted struct {
	API        string
	Codes      []string
	Irn        string
	Fault      string
	ClientID   string `json:"client_id"`
	HTTPStatus int    `json:"http_status"`
	Response   struct {
		Body    string
		Headers map[string]string
	}
}

func (s *sim) noted() noted {
	s.t.Helper()
	var list []noted
	s.control("GET", "/journal?limit=1", "", 200, &list)
	if len(list) != 1 {
		s.t.Fatalf("the journal has %d entries, want the last exchange", len(list))
	}
	return list[0]
}

func sealed(w *wire, document []byte) string { return seal.Seal(w.sek, document) }
