package control

import (
	"net/http"

	"github.com/irpsim/irpsim/internal/coverage"
)

// coverage reports what the clients of a world have met, or with sum=true those of all worlds.
func (s *Server) coverage(c *call) error {
	q := c.URL.Query()
	met := &c.world.Met
	if q.Get("sum") == "true" {
		met = s.Worlds.Met()
	}
	report := coverage.Make(met, s.Operations)
	switch format := q.Get("format"); format {
	case "", "json":
		return c.answer(http.StatusOK, report)
	case "text":
		return c.raw(http.StatusOK, "text/plain; charset=utf-8", []byte(report.Text()))
	case "html":
		page, err := report.HTML()
		if err != nil {
			return err
		}
		return c.raw(http.StatusOK, "text/html; charset=utf-8", []byte(page))
	case "junit":
		b, err := report.JUnit()
		if err != nil {
			return err
		}
		return c.raw(http.StatusOK, "application/xml", b)
	default:
		return bad("format is " + format + ": give json, text, html or junit")
	}
}
