package schema

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/schemas"
)

// scalars lists the members that are no blocks.
func (ns nodes) scalars() nodes {
	var list nodes
	for _, n := range ns {
		if n.Type != Object && n.Type != Array {
			list = append(list, n)
		}
		list = append(list, n.kids.scalars()...)
	}
	return list
}

// slowly lists the members that only the compiled schema judges: those that may be one of two types.
func slowly() []string { return []string{"ewbNo", "cancelRsnCode", "ForceRefreshAccessToken"} }

// TestQuickIsTheJudge puts values at and beside every bound of every member to its quick and to its compiled schema with
// the rules for the text of numbers. What the one finds fine the other must accept, and the reverse.
func TestQuickIsTheJudge(t *testing.T) {
	t.Parallel()
	j := newJudge(t)
	for _, api := range APIs() {
		for _, n := range j.plan(api).kids.scalars() {
			if slices.Contains(slowly(), n.name) {
				if n.quick != nil {
					t.Errorf("%s %s: got a quick, want none for two types", api, n.Path)
				}
				continue
			}
			fine, values := 0, nearMisses(n, value(t, full(t, api), at(n.Path)))
			for _, v := range values {
				got, want := n.fine(v), n.judge(v) == 0
				if got != want {
					t.Errorf("%s %s = %q: quick says %v, the judge %v", api, n.Path, v, got, want)
				}
				if got {
					fine++
				}
			}
			if fine == 0 || fine == len(values) {
				t.Errorf("%s %s: %d of %d values are fine; want some and some not", api, n.Path, fine, len(values))
			}
		}
	}
}

// nearMisses are values at the bounds of n and one step beside them; valid is one that is fine.
func nearMisses(n *node, valid string) []any {
	values := []any{"", "x", json.Number("1"), json.Number("1e1"), true, einv.Tree{}, []any{}}
	if n.Type == Number {
		for _, lit := range numbersAround(n) {
			values = append(values, json.Number(lit))
		}
		return values
	}
	for _, s := range append(slices.Clone(n.Enum), textsAround(n, valid)...) {
		values = append(values, s)
	}
	return values
}

func numbersAround(n *node) []string {
	lits := []string{"0", "-0", "-0.00", "0.0", "1", "-1", "1.0", "1e2", "1E0", "0e0", "1e-3", strings.Repeat("9", 15), strings.Repeat("9", 16), strings.Repeat("9", 29), strings.Repeat("9", 30)}
	for _, bound := range []string{n.Min, n.Max} {
		a, err := einv.ParseAmount(bound)
		if err != nil {
			continue
		}
		for _, step := range []int64{0, 1, -1, 10, -10, 100, -100, 1000, -1000} {
			near := einv.Milli(a.Milli() + step).Literal()
			lits = append(lits, near, strings.TrimSuffix(near, ".00"), near+"0", near+"00", near+"1", near+strings.Repeat("0", 70)+"1", near+"e0")
		}
	}
	for d := range 6 {
		lits = append(lits, "1."+strings.Repeat("0", d)+"1", "1."+strings.Repeat("0", d+1), "100000."+strings.Repeat("0", d)+"5")
	}
	return lits
}

func textsAround(n *node, valid string) []string {
	if valid == "" { // the IRN, which an invoice leaves out
		valid = strings.Repeat("a", 64)
	}
	low, _ := strconv.Atoi(n.Min)
	high, err := strconv.Atoi(n.Max)
	if err != nil {
		high = 300
	}
	list := []string{valid, "URP", "gst", strings.Repeat("0", 64), strings.Repeat("aF", 32)}
	for _, size := range []int{low - 1, low, low + 1, 4, 5, 6, 7, 8, high - 1, high, high + 1} {
		for _, one := range []string{"9", "0", "A", "z", "é", "😀", "/", " ", "\xff"} {
			if size > 0 {
				list = append(list, strings.Repeat(one, size), fit(valid, size))
			}
		}
	}
	for i := range len(valid) {
		for _, put := range []string{"", "0", "5", "9", "A", "a", "/", "-", ".", "@", "+", "_", `"`, `\`, "\n", "\x00", "\x7f", "é", "\u2028", "\xff"} {
			list = append(list, valid[:i]+put+valid[i+1:], valid[:i]+put+valid[i:], valid+put)
		}
	}
	return list
}

// FuzzQuick compares quick and judge of any member on any value.
func FuzzQuick(f *testing.F) {
	j := newJudge(f)
	var members nodes
	for _, api := range APIs() {
		members = append(members, j.plan(api).kids.scalars()...)
	}
	for i := range members {
		for _, s := range []string{"1", "999999", "-99.99", "99.995", "0.0001", "1e-5", "31/12/2035", "29ZZZCS0001A1ZI", "a@b.in"} {
			f.Add(uint16(i), s)
		}
	}
	f.Fuzz(func(t *testing.T, i uint16, s string) {
		n := members[int(i)%len(members)]
		for _, v := range []any{s, json.Number(s)} {
			got, want := n.fine(v), n.judge(v) == 0
			if got != want && (got || n.quick != nil) {
				t.Errorf("%s = %T %q: quick says %v, the judge %v", n.Path, v, s, got, want)
			}
		}
	})
}

// TestEditedSchema: what a schema is given beyond the keywords that quick knows, the judge sees.
func TestEditedSchema(t *testing.T) {
	t.Parallel()
	raw, _ := schemas.Bytes("generate-irn.json")
	whole := string(raw)
	tests := []struct {
		name, old, new string
		path           string
		value          any
	}{
		{"another maximum", `"maximum": 999.999`, `"maximum": 17`, "ItemList[0].GstRt", json.Number("18.0")},
		{"an exclusive maximum", `"maximum": 999.999`, `"exclusiveMaximum": 18`, "ItemList[0].GstRt", json.Number("18.0")},
		{"another step", `"maximum": 999.999, "multipleOf": 0.001`, `"maximum": 999.999, "multipleOf": 7`, "ItemList[0].GstRt", json.Number("18.0")},
		{"a constant", `"maximum": 999.999`, `"const": 5`, "ItemList[0].GstRt", json.Number("18.0")},
		{"another type", `"GstRt": {"type": "number"`, `"GstRt": {"type": "string"`, "ItemList[0].GstRt", json.Number("18.0")},
		{"a whole number", `"GstRt": {"type": "number"`, `"GstRt": {"type": "integer"`, "ItemList[0].GstRt", json.Number("18.5")},
		{"an unknown pattern", `"^[A-Za-z]{3,8}$"`, `"^[A-Z]{3}\\b$|^é"`, "ItemList[0].Unit", "NOSE"},
		{"a negation", `"not": {"pattern": "^0+$"}`, `"not": {"maxLength": 8}`, "ItemList[0].HsnCd", "73181500"},
		{"a choice of numbers", `"enum": ["GST"]`, `"enum": ["GST", 5], "const": "VAT"`, "TranDtls.TaxSch", "GST"},
	}
	for _, tt := range tests {
		if !strings.Contains(whole, tt.old) {
			t.Errorf("%s: the schema has no %s", tt.name, tt.old)
			continue
		}
		edited, err := compile(GenerateIRN, []byte(strings.ReplaceAll(whole, tt.old, tt.new)))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		tree := full(t, GenerateIRN)
		edit(t, tree, tt.path, tt.value)
		if findings := edited.check(documentOf(t, GenerateIRN, tree)); len(findings) == 0 || findings[0].Path != tt.path {
			t.Errorf("%s: %s = %v was found fine", tt.name, tt.path, tt.value)
		}
	}
}
