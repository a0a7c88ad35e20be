package foreign

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// install says how to get each program the foreign clients are made of.
const install = "on Debian and Ubuntu: apt-get install bash curl openssl nodejs; on macOS: brew install openssl node"

// needTools skips the test, loudly, on a machine that lacks one of the programs. Under CI it fails instead.
func needTools(t *testing.T, programs ...string) {
	t.Helper()
	var missing []string
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			missing = append(missing, p)
		}
	}
	if len(missing) > 0 {
		lacking(t, strings.Join(missing, ", "))
	}
}

// needNode is needTools for Node, which must be 18 or newer to have a test runner.
func needNode(t *testing.T) {
	t.Helper()
	needTools(t, "node")
	out, err := exec.CommandContext(t.Context(), "node", "--version").Output()
	var major int
	if _, scan := fmt.Sscanf(string(out), "v%d.", &major); err != nil || scan != nil || major < 18 {
		lacking(t, fmt.Sprintf("node 18 or newer, found %q (%v)", out, err))
	}
}

func lacking(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("this machine lacks %s, and CI must run every test; %s", what, install)
	}
	t.Skipf("LOUD SKIP: a client that shares no code with the server did not run: this machine lacks %s; %s", what, install)
}
