package masterlists_test

import (
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/web/masterlists"
	"github.com/irpsim/irpsim/internal/web/webtest"
	"github.com/irpsim/irpsim/masters"
)

func TestIndex(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, func(c *server.Config) { c.AdminToken = "opensesame" })
	p := s.Get("/masters")
	rows := p.All("tr[data-row]")
	if len(rows) != len(masters.Tables()) {
		t.Fatalf("%d lists, want %d", len(rows), len(masters.Tables()))
	}
	for _, r := range rows {
		list := s.Get(r.Find("a").Attr("href"))
		if list.Status != 200 || len(list.All("#rows tr[data-row]")) == 0 {
			t.Errorf("%s answers %d", r.Find("a").Attr("href"), list.Status)
		}
		for _, a := range list.All("a[download]") { // public, whoever has the admin token
			if f := s.Get(a.Attr("href")); f.Status != 200 || len(f.Body) < 20 {
				t.Errorf("%s answers %d, %d bytes", a.Attr("href"), f.Status, len(f.Body))
			}
		}
		if list.Zipped() > 30<<10 {
			t.Errorf("%s weighs %d bytes", r.Find("a").Attr("href"), list.Zipped())
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	for _, tt := range []struct {
		path, count, first string
		rows               int
	}{
		{"/masters/hsn?q=0101", "22,614 rows, 19 match", "0101", 19},
		{"/masters/hsn?q=LIVE+horses", "22,614 rows, 7 match", "0101", 7},
		{"/masters/hsn?q=nothing+of+the+kind", "22,614 rows, 0 match", "", 0},
		{"/masters/hsn", "22,614 rows", "01", 50},
		{"/masters/hsn?page=453", "22,614 rows", "", 14},
		{"/masters/hsn?page=9999", "22,614 rows", "", 14},
		{"/masters/pin_prefix_observed?q=560001", "422 rows, 1 matches", "29", 1},
		{"/masters/irn_status", "2 rows", "ACT", 2},
		{"/masters/states?q=%3Cb%3E", "41 rows, 0 match", "", 0},
	} {
		p := s.Get(tt.path)
		if got := p.Find("#rows .cnt").Text(); got != tt.count {
			t.Errorf("%s counts %q, want %q", tt.path, got, tt.count)
		}
		rows := p.All("#rows tr[data-row]")
		if len(rows) != tt.rows {
			t.Errorf("%s has %d rows, want %d", tt.path, len(rows), tt.rows)
		}
		if tt.first != "" && len(rows) > 0 && !strings.HasPrefix(rows[0].Text(), tt.first) {
			t.Errorf("%s begins with %q, want %s", tt.path, rows[0].Text(), tt.first)
		}
		if strings.Contains(p.Body, "<b>") && strings.Contains(tt.path, "%3Cb") && strings.Contains(p.Find("#rows").Text(), "<b> ") {
			t.Errorf("%s shows the query as HTML", tt.path)
		}
	}
	if p := s.Get("/masters/states?q=Daman"); !strings.Contains(p.Find("tr.no").Text(), "in GSTINs only") || p.Find("mark").Text() != "Daman" {
		t.Errorf("state 25 is not marked as refused: %s", p.Find("#rows").Text())
	}
	if p := s.Get("/masters/states?q=Goa", "rows"); p.Find("h1").Exists() || len(p.All("#rows")) != 1 {
		t.Errorf("for htmx it answers %s", p.Body)
	}
	for _, path := range []string{"/masters/nothing", "/masters/nothing.csv", "/masters/nothing.json"} {
		if p := s.Get(path); p.Status != 404 {
			t.Errorf("%s answers %d", path, p.Status)
		}
	}
}

// FuzzSum holds the arithmetic that is shown to the arithmetic that counts, and the answers to not breaking.
func FuzzSum(f *testing.F) {
	for _, seed := range []string{"27ZZZCB0002B1Z0", "29AAGCB7383J1Z4", "0717UNO00157UNO", "27ZZZCB0002B1Z8", "560001", "999999", "000001", "KA01AB1234", "8517", "", "é", "33", "123", "ABCDEFGHIJKLMNOPQ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range masterlists.Check(text, func(g string) (taxpayer.Taxpayer, bool) { return taxpayer.Find(g, taxpayer.Open) }) {
			if a.Verdict == "" || a.What == "" || a.OK == (len(a.Codes) > 0) {
				t.Errorf("%q: %+v", text, a)
			}
			if a.Sum == nil {
				continue
			}
			if c, ok := taxpayer.CheckCharacter(a.Code[:14]); !ok || a.Sum.Want != string(c) {
				t.Errorf("%q: the page computes %s, the register %c", text, a.Sum.Want, c)
			}
		}
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, what, want string
		ok               bool
	}{
		{"27zzzcb0002 b1z0", "GSTIN", "right", true},
		{"27ZZZCB0002B1Z8", "GSTIN", "needs 0, found 8", false},
		{"27ZZZCB0002B1Z", "GSTIN", "This one has 14", false},
		{"27ZZZCB0002B1Z-", "GSTIN", "no kind", false},
		{"560001", "PIN", "Karnataka", true},
		{"999999", "PIN", "placeholder", true},
		{"099999", "PIN", "begin with 0", false},
		{"8517", "HSN", "goods", true},
		{"9965", "HSN", "services", true},
		{"9999", "HSN", "", true},
		{"7700", "HSN", "No such code", false},
		{"85171", "HSN", "4, 6 or 8", false},
		{"KA01AB1234", "Vehicle number", "AB12AB1234", true},
		{"X1", "Vehicle number", "none of the forms", false},
	} {
		a := masterlists.Check(tt.text, func(string) (taxpayer.Taxpayer, bool) { return taxpayer.Taxpayer{}, false })[0]
		if a.What != tt.what || a.OK != tt.ok || !strings.Contains(strings.ToLower(a.Verdict), strings.ToLower(tt.want)) {
			t.Errorf("%s: %s, %v, %q; want %s, %v, %q", tt.text, a.What, a.OK, a.Verdict, tt.what, tt.ok, tt.want)
		}
	}
}

func BenchmarkHSN(b *testing.B) {
	s := webtest.Start(b)
	s.Get("/masters/hsn?q=rice")
	for b.Loop() {
		s.Get("/masters/hsn?q=rice")
	}
}
