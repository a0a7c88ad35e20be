package main

import (
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/server"
)

// settings is a server's configuration, resolved.
type settings struct {
	server.Config
	seed       string // file or folder
	logFormat  string // "text", "json", or "" for what suits the output
	logLevel   slog.Level
	logSecrets bool
}

// setting is one thing to configure: a flag, an environment variable and a key of the config file of the same meaning.
type setting struct {
	name string // of the flag; the file's key too, with - or _
	env  string
	def  string // as help shows it
	set  func(*settings, string) error
}

// allSettings is the whole configuration. Order is that of the help.
func allSettings() []setting {
	return []setting{
		{"listen", "IRPSIM_LISTEN", "127.0.0.1:7017", into(address, func(s *settings) *string { return &s.Listen })},
		{"listen-tls", "IRPSIM_LISTEN_TLS", "off", into(addressOrOff, func(s *settings) *string { return &s.ListenTLS })},
		{"admin-listen", "IRPSIM_ADMIN_LISTEN", "same port", into(addressOrOff, func(s *settings) *string { return &s.AdminListen })},
		{"admin-token", "IRPSIM_ADMIN_TOKEN", "none on loopback", into(token, func(s *settings) *string { return &s.AdminToken })},
		{"data", "IRPSIM_DATA", "irpsim.db", into(anything, func(s *settings) *string { return &s.Data })},
		{"ephemeral", "IRPSIM_EPHEMERAL", "false", yesNo(func(s *settings) *bool { return &s.Ephemeral })},
		{"seed", "IRPSIM_SEED", "built in", into(anything, func(s *settings) *string { return &s.seed })},
		{"prefix", "IRPSIM_PREFIX", "none", into(prefixes, func(s *settings) *string { return &s.Prefixes })},
		{"keys", "IRPSIM_KEYS", "built-in test keys", into(anything, func(s *settings) *string { return &s.Keys })},
		{"fast-keys", "IRPSIM_FAST_KEYS", "false", yesNo(func(s *settings) *bool { return &s.FastKeys })},
		{"allow-test-keys", "IRPSIM_ALLOW_TEST_KEYS", "true, with a warning", maybe(func(s *settings) **bool { return &s.AllowTestKeys })},
		{"max-connections", "IRPSIM_MAX_CONNECTIONS", strconv.Itoa(server.DefaultMaxConnections), setConnections},
		{"rand", "IRPSIM_RAND", "none", setRand},
		{"clock", "IRPSIM_CLOCK", "real", into(instant, func(s *settings) *string { return &s.Clock })},
		{"ready-file", "IRPSIM_READY_FILE", "none", into(anything, func(s *settings) *string { return &s.ReadyFile })},
		{"log-format", "IRPSIM_LOG_FORMAT", "text on a terminal, else json", into(oneOf("text", "json"), func(s *settings) *string { return &s.logFormat })},
		{"log-level", "IRPSIM_LOG_LEVEL", "info", setLevel},
		{"log-secrets", "IRPSIM_LOG_SECRETS", "false", yesNo(func(s *settings) *bool { return &s.logSecrets })},
		{"client-id", "IRPSIM_CLIENT_ID", "built in", into(word, func(s *settings) *string { return &s.Credentials.ClientID })},
		{"client-secret", "IRPSIM_CLIENT_SECRET", "built in", into(word, func(s *settings) *string { return &s.Credentials.ClientSecret })},
		{"user", "IRPSIM_USER", "built in", into(word, func(s *settings) *string { return &s.Credentials.UserName })},
		{"password", "IRPSIM_PASSWORD", "built in", into(word, func(s *settings) *string { return &s.Credentials.Password })},
		{"gstin", "IRPSIM_GSTIN", "built in", into(gstin, func(s *settings) *string { return &s.Credentials.GSTIN })},
	}
}

func settingNamed(name string) (setting, bool) {
	for _, s := range allSettings() {
		if s.name == name {
			return s, true
		}
	}
	return setting{}, false
}

