package server_test

import (
	"bytes"
	"fmt"
	"testing"
)

// TestGstinDetails compares the whole answer with NIC's sample (protocol reference 10).
func TestGstinDetails(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.client()
	got, err := c.Gstin(t.Context(), "29awgpv7107b1z1", false)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"Gstin":"29AWGPV7107B1Z1","TradeName":"VIKAS EXPORTS","LegalName":"VIKASEXPORTS","AddrBnm":"RAMANAGARA","AddrBno":"562160",` +
		`"AddrFlno":"1st floor","AddrSt":"6th main","AddrLoc":"CHANNAPATNA","StateCode":29,"AddrPncd":562160,"TxpType":"REG","Status":"ACT",` +
		`"BlkStatus":"U","DtReg":"2017-07-01","DtDReg":null}`
	if string(got) != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	for _, unknown := range []string{"29ZZZZZ0000Z1Z0", "x"} {
		if _, err := c.Gstin(t.Context(), unknown, false); code(t, err) != "3001" {
			t.Errorf("GSTIN %s: %v, want 3001", unknown, err)
		}
	}
}

// TestCommonPortalKeepsWhatIsLeftOut: members that common_portal leaves out are those of the taxpayer, then those it had;
// a refused change changes nothing.
func TestCommonPortalKeepsWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	s := start(t)
	const path = "/taxpayers/27ZZZCB0002B1Z0"
	type entry struct {
		Pin    int
		Status string
		Common *entry `json:"common_portal"`
	}
	tests := []struct {
		body   string
		status int
		want   string // status and PIN of the copy afterwards
	}{
		{`{"common_portal":{"status":"SUS"}}`, 200, "SUS 400001"},
		{`{"common_portal":{"pin":400002}}`, 200, "SUS 400002"},
		{`{"common_portal":{"status":"CNL"},"pin":1}`, 400, "SUS 400002"},
		{`{"common_portal":{"status":"CNL","nonsense":1}}`, 400, "SUS 400002"},
		{`{"common_portal":{"status":"CNL"}} {}`, 400, "SUS 400002"},
		{`{"trade_name":"Other"}`, 200, "SUS 400002"},
		{`{"common_portal":null}`, 200, "none"},
	}
	for _, tt := range tests {
		s.control("PUT", path, tt.body, tt.status, nil)
		var e entry
		s.control("GET", path, "", 200, &e)
		got := "none"
		if e.Common != nil {
			got = fmt.Sprint(e.Common.Status, " ", e.Common.Pin)
		}
		if got != tt.want || e.Status != "ACT" || e.Pin != 400001 {
			t.Errorf("after PUT %s: the common portal has %s, want %s; the register has %s %d", tt.body, got, tt.want, e.Status, e.Pin)
		}
	}
}

// TestSyncFlow rehearses 3028 → Sync GSTIN → the same document accepted.
func TestSyncFlow(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.client()
	buyer := "27ZZZCB0002B1Z0"
	s.control("PUT", "/taxpayers/"+buyer, `{"hidden":true}`, 200, nil)
	doc := document(t, "b2b", "Sync/1", 1)
	if !bytes.Contains(doc, []byte(buyer)) {
		t.Fatalf("the sample document does not go to %s: %s", buyer, doc)
	}
	if _, err := c.Generate(t.Context(), doc); code(t, err) != "3028" {
		t.Fatalf("before the sync: %v, want 3028", err)
	}
	if _, err := c.Gstin(t.Context(), buyer, false); code(t, err) != "3001" {
		t.Errorf("details before the sync: %v, want 3001", err)
	}
	if _, err := c.Gstin(t.Context(), buyer, true); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Generate(t.Context(), doc); err != nil {
		t.Errorf("after the sync: %v", err)
	}
	s.control("PUT", "/taxpayers/"+buyer, `{"common_portal":{"gstin":"27ZZZCB0002B1Z0","status":"SUS","state_code":"27","type":"REG"}}`, 200, nil)
	if got, err := c.Gstin(t.Context(), buyer, true); err != nil || !bytes.Contains(got, []byte(`"Status":"SUS"`)) {
		t.Errorf("the sync brought %s, %v; want the status of the common portal", got, err)
	}
}
