package page

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
)

// funcs are what templates may call beside the methods of their data.
var funcs = template.FuncMap{
	"icon": icon, "code": func(m, title, text string) Block { return Code(Material(m), title, text) },
	"json": JSON, "indent": Indent, "grouped": Grouped, "indian": Indian, "start": Start, "stamp": Stamp, "date": Date, "span": Span, "millis": Millis,
	"plural": Plural, "mark": Mark, "material": func(m string) Material { return Material(m) }, "edgeTitle": EdgeTitle,
	"clockTime": func(t time.Time) string { return t.In(clock.IST).Format("15:04:05") },
	"frame":     func(v *Visit, d any) Frame { return Frame{v, d} },
	"join":      strings.Join, "lower": strings.ToLower, "hasPrefix": strings.HasPrefix,
	"inc": func(n int) int { return n + 1 },
	// dict passes several values to a template: {{template "x" dict "a" 1 "b" 2}}.
	"dict": func(pairs ...any) (map[string]any, error) {
		if len(pairs)%2 != 0 {
			return nil, fmt.Errorf("dict takes pairs")
		}
		m := make(map[string]any, len(pairs)/2)
		for i := 0; i < len(pairs); i += 2 {
			name, ok := pairs[i].(string)
			if !ok {
				return nil, fmt.Errorf("dict: the name %v is no text", pairs[i])
			}
			m[name] = pairs[i+1]
		}
		return m, nil
	},
}

// Parse reads the templates of the frame and of all sections.
func Parse(sections []Section) (*template.Template, error) {
	t, err := template.New("portal").Funcs(funcs).Parse(layoutHTML + componentsHTML)
	if err != nil {
		return nil, err
	}
	for _, s := range sections {
		if _, err := t.New(s.Name).Parse(s.Templates); err != nil {
			return nil, fmt.Errorf("templates of %s: %w", s.Name, err)
		}
	}
	return t, nil
}

// Renderer renders pages.
type Renderer struct {
	templates func() (*template.Template, error)
	assets    *Assets
}

// render writes a page, or a part of one with the bar beside it.
func (r *Renderer) render(v *Visit, a Answer) ([]byte, error) {
	t, err := r.templates()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if v.Partial && a.Part != "" {
		if err := t.ExecuteTemplate(&b, a.Part, Frame{v, a.View}); err != nil {
			return nil, err
		}
		bar := NewBar(v)
		bar.OOB = true
		if err := t.ExecuteTemplate(&b, "bar-state", bar); err != nil {
			return nil, err
		}
		if a.Toast != "" {
			err = t.ExecuteTemplate(&b, "toast-oob", toast{a.Toast, a.Undo})
		}
		return b.Bytes(), err
	}
	if err := t.ExecuteTemplate(&b, a.Template, Frame{v, a.View}); err != nil {
		return nil, err
	}
	l := layout{
		V: v, Title: a.Title, Content: template.HTML(b.String()), Theme: theme(v), Locked: !v.Unlocked(), Toast: toast{a.Toast, a.Undo}, // #nosec: from a template
		Bar: NewBar(v), Nav: nav(v), Styles: r.assets.styles(v.section), Scripts: r.assets.scripts(v.section),
		Keys: v.Cookie("irpsim_keys") != "off",
	}
	var whole bytes.Buffer
	err = t.ExecuteTemplate(&whole, "layout", l)
	return whole.Bytes(), err
}

// Fragment renders one template with a view, for streams.
func (r *Renderer) Fragment(name string, view any) (string, error) {
	t, err := r.templates()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.ExecuteTemplate(&b, name, view)
	return b.String(), err
}
