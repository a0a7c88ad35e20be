package printed

import (
	"encoding/binary"
	"slices"
	"testing"
	"unicode"

	"github.com/irpsim/irpsim/einv"
)

func amount(t *testing.T, lit string) einv.Amount {
	t.Helper()
	if lit == "" {
		return einv.Amount{}
	}
	a, err := einv.ParseAmount(lit)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestMoney(t *testing.T) {
	t.Parallel()
	tests := []struct{ lit, rupees, quantity, words string }{
		{"", "", "", ""},
		{"0", "0.00", "0", "Zero rupees only"},
		{"1", "1.00", "1", "One rupee only"},
		{"35400", "35,400.00", "35,400", "Thirty-five thousand four hundred rupees only"},
		{"1234567.00", "12,34,567.00", "12,34,567", "Twelve lakh thirty-four thousand five hundred sixty-seven rupees only"},
		{"999.5", "999.50", "999.5", "Nine hundred ninety-nine rupees and fifty paise only"},
		{"0.05", "0.05", "0.05", "Zero rupees and five paise only"},
		{"10.505", "10.505", "10.505", "Ten rupees and fifty point five paise only"},
		{"-12.30", "-12.30", "-12.3", "Minus twelve rupees and thirty paise only"},
		{"100000", "1,00,000.00", "1,00,000", "One lakh rupees only"},
		{"10000000", "1,00,00,000.00", "1,00,00,000", "One crore rupees only"},
		{"999999999999.99", "9,99,99,99,99,999.99", "9,99,99,99,99,999.99",
			"Ninety-nine thousand nine hundred ninety-nine crore ninety-nine lakh ninety-nine thousand nine hundred ninety-nine rupees and ninety-nine paise only"},
		{"123456789012345.678", "12,34,56,78,90,12,345.678", "12,34,56,78,90,12,345.678",
			"One crore twenty-three lakh forty-five thousand six hundred seventy-eight crore ninety lakh twelve thousand three hundred forty-five rupees and sixty-seven point eight paise only"},
		{"1e5", "1e5", "1e5", ""}, {"0.1234", "0.1234", "0.1234", ""},
	}
	for _, tt := range tests {
		a := amount(t, tt.lit)
		if got := rupees(a); got != tt.rupees {
			t.Errorf("rupees(%s) = %q, want %q", tt.lit, got, tt.rupees)
		}
		if got := quantity(a); got != tt.quantity {
			t.Errorf("quantity(%s) = %q, want %q", tt.lit, got, tt.quantity)
		}
		if got := words(a); got != tt.words {
			t.Errorf("words(%s) = %q, want %q", tt.lit, got, tt.words)
		}
	}
}

func TestSum(t *testing.T) {
	t.Parallel()
	tests := []struct {
		lits []string
		want string
	}{
		{nil, "0.00"}, {[]string{"0.1", "0.2", ""}, "0.30"}, {[]string{"1", "1e1"}, "not exact"},
		{slices.Repeat([]string{"999999999999999"}, 10), "not exact"}, {slices.Repeat([]string{"-999999999999999"}, 10), "not exact"},
		{[]string{"900000000000000", "-900000000000000", "-0.5"}, "-0.50"},
	}
	for _, tt := range tests {
		var s sum
		for _, l := range tt.lits {
			s.add(amount(t, l))
		}
		if got := s.String(); got != tt.want {
			t.Errorf("sum of %q = %q, want %q", tt.lits, got, tt.want)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"", ""}, {"  a \r\n b\t", "a b"}, {"abcdef", "abcd…"}, {"abcd", "abcd"}, {"a\x00b", "a b"}, {"a\u202eb", "ab"}, {"\xff", "\ufffd"}, {"abc   def", "abc…"},
	}
	for _, tt := range tests {
		if got := clean(tt.in, 4); got != tt.want {
			t.Errorf("clean(%q, 4) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// The table of characters is that of the fonts.
func TestCovered(t *testing.T) {
	t.Parallel()
	table := covered()
	for name, font := range map[string][]byte{"regular": sansRegular, "bold": sansBold} {
		has := characters(t, font)
		for r := rune(0); r <= unicode.MaxRune; r++ {
			if has[r] != unicode.Is(table, r) {
				t.Errorf("%s: the font has %U: %v, the table says %v", name, r, has[r], !has[r])
			}
		}
	}
	for name, font := range map[string][]byte{"regular": monoRegular, "bold": monoBold} {
		has := characters(t, font)
		for r := ' '; r <= '~'; r++ {
			if !has[r] {
				t.Errorf("fixed pitch, %s: lacks %q", name, r)
			}
		}
	}
}

// characters reads table cmap of format 4 of a TrueType font.
func characters(t *testing.T, font []byte) map[rune]bool {
	t.Helper()
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(font[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(font[at:])) }
	cmap := 0
	for i := range u16(4) {
		if at := 12 + 16*i; string(font[at:at+4]) == "cmap" {
			cmap = u32(at + 8)
		}
	}
	for i := range u16(cmap + 2) {
		sub := cmap + u32(cmap+4+8*i+4)
		if u16(sub) != 4 {
			continue
		}
		has := map[rune]bool{}
		segments := u16(sub + 6)
		for s := 0; s < segments; s += 2 {
			last, first := u16(sub+14+s), u16(sub+16+segments+s)
			for c := first; c <= last && c < 0xffff; c++ {
				has[rune(c)] = true
			}
		}
		return has
	}
	t.Fatal("no character table of format 4")
	return nil
}
