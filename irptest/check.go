package irptest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// Check is one of the looks that irptest takes at what happened when a test ends. [Allow] switches it off.
type Check string

// The checks.
const (
	// UnstruckFault fails a test whose fault never struck, unless it was lifted.
	UnstruckFault Check = "UnstruckFault"
	// OrphanIRN fails a test in which an IRN was made, a fault took its answer away, and no later call used the IRN or asked
	// for its document. An IRN that a later 2150 names is left to UnreadDuplicate.
	OrphanIRN Check = "OrphanIRN"
	// UnreadDuplicate fails a test in which a 2150 named the earlier IRN and no later call used it or asked for its document.
	// Taking it from Error.Duplicate counts as well.
	UnreadDuplicate Check = "UnreadDuplicate"
	// TokenChurn fails a test in which a user logged in more often than WithLoginLimit says while it had a valid token. A
	// login in the last ten minutes of a token, after a 1005 or after a lost answer is not in vain.
	TokenChurn Check = "TokenChurn"
)

// defaultLogins is the limit of TokenChurn: a few programs may use one user.
const defaultLogins = 3

// story is what a check found.
type story struct {
	check     Check
	what      string
	exchanges []Request
	mend      string
}

func (s story) String() string {
	return fmt.Sprintf("irptest: %s%s\n  %s\n  if the test means it: irptest.New(t, irptest.Allow(irptest.%s))",
		s.what, listed("", s.exchanges), s.mend, s.check)
}

// maxListed bounds the exchanges that a message shows; the last ones tell most.
const maxListed = 20

// listed shows exchanges, one a line, behind a heading.
func listed(heading string, exchanges []Request) string {
	if len(exchanges) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(heading)
	if more := len(exchanges) - maxListed; more > 0 {
		fmt.Fprintf(&b, "\n    … %d earlier ones", more)
		exchanges = exchanges[more:]
	}
	for _, r := range exchanges {
		b.WriteString("\n    " + r.String())
	}
	return b.String()
}

// judge tells the stories of a test that has ended. It wants better evidence than the audit of the control API, which only
// gives advice: an answer must be lost and not just late, and a login after a 1005 is as it should be. A test that failed
// already is not failed again for what its early end left undone, but gets the exchanges, which often show why.
func (s *Sim) judge() {
	s.t.Helper()
	exchanges := s.Requests()
	if s.t.Failed() {
		if len(exchanges) > 0 {
			s.t.Logf("irptest: %s", listed("what the portal saw:", exchanges))
		}
		return
	}
	stories := append(s.unstruck(), s.orphans(exchanges)...)
	stories = append(stories, s.unread(exchanges)...)
	for _, st := range append(stories, s.churn(exchanges)...) {
		if !s.allowed[st.check] {
			s.t.Errorf("%s", st)
		}
	}
}

func (s *Sim) unstruck() []story {
	s.mu.Lock()
	armed := slices.DeleteFunc(slices.Clone(s.armed), func(a *Armed) bool { return a.lifted })
	s.mu.Unlock()
	if len(armed) == 0 {
		return nil
	}
	struck, err := s.strikes()
	if err != nil {
		s.t.Errorf("irptest: the faults of this test cannot be looked at: %v", err)
		return nil
	}
	var stories []story
	for _, a := range armed {
		if n, there := struck[a.id]; there && n == 0 {
			stories = append(stories, story{
				check: UnstruckFault, what: "a fault was set up and never struck: " + a.fault.String(), exchanges: s.Requests(),
				mend: "let the program make a call that the fault fits, or leave the fault out",
			})
		}
	}
	return stories
}

// strikes counts by id what became of the faults that the world still has.
func (s *Sim) strikes() (map[string]int, error) {
	answer, err := s.host.control(context.Background(), s.world.ID, http.MethodGet, "/faults", nil)
	if err != nil {
		return nil, err
	}
	var list []struct {
		ID     string
		Struck int
	}
	if err := json.Unmarshal(answer, &list); err != nil {
		return nil, err
	}
	struck := map[string]int{}
	for _, f := range list {
		struck[f.ID] = f.Struck
	}
	return struck, nil
}

