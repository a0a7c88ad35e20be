package errs

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/web/page"
)

// chips are the calls that the list can be narrowed to: what stands in the address, and the word.
var chips = [][2]string{
	{"", "all"}, {"generate", "generate"}, {"cancel", "cancel"}, {"get", "get"}, {"auth", "login"}, {"header", "headers"}, {"gstin", "taxpayer"}, {"ewb", "e-way bill"},
}

// maxQuery bounds what is searched for.
const maxQuery = 200

// listView is the list of codes on the left.
type listView struct {
	Q, API   string
	Met, Old bool // only what was met; older lists too
	Action   string
	Chips    []chip
	MetChip  chip
	Groups   []*group
	Shown    int
	Total    int // of the codes that the switch for old ones leaves
	MetCodes int
	Nearest  []item // when nothing was found
	OldText  []item // codes whose older or other wording was meant
	OldLink  string
	Folded   bool // groups without the current code are closed
}

type chip struct {
	Title, Href string
	Current     bool
}

type group struct {
	Title string
	N     int
	Open  bool

	items strings.Builder
}

// HTML are the codes of the group. They are put together by hand: hundreds of rows through the template would take longer
// than the rest of the page.
func (g *group) HTML() template.HTML { return template.HTML(g.items.String()) } // #nosec: escaped by add

func (g *group) add(r row, tail string, met int, current bool) {
	b := &g.items
	b.WriteString(`<li><a data-row href="/errors/` + string(r.Code) + tail + `"`)
	if current {
		b.WriteString(` aria-current="page"`)
	}
	b.WriteString(`><b class="mono">` + string(r.Code) + `</b><span>` + r.html + `</span>`)
	if met > 0 {
		b.WriteString("<i>" + strconv.Itoa(met) + "×</i>")
	}
	b.WriteString("</a></li>")
	g.N++
	g.Open = g.Open || current
}

type item struct {
	Code    fault.Code
	Text    string
	Href    string
	Met     int
	Current bool
}

// filter is what the address asks the list for.
type filter struct {
	q, api   string
	met, old bool
}

func filterOf(v *page.Visit) filter {
	q := strings.TrimSpace(v.Get("q"))
	return filter{q: q[:min(len(q), maxQuery)], api: v.Get("api"), met: v.Get("met") == "1", old: v.Get("old") == "1"}
}

// query writes the filter as it stands in an address.
func (f filter) query() string {
	var b strings.Builder
	add := func(name, value string) {
		if value != "" {
			b.WriteString("&" + name + "=" + escape(value))
		}
	}
	add("q", f.q)
	add("api", f.api)
	if f.met {
		add("met", "1")
	}
	if f.old {
		add("old", "1")
	}
	if b.Len() == 0 {
		return ""
	}
	return "?" + b.String()[1:]
}

// list makes the list for a page about current, "" for none.
func list(v *page.Visit, current fault.Code) listView {
	f, met := filterOf(v), v.World.Met.ByCode()
	at := "/errors"
	if current != "" {
		at += "/" + string(current)
	}
	d := listView{Q: f.q, API: f.api, Met: f.met, Old: f.old, Action: v.Link(at), MetCodes: len(met), Folded: current != "" && f.q == "" && !f.met}
	for _, c := range chips {
		g := f
		g.api = c[0]
		d.Chips = append(d.Chips, chip{c[1], v.Link(at + g.query()), f.api == c[0] && !f.met})
	}
	g := f
	g.met = !f.met
	d.MetChip = chip{"met here", v.Link(at + g.query()), f.met}
	g = f
	g.old = !f.old
	d.OldLink = v.Link(at + g.query())
	d.fill(v, f, met, current)
	return d
}

func (d *listView) fill(v *page.Visit, f filter, met map[string]int, current fault.Code) {
	groups := make([]*group, subjects)
	for i := range groups {
		groups[i] = &group{Title: subjectTitles[i], Open: !d.Folded}
	}
	words := strings.Fields(strings.ToLower(f.q))
	tail := template.HTMLEscapeString(v.Link(f.query()))
	for _, r := range rows() {
		exact := f.q != "" && strings.EqualFold(f.q, string(r.Code))
		if !r.Current && !f.old && r.Code != current && met[string(r.Code)] == 0 && !exact {
			continue
		}
		d.Total++
		if !r.fits(f, words, met) {
			continue
		}
		if !holds(r.find, words) { // found by another wording only
			d.OldText = append(d.OldText, item{Code: r.Code, Text: r.Text})
		}
		groups[r.subject].add(r, tail, met[string(r.Code)], r.Code == current)
		d.Shown++
	}
	d.Groups = slices.DeleteFunc(groups, func(g *group) bool { return g.N == 0 })
	if d.Shown == 0 && f.q != "" {
		d.Nearest = nearest(f.q)
	}
}

// fits reports whether a code is in the list.
func (r *row) fits(f filter, words []string, met map[string]int) bool {
	if f.met && met[string(r.Code)] == 0 {
		return false
	}
	if f.api != "" && !slices.ContainsFunc(r.apis, func(a string) bool { return a == f.api || f.api == "ewb" && strings.HasPrefix(a, "ewb-") }) {
		return false
	}
	return holds(r.find, words) || holds(r.old, words)
}

// holds reports whether every word stands in a text.
func holds(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// nearest lists the codes that are most like a text: numbers with the fewest other digits, else texts that share most of
// its words.
func nearest(q string) []item {
	const few = 4
	type ranked struct {
		row
		score int
	}
	words := strings.Fields(strings.ToLower(q))
	number := strings.Trim(q, "0123456789_") == ""
	var list []ranked
	for _, r := range rows() {
		score := 0
		if number {
			score = alike(q, string(r.Code))
		} else {
			for _, w := range words {
				if len(w) > 2 && strings.Contains(r.find, w) {
					score++
				}
			}
		}
		if score > 0 {
			list = append(list, ranked{r, score})
		}
	}
	slices.SortStableFunc(list, func(a, b ranked) int {
		if a.Current != b.Current && a.score == b.score {
			if a.Current {
				return -1
			}
			return 1
		}
		return b.score - a.score
	})
	var items []item
	for _, r := range list[:min(len(list), few)] {
		items = append(items, item{Code: r.Code, Text: r.Text, Href: "/errors/" + string(r.Code)})
	}
	return items
}

// alike counts equal digits in equal places.
func alike(a, b string) int {
	n := 0
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			n += 2
		}
	}
	if len(a) != len(b) {
		n--
	}
	return n
}
