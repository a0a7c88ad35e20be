package einv

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// request is one of the types that Decode is used with.
type request struct {
	name  string
	shape *shape
	same  func(raw []byte) string // how Decode and the oracle differ on raw, "" when they agree
}

func requests() []request {
	return []request{
		requestOf[Invoice](), requestOf[CancelIRN](), requestOf[EWBByIRN](), requestOf[CancelEWB](), requestOf[Auth](),
	}
}

func requestOf[T any]() request {
	typ := reflect.TypeFor[T]()
	return request{name: typ.Name(), shape: shapeOf(typ), same: same[T]}
}

// same decodes raw now and as before: value, tree and error must agree, of an error that it is ErrNotObject or the
// whole BindError.
func same[T any](raw []byte) string {
	before, tree, errBefore := oracleDecode[T](raw)
	now, doc, errNow := Decode[T](raw)
	var bindBefore, bindNow *BindError
	switch {
	case errors.Is(errBefore, ErrNotObject) != errors.Is(errNow, ErrNotObject), (errBefore == nil) != (errNow == nil):
		return fmt.Sprintf("error %v, before %v", errNow, errBefore)
	case errors.As(errBefore, &bindBefore) && errors.As(errNow, &bindNow):
		return cmp.Diff(bindBefore, bindNow)
	case errBefore != nil:
		return ""
	case doc.Value() != any(now):
		return "the document holds another value"
	case !reflect.DeepEqual(before, now):
		return fmt.Sprintf("value\n%+v, before\n%+v", now, before)
	case !reflect.DeepEqual(tree, doc.Tree()):
		return "tree (-before +now)\n" + cmp.Diff(tree, doc.Tree())
	case !doc.EmptyText() && sendsEmptyText(shapeOf(reflect.TypeFor[T]()), tree):
		return "an empty text was sent and is not reported"
	}
	return ""
}

// sendsEmptyText looks for an empty text among the members of s.
func sendsEmptyText(s *shape, tree Tree) bool {
	for i := range s.members {
		m := &s.members[i]
		var below []any
		switch v := tree[m.name].(type) {
		case string:
			if v == "" && m.kind == kindText {
				return true
			}
		case Tree:
			below = []any{v}
		case []any:
			below = v
		}
		for _, e := range below {
			if m.sub != nil && sendsEmptyText(m.sub, e.(Tree)) {
				return true
			}
		}
	}
	return false
}

// TestDecodeAsBefore decodes documents drawn for each request, some of them broken.
func TestDecodeAsBefore(t *testing.T) {
	t.Parallel()
	for _, r := range requests() {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) { checkDrawn(t, r) })
		})
	}
}

// FuzzDecodeDrawn is TestDecodeAsBefore with the fuzzer in the place of chance.
func FuzzDecodeDrawn(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) { checkDrawn(t, rapid.SampledFrom(requests()).Draw(t, "request")) }))
}

func checkDrawn(t *rapid.T, r request) {
	raw := drawDocument(t, r.shape)
	if diff := r.same([]byte(raw)); diff != "" {
		t.Fatalf("%s: %s\n%s", r.name, diff, raw)
	}
}

// FuzzDecodeAsBefore decodes any bytes as each request.
func FuzzDecodeAsBefore(f *testing.F) {
	for _, raw := range append(tricky(), oneItem(f)) {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, r := range requests() {
			if diff := r.same(raw); diff != "" {
				t.Errorf("%s: %s", r.name, diff)
			}
		}
	})
}

func TestTricky(t *testing.T) {
	t.Parallel()
	for _, raw := range tricky() {
		for _, r := range requests() {
			if diff := r.same([]byte(raw)); diff != "" {
				t.Errorf("%s of %.200q: %s", r.name, raw, diff)
			}
		}
	}
}

