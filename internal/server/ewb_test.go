package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/internal/validate"
)

const (
	sellerGstin = "29ZZZCS0001A1ZI"
	branchGstin = "27ZZZCS0001A1ZM"
	carrier     = "29ZZZCT0016T1Z7"
)

// byRoad asks for a bill from Bengaluru to Chennai, whose distance is public: 350 km.
var byRoad = validate.Edits{
	"BuyerDtls.Gstin": "33ZZZCB0002B1Z7", "BuyerDtls.Stcd": "33", "BuyerDtls.Pos": "33", "BuyerDtls.Pin": 600001,
	"EwbDtls.TransMode": "1", "EwbDtls.VehNo": "KA01AB1234", "EwbDtls.VehType": "R", "EwbDtls.Distance": 0,
}

// edit returns byRoad with more edits.
func edit(more validate.Edits) validate.Edits {
	all := maps.Clone(byRoad)
	maps.Copy(all, more)
	return all
}

// TestWaybillLife is the life of a bill that is made with its invoice.
func TestWaybillLife(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := s.enter(s.newWorld(`{}`), sellerGstin)

	made := u.ask("/eicore/v1.03/Invoice", bill(t, "L/1", byRoad))
	want(t, "InfoDtls", made.info, `[{"InfCd":"EWBPPD","Desc":"Pin-Pin calc distance: 350KM"}]`)
	no := text(made.plain["EwbNo"])
	if !regexp.MustCompile(`^[1-6][0-9]{11}$`).MatchString(no) {
		t.Errorf("EwbNo %s, want twelve digits", no)
	}
	want(t, "AckDt", text(made.plain["AckDt"]), "2026-11-22 12:31:07")
	want(t, "EwbDt", text(made.plain["EwbDt"]), "2026-11-22 12:31:00")
	want(t, "EwbValidTill", text(made.plain["EwbValidTill"]), "2026-11-24 23:59:00")
	want(t, "Remarks", text(made.plain["Remarks"]), "null")

	irn := text(made.plain["Irn"])
	get := u.ask("/eicore/v1.03/Invoice/irn/"+irn, nil)
	want(t, "EwbNo of Get IRN", text(get.plain["EwbNo"]), no)
	shown := u.ask("/eiewb/v1.03/ewaybill/irn/"+irn, nil)
	want(t, "Get EWB", fmt.Sprint(shown.plain), fmt.Sprint(map[string]any{
		"EwbNo": json.Number(no), "Status": "ACT", "GenGstin": sellerGstin, "EwbDt": "2026-11-22 12:31:00", "EwbValidTill": "2026-11-24 23:59:00",
	}))
	want(t, "Get EWB by parameter", text(u.ask("/eiewb/v1.03/ewaybill/irn/?irn_no="+irn, nil).plain["EwbNo"]), no)

	withdraw := map[string]any{"Irn": irn, "CnlRsn": "1", "CnlRem": "wrong"}
	want(t, "cancel under a bill", u.ask("/eicore/v1.03/Invoice/Cancel", withdraw).codes, "2230")
	want(t, "a second bill", u.ask("/eiewb/v1.03/ewaybill", request(irn)).codes, "4002")

	codes, plain := u.eway("CANEWB ", map[string]any{"ewbNo": json.Number(no), "cancelRsnCode": 2, "cancelRmrk": "Cancelled the order"})
	want(t, "cancel bill", codes+fmt.Sprint(plain), fmt.Sprint(map[string]any{"cancelDate": "22/11/2026 12:31:00 PM", "ewayBillNo": no}))
	want(t, "cancel bill again", first(u.eway("CANEWB", map[string]any{"ewbNo": no, "cancelRsnCode": "2"})), "312")
	want(t, "EwbNo after that", text(u.ask("/eicore/v1.03/Invoice/irn/"+irn, nil).plain["EwbNo"]), "null")
	want(t, "status after that", text(u.ask("/eiewb/v1.03/ewaybill/irn/"+irn, nil).plain["Status"]), "CNL")

	again := u.ask("/eiewb/v1.03/ewaybill", request(irn))
	want(t, "second bill", again.codes+again.info, `[{"InfCd":"EWBPPD","Desc":"Pin-Pin calc distance: 350KM"}]`)
	if next := text(again.plain["EwbNo"]); next[2:] <= no[2:] || len(again.plain) != 3 {
		t.Errorf("the second bill is %v, want three members and a number after %s", again.plain, no)
	}
	want(t, "cancel under the second", u.ask("/eicore/v1.03/Invoice/Cancel", withdraw).codes, "2230")
	want(t, "cancel the second", first(u.eway("CANEWB", map[string]any{"ewbNo": text(again.plain["EwbNo"]), "cancelRsnCode": "3"})), "")
	want(t, "cancel IRN", u.ask("/eicore/v1.03/Invoice/Cancel", withdraw).codes, "")
	want(t, "bill of a cancelled IRN", u.ask("/eiewb/v1.03/ewaybill", request(irn)).codes, "2302")

	var seen struct {
		Ewb struct{ Status string }
	}
	s.control(http.MethodGet, "/invoices/"+irn+"?world="+u.world.ClientID, "", 200, &seen)
	want(t, "the bill in the control API", seen.Ewb.Status, "CNL")
	for api, n := range map[string]int{"ewb": 3, "ewb-get": 3, "ewayapi-canewb": 3} {
		var list []any
		s.control(http.MethodGet, "/journal?api="+api+"&world="+u.world.ClientID, "", 200, &list)
		if len(list) != n {
			t.Errorf("the journal has %d exchanges of %s, want %d", len(list), api, n)
		}
	}
}

