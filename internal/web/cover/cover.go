// Package cover shows what the clients of a world have met, what they have not, and how they behave.
package cover

import (
	_ "embed" // templates and styles
	"net/http"

	"github.com/irpsim/irpsim/internal/web/page"
)

//go:embed cover.html
var templates string

//go:embed cover.css
var css string

// Section has the pages of coverage and audit.
func Section() page.Section {
	return page.Section{
		Name: "cover", Templates: templates, CSS: css,
		Pages: []page.Page{
			{Method: http.MethodGet, Path: "/coverage", Nav: "/coverage", Do: showCoverage},
			{Method: http.MethodGet, Path: "/coverage/report/{format}", Nav: "/coverage", Do: download},
			{Method: http.MethodGet, Path: "/coverage/audit", Nav: "/coverage", Private: true, Do: showAudit},
		},
	}
}
