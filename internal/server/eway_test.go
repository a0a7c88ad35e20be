package server_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/validate"
)

// moved is a bill by road that exists, and who made it.
func moved(t *testing.T, s *sim, more validate.Edits) (u *party, irn, no string) {
	t.Helper()
	u = s.enter(s.newWorld(`{}`), sellerGstin)
	made := u.ask("/eicore/v1.03/Invoice", bill(t, "E/1", edit(more)))
	if no = text(made.plain["EwbNo"]); len(no) != 12 {
		t.Fatalf("no bill: %v %s", made.plain, made.info)
	}
	return u, text(made.plain["Irn"]), no
}

// at sets the clock of the user's world.
func (p *party) at(instant string) {
	p.s.t.Helper()
	p.s.control(http.MethodPut, "/clock?world="+p.world.ClientID, `{"now":"`+instant+`"}`, 200, nil)
}

func cancellation(no string) map[string]any {
	return map[string]any{"ewbNo": json.Number(no), "cancelRsnCode": 1, "cancelRmrk": "twice"}
}

// TestEwayRefusals walks through the codes of CANEWB in the portal's order.
func TestEwayRefusals(t *testing.T) {
	t.Parallel()
	s := start(t)
	u, _, no := moved(t, s, nil)
	other := s.enter(u.world, branchGstin)
	good, err := json.Marshal(cancellation(no))
	if err != nil {
		t.Fatal(err)
	}
	data := seal.Seal(u.sek, good)
	sealed := func(text string) string { return seal.Seal(u.sek, []byte(text)) }
	tests := []struct {
		name, action, data, want string
		headers                  []string
	}{
		{"no GSTIN", "", "", "393", []string{"Gstin", ""}},
		{"the GSTIN twice", "CANEWB", data, "393", []string{"Gstin", sellerGstin + ", " + sellerGstin}},
		{"no secret", "", "", "110", []string{"client_secret", ""}},
		{"wrong secret", "CANEWB", data, "110", []string{"client_secret", "x"}},
		{"unknown client", "CANEWB", data, "110", []string{"client_id", "x"}},
		{"no token", "CANEWB", data, "238", []string{"authtoken", ""}},
		{"unknown token", "CANEWB", data, "238", []string{"authtoken", strings.Repeat("x", 25)}},
		{"somebody else's token", "CANEWB", data, "238", []string{"authtoken", other.token}},
		{"no action", "", data, "239", nil},
		{"unknown action", "CANCEL", data, "239", nil},
		{"no data", "CANEWB", "", "115", nil},
		{"not cipher text", "CANEWB", "x", "109", nil},
		{"under another key", "CANEWB", seal.Seal(other.sek, good), "109", nil},
		{"not JSON", "CANEWB", sealed("x"), "100", nil},
		{"broken JSON", "CANEWB", sealed(`{"ewbNo":`), "100", nil},
		{"no number", "CANEWB", sealed(`{"cancelRsnCode":1}`), "301", nil},
		{"short number", "CANEWB", sealed(`{"ewbNo":12345678901,"cancelRsnCode":1}`), "301", nil},
		{"number with a fraction", "CANEWB", sealed(`{"ewbNo":123456789012.5,"cancelRsnCode":1}`), "301", nil},
		{"a word for a number", "CANEWB", sealed(`{"ewbNo":"bill","cancelRsnCode":1}`), "301", nil},
		{"an object for a number", "CANEWB", sealed(`{"ewbNo":{},"cancelRsnCode":1}`), "301", nil},
		{"no reason", "CANEWB", sealed(`{"ewbNo":` + no + `}`), "307", nil},
		{"reason 5", "CANEWB", sealed(`{"ewbNo":` + no + `,"cancelRsnCode":"5"}`), "307", nil},
		{"a word for a reason", "CANEWB", sealed(`{"ewbNo":` + no + `,"cancelRsnCode":"duplicate"}`), "307", nil},
		{"long remarks", "CANEWB", sealed(`{"ewbNo":` + no + `,"cancelRsnCode":1,"cancelRmrk":"` + strings.Repeat("x", 51) + `"}`), "308", nil},
		{"no such bill", "CANEWB", sealed(`{"ewbNo":999999999999,"cancelRsnCode":1}`), "312", nil},
		{"spelled otherwise, without user name", " canewb ", sealed(`{"EWBNO":"` + no + `","cancelrsncode":"1"}`), "", []string{"user_name", ""}},
		{"a second time", "CANEWB", data, "312", nil},
	}
	for _, tt := range tests {
		got, _ := u.ewayRaw(tt.action, tt.data, tt.headers...)
		want(t, tt.name, got, tt.want)
	}
	want(t, "a body that is no JSON", first(u.opened(u.send(http.MethodPost, "/ewaybillapi/v1.03/ewayapi", []byte("x")))), "239")
	want(t, "on the wire", string(u.send(http.MethodPost, "/ewaybillapi/v1.03/ewayapi", nil, "Gstin", "")),
		`{"status":"0","error":"eyJlcnJvckNvZGVzIjoiMzkzIn0=","info":null}`)
	u.at("2026-11-22T18:31:06+05:30")
	want(t, "the token's last second", first(u.ewayRaw("CANEWB", data)), "312")
	u.at("2026-11-22T18:31:07+05:30")
	want(t, "the token's end", first(u.ewayRaw("CANEWB", data)), "106")
}

// TestEwayEncodings cancels with Base64 between JSON and cipher, as the documentation has it.
func TestEwayEncodings(t *testing.T) {
	t.Parallel()
	s := start(t)
	u, _, no := moved(t, s, nil)
	text, err := json.Marshal(cancellation(no))
	if err != nil {
		t.Fatal(err)
	}
	codes, plain := u.ewayRaw("CANEWB", seal.Seal(u.sek, []byte(base64.StdEncoding.EncodeToString(text))))
	want(t, "cancel", codes+fmt.Sprint(plain["ewayBillNo"]), no)
}

