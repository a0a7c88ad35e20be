package registrar

import (
	"testing"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
)

// No request of the e-way bill system makes a check panic, and every code that is said is in the catalogue.
func FuzzEwayRequests(f *testing.F) {
	f.Add([]byte(`{"ewbNo":351010000123,"vehicleNo":"KA01AB1234","transMode":"1","fromPlace":"x","fromState":29,"reasonCode":"1"}`))
	f.Add([]byte(`{"ewbNo":"x","transMode":5,"consignmentStatus":"T","itemList":[{"hsnCode":"01012100"},{"hsnCode":1012100},{"hsnCode":{}}]}`))
	f.Add([]byte(`{"itemList":[{}],"docDate":"31/02/2026","totInvValue":-1,"fromStateCode":1e9}`))
	f.Fuzz(func(t *testing.T, plain []byte) {
		var said []fault.Code
		note := func(err error) {
			if refused := AsFault(err); refused != nil {
				said = append(said, refused.Findings[0].Code)
			}
		}
		vehicle, _, err := einv.Decode[vehicleUpdate](plain)
		if note(misfit(err, nil)); err == nil {
			said = append(said, vehicle.wrong())
		}
		longer, _, err := einv.Decode[extension](plain)
		if note(misfit(err, nil)); err == nil {
			said = append(said, longer.wrong())
		}
		members, _, err := einv.Decode[directBill](plain)
		if note(misfit(err, memberCodes())); err == nil {
			req := &directRequest{directBill: *members, hsn: hsnCodes(plain)}
			for _, found := range req.wrongMembers() {
				said = append(said, found.Code)
			}
			new(EwayBill).ofRequest(req)
		}
		for _, code := range said {
			if _, ok := fault.Lookup(code); !ok && code != "" {
				t.Errorf("code %s is not in the catalogue", code)
			}
		}
	})
}

// An HSN that came as a number has lost the zero it began with.
func TestHsnCodes(t *testing.T) {
	t.Parallel()
	got := hsnCodes([]byte(`{"ItemList":[{"hsnCode":1012100},{"hsncode":"0101"},{"hsnCode":73181500},{"hsnCode":"101"},{}]}`))
	want := []string{"01012100", "0101", "73181500", "101", ""}
	for i := range want {
		if len(got) != len(want) || got[i] != want[i] {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
}
