package reference

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/validate/schema"
	"github.com/irpsim/irpsim/internal/web/page"
)

// membersView is the table of a request's members: as a tree of blocks, or flat when it is filtered or asked for.
type membersView struct {
	Has    bool
	Q      string
	Flat   bool
	Action string
	Tree   string // addresses of the two forms
	List   string
	Blocks []memberBlock
	Shown  int
	Total  int
}

// memberBlock is a block of the document with its members, or those at the top.
type memberBlock struct {
	Name, About string
	Must        bool
	N           int
	Open        bool
	Rows        template.HTML
}

// Member is a member of a request with the codes that refuse it.
type Member struct {
	schema.Member
	Codes []fault.Code

	find string // everything a filter looks at, in lower case
}

// Name is the last part of the path.
func (m Member) Name() string {
	name := m.Path[strings.LastIndexByte(m.Path, '.')+1:]
	return strings.TrimSuffix(name, "[]")
}

// Bounds are the lengths, values or words allowed, in short.
func (m Member) Bounds() string {
	var parts []string
	switch {
	case len(m.Enum) > 0 && len(m.Enum) <= 8:
		return strings.Join(m.Enum, " ")
	case len(m.Enum) > 0:
		return strconv.Itoa(len(m.Enum)) + " values"
	case m.Min != "" && m.Min == m.Max:
		parts = append(parts, m.Min)
	case m.Min != "" && m.Max != "":
		parts = append(parts, m.Min+" to "+m.Max)
	case m.Max != "":
		parts = append(parts, "up to "+m.Max)
	case m.Min != "":
		parts = append(parts, "from "+m.Min)
	}
	if m.Decimals > 0 {
		parts = append(parts, page.Plural(m.Decimals, "decimal", "decimals"))
	}
	return strings.Join(parts, ", ")
}

// allMembers are the members of every request that has a schema, with their codes, known once.
var allMembers = sync.OnceValue(func() map[string][]Member {
	found := map[string][]Member{}
	for _, api := range schema.APIs() {
		byPath := codesByPath(api)
		for _, m := range schema.Members(api) {
			x := Member{Member: m, Codes: byPath[strings.TrimSuffix(m.Path, "[]")]}
			bounded := m.Min != "" || m.Max != "" || m.Pattern != "" || len(m.Enum) > 0
			if (m.Mandatory || bounded) && api != schema.Auth && api != schema.CancelEWB {
				x.Codes = append([]fault.Code{fault.SchemaError}, x.Codes...)
			}
			must := ""
			if m.Mandatory {
				must = "must"
			}
			text := []string{m.Path, string(m.Type), m.Display, m.Meaning, must}
			for _, c := range x.Codes {
				text = append(text, string(c))
			}
			x.find = strings.ToLower(strings.Join(text, "\n"))
			found[string(api)] = append(found[string(api)], x)
		}
	}
	return found
})

// codesByPath are the codes of the rules of a request by the member they look at.
func codesByPath(api schema.API) map[string][]fault.Code {
	found := map[string][]fault.Code{}
	for _, r := range validate.All() {
		path := strings.NewReplacer("[*]", "[]", "[0]", "[]").Replace(r.Path)
		switch {
		case api == schema.GenerateIRN:
		case api == schema.GenerateEWB && r.API == validate.GenerateEWB:
			path = strings.TrimPrefix(path, "EwbDtls.")
		default:
			continue
		}
		if !slices.Contains(found[path], r.Code) {
			found[path] = append(found[path], r.Code)
		}
	}
	if api == schema.GenerateIRN {
		found["DocDtls.No"] = append(found["DocDtls.No"], fault.Duplicate, fault.DuplicateCancelled)
	}
	return found
}

// Members lists the members of the request of a schema by name: "generate-irn".
func Members(request string) []Member { return allMembers()[request] }

// maxFilter bounds what members are searched for.
const maxFilter = 100

// membersOf is the table for a call.
func membersOf(v *page.Visit, o Operation) membersView {
	members := Members(o.Request)
	q := strings.TrimSpace(v.Get("m"))
	q = q[:min(len(q), maxFilter)]
	at := "/reference/" + o.Slug
	d := membersView{Has: len(members) > 0, Q: q, Flat: q != "" || v.Get("form") == "flat", Action: v.Link(at), Tree: v.Link(at) + "#members", List: v.Link(at+"?form=flat") + "#members", Total: len(members)}
	words := strings.Fields(strings.ToLower(q))
	tail := template.HTMLEscapeString(v.Link(""))
	rows := map[string]*strings.Builder{}
	top := memberBlock{Name: "", Open: true}
	blocks := []*memberBlock{&top}
	for _, m := range members {
		if slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(m.find, w) }) {
			continue
		}
		d.Shown++
		block, _, nested := strings.Cut(m.Path, ".")
		block = strings.TrimSuffix(block, "[]")
		if !nested && (m.Type == schema.Object || m.Type == schema.Array) && !d.Flat {
			blocks = append(blocks, &memberBlock{Name: block, About: m.Meaning, Must: m.Mandatory, Open: block == "DocDtls"})
			continue
		}
		if !nested || d.Flat {
			block = ""
		}
		if rows[block] == nil {
			rows[block] = &strings.Builder{}
		}
		m.row(rows[block], tail, d.Flat)
		for _, b := range blocks {
			if b.Name == block {
				b.N++
			}
		}
	}
	for _, b := range blocks {
		if rows[b.Name] != nil {
			b.Rows = template.HTML(rows[b.Name].String()) // #nosec: escaped by row
		}
		if b.N > 0 {
			d.Blocks = append(d.Blocks, *b)
		}
	}
	return d
}

// row writes one member by hand: the largest request has more than a hundred.
func (m Member) row(b *strings.Builder, tail string, flat bool) {
	name, depth := m.Name(), strings.Count(m.Path, ".")
	if flat {
		name, depth = m.Path, 0
	}
	b.WriteString(`<tr id="m-` + template.HTMLEscapeString(m.Path) + `"><th scope="row" class="mono nm d` + strconv.Itoa(min(depth, 3)) + `">` + template.HTMLEscapeString(name) + `</th><td class="soft nw">` + string(m.Type) + `</td><td>`)
	if m.Mandatory {
		b.WriteString(`<b class="req">must</b>`)
	} else {
		b.WriteString(`<span class="mute">may</span>`)
	}
	b.WriteString(`</td><td class="mono mute">` + template.HTMLEscapeString(m.Bounds()) + `</td><td class="soft">` + template.HTMLEscapeString(m.Meaning) + `</td><td>`)
	for i, c := range m.Codes {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(`<a class="mono" href="/errors/` + string(c) + tail + `">` + string(c) + `</a>`)
	}
	b.WriteString("</td></tr>")
}
