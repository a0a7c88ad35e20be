package register

import (
	"testing"

	"github.com/irpsim/irpsim/internal/fault"
)

// Every code that a page says stands in the catalogue with a text.
func TestCodes(t *testing.T) {
	t.Parallel()
	for _, c := range codesUsed() {
		if e, ok := fault.Lookup(c); !ok || e.Message == "" {
			t.Errorf("the catalogue has no text for %s", c)
		}
	}
}
