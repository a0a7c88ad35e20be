package controls

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/world"
)

// snapshotRow is a snapshot of the world.
type snapshotRow struct {
	Name, About, Taken string
	Download           string // the file, without secrets
}

// snapshotsView is the page of snapshots and of emptying.
type snapshotsView struct {
	frame
	Rows   []snapshotRow
	Wrong  string
	Name   string // in the field
	Resets []resetRow
	Calls  map[string]string
}

// resetRow is a part of the world that can be emptied.
type resetRow struct{ What, Title, Text string }

func resets() []resetRow {
	return []resetRow{
		{"irns", "Invoices", "Every IRN and e-way bill goes. Users, taxpayers, settings, clock and faults stay."},
		{"faults", "Faults", "All of them are disarmed."},
		{"clock", "Clock", "Back to how the simulator was started: real time, unless it was told another one."},
		{"journal", "Journal", "Exchanges and coverage are forgotten. A snapshot does not hold them, so this cannot be taken back."},
		{"all", "Everything", "Invoices, faults, sessions, journal, taxpayers and settings, and the clock. Client secret and users stay."},
	}
}

// snapshots lists what is kept, the newest first.
func snapshots(v *page.Visit) ([]snapshotRow, error) {
	list, err := v.World.Snapshots()
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b world.Snapshot) int { return b.Taken.Compare(a.Taken) })
	rows := make([]snapshotRow, 0, len(list))
	for _, s := range list {
		rows = append(rows, snapshotRow{
			Name: s.Name, About: aboutOf(s), Taken: page.Stamp(s.Taken),
			Download: v.Link("/controls/snapshots/" + s.Name + ".jsonl"),
		})
	}
	return rows, nil
}

// aboutOf says what a snapshot holds, in one line.
func aboutOf(s world.Snapshot) string {
	parts := []string{"nothing registered"}
	if s.Invoices > 0 {
		parts[0] = page.Plural(s.Invoices, "invoice", "invoices")
	}
	if s.EWBs > 0 {
		parts = append(parts, page.Plural(s.EWBs, "e-way bill", "e-way bills"))
	}
	if s.Faults > 0 {
		parts = append(parts, page.Plural(s.Faults, "fault", "faults"))
	}
	return strings.Join(append(parts, "clock at "+s.Now.In(clock.IST).Format("2 Jan 2006 15:04:05")), ", ")
}

func showSnapshots(v *page.Visit) (page.Answer, error) { return snapshotsPage(v, "", "") }

func snapshotsPage(v *page.Visit, name, wrong string) (page.Answer, error) {
	rows, err := snapshots(v)
	if err != nil {
		return page.Answer{}, err
	}
	d := snapshotsView{frame: newFrame(v, "/controls/snapshots"), Rows: rows, Resets: resets(), Name: name, Wrong: wrong}
	d.Calls = map[string]string{
		"snapshots": v.Curl(save("fresh")) + "\n" + v.Curl(restore("fresh")) + "\n" + v.Curl(page.Call{Method: http.MethodDelete, Path: "/snapshots/fresh"}),
		"reset":     v.Curl(emptying("irns")) + "\n" + v.Curl(emptying("journal", "faults", "clock")) + "\n" + v.Curl(emptying("all")),
	}
	return d.answer("Snapshots", "controls/snapshots", d), nil
}

func save(name string) page.Call {
	return page.Call{Method: http.MethodPost, Path: "/snapshots", Body: map[string]string{"name": name}}
}

func restore(name string) page.Call {
	return page.Call{Method: http.MethodPost, Path: "/snapshots/" + pathPart(name) + "/restore"}
}

func emptying(parts ...string) page.Call {
	return page.Call{Method: http.MethodPost, Path: "/reset", Body: map[string][]string{"what": parts}}
}

// pathPart makes a name safe as one part of a path.
func pathPart(name string) string { return url.PathEscape(name) }

// isUndo reports whether a snapshot is one that an action left to be taken back.
func isUndo(name string) bool {
	return strings.HasPrefix(name, "before-") && world.SnapshotNameHolds(name)
}

func hasSnapshot(v *page.Visit, name string) bool {
	_, err := v.World.SnapshotSettings(name)
	return err == nil
}

