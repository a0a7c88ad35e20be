package fault

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// number is the sorting key of a code; one code of the portal's list is printed "_3109".
func number(t *testing.T, c Code) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimPrefix(string(c), "_"))
	if err != nil {
		t.Fatalf("code %q is not a number: %v", c, err)
	}
	return n
}

func TestCatalogueCounts(t *testing.T) {
	t.Parallel()
	all, current, confirmed := All(), 0, 0
	for _, e := range all {
		if e.Current {
			current++
		}
		if e.Confidence == "confirmed" {
			confirmed++
		}
	}
	if got, want := len(all), 710; got != want {
		t.Errorf("catalogue has %d rows, want %d", got, want)
	}
	// 226 of the lists of September 2026, 1020 and 5003 from the wire, 2323 and 2325 without a known text.
	if got, want := current, 226+4; got != want {
		t.Errorf("catalogue has %d current codes, want %d", got, want)
	}
	if got, want := confirmed, 296; got != want {
		t.Errorf("catalogue has %d confirmed codes, want %d", got, want)
	}
}

func TestCatalogueRows(t *testing.T) {
	t.Parallel()
	apis := map[string]bool{}
	for a := range strings.FieldsSeq("auth header generate cancel get rejected gstin ewb-generate ewb-get ewb-cancel ewb-system portal any") {
		apis[a] = true
	}
	last := 0
	for _, e := range All() {
		n := number(t, e.Code)
		if n <= last {
			t.Errorf("%s: not sorted by number, or twice: follows %d", e.Code, last)
		}
		last = n
		if e.Message == "" && e.Code != "2323" && e.Code != "2325" {
			t.Errorf("%s: no message", e.Code)
		}
		if len(e.APIs) == 0 || e.Source == "" {
			t.Errorf("%s: apis %v, source %q: both must be filled", e.Code, e.APIs, e.Source)
		}
		for _, a := range e.APIs {
			if !apis[a] {
				t.Errorf("%s: unknown api %q", e.Code, a)
			}
		}
		if e.Confidence != "confirmed" && e.Confidence != "single" {
			t.Errorf("%s: confidence %q", e.Code, e.Confidence)
		}
		checkProse(t, e.Code, "cause", e.Cause, true)
		checkProse(t, e.Code, "remedy", e.Remedy, e.Current)
		if got, ok := Lookup(e.Code); !ok || got.Cause != e.Cause {
			t.Errorf("Lookup(%s) = %v, %v; want the row of All", e.Code, got.Code, ok)
		}
	}
}

func checkProse(t *testing.T, code Code, what, text string, required bool) {
	t.Helper()
	switch {
	case text == "" && !required:
	case text == "":
		t.Errorf("%s: no %s", code, what)
	case !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, ")"):
		t.Errorf("%s: %s does not end as a sentence: %q", code, what, text)
	case strings.TrimSpace(text) != text || strings.Contains(text, "  ") || !utf8.ValidString(text):
		t.Errorf("%s: %s has stray blanks or bytes: %q", code, what, text)
	}
}

// Current codes are read by people one page at a time: no two may be explained with the same words.
func TestCurrentCausesDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]Code{}
	for _, e := range All() {
		if !e.Current {
			continue
		}
		if other, dup := seen[e.Cause]; dup {
			t.Errorf("%s and %s have the same cause %q", other, e.Code, e.Cause)
		}
		seen[e.Cause] = e.Code
	}
}

// Texts whose blanks, spelling and quotes an editor or a kind hand would repair.
func TestLiteralMessages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code Code
		want string
	}{
		{"2163", "The document date should not be future date ."},
		{"2230", "This IRN cannot be cancelled because e-way bill has been generated , you can cancel e-way bill and then try cancelling IRN"},
		{"2258", "Supplier GSTIN state codedoes not match with the state code passed in supplier details"},
		{"2281", "Inavalid document number"},
		{"3028", "GSTIN -{0} is invalid."},
		{"3038", "{0} details Details:Pincode-{1} does not exists"},
		{"3074", "GSTIN - {0} is cancelled and document date - {1} is later than DRegistration Date"},
		{"4074", "Ship-to GSTIN is mandatory for the transaction type {0)"},
		{"334", "Could not retrieve user details by userid "},
		{"609", " invalid ship to from gstin "},
		{"2180", "For export transaction CGST  and SGST Amounts are not allowed for item -{0}"},
		{"2236", "In case of export transactions, the ‘Ship-To’ address should be of the place or port from where the goods are being exported."},
		{"_3109", "You have exceeded the limit for this operation"},
		{"2323", ""},
	}
	for _, tt := range tests {
		e, ok := Lookup(tt.code)
		if !ok || e.Message != tt.want {
			t.Errorf("message of %s = %q, %v; want %q", tt.code, e.Message, ok, tt.want)
		}
	}
}

// All codes and messages at once: a change here must be one that a source asks for.
func TestMessagesFingerprint(t *testing.T) {
	t.Parallel()
	h := sha256.New()
	for _, e := range All() {
		h.Write([]byte(string(e.Code) + "\t" + e.Message + "\n"))
	}
	const want = "75695edc508ce490b47fe46b98d8819d853053239a2ded0fd454b16bdd153067"
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("fingerprint of codes and messages is %s, want %s: if a source has a better text, put this value here", got, want)
	}
}

func TestLookupUnknown(t *testing.T) {
	t.Parallel()
	for _, code := range []Code{"", "0", "2149", "3109", "02150", "2150 ", "99999"} {
		if e, ok := Lookup(code); ok {
			t.Errorf("Lookup(%q) = %v, want none", code, e.Code)
		}
	}
}

func TestAllIsACopy(t *testing.T) {
	t.Parallel()
	all := All()
	all[0].Message = "changed"
	if e, _ := Lookup(all[0].Code); e.Message == "changed" {
		t.Errorf("changing the slice of All changed the catalogue")
	}
}

func TestParseCatalogueRefusesBrokenRows(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "code,message\n1,2\n", "a,b,c,d,e,f,g,h,i\n1,2\n", "a,b,c,d,e,f,g,h,i\n1,\"2,3,4,5,6,7,8,9\n"} {
		if _, err := parseCatalogue(text); err == nil {
			t.Errorf("parseCatalogue(%q) accepted it", text)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		err  *Error
		want string
	}{
		{"slot", New(NotEnabled, "08ZZZCN0012N1ZX"), "3026 E-Invoice Options are not enabled for this GSTIN -08ZZZCN0012N1ZX"},
		{"two slots", New("2305", "30", "10 Cr"), "2305 IRN cannot be generated with document date prior to 30 days from today for suppliers with turnover above 10 Cr"},
		{"auth", AuthError(), "5001 Application Error in Auth, Please Contact the help desk"},
		{"padding", BadPadding(), "5002 Padding is invalid and cannot be removed."},
		{"too large", TooLarge(), "5002 Request body too large"},
		{"unreadable", Unreadable(), "5002 Application error, issue with application while processing the request. Please try again. If error persists kindly raise a ticket along with request JSON, error details and timestamp of the error occurrence."},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
