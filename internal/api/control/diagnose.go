package control

import (
	"net/http"

	"github.com/irpsim/irpsim/internal/api"
	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/seal"
)

// diagnose walks through a login or a payload that could not be opened, and names the mistake.
func (s *Server) diagnose(c *call) error {
	var in struct {
		Stage     diagnose.Stage `json:"stage"`
		Version   string         `json:"version"`
		Data      string         `json:"data"`
		AuthToken string         `json:"auth_token"`
		Sek       string         `json:"sek"`
		AppKey    string         `json:"app_key"`
	}
	if err := c.read(&in); err != nil {
		return err
	}
	var complaints []string
	if in.Stage != diagnose.Auth && in.Stage != diagnose.Payload {
		complaints = append(complaints, `stage must be "auth" or "payload"`)
	}
	if in.Version != "" && in.Version != diagnose.V103 && in.Version != "1.04" {
		complaints = append(complaints, "version must be 1.03 or 1.04")
	}
	user, sek := "", []byte(nil)
	if in.AuthToken != "" {
		session, ok := c.world.Session(in.AuthToken)
		if !ok {
			complaints = append(complaints, "this world has no session with that auth_token; log in, or name another world with ?world=")
		} else {
			user, sek = session.User, session.Sek
		}
	}
	known := api.Knowledge(s.Keys, c.world, user, sek)
	if in.AppKey != "" {
		key, err := seal.ParseAppKey(in.AppKey)
		if err != nil {
			complaints = append(complaints, "app_key must be base64 of 16 or 32 bytes")
		}
		known.AppKey, known.WrappedSek = key, ""
	}
	if in.Sek != "" {
		if err := known.LearnSek(in.Sek); err != nil {
			complaints = append(complaints, "sek: "+err.Error())
		}
	}
	if len(complaints) > 0 {
		return bad(complaints...)
	}
	return c.answer(http.StatusOK, diagnose.Diagnose(diagnose.Request{
		Stage: in.Stage, Version: in.Version, Data: in.Data, UserAgent: c.Request.Header.Get("User-Agent"),
	}, known))
}
