package validate

import (
	"slices"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/fault"
)

// Every current code is accounted for once, and nothing else is.
func TestAccounts(t *testing.T) {
	t.Parallel()
	listed := map[fault.Code]int{}
	for _, e := range excuses {
		if e.reason == "" || !strings.HasSuffix(e.reason, ".") {
			t.Errorf("codes %v: reason %q is not a sentence", e.codes, e.reason)
		}
		for _, c := range e.codes {
			listed[c]++
			if entry, ok := fault.Lookup(c); !ok || !entry.Current {
				t.Errorf("%s is listed but not a current code", c)
			}
		}
	}
	counts := map[Place]int{}
	for _, a := range Accounts() {
		counts[a.Place]++
		switch {
		case a.Place == "":
			t.Errorf("%s: nothing accounts for it", a.Code)
		case a.Place == InRules && (len(a.Rules) == 0 || a.Reason != ""):
			t.Errorf("%s: said to be a rule's: %+v", a.Code, a)
		case a.Place != InRules && listed[a.Code] != 1:
			t.Errorf("%s: listed %d times, want once", a.Code, listed[a.Code])
		case len(a.Rules) > 0 && !slices.Contains([]Place{InRules, InSchema}, a.Place):
			t.Errorf("%s: rules %v raise it, yet it is listed under %s", a.Code, a.Rules, a.Place)
		}
	}
	total := 0
	for place, n := range counts {
		t.Logf("%-12s %d", place, n)
		total += n
	}
	if total != 230 {
		t.Errorf("%d current codes, want the 226 of the lists, 1020, 5003, 2323 and 2325", total)
	}
	if n := len(Enforced()); n < 75 {
		t.Errorf("%d codes enforced by rules, want 75 or more", n)
	}
}
