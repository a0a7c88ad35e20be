package controls

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/world"
)

// worldRow is a world of the simulator.
type worldRow struct {
	ID, Name, Created string
	Default, Here     bool
	Link              string // this page in that world
}

// worldsView is the page of worlds and of the credentials of the one at hand.
type worldsView struct {
	frame
	Rows      []worldRow
	More      int // worlds that are not listed
	World     worldRow
	Secret    string
	Users     []world.User
	Gstins    []string // a few that a new user can belong to
	Snapshots []snapshotRow
	Wrong     string // of the new user or the deletion
	Typed     url.Values
	Calls     map[string]string
}

const (
	maxWorlds = 200
	maxUsers  = 100
)

func showWorlds(v *page.Visit) (page.Answer, error) { return worldsPage(v, "") }

func worldsPage(v *page.Visit, wrong string) (page.Answer, error) {
	d := worldsView{frame: newFrame(v, "/controls/worlds"), Secret: v.World.Secret(), Wrong: wrong, Typed: v.PostForm}
	ids := v.Worlds.IDs()
	d.More = max(0, len(ids)-maxWorlds)
	for _, id := range ids[:min(len(ids), maxWorlds)] {
		if w, ok := v.Worlds.Get(id); ok {
			d.Rows = append(d.Rows, rowOf(v, w))
		}
	}
	d.World = rowOf(v, v.World)
	d.Users = v.World.Users()
	d.Users = d.Users[:min(len(d.Users), maxUsers)]
	var err error
	if d.Snapshots, err = snapshots(v); err != nil {
		return page.Answer{}, err
	}
	d.Calls = map[string]string{
		"worlds": v.Curl(page.Call{Method: http.MethodGet, Path: "/worlds"}) + "\n" + v.Curl(newWorld("mine", "")),
		"delete": v.Curl(page.Call{Method: http.MethodDelete, Path: "/worlds/" + v.World.ID}),
		"creds":  v.Curl(page.Call{Method: http.MethodGet, Path: "/creds"}),
		"users":  v.Curl(newUser("name", "secret", "29ZZZCS0001A1ZI")),
	}
	return d.answer("Worlds", "controls/worlds", d), nil
}

func rowOf(v *page.Visit, w *world.World) worldRow {
	return worldRow{
		ID: w.ID, Name: w.Name(), Created: w.Created().Format(time.DateTime), Default: w.ID == v.Worlds.DefaultID(), Here: w == v.World,
		Link: "/controls/worlds?world=" + url.QueryEscape(w.ID),
	}
}

func newWorld(name, snapshot string) page.Call {
	body := map[string]string{"name": name}
	if snapshot != "" {
		body["snapshot"] = snapshot
	}
	return page.Call{Method: http.MethodPost, Path: "/worlds", Body: body}
}

func newUser(name, password, gstin string) page.Call {
	return page.Call{Method: http.MethodPost, Path: "/users", Body: map[string]string{"user_name": name, "password": password, "gstin": gstin}}
}

// createWorld makes a world, perhaps out of a snapshot of the one at hand, and goes there.
func createWorld(v *page.Visit) (page.Answer, error) {
	made, err := v.Sim(newWorld(strings.TrimSpace(v.PostFormValue("name")), v.PostFormValue("snapshot")))
	if err != nil {
		return page.Answer{}, err
	}
	var creds struct {
		ClientID string `json:"client_id"`
	}
	if err := made.Read(&creds); err != nil {
		return page.Answer{}, err
	}
	return page.Answer{Goto: told("/controls/worlds", "made", "", "") + "&world=" + url.QueryEscape(creds.ClientID)}, nil
}

// deleteWorld deletes the world at hand, once its name or id was typed.
func deleteWorld(v *page.Visit) (page.Answer, error) {
	typed := strings.TrimSpace(v.PostFormValue("confirm"))
	if typed == "" || typed != v.World.Name() && typed != v.World.ID {
		a, err := worldsPage(v, "The world is still there: type "+nameOf(v.World)+" to delete it.")
		a.Status = http.StatusUnprocessableEntity
		return a, err
	}
	if _, err := v.Sim(page.Call{Method: http.MethodDelete, Path: "/worlds/" + pathPart(v.World.ID)}); err != nil {
		return page.Answer{}, err
	}
	return page.Answer{Goto: told("/controls/worlds", "deleted", "", "") + "&world=" + url.QueryEscape(v.Worlds.DefaultID())}, nil
}

func nameOf(w *world.World) string {
	if n := w.Name(); n != "" {
		return n
	}
	return w.ID
}

func addUser(v *page.Visit) (page.Answer, error) {
	name := strings.TrimSpace(v.PostFormValue("user_name"))
	_, err := v.Sim(newUser(name, v.PostFormValue("password"), v.PostFormValue("gstin")))
	if p, ok := problemIn(err); ok {
		a, err := worldsPage(v, p.Mend)
		a.Status = p.Status
		return a, err
	}
	if err != nil {
		return page.Answer{}, err
	}
	return done(v, showWorlds, "/controls/worlds", "user", name, "")
}