// TestEwayWindows holds each window of e-way bills at its last instant and one second later.
func TestEwayWindows(t *testing.T) {
	t.Parallel()
	cancel := func(u *party, _, no string) string { return first(u.eway("CANEWB", cancellation(no))) }
	extend := func(u *party, _, no string) string { return first(u.eway("EXTENDVALIDITY", extension(no, 100))) }
	byIRN := func(u *party, irn, no string) string {
		u.eway("CANEWB", cancellation(no))
		return u.ask("/eiewb/v1.03/ewaybill", request(irn)).codes
	}
	tests := []struct {
		name, at, want string
		do             func(u *party, irn, no string) string
	}{
		{"cancel at the 24th hour", "2026-11-23T12:31:07+05:30", "", cancel},
		{"cancel one second late", "2026-11-23T12:31:08+05:30", "728", cancel},
		{"extend a second early", "2026-11-24T15:58:59+05:30", "382", extend},
		{"extend eight hours before the end", "2026-11-24T15:59:00+05:30", "", extend},
		{"extend eight hours after it", "2026-11-25T07:59:00+05:30", "", extend},
		{"extend a second late", "2026-11-25T07:59:01+05:30", "382", extend},
		{"change the vehicle in the last second", "2026-11-24T23:59:00+05:30", "", func(u *party, _, no string) string { return first(u.eway("VEHEWB", vehicle(no))) }},
		{"change the vehicle a second late", "2026-11-24T23:59:01+05:30", "311", func(u *party, _, no string) string { return first(u.eway("VEHEWB", vehicle(no))) }},
		{"hand over in the last second", "2026-11-24T23:59:00+05:30", "", handOver},
		{"hand over a second late", "2026-11-24T23:59:01+05:30", "281", handOver},
		{"a new bill at once", "2026-11-22T12:31:07+05:30", "", byIRN},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			u, irn, no := moved(t, s, nil)
			u.at(tt.at)
			u = s.enter(u.world, sellerGstin)
			want(t, tt.name, tt.do(u, irn, no), tt.want)
		})
	}
}

// TestDocumentOf180Days holds rule 4043 at the last second of its day. The standard invoice is three days old.
func TestDocumentOf180Days(t *testing.T) {
	t.Parallel()
	s := start(t)
	u, irn, no := moved(t, s, nil)
	want(t, "cancel", first(u.eway("CANEWB", cancellation(no))), "")
	u.at("2027-05-19T00:00:00+05:30")
	u = s.enter(u.world, sellerGstin)
	want(t, "after the 180th day", u.ask("/eiewb/v1.03/ewaybill", request(irn)).codes, "4043")
	u.at("2027-05-18T23:59:59+05:30")
	u = s.enter(u.world, sellerGstin)
	want(t, "on the 180th day", u.ask("/eiewb/v1.03/ewaybill", request(irn)).codes, "")
}

// TestExtensionOf360Days extends a slow journey as often as it goes.
func TestExtensionOf360Days(t *testing.T) {
	t.Parallel()
	s := start(t)
	u, _, no := moved(t, s, validate.Edits{
		"BuyerDtls.Pin": 128001, "BuyerDtls.Gstin": "06ZZZCB0002B1Z4", "BuyerDtls.Stcd": "06", "BuyerDtls.Pos": "06",
		"EwbDtls.VehType": "O", "EwbDtls.Distance": 2400, // no figure in the table: 120 days at 20 km
	})
	u.at("2027-03-22T20:00:00+05:30") // the bill ends this day
	u = s.enter(u.world, sellerGstin)
	codes, plain := u.eway("EXTENDVALIDITY", extension(no, 2400))
	want(t, "first extension", codes+text(plain["validUpto"]), "20/07/2027 11:59:00 PM")
	want(t, "longer than the journey", first(u.eway("EXTENDVALIDITY", extension(no, 2401))), "390")
	u.at("2027-07-20T20:00:00+05:30")
	u = s.enter(u.world, sellerGstin)
	codes, plain = u.eway("EXTENDVALIDITY", extension(no, 2400))
	want(t, "to the 360th day", codes+text(plain["validUpto"]), "17/11/2027 11:59:00 PM")
	u.at("2027-11-17T20:00:00+05:30")
	u = s.enter(u.world, sellerGstin)
	want(t, "beyond it", first(u.eway("EXTENDVALIDITY", extension(no, 20))), "821")
	_, shown := u.read("GetEwayBill?ewbNo=" + no)
	want(t, "extendedTimes", text(shown["extendedTimes"]), "2")
}

func handOver(u *party, _, no string) string {
	return first(u.eway("UPDATETRANSPORTER", map[string]any{"ewbNo": no, "transporterId": carrier}))
}

func vehicle(no string) map[string]any {
	return map[string]any{
		"ewbNo": json.Number(no), "vehicleNo": "TN01AB4321", "fromPlace": "Hosur", "fromState": 33, "reasonCode": "1", "reasonRem": "broke down",
		"transDocNo": "", "transDocDate": "", "transMode": "1", "vehicleType": "R",
	}
}

func extension(no string, km int) map[string]any {
	return map[string]any{
		"ewbNo": json.Number(no), "vehicleNo": "KA01AB1234", "fromPlace": "Hosur", "fromState": "33", "remainingDistance": km,
		"transDocNo": "", "transDocDate": "", "transMode": "1", "extnRsnCode": 1, "extnRemarks": "Flood", "fromPincode": 635109,
		"consignmentStatus": "M", "transitType": "", "addressLine1": "", "addressLine2": "", "addressLine3": "",
	}
}
