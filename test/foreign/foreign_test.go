// Package foreign runs clients that share no code with the server against the real binary on a real port: one in
// JavaScript with Node's own ciphers, one in bash with curl and openssl. What our client and our server misread alike
// passes every other test; here it fails.
package foreign

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// clientTime bounds one run of a foreign client. A run takes a few seconds; the race detector makes it ten times that.
const clientTime = 3 * time.Minute

// leastTests is how many tests the JavaScript client must report at least: fewer means that a file was not loaded.
const leastTests = 275

func TestForeign(t *testing.T) {
	t.Parallel()
	bin := build(t)
	t.Run("node", func(t *testing.T) {
		t.Parallel()
		needNode(t)
		sim := start(t, bin, "--ephemeral")
		out := run(t, sim, nil, "node", "--test-reporter=tap", "client.mjs")
		tally := map[string]int{}
		for _, m := range regexp.MustCompile(`(?m)^# (pass|fail|cancelled|skipped|todo) (\d+)$`).FindAllStringSubmatch(out, -1) {
			tally[m[1]], _ = strconv.Atoi(m[2])
		}
		if tally["pass"] < leastTests || tally["fail"]+tally["cancelled"]+tally["skipped"]+tally["todo"] != 0 {
			t.Errorf("the JavaScript client reported %v, want at least %d passes and nothing else\n%s", tally, leastTests, out)
		}
	})
	t.Run("shell", func(t *testing.T) {
		t.Parallel()
		needTools(t, "bash", "curl", "openssl", "sed", "od")
		sim := start(t, bin, "--ephemeral")
		t.Logf("client.sh:\n%s", run(t, sim, nil, "bash", "client.sh"))
	})
	t.Run("shell over TLS", func(t *testing.T) {
		t.Parallel()
		needTools(t, "bash", "curl", "openssl", "sed", "od")
		sim := start(t, bin, "--ephemeral", "--listen-tls", "127.0.0.1:0")
		if sim.ready.HTTPS == "" || sim.ready.CA == "" {
			t.Fatalf("the ready file names no HTTPS address or no CA: %+v", sim.ready)
		}
		sim.url = sim.ready.HTTPS
		run(t, sim, nil, "bash", "client.sh")
	})
	t.Run("restart", func(t *testing.T) {
		t.Parallel()
		testRestart(t, bin)
	})
}

// run lets a foreign client play against sim and returns what it printed; an exit code other than 0 fails the test.
func run(t *testing.T, sim *simulator, input []byte, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), clientTime)
	defer cancel()
	cmd := client(ctx, sim, input, name, args...)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s\nthe simulator said:\n%s", name, args, err, out, complaints.String(), sim.output())
	}
	return string(out)
}

func client(ctx context.Context, sim *simulator, input []byte, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(cleanEnv(), "IRPSIM_URL="+sim.url)
	if sim.ready.CA != "" {
		cmd.Env = append(cmd.Env, "CURL_CA_BUNDLE="+sim.ready.CA, "NODE_EXTRA_CA_CERTS="+sim.ready.CA)
	}
	cmd.Stdin = bytesReader(input)
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// cleanEnv is the environment without what would configure a simulator or a client of it.
func cleanEnv() []string {
	ours := regexp.MustCompile(`^(IRPSIM_\w+|PORT|NODE_OPTIONS|CURL_CA_BUNDLE|https?_proxy|HTTPS?_PROXY|ALL_PROXY|all_proxy)=`)
	var env []string
	for _, kv := range os.Environ() {
		if !ours.MatchString(kv) {
			env = append(env, kv)
		}
	}
	return env
}
