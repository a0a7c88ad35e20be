package lint

import (
	"reflect"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// form is what is known of the members of one request: their limits, and which names there are.
type form struct {
	typ    reflect.Type // of package einv
	limits func() map[string]schema.Member
	names  *nameset
}

func newForm[T any](api schema.API) *form {
	return &form{typ: reflect.TypeFor[T](), names: namesOf(reflect.TypeFor[T]()), limits: sync.OnceValue(func() map[string]schema.Member {
		members := map[string]schema.Member{}
		for _, m := range schema.Members(api) {
			members[m.Path] = m
		}
		return members
	})}
}

// member returns the limits of the member at a path such as "ItemList[0].GstRt".
func (f *form) member(path string) (schema.Member, bool) {
	m, ok := f.limits()[strings.TrimSuffix(general(path), "[]")]
	return m, ok
}

// general replaces the indexes of a path: "ItemList[].GstRt".
func general(path string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(path, "[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, path, _ = strings.Cut(after, "]")
		b.WriteString("[]")
	}
}

// nameset are the names of the members of an object, by lower-cased name, with those of the objects in it.
type nameset struct {
	order []string
	sub   map[string]*nameset // nil for plain values
	spelt map[string]string   // lower case to the schema's spelling
	lists map[string]bool     // of objects
}

func namesOf(t reflect.Type) *nameset {
	n := &nameset{sub: map[string]*nameset{}, spelt: map[string]string{}, lists: map[string]bool{}}
	for i := range t.NumField() {
		field := t.Field(i)
		name := field.Name
		if tag := field.Tag.Get("json"); tag != "" {
			name = tag
		}
		folded := strings.ToLower(name)
		n.order = append(n.order, name)
		n.spelt[folded] = name
		if ft := field.Type; ft != reflect.TypeFor[einv.Amount]() && (ft.Kind() == reflect.Pointer || ft.Kind() == reflect.Slice) {
			n.sub[folded] = namesOf(ft.Elem())
			n.lists[folded] = ft.Kind() == reflect.Slice
		}
	}
	return n
}
