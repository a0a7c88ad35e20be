package main

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
)

// A capsule opened elsewhere is the world that was packed: documents are known, the clock stands, and who logs in is told.
func TestCapsuleOpens(t *testing.T) {
	t.Parallel()
	seed := uint64(3)
	srv, err := server.Start(t.Context(), server.Config{
		Listen: "127.0.0.1:0", Ephemeral: true, Rand: &seed, Clock: "2026-11-22T12:31:07+05:30",
		Credentials: server.Credentials{ClientSecret: "a secret of their own", Password: "and a password"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = srv.Shutdown(context.Background()) })
	env := map[string]string{"IRPSIM_URL": srv.Info().HTTP}
	ok := func(stdin string, env map[string]string, args ...string) string {
		t.Helper()
		code, out, talk := execute(t, env, stdin, args...)
		if code != exitOK {
			t.Fatalf("%v ended with %d: %s", args, code, talk)
		}
		return out
	}
	doc := ok("", env, "gen", "--case", "b2b", "--no", "A/1", "--date", "22/11/2026")
	ok(doc, env, "register", "--no-qr", "-")
	for _, secrets := range []bool{false, true} {
		file := filepath.Join(t.TempDir(), "bug.irpcap")
		args := []string{"capsule", "-o", file}
		if secrets {
			args = append(args, "--secrets")
		}
		ok("", env, args...)
		url, banner := opened(t, file)
		if own := strings.Contains(banner, "a secret of their own") && strings.Contains(banner, "and a password"); own != secrets {
			t.Errorf("with secrets %v, opened with the credentials of the capsule: %v\n%s", secrets, own, banner)
		}
		code, _, talk := execute(t, map[string]string{"IRPSIM_URL": url}, doc, "register", "--no-qr", "-")
		if code != exitFindings || !strings.Contains(talk, "registered before: IRN") {
			t.Errorf("with secrets %v: registering again ended with %d: %s", secrets, code, talk)
		}
		resp, err := http.Get(url + "/_sim/v1/clock")
		if err != nil {
			t.Fatal(err)
		}
		told, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || !strings.Contains(string(told), `"now":"2026-11-22T12:31:07+05:30","mode":"frozen"`) {
			t.Errorf("the clock of the opened capsule says %s (%v)", told, err)
		}
	}
}

// opened runs capsule open until the test ends, and returns its URL and what it printed.
func opened(t *testing.T, file string) (url, banner string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	in, out := io.Pipe()
	ended := make(chan int, 1)
	var talk bytes.Buffer
	go func() {
		ended <- run(ctx, []string{"capsule", "open", file}, strings.NewReader(""), out, &talk, func(string) string { return "" })
		_ = out.Close()
	}()
	var text bytes.Buffer
	ready := regexp.MustCompile(`irpsim ready http=(\S+)\n`)
	buffer := make([]byte, 4096)
	for url == "" {
		n, err := in.Read(buffer)
		text.Write(buffer[:n])
		if m := ready.FindSubmatch(text.Bytes()); m != nil {
			url = string(m[1])
		} else if err != nil {
			stop()
			t.Fatalf("capsule open ended with %d before it was ready: %s%s", <-ended, text.String(), talk.String())
		}
	}
	go func() { _, _ = io.Copy(io.Discard, in) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitOK {
			t.Errorf("capsule open ended with %d: %s", code, talk.String())
		}
	})
	return url, text.String()
}

// What is no capsule is told so, whatever is in it.
func TestHostileCapsules(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		parts map[string]string
		want  string
	}{
		{"empty", nil, "is no capsule that can be read"},
		{"no JSON", map[string]string{"capsule.json": "x"}, "is no capsule that can be read"},
		{"of the future", map[string]string{"capsule.json": `{"irpsim_capsule":99}`}, "upgrade irpsim"},
		{"without snapshot", map[string]string{"capsule.json": `{"irpsim_capsule":1}`}, "snapshot.jsonl"},
		{"without journal", map[string]string{"capsule.json": `{"irpsim_capsule":1}`, "snapshot.jsonl": "x"}, "journal.json"},
		{"with a head without end", map[string]string{"capsule.json": strings.Repeat(" ", maxCapsuleHead+1)}, "larger than 4 MB"},
		{"with a broken snapshot", map[string]string{"capsule.json": `{"irpsim_capsule":1}`, "snapshot.jsonl": "x", "journal.json": "[]"}, "line 1: this is no snapshot"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var packed bytes.Buffer
			z := zip.NewWriter(&packed)
			for name, text := range tt.parts {
				w, err := z.Create(name)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.WriteString(w, text); err != nil {
					t.Fatal(err)
				}
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "bad.irpcap")
			if err := os.WriteFile(file, packed.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			code, _, talk := execute(t, nil, "", "capsule", "open", file)
			if code != exitUsage || !strings.Contains(talk, tt.want) {
				t.Errorf("capsule open ended with %d: %s\nwant %d and %q", code, talk, exitUsage, tt.want)
			}
		})
	}
}
