package server_test

import (
	"bufio"
	"encoding/base64"
	"net"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
)

// TestWrongControlBodies: a body that a call does not take is refused in words of JSON, not of Go, and nothing is made of it.
func TestWrongControlBodies(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, body := range []string{
		`[]`, `1`, `"x"`, `{"name":1}`, `{"name":{}}`, `{"taxpayers":"x"}`, `{"name":"a"}{"name":"b"}`, `{"name":"a"} x`,
		`{"nam":"a"}`, `{"name":`, strings.Repeat("[", 100_000), `{"settings":` + strings.Repeat("[", 100_000),
	} {
		got := s.control("POST", "/worlds", body, 400, nil)
		if strings.Contains(got, "Go ") || strings.Contains(got, "struct") {
			t.Errorf("POST /worlds %.60s: %s, want no word of Go", body, got)
		}
	}
	var worlds []struct{ ID string }
	s.control("GET", "/worlds", "", 200, &worlds)
	if len(worlds) != 1 {
		t.Errorf("%d worlds after nothing but refused calls, want 1", len(worlds))
	}
}

// TestUnsealedLoginIsMasked: clients that forget to seal a login must not leave its password in the journal.
func TestUnsealedLoginIsMasked(t *testing.T) {
	t.Parallel()
	s := start(t)
	const password = "Zq9PlainPw7731x"
	login := `{"UserName":"irpsim_user","Password":"` + password + `","AppKey":"` + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32))) + `"}`
	b64 := base64.StdEncoding.EncodeToString([]byte(login))
	twice := base64.StdEncoding.EncodeToString([]byte(b64))
	r := s.raw()
	for _, body := range []string{
		login, `{"Data":` + login + `}`, `{"Data":"` + strings.ReplaceAll(login, `"`, `\"`) + `"}`, `{"Data":"` + b64 + `"}`, `{"Data":"` + twice + `"}`,
		"UserName=irpsim_user&Password=" + password, "<Login><Password>" + password + "</Password></Login>", "{'Password': '" + password + "'}",
		`{Password: "` + password + `"}`, login[:len(login)-60],
	} {
		r.send("/eivital/v1.04/auth", body, r.headers)
	}
	for _, path := range []string{"/journal", "/journal?format=har"} {
		got := s.control("GET", path, "", 200, nil)
		if !strings.Contains(got, "irpsim_user") {
			t.Fatalf("%s does not show the logins: %s", path, got)
		}
		for name, secret := range map[string]string{"password": password, "Base64 of the login": b64[20:70], "Base64 of that": twice[30:80]} {
			if at := strings.Index(got, secret); at >= 0 {
				t.Errorf("GET %s shows the %s: %s", path, name, got[max(0, at-100):at+len(secret)])
			}
		}
	}
}

// TestTargets: no way of writing a path leads around the token to the control API.
func TestTargets(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *server.Config) { c.AdminToken = "sesame" })
	for _, target := range []string{
		"/_sim/v1/creds", "/_sim/v1/keys/../creds", "/_sim/v1/keys/%2e%2e/creds", "/_sim/v1/keys%2f../creds", "/_sim/v1/keys/..%2fcreds",
		"/_sim/v1/./creds", "/_sim/v1//creds", "//_sim/v1/creds", "/_SIM/v1/creds", "/_sim%2fv1/creds", "/irp/NIC2/_sim/v1/creds",
		"/x/../_sim/v1/creds", "/_sim/v1/%63reds", "/_sim/v1/creds?token=sesame", "http://other.example/_sim/v1/creds", "/_sim/v1/creds;/keys/",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.Info().HTTP, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Write([]byte("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil || !strings.Contains(line, " 401 ") && !strings.Contains(line, " 404 ") {
			t.Errorf("GET %s: %q, %v; want 401 or 404", target, line, err)
		}
	}
}
