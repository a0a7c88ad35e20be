package foreign

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// leastMasters is how many tests the customer of Masters India must report at least, the one around all included.
const leastMasters = 14

// TestMasters lets a customer of Masters India, written from the provider's pages alone, play against the simulator.
func TestMasters(t *testing.T) {
	t.Parallel()
	needNode(t)
	sim := start(t, build(t), "--ephemeral")
	out := run(t, sim, nil, "node", "--test-reporter=tap", "masters.mjs")
	tally := map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^# (pass|fail|cancelled|skipped|todo) (\d+)$`).FindAllStringSubmatch(out, -1) {
		tally[m[1]], _ = strconv.Atoi(m[2])
	}
	if tally["pass"] < leastMasters || tally["fail"]+tally["cancelled"]+tally["skipped"]+tally["todo"] != 0 {
		t.Errorf("the customer of Masters India reported %v, want at least %d passes and nothing else\n%s", tally, leastMasters, out)
	}
}

// TestMastersPage runs the example of docs/connect/masters-india.md as it is printed.
func TestMastersPage(t *testing.T) {
	t.Parallel()
	needTools(t, "bash", "curl", "sed", "date")
	text, err := os.ReadFile(filepath.FromSlash("../../docs/connect/masters-india.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, page, found := strings.Cut(string(text), "## A first invoice\n")
	_, page, fenced := strings.Cut(page, "```sh\n")
	example, _, ended := strings.Cut(page, "```\n")
	const printed = "IRP=http://127.0.0.1:7017\n"
	if !found || !fenced || !ended || !strings.HasPrefix(example, printed) {
		t.Fatalf("the page has no example that begins with %q", printed)
	}
	sim := start(t, build(t), "--ephemeral")
	out := run(t, sim, []byte("IRP="+sim.url+"\n"+strings.TrimPrefix(example, printed)), "bash")
	if !strings.Contains(out, `"status":"Success","code":200`) || !strings.Contains(out, `"QRCodeUrl":"http://`) {
		t.Errorf("the example answers %s", out)
	}
}
