package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/client"
)

// execute runs the program inside the test and returns what it printed.
func execute(t *testing.T, env map[string]string, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, talk bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &talk, func(name string) string { return env[name] })
	return code, out.String(), talk.String()
}

func TestEveryCommandHasHelpWithAnExample(t *testing.T) {
	t.Parallel()
	parser, err := newParser(new(commands), io.Discard, io.Discard, func() {})
	if err != nil {
		t.Fatal(err)
	}
	if len(parser.Model.Children) < 20 {
		t.Fatalf("found %d commands, want all of them", len(parser.Model.Children))
	}
	for _, node := range parser.Model.Children {
		if node.Hidden {
			continue
		}
		command := node.Name
		code, out, talk := execute(t, nil, "", command, "--help")
		if code != 0 || !strings.Contains(out, "\n    irpsim ") || talk != "" {
			t.Errorf("%s --help ended with %d, want 0 and an indented example; stderr %q\n%s", command, code, talk, out)
		}
	}
}

func TestClosedOutputIsAnError(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"version"}, {"gen"}, {"gen", "--list"}, {"keys"}} {
		code := run(context.Background(), args, strings.NewReader(""), closedWriter{}, io.Discard, func(string) string { return "" })
		if code != exitFailure {
			t.Errorf("%v into a closed pipe ended with %d, want %d", args, code, exitFailure)
		}
	}
}

type closedWriter struct{}

func (closedWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"listen", "data", "rand", "register"}
	for word, want := range map[string]string{"lisen": "listen", "LISTEN": "listen", "dta": "data", "regster": "register", "x": "", "quantity": "", "": ""} {
		if got := nearest(word, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestProgressText(t *testing.T) {
	t.Parallel()
	p := &progress{total: 4, done: 1}
	if got, want := p.text(1, 500_000_000), "[#######.......................] 1 of 4, 2/s, 1 not registered"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestReadProcess(t *testing.T) {
	t.Parallel()
	p, err := readProcess(strings.NewReader("# HELP x\nprocess_cpu_seconds_total 12.5\nother 1\nprocess_resident_memory_bytes 3.1457e+07\n"))
	if err != nil || p.cpuSeconds != 12.5 || p.rssBytes != 31457000 {
		t.Errorf("got %+v, %v", p, err)
	}
	for _, bad := range []string{"", "process_cpu_seconds_total x\n", "process_cpu_seconds_total 1\n"} {
		if _, err := readProcess(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"bare", " a.b.c \n", "a.b.c"},
		{"quoted", `"a.b.c"`, "a.b.c"},
		{"answer", `{"Irn":"x","SignedQRCode":"q","SignedInvoice":"i"}`, "i q"},
		{"lines of answers", `{"answer":{"SignedInvoice":"1"}}` + "\n" + `{"answer":{"SignedInvoice":"2"}}`, "1 2"},
		{"array", `[{"signedinvoice":"1"}]`, "1"},
	}
	for _, tt := range tests {
		found, err := tokens([]byte(tt.in))
		var got []string
		for _, f := range found {
			got = append(got, f.text)
		}
		if err != nil || strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %q, %v; want %s", tt.name, got, err, tt.want)
		}
	}
	for _, bad := range []string{"", "hello", `{"Data":"x"}`, `{"SignedInvoice":1}`, `{"a":`} {
		if found, err := tokens([]byte(bad)); err == nil {
			t.Errorf("%q gave %v", bad, found)
		}
	}
}

func FuzzTokens(f *testing.F) {
	f.Add([]byte("a.b.c"))
	f.Add([]byte(`{"SignedInvoice":"x","a":[{"SignedQRCode":"y"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if found, err := tokens(raw); err == nil && len(found) == 0 {
			t.Errorf("%q gives nothing and no error", raw)
		}
	})
}

func users() []client.User {
	return []client.User{{Name: "eco", Password: "pe", GSTIN: "29ZZZCT0011T1CN"}, {Name: "mh", Password: "pm", GSTIN: "27ZZZCS0001A1ZM"}}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		named client.World
		who   client.User
		want  string
	}{
		{"nothing named", client.World{}, client.User{}, "C S mh"},
		{"user by name", client.World{}, client.User{Name: "eco"}, "C S eco/pe/29ZZZCT0011T1CN"},
		{"user by GSTIN", client.World{}, client.User{GSTIN: "27ZZZCS0001A1ZM"}, "C S mh/pm/27ZZZCS0001A1ZM"},
		{"password alone", client.World{}, client.User{Password: "x"}, "C S mh/x/27ZZZCS0001A1ZM"},
		{"another password", client.World{}, client.User{Name: "mh", Password: "x"}, "C S mh/x/27ZZZCS0001A1ZM"},
		{"another client", client.World{ClientID: "D", ClientSecret: "T"}, client.User{}, "D T mh"},
	}
	for _, tt := range tests {
		told := client.World{ClientID: "C", ClientSecret: "S", Users: users()}
		w := merged(told, tt.named, tt.who)
		l := &login{world: w, fixed: tt.who != client.User{}}
		u := l.user("")
		got := w.ClientID + " " + w.ClientSecret + " " + u.Name + "/" + u.Password + "/" + u.GSTIN
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	l := &login{world: client.World{Users: append(users(), client.User{Name: "me", Password: "p", GSTIN: "29ZZZCS0001A1ZI"})}}
	for caller, want := range map[string]string{"29ZZZCT0011T1CN": "eco", "27ZZZCS0001A1ZM": "mh", "": "me", "x": "me"} {
		if got := l.user(caller).Name; got != want {
			t.Errorf("user for %q is %s, want %s", caller, got, want)
		}
	}
}

func TestByGoRun(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"/tmp/go-build123/b001/exe/irpsim":                                     true,
		"/home/u/.cache/go-build/3f/" + strings.Repeat("3f", 32) + "-d/irpsim": true,
		"/elsewhere/3f/" + strings.Repeat("3f", 32) + "-d/irpsim":              true,
		"/usr/local/bin/irpsim":                                                false,
		"/home/u/irpsim-d/irpsim":                                              false,
	} {
		if got := byGoRun(path); got != want {
			t.Errorf("byGoRun(%q) = %v, want %v", path, got, want)
		}
	}
}
