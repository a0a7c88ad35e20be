package irn_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/irn"
)

func ist(year int, month time.Month, day, hour, minute, sec int) time.Time {
	return time.Date(year, month, day, hour, minute, sec, 0, clock.IST)
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The rows are IRNs that the portal gave; doc_no_hashed is what it hashed.
func TestHashAgainstThePortal(t *testing.T) {
	t.Parallel()
	var vectors []struct {
		Gstin  string `json:"supplier_gstin"`
		FY     string `json:"financial_year"`
		Typ    string `json:"doc_type"`
		No     string `json:"doc_no"`
		Hashed string `json:"doc_no_hashed"`
		IRN    string `json:"irn"`
		Source string
	}
	if err := json.Unmarshal(read(t, "testdata/irn.json"), &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) == 0 {
		t.Fatal("testdata/irn.json holds no vectors")
	}
	for _, v := range vectors {
		if got := irn.Hash(v.Gstin, v.FY, v.Typ, v.Hashed); got != v.IRN {
			t.Errorf("Hash(%s, %s, %s, %s) = %s, want %s (%s)", v.Gstin, v.FY, v.Typ, v.Hashed, got, v.IRN, v.Source)
		}
		// The same through Of: in the middle of the financial year, on a day before or after the change of rule.
		var year int
		for _, r := range v.FY[:4] {
			year = year*10 + int(r-'0')
		}
		now := ist(2025, time.May, 31, 23, 59, 59)
		if v.Hashed != v.No {
			now = ist(2025, time.June, 1, 0, 0, 0)
		}
		if got := irn.Of(v.Gstin, strings.ToLower(v.Typ), v.No, ist(year, time.October, 10, 0, 0, 0), now); got != v.IRN {
			t.Errorf("Of(%s, %s, %s) in %s = %s, want %s (%s)", v.Gstin, v.Typ, v.No, v.FY, got, v.IRN, v.Source)
		}
	}
}

// NIC prints the text 01AAAAA9999A19N2019-20INVABC01234 as its example; the hash of it was computed with sha256sum.
func TestHashOfNICsExample(t *testing.T) {
	t.Parallel()
	const want = "353c2677715ae97aa876a37262a38381a75c1d1184f6a803f703bb395971925f"
	if got := irn.Of("01AAAAA9999A19N", "INV", "ABC01234", ist(2020, time.January, 3, 0, 0, 0), ist(2020, time.January, 3, 0, 0, 0)); got != want {
		t.Errorf("IRN of NIC's example = %s, want %s", got, want)
	}
}

func TestFinancialYear(t *testing.T) {
	t.Parallel()
	tests := []struct {
		day  time.Time
		want string
	}{
		{ist(2020, time.January, 3, 0, 0, 0), "2019-20"},
		{ist(2026, time.March, 31, 0, 0, 0), "2025-26"},
		{ist(2026, time.March, 31, 23, 59, 59), "2025-26"},
		{ist(2026, time.April, 1, 0, 0, 0), "2026-27"},
		{ist(2026, time.April, 1, 0, 0, 0).UTC(), "2026-27"}, // still 31 March in UTC
		{time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC), "2026-27"},
		{ist(2026, time.December, 31, 0, 0, 0), "2026-27"},
		{ist(1999, time.May, 1, 0, 0, 0), "1999-00"},
		{ist(2008, time.May, 1, 0, 0, 0), "2008-09"},
		{ist(2009, time.May, 1, 0, 0, 0), "2009-10"},
		{ist(2099, time.May, 1, 0, 0, 0), "2099-00"},
	}
	for _, tt := range tests {
		if got := irn.FinancialYear(tt.day); got != tt.want {
			t.Errorf("FinancialYear(%s) = %s, want %s", tt.day, got, tt.want)
		}
	}
}

// The processing instant decides about letter case, not the date of the document.
func TestLetterCaseFromJune2025(t *testing.T) {
	t.Parallel()
	docDate := ist(2025, time.May, 20, 0, 0, 0)
	at := func(no string, now time.Time) string { return irn.Of("29AAACQ3770E000", "INV", no, docDate, now) }
	before, after := ist(2025, time.May, 31, 23, 59, 59), ist(2025, time.June, 1, 0, 0, 0)
	if at("ab/1", before) == at("AB/1", before) {
		t.Errorf("numbers that differ in case have one IRN at %s", before)
	}
	for _, now := range []time.Time{after, after.UTC(), ist(2026, time.November, 22, 12, 0, 0)} {
		if got, want := at("ab/1", now), at("AB/1", before); got != want {
			t.Errorf("IRN of ab/1 at %s = %s, want that of AB/1, %s", now, got, want)
		}
	}
	if got, want := irn.Of("29AAACQ3770E000", "inv", "AB/1", docDate, before), at("AB/1", before); got != want {
		t.Errorf("IRN of type inv = %s, want that of INV, %s", got, want)
	}
}

func TestAckNo(t *testing.T) {
	t.Parallel()
	// Numbers that portals gave, 2020 to 2024.
	seen := []int64{
		112010000002315, 162010000001700, 142110004933134, 112110087062113, 232210036743849,
		162310048427387, 132310046063601, 132410051115855, 112410193157267,
	}
	for _, n := range seen {
		a, err := irn.ParseAckNo(n)
		if err != nil {
			t.Errorf("ParseAckNo(%d): %v", n, err)
			continue
		}
		if got := irn.AckNo(a.Portal, a.Shard, a.Year, a.Running); got != n {
			t.Errorf("AckNo of %+v = %d, want %d", a, got, n)
		}
	}
	a, err := irn.ParseAckNo(112410193157267)
	if want := (irn.Ack{Portal: 1, Shard: 1, Year: 2024, Running: 193157267}); err != nil || a != want {
		t.Errorf("ParseAckNo = %+v, %v, want %+v", a, err, want)
	}
	if got := irn.AckNo(1, 1, 2026, 123); got != 112610000000123 {
		t.Errorf("AckNo(1, 1, 2026, 123) = %d, want 112610000000123", got)
	}
	for _, n := range []int64{0, -112410193157267, 1, 99999999999999, 1124101931572670, 102410193157267, 112409193157267, 1<<63 - 1, -1 << 63} {
		if a, err := irn.ParseAckNo(n); err == nil {
			t.Errorf("ParseAckNo(%d) = %+v, want an error", n, a)
		}
	}
	for _, bad := range []irn.Ack{{0, 1, 2026, 1}, {10, 1, 2026, 1}, {1, 0, 2026, 1}, {1, 10, 2026, 1}, {1, 1, 26, 1}, {1, 1, 2100, 1}, {1, 1, 2026, -1}, {1, 1, 2026, 90_000_000_000}} {
		if got := irn.AckNo(bad.Portal, bad.Shard, bad.Year, bad.Running); got != 0 {
			t.Errorf("AckNo of %+v = %d, want 0", bad, got)
		}
	}
	if got := irn.AckNo(9, 9, 2099, 89_999_999_999); got != 999999999999999 {
		t.Errorf("the greatest AckNo = %d, want 999999999999999", got)
	}
}
