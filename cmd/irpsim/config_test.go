package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func (a *app) withEnv(env map[string]string) *app {
	a.getenv = func(name string) string { return env[name] }
	return a
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(file, []byte("listen: 127.0.0.1:1\nlisten_tls: 127.0.0.1:11\ndata: file.db\nlog-level: warn\nephemeral: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	conf, wrong := new(app).withEnv(map[string]string{
		"IRPSIM_CONFIG": file, "IRPSIM_LISTEN": "127.0.0.1:2", "IRPSIM_DATA": "env.db", "PORT": "9",
	}).configure(map[string]string{"listen": "127.0.0.1:3"})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	for _, c := range []struct{ name, got, want string }{
		{"flag over environment and file", conf.Listen, "127.0.0.1:3"},
		{"environment over file", conf.Data, "env.db"},
		{"file over default, underscore for hyphen", conf.ListenTLS, "127.0.0.1:11"},
		{"file over default", conf.logLevel.String(), "WARN"},
		{"default", conf.Clock, "real"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	if !conf.Ephemeral {
		t.Error("ephemeral: true of the file is lost")
	}
}

func TestPort(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		env   map[string]string
		flags map[string]string
		want  string
	}{
		{"alone", map[string]string{"PORT": "8080"}, nil, "127.0.0.1:8080"},
		{"with the variable", map[string]string{"PORT": "8080", "IRPSIM_LISTEN": ":1"}, nil, ":1"},
		{"with the flag", map[string]string{"PORT": "8080"}, map[string]string{"listen": ":2"}, ":2"},
		{"nothing", nil, nil, "127.0.0.1:7017"},
	}
	for _, tt := range tests {
		conf, wrong := new(app).withEnv(tt.env).configure(tt.flags)
		if len(wrong) > 0 || conf.Listen != tt.want {
			t.Errorf("PORT %s: listen %q %v, want %q", tt.name, conf.Listen, wrong, tt.want)
		}
	}
	if _, wrong := new(app).withEnv(map[string]string{"PORT": "http"}).configure(nil); len(wrong) != 1 || !strings.HasPrefix(wrong[0], "PORT: ") {
		t.Errorf("PORT=http: %q, want one complaint about PORT", wrong)
	}
}

func TestEveryBadValueIsNamed(t *testing.T) {
	t.Parallel()
	bad := map[string]string{
		"listen": "7017", "listen-tls": "x", "admin-listen": "127.0.0.1:70000", "admin-token": "a b", "data": " ",
		"ephemeral": "perhaps", "seed": "", "keys": "", "fast-keys": "perhaps", "allow-test-keys": "perhaps", "max-connections": "0", "prefix": "vayana", "rand": "-1", "clock": "tomorrow", "ready-file": "", "log-format": "xml",
		"log-level": "loud", "log-secrets": "x", "client-id": "a b", "client-secret": "", "user": "\x00", "password": "",
		"gstin": "29",
	}
	_, wrong := new(app).withEnv(nil).configure(bad)
	for _, s := range allSettings() {
		if _, listed := bad[s.name]; !listed {
			t.Errorf("no bad value of --%s is tried", s.name)
		}
		if !slices.ContainsFunc(wrong, func(c string) bool { return strings.HasPrefix(c, "--"+s.name+": ") }) {
			t.Errorf("--%s %q: no complaint in %q", s.name, bad[s.name], wrong)
		}
	}
	for _, c := range wrong {
		if strings.Contains(c, "a b") && strings.HasPrefix(c, "--admin-token") {
			t.Errorf("%q repeats the token", c)
		}
	}
}

// TestOverriddenValuesAreChecked: a bad value anywhere is told, the one that does not count as well.
func TestOverriddenValuesAreChecked(t *testing.T) {
	t.Parallel()
	_, wrong := new(app).withEnv(map[string]string{"IRPSIM_RAND": "x"}).configure(map[string]string{"rand": "1"})
	if len(wrong) != 1 || !strings.HasPrefix(wrong[0], "IRPSIM_RAND: ") {
		t.Errorf("got %q, want one complaint about IRPSIM_RAND", wrong)
	}
}

// TestFlagsAreSettings compares the flags of serve with the table: neither may have what the other lacks.
func TestFlagsAreSettings(t *testing.T) {
	t.Parallel()
	var cli commands
	parser, err := kong.New(&cli, kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(parser.Model.Children, func(n *kong.Node) bool { return n.Name == "serve" })
	var flags []string
	for _, f := range parser.Model.Children[i].Flags {
		if f.Name != "config" {
			flags = append(flags, f.Name)
		}
	}
	var table []string
	for _, s := range allSettings() {
		table = append(table, s.name)
		if want := "IRPSIM_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_")); s.env != want {
			t.Errorf("environment variable of --%s is %s, want %s", s.name, s.env, want)
		}
	}
	if !slices.Equal(flags, table) {
		t.Errorf("flags %v\ntable %v", flags, table)
	}
}

