package chaos

import (
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/fault"
)

// What [Strike.ID] says of strikes that no fault of a set brought about. No fault can have these ids.
const (
	ByHeader = "header"
	ByMagic  = "magic"
)

// Magic reads a reserved document number: E2150- for a code of the catalogue, GHOST-, SLOW2S- for 1 to 600 seconds.
func Magic(number string) (Action, bool) {
	word, _, ok := strings.Cut(number, "-")
	if !ok {
		return Action{}, false
	}
	if word == "GHOST" {
		return Action{CommitThen: LoseDrop}, true
	}
	if digits, ok := strings.CutPrefix(word, "E"); ok {
		if _, known := fault.Lookup(fault.Code(digits)); known {
			return Action{Code: Codes{fault.Code(digits)}}, true
		}
	}
	if text, ok := strings.CutPrefix(word, "SLOW"); ok {
		digits, seconds := strings.CutSuffix(text, "S")
		n, err := strconv.ParseUint(digits, 10, 16)
		if wait := time.Duration(n) * time.Second; seconds && err == nil && digits[0] != '0' && wait <= MaxWait {
			return Action{Delay: &Delay{P50: wait}}, true
		}
	}
	return Action{}, false
}
