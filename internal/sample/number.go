package sample

import (
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/chance"
)

// Chance is what document numbers are drawn from; a *chance.Source is one.
type Chance interface {
	Text(n int, alphabet string) string
}

// Characters of drawn numbers: no vowel but A and E and no O, so that no reserved number of the control API (GHOST-,
// SLOW2S-) can come out, and nothing a person could misread.
const readable = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// maxNumber is the length of a document number in the schema.
const maxNumber = 16

// Numbers hands out document numbers that no other Numbers hands out, short of a coincidence of 1 in 10^10, and that are
// all different: "S7K2M9QXR-00001" and on. It is safe for concurrent use.
type Numbers struct {
	mu     sync.Mutex
	prefix string
	last   int
}

// NewNumbers draws a prefix; draw nil means the secure source.
func NewNumbers(draw Chance) *Numbers {
	if draw == nil {
		draw = chance.New(nil, "")
	}
	return &Numbers{prefix: "S" + draw.Text(7, readable) + "-"}
}

// Next returns the next number. After 9,999,999 of them the series begins anew.
func (n *Numbers) Next() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.last = n.last%9_999_999 + 1
	digits := make([]byte, 0, 7)
	for v := n.last; v > 0 || len(digits) < 5; v /= 10 {
		digits = append([]byte{byte('0' + v%10)}, digits...)
	}
	return n.prefix + string(digits)
}

// validNumber tells whether the schema takes s as DocDtls.No.
func validNumber(s string) bool {
	if s == "" || len(s) > maxNumber || strings.ContainsAny(s[:1], "0/-") {
		return false
	}
	for _, c := range []byte(s) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '/' && c != '-' {
			return false
		}
	}
	return true
}