// into makes a setter of a text that a check has to pass; the check may rewrite it.
func into(check func(string) (string, error), field func(*settings) *string) func(*settings, string) error {
	return func(s *settings, v string) error {
		v, err := check(v)
		if err == nil {
			*field(s) = v
		}
		return err
	}
}

func yesNo(field func(*settings) *bool) func(*settings, string) error {
	return func(s *settings, v string) error {
		b, err := strconv.ParseBool(strings.ToLower(v))
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", v)
		}
		*field(s) = b
		return nil
	}
}

// maybe is a yes or no that makes a difference to saying nothing.
func maybe(field func(*settings) **bool) func(*settings, string) error {
	return func(s *settings, v string) error {
		var b bool
		err := yesNo(func(*settings) *bool { return &b })(s, v)
		if err == nil {
			*field(s) = &b
		}
		return err
	}
}

// mostConnections is more than a machine has ports for one client.
const mostConnections = 1_000_000

func setConnections(s *settings, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > mostConnections {
		return fmt.Errorf("%q is not a whole number from 1 to %d", v, mostConnections)
	}
	s.MaxConnections = n
	return nil
}

func setRand(s *settings, v string) error {
	n, err := strconv.ParseUint(v, 10, 64)
	if err != nil {
		return fmt.Errorf("%q is not a whole number from 0 to 18446744073709551615", v)
	}
	s.Rand = &n
	return nil
}

func setLevel(s *settings, v string) error {
	if _, err := oneOf("debug", "info", "warn", "error")(strings.ToLower(v)); err != nil {
		return err
	}
	return s.logLevel.UnmarshalText([]byte(v))
}

func anything(v string) (string, error) {
	if strings.TrimSpace(v) == "" {
		return "", fmt.Errorf("the value is empty")
	}
	return v, nil
}

// prefixes checks the form of face=/path,face=/path; the server knows the faces.
func prefixes(v string) (string, error) {
	for entry := range strings.SplitSeq(v, ",") {
		if face, path, ok := strings.Cut(entry, "="); !ok || face == "" || !strings.HasPrefix(path, "/") || len(path) < 2 {
			return "", fmt.Errorf("%q is not face=/path; write it like vayana=/my/gateway, several separated by commas", entry)
		}
	}
	return v, nil
}

// word is a text without blanks: what has to travel in a header.
func word(v string) (string, error) {
	if v == "" || len(v) > 100 || strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r == 0x7F }) {
		return "", fmt.Errorf("%q is not 1 to 100 characters without blanks", v)
	}
	return v, nil
}

// token is a word that is not repeated in messages.
func token(v string) (string, error) {
	if _, err := word(v); err != nil {
		return "", fmt.Errorf("the token is not 1 to 100 characters without blanks")
	}
	return v, nil
}

func instant(v string) (string, error) {
	_, err := clock.Parse(v)
	return v, err
}

func address(v string) (string, error) {
	_, port, err := net.SplitHostPort(v)
	if err == nil {
		var n uint64
		if n, err = strconv.ParseUint(port, 10, 16); err == nil && n <= 65535 {
			return v, nil
		}
	}
	return "", fmt.Errorf("%q is not host:port; write it like 127.0.0.1:7017, or :7017 for all addresses", v)
}

func addressOrOff(v string) (string, error) {
	if strings.EqualFold(v, "off") {
		return "", nil
	}
	return address(v)
}

func oneOf(values ...string) func(string) (string, error) {
	return func(v string) (string, error) {
		for _, w := range values {
			if v == w {
				return v, nil
			}
		}
		return "", fmt.Errorf("%q is none of %s", v, strings.Join(values, ", "))
	}
}

func gstin(v string) (string, error) {
	v = strings.ToUpper(strings.TrimSpace(v))
	if !regexp.MustCompile(`^[0-9]{2}[0-9A-Z]{13}$`).MatchString(v) {
		return "", fmt.Errorf("%q is not a GSTIN: 15 characters, two digits first", v)
	}
	return v, nil
}
