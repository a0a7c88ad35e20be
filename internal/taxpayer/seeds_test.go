package taxpayer

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/masters"
)

// The taxpayers that users may rely on, with what makes each of them special.
func TestDefaultWorld(t *testing.T) {
	t.Parallel()
	tests := []struct {
		gstin  string
		status Status
		typ    Type
		pin    int
	}{
		{"29ZZZCS0001A1ZI", Active, REG, 560001},
		{"27ZZZCS0001A1ZM", Active, REG, 400001},
		{"29ZZZCT0011T1CN", Active, TCS, 560001},
		{"27ZZZCB0002B1Z0", Active, REG, 400001},
		{"29ZZZCB0002B1ZW", Active, REG, 560001},
		{"33ZZZCE0003E1ZX", Active, SEZ, 600001},
		{"24ZZZCD0004D1ZY", Active, SED, 380001},
		{"09ZZZPC0005C1Z1", Active, COM, 226001},
		{"07ZZZCX0006X1Z3", Cancelled, REG, 110001},
		{"19ZZZCS0007S1ZC", Suspended, REG, 700001},
		{"36ZZZCI0008I1Z9", Inactive, REG, 500001},
		{"32ZZZCP0009P1ZV", Provisional, REG, 695001},
		{"27ZZZCI0010I1ZE", Active, ISD, 400001},
		{"08ZZZCN0012N1ZX", Active, REG, 302001},
		{"23ZZZCL0013L1ZA", Active, REG, 462001},
		{"29ZZZCA0014A1ZV", Active, REG, 560001},
		{"30ZZZPK0015K1ZP", Active, CAS, 403001},
		{"29ZZZCT0016T1Z7", Active, REG, 560001},
	}
	for _, tt := range tests {
		got, ok := Seeded(tt.gstin)
		if !ok || got.Status != tt.status || got.Type != tt.typ || got.Pin != tt.pin {
			t.Errorf("Seeded(%s) = %+v, %v; want %s %s PIN %d", tt.gstin, got, ok, tt.status, tt.typ, tt.pin)
		}
		if !CheckHolds(tt.gstin) {
			t.Errorf("%s has a wrong check character", tt.gstin)
		}
		if want := tt.gstin != "08ZZZCN0012N1ZX"; got.Enabled != want {
			t.Errorf("%s: enabled is %v, want %v", tt.gstin, got.Enabled, want)
		}
		if want := tt.gstin == "23ZZZCL0013L1ZA"; (got.BlockStatus == Blocked) != want {
			t.Errorf("%s: block status is %q", tt.gstin, got.BlockStatus)
		}
		if want := tt.gstin == "29ZZZCA0014A1ZV"; (got.TurnoverCr >= 10) != want || got.TurnoverCr < 1 {
			t.Errorf("%s: turnover is %d crore", tt.gstin, got.TurnoverCr)
		}
		if want := map[bool]string{true: "2024-03-31"}[tt.status == Cancelled]; got.Deregistered != want || got.Registered != "2017-07-01" {
			t.Errorf("%s: registered %q to %q, want 2017-07-01 to %q", tt.gstin, got.Registered, got.Deregistered, want)
		}
	}
	if len(tests) != len(simulated) {
		t.Errorf("%d taxpayers are checked here, %d are seeded", len(tests), len(simulated))
	}
	if seller, _ := Seeded("29ZZZCS0001A1ZI"); seller.LegalName != "Simulated Seller Private Limited" {
		t.Errorf("the seller is called %q", seller.LegalName)
	}
}

func TestSandboxNumbers(t *testing.T) {
	t.Parallel()
	pins := map[string]int{
		"02AMBPG7773M002": 171302, "36AMBPG7773M002": 500055, "05AAAPG7885R002": 263001, "09AAAPG7885R002": 201301,
		"34AACCC1596Q002": 605001, "24AAFCD5862R005": 382010, "29AWGPV7107B1Z1": 562160,
	}
	all := []string{nicBuyer.Gstin}
	for _, s := range sandbox {
		all = append(all, s.gstin)
	}
	if len(all) != 43 {
		t.Errorf("%d numbers of the public sandbox, want 43", len(all))
	}
	for _, gstin := range all {
		got, ok := Find(gstin, Strict)
		if !ok || got.Status != Active || got.Type != REG || !got.Enabled || got.BlockStatus != Unblocked {
			t.Errorf("Find(%s, strict) = %+v, %v; want an active regular taxpayer", gstin, got, ok)
		}
		if want := pins[gstin]; want != 0 && got.Pin != want {
			t.Errorf("%s has PIN %d, want %d", gstin, got.Pin, want)
		}
	}
	want := Taxpayer{
		Gstin: "29AWGPV7107B1Z1", LegalName: "VIKASEXPORTS", TradeName: "VIKAS EXPORTS", Status: Active, Type: REG,
		BlockStatus: "U", BuildingName: "RAMANAGARA", BuildingNo: "562160", Floor: "1st floor", Street: "6th main",
		Location: "CHANNAPATNA", StateCode: "29", Pin: 562160, Registered: "2017-07-01", TurnoverCr: 2, Enabled: true,
	}
	got, _ := Seeded(want.Gstin)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the portal's own sample, want (-) and got (+):\n%s", diff)
	}
}

// Every seed is something that the control API would take, at a PIN of its state, and unique.
func TestSeedsAreSound(t *testing.T) {
	t.Parallel()
	list := Seeds()
	if len(list) != len(simulated)+len(sandbox)+1 {
		t.Fatalf("%d seeds, want %d", len(list), len(simulated)+len(sandbox)+1)
	}
	if !slices.IsSortedFunc(list, func(a, b Taxpayer) int { return strings.Compare(a.Gstin, b.Gstin) }) {
		t.Error("the seeds are not in order of GSTIN")
	}
	seen := map[string]bool{}
	for _, s := range list {
		if c := Validate(s); c != nil {
			t.Errorf("%s: %v", s.Gstin, c)
		}
		if !masters.PinInState(s.Pin, s.StateCode) {
			t.Errorf("%s: PIN %d is not of state %s", s.Gstin, s.Pin, s.StateCode)
		}
		if seen[s.Gstin] {
			t.Errorf("%s is seeded twice", s.Gstin)
		}
		seen[s.Gstin] = true
	}
	list[0].LegalName = "changed"
	if got, _ := Seeded(list[0].Gstin); got.LegalName == "changed" {
		t.Error("changing the slice of Seeds changed the register")
	}
}

func BenchmarkSeeded(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := Seeded("29ZZZCS0001A1ZI"); !ok {
			b.Fatal("the seller is not seeded")
		}
	}
}

func BenchmarkSynthesize(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := Synthesize("27AAPFU0939F1ZV"); !ok {
			b.Fatal("a right number is refused")
		}
	}
}
