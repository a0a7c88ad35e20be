//go:build unix

package main

import (
	"bufio"
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestFewFiles starts the program where it may open 200 files only: it must say so and allow so many connections less.
func TestFewFiles(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", "ulimit -n 200 && exec irpsim serve --ephemeral --listen 127.0.0.1:0")
	told, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for lines := bufio.NewScanner(told); lines.Scan(); {
		all.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), `"open_files":200`) && strings.Contains(lines.Text(), `"connections_of_an_address":100`) {
			cancel()
			_ = cmd.Wait()
			return
		}
	}
	_ = cmd.Wait()
	t.Errorf("nothing was said of the limit:\n%s", all.String())
}
