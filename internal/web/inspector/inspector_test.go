package inspector_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/web/webtest"
)

// run registers an invoice from the start page; same sends the last number again.
func run(t *testing.T, s *webtest.Sim, same bool) {
	t.Helper()
	form := url.Values{}
	if same {
		form.Set("same", "1")
	}
	if got := s.Post("/start/run", form); got.Status != 303 {
		t.Fatalf("the run answers %d", got.Status)
	}
}

func TestStories(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	if got := s.Get("/inspector").Find("main").Text(); !strings.Contains(got, "No call yet") {
		t.Errorf("an empty journal shows %.100s", got)
	}
	run(t, s, false) // 1 and 2
	s.Control("POST", "/faults", `{"match":{"api":"generate"},"do":{"commit_then":"drop"},"times":1,"id":"ghost"}`)
	run(t, s, false) // 3 and 4: the answer is lost
	run(t, s, true)  // 5 and 6: 2150
	for _, tt := range []struct{ path, title, text string }{
		{"/inspector/4", "The invoice is registered, your client does not know it", "the fault"},
		{"/inspector/6", "This is a ghost, not a second invoice", "Exchange 4 registered SIM/26-27/0002"},
	} {
		story := s.Get(tt.path).Find(".story")
		if got := story.Find("h3").Text(); got != tt.title || !strings.Contains(story.Text(), tt.text) {
			t.Errorf("%s tells %q: %s; want %q with %q", tt.path, got, story.Text(), tt.title, tt.text)
		}
	}
	if got := s.Get("/inspector/2").Find(".story"); got.Exists() {
		t.Errorf("an ordinary exchange has the story %s", got.Text())
	}
	looked := s.Get("/inspector/6").Find(".chk")
	if bad, off := len(looked.All(".dot.bad")), len(looked.All(".dot.off")); bad != 1 || off != 1 {
		t.Errorf("2150 shows %d stages broken and %d not reached, want 1 and 1: %s", bad, off, looked.Text())
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	run(t, s, false)
	run(t, s, true)
	for _, tt := range []struct {
		path string
		rows int
	}{{"/inspector", 4}, {"/inspector?only=refused", 1}, {"/inspector?code=2150", 1}, {"/inspector?api=auth", 2}, {"/inspector?q=sim%2F26-27%2F0001", 2}, {"/inspector?q=nothing", 0}} {
		if got := len(s.Get(tt.path).All("#rows .xr")); got != tt.rows {
			t.Errorf("%s shows %d rows, want %d", tt.path, got, tt.rows)
		}
	}
	for _, path := range []string{"/inspector/99", "/inspector/x", "/inspector/1/compare/99"} {
		if got := s.Get(path); got.Status != 404 {
			t.Errorf("%s answers %d, want 404", path, got.Status)
		}
	}
	if got := s.Post("/inspector/clear", nil); got.Status != 303 || len(s.Get("/inspector").All(".xr")) != 0 {
		t.Errorf("clearing answers %d and leaves rows", got.Status)
	}
}

func TestExchange(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	run(t, s, false)
	run(t, s, true)
	page := s.Get("/inspector/2")
	curl := page.Find("button[data-key=c]").Attr("data-copy")
	for _, want := range []string{"curl -sS -X POST '" + s.Info().HTTP + "/eicore/v1.03/Invoice'", "Client_secret: irpsimClientSecret01", "$IRP_AUTHTOKEN", `--data-raw '{"Data":"`} {
		if !strings.Contains(curl, want) {
			t.Errorf("the curl line lacks %s:\n%s", want, curl)
		}
	}
	for _, layer := range []string{"envelope", "cipher", "plain", "raw"} {
		if got := s.Get("/inspector/2?layer=" + layer); got.Status != 200 || len(got.All(".xd pre")) < 2 {
			t.Errorf("the layer %s answers %d with %d blocks", layer, got.Status, len(got.All(".xd pre")))
		}
	}
	compare := s.Get("/inspector/2/compare/4")
	parts := compare.All("section.cmp")
	if len(parts) != 3 || !strings.Contains(parts[0].Text(), "0 differences") || !strings.Contains(parts[2].Text(), "ErrorDetails[0].ErrorCode") {
		t.Errorf("the comparison has %d parts: %.300s", len(parts), compare.Find("main").Text())
	}
	if test := s.Get("/inspector/4").Text(); !strings.Contains(test, `if got := irptest.Code(err); got != "2150"`) {
		t.Error("a refusal is not offered as a Go test")
	}
	if got := s.Get("/inspector/har"); got.Header.Get("Content-Disposition") == "" || strings.Contains(got.Body, "irpsimClientSecret01") {
		t.Error("the archive is no download, or shows a secret")
	}
}

func BenchmarkInspector(b *testing.B) {
	s := webtest.Start(b)
	s.Post("/start/run", nil)
	for b.Loop() {
		s.Get("/inspector/2")
	}
}
