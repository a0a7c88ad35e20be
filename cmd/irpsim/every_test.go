package main

import (
	"context"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/server"
)

// TestEveryCaseIsRegistered sends a document of each kind through gen, client and a whole simulator, and verifies what
// comes back.
func TestEveryCaseIsRegistered(t *testing.T) {
	t.Parallel()
	srv, err := server.Start(t.Context(), server.Config{Listen: "127.0.0.1:0", Ephemeral: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := srv.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	env := map[string]string{"IRPSIM_URL": srv.Info().HTTP}
	for _, c := range sample.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			code, doc, talk := execute(t, env, "", "gen", "--case", c.Name)
			if code != exitOK {
				t.Fatalf("gen ended with %d: %s", code, talk)
			}
			code, answer, talk := execute(t, env, doc, "register", "--json", "-")
			if code != exitOK || !strings.Contains(answer, `"status":"registered"`) {
				t.Fatalf("register ended with %d: %s%s\n%s", code, talk, answer, doc)
			}
			code, verdict, talk := execute(t, nil, answer, "verify", "-")
			if code != exitOK || strings.Count(verdict, ": valid\n") != 2 {
				t.Errorf("verify ended with %d: %s%s", code, talk, verdict)
			}
		})
	}
}
