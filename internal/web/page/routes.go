package page

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"
)

// Forms lists the addresses that take a form, patterns among them, in order: what a page of another site must not reach.
func (s *Server) Forms() []string {
	var list []string
	_ = chi.Walk(s.mux, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodPost {
			list = append(list, pattern)
		}
		return nil
	})
	slices.Sort(list)
	return slices.Compact(list)
}
