package masters

import (
	"strings"
	"testing"
)

func TestLookupState(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code, name   string
		usable, want bool
	}{
		{"9", "Uttar Pradesh", true, true},
		{"09", "Uttar Pradesh", true, true},
		{"29", "Karnataka", true, true},
		{"25", "Daman and Diu", false, true},
		{"28", "Andhra Pradesh (before division)", false, true},
		{"96", "Foreign country", true, true},
		{"97", "Other territory", true, true},
		{"99", "Centre jurisdiction", false, true},
		{code: ""}, {code: "0"}, {code: "00"}, {code: "39"}, {code: "009"}, {code: " 9"}, {code: "KA"}, {code: "code"},
	}
	for _, tt := range tests {
		s, ok := LookupState(tt.code)
		if ok != tt.want || s.Name != tt.name || s.Usable != tt.usable {
			t.Errorf("LookupState(%q) = %+v, %v; want name %q, usable %v, found %v", tt.code, s, ok, tt.name, tt.usable, tt.want)
		}
	}
}

func TestLookupHSN(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code string
		want HSN
		ok   bool
	}{
		{"0101", HSN{Code: "0101", Description: "Live horses, asses, mules and hinnies"}, true},
		{"010110", HSN{Code: "010110", Derived: true}, true},
		{"01", HSN{Code: "01", Derived: true}, true},
		{code: "77"}, {code: "101"}, {code: "391520000"}, {code: ""}, {code: "code"}, {code: "0101,"}, {code: "\n"},
	}
	for _, tt := range tests {
		if got, ok := LookupHSN(tt.code); ok != tt.ok || got != tt.want {
			t.Errorf("LookupHSN(%q) = %+v, %v; want %+v, %v", tt.code, got, ok, tt.want, tt.ok)
		}
	}
	if got, ok := LookupHSN("996511"); !ok || !got.Service {
		t.Errorf("LookupHSN(996511) = %+v, %v; want a service", got, ok)
	}
}

// Every row of the list is found, and says what a reading from the top says; kind and chapter agree.
func TestHSNSearchEqualsScan(t *testing.T) {
	t.Parallel()
	table, _ := TableNamed("hsn")
	n, listed := 0, 0
	for r := range table.Rows() {
		n++
		want := HSN{Code: r[0], Description: r[1], Service: r[2] == "service", Derived: r[4] == "Y"}
		if got, ok := LookupHSN(r[0]); !ok || got != want {
			t.Errorf("LookupHSN(%q) = %+v, %v; want %+v", r[0], got, ok, want)
		}
		if want.Service != strings.HasPrefix(r[0], "99") {
			t.Errorf("%s: service is %v, but services are exactly the codes that begin with 99", r[0], want.Service)
		}
		if _, ok := LookupHSN(r[0] + "0"); ok && len(r[0])%2 == 0 {
			t.Errorf("LookupHSN(%q) found a code of odd length", r[0]+"0")
		}
		if !want.Derived {
			listed++
		}
	}
	if n != 22614 || listed != 18687 {
		t.Errorf("saw %d rows, %d of them listed; want 22614 and 18687", n, listed)
	}
}

func TestSmallLists(t *testing.T) {
	t.Parallel()
	lists := []struct {
		name     string
		find     func(string) (string, bool)
		yes, no  string
		wantName string
	}{
		{"UQC", names(LookupUQC), "KGS LTR MTR OTH NOS", "KG NA kgs", "Kilograms"},
		{"currency", names(LookupCurrency), "USD EUR INR", "XXY usd", "United States dollar"},
		{"document type", names(LookupDocumentType), "INV CRN DBN", "BIL CHL inv", "Invoice"},
		{"e-way bill document type", names(LookupEWBDocumentType), "INV BIL BOE CHL OTH", "CRN DBN", "Tax invoice"},
		{"GSTIN status", names(LookupGstinStatus), "ACT CNL INA PRO SUS", "REJ", "Active"},
		{"block status", names(LookupBlockStatus), "U B", "X", "Unblocked"},
		{"IRN status", names(LookupIRNStatus), "ACT CNL", "SUS", "Active"},
		{"IRN cancel reason", names(LookupIRNCancelReason), "2 1 3 4", "0 5", "Data entry mistake"},
		{"e-way bill cancel reason", names(LookupEWBCancelReason), "2 1 3 4", "0 5", "Order cancelled"},
		{"transport mode", names(LookupTransportMode), "1 2 3 4", "0 5", "Road"},
		{"vehicle type", names(LookupVehicleType), "R O", "r", "Regular"},
	}
	for _, l := range lists {
		for i, code := range strings.Fields(l.yes) {
			name, ok := l.find(code)
			if !ok || name == "" {
				t.Errorf("%s %q is %q, %v; want it found", l.name, code, name, ok)
			}
			if i == 0 && name != l.wantName {
				t.Errorf("%s %q is %q, want %q", l.name, code, name, l.wantName)
			}
		}
		for _, code := range append(strings.Fields(l.no), "", "code") {
			if name, ok := l.find(code); ok {
				t.Errorf("%s %q is %q, want none", l.name, code, name)
			}
		}
	}
}

