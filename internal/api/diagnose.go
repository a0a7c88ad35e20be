package api

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/world"
)

// diagnose adds to the journal which mistake of the client explains a login or a payload that could not be opened, and
// writes it in one log line. The answer on the wire stays the portal's.
func (s *Server) diagnose(c *call, f *fault.Error) {
	stage, data := c.sealedWrongly(f)
	if data == "" {
		return
	}
	d := diagnose.Diagnose(diagnose.Request{
		Stage: stage, Version: versionOf(c.route), Data: data,
		InnerBase64: strings.HasPrefix(c.route.API, "ewayapi"), UserAgent: header(c.Request, "User-Agent"),
	}, Knowledge(s.keys, c.world, c.entry.UserName, c.sek()))
	if d.OK {
		return
	}
	note := journal.Note{Code: string(f.Findings[0].Code), Rule: "crypto", Text: d.Summary}
	if d.Mistake != nil {
		note = journal.Note{Code: note.Code, Rule: "crypto/" + d.Mistake.ID, Message: d.Mistake.Title, Text: d.Summary + " " + d.Mistake.Mend}
	}
	c.entry.Notes = append(c.entry.Notes, note)
	s.log.InfoContext(c.Context(), "diagnosis", "request_id", c.entry.RequestID, "api", c.route.API, "diagnosis", d.Line())
}

// unopened are the refusals of a login that a mistake with keys, ciphers or encodings may stand behind.
func unopened(code fault.Code) bool {
	return slices.Contains([]fault.Code{
		fault.AuthUndecryptable, fault.ApplicationError, fault.PasswordUnreadable, fault.AppKeyUnreadable,
		fault.UserNameMissing, fault.AuthIncomplete, fault.AuthDataMissing, fault.EwaybillUndecryptable,
	}, code)
}

// sealedWrongly tells whether a refusal came of sealing, and what was sealed.
func (c *call) sealedWrongly(f *fault.Error) (diagnose.Stage, string) {
	code := f.Findings[0].Code
	switch {
	case strings.HasPrefix(c.route.API, "auth"), c.route.API == "ewayapi-auth":
		if unopened(code) {
			return diagnose.Auth, c.sent()
		}
	case code == fault.SchemaError && f.Findings[0].Path == "", code == fault.EwaybillUndecryptable, code == fault.EwaybillJSON:
		return diagnose.Payload, c.entry.Request.Cipher
	}
	return "", ""
}

// sent is the Data of a login as it came: its text, or its JSON where it is no text, as in version 1.03.
func (c *call) sent() string {
	var object struct{ Data json.RawMessage }
	if c.entry.Request.Cipher != "" || json.Unmarshal(c.body, &object) != nil {
		return c.entry.Request.Cipher
	}
	return string(object.Data)
}

func (c *call) sek() []byte {
	if c.caller.Session == nil {
		return nil
	}
	return c.caller.Session.Sek
}

func versionOf(r *Route) string {
	if r.API == "auth103" {
		return diagnose.V103
	}
	return ""
}

// Knowledge gathers what the simulator knows of a user's keys. w may be nil.
func Knowledge(set *keys.Set, w *world.World, user string, sek []byte) diagnose.Knowledge {
	k := diagnose.Knowledge{Keys: set, Sek: sek}
	if w != nil {
		var latest world.Handed
		latest, k.StaleSeks, k.Passwords = w.Secrets(user)
		k.AppKey, k.WrappedSek = latest.AppKey, latest.Sek
	}
	return k
}