// TestPartAOnly makes the first part of a bill and then the rest.
func TestPartAOnly(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := s.enter(s.newWorld(`{}`), sellerGstin)
	part := edit(validate.Edits{
		"EwbDtls.TransMode": validate.Absent{}, "EwbDtls.VehNo": validate.Absent{}, "EwbDtls.VehType": validate.Absent{}, "EwbDtls.TransId": carrier,
	})
	made := u.ask("/eicore/v1.03/Invoice", bill(t, "A/1", part))
	want(t, "EwbValidTill", text(made.plain["EwbValidTill"]), "null")
	if len(text(made.plain["EwbNo"])) != 12 {
		t.Errorf("EwbNo %v, want a number for Part A too", made.plain["EwbNo"])
	}
	want(t, "EwbValidTill of Get EWB", text(u.ask("/eiewb/v1.03/ewaybill/irn/"+text(made.plain["Irn"]), nil).plain["EwbValidTill"]), "null")
}

// TestWaybillRefusedIRNStands is the e-way bill that fails inside Generate.
func TestWaybillRefusedIRNStands(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := s.enter(s.newWorld(`{}`), sellerGstin)
	made := u.ask("/eicore/v1.03/Invoice", bill(t, "R/1", edit(validate.Edits{"EwbDtls.Distance": 1000})))
	want(t, "InfoDtls", made.info, `[{"InfCd":"EWBERR","Desc":[{"ErrorCode":"4013","ErrorMessage":"The distance between the pincodes given is too high or low."}]}]`)
	want(t, "Status", text(made.plain["Status"]), "ACT")
	for _, member := range []string{"EwbNo", "EwbDt", "EwbValidTill", "Remarks"} {
		if v, sent := made.plain[member]; v != nil || !sent {
			t.Errorf("%s is %v (sent %v), want null", member, v, sent)
		}
	}
	irn := text(made.plain["Irn"])
	want(t, "Get EWB", u.ask("/eiewb/v1.03/ewaybill/irn/"+irn, nil).codes, "4005")
	var list []struct {
		Codes []string `json:"codes"`
		Notes []struct{ Rule string }
	}
	s.control(http.MethodGet, "/journal?api=generate&code=4013&world="+u.world.ClientID, "", 200, &list)
	if len(list) != 1 {
		t.Errorf("the journal has %v under 4013, want the one exchange", list)
	}
	retry := request(irn)
	retry["Distance"] = 360
	later := u.ask("/eiewb/v1.03/ewaybill", retry)
	want(t, "with the right distance", later.codes+later.info, "null")
}

// TestWaybillByIRNRefusals are the codes before any rule of the bill.
func TestWaybillByIRNRefusals(t *testing.T) {
	t.Parallel()
	s := start(t)
	world := s.newWorld(`{}`)
	u, other := s.enter(world, sellerGstin), s.enter(world, branchGstin)
	irn := text(u.ask("/eicore/v1.03/Invoice", bill(t, "N/1", edit(validate.Edits{"EwbDtls": validate.Absent{}, "EwbDtls.Distance": validate.Absent{},
		"EwbDtls.TransMode": validate.Absent{}, "EwbDtls.VehNo": validate.Absent{}, "EwbDtls.VehType": validate.Absent{}}))).plain["Irn"])
	none := strings.Repeat("0", 64)
	tests := []struct {
		name string
		got  string
		want string
	}{
		{"no Data", codesOf(t, u.send(http.MethodPost, "/eiewb/v1.03/ewaybill", []byte(`{"Data":""}`))), "4006"},
		{"no body", codesOf(t, u.send(http.MethodPost, "/eiewb/v1.03/ewaybill", nil)), "4006"},
		{"blank Irn", u.ask("/eiewb/v1.03/ewaybill", request(" ")).codes, "4006"},
		{"no Irn", u.ask("/eiewb/v1.03/ewaybill", map[string]any{"Distance": 0}).codes, "5002"},
		{"no Distance", u.ask("/eiewb/v1.03/ewaybill", map[string]any{"Irn": irn}).codes, "5002"},
		{"unknown IRN", u.ask("/eiewb/v1.03/ewaybill", request(none)).codes, "4003"},
		{"somebody else's", other.ask("/eiewb/v1.03/ewaybill", request(irn)).codes, "4037"},
		{"no bill", u.ask("/eiewb/v1.03/ewaybill/irn/"+irn, nil).codes, "4005"},
		{"no such IRN", u.ask("/eiewb/v1.03/ewaybill/irn/"+none, nil).codes, "4005"},
		{"no IRN in the path", u.ask("/eiewb/v1.03/ewaybill/irn/", nil).codes, "4006"},
		{"made", u.ask("/eiewb/v1.03/ewaybill", request(strings.ToUpper(irn))).codes, ""},
		{"somebody else's bill", other.ask("/eiewb/v1.03/ewaybill/irn/"+irn, nil).codes, "4037"},
	}
	for _, tt := range tests {
		want(t, tt.name, tt.got, tt.want)
	}
}