// back names the page that a button of snapshots stood on: two pages have them.
func back(v *page.Visit) (func(*page.Visit) (page.Answer, error), string) {
	if v.PostFormValue("back") == "clock" {
		return showClock, "/controls"
	}
	return showSnapshots, "/controls/snapshots"
}

func takeSnapshot(v *page.Visit) (page.Answer, error) {
	name := strings.TrimSpace(v.PostFormValue("name"))
	if name == "" {
		name = freeName(v)
	}
	show, path := back(v)
	if !world.SnapshotNameHolds(name) {
		a, err := snapshotsPage(v, page.Start(maxField, name), "A name has 1 to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit.")
		a.Status = http.StatusUnprocessableEntity
		return a, err
	}
	if _, err := v.Sim(save(name)); err != nil {
		return page.Answer{}, err
	}
	return done(v, show, path, "taken", name, "")
}

// freeName makes a name of the world's day and minute, with a number when there is one already.
func freeName(v *page.Visit) string {
	base := "at-" + v.Now().Format("20060102-150405")
	name := base
	for i := 2; hasSnapshot(v, name) && i < 1000; i++ {
		name = base + "-" + strconv.Itoa(i)
	}
	return name
}

// restoreSnapshot brings a snapshot back, and keeps what was before.
func restoreSnapshot(v *page.Visit) (page.Answer, error) {
	name := v.PostFormValue("name")
	if !hasSnapshot(v, name) {
		return page.Answer{}, page.Missing("There is no snapshot "+page.Start(64, name)+".", "Controls lists the ones there are.")
	}
	show, path := back(v)
	before := "before-restore"
	if name == before { // else it would be overwritten before it is read
		before = "before-restore-again"
	}
	return keptFirst(v, before, restore(name), show, path, "restored", name)
}

// keptFirst takes a snapshot, makes a call, and offers to take it back.
func keptFirst(v *page.Visit, before string, c page.Call, show func(*page.Visit) (page.Answer, error), path, did string, of ...string) (page.Answer, error) {
	if _, err := v.Sim(save(before)); err != nil {
		return page.Answer{}, err
	}
	if _, err := v.Sim(c); err != nil {
		return page.Answer{}, err
	}
	return done(v, show, path, did, strings.Join(of, " "), before)
}

func deleteSnapshot(v *page.Visit) (page.Answer, error) {
	name := v.PostFormValue("name")
	if _, err := v.Sim(page.Call{Method: http.MethodDelete, Path: "/snapshots/" + pathPart(name)}); err != nil {
		return page.Answer{}, err
	}
	return done(v, showSnapshots, "/controls/snapshots", "dropped", name, "")
}

// download hands a snapshot out as a file, without its secrets.
func download(v *page.Visit) (page.Answer, error) {
	name := v.Param("name")
	d, err := v.Sim(page.Call{Method: http.MethodGet, Path: "/snapshots/" + pathPart(name)})
	if err != nil {
		return page.Answer{}, err
	}
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", "application/x-ndjson")
	h.Set("Content-Disposition", `attachment; filename="`+name+`.jsonl"`) // the call succeeded, so the name is one
	_, err = v.ResponseWriter.Write(d.Answer)
	return page.Answer{}, err
}

// reset empties a part of the world, and keeps what was before.
func reset(v *page.Visit) (page.Answer, error) {
	for _, r := range resets() {
		if r.What != v.PostFormValue("what") {
			continue
		}
		if r.What == "journal" {
			if _, err := v.Sim(emptying(r.What)); err != nil {
				return page.Answer{}, err
			}
			return done(v, showSnapshots, "/controls/snapshots", "emptied", r.Title, "")
		}
		return keptFirst(v, "before-reset-"+r.What, emptying(r.What), showSnapshots, "/controls/snapshots", "emptied", r.Title)
	}
	return page.Answer{}, page.Bad("There is no such part to empty.", "Choose one of the buttons.")
}

// undo brings back what was before an action.
func undo(v *page.Visit) (page.Answer, error) {
	name := v.Get("name")
	if !isUndo(name) || !hasSnapshot(v, name) {
		return page.Answer{}, page.Missing("What was before is not kept any more.", "Snapshots lists what is.")
	}
	if _, err := v.Sim(restore(name)); err != nil {
		return page.Answer{}, err
	}
	return page.Answer{Goto: told("/controls/snapshots", "undone", "", "")}, nil
}
