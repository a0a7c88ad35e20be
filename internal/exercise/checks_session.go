package exercise

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/irpsim/irpsim/internal/journal"
)

// Checks of the exercises about logins and tokens.

// loggedIn wants a login that succeeded, or a call that a token of before was good for.
func loggedIn(r *run) outcome {
	var last *journal.Entry
	for i := range r.entries {
		e := &r.entries[i]
		if _, ok := loginOf(e); ok {
			return met(e, "Logged in as "+e.UserName+".")
		}
		if _, ok := registered(e); ok {
			return met(e, "A token of an earlier login was still good.")
		}
		if isLogin(e) {
			last = e
		}
	}
	if last != nil {
		return broken(last, "The login was "+refusal(last)+". Mend it and log in again.")
	}
	return outcome{verdict: Open}
}

// ownLoggedIn wants a login that the trainee's own program sent.
func ownLoggedIn(r *run) outcome {
	result := outcome{verdict: Open}
	for i := range r.entries {
		e := &r.entries[i]
		if !isLogin(e) {
			continue
		}
		in, ok := loginOf(e)
		switch {
		case byPortal(e):
			result = broken(e, "This login was sent by a page of the portal. Let your own program log in.")
		case !ok:
			result = broken(e, "The login was "+refusal(e)+". The laboratory names the mistake in its Data.")
		default:
			r.from, r.token, r.until = i, in.token, in.until
			return met(e, "Your program logged in as "+e.UserName+".")
		}
	}
	return result
}

// ownSealed wants a payload that opened with the Sek of that login, whatever the portal thought of its content.
func ownSealed(r *run) outcome {
	result := outcome{verdict: Open}
	for _, e := range r.after(r.from) {
		if isLogin(&e) || byPortal(&e) || e.Request.Cipher == "" {
			continue
		}
		if object := (map[string]any{}); json.Unmarshal([]byte(e.Request.Plain), &object) == nil {
			return met(&e, "The payload opened with the Sek that your login gave.")
		}
		result = broken(&e, "The payload did not open: unwrap Sek with your AppKey, then encrypt the JSON itself with it, AES-256, ECB, PKCS#7.")
	}
	return result
}

// tokenTaken wants the login whose token is about to run out.
func tokenTaken(r *run) outcome {
	e, ok := r.first(func(e *journal.Entry) bool { _, ok := loginOf(e); return ok })
	if !ok {
		return outcome{verdict: Open}
	}
	in, _ := loginOf(e)
	r.token, r.until = in.token, in.until
	return met(e, "The token is good until "+in.until.Format("2 Jan 15:04:05")+".")
}

// refresh is the time before a token's end in which a forced refresh is honoured.
const refresh = 10 * time.Minute

// renewed wants another token for the same user, asked for in the last minutes of the old one.
func renewed(r *run) outcome {
	result := outcome{verdict: Open}
	user := r.entries[r.from].UserName
	token, until := r.token, r.until
	for i := r.from + 1; i < len(r.entries); i++ {
		e := &r.entries[i]
		in, ok := loginOf(e)
		if !ok || e.UserName != user {
			continue
		}
		left := until.Sub(e.Time)
		switch {
		case in.until.After(until) && left > 0 && left <= refresh:
			r.to, r.token = i, in.token
			return met(e, "Renewed "+duration(left)+" before the end.")
		case in.until.After(until):
			result = broken(e, "The old token had run out "+duration(left)+" before. Renew this one while it lives.")
			token, until = in.token, in.until
		case in.token == token && in.forced && left > refresh:
			result = broken(e, "Asked "+duration(left)+" before the end: a refresh is honoured in the last 10 minutes, and the same token came back.")
		case in.token == token && !in.forced && left <= refresh:
			result = broken(e, "The same token came back: a login renews nothing unless ForceRefreshAccessToken is true.")
		}
	}
	return result
}

// newTokenUsed wants a call that the new token was good for.
func newTokenUsed(r *run) outcome {
	for _, e := range r.after(r.to) {
		if !isLogin(&e) && e.HTTPStatus/100 == 2 && !slices.Contains(e.Codes, "1005") && header(&e, "authtoken") == r.token {
			return met(&e, "The new token is in use.")
		}
	}
	return outcome{verdict: Open}
}

// noInvalidToken forbids 1005 from the first login on.
func noInvalidToken(r *run) outcome {
	if r.from < 0 {
		return outcome{verdict: Open}
	}
	user := r.entries[r.from].UserName
	for _, e := range r.after(r.from) {
		if e.UserName == user && slices.Contains(e.Codes, "1005") {
			return broken(&e, "This call was refused with 1005: it carried a token that was no longer good. Begin again, and renew before the end.")
		}
	}
	return outcome{verdict: Open}
}
