package lint

import (
	"encoding/json"
	"strings"

	"github.com/irpsim/irpsim/einv"
)

// tree makes the canonical tree of a place of text, as einv does of a document that can be bound: names as the schema
// spells them, the last of equal names, numbers as sent. names is nil for what the schema does not know.
func (p *place) tree(text []byte, names *nameset) any {
	switch p.kind {
	case '{':
		t := make(einv.Tree, len(p.kids))
		for i := range p.kids {
			kid := &p.kids[i]
			name, sub := kid.name, (*nameset)(nil)
			if names != nil {
				key := strings.ToLower(name)
				if spelt, known := names.spelt[key]; known {
					name, sub = spelt, names.sub[key]
				}
			}
			t[name] = kid.tree(text, sub)
		}
		return t
	case '[':
		list := make([]any, len(p.kids))
		for i := range p.kids {
			list[i] = p.kids[i].tree(text, names)
		}
		return list
	case '"':
		return unquote(text[p.start:p.end])
	case 't', 'f':
		return p.kind == 't'
	case 'n':
		return nil
	}
	return json.Number(text[p.start:p.end])
}
