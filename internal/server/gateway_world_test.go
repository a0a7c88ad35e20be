package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
)

func dialectNamed(t testing.TB, name string) dialect {
	t.Helper()
	for _, d := range dialects() {
		if d.name == name {
			return d
		}
	}
	t.Fatalf("there is no dialect %s", name)
	return dialect{}
}

// TestGatewayWorlds: the gateway's key picks the world when it is a client id, else the user does, else it is the default
// world; the path never says it.
func TestGatewayWorlds(t *testing.T) {
	t.Parallel()
	s := start(t)
	world := s.newWorld(`{"name":"other"}`)
	s.control("POST", "/users?world="+world.ClientID, `{"user_name":"alone","password":"Irpsim@2026","gstin":"27ZZZCB0002B1Z0"}`, 201, nil)
	for _, name := range []string{"taxpro-dec", "whitebooks", "odoo", "sandbox", "india-compliance", "adaequare", "cleartax"} {
		d := s.desk(t, dialectNamed(t, name))
		d.key, d.secret = world.ClientID, world.ClientSecret
		if in := d.logIn(); in.denied || in.codes != "" {
			t.Fatalf("%s: login with the world's client id as key: %s", name, in.raw)
		}
		if g := d.register(t, "W/"+name[:3]); g.codes != "" {
			t.Errorf("%s: %s", name, g.raw)
		}
		var own, all []struct{ Face string }
		s.control("GET", "/journal?api=generate&world="+world.ClientID, "", 200, &own)
		if len(own) == 0 || own[0].Face != name {
			t.Errorf("%s: the world's journal has %+v", name, own)
		}
		s.control("GET", "/journal?api=generate", "", 200, &all)
		if len(all) != 0 {
			t.Errorf("%s: the default world's journal has %+v", name, all)
		}
		d.key = s.Info().Creds.ClientID // the default world's id beside the other one's secret
		if d.badKey && name != "cleartax" && name != "odoo" && name != "india-compliance" {
			d.token, d.ticket = "", ""
			if in := d.logIn(); !in.denied {
				t.Errorf("%s: a client id with another's secret: %s", name, in.raw)
			}
		}
	}
	d := s.desk(t, dialectNamed(t, "whitebooks"))
	d.user, d.gstin = "alone", "27ZZZCB0002B1Z0"
	if in := d.logIn(); in.codes != "" || text(in.plain["ClientId"]) != world.ClientID {
		t.Errorf("a user that only the other world has: %s", in.raw)
	}
}

// TestGatewayKey: with the setting, a gateway knows one customer only.
func TestGatewayKey(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.control("PATCH", "/settings", `{"gateway_key":"the-right-one"}`, 200, nil)
	for _, dia := range dialects() {
		if !dia.badKey || strings.HasPrefix(dia.name, "masters") {
			continue // the gateway has no key, or a login in its place
		}
		d := s.desk(t, dia)
		if g := d.first(t); !g.denied {
			t.Errorf("%s: key %q: %s, want it denied", dia.name, d.key, g.raw)
		}
		d.key = "the-right-one"
		if g := d.first(t); g.denied || g.codes != "" {
			t.Errorf("%s: the right key: %s", dia.name, g.raw)
		}
	}
}

// first makes the first call that shows whether the gateway knows its customer.
func (d *desk) first(t testing.TB) told {
	t.Helper()
	if len(d.login) > 0 {
		return d.logIn()
	}
	return d.register(t, "K/"+d.name[len(d.name)-4:])
}

// TestGatewayTokensSurvive: tokens of gateways live through a restart, as sessions of the portal do.
func TestGatewayTokensSurvive(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	before := start(t, durable(dir))
	var desks []*desk
	for _, name := range []string{"adaequare", "sandbox", "whitebooks", "odoo", "taxpro-dec"} {
		d := before.desk(t, dialectNamed(t, name))
		if in := d.logIn(); in.denied || in.codes != "" {
			t.Fatalf("%s: login: %s", name, in.raw)
		}
		desks = append(desks, d)
	}
	if _, err := before.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := start(t, durable(dir))
	for _, d := range desks {
		d.sim = after
		if g := d.register(t, "S/"+d.name[:3]); g.codes != "" || g.denied {
			t.Errorf("%s: the token of before the restart: %s", d.name, g.raw)
		}
	}
}

