package page

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
)

// adminCookie holds the proof that a browser was given the admin token, not the token itself.
const adminCookie = "irpsim_admin"

func (k *Kit) proof() string {
	m := hmac.New(sha256.New, []byte(k.Token))
	m.Write([]byte("irpsim portal"))
	return hex.EncodeToString(m.Sum(nil))
}

// Unlocked reports whether the visitor may do everything: there is no admin token, or the browser was given it.
func (v *Visit) Unlocked() bool {
	return v.Token == "" || subtle.ConstantTimeCompare([]byte(v.Cookie(adminCookie)), []byte(v.proof())) == 1
}

// unlock takes the admin token once for a browser.
func unlock(v *Visit) (Answer, error) {
	got, want := sha256.Sum256([]byte(v.PostFormValue("token"))), sha256.Sum256([]byte(v.Token))
	if v.Token == "" || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		return Answer{}, &Problem{http.StatusUnauthorized, "This is not the admin token.", "It stands in the start-up lines, or is what --admin-token was given."}
	}
	http.SetCookie(v.ResponseWriter, &http.Cookie{
		Name: adminCookie, Value: v.proof(), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: v.TLS != nil,
	})
	return Answer{Goto: Inside(v.PostFormValue("next"))}, nil
}

// Inside returns a target of this portal only: a path with query, else the start.
func Inside(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(target, `\`) {
		return "/"
	}
	return u.RequestURI()
}

// headers are those of every answer of the portal. Nothing is loaded from elsewhere, nothing inline runs, no other site
// can frame a page or post to it.
func headers(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
}
