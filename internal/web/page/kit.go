// Package page is what all pages of the developer portal share: the frame around them, templates and their functions,
// the visit in hand, the guard, and the way to the control API, so that whatever a button does one call does too.
//
// A section of the portal is a package that returns a [Section]: its pages, its templates, its styles and scripts.
package page

import (
	"log/slog"
	"net/http"

	"github.com/irpsim/irpsim/internal/api"
	"github.com/irpsim/irpsim/internal/coverage"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/web/wire"
	"github.com/irpsim/irpsim/internal/world"
)

// Kit is what the pages work with.
type Kit struct {
	Worlds     *world.Registry
	Registrar  *registrar.Service
	Keys       *keys.Set
	Linter     *lint.Linter
	Routes     []api.Route
	Operations []coverage.Operation // what coverage counts
	Control    http.Handler         // /_sim/v1
	URL        func() string        // base URL of the IRP face
	Token      string               // admin token, "" for none
	Version    string
	Log        *slog.Logger
	Wire       *wire.Wire
}

// Section is one part of the portal.
type Section struct {
	Name      string // of the package; also that of its static files: "lab" has lab.css and lab.js, if it has them
	Pages     []Page
	Templates string // all of its templates, each a {{define "lab/login"}}…{{end}}
	CSS, JS   string // "" for none; loaded on its pages only
}

// Page answers one method on one path of the portal.
type Page struct {
	Method string // "GET"
	Path   string // pattern of chi: "/errors/{code}"
	Nav    string // path of the sidebar's entry that is current: "/errors"
	Wide   bool   // a tool page: as wide as the window allows
	// Private pages show what clients sent, or change something: with an admin token they ask for it. Every method but GET
	// is private.
	Private bool
	Do      func(*Visit) (Answer, error)
}

// Answer is what a page says; its zero value says nothing more, because the page has answered by itself.
type Answer struct {
	Title    string // of the document; the <h1> is the template's
	Template string // name of the template for the content: "lab/login"
	// Part is rendered instead when htmx asks for a part of the page: the name of a template whose root carries an id.
	Part   string
	View   any
	Status int    // 200 when 0
	Goto   string // a redirection instead of content, after something was done: path with query, without world
	Toast  string // a line told at the bottom left, after something was done
	Undo   string // beside a Toast: where a POST of an empty form takes it back; "" when nothing does
}
