package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
)

// TestLogTellsOfAnIRN: the lines of one document tell its whole story, and lead to the journal by the request id.
func TestLogTellsOfAnIRN(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := start(t, func(c *server.Config) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	c := s.client()
	broken := bytes.Replace(document(t, "b2b", "STORY/1", 1), []byte(`"SupTyp":"`), []byte(`"SupTyp":"X`), 1)
	if _, err := c.Generate(t.Context(), broken); code(t, err) != "5002" {
		t.Fatal(err)
	}
	s.control("POST", "/faults", `{"match":{"api":"generate"},"do":{"commit_then":"drop"},"times":1}`, 201, nil)
	doc := document(t, "b2b", "STORY/1", 1)
	if _, err := c.Generate(t.Context(), doc); err == nil {
		t.Fatal("the answer was not lost")
	}
	if _, err := c.Generate(t.Context(), doc); code(t, err) != "2150" {
		t.Fatal(err)
	}
	got, err := c.GetByDoc(t.Context(), "INV", "STORY/1", "22/11/2026")
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		Msg, Outcome, Irn, Codes, Fault string
		RequestID                       string      `json:"request_id"`
		DocNo                           string      `json:"doc_no"`
		AckNo                           json.Number `json:"ack_no"`
	}
	var story []string
	for text := range strings.Lines(log.String()) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if l.DocNo != "STORY/1" {
			continue
		}
		story = append(story, l.Outcome)
		if l.Outcome != "5002" && l.Irn != got.Irn {
			t.Errorf("the line of outcome %s names the IRN %q, want %s", l.Outcome, l.Irn, got.Irn)
		}
		if (l.Outcome == "ok" || l.Outcome == "lost") && l.AckNo != got.AckNo {
			t.Errorf("the line of outcome %s names the AckNo %q, want %s", l.Outcome, l.AckNo, got.AckNo)
		}
		if entries := s.control("GET", "/journal", "", 200, nil); !strings.Contains(entries, fmt.Sprintf(`"request_id":%q`, l.RequestID)) {
			t.Errorf("the journal does not know request %s", l.RequestID)
		}
	}
	if got, want := strings.Join(story, " "), "5002 lost 2150 ok"; got != want {
		t.Errorf("the log tells %q of the document, want %q:\n%s", got, want, &log)
	}
}

// TestLogBoundsNumbers: a number that no portal would take does not fill the log.
func TestLogBoundsNumbers(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := start(t, func(c *server.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	doc := bytes.Replace(document(t, "b2b", "LONG/1", 1), []byte("LONG/1"), bytes.Repeat([]byte("9"), 100_000), 1)
	if _, err := s.client().Generate(t.Context(), doc); err == nil {
		t.Fatal("the document was registered")
	}
	if log.Len() > 5000 {
		t.Errorf("two exchanges filled %d bytes of the log", log.Len())
	}
}
