package foreign

import (
	"regexp"
	"strconv"
	"testing"
)

// leastGateways is how many tests the clients of gateways must report at least.
const leastGateways = 15

// TestGateways runs a small program for each gateway, each written from that provider's reference and only repointed.
func TestGateways(t *testing.T) {
	t.Parallel()
	needNode(t)
	sim := start(t, build(t), "--ephemeral")
	out := run(t, sim, nil, "node", "--test-reporter=tap", "gateways.mjs")
	tally := map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^# (pass|fail|cancelled|skipped|todo) (\d+)$`).FindAllStringSubmatch(out, -1) {
		tally[m[1]], _ = strconv.Atoi(m[2])
	}
	if tally["pass"] < leastGateways || tally["fail"]+tally["cancelled"]+tally["skipped"]+tally["todo"] != 0 {
		t.Errorf("the clients of gateways reported %v, want at least %d passes and nothing else\n%s", tally, leastGateways, out)
	}
}