// request asks for a bill by road under an IRN.
func request(irn string) map[string]any {
	return map[string]any{"Irn": irn, "Distance": 0, "TransMode": "1", "VehNo": "KA01AB1234", "VehType": "R"}
}

func want(t testing.TB, what, got, wanted string) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s: got %q, want %q", what, got, wanted)
	}
}

func first(codes string, _ map[string]any) string { return codes }

// text prints a JSON value, null as such.
func text(v any) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprint(v)
}

func codesOf(t testing.TB, raw []byte) string {
	t.Helper()
	var env struct {
		ErrorDetails []struct{ ErrorCode string }
	}
	if err := json.Unmarshal(raw, &env); err != nil || len(env.ErrorDetails) == 0 {
		t.Fatalf("no refusal in %s (%v)", raw, err)
	}
	return env.ErrorDetails[0].ErrorCode
}

// TestDistancesOfAWorld sets what a world takes a road to be.
func TestDistancesOfAWorld(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := s.enter(s.newWorld(`{"settings":{"distances":[{"from":600001,"to":560001,"km":777}]}}`), sellerGstin)
	want(t, "own distance", u.ask("/eicore/v1.03/Invoice", bill(t, "D/1", byRoad)).info, `[{"InfCd":"EWBPPD","Desc":"Pin-Pin calc distance: 777KM"}]`)
	s.control(http.MethodPatch, "/settings?world="+u.world.ClientID, `{"distances":[],"distance_table":"none"}`, 200, nil)
	want(t, "no table", u.ask("/eicore/v1.03/Invoice", bill(t, "D/2", byRoad)).info, `[{"InfCd":"EWBERR","Desc":[{"ErrorCode":"4030",`+
		`"ErrorMessage":"The distance between the pincodes 560001 and 600001 is not available in the system, you need to pass the actual distance."}]}]`)
	for _, bad := range []string{`{"distance_table":"roads"}`, `{"distances":[{"from":1,"to":2,"km":3}]}`, `{"distances":[{"from":560001,"to":560001,"km":3}]}`, `{"distances":"x"}`} {
		s.control(http.MethodPatch, "/settings", bad, 400, nil)
	}
}

// TestGotoEndOfWaybill sends the clock to the last second of a bill, by name.
func TestGotoEndOfWaybill(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := s.enter(s.newWorld(`{}`), sellerGstin)
	irn := text(u.ask("/eicore/v1.03/Invoice", bill(t, "G/1", byRoad)).plain["Irn"])
	var clock struct{ Now string }
	s.control(http.MethodPost, "/clock/goto?world="+u.world.ClientID, `{"edge":"ewb-validity","irn":"`+irn+`","offset":"-1s"}`, 200, &clock)
	want(t, "a second before the end", clock.Now, "2026-11-24T23:58:59+05:30")
}

// TestOneWaybillWins asks for a bill of one IRN from several sides at once.
func TestOneWaybillWins(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := s.enter(s.newWorld(`{}`), sellerGstin)
	irn := text(u.ask("/eicore/v1.03/Invoice", bill(t, "O/1", edit(validate.Edits{"EwbDtls.Distance": 4000}))).plain["Irn"])
	codes := make([]string, 8)
	var wait sync.WaitGroup
	for i := range codes {
		wait.Go(func() { codes[i] = u.ask("/eiewb/v1.03/ewaybill", request(irn)).codes })
	}
	wait.Wait()
	slices.Sort(codes)
	want(t, "codes", strings.Join(codes, ","), ",4002,4002,4002,4002,4002,4002,4002")
}