// TestGatewayFacesOff: a gateway that a world has switched off is not there, and the portal beside it stays.
func TestGatewayFacesOff(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.control("PATCH", "/settings", `{"faces":["nic","odoo"]}`, 200, nil)
	resp, err := http.Get(s.Info().HTTP + "/einvoice/authenticate?email=x")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "No HTTP resource was found") {
		t.Errorf("a face that is off answered HTTP %d %s (%v)", resp.StatusCode, body, err)
	}
	for _, name := range []string{"nic", "odoo"} {
		if g := s.desk(t, dialectNamed(t, name)).logIn(); g.codes != "" {
			t.Errorf("%s: %s", name, g.raw)
		}
	}
}

// TestPrefixes mounts a face elsewhere.
func TestPrefixes(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *server.Config) { c.Prefixes = "whitebooks=/my/wb, passthrough=/tunnel" })
	for _, path := range []string{"/einvoice/authenticate", "/my/wb/einvoice/authenticate"} {
		resp, err := http.Get(s.Info().HTTP + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s answered %d", path, resp.StatusCode)
		}
	}
	for _, wrong := range []string{"whitebooks=/_sim", "whitebooks=x", "nobody=/x", "whitebooks=/a//b", "whitebooks=/a b", "whitebooks=/invoices", "whitebooks=/static/x"} {
		cfg := server.Config{Listen: "127.0.0.1:0", Ephemeral: true, Prefixes: wrong}
		if bad, err := server.Start(t.Context(), cfg); err == nil {
			_, _ = bad.Shutdown(t.Context())
			t.Errorf("prefix %q was taken", wrong)
		}
	}
}

// TestClearTaxLists: several transactions in one call, each with its own outcome.
func TestClearTaxLists(t *testing.T) {
	t.Parallel()
	s := start(t)
	call := func(body string) (int, []byte) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.Info().HTTP+"/einv/v2/eInvoice/generate", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Cleartax-Auth-Token", "k")
		req.Header.Set("gstin", sellerGstin)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var b bytes.Buffer
		if _, err := b.ReadFrom(resp.Body); err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, b.Bytes()
	}
	one := string(doc(t, "L/1", edit(noBill)))
	_, body := call(`[{"transaction":` + one + `,"custom_fields":{"n":1}},{"transaction":` + one + `},{"transaction":{}}]`)
	var list []struct {
		Status string `json:"document_status"`
		Custom map[string]int
		Govt   struct {
			Success string
			Irn     string
			Details []struct {
				Code string `json:"error_code"`
			} `json:"ErrorDetails"`
		} `json:"govt_response"`
	}
	if err := json.Unmarshal(body, &list); err != nil || len(list) != 3 {
		t.Fatalf("%v: %s", err, body)
	}
	if list[0].Status != "IRN_GENERATED" || len(list[0].Govt.Irn) != 64 || list[1].Govt.Details[0].Code != "2150" || list[2].Govt.Details[0].Code != "5002" {
		t.Errorf("got %+v, want an IRN, a duplicate and a schema error", list)
	}
	var entries []struct{ Codes []string }
	s.control("GET", "/journal?code=2150", "", 200, &entries)
	if len(entries) != 1 {
		t.Errorf("the journal has %d exchanges with 2150, want the list", len(entries))
	}
	for _, wrong := range []string{`{}`, `[]`, `[` + strings.Repeat(`{},`, 100) + `{}]`, `[`, ``} {
		if status, body := call(wrong); status != http.StatusBadRequest {
			t.Errorf("%.20s answered %d %s, want 400", wrong, status, body)
		}
	}
}
