package server_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/gateway/faces"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/world"
)

// noBill takes the e-way bill out of a document of byRoad.
var noBill = validate.Edits{
	"EwbDtls": validate.Absent{}, "EwbDtls.Distance": validate.Absent{}, "EwbDtls.TransMode": validate.Absent{},
	"EwbDtls.VehNo": validate.Absent{}, "EwbDtls.VehType": validate.Absent{},
}

// severalWrong breaks several rules of one document.
var severalWrong = validate.Edits{"SellerDtls.Pin": 400001, "ItemList[0].GstRt": 17, "ItemList[0].HsnCd": "99999999"}

func doc(t testing.TB, number string, edits validate.Edits) []byte {
	t.Helper()
	b, err := json.Marshal(bill(t, number, edits))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// dayOf is the date of the documents that doc makes.
func dayOf(t testing.TB) string {
	t.Helper()
	return text(bill(t, "X/1", byRoad)["DocDtls"].(map[string]any)["Dt"])
}

// scenario is one row of the table that every face must pass. It speaks in the portal's terms.
type scenario struct {
	name string
	op   string                              // a face that lacks it leaves the scenario out
	do   func(t *testing.T, d *desk) told    // what happens
	code string                              // the code it ends with, the same in every face
	then func(t *testing.T, d *desk, g told) // what else must hold
}

// scenarios play in their order, on one customer of one gateway.
func scenarios() []scenario {
	var irn, other string
	has := func(member, wanted string) func(*testing.T, *desk, told) {
		return func(t *testing.T, d *desk, g told) {
			if got := text(g.plain[member]); wanted != "" && got != wanted || got == "" || got == "null" {
				t.Errorf("%s: %s is %s, want %q in %s", d.name, member, got, wanted, g.raw)
			}
		}
	}
	return []scenario{
		{"generate", "generate", func(t *testing.T, d *desk) told {
			return d.do("generate", asked{doc: doc(t, "G/1", edit(noBill))})
		}, "", func(t *testing.T, d *desk, g told) {
			irn = text(g.plain["Irn"])
			has("SignedQRCode", "")(t, d, g)
			has("AckDt", "2026-11-22 12:31:07")(t, d, g)
		}},
		{"duplicate", "generate", func(t *testing.T, d *desk) told {
			return d.do("generate", asked{doc: doc(t, "G/1", edit(noBill))})
		}, "2150", func(t *testing.T, d *desk, g told) {
			if !strings.Contains(g.info, `"DUPIRN"`) || !strings.Contains(g.info, irn) || !strings.Contains(g.info, `"AckNo"`) {
				t.Errorf("%s: the duplicate does not tell of the registration %s: %s", d.name, irn, g.raw)
			}
		}},
		{"get", "get", func(_ *testing.T, d *desk) told { return d.do("get", asked{irn: irn}) }, "", func(t *testing.T, d *desk, g told) {
			has("Irn", irn)(t, d, g)
			has("SignedInvoice", "")(t, d, g)
		}},
		{"get what is not there", "get", func(_ *testing.T, d *desk) told {
			return d.do("get", asked{irn: strings.Repeat("0", 64)})
		}, "2148", nil},
		{"get by document", "getbydoc", func(t *testing.T, d *desk) told {
			return d.do("getbydoc", asked{typ: "INV", no: "G/1", docDay: dayOf(t)})
		}, "", func(t *testing.T, d *desk, g told) { has("Irn", irn)(t, d, g) }},
		{"get by a document that is not there", "getbydoc", func(t *testing.T, d *desk) told {
			return d.do("getbydoc", asked{typ: "INV", no: "G/99", docDay: dayOf(t)})
		}, "2154", nil},
		{"GSTIN details", "gstin", func(_ *testing.T, d *desk) told {
			return d.do("gstin", asked{gstin: "27ZZZCB0002B1Z0"})
		}, "", has("Gstin", "27ZZZCB0002B1Z0")},
		{"GSTIN that is not known", "gstin", func(_ *testing.T, d *desk) told {
			return d.do("gstin", asked{gstin: "27ZZZCB0002B1Z9"})
		}, "3001", nil},
		{"several errors at once", "generate", func(t *testing.T, d *desk) told {
			return d.do("generate", asked{doc: doc(t, "G/2", edit(mix(noBill, severalWrong)))})
		}, "*", nil},
		{"schema", "generate", func(_ *testing.T, d *desk) told {
			return d.do("generate", asked{doc: []byte(`{"Version":"1.1","DocDtls":{"Typ":"INV","No":"/1","Dt":"22/11/2026"}}`)})
		}, "5002,5002,5002,5002,5002,5002", nil},
		{"schema of a cancellation", "cancel", func(_ *testing.T, d *desk) told { return d.do("cancel", asked{irn: "x"}) }, "5002", nil},
		{"e-way bill refused, IRN stands", "generate", func(t *testing.T, d *desk) told {
			return d.do("generate", asked{doc: doc(t, "G/3", edit(validate.Edits{"EwbDtls.Distance": 1000}))})
		}, "", func(t *testing.T, d *desk, g told) {
			other = text(g.plain["Irn"])
			if !strings.Contains(g.info, "EWBERR") || !strings.Contains(g.info, "4013") || len(other) != 64 || g.plain["EwbNo"] != nil {
				t.Errorf("%s: want the IRN without a bill and EWBERR 4013, got %s", d.name, g.raw)
			}
		}},
		{"e-way bill by IRN", "ewb", func(_ *testing.T, d *desk) told { return d.do("ewb", asked{irn: other}) }, "", has("EwbNo", "")},
		{"e-way bill twice", "ewb", func(_ *testing.T, d *desk) told { return d.do("ewb", asked{irn: other}) }, "4002", nil},
		{"get e-way bill", "ewb-get", func(_ *testing.T, d *desk) told { return d.do("ewb-get", asked{irn: other}) }, "", has("Status", "ACT")},
		{"no e-way bill", "ewb-get", func(_ *testing.T, d *desk) told { return d.do("ewb-get", asked{irn: irn}) }, "4005", nil},
		{"cancel", "cancel", func(_ *testing.T, d *desk) told { return d.do("cancel", asked{irn: irn}) }, "", has("CancelDate", "2026-11-22 12:31:00")},
		{"cancel again", "cancel", func(_ *testing.T, d *desk) told { return d.do("cancel", asked{irn: irn}) }, "9999", nil},
		{"burned number", "generate", func(t *testing.T, d *desk) told {
			return d.do("generate", asked{doc: doc(t, "G/1", edit(noBill))})
		}, "2278", nil},
	}
}

func mix(a, b validate.Edits) validate.Edits {
	all := validate.Edits{}
	for _, edits := range []validate.Edits{a, b} {
		for path, value := range edits {
			all[path] = value
		}
	}
	return all
}

// TestEveryFace runs the table of scenarios through every face, the portal's own included: the same outcome, each time in
// the face's own words.
func TestEveryFace(t *testing.T) {
	t.Parallel()
	several := make([]string, len(dialects())) // what each finds in the document with several errors
	t.Run("faces", func(t *testing.T) {
		for i, dia := range dialects() {
			t.Run(dia.name, func(t *testing.T) {
				t.Parallel()
				d := start(t).desk(t, dia)
				wrongCredentials(t, d)
				if in := d.logIn(); in.denied || in.codes != "" {
					t.Fatalf("login: %s", in.raw)
				}
				several[i] = play(t, d)
				expiry(t, d)
				recorded(t, d)
			})
		}
	})
	for i, dia := range dialects() {
		if several[i] != several[0] {
			t.Errorf("%s finds %q in a document with several errors, the portal %q", dia.name, several[i], several[0])
		}
	}
}

// play plays what the face has of the table and returns the codes of the scenario "*".
func play(t *testing.T, d *desk) (several string) {
	t.Helper()
	list := scenariosOf(d.dialect)
	if len(list) < 8 {
		t.Errorf("only %d scenarios are left of the table", len(list))
	}
	for _, sc := range list {
		g := sc.do(t, d)
		switch {
		case sc.code == "*":
			if several = g.codes; !strings.Contains(g.codes, ",") {
				t.Errorf("%s: codes %q, want several", sc.name, g.codes)
			}
		case g.codes != sc.code || g.denied:
			t.Errorf("%s: codes %q denied %v, want %q: %s", sc.name, g.codes, g.denied, sc.code, g.raw)
		}
		if sc.then != nil {
			sc.then(t, d, g)
		}
	}
	return several
}

// scenariosOf leaves out what the provider does not publish.
func scenariosOf(d dialect) []scenario {
	return slices.DeleteFunc(scenarios(), func(sc scenario) bool { return slices.Contains(strings.Fields(d.lacks), sc.op) })
}

// wrongCredentials tries a wrong password and no key of the gateway.
func wrongCredentials(t *testing.T, d *desk) {
	t.Helper()
	first := func() told {
		if len(d.login) > 0 {
			if in := d.logIn(); in.denied || in.codes != "" || d.login[len(d.login)-1] == "auth" {
				return in
			}
		}
		return d.do("generate", asked{doc: doc(t, "W/1", edit(noBill))})
	}
	if d.badPass != "" {
		right := d.password
		d.password = "Wrong@1"
		if g := first(); g.codes != d.badPass {
			t.Errorf("wrong password: codes %q, want %q: %s", g.codes, d.badPass, g.raw)
		}
		d.password = right
	}
	key := d.key
	d.key = ""
	if g := first(); d.badKey && !g.denied {
		t.Errorf("no key of the gateway: %s, want it denied", g.raw)
	}
	d.key, d.token, d.ticket = key, "", ""
}

// expiry lets the token run out. A gateway that logs in by itself shows nothing of it.
func expiry(t *testing.T, d *desk) {
	t.Helper()
	d.advance("6h1m")
	g := d.do("cancel", asked{irn: strings.Repeat("0", 64)})
	wanted := d.expired
	if wanted == "" {
		wanted = "2148"
	}
	if wanted == "denied" {
		if !g.denied {
			t.Errorf("after the token's end: %s, want it denied", g.raw)
		}
	} else if g.codes != wanted || g.denied {
		t.Errorf("after the token's end: codes %q denied %v, want %q: %s", g.codes, g.denied, wanted, g.raw)
	}
	if !slices.Contains(d.login, "token") {
		return
	}
	d.advance("24h")
	op := "cancel"
	if d.login[len(d.login)-1] == "auth" {
		op = "auth" // the gateway's own token is for the login
	}
	if g := d.do(op, asked{irn: strings.Repeat("0", 64)}); !g.denied {
		t.Errorf("after the end of the gateway's own token: %s, want it denied", g.raw)
	}
}

// recorded looks for the exchanges in journal and coverage.
func recorded(t *testing.T, d *desk) {
	t.Helper()
	var list []struct {
		Face  string   `json:"face"`
		API   string   `json:"api"`
		Codes []string `json:"codes"`
	}
	d.control(http.MethodGet, "/journal?api=generate&code=2150", "", 200, &list)
	if len(list) != 1 || list[0].Face != d.name {
		t.Errorf("the journal has %+v, want one duplicate of the face %s", list, d.name)
	}
	if slices.Contains(d.login, "token") {
		d.control(http.MethodGet, "/journal/await?api=token&count=1", "", 200, nil)
	}
	journal := d.control(http.MethodGet, "/journal?limit=1000", "", 200, nil)
	for what, secret := range map[string]string{"password": d.password, "token": d.token, "ticket": d.ticket, "gateway's secret": d.secret} {
		if secret != "" && strings.Contains(journal, secret) {
			t.Errorf("the journal of %s shows the %s: …%.200s", d.name, what, journal[max(0, strings.Index(journal, secret)-100):])
		}
	}
	var met coverageReport
	d.control(http.MethodGet, "/coverage", "", 200, &met)
	for _, o := range met.Operations {
		if o.API == "generate" && o.Made == 0 {
			t.Errorf("coverage has not counted generate of %s", d.name)
		}
	}
}

// TestFaceNames: the names that the setting faces takes are those of the faces, and each is tried by the table.
func TestFaceNames(t *testing.T) {
	t.Parallel()
	names := []string{"nic", "eway"}
	for _, f := range faces.All() {
		names = append(names, f.Name)
	}
	known := world.FaceNames()
	for _, name := range names {
		if !slices.Contains(known, name) {
			t.Errorf("world.FaceNames lacks the face %s", name)
		}
		tried := slices.ContainsFunc(dialects(), func(d dialect) bool { return d.name == name })
		if !tried && name != "eway" {
			t.Errorf("no dialect of the table speaks to the face %s", name)
		}
	}
	for _, name := range known {
		if !slices.Contains(names, name) {
			t.Errorf("world.FaceNames has %s, which is no face", name)
		}
	}
}
