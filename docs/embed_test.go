package docs_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/docs"
	"github.com/irpsim/irpsim/internal/exercise"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
)

const maxWords = 900

// groups are the headings under which the guides stand.
var groups = []string{"Start here", "The rules", "Your program", "More"}

var (
	link     = regexp.MustCompile(`\[([^\]]+)\]\(([^)]*)\)`)
	doLink   = regexp.MustCompile(`^\[Do it: [^\]]+\]\(/[^)]*\)$`)
	number   = regexp.MustCompile(`[\w.,:/+…−-]*[0-9][\w.,:/+…−-]*`)
	fourSole = regexp.MustCompile(`^[0-9]{4}$`)
	slug     = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
)

// notCodes are four-digit numbers that mean something else.
var notCodes = map[string]string{"9965": "HSN of transport services", "9968": "HSN of courier services"}

// TestGuides holds every guide against what the portal needs of it, and its facts against the catalogues.
func TestGuides(t *testing.T) {
	t.Parallel()
	guides := docs.Guides()
	if len(guides) < 16 {
		t.Fatalf("there are %d guides, want 16 or more", len(guides))
	}
	slugs := map[string]bool{}
	for _, g := range guides {
		slugs[g.Slug] = true
	}
	for i, g := range guides {
		t.Run(g.Slug, func(t *testing.T) {
			t.Parallel()
			if !slug.MatchString(g.Slug) || g.Title == "" || !strings.HasSuffix(g.Summary, ".") || !slices.Contains(groups, g.Group) || g.Order != i+1 {
				t.Errorf("front matter: title %q, summary %q, group %q, order %d (want %d)", g.Title, g.Summary, g.Group, g.Order, i+1)
			}
			if words := len(strings.Fields(g.Markdown)); words > maxWords || words < 150 {
				t.Errorf("%d words, want 150 to %d", words, maxWords)
			}
			lines := strings.Split(strings.TrimSpace(g.Markdown), "\n")
			if last := lines[len(lines)-1]; !doLink.MatchString(last) {
				t.Errorf("the last line is %q, want [Do it: …](/…)", last)
			}
			if strings.HasPrefix(g.Markdown, "# ") {
				t.Error("the title stands twice: the page makes the heading from the front matter")
			}
			for _, m := range link.FindAllStringSubmatch(g.Markdown, -1) {
				if complaint := follow(m[2], slugs); complaint != "" {
					t.Errorf("link %q: %s", m[0], complaint)
				}
			}
			codesOf(t, g.Markdown)
		})
	}
	for i := 1; i < len(guides); i++ {
		if slices.Index(groups, guides[i].Group) < slices.Index(groups, guides[i-1].Group) {
			t.Errorf("guide %s of group %q stands behind %q", guides[i].Slug, guides[i].Group, guides[i-1].Group)
		}
	}
}

// codesOf complains about four-digit numbers that are no code of the catalogue.
func codesOf(t *testing.T, text string) {
	t.Helper()
	found := 0
	for _, token := range number.FindAllString(link.ReplaceAllString(text, "$1"), -1) {
		token = strings.Trim(token, ".,:/-−")
		if !fourSole.MatchString(token) {
			continue
		}
		if _, ok := fault.Lookup(fault.Code(token)); ok {
			found++
			continue
		}
		if year, _ := strconv.Atoi(token); year >= 2017 && year <= 2027 || notCodes[token] != "" {
			continue
		}
		t.Errorf("%s is no code of the catalogue", token)
	}
	if found == 0 && strings.Contains(text, "/errors/") {
		t.Error("links to codes, but no code was found: the test does not see them")
	}
}

// follow says what is wrong with the target of a link, "" when nothing is.
func follow(target string, guides map[string]bool) string {
	path, query, _ := strings.Cut(target, "?")
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	rest := strings.Join(parts[1:], "/")
	switch known := plainPages[path]; {
	case !strings.HasPrefix(path, "/"):
		return "a guide links to pages of the portal only; name sources in words"
	case parts[0] == "workbench" && rest == "" && query != "":
		return workbench(query)
	case path == "/search" && strings.HasPrefix(query, "q="), strings.HasPrefix(path, "/lab/") && known && (query == "" || strings.HasPrefix(query, "break=")):
		return ""
	case query != "":
		return "this page takes no such query"
	case known:
		return ""
	case parts[0] == "guides":
		if !guides[rest] {
			return "there is no such guide"
		}
	case parts[0] == "exercises":
		if _, ok := exercise.Find(rest); !ok {
			return "there is no such exercise"
		}
	case parts[0] == "errors":
		if _, ok := fault.Lookup(fault.Code(rest)); !ok {
			return "there is no such code"
		}
	default:
		return "the portal has no such page"
	}
	return ""
}

// plainPages are the pages that links may name as they are (the portal's plan of URLs).
var plainPages = map[string]bool{
	"/": true, "/guides": true, "/exercises": true, "/lab/login": true, "/lab/payload": true, "/lab/answer": true, "/lab/signed": true,
	"/register": true, "/reference": true, "/workbench": true, "/code": true, "/masters": true, "/inspector": true, "/errors": true,
	"/coverage": true, "/coverage/audit": true, "/invoices": true, "/controls": true, "/controls/worlds": true, "/fidelity": true,
}

// workbench checks the query of a link to the workbench.
func workbench(query string) string {
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch name {
		case "case":
			if _, ok := sample.Find(value); !ok {
				return "there is no sample " + value
			}
		case "break":
			if _, ok := fault.Lookup(fault.Code(value)); !ok {
				return "there is no code " + value
			}
		default:
			return "the workbench does not know " + name
		}
	}
	return ""
}

// TestFollow: the check of links can fail.
func TestFollow(t *testing.T) {
	t.Parallel()
	guides := map[string]bool{"faq": true}
	for target, good := range map[string]bool{
		"/": true, "/guides/faq": true, "/guides/none": false, "/errors/2150": true, "/errors/2151x": false, "/errors": true,
		"/workbench?case=b2b&break=2235": true, "/workbench?case=none": false, "/workbench?case=b2b&break=9998": false, "/workbench?x=1": false,
		"/exercises/own-login": true, "/exercises/none": false, "/lab/login?break=03": true, "/lab/none": false, "/search?q=2150": true,
		"https://example.org": false, "faults.md": false, "/nowhere": false, "/fidelity?x=1": false,
	} {
		if got := follow(target, guides); (got == "") != good {
			t.Errorf("follow(%q) = %q, want good %v", target, got, good)
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"divergences", "error-codes", "faults", "lint", "rules", "seed", "snapshots", "testing", "recipes/pytest", "recipes/junit",
	} {
		p, ok := docs.FindPage(name)
		if !ok || p.Title == "" || !strings.HasPrefix(p.Markdown, "# "+p.Title+"\n") {
			t.Errorf("page %s: found %v, title %q", name, ok, p.Title)
		}
	}
	if _, ok := docs.FindPage("guides/faq"); ok {
		t.Error("a guide is found among the pages")
	}
	if g, ok := docs.FindGuide("faq"); !ok || g.Title == "" {
		t.Errorf("FindGuide(faq) = %+v, %v", g, ok)
	}
	if _, ok := docs.FindGuide("none"); ok {
		t.Error("FindGuide found a guide that does not exist")
	}
	list := docs.Guides()
	list[0].Title = "changed"
	if docs.Guides()[0].Title == "changed" {
		t.Error("a caller can change the guides")
	}
}