// tricky are texts at the edges of the grammar and of the rules for members.
func tricky() []string {
	nested := func(open, shut string, n int) string { return strings.Repeat(open, n) + strings.Repeat(shut, n) }
	list := []string{
		"", " ", "\xEF\xBB\xBF{}", "\xEF\xBB\xBF\xEF\xBB\xBF{}", "{}\x00", "{\x00}", "\x00{}", "{} ", "\t\r\n{ }\v", "{}{}", "[]", "null", "{", "}", `{"`, `{"a`,
		`{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{,}`, `{"a" 1}`, `{"a":1 "b":2}`, `{"a":1;"b":2}`, `{"a"=1}`, `{"a":1]`, `{"a":[1}`, `{"a":[1,]}`, `{"a":[,1]}`, `{"a":[1 2]}`, `{1:2}`, `{a:1}`, `{"a":}`,
		`{"a":tru}`, `{"a":truefalse}`, `{"a":nullx}`, `{"a":NaN}`, `{"a":True}`,
		`{"Version":null,"version":"1.1","VERSION":"1.2"}`, `{"Version":"1.1","Version":null}`, `{"Version":1,"Version":"1.1"}`, `{"Version":"1.1","Version":1}`,
		`{"TranDtls":{"SupTyp":"a"},"trandtls":{"RegRev":"Y"}}`, `{"TranDtls":{"SupTyp":1},"TranDtls":{"SupTyp":"b"}}`, `{"TranDtls":[{"SUPTYP":"b"}]}`,
		`{"ItemList":[],"ItemList":null}`, `{"ItemList":[{"SlNo":"1"},{}],"ItemList":[{}]}`, `{"ItemList":[null]}`, `{"ItemList":[[{"SLNO":1}]]}`, `{"ItemList":[{},1,{}]}`,
		`{"ItemList":[{"ItemNo":"x"},{"ItemNo":{}},{"ItemNo":true},{"ItemNo":7}]}`, `{"ItemList":[{"ItemNo":1e99}]}`, `{"ItemList":[{"ItemNo":"1"}]}`, `{"ItemList":[{"ItemNo":5,"ItemNo":"x"}]}`,
		"{\"SellerDtls\":{\"P\u0130n\":1,\"p\u0131n\":2,\"\u212Aelvin\":3}}", "{\"EwbDtls\":{\"VehTyp\u00E9\":1}}", "{\"cn\u212Ar\":1}", "{\"App\u212Aey\":\"x\"}", `{"\u0041ppKey":"x","\u212Aey":1}`,
		`{"EwbDtls":{"Distance":"1e+-5"}}`, `{"EwbDtls":{"Distance":"1e++5"}}`, `{"EwbDtls":{"Distance":" -7.5\n"}}`, `{"EwbDtls":{"Distance":""}}`, `{"EwbDtls":{"Distance":"+1"}}`,
		`{"ewbno":"123456789012","cancelrsncode":" 2 ","CANCELRMRK":""}`, `{"CnlRsn":"  ","Irn":"\u00e9\ud83d\ude00\ud83d\u0041\ude00\/\b\f\n\r\t\\\""}`,
		`{"Irn":"\ud83d\ud83d\ude00"}`, `{"Irn":"\ud83d"}`, `{"Irn":"\ud83dx"}`, `{"Irn":"\ud83d\u12"}`, `{"Irn":"\u12G4"}`, `{"Irn":"\x41"}`, `{"Irn":"\'"}`, `{"Irn":"\`, `{"Irn":"\u`, "{\"Irn\":\"\n\"}", "{\"Irn\":\"\x7f\u2028\"}",
		`{"ForceRefreshAccessToken":"tRuE"}`, `{"ForceRefreshAccessToken":"no"}`, `{"ForceRefreshAccessToken":""}`, `{"ForceRefreshAccessToken":1,"ForceRefreshAccessToken":false}`, `{"ForceRefreshAccessToken":true,"ForceRefreshAccessToken":null}`,
		"{\"Irn\":\"\xff\"}", "{\"Irn\":\"\xed\xa0\x80\"}",
	}
	for _, n := range []string{"0", "-0", "01", "-", "-01", "1.", ".5", "1.5e", "1e+", "1e5", "1E-5", "1e+-5", "+1", "0.1.2", "--1", "1e99", "0e0", "00", "1_0", "0x1", "Infinity", "1,2", "123456789012345.999", "12e27", "12e28", "1e-29", "1e-30", "1234567890123456", "1.0000", "1.0001"} {
		list = append(list, `{"ValDtls":{"TotInvVal":`+n+`}}`, `{"x":`+n+`}`, `{"EwbDtls":{"Distance":"`+n+`"}}`)
	}
	for _, n := range []int{62, 63, 64} {
		list = append(list, `{"a":`+nested("[", "]", n)+`}`, `{"TranDtls":`+nested("[", "]", n)+`}`, strings.Repeat(`{"TranDtls":`, n+1)+"1"+strings.Repeat("}", n+1), `{"ItemList":`+strings.Repeat(`[{"x":`, n/2)+"1"+strings.Repeat("}]", n/2)+`}`)
	}
	return list
}

func TestAmountAsBefore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lit := drawNumber(t)
		if rapid.IntRange(0, 3).Draw(t, "broken") == 0 {
			lit = breakText(t, lit)
		}
		before, errBefore := oracleAmount(lit)
		now, errNow := ParseAmount(lit)
		if (errBefore == nil) != (errNow == nil) || before != now {
			t.Fatalf("ParseAmount(%q) = %+v, %v; before %+v, %v", lit, now, errNow, before, errBefore)
		}
	})
}
