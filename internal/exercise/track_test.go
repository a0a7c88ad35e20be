package exercise_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/docs"
	"github.com/irpsim/irpsim/internal/exercise"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/web/wire"
)

// TestTrack holds every exercise against what a page needs of it.
func TestTrack(t *testing.T) {
	t.Parallel()
	slug := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	page := regexp.MustCompile(`^/(|lab/(login|payload|answer|signed)|workbench\?case=[a-z0-9-]+(&break=[0-9]+)?|controls)$`)
	guides := map[string]bool{}
	for _, g := range docs.Guides() {
		guides[g.Slug] = true
	}
	seen := map[string]bool{}
	all := exercise.All()
	if len(all) != 9 {
		t.Errorf("there are %d exercises, want nine", len(all))
	}
	for _, ex := range all {
		if !slug.MatchString(ex.Slug) || seen[ex.Slug] {
			t.Errorf("slug %q is malformed or taken", ex.Slug)
		}
		seen[ex.Slug] = true
		if ex.Title == "" || ex.Task == "" || ex.Teaches == "" || len(ex.Hints) < 2 || len(ex.Start) == 0 || len(ex.Guides) == 0 || ex.Do.Text == "" {
			t.Errorf("%s lacks a title, task, lesson, start, guide, button or hints", ex.Slug)
		}
		if !page.MatchString(ex.Do.URL) {
			t.Errorf("%s begins at %q, which is no page of the portal", ex.Slug, ex.Do.URL)
		}
		for _, g := range ex.Guides {
			if !guides[g] {
				t.Errorf("%s names guide %q, which does not exist", ex.Slug, g)
			}
		}
		for _, c := range ex.Codes {
			if _, ok := fault.Lookup(c); !ok {
				t.Errorf("%s names code %s, which is not in the catalogue", ex.Slug, c)
			}
		}
		for _, c := range ex.Start {
			if !json.Valid([]byte(c.Body)) || !strings.HasPrefix(c.Path, "/") || !slices.Contains([]string{"POST", "PATCH", "PUT", "DELETE"}, c.Method) {
				t.Errorf("%s: start call %+v cannot be made", ex.Slug, c)
			}
		}
		ids := map[string]bool{}
		for i, c := range ex.Conditions {
			if !slug.MatchString(c.ID) || ids[c.ID] || !strings.HasSuffix(c.Sentence, ".") || i == 0 && (c.Guard || c.Optional) {
				t.Errorf("%s: condition %+v", ex.Slug, c)
			}
			ids[c.ID] = true
		}
	}
	if _, ok := exercise.Find("no-such"); ok {
		t.Error("Find found an exercise that does not exist")
	}
}

// TestPortalAgent: the mark that exercises look for is the one that the portal sends.
func TestPortalAgent(t *testing.T) {
	t.Parallel()
	if exercise.PortalAgent != wire.Agent {
		t.Errorf("exercises look for User-Agent %q, the portal sends %q", exercise.PortalAgent, wire.Agent)
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, want string
		done       int
	}{
		{"", "", 0},
		{"first-invoice:12!~own-login:40", "first-invoice:12!~own-login:40", 1},
		{"verify-offline:3~first-invoice:1", "first-invoice:1~verify-offline:3", 0},
		{"first-invoice:12~first-invoice:13!", "first-invoice:13!", 1},
		{"no-such:5~first-invoice:x~own-login~:~~recover-a-ghost:7", "recover-a-ghost:7", 0},
		{strings.Repeat("first-invoice:12~", 100), "", 0},
	}
	for _, tt := range tests {
		p := exercise.ParseProgress(tt.text)
		if got := p.String(); got != tt.want || len(p.Done()) != tt.done {
			t.Errorf("ParseProgress(%.60q) = %q with %d done, want %q with %d", tt.text, got, len(p.Done()), tt.want, tt.done)
		}
		if diff := cmp.Diff(p, exercise.ParseProgress(p.String())); diff != "" {
			t.Errorf("%q does not survive writing and reading (-before +after):\n%s", tt.text, diff)
		}
	}
}
