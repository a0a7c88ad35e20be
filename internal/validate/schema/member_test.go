package schema

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMembersOfTheTable compares rows of every kind with the published table.
func TestMembersOfTheTable(t *testing.T) {
	t.Parallel()
	want := []Member{
		{Path: "DocDtls.No", Type: Text, Mandatory: true, Min: "1", Max: "16", Pattern: `^([a-zA-Z1-9]{1}[a-zA-Z0-9/-]{0,15})$`,
			Display: "Document Number", DisplayConfidence: Observed},
		{Path: "SellerDtls.LglNm", Type: Text, Mandatory: true, Min: "3", Max: "100", Pattern: `^([^\\\"])*$`,
			Display: "Legal Name", DisplayConfidence: Observed},
		{Path: "SellerDtls.Loc", Type: Text, Mandatory: true, Min: "3", Max: "50", Pattern: `^([^\\\"])*$`,
			Display: "Location", DisplayConfidence: Observed},
		{Path: "BuyerDtls.Pin", Type: Number, NullOK: true, Min: "100000", Max: "999999",
			Display: "Pin Code", DisplayConfidence: Observed},
		{Path: "ItemList", Type: Array, Mandatory: true, Display: "ItemList", DisplayConfidence: Inferred},
		{Path: "ItemList[].IsServc", Type: Text, Mandatory: true, Min: "1", Max: "1", Enum: []string{"Y", "N"},
			Display: "Supply or Service", DisplayConfidence: Observed},
		{Path: "ItemList[].Qty", Type: Number, NullOK: true, Min: "0", Max: "9999999999.999", Decimals: 3, Pattern: `^\d+.?\d{0,3}$`,
			Display: "Quantity", DisplayConfidence: Inferred},
		{Path: "ItemList[].BchDtls", Type: Object, NullOK: true, Display: "BchDtls", DisplayConfidence: Inferred},
		{Path: "ItemList[].BchDtls.Nm", Type: Text, Mandatory: true, Min: "3", Max: "20", Pattern: `^([^\\\"])*$`,
			Display: "Batch Name", DisplayConfidence: Observed},
		{Path: "ValDtls.RndOffAmt", Type: Number, NullOK: true, Min: "-99.99", Max: "99.99", Decimals: 2, Pattern: `^-?\d+.?\d{0,2}$`,
			Display: "Rounding off amount", DisplayConfidence: Observed},
		{Path: "ExpDtls.RefClm", Type: Text, NullOK: true, Min: "1", Max: "1", Enum: []string{"Y", "N"},
			Display: "Refund Claim", DisplayConfidence: Inferred},
	}
	var got []Member
	for _, m := range Members(GenerateIRN) {
		if slices.ContainsFunc(want, func(w Member) bool { return w.Path == m.Path }) {
			m.Meaning = ""
			got = append(got, m)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows of Members(GenerateIRN) (-want +got)\n%s", diff)
	}
}

func TestMembersAreComplete(t *testing.T) {
	t.Parallel()
	counts := map[API]int{GenerateIRN: 150, CancelIRN: 3, GenerateEWB: 24, CancelEWB: 3, Auth: 4}
	for _, api := range APIs() {
		members := Members(api)
		if len(members) != counts[api] {
			t.Errorf("%s: got %d members, want %d", api, len(members), counts[api])
		}
		for _, m := range members {
			if m.Meaning == "" || m.Display == "" || m.Type == "" || m.Mandatory == m.NullOK {
				t.Errorf("%s: incomplete row %+v", api, m)
			}
			scalar := m.Type == Text || m.Type == Number
			if own := m.Display == m.Path[strings.LastIndexByte(m.Path, '.')+1:]; scalar && own && !slices.Contains([]string{"Version", "Unit", "Discount", "Distance", "Password"}, m.Display) {
				t.Errorf("%s: %s has no display name", api, m.Path)
			}
		}
	}
	if got := Members("nothing"); got != nil {
		t.Errorf("Members of an unknown API: got %v, want nil", got)
	}
}

func TestDisplayNamesAreUsed(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, api := range APIs() {
		for _, m := range Members(api) {
			used[m.Path] = true
			used[m.Path[strings.LastIndexByte(m.Path, '.')+1:]] = true
		}
	}
	seen := map[string]bool{}
	for _, d := range displayNames() {
		if !used[d.member] || seen[d.member] {
			t.Errorf("display name of %q: it names no member, or a second time", d.member)
		}
		seen[d.member] = true
	}
}

// TestFullDocumentsHaveEveryMember guards the generated cases below: a member that is not there cannot be broken.
func TestFullDocumentsHaveEveryMember(t *testing.T) {
	t.Parallel()
	for _, api := range APIs() {
		tree := full(t, api)
		for _, m := range Members(api) {
			if (m.Type == Text || m.Type == Number) && m.Path != "Irn" && value(t, tree, at(m.Path)) == "" {
				t.Errorf("%s: the full document has no %s", api, m.Path)
			}
		}
	}
}

// TestEveryMember breaks each member of each request in every way that its row in Members allows, one at a time.
func TestEveryMember(t *testing.T) {
	t.Parallel()
	j := newJudge(t)
	for _, api := range APIs() {
		cases := 0
		for _, m := range Members(api) {
			valid := value(t, full(t, api), at(m.Path))
			for _, b := range breaks(m, valid) {
				cases++
				tree := full(t, api)
				edit(t, tree, at(m.Path), b.value)
				got := j.CheckTree(api, tree)
				if diff := cmp.Diff(b.want, messages(got)); diff != "" {
					t.Errorf("%s %s %s = %v (-want +got)\n%s", api, m.Path, b.name, b.value, diff)
				}
				for _, f := range got {
					if f.Path != at(m.Path) || f.Code != "5002" {
						t.Errorf("%s %s %s: finding at %s with code %s", api, m.Path, b.name, f.Path, f.Code)
					}
				}
			}
		}
		if cases < 3*len(Members(api)) {
			t.Errorf("%s: only %d cases for %d members", api, cases, len(Members(api)))
		}
	}
}

type breakage struct {
	name  string
	value any
	want  []string
}

func breaks(m Member, valid string) []breakage {
	var required []string
	if m.Mandatory {
		required = []string{"The " + m.Display + " field is required."}
	}
	list := []breakage{{"missing", gone{}, required}, {"null", nil, required}}
	switch m.Type {
	case Text:
		return append(list, textBreaks(m, valid, required)...)
	case Number:
		return append(list, numberBreaks(m)...)
	case Object, Array:
		return append(list, breakage{"a text", "x", []string{"The " + m.Display + " field is required."}})
	}
	return append(list, breakage{"a foreign text", "perhaps", []string{"Invalid value in " + m.Display}},
		breakage{"empty", "", nil}, breakage{"a boolean", true, nil})
}

// free tells the members whose expression says nothing of the length, so that a wrong length is one complaint.
func free(m Member) bool {
	return m.Enum == nil && (m.Pattern == "" || m.Pattern == `^([^\\\"])*$` || strings.HasSuffix(m.Pattern, "+$"))
}

func textBreaks(m Member, valid string, required []string) []breakage {
	low, high := m.Min, m.Max
	if m.Path == "Irn" {
		low, valid = "64", strings.Repeat("a", 64)
	}
	length := "The field " + m.Display + " must be a string with a minimum length of " + low + " and a maximum length of " + high + "."
	if low == "" {
		length = "The field " + m.Display + " must be a string with a maximum length of " + high + "."
	}
	shape := "The field " + m.Display + " must match the regular expression '" + m.Pattern + "'."
	switch {
	case m.Enum != nil:
		shape = "Invalid value in " + m.Display
	case strings.HasPrefix(m.Pattern, "([0-9]{2}[0-9A-Z]{13})") || strings.HasPrefix(m.Pattern, "^([0-9]{2}[0-9A-Z]{13}|URP)"):
		shape = "Invalid GSTIN"
	case m.Path == "Irn":
		shape = length
	}
	wrongLength := []string{length, shape}
	if free(m) {
		wrongLength = wrongLength[:1]
	}
	empty := required
	if !m.Mandatory && m.Min != "" {
		empty = []string{length}
	}
	list := []breakage{{"empty", "", empty}}
	if n, _ := strconv.Atoi(low); n > 1 {
		list = append(list, breakage{"too short", fit(valid, n-1), wrongLength})
	}
	if n, _ := strconv.Atoi(high); n > 0 {
		list = append(list, breakage{"too long", fit(valid, n+1), wrongLength})
	}
	if m.Pattern != "" || m.Enum != nil || m.Path == "Irn" {
		list = append(list, breakage{"a quote in it", valid[:len(valid)-1] + `"`, []string{shape}},
			breakage{"a backslash in it", valid[:len(valid)-1] + `\`, []string{shape}})
	}
	return append(list, breakage{"a number", json.Number("1"), []string{unbound}})
}

const unbound = "Application error, issue with application while processing the request. Please try again. " +
	"If error persists kindly raise a ticket along with request JSON, error details and timestamp of the error occurrence."

// fit cuts s to n characters or repeats its last one.
func fit(s string, n int) string {
	if len(s) >= n {
		return s[:n]
	}
	return s + strings.Repeat(s[len(s)-1:], n-len(s))
}

func numberBreaks(m Member) []breakage {
	bounds := "The field " + m.Display + " must be between " + m.Min + " and " + m.Max + "."
	if m.Path == "cancelRsnCode" {
		bad := []string{"Invalid value in " + m.Display}
		return []breakage{{"zero", json.Number("0"), bad}, {"five", json.Number("5"), bad}, {"one and a half", json.Number("1.5"), bad}}
	}
	whole, _, _ := strings.Cut(m.Max, ".")
	list := []breakage{
		{"at the minimum", json.Number(m.Min), nil},
		{"at the maximum", json.Number(m.Max), nil},
		{"far too much", json.Number(strings.Repeat("9", 29)), []string{bounds}},
		{"one digit more", json.Number(whole + "9"), []string{bounds}},
		{"a text", "x", []string{unbound}},
	}
	if m.Decimals == 0 {
		return append(list, breakage{"a fraction", json.Number(whole + ".5"), []string{bounds}},
			breakage{"an exponent", json.Number("1E3"), []string{bounds}},
			breakage{"zero decimals", json.Number(whole + ".000"), nil},
			breakage{"negative", json.Number("-" + whole), []string{bounds}},
			breakage{"a long fraction", json.Number(whole[:len(whole)-1] + "0." + strings.Repeat("0", 100_000) + "1"), []string{bounds}})
	}
	pattern := "The field " + m.Display + " must match the regular expression '" + m.Pattern + "'."
	zeros := strings.Repeat("0", m.Decimals)
	list = append(list, breakage{"every decimal used", json.Number("1." + zeros[1:] + "1"), nil},
		breakage{"one decimal too many", json.Number("1." + zeros + "1"), []string{pattern}},
		breakage{"one zero too many", json.Number("1." + zeros + "0"), []string{pattern}},
		breakage{"a long fraction", json.Number("1." + strings.Repeat("0", 200_000) + "1"), []string{pattern}},
		breakage{"an exponent", json.Number("1e1"), []string{pattern}},
		breakage{"a small exponent", json.Number("1e-29"), []string{pattern}},
		breakage{"beyond a decimal", json.Number("1e400000000"), []string{unbound}})
	if m.Min == "0" {
		return append(list, breakage{"negative", json.Number("-1"), []string{bounds, pattern}}, breakage{"minus zero", json.Number("-0"), []string{pattern}})
	}
	return append(list, breakage{"negative", json.Number("-1.05"), nil}, breakage{"below the minimum", json.Number("-100"), []string{bounds}})
}

func TestValidDocuments(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/valid/*.json")
	if err != nil || len(files) < 8 {
		t.Fatalf("found %d valid documents (%v)", len(files), err)
	}
	j := newJudge(t)
	for _, file := range files {
		api, _, _ := strings.Cut(filepath.Base(file), ".")
		if got := j.CheckTree(API(api), document(t, API(api), file)); got != nil {
			t.Errorf("%s: got\n%s, want nothing", file, lines(got))
		}
	}
}
