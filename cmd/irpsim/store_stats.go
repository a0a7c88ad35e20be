package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/irpsim/irpsim/internal/store"
)

type storeStatsCmd struct {
	storeFile
	Buckets bool `help:"Every bucket of every world."`
	JSON    bool `name:"json" help:"As JSON, with everything."`
}

// Run tells what the file is made of.
func (c *storeStatsCmd) Run(a *app) error {
	path, err := c.path(a)
	if err != nil {
		return err
	}
	f, err := store.OpenFile(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	bar := newByteBar(a)
	fig, err := f.Figures(bar.hear)
	bar.clear()
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(fig)
	}
	return a.print("%s", statsText(fig, c.Buckets))
}

func statsText(fig store.Figures, buckets bool) string {
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "%s: %s, format %d, %d pages of %d bytes\n", fig.Path, size(fig.FileBytes), fig.Format, fig.Pages, fig.PageBytes)
	_, _ = fmt.Fprintf(&b, "  in use   %s\n", size(fig.UsedBytes))
	_, _ = fmt.Fprintf(&b, "  free     %d pages, %.1f %% of the file: the next writes take them before the file grows\n", fig.FreePages, 100*fig.FreeShare)
	_, _ = fmt.Fprintf(&b, "  slack    %.1f %% of the pages in use is room inside them\n", 100*fig.SlackOf)
	if gain := 1 - float64(fig.Filled)/float64(fig.FileBytes); gain > 0.5 && fig.FileBytes > 1<<20 {
		_, _ = fmt.Fprintf(&b, "  irpsim store compact would give back up to %s\n", size(fig.FileBytes-fig.Filled))
	}
	b.WriteString("\n")
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "WORLD\tINVOICES\tKEPT\tE-WAY BILLS\tSNAPSHOTS\tBYTES\tOLDEST\tNEWEST")
	for _, world := range fig.Worlds {
		_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\n", world.ID, world.Invoices, world.Kept, world.EWBs, world.Snapshots,
			size(world.Bytes), day(world.Oldest), day(world.Newest))
		if !buckets {
			continue
		}
		for _, bucket := range world.Buckets {
			_, _ = fmt.Fprintf(w, "  %s\t%d\t\t\t\t%s\t%d pages\t\n", bucket.Name, bucket.Records, size(bucket.Bytes), bucket.Pages)
		}
	}
	_ = w.Flush() // into memory
	return b.String()
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateTime)
}
