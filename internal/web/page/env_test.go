package page_test

import (
	"os/exec"
	"testing"

	"github.com/irpsim/irpsim/internal/web/page"
)

// TestEnv reads each line back with a shell.
func TestEnv(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"Irpsim@2026", "http://127.0.0.1:7017", "Ki$te#77*Bl", "it's", `a\b "c" & d`, ""} {
		line := page.Env("VALUE", value)
		got, err := exec.Command("sh", "-c", line+`printf %s "$VALUE"`).Output()
		if err != nil || string(got) != value {
			t.Errorf("%q became %q, %v: %s", value, got, err, line)
		}
	}
	if got, want := page.Env("IRP_USER", "irpsim_user"), "IRP_USER=irpsim_user\n"; got != want {
		t.Errorf("%q, want %q: nothing is quoted without need", got, want)
	}
}
