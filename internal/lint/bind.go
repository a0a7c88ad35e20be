package lint

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/einv"
)

// misfit is a member whose JSON type its place cannot take.
type misfit struct {
	einv.BindError
	mend    string // what to write instead, "" when nobody can tell
	dropped bool   // nobody can tell: the rest is judged without it
}

// fitter finds every misfit of a tree in the order in which the portal binds members, where einv.Decode stops at the
// first. It puts into the tree what was probably meant, so that the rest of the document can be judged: the portal would
// get there too, once the types are mended.
type fitter struct{ found []misfit }

// maxMisfits bounds the list; what is wrong beyond is not listed, but mended all the same.
const maxMisfits = 1000

var (
	amountType = reflect.TypeFor[einv.Amount]()
	flagType   = reflect.TypeFor[einv.Flag]()
)

func (f *fitter) report(path, want string, got any, mend string, dropped bool) {
	if len(f.found) < maxMisfits {
		f.found = append(f.found, misfit{einv.BindError{Path: path, Want: want, Got: jsonOf(got, 40)}, mend, dropped})
	}
}

// object looks at the members of tree that a struct type has.
func (f *fitter) object(t reflect.Type, tree einv.Tree, path string) {
	for i := range t.NumField() {
		field := t.Field(i)
		name := field.Name
		if tag := field.Tag.Get("json"); tag != "" {
			name = tag
		}
		got, sent := tree[name]
		if !sent || got == nil {
			continue
		}
		at := name
		if path != "" {
			at = path + "." + name
		}
		if value, fits := f.member(field, got, at); !fits {
			tree[name] = value
		}
	}
}

// member judges one value; when it does not fit, it returns the value to go on with.
func (f *fitter) member(field reflect.StructField, got any, at string) (value any, fits bool) {
	options := strings.Split(field.Tag.Get("einv"), ",")
	has := func(name string) bool {
		for _, o := range options {
			if o == name {
				return true
			}
		}
		return false
	}
	switch t := field.Type; {
	case t == amountType:
		return f.amount(got, at, has("loose"), has("zero"))
	case t == flagType:
		return f.flag(got, at)
	case t.Kind() == reflect.String:
		return f.text(got, at)
	case t.Kind() == reflect.Pointer:
		return f.block(t.Elem(), got, at)
	default:
		return f.list(t.Elem(), got, at)
	}
}

func (f *fitter) text(got any, at string) (any, bool) {
	switch g := got.(type) {
	case string:
		return nil, true
	case json.Number:
		f.report(at, "a text", got, `write "`+g.String()+`" with quotes`, false)
		return g.String(), false
	}
	f.report(at, "a text", got, "", true)
	return nil, false
}

func (f *fitter) amount(got any, at string, loose, zero bool) (any, bool) {
	n, isNumber := got.(json.Number)
	text, isText := got.(string)
	if isText && loose {
		n, isNumber = json.Number(strings.TrimSpace(text)), true
	}
	if zero && !isNumber {
		return nil, true
	}
	if isNumber {
		if _, err := einv.ParseAmount(n.String()); err == nil {
			return nil, true
		}
		f.report(at, "a number", got, "", true)
		return nil, false
	}
	meant := strings.ReplaceAll(strings.TrimSpace(text), ",", "")
	if _, err := einv.ParseAmount(meant); err == nil && isText {
		f.report(at, "a number", got, "write "+meant+" without quotes", false)
		return json.Number(meant), false
	}
	f.report(at, "a number", got, "", true)
	return nil, false
}

func (f *fitter) flag(got any, at string) (any, bool) {
	switch g := got.(type) {
	case bool:
		return nil, true
	case string:
		if g == "" || strings.EqualFold(g, "true") || strings.EqualFold(g, "false") {
			return nil, true
		}
	}
	f.report(at, "true or false", got, "", true)
	return nil, false
}

func (f *fitter) block(t reflect.Type, got any, at string) (any, bool) {
	if tree, ok := got.(einv.Tree); ok {
		f.object(t, tree, at)
		return nil, true
	}
	if list, ok := got.([]any); ok && len(list) == 1 {
		if tree, ok := list[0].(einv.Tree); ok {
			f.report(at, "an object", got, "take the square brackets off", false)
			f.object(t, tree, at)
			return tree, false
		}
	}
	f.report(at, "an object", got, "", true)
	return nil, false
}

func (f *fitter) list(t reflect.Type, got any, at string) (any, bool) {
	list, ok := got.([]any)
	if tree, isObject := got.(einv.Tree); isObject {
		f.report(at, "an array", got, "put the object into square brackets", false)
		f.object(t, tree, at+"[0]")
		return []any{tree}, false
	}
	if !ok {
		f.report(at, "an array", got, "", true)
		return nil, false
	}
	for i, e := range list {
		here := at + "[" + strconv.Itoa(i) + "]"
		if tree, ok := e.(einv.Tree); ok {
			f.object(t, tree, here)
			continue
		}
		f.report(here, "an object", e, "", true)
		list[i] = einv.Tree{}
	}
	return nil, true
}

// jsonOf shows a value as JSON, cut after so many bytes as einv.BindError does; 0 cuts for people.
func jsonOf(v any, most int) string {
	b, err := json.Marshal(v)
	switch {
	case err != nil:
		return ""
	case most > 0 && len(b) > most:
		return string(b[:most-3]) + "..."
	case most > 0:
		return string(b)
	}
	return shorten(string(b))
}
