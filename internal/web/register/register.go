// Package register rehearses the on-boarding of the portal: who you are, the code by phone and mail, user name and password,
// and credentials at the end, of a new world of one's own. Nothing leaves the machine: codes come into an inbox on the page.
package register

import (
	_ "embed" // the template, the styles and the script
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/web/page"
)

//go:embed register.html
var templates string

//go:embed register.css
var css string

//go:embed register.js
var js string

// Section has the registration.
func Section() page.Section {
	d := &desk{chance: chance.New(nil, ""), open: map[string]*application{}}
	on := func(method, path string, do func(*page.Visit) (page.Answer, error)) page.Page {
		return page.Page{Method: method, Path: path, Nav: "/register", Private: path != "/register", Do: do}
	}
	const get, post = http.MethodGet, http.MethodPost
	return page.Section{
		Name: "register", Templates: templates, CSS: css, JS: js,
		Pages: []page.Page{
			on(get, "/register", d.who), on(post, "/register", d.apply),
			on(get, "/register/otp", d.showCode), on(post, "/register/otp", d.takeCode),
			on(get, "/register/user", d.showUser), on(post, "/register/user", d.takeUser),
			on(get, "/register/done", done), on(post, "/register/login", login), on(get, "/register/download/{file}", download),
			on(get, "/register/forgotten", forgotten), on(post, "/register/forgotten/secret", newSecret),
			on(post, "/register/forgotten/password", newPassword),
			on(get, "/register/add-gstin", further), on(post, "/register/add-gstin", addFurther),
		},
	}
}

const (
	maxOpen  = 200 // applications held; the oldest make room
	codeLife = 10 * time.Minute
	lifetime = 48 * time.Hour // of an application that nobody goes on with, by its world's clock
	maxTries = 3              // wrong codes until a new one has to be sent
	resends  = 5              // codes sent again
)

// application is a registration under way.
type application struct {
	ID      string // unguessable; stands in the address
	World   string // in which it was begun: its clock and register count
	Form    form
	Code    string
	Sent    time.Time // of the code, by the world's clock
	Begun   time.Time
	Tries   int // wrong codes
	Times   int // how often a code was sent
	Checked bool
}

// Ends is when the code runs out.
func (a application) Ends() time.Time { return a.Sent.Add(codeLife) }

// desk holds the registrations under way, in memory only.
type desk struct {
	chance *chance.Source

	mu    sync.Mutex
	open  map[string]*application
	order []string
}

// begin opens an application and sends its first code.
func (d *desk) begin(v *page.Visit, f form) string {
	a := &application{ID: d.chance.Text(22, chance.Alphanumeric), World: v.World.ID, Form: f, Begun: v.Now()}
	d.send(a, v.Now())
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open[a.ID], d.order = a, append(d.order, a.ID)
	if len(d.order) > maxOpen {
		delete(d.open, d.order[0])
		d.order = slices.Delete(d.order, 0, 1)
	}
	return a.ID
}

// send draws a code; the one before holds no longer.
func (d *desk) send(a *application, now time.Time) {
	for old := a.Code; a.Code == old; {
		a.Code = d.chance.Text(6, chance.Digits)
	}
	a.Sent, a.Tries = now, 0
	a.Times++
}

// with works on the application that the address names while nobody else does, and returns a copy of it as it is then.
func (d *desk) with(v *page.Visit, do func(*application)) (application, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a, ok := d.open[v.FormValue("id")]
	if ok && (a.World != v.World.ID || v.Now().Sub(a.Begun) > lifetime) {
		ok = false
	}
	if !ok {
		return application{}, page.Missing("This registration is not open any more.", "Begin again at /register; it takes a minute.")
	}
	if do != nil {
		do(a)
	}
	return *a, nil
}

// end forgets an application.
func (d *desk) end(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.open, id)
	d.order = slices.DeleteFunc(d.order, func(other string) bool { return other == id })
}
