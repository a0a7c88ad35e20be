package foreign

import (
	"bufio"
	"bytes"
	"context"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// testRestart stops a server with a data file, once politely and once not at all, and asks the next one for
// everything that was acknowledged before.
func testRestart(t *testing.T, bin string) {
	needNode(t)
	t.Run("SIGTERM", func(t *testing.T) {
		t.Parallel()
		if runtime.GOOS == "windows" {
			lacking(t, "SIGTERM, which Windows does not know")
		}
		data := filepath.Join(t.TempDir(), "irpsim.db")
		sim := start(t, bin, "--data", data)
		lines := run(t, sim, nil, "node", "restart.mjs", "register", "8")
		if err := sim.stop(t, syscall.SIGTERM); err != nil {
			t.Fatalf("after SIGTERM: %v, want exit code 0\n%s", err, sim.output())
		}
		again := start(t, bin, "--data", data)
		t.Log(run(t, again, []byte(lines), "node", "restart.mjs", "check"))
	})
	t.Run("kill -9 under load", func(t *testing.T) {
		t.Parallel()
		data := filepath.Join(t.TempDir(), "irpsim.db")
		sim := start(t, bin, "--data", data)
		lines := registerUntilKilled(t, sim, 20)
		again := start(t, bin, "--data", data)
		t.Log(run(t, again, lines, "node", "restart.mjs", "check"))
	})
}

// registerUntilKilled registers documents, kills the server in the midst of it once so many IRNs are acknowledged, and
// returns a line for each that was.
func registerUntilKilled(t *testing.T, sim *simulator, acknowledged int) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), clientTime)
	defer cancel()
	cmd := client(ctx, sim, nil, "node", "restart.mjs", "register", "100000")
	var complaints, lines bytes.Buffer
	cmd.Stderr = &complaints
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	scan := bufio.NewScanner(stdout)
	scan.Buffer(nil, 1<<20)
	n := 0
	for scan.Scan() {
		lines.Write(append(scan.Bytes(), '\n'))
		if n++; n == acknowledged {
			if err := sim.stop(t, syscall.SIGKILL); err == nil {
				t.Error("a killed process ended with exit code 0")
			}
		}
	}
	if err := cmd.Wait(); err != nil || scan.Err() != nil || n < acknowledged {
		t.Fatalf("registering ended after %d of at least %d: %v, %v\n%s\n%s", n, acknowledged, err, scan.Err(), complaints.String(), sim.output())
	}
	return lines.Bytes()
}
