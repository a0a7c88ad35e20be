package workbench

import (
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// members are those of the document by path, "ItemList[].Qty", in the order of the schema.
var members = sync.OnceValue(func() *memberTable {
	t := &memberTable{list: schema.Members(schema.GenerateIRN), of: map[string]schema.Member{}, order: map[string][]string{}}
	for _, m := range t.list {
		t.of[strings.ToLower(m.Path)] = m
		at := strings.LastIndexByte(m.Path, '.')
		block := strings.ToLower(m.Path[:max(at, 0)])
		t.order[block] = append(t.order[block], strings.TrimSuffix(m.Path[at+1:], "[]"))
	}
	return t
})

type memberTable struct {
	list  []schema.Member
	of    map[string]schema.Member
	order map[string][]string // names of a block, "itemlist[]", as the schema orders them
}

// orderAt lists the names that stand beside a path, in the order of the schema.
func orderAt(path string) []string {
	at := max(strings.LastIndexByte(path, '.'), 0)
	return members().order[strings.ToLower(indices.ReplaceAllString(path[:at], "[]"))]
}

// memberAt is what the schema knows of the member at a path with indices.
func memberAt(path string) (schema.Member, bool) {
	m, ok := members().of[strings.ToLower(indices.ReplaceAllString(path, "[]"))]
	return m, ok
}

var (
	indices = regexp.MustCompile(`\[\d+\]`)
	number  = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?$`)
)

// literal writes what was typed for a member as JSON: a number where one is wanted and one was typed, else a text, so that
// what was typed wrongly stands in the document and can be told of.
func literal(path, typed string) string {
	m, known := memberAt(path)
	switch {
	case known && m.Type == schema.Number && number.MatchString(typed):
		return typed
	case known && m.Type == schema.Boolean && (typed == "true" || typed == "false"):
		return typed
	}
	return lint.Quote(typed)
}

// field is one member in the form.
type field struct {
	Path    string // "ItemList[0].Qty"
	Name    string // "Qty"
	Label   string // for screen readers where the name alone does not tell: "Qty of line 1"
	Value   string
	Options []string // of an enumeration
	Numeric bool
	Must    bool
	Bad     string // id of the finding about it
	Follows bool   // the finding follows from another
}

// ID is the field's id in the page, which stays the same while one types.
func (f field) ID() string {
	return "v-" + strings.NewReplacer("[", "-", "]", "", ".", "-").Replace(f.Path)
}

// Box is the field as a control beside its label, Cell as one in a table that names itself. There are some hundreds on a
// page, so they are written here and not by templates; every text is escaped.
func (f field) Box() template.HTML { return f.control("fld sm", false) }

// Cell is the field as a control in a table.
func (f field) Cell() template.HTML { return f.control("ci", true) }

func (f field) control(class string, cell bool) template.HTML {
	var b strings.Builder
	attr := func(name, value string) {
		b.WriteString(" " + name + `="` + template.HTMLEscapeString(value) + `"`)
	}
	switch {
	case f.Bad != "" && f.Follows:
		class += " cellrel"
	case f.Bad != "":
		class += " cellbad"
	}
	if f.Options == nil {
		class += " mono"
	}
	if f.Numeric {
		class += " num"
	}
	tag := "input"
	if f.Options != nil {
		tag = "select"
	}
	b.WriteString("<" + tag)
	attr("class", class)
	attr("id", f.ID())
	attr("name", "f:"+f.Path)
	if cell {
		attr("aria-label", f.Label)
	}
	if f.Bad != "" {
		b.WriteString(` aria-invalid="true"`)
		attr("aria-describedby", f.Bad+"-h")
	}
	if f.Options == nil {
		attr("value", f.Value)
		b.WriteString(` autocomplete="off" spellcheck="false"`)
		if f.Numeric {
			b.WriteString(` inputmode="decimal"`)
		}
		if f.Numeric && cell {
			attr("size", strconv.Itoa(min(max(len(f.Value), 5), 16)))
		}
		b.WriteString(">")
		return template.HTML(b.String()) // #nosec: escaped above
	}
	b.WriteString(">")
	for _, o := range f.Options {
		b.WriteString("<option")
		if o == f.Value {
			b.WriteString(" selected")
		}
		b.WriteString(">" + template.HTMLEscapeString(o) + "</option>")
	}
	b.WriteString("</select>")
	return template.HTML(b.String()) // #nosec: escaped above
}

// fieldAt makes the field of a path.
func (b *builder) fieldAt(path, label string) field {
	name := path[strings.LastIndexByte(path, '.')+1:]
	f := field{Path: path, Name: name, Label: label, Value: b.outline.Value(path)}
	if f.Label == "" {
		f.Label = name
	}
	if m, ok := memberAt(path); ok {
		f.Numeric, f.Must, f.Options = m.Type == schema.Number, m.Mandatory, m.Enum
	}
	if f.Options != nil {
		f.Options = withValue(f.Options, f.Value, f.Must)
	}
	f.Bad, f.Follows = b.concern(path)
	return f
}

// withValue makes sure that what stands in the document can be shown by its select.
func withValue(options []string, value string, must bool) []string {
	list := make([]string, 0, len(options)+2)
	found := value == ""
	if !must || value == "" {
		list = append(list, "")
	}
	for _, o := range options {
		list = append(list, o)
		found = found || o == value
	}
	if !found {
		list = append(list, value)
	}
	return list
}

// fieldsOf makes the fields of all plain members of a block, but those that are shown elsewhere.
func (b *builder) fieldsOf(block, label string, but ...string) []field {
	var list []field
	pattern := strings.ToLower(indices.ReplaceAllString(block, "[]")) + "."
next:
	for _, m := range members().list {
		name, ok := strings.CutPrefix(strings.ToLower(m.Path), pattern)
		if !ok || strings.ContainsAny(name, ".[") || m.Type == schema.Object || m.Type == schema.Array {
			continue
		}
		name = m.Path[len(pattern):]
		for _, x := range but {
			if x == name {
				continue next
			}
		}
		list = append(list, b.fieldAt(block+"."+name, strings.TrimSpace(name+" "+label)))
	}
	return list
}
