package server_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/validate"
)

// addUser gives a GSTIN a user in a world.
func (s *sim) addUser(world creds, gstin string) creds {
	s.t.Helper()
	s.control(http.MethodPost, "/users?world="+world.ClientID, `{"user_name":"u_`+strings.ToLower(gstin)+`","password":"Carry@2026","gstin":"`+gstin+`"}`, 201, nil)
	var again creds
	s.control(http.MethodGet, "/creds?world="+world.ClientID, "", 200, &again)
	return again
}

// TestEwayLogin is the login of the e-way bill system: its forms, its refusals, and tokens that are good there only.
func TestEwayLogin(t *testing.T) {
	t.Parallel()
	s := start(t)
	world := s.newWorld(`{}`)
	u := s.enterEway(world, sellerGstin)
	again := s.enterEway(world, sellerGstin)
	if u.token != again.token || string(u.sek) != string(again.sek) {
		t.Errorf("a second login in the token's life gave %s, want %s and the same key", again.token, u.token)
	}
	want(t, "its token at the invoice portal", u.ask("/eicore/v1.03/Invoice/irn/"+strings.Repeat("0", 64), nil).codes, "1005")
	if irp := s.enter(world, sellerGstin); irp.token == u.token {
		t.Error("both systems gave the same token")
	}

	appKey := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))
	inner := func(change ...string) string {
		m := map[string]string{"action": "ACCESSTOKEN", "username": u.name, "password": u.pass, "app_key": appKey}
		for i := 0; i+1 < len(change); i += 2 {
			m[change[i]] = change[i+1]
		}
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	sealed := func(text string) string {
		data, err := seal.SealAuth(nil, s.key, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return `{"action":"ACCESSTOKEN","data":"` + data + `"}`
	}
	bare, err := seal.SealRSA(nil, s.key, []byte(inner()))
	if err != nil {
		t.Fatal(err)
	}
	password, err := seal.SealRSA(nil, s.key, []byte(u.pass))
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.SealRSA(nil, s.key, []byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, body, want string
		headers          []string
	}{
		{"as documented", `{"Data":` + strings.SplitN(sealed(inner()), `"data":`, 2)[1], "", nil},
		{"with the action outside", sealed(inner()), "", nil},
		{"the older form", `{"action":"ACCESSTOKEN","username":"` + u.name + `","password":"` + password + `","app_key":"` + key + `"}`, "", nil},
		{"no GSTIN", sealed(inner()), "393", []string{"Gstin", ""}},
		{"no secret", sealed(inner()), "116", []string{"client_secret", ""}},
		{"unknown client", sealed(inner()), "116", []string{"client_id", "nobody"}},
		{"no JSON", "x", "100", nil},
		{"nothing", "{}", "115", nil},
		{"not cipher text", `{"data":"x"}`, "109", nil},
		{"the JSON without Base64", `{"data":"` + bare + `"}`, "109", nil},
		{"another action", sealed(inner("action", "LOGIN")), "239", nil},
		{"wrong password", sealed(inner("password", "x")), "108", nil},
		{"unknown user", sealed(inner("username", "x")), "108", nil},
		{"user of another GSTIN", sealed(inner()), "108", []string{"Gstin", branchGstin}},
		{"short key", sealed(inner("app_key", "eA==")), "107", nil},
	}
	for _, tt := range tests {
		raw := u.send(http.MethodPost, "/ewaybillapi/v1.03/auth", []byte(tt.body), tt.headers...)
		var env struct{ Status, Authtoken, Sek string }
		if err := json.Unmarshal(raw, &env); err != nil {
			t.Fatalf("%s: %v in %s", tt.name, err, raw)
		}
		if tt.want != "" {
			got, _ := u.opened(raw)
			want(t, tt.name, got, tt.want)
		} else if env.Status != "1" || env.Authtoken != u.token || len(env.Sek) != 64 {
			t.Errorf("%s: got %s, want the token %s", tt.name, raw, u.token)
		}
	}
}

// TestCarriage hands Part A to a transporter, who does the rest.
func TestCarriage(t *testing.T) {
	t.Parallel()
	s := start(t)
	world := s.addUser(s.newWorld(`{}`), carrier)
	owner, other := s.enter(world, sellerGstin), s.enterEway(world, branchGstin)
	made := owner.ask("/eicore/v1.03/Invoice", bill(t, "C/1", edit(validate.Edits{
		"EwbDtls.TransMode": validate.Absent{}, "EwbDtls.VehNo": validate.Absent{}, "EwbDtls.VehType": validate.Absent{}, "EwbDtls.TransId": "29ZZZCB0002B1ZW",
	})))
	no := text(made.plain["EwbNo"])
	want(t, "a stranger hands it over", handOver(other, "", no), "312")
	want(t, "to nobody", first(owner.eway("UPDATETRANSPORTER", map[string]any{"ewbNo": no, "transporterId": "00AAAAA0000A1Z0"})), "222")
	want(t, "without a number", first(owner.eway("UPDATETRANSPORTER", map[string]any{"transporterId": carrier})), "301")
	codes, plain := owner.eway("UPDATETRANSPORTER", map[string]any{"ewbNo": no, "transporterId": carrier})
	want(t, "hand over", codes+text(plain["ewayBillNo"])+text(plain["transporterId"])+text(plain["transUpdateDate"]), no+carrier+"22/11/2026 12:31:00 PM")
	want(t, "extend without Part B", first(owner.eway("EXTENDVALIDITY", extension(no, 100))), "381")

	s.control(http.MethodPut, "/clock?world="+world.ClientID, `{"now":"2026-11-25T10:00:40+05:30"}`, 200, nil)
	truck := s.enterEway(world, carrier)
	codes, plain = truck.eway("VEHEWB", vehicle(no))
	want(t, "Part B", codes+text(plain["vehUpdDate"])+" "+text(plain["validUpto"]), "25/11/2026 10:01:00 AM 27/11/2026 11:59:00 PM")
	owner = s.enter(world, sellerGstin)
	want(t, "hand over after Part B", handOver(owner, "", no), "338")
	s.control(http.MethodPut, "/clock?world="+world.ClientID, `{"now":"2026-11-26T10:00:40+05:30"}`, 200, nil)
	truck = s.enterEway(world, carrier)
	codes, plain = truck.eway("VEHEWB", vehicle(no))
	want(t, "another vehicle", codes+text(plain["validUpto"]), "27/11/2026 11:59:00 PM")

	s.control(http.MethodPut, "/clock?world="+world.ClientID, `{"now":"2026-11-27T20:00:00+05:30"}`, 200, nil)
	owner, truck = s.enter(world, sellerGstin), s.enterEway(world, carrier)
	want(t, "the owner extends", first(owner.eway("EXTENDVALIDITY", extension(no, 100))), "384")
	resting := extension(no, 201)
	maps.Copy(resting, map[string]any{"transMode": "5", "consignmentStatus": "T", "transitType": "W", "addressLine1": "A", "addressLine2": "B", "addressLine3": "C", "vehicleNo": ""})
	codes, plain = truck.eway("EXTENDVALIDITY", resting)
	want(t, "the transporter extends", codes+text(plain["ewayBillNo"])+text(plain["updatedDate"])+text(plain["validUpto"]),
		no+"27/11/2026 08:00:00 PM"+"29/11/2026 11:59:00 PM")
	codes, shown := truck.read("GetEwayBill?ewbNo=" + no)
	want(t, "read", codes, "")
	for member, value := range map[string]string{
		"ewbNo": no, "status": "ACT", "genMode": "IRP", "userGstin": sellerGstin, "transporterId": carrier, "actualDist": "350", "noValidDays": "2",
		"extendedTimes": "1", "docNo": "C/1", "fromPincode": "560001", "toPincode": "600001", "supplyType": "O", "totInvValue": "11800",
	} {
		want(t, member, text(shown[member]), value)
	}
	if n := len(shown["VehiclListDetails"].([]any)); n != 3 {
		t.Errorf("%d movements, want 3", n)
	}
	want(t, "a stranger reads", first(s.enterEway(world, branchGstin).read("GetEwayBill?ewbNo="+no)), "325")
}

// TestChangesRefused are the codes of requests that are wrong in themselves.
func TestChangesRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	u, _, no := moved(t, s, nil)
	u.at("2026-11-24T20:00:00+05:30")
	u = s.enterEway(u.world, sellerGstin)
	tests := []struct {
		action, member string
		value          any
		want           string
	}{
		{"VEHEWB", "ewbNo", 5, "301"}, {"VEHEWB", "transMode", "5", "302"}, {"VEHEWB", "vehicleNo", "", "303"},
		{"VEHEWB", "vehicleNo", "KA1", "304"}, {"VEHEWB", "fromPlace", "", "305"}, {"VEHEWB", "fromState", 77, "306"},
		{"VEHEWB", "reasonCode", "9", "307"}, {"VEHEWB", "reasonRem", strings.Repeat("x", 51), "308"}, {"VEHEWB", "transMode", 2, "394"},
		{"VEHEWB", "vehicleType", "X", "361"}, {"VEHEWB", "ewbNo", 999999999999, "312"},
		{"EXTENDVALIDITY", "ewbNo", "", "301"}, {"EXTENDVALIDITY", "transMode", "6", "302"}, {"EXTENDVALIDITY", "vehicleNo", "", "303"},
		{"EXTENDVALIDITY", "vehicleNo", "KA1", "304"}, {"EXTENDVALIDITY", "transMode", "2", "385"}, {"EXTENDVALIDITY", "fromPlace", " ", "305"},
		{"EXTENDVALIDITY", "fromState", "", "306"}, {"EXTENDVALIDITY", "fromPincode", 999999, "421"}, {"EXTENDVALIDITY", "remainingDistance", 0, "389"},
		{"EXTENDVALIDITY", "extnRemarks", "", "386"}, {"EXTENDVALIDITY", "extnRsnCode", 3, "307"}, {"EXTENDVALIDITY", "consignmentStatus", "T", "711"},
		{"EXTENDVALIDITY", "transitType", "R", "712"}, {"EXTENDVALIDITY", "remainingDistance", 351, "390"},
	}
	for _, tt := range tests {
		req := vehicle(no)
		if tt.action == "EXTENDVALIDITY" {
			req = extension(no, 100)
		}
		req[tt.member] = tt.value
		got, _ := u.eway(tt.action, req)
		want(t, tt.action+" "+tt.member+" "+text(tt.value), got, tt.want)
	}
	resting := extension(no, 100)
	maps.Copy(resting, map[string]any{"transMode": "5", "consignmentStatus": "T"})
	for _, step := range []struct{ member, value, want string }{
		{"transitType", "X", "705"}, {"transitType", "R", "706"}, {"addressLine1", "A", "707"}, {"addressLine2", "B", "708"}, {"addressLine3", "C", ""},
	} {
		resting[step.member] = step.value
		want(t, "resting, "+step.member, first(u.eway("EXTENDVALIDITY", resting)), step.want)
	}
}