func (s *Sim) orphans(exchanges []Request) []story {
	var stories []story
	for i, r := range exchanges {
		if r.API != "generate" || r.IRN == "" || len(r.Codes) > 0 || !r.lost() {
			continue
		}
		after := exchanges[i+1:]
		named := slices.ContainsFunc(after, func(l Request) bool { return slices.Contains(l.Codes, "2150") && duplicateOf(l) == r.IRN })
		if named || s.used(r.IRN, r.DocNo(), after) {
			continue
		}
		stories = append(stories, story{
			check: OrphanIRN, what: "IRN " + short(r.IRN) + " was made and is lost: the answer did not arrive, and nobody asked for it",
			exchanges: append([]Request{r}, after...),
			mend:      "after a lost answer, get the IRN by its document, or send the document again and read the IRN out of 2150",
		})
	}
	return stories
}

func (s *Sim) unread(exchanges []Request) []story {
	var stories []story
	told := map[string]bool{}
	for i, r := range exchanges {
		irn := duplicateOf(r)
		if irn == "" || !slices.Contains(r.Codes, "2150") || told[irn] || s.used(irn, r.DocNo(), exchanges[i+1:]) {
			continue
		}
		told[irn] = true
		stories = append(stories, story{
			check: UnreadDuplicate, what: "a duplicate was refused, and the IRN " + short(irn) + " that the refusal names was never used",
			exchanges: exchanges[i:],
			mend:      "on 2150 take the IRN from InfoDtls (DUPIRN) and get it, or get the IRN by its document",
		})
	}
	return stories
}

func (s *Sim) churn(exchanges []Request) []story {
	type user struct {
		until time.Time // when its token ends, zero when it has none
		vain  []Request
	}
	users := map[string]user{}
	for _, r := range exchanges {
		name := strings.ToLower(r.UserName)
		u := users[name]
		switch login := strings.HasPrefix(r.API, "auth"); {
		case !login && slices.Contains(r.Codes, "1005"), login && r.lost():
			u.until = time.Time{}
		case login && len(r.Codes) == 0:
			if r.Time.Before(u.until.Add(-10 * time.Minute)) {
				u.vain = append(u.vain, r)
			}
			u.until = r.tokenEnd()
		}
		users[name] = u
	}
	var stories []story
	for _, name := range slices.Sorted(maps.Keys(users)) {
		if vain := users[name].vain; len(vain) > s.logins {
			stories = append(stories, story{
				check: TokenChurn, what: fmt.Sprintf("%s logged in %d times while it had a valid token", name, len(vain)), exchanges: vain,
				mend: fmt.Sprintf("keep the token until it ends, for all parts of the program; up to %d such logins are let pass (irptest.WithLoginLimit)", s.logins),
			})
		}
	}
	return stories
}

// tokenEnd is the expiry in the answer of a login, zero when it cannot be read.
func (r Request) tokenEnd() time.Time {
	for _, text := range []string{r.Response.Text("TokenExpiry"), textIn(r.Response.Body, "Data.TokenExpiry")} {
		if at, err := time.ParseInLocation(time.DateTime, text, clock.IST); err == nil {
			return at
		}
	}
	return time.Time{}
}

// lost reports whether the client cannot have read the answer.
func (r Request) lost() bool {
	if r.HTTPStatus == 0 {
		return true
	}
	for _, how := range []string{"commit_then=drop", "commit_then=504", "commit_then=truncate", "commit_then=garble", "sek=wrong"} {
		if strings.Contains(r.Fault, how) {
			return true
		}
	}
	return false
}

// used reports whether one of the exchanges was about an IRN, or asked for the document behind it.
func (s *Sim) used(irn, docNo string, exchanges []Request) bool {
	s.mu.Lock()
	taken := s.read[irn]
	s.mu.Unlock()
	return taken || slices.ContainsFunc(exchanges, func(r Request) bool {
		switch {
		case r.API == "generate":
			return false
		case strings.EqualFold(r.IRN, irn), strings.Contains(strings.ToLower(r.Path+r.Plain), irn):
			return true
		}
		return docNo != "" && strings.EqualFold(r.DocNo(), docNo)
	})
}

// irnMember finds the IRN in InfoDtls, whichever face spoke.
var irnMember = regexp.MustCompile(`"[Ii][Rr][Nn]"\s*:\s*"([0-9a-f]{64})"`)

// duplicateOf is the earlier IRN that a refusal names, "" when it names none.
func duplicateOf(r Request) string {
	if len(r.Codes) == 0 {
		return ""
	}
	if m := irnMember.FindStringSubmatch(r.Response.Body); m != nil {
		return m[1]
	}
	return ""
}
