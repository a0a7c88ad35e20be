package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/fault"
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

// TestWaybillRulesOverHTTP sends every example of every rule of e-way bills, each to a world of its own.
func TestWaybillRulesOverHTTP(t *testing.T) {
	t.Parallel()
	s := start(t)
	codes := map[fault.Code]bool{}
	for _, r := range validate.All() {
		if r.API != validate.GenerateEWB {
			continue
		}
		codes[r.Code] = true
		for i, e := range r.Breaks {
			got, text := s.play(e, fmt.Sprintf("B/%d", i))
			if got != string(r.Code) || strings.Contains(text, "{0}") {
				t.Errorf("%s, break %d (%s): got %q %q, want %s", r.ID, i, e.Note, got, text, r.Code)
			}
		}
		for i, e := range r.Passes {
			if got, _ := s.play(e, fmt.Sprintf("P/%d", i)); got != "" {
				t.Errorf("%s, pass %d (%s): got %s, want a bill", r.ID, i, e.Note, got)
			}
		}
	}
	if len(codes) < 28 {
		t.Errorf("rules raise %d codes, want those of the reference", len(codes))
	}
}

// play registers an example and returns the code and text of the bill's refusal, "" when it is made.
func (s *sim) play(e validate.Example, number string) (code, message string) {
	s.t.Helper()
	now := e.Time(instant(s.t))
	world, err := json.Marshal(map[string]any{"taxpayers": e.Seeds(now), "settings": settingsOf(e)})
	if err != nil {
		s.t.Fatal(err)
	}
	w := s.newWorld(string(world))
	s.control(http.MethodPut, "/clock?world="+w.ClientID, `{"now":"`+now.Format("2006-01-02T15:04:05Z07:00")+`"}`, 200, nil)
	tree, err := e.Tree(now)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := validate.Set(tree, "DocDtls.No", number); err != nil {
		s.t.Fatal(err)
	}
	u := s.enter(w, e.Caller())
	made := u.ask("/eicore/v1.03/Invoice", tree)
	if made.codes != "" {
		return "invoice " + made.codes, strings.Join(made.texts, "; ")
	}
	asked, err := e.Request(now)
	if err != nil {
		s.t.Fatal(err)
	}
	if asked != nil {
		asked["Irn"] = made.plain["Irn"]
		got := u.ask("/eiewb/v1.03/ewaybill", asked)
		return got.codes, strings.Join(got.texts, "; ")
	}
	var info []struct {
		InfCd string
		Desc  json.RawMessage
	}
	if err := json.Unmarshal([]byte(made.info), &info); err != nil {
		s.t.Fatal(err)
	}
	if len(info) == 1 && info[0].InfCd == "EWBERR" {
		var list []struct{ ErrorCode, ErrorMessage string }
		if err := json.Unmarshal(info[0].Desc, &list); err != nil || len(list) != 1 {
			s.t.Fatalf("EWBERR holds %s: %v, want one entry", info[0].Desc, err)
		}
		return list[0].ErrorCode, list[0].ErrorMessage
	}
	if made.plain["EwbNo"] == nil {
		return "no bill", made.info
	}
	return "", ""
}

func settingsOf(e validate.Example) map[string]bool {
	set := map[string]bool{}
	for _, name := range e.World.Settings {
		set[name] = true
	}
	return set
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