func names(find func(string) (Named, bool)) func(string) (string, bool) {
	return func(code string) (string, bool) {
		n, ok := find(code)
		return n.Name, ok
	}
}

func TestTypedLists(t *testing.T) {
	t.Parallel()
	if s, ok := LookupSupplyType("SEZWOP"); !ok || s.Export || !s.SEZ || s.IGST != "N" {
		t.Errorf("LookupSupplyType(SEZWOP) = %+v, %v", s, ok)
	}
	if s, ok := LookupSupplyType("EXPWP"); !ok || !s.Export || s.SEZ {
		t.Errorf("LookupSupplyType(EXPWP) = %+v, %v", s, ok)
	}
	if s, ok := LookupSupplyType("B2C"); ok {
		t.Errorf("LookupSupplyType(B2C) = %+v, want none", s)
	}
	for code, may := range map[string]bool{"REG": true, "SED": true, "CAS": true, "SEZ": false, "TCS": false, "COM": false} {
		if got, ok := LookupTaxpayerType(code); !ok || got.MayIssueIRN != may {
			t.Errorf("LookupTaxpayerType(%s) = %+v, %v; want may issue %v", code, got, ok, may)
		}
	}
	if p, ok := LookupPort("INALA1"); !ok || p != (Port{Code: "INALA1", Name: "ALANG SBY", State: "24", Kind: "sea"}) {
		t.Errorf("LookupPort(INALA1) = %+v, %v", p, ok)
	}
	if p, ok := LookupPort("INXXX9"); ok {
		t.Errorf("LookupPort(INXXX9) = %+v, want none", p)
	}
	if c, ok := LookupCountry("AE"); !ok || c.Alpha3 != "ARE" || c.Numeric != "784" {
		t.Errorf("LookupCountry(AE) = %+v, %v", c, ok)
	}
	if c, ok := LookupCountry("XX"); ok {
		t.Errorf("LookupCountry(XX) = %+v, want none", c)
	}
}

func TestLookupRate(t *testing.T) {
	t.Parallel()
	for _, milli := range []int64{0, 100, 250, 1000, 1500, 3000, 5000, 6000, 7500, 12000, 18000, 28000, 40000} {
		r, ok := LookupRate(milli)
		if !ok || r.CGST*2 != milli || r.SGST != r.CGST || !r.Accepted {
			t.Errorf("LookupRate(%d) = %+v, %v; want it with equal halves", milli, r, ok)
		}
	}
	if r, _ := LookupRate(250); r.Text != "0.25" || r.CGST != 125 {
		t.Errorf("LookupRate(250) = %+v, want 0.25 with halves of 125", r)
	}
	for _, milli := range []int64{-1, 1, 500, 9000, 18001, 1 << 40} {
		if r, ok := LookupRate(milli); ok {
			t.Errorf("LookupRate(%d) = %+v, want none", milli, r)
		}
	}
}

func TestVehicleNumber(t *testing.T) {
	t.Parallel()
	for _, no := range []string{"KA121234", "KA12K1234", "KA01AB1234", "ABC1234", "KA123A1234", "KA12KAB1234", "DF1", "TM12345", "BP12345", "NP1234567890123"} {
		if !VehicleNumber(no) {
			t.Errorf("VehicleNumber(%q) = false, want true", no)
		}
	}
	for _, no := range []string{"", "KA", "ka01ab1234", "KA 01 AB 1234", "KA01AB12345", "12KA1234", "NP12345678901234", strings.Repeat("D", 1000)} {
		if VehicleNumber(no) {
			t.Errorf("VehicleNumber(%q) = true, want false", no)
		}
	}
	if got := len(VehicleFormats()); got != 10 {
		t.Errorf("%d vehicle formats, want 10", got)
	}
}
