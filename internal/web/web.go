// Package web is the developer portal at / of the simulator: it teaches the API, lets people try and break it in the
// browser, and steers the simulator. It owns no state of the simulator: what a page can do, a call of the control API can.
//
// Each section is a package of its own below this one; this one puts them together.
package web

import (
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/api"
	"github.com/irpsim/irpsim/internal/printed"
	"github.com/irpsim/irpsim/internal/web/code"
	"github.com/irpsim/irpsim/internal/web/controls"
	"github.com/irpsim/irpsim/internal/web/cover"
	"github.com/irpsim/irpsim/internal/web/errs"
	"github.com/irpsim/irpsim/internal/web/exercises"
	"github.com/irpsim/irpsim/internal/web/fidelity"
	"github.com/irpsim/irpsim/internal/web/guides"
	"github.com/irpsim/irpsim/internal/web/inspector"
	"github.com/irpsim/irpsim/internal/web/invoices"
	"github.com/irpsim/irpsim/internal/web/lab"
	"github.com/irpsim/irpsim/internal/web/live"
	"github.com/irpsim/irpsim/internal/web/masterlists"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/reference"
	"github.com/irpsim/irpsim/internal/web/register"
	"github.com/irpsim/irpsim/internal/web/search"
	"github.com/irpsim/irpsim/internal/web/start"
	"github.com/irpsim/irpsim/internal/web/wire"
	"github.com/irpsim/irpsim/internal/web/workbench"
)

// Config is what the portal works with.
type Config = page.Kit

// Server answers the pages. Make it with [New].
type Server struct {
	*page.Server
	reserved map[string]bool
	hidden   string
}

// New makes the portal.
func New(k Config) *Server {
	k.Wire = wire.New(k.URL, k.Keys, k.Version)
	sections := sections()
	reserved := reservedOf(k.Routes)
	return &Server{page.NewServer(&k, sections, files()), reserved, hiddenBy(reserved, sections)}
}

// Hidden is the path of a page that a gateway's face is mounted over, "" when all can be reached.
func (s *Server) Hidden() string { return s.hidden }

func hiddenBy(reserved map[string]bool, sections []page.Section) string {
	paths := []string{page.StaticPrefix, "/unlock", "/theme", "/favicon.ico"}
	for _, s := range sections {
		for _, p := range s.Pages {
			paths = append(paths, p.Path)
		}
	}
	for _, path := range paths {
		if reserved[headOf(path)] {
			return path
		}
	}
	return ""
}

// headOf is the first part of a path.
func headOf(path string) string {
	head, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return head
}

// files are the static files that belong to no section: the icon, and those of the printed e-invoice.
func files() map[string][]byte {
	list := map[string][]byte{"icon.svg": []byte(favicon)}
	for _, name := range []string{"print.css", "print.js"} {
		if b, err := printed.Assets.ReadFile(name); err == nil { // embedded; a test asks for both
			list[name] = b
		}
	}
	return list
}

// sections lists the parts of the portal. Adding one is adding a line.
func sections() []page.Section {
	return []page.Section{
		live.Section(),
		start.Section(),
		masterlists.Section(),
		register.Section(),
		guides.Section(),
		exercises.Section(),
		code.Section(),
		lab.Section(),
		workbench.Section(),
		invoices.Section(),
		inspector.Section(),
		errs.Section(),
		controls.Section(),
		cover.Section(),
		fidelity.Section(),
		reference.Section(),
		search.Section(),
	}
}

// favicon is the hatch of the SIMULATED mark.
const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#ffd400"/><path fill="#17130a" d="M0 8 8 0h9L0 17zM4 32 32 4v10L14 32zM23 32l9-9v9z"/></svg>`

// NotFound tells a person, not a program, that nothing answers a path, with the nearest pages.
func (s *Server) NotFound(w http.ResponseWriter, r *http.Request) {
	s.Server.NotFound(w, r, near(r.URL.Path))
}

// Wants reports whether a page is what the client wants: a browser that navigates says so.
func Wants(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// reservedOf lists the first parts of all paths of the API and the gateways' faces, and those of the operators' pages: what
// is below them is answered by them, also to a browser.
func reservedOf(routes []api.Route) map[string]bool {
	first := map[string]bool{"_sim": true, "livez": true, "readyz": true, "metrics": true, "openapi.json": true, "irp": true}
	for _, r := range routes {
		for _, path := range append([]string{r.Path}, r.Aliases...) {
			first[headOf(path)] = true
		}
	}
	return first
}

// Reserved reports whether a path belongs to the API or a gateway's face.
func (s *Server) Reserved(path string) bool { return s.reserved[headOf(path)] }

// near finds the three pages whose address is most like a path.
func near(path string) []string {
	pages := []string{"/", "/guides", "/exercises", "/lab/login", "/register", "/reference", "/workbench", "/code", "/masters", "/inspector", "/errors", "/coverage", "/invoices", "/controls", "/fidelity"}
	return nearest(strings.ToLower(path), pages, 3)
}

// nearest sorts candidates by how many letters have to change.
func nearest(want string, candidates []string, n int) []string {
	type ranked struct {
		name string
		far  int
	}
	var list []ranked
	for _, c := range candidates {
		list = append(list, ranked{c, distance(want, c)})
	}
	var best []string
	for len(best) < n && len(list) > 0 {
		at := 0
		for i, r := range list {
			if r.far < list[at].far {
				at = i
			}
		}
		best = append(best, list[at].name)
		list = append(list[:at], list[at+1:]...)
	}
	return best
}

// distance is Levenshtein's, of texts cut to 64 bytes.
func distance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := i
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
