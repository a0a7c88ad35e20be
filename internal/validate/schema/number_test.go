package schema

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestShorten(t *testing.T) {
	t.Parallel()
	zeros := strings.Repeat("0", 1_000_000)
	tests := []struct{ name, lit, want string }{
		{"whole", "99999999999999999999999999999", "99999999999999999999999999999"},
		{"ordinary", "12.345", "12.345"},
		{"zeros", "1." + zeros, "1." + zeros[:maxFraction] + "0"},
		{"something beyond", "999.999" + zeros + "1", "999.999" + zeros[:maxFraction-3] + "1"},
		{"exponent kept", "1." + zeros + "5e-3", "1." + zeros[:maxFraction] + "1e-3"},
		{"long exponent only", "1.5e" + zeros[:100] + "1", "1.5e" + zeros[:100] + "1"},
	}
	for _, tt := range tests {
		if got := shorten(json.Number(tt.lit)).String(); got != tt.want {
			t.Errorf("%s: got %.80s of %d characters, want %.80s of %d", tt.name, got, len(got), tt.want, len(tt.want))
		}
	}
}

// TestLongFractionAtABound: what lies beyond the maximum by a millionth decimal is beyond it.
func TestLongFractionAtABound(t *testing.T) {
	t.Parallel()
	tree := full(t, GenerateIRN)
	edit(t, tree, "ItemList[0].GstRt", json.Number("999.999"+strings.Repeat("0", 1_000_000)+"1"))
	if got := newJudge(t).CheckTree(GenerateIRN, tree); len(got) != 2 || !strings.Contains(got[0].Message, "between 0 and 999.999") {
		t.Errorf("got\n%s, want range and pattern", lines(got))
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		lit      string
		decimals int
		signed   bool
		want     bool
	}{
		{"1", 2, false, true}, {"1.25", 2, false, true}, {"1.250", 2, false, false}, {"1.250", 3, false, true},
		{"-1", 2, false, false}, {"-1", 2, true, true}, {"1e2", 2, false, false}, {"1E-2", 2, true, false},
		{"7.0000", 0, false, true}, {"-7", 0, false, false},
	}
	for _, tt := range tests {
		if got := plain(tt.lit, tt.decimals, tt.signed); got != tt.want {
			t.Errorf("plain(%s, %d, %v) = %v, want %v", tt.lit, tt.decimals, tt.signed, got, tt.want)
		}
	}
}
