package irptest_test

import (
	"sync"
	"testing"
	"time"

	"github.com/irpsim/irpsim/irptest"
)

func TestRequests(t *testing.T) {
	t.Parallel()
	sim := irptest.New(t, irptest.Allow(irptest.UnreadDuplicate))
	client := sim.Client()
	doc := sim.Invoice(irptest.Numbered("INV/71"))
	made := client.MustGenerate(doc)
	if _, err := client.Generate(doc); irptest.Code(err) != "2150" {
		t.Fatalf("the document again: %v, want 2150", err)
	}
	if _, err := client.GetByDoc("INV", "inv/71", doc.Date()); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		filters []irptest.Filter
		want    int
	}{
		{"all", nil, 4},
		{"by API", []irptest.Filter{irptest.API("Generate")}, 2},
		{"by number", []irptest.Filter{irptest.DocNo("inv/7*")}, 3},
		{"by number and API", []irptest.Filter{irptest.DocNo("INV/71"), irptest.API("getbydoc")}, 1},
		{"by another number", []irptest.Filter{irptest.DocNo("INV/7")}, 0},
		{"by IRN", []irptest.Filter{irptest.IRN(made.Irn)}, 3},
		{"by GSTIN", []irptest.Filter{irptest.GSTIN("29ZZZCS0001A1ZI")}, 4},
		{"refused", []irptest.Filter{irptest.Refused()}, 1},
		{"refused with 2150", []irptest.Filter{irptest.Refused("2278", "2150")}, 1},
		{"refused with 2278", []irptest.Filter{irptest.Refused("2278")}, 0},
		{"accepted", []irptest.Filter{irptest.Accepted(), irptest.API("generate")}, 1},
		{"our own", []irptest.Filter{irptest.Own(true)}, 4},
		{"of the program", []irptest.Filter{irptest.Own(false)}, 0},
		{"struck", []irptest.Filter{irptest.Struck()}, 0},
		{"by a function", []irptest.Filter{irptest.Where(func(r irptest.Request) bool { return r.Method == "GET" })}, 1},
	}
	for _, tt := range tests {
		if got := sim.Requests(tt.filters...); len(got) != tt.want {
			t.Errorf("%s: %d requests, want %d: %v", tt.name, len(got), tt.want, got)
		}
	}
	first := sim.Requests(irptest.API("generate"))[0]
	if got := first.Text("ItemList[0].HsnCd"); got != doc.Text("ItemList[0].HsnCd") || got == "" {
		t.Errorf("HSN of the request is %q", got)
	}
	if got := first.Response.Text("Irn"); got != made.Irn || first.IRN != made.Irn || first.UserName != "irpsim_user" {
		t.Errorf("the answer was about %q, the request about %q of %q; want %s", got, first.IRN, first.UserName, made.Irn)
	}
	if why := sim.Requests(irptest.Refused())[0].Why; len(why) == 0 {
		t.Error("nothing explains the refusal")
	}
	want := "#2 15 Jul 11:00:00 generate INV/71 IRN " + made.Irn[:12] + "… → ok"
	if got := first.String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

func TestPathsOfRequests(t *testing.T) {
	t.Parallel()
	r := irptest.Request{Plain: `{"A":{"B":[{"C":1.50},"x"]},"N":null,"L":[1,2]}`}
	tests := []struct{ path, want string }{
		{"A.B[0].C", "1.50"}, {"A.B[1]", "x"}, {"A.B[2]", ""}, {"A.B[-1]", ""}, {"A.B[x]", ""}, {"A.B.C", ""}, {"N", ""}, {"", ""},
		{"L", "[1,2]"}, {"L[1]", "2"}, {"A.B[0]", `{"C":1.50}`}, {"X[0]", ""}, {"A.B[0].C.D", ""},
	}
	for _, tt := range tests {
		if got := r.Text(tt.path); got != tt.want {
			t.Errorf("Text(%q) = %q, want %q", tt.path, got, tt.want)
		}
	}
	if got := (irptest.Request{Plain: "no JSON"}).Text("A"); got != "" {
		t.Errorf("path of no JSON is %q", got)
	}
}

func TestAwaitWakes(t *testing.T) {
	t.Parallel()
	sim := irptest.New(t)
	client := sim.Client()
	sim.Await(t, 1, irptest.API("auth")) // is there already
	var program sync.WaitGroup
	program.Go(func() {
		for range 3 {
			if _, err := client.Generate(sim.Invoice()); err != nil {
				t.Error(err)
			}
		}
	})
	got := sim.Await(t, 3, irptest.API("generate"), irptest.Accepted())
	program.Wait()
	if len(got) != 3 || got[0].ID > got[2].ID {
		t.Errorf("awaited %v, want three, oldest first", got)
	}
	sim.Clock.Advance(time.Hour)
}

func TestAwaitGivesUp(t *testing.T) {
	t.Parallel()
	c := capture(t.Name(), func(t irptest.T) {
		sim := irptest.New(t)
		sim.Client()
		sim.AwaitFor(t, 20*time.Millisecond, 2, irptest.API("auth"))
	})
	c.wantFatal(t, "1 of 2 exchanges came within 20ms", "auth irpsim_user → ok")
	if len(c.logs) != 1 {
		t.Errorf("logs of a failed test are %q, want what the portal saw", c.logs)
	}
}
