package cover

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/audit"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/web/page"
)

// auditView is the page of the audit.
type auditView struct {
	audit.Report
	Logins  chart
	Slices  chart
	Read    []Bar // what was read back
	Budgets []budget
	Curl    string
}

// chart is a bar chart with its numbers.
type chart struct {
	Label   string
	Columns []column
}

// column is one bar; Height is of the tallest one, in a hundred.
type column struct {
	Title  string
	Count  int
	Of     int // of how many, 0 when that says nothing
	Height int
}

// Top, Tall and Label place the column in the drawing, whose line lies at 106.
func (c column) Top() int { return 106 - c.Tall() }

// Tall is how high the column is drawn.
func (c column) Tall() int { return c.Height * 88 / 100 }

// Label is the height of the number above the column.
func (c column) Label() int { return c.Top() - 4 }

// Middle is the middle of a column that begins at x.
func (c column) Middle(x int) int { return x + 13 }

// X places the column in the drawing, of 40 units each.
func (c chart) X(i int) int { return 20 + i*40 }

// Width is that of the drawing.
func (c chart) Width() int { return max(1, len(c.Columns))*40 + 20 }

// Sum is of all columns.
func (c chart) Sum() int {
	n := 0
	for _, b := range c.Columns {
		n += b.Count
	}
	return n
}

// budget is refusals against a limit.
type budget struct {
	Who         string
	Used, Limit int
	Source      string
}

// Share is the part that is used, in a hundred, at least 1 when anything is.
func (b budget) Share() int {
	if b.Used == 0 || b.Limit == 0 {
		return 0
	}
	return min(100, max(1, b.Used*100/b.Limit))
}

// maxBudgets is how many GSTINs are listed.
const maxBudgets = 10

func showAudit(v *page.Visit) (page.Answer, error) {
	newest := v.World.Journal.Find(journal.Filter{})
	d := auditView{Report: audit.Judge(newest), Logins: logins(newest), Slices: refusals(newest), Curl: v.Curl(page.Call{Method: http.MethodGet, Path: "/audit"})}
	d.Read = readBack(newest, d.Findings)
	d.Budgets = budgets(d.Budget, v.World.Settings().BlockAfterErrors)
	return page.Answer{Title: "Audit", Template: "cover/audit", Part: "cover/audit", View: d}, nil
}

// logins counts how often the life of one token was asked for: a column for each number of logins.
func logins(entries []journal.Entry) chart {
	type life struct{ user, token string }
	lives := map[life]int{}
	for i := range entries {
		e := &entries[i]
		if !strings.HasPrefix(e.API, "auth") || len(e.Codes) > 0 {
			continue
		}
		var got struct{ AuthToken string }
		if json.Unmarshal([]byte(e.Response.Plain), &got) == nil && got.AuthToken != "" {
			lives[life{e.UserName, got.AuthToken}]++
		}
	}
	c := chart{Label: "Tokens by how many logins they were handed out at", Columns: []column{{Title: "1"}, {Title: "2"}, {Title: "3"}, {Title: "4"}, {Title: "5+"}}}
	for _, n := range lives {
		c.Columns[min(n, len(c.Columns))-1].Count++
	}
	return c.scaled()
}

// parts is how many bars the history of refusals has.
const parts = 12

// refusals cuts the journal into runs of equal length, the oldest first, and counts the refused calls of each.
func refusals(newest []journal.Entry) chart {
	c := chart{Label: "Refused calls, from the oldest exchange of the journal to the newest"}
	n := min(parts, len(newest))
	for i := range n {
		from, to := i*len(newest)/n, (i+1)*len(newest)/n
		b := column{Of: to - from}
		run := newest[len(newest)-to : len(newest)-from]
		for j := range run {
			if len(run[j].Codes) > 0 {
				b.Count++
			}
		}
		first, last := run[len(run)-1].ID, run[0].ID
		b.Title = page.Grouped(int(first)) + "–" + page.Grouped(int(last)) // #nosec: ids of a bounded journal
		if first == last {
			b.Title = page.Grouped(int(first)) // #nosec: the same
		}
		c.Columns = append(c.Columns, b)
	}
	return c.scaled()
}

// scaled fills in the heights.
func (c chart) scaled() chart {
	top := 0
	for _, b := range c.Columns {
		top = max(top, b.Count)
	}
	for i := range c.Columns {
		if top > 0 {
			c.Columns[i].Height = c.Columns[i].Count * 100 / top
		}
	}
	return c
}

// readBack holds the answers that name an invoice the client has to fetch against those it fetched.
func readBack(entries []journal.Entry, findings []audit.Finding) []Bar {
	unread := map[string]int{}
	for _, f := range findings {
		unread[f.ID] = f.Count
	}
	duplicates, lost := 0, 0
	for i := range entries {
		e := &entries[i]
		switch {
		case e.API != "generate" || e.Irn == "":
		case slices.Contains(e.Codes, "2150"):
			duplicates++
		case len(e.Codes) == 0 && e.Fault != "":
			lost++
		}
	}
	read := func(title string, all, missed int) Bar {
		b := Bar{Title: title}
		b.Total, b.Met = all, all-min(missed, all)
		return b
	}
	return []Bar{
		read("Duplicates whose InfoDtls was used", duplicates, unread["duplicate-not-read"]),
		read("Lost answers that were read back", lost, unread["orphan-irn"]),
	}
}

// budgets lists the client and the GSTINs with most refusals against their limits, and the world's own limit when it has one.
func budgets(b audit.Budget, own *int) []budget {
	list := []budget{{Who: "the client", Used: b.Errors, Limit: b.ClientLimit, Source: b.Source}}
	var by []budget
	for gstin, n := range b.ByGstin {
		by = append(by, budget{Who: cmp.Or(gstin, "no GSTIN"), Used: n, Limit: b.GstinLimit, Source: b.Source})
	}
	slices.SortFunc(by, func(a, b budget) int { return cmp.Or(cmp.Compare(b.Used, a.Used), cmp.Compare(a.Who, b.Who)) })
	list = append(list, by[:min(len(by), maxBudgets)]...)
	if own != nil {
		list = append(list, budget{Who: "a user of this world", Used: b.Errors, Limit: *own, Source: "setting block_after_errors; at most so many by one user"})
	}
	return list
}
