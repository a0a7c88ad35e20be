package control

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
)

// guard asks for the admin token, if there is one. Public keys need none: clients fetch them before they have anything.
// Without a token the simulator is reachable from its own machine only, and then by a name of that machine: a page of the
// web whose host name was made to point here (DNS rebinding) sends its own name.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Token == "" && !Local(r.Host) {
			fail(w, http.StatusForbidden, "the control API has no admin token, so it answers to localhost, 127.0.0.1 and [::1] only, not to "+r.Host+"; start the simulator with --admin-token to use another name")
			return
		}
		if s.Token == "" || strings.HasPrefix(r.URL.Path, Prefix+"/keys/") || s.authorised(r) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="irpsim"`)
		fail(w, http.StatusUnauthorized, "send the header 'Authorization: Bearer TOKEN' with the admin token that the simulator was started with, or printed at start")
	})
}

func (s *Server) authorised(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	ok := strings.EqualFold(scheme, "Bearer")
	got, want := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(s.Token))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1 && ok
}

// sameOrigin refuses calls that change something when a browser makes them for another site's page.
func sameOrigin(next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusForbidden, "this call changes the simulator and comes from a page of another origin; call it from a program or from the simulator's own pages")
	}))
	return p.Handler(next)
}

// Local reports whether a Host header names this machine.
func Local(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}
