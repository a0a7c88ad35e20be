package lint

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestSetAt(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, path, literal, want string }{
		{"a number keeps its neighbours", `{"A":100.0,"x":{"y":[1.50 , 2]}}`, "x.y[0]", "3.00", `{"A":100.0,"x":{"y":[3.00 , 2]}}`},
		{"letter case as the portal reads it", `{"docdtls":{"NO":"1"}}`, "DocDtls.No", `"2"`, `{"docdtls":{"NO":"2"}}`},
		{"the last of two", `{"A":1,"A":2}`, "A", "3", `{"A":1,"A":3}`},
		{"a new member on its line", "{\n  \"A\": 1\n}", "B", `"x"`, "{\n  \"A\": 1,\n  \"B\": \"x\"\n}"},
		{"a new member of a compact text", `{"A":1}`, "B", "2", `{"A":1,"B":2}`},
		{"into an empty object", `{"A":{ }}`, "A.B", "2", `{"A":{"B": 2}}`},
		{"a block that is not there", "{\n  \"A\": 1\n}", "ExpDtls.Port", `"INBLR4"`, "{\n  \"A\": 1,\n  \"ExpDtls\": {\n    \"Port\": \"INBLR4\"\n  }\n}"},
		{"a list that is not there", `{"A":1}`, "L[0].B", "2", `{"A":1,"L":[{"B": 2}]}`},
		{"append", `{"L":[{"B":1}]}`, "L[1]", `{"B":2}`, `{"L":[{"B":1},{"B":2}]}`},
		{"append on lines", "{\"L\": [\n    {\"B\": 1}\n]}", "L[1].B", "2", "{\"L\": [\n    {\"B\": 1},\n    {\n      \"B\": 2\n    }\n]}"},
	}
	for _, tt := range tests {
		got, err := SetAt([]byte(tt.text), tt.path, tt.literal)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: SetAt(%s, %s, %s)\ngot  %s (%v)\nwant %s", tt.name, tt.text, tt.path, tt.literal, got, err, tt.want)
		}
	}
}

func TestSetAtInOrder(t *testing.T) {
	t.Parallel()
	order := []string{"A", "B", "C", "D"}
	for _, tt := range []struct{ text, path, want string }{
		{"{\n  \"A\": 1,\n  \"D\": 4\n}", "C", "{\n  \"A\": 1,\n  \"C\": 9,\n  \"D\": 4\n}"},
		{`{"D":4,"x":5}`, "A", `{"D":4,"x":5,"A":9}`},
		{`{"a":1,"x":5}`, "B", `{"a":1,"B":9,"x":5}`},
		{`{}`, "B", `{"B": 9}`},
	} {
		if got, err := SetAt([]byte(tt.text), tt.path, "9", order...); err != nil || string(got) != tt.want {
			t.Errorf("SetAt(%s, %s) = %s, %v; want %s", tt.text, tt.path, got, err, tt.want)
		}
	}
}

func TestSetAtRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, path, literal string
		place               bool
	}{
		{`{"A":1}`, "A.B", "1", true}, {`{"L":[]}`, "L[2]", "1", true}, {`{"L":[]}`, "L.x", "1", true}, {`{"L":{}}`, "L[0]", "1", true},
		{`{"A":1}`, "B[1]", "1", true}, {`{"A":1}`, "", "1", true}, {`{"A":1}`, "[0]", "1", true},
		{`{"A":1`, "A", "2", false}, {`[1]`, "A", "2", false}, {`{"A":1}`, "A", "2,", false}, {`{"A":1}`, "A", "", false},
	} {
		got, err := SetAt([]byte(tt.text), tt.path, tt.literal)
		_, broken := errors.AsType[*Broken](err)
		if errors.Is(err, ErrNoPlace) != tt.place || broken == tt.place {
			t.Errorf("SetAt(%s, %s, %s) = %s, %v; a missing place is %v", tt.text, tt.path, tt.literal, got, err, tt.place)
		}
	}
}