func TestConfigFile(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"unknown key with a guess", "lisen: :1", `f:1: unknown key "lisen"; did you mean "listen"?`},
		{"unknown key far off", "\nquantity: 1", `f:2: unknown key "quantity"; irpsim serve --help lists the names`},
		{"twice", "data: a\ndata: b", "f:2: data was set in line 1 already; keep one of the two"},
		{"twice in two spellings", "log-level: info\nlog_level: warn", "f:2: log-level was set in line 1 already"},
		{"list", "data: [a]", "f:1: data takes one plain value"},
		{"alias", "data: &x a\nkeys: *x", "f:2: keys takes one plain value"},
		{"no value", "data:", "f:1: data has no value"},
		{"not a mapping", "- a", "f:1: want lines of name: value"},
		{"two documents", "data: a\n---\ndata: b", "f: holds more than one document"},
		{"not YAML", "data: 'a", "f: "},
		{"too long", strings.Repeat("#", maxConfig+1), "f: longer than 1 MB"},
		{"a key that is a list", "[a]: b", "f:1: a key must be a plain name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, wrong := parseConfig("f", strings.NewReader(tt.text))
			if len(wrong) != 1 || !strings.HasPrefix(wrong[0], tt.want) {
				t.Errorf("complaints %q, want one that begins %q", wrong, tt.want)
			}
		})
	}
	for _, empty := range []string{"", "# nothing\n", "---\n", "{}"} {
		if f, wrong := parseConfig("f", strings.NewReader(empty)); len(wrong) > 0 || len(f.values) > 0 {
			t.Errorf("empty file %q: %v %q", empty, f.values, wrong)
		}
	}
}

func FuzzConfigFile(f *testing.F) {
	for _, s := range []string{"listen: :1\nrand: 7", "a: &a [*a]", "? [x]\n: y", "data: |\n  x\n", "\x00", "---\n---\n", "clock: 2026-04-01T00:00:00+05:30", "<<: {data: x}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, wrong := parseConfig("f", strings.NewReader(text))
		for name, v := range file.values {
			if _, ok := settingNamed(name); !ok || v.line < 1 {
				t.Errorf("%q gives %q in line %d", text, name, v.line)
			}
		}
		for _, c := range wrong {
			if !strings.HasPrefix(c, "f:") {
				t.Errorf("complaint %q does not name its source", c)
			}
		}
		for name, v := range file.values {
			s, _ := settingNamed(name)
			_ = s.set(&settings{}, v.text) // must not panic on any text
		}
	})
}

func TestSecretsAreMasked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		attr slog.Attr
		want string
	}{
		{slog.String("password", "x"), "***"},
		{slog.String("client_secret", "x"), "***"},
		{slog.String("AuthToken", "x"), "***"},
		{slog.String("App-Key", "x"), "***"},
		{slog.Any("Sek", []byte("x")), "***"},
		{slog.String("Authorization", "Bearer x"), "***"},
		{slog.String("token", ""), ""},
		{slog.Int("token_minutes", 360), "360"},
		{slog.String("user", "x"), "x"},
	}
	for _, tt := range tests {
		if got := maskSecret(nil, tt.attr).Value.String(); got != tt.want {
			t.Errorf("%v is logged as %q, want %q", tt.attr, got, tt.want)
		}
	}
	var out strings.Builder
	newLog(&out, settings{}, os.Getenv).Info("m", slog.Group("creds", "password", "hunter2"))
	newLog(&out, settings{logFormat: "text"}, os.Getenv).With("sek", "hunter2").Info("m")
	if strings.Contains(out.String(), "hunter2") || strings.Count(out.String(), "***") != 2 {
		t.Errorf("log %q, want two masked values", out.String())
	}
	out.Reset()
	newLog(&out, settings{logSecrets: true}, os.Getenv).Info("m", "password", "hunter2")
	if !strings.Contains(out.String(), "hunter2") {
		t.Errorf("log %q, want the secret that was asked for", out.String())
	}
}
