package taxpayer

import "testing"

// Numbers published with the rule of the check character, of every kind.
var published = []struct {
	gstin string
	kind  Kind
	typ   Type
}{
	{"27AAPFU0939F1ZV", Ordinary, REG},
	{"29AAGCB7383J1Z4", Ordinary, REG},
	{"10AABCU9355J1Z9", Ordinary, REG},
	{"09AABCU9355J1ZS", Ordinary, REG},
	{"09AAACT2727Q1ZU", Ordinary, REG},
	{"12AAACI1681G1Z0", Ordinary, REG},
	{"36AASFP8573D2ZN", Ordinary, REG}, // composition: the form does not tell
	{"29AABCF8078M2ZW", Ordinary, REG}, // ISD
	{"27AAJCS5738D1Z6", Ordinary, REG}, // SEZ developer
	{"29AABCF8078M1C8", TaxCollector, TCS},
	{"27AAECG3736E1C2", TaxCollector, TCS},
	{"29AAFCB7707D1C1", TaxCollector, TCS},
	{"06DELI09652G1DA", TaxDeductor, TDS},
	{"09ALDN00287A1DD", TaxDeductor, TDS},
	{"27AAFT56212B1DO", TaxDeductor, TDS},
	{"19AAACI1681G1DV", TaxDeductor, TDS},
	{"0717UNO00157UNO", UniqueID, UNB},
	{"0717UNO00211UN2", UniqueID, UNB},
	{"2117UNO00002UNF", UniqueID, UNB},
	{"0717UNO00154UNU", UniqueID, UNB}, // an embassy's, but the form says UNO
	{"9917SGP29001OST", OnlineService, OID},
}

func TestPublishedNumbers(t *testing.T) {
	t.Parallel()
	for _, tt := range published {
		if !CheckHolds(tt.gstin) {
			c, _ := CheckCharacter(tt.gstin[:14])
			t.Errorf("CheckHolds(%s) = false, want true; computed %c", tt.gstin, c)
		}
		if got := KindOf(tt.gstin); got != tt.kind {
			t.Errorf("KindOf(%s) = %q, want %q", tt.gstin, got, tt.kind)
		}
		if got := TypeOf(tt.gstin); got != tt.typ {
			t.Errorf("TypeOf(%s) = %q, want %q", tt.gstin, got, tt.typ)
		}
	}
}

// The public sandbox's numbers with the character they should end in.
func TestCheckCharacterOfSandboxNumbers(t *testing.T) {
	t.Parallel()
	tests := map[string]byte{
		"29AWGPV7107B1Z1": 'F', "12AWGPV7107B1Z1": 'U', "37ARZPT4384Q1MT": 'X', "29DPZPS4403C1ZF": 'F',
		"01AMBPG7773M002": 'Y', "02AMBPG7773M002": 'W', "36AMBPG7773M002": 'L', "37AMBPG7773M002": 'J',
		"05AAAPG7885R002": '1', "09AAAPG7885R002": 'T', "23AAAPG7885R002": '3', "34AACCC1596Q002": '7',
		"29AACCC1596Q000": 'Y', "32AACCC1596Q002": 'B', "07AACCC1596Q1Z4": '4', "29AAGCB1286Q000": '0',
		"27AACPH8447G002": 'N', "24AAAPI3182M002": 'R', "27AAAPI3182M002": 'L', "19AAAPI3182M007": 'I',
		"29AAFCD5862R000": 'R', "24AAFCD5862R005": '1', "29AAACQ3770E000": 'F', "27GSPMH1881G1ZH": 'H',
		"33GSPTN1882G1Z3": '3', "27GSPMH1882G1ZG": 'G', "33GSPTN3381G1Z5": '5', "33GSPTN3382G1Z4": '4',
		"27GSPMH3381G1ZI": 'I', "05AAACG2140A1ZL": 'L', "29AABCU9603R1ZX": 'J', "27AABCU9603R1ZX": 'N',
		"24AAGCC7144L6ZE": 'D', "24ABCPM8965E1ZE": 'J',
	}
	for gstin, want := range tests {
		got, ok := CheckCharacter(gstin[:14])
		if !ok || got != want {
			t.Errorf("CheckCharacter(%s) = %c, %v; want %c", gstin[:14], got, ok, want)
		}
		if holds := CheckHolds(gstin); holds != (gstin[14] == want) {
			t.Errorf("CheckHolds(%s) = %v", gstin, holds)
		}
	}
}

func TestKindOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		gstin string
		kind  Kind
		typ   Type
	}{
		{"29ZZZCT0011T1CN", TaxCollector, TCS},
		{"0717FRA00001UNX", UniqueID, EMB},
		{"0717FRA00001ONX", UniqueID, ONP},
		{"0717FRA00001NRX", NonResident, NRT},
		{"27ABCD12345E1Z5", Government, GOV},
		{"29AMBPG7773M002", Transporter, REG}, // digit 0 at position 13
		{"88AAAAAAAAAAAA1", Transporter, REG},
		{"29ZZZCS0001A1Zi", None, REG},
		{"29ZZZCS0001A1Z", None, REG},
		{"29ZZZCS0001A1ZII", None, REG},
		{"URP", None, REG},
		{"", None, REG},
		{"2 ZZZCS0001A1ZI", None, REG},
	}
	for _, tt := range tests {
		if got := KindOf(tt.gstin); got != tt.kind {
			t.Errorf("KindOf(%q) = %q, want %q", tt.gstin, got, tt.kind)
		}
		if got := TypeOf(tt.gstin); got != tt.typ {
			t.Errorf("TypeOf(%q) = %q, want %q", tt.gstin, got, tt.typ)
		}
	}
}

func TestCheckCharacterRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "29ZZZCS0001A1", "29ZZZCS0001A1ZI", "29zZZCS0001A1Z", "29ZZZCS0001A1 ", "29ZZZCS0001A1é"} {
		if c, ok := CheckCharacter(s); ok {
			t.Errorf("CheckCharacter(%q) = %c, want none", s, c)
		}
	}
	for _, s := range []string{"", "I", "29ZZZCS0001A1ZJ", "29ZZZCS0001A1ZI ", "29ZZZCS0001A1zI"} {
		if CheckHolds(s) {
			t.Errorf("CheckHolds(%q) = true, want false", s)
		}
	}
}
