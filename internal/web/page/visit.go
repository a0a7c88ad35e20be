package page

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/world"
)

// Visit is one request for a page.
type Visit struct {
	http.ResponseWriter
	*http.Request
	*Kit
	World *world.World
	Page  *Page
	// Partial says that htmx asks for a part of a page.
	Partial bool

	section  string
	renderer *Renderer
}

// Fragment renders one template with a view, for streams.
func (v *Visit) Fragment(name string, view any) (string, error) {
	return v.renderer.Fragment(name, view)
}

// Asset is the address of a static file: Asset("print.css").
func (v *Visit) Asset(name string) string { return v.renderer.assets.URL(name) }

// Param returns a parameter of the path, "" when there is none.
func (v *Visit) Param(name string) string {
	text, err := url.PathUnescape(chi.URLParam(v.Request, name))
	if err != nil {
		return ""
	}
	return text
}

// Get returns a parameter of the query.
func (v *Visit) Get(name string) string { return v.Query().Get(name) }

// Query returns the parameters of the address.
func (v *Visit) Query() url.Values { return v.Request.URL.Query() }

// Now is the world's time in IST.
func (v *Visit) Now() time.Time { return v.World.Clock.Now().In(clock.IST) }

// Other reports whether the visit is to another world than the default one.
func (v *Visit) Other() bool { return v.World.ID != v.Worlds.DefaultID() }

// Link carries the world on: Link("/errors?q=igst") is the same in the default world and has world=… in another.
func (v *Visit) Link(target string) string {
	if !v.Other() || strings.Contains(target, "world=") {
		return target
	}
	path, anchor, hash := strings.Cut(target, "#")
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	path += sep + "world=" + url.QueryEscape(v.World.ID)
	if hash {
		path += "#" + anchor
	}
	return path
}

// With returns the address of this page with one parameter of the query changed, or taken out when value is "".
func (v *Visit) With(name, value string) string {
	q := v.Query()
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return v.Request.URL.Path
	}
	return v.Request.URL.Path + "?" + q.Encode()
}

// Cookie returns a remembered choice, such as a language; "" when there is none.
func (v *Visit) Cookie(name string) string {
	c, err := v.Request.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// Remember keeps a choice for a year.
func (v *Visit) Remember(name, value string) {
	http.SetCookie(v.ResponseWriter, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteStrictMode, Secure: v.TLS != nil,
	})
}

// Origin is the base URL under which the visitor reached the portal.
func (v *Visit) Origin() string {
	if v.TLS != nil {
		return "https://" + v.Host
	}
	return "http://" + v.Host
}

// User is the world's first user, whom the portal logs in by itself.
func (v *Visit) User() (world.User, bool) {
	users := v.World.Users()
	if !v.Other() {
		if u, ok := v.World.User(world.DefaultCredentials().UserName); ok {
			return u, true
		}
	}
	if len(users) == 0 {
		return world.User{}, false
	}
	return users[0], true
}
