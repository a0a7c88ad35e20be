package api

import (
	"strings"

	"github.com/irpsim/irpsim/internal/gateway"
)

// gatewayRoutes makes a route of every row of the gateways' faces.
func (s *Server) gatewayRoutes(faces []gateway.Face) []Route {
	own := s.routes
	var routes []Route
	for i := range faces {
		f := &faces[i]
		for j := range f.Rows {
			r := &f.Rows[j]
			paths := f.Paths(r)
			route := Route{
				API: r.Op, Title: r.Title, Method: r.Method, Path: paths[0], Aliases: paths[1:], Query: r.Query, Source: f.Doc.Source,
				Gateway: f, Row: r, face: gateFace{s, f}, do: s.gatewayDo(r),
			}
			if twin := twinOf(own, r); twin != nil {
				route.Request = twin.Request
				if r.Do == nil {
					route.do = twin.do
				}
				if r.Sealed {
					route.face = sealedGate{gateFace{s, f}, twin.face}
				}
			}
			routes = append(routes, route)
		}
	}
	return routes
}

// twinOf is the portal's own route of a row's operation: that of the same version where there are several, else the first,
// which is the current one. nil for what is no operation of the portal.
func twinOf(own []Route, row *gateway.Row) (twin *Route) {
	const old = "/v1.03/"
	for i := range own {
		r := &own[i]
		if r.API == row.Op && (twin == nil || strings.Contains(r.Path, old) == strings.Contains(row.Path, old)) {
			twin = r
		}
	}
	return twin
}

// plain reports whether a route neither opens nor seals anything.
func (r *Route) plain() bool { return r.Row != nil && !r.Row.Sealed }

// rawParams reads the parameters of a route's path in the letter case they came in: the mux sees lower case only.
func rawParams(r *Route, path string) map[string]string {
	got := segments(path)
	if len(got) > 2 && strings.EqualFold(got[0], "irp") {
		if params := paramsOf(r, got[2:]); params != nil {
			return params
		}
	}
	return paramsOf(r, got)
}

func paramsOf(r *Route, got []string) map[string]string {
	for _, path := range append([]string{r.Path}, r.Aliases...) {
		want := segments(path)
		if len(want) != len(got) {
			continue
		}
		params, fits := map[string]string{}, true
		for i, w := range want {
			if name, ok := strings.CutPrefix(w, "{"); ok {
				params[strings.ToLower(strings.TrimSuffix(name, "}"))] = got[i]
			} else if !strings.EqualFold(w, got[i]) {
				fits = false
			}
		}
		if fits {
			return params
		}
	}
	return nil
}

func segments(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}