func TestRemoveAt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, path, want string }{
		{`{"A":1,"B":2}`, "A", `{"B":2}`},
		{`{"A":1,"B":2}`, "B", `{"A":1}`},
		{`{ "A" : 1 }`, "A", `{}`},
		{`{"A":1,"a":2,"B":3}`, "A", `{"B":3}`},
		{`{"L":[1,2,3]}`, "L[1]", `{"L":[1,3]}`},
		{`{"L":[{"A":1}]}`, "L[0].A", `{"L":[{}]}`},
		{`{"L":[{"A":1}]}`, "L[1].A", `{"L":[{"A":1}]}`},
		{`{"A":1,"L":null}`, "L.", `{"A":1}`},
		{`{"L":[1,2,3]}`, "L[1].", `{"L":[1,3]}`},
		{"{\n  \"A\": 1,\n  \"B\": 2,\n  \"C\": 3\n}", "B", "{\n  \"A\": 1,\n  \"C\": 3\n}"},
		{"{\n  \"A\": 1,\n  \"B\": 2\n}", "B", "{\n  \"A\": 1\n}"},
	} {
		got, err := RemoveAt([]byte(tt.text), tt.path)
		if err != nil || string(got) != tt.want {
			t.Errorf("RemoveAt(%s, %s) = %s, %v; want %s", tt.text, tt.path, got, err, tt.want)
		}
	}
}

func TestReadOutlineTellsWhere(t *testing.T) {
	t.Parallel()
	_, err := ReadOutline([]byte("{\n  \"A\": 1,\n  \"B\": x\n}"))
	b, ok := errors.AsType[*Broken](err)
	if !ok || b.Line != 3 || b.Column != 8 {
		t.Errorf("got %v, want line 3, column 8", err)
	}
}

// leaves lists every plain value with its path, the last of equal names.
func leaves(o *Outline, p *place, at string, into map[string]string) {
	for i := range p.kids {
		kid := &p.kids[i]
		here := at + "\x01" + string(rune(i)) // only compared with itself
		if p.kind == '{' {
			here = at + "\x00" + strings.ToLower(kid.name)
		}
		if kid.kind == '{' || kid.kind == '[' {
			leaves(o, kid, here, into)
			continue
		}
		into[here] = string(o.text[kid.start:kid.end])
	}
}

// Whatever is set stands there afterwards, and nothing else has changed.
func FuzzSetAt(f *testing.F) {
	f.Add([]byte(`{"A":100.0,"x":{"y":[1.50 , 2]}}`), "x.y[0]", "3")
	f.Add([]byte("{\n  \"A\": 1\n}"), "ExpDtls.Port", `"x"`)
	f.Add([]byte(`{"ItemList":[{"Qty":1}],"ItemList":{}}`), "ItemList[1].Qty", "{}")
	f.Add([]byte(`{"a.b":1}`), "a.b", "null")
	f.Fuzz(func(t *testing.T, text []byte, path, literal string) {
		before, err := ReadOutline(text)
		if err != nil {
			return
		}
		was := map[string]string{}
		leaves(before, &before.root, "", was)
		_, there := before.Literal(path)
		changed, err := SetAt(text, path, literal)
		if err != nil {
			return
		}
		after, err := ReadOutline(changed)
		if err != nil {
			if strings.Contains(err.Error(), "nested deeper") {
				return
			}
			t.Fatalf("SetAt(%q, %q, %q) = %q: %v", text, path, literal, changed, err)
		}
		var want, found any
		got, ok := after.Literal(path)
		if json.Unmarshal([]byte(literal), &want) == nil && json.Unmarshal([]byte(got), &found) != nil || !ok {
			t.Fatalf("SetAt(%q, %q, %q) = %q, where %q stands (%v)", text, path, literal, changed, got, ok)
		}
		is := map[string]string{}
		leaves(after, &after.root, "", is)
		lost := 0
		for at, value := range was {
			if is[at] != value {
				lost++
			}
		}
		target, _ := before.root.follow(path)
		size := map[string]string{}
		leaves(before, target, "", size)
		if most := max(1, len(size)); there && lost > most || !there && lost > 0 {
			t.Errorf("SetAt(%q, %q, %q) = %q: %d other values changed", text, path, literal, changed, lost)
		}
		if removed, err := RemoveAt(changed, path); err != nil {
			t.Errorf("RemoveAt(%q, %q): %v", changed, path, err)
		} else if o, err := ReadOutline(removed); err != nil {
			t.Errorf("RemoveAt(%q, %q) = %q: %v", changed, path, removed, err)
		} else if !strings.HasSuffix(strings.TrimSuffix(path, "."), "]") && path != "" && o.Has(path) {
			t.Errorf("RemoveAt(%q, %q) = %q, where it still stands", changed, path, removed)
		}
	})
}
