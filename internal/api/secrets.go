package api

import (
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/world"
)

// secrets are the texts that must not show in the record of an exchange, under whatever name a client sent them: those of
// the world, the simulator's own, and every header that is a token or the AppKey of a session.
func (s *Server) secrets(c *call, w *world.World) []string {
	list := append(w.Confidential(c.entry.UserName), s.hidden...)
	for _, values := range c.Request.Header {
		for _, v := range values {
			if _, token, ok := strings.Cut(v, " "); ok { // Bearer …
				v = token
			}
			if _, is := w.Session(v); is && !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
	}
	return list
}
