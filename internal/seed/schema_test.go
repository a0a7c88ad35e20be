package seed

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/irpsim/irpsim/schemas"
)

var update = flag.Bool("update", false, "write the published schema and the golden files anew")

// entry is a member of a JSON object that keeps its order.
type entry struct {
	name  string
	value any
}

type ordered []entry

func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, e := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, v := range []any{e.name, e.value} {
			if j > 0 {
				b.WriteByte(':')
			}
			enc := json.NewEncoder(&b)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(v); err != nil {
				return nil, err
			}
			b.Truncate(b.Len() - 1) // the encoder's line end
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// published makes the schema from the shapes that the reader works by.
func published(t *testing.T) []byte {
	t.Helper()
	definitions := map[string]ordered{}
	root := objectSchema(fileShape(), definitions)
	doc := append(ordered{
		{"$schema", "http://json-schema.org/draft-07/schema#"},
		{"$id", "https://irpsim.invalid/schemas/seed.json"},
		{"title", fileShape().about},
	}, root[1:]...) // the title says what the description would
	doc = append(doc, entry{"definitions", definitions})
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		t.Fatal(err)
	}
	return append(out.Bytes(), '\n')
}

func objectSchema(s shape, definitions map[string]ordered) ordered {
	out := ordered{{"description", s.about}, {"type", "object"}, {"additionalProperties", false}}
	var must []string
	var properties ordered
	for _, m := range s.members {
		if m.must {
			must = append(must, m.name)
		}
		properties = append(properties, entry{m.name, memberSchema(m, definitions)})
	}
	if must != nil {
		out = append(out, entry{"required", must})
	}
	if s.either != nil {
		var one []ordered
		for _, name := range s.either {
			one = append(one, ordered{{"required", []string{name}}})
		}
		out = append(out, entry{"oneOf", one})
	}
	if s.needs != nil {
		out = append(out, entry{"dependencies", s.needs})
	}
	return append(out, entry{"properties", properties})
}

func memberSchema(m member, definitions map[string]ordered) ordered {
	var out ordered
	add := func(name string, value any, wanted bool) {
		if wanted {
			out = append(out, entry{name, value})
		}
	}
	add("description", m.about, m.about != "")
	switch m.want {
	case null:
		return out
	case text:
		add("type", "string", true)
		add("minLength", m.least, m.least > 0)
		add("maxLength", m.most, m.most > 0)
		if m.form != nil {
			add("pattern", m.form.String(), true)
		}
		add("enum", m.oneOf, m.oneOf != nil)
	case number:
		add("type", "integer", true)
		add("minimum", m.least, m.most > 0)
		add("maximum", m.most, m.most > 0)
	case truth:
		add("type", "boolean", true)
	case list:
		add("type", "array", true)
		add("maxItems", m.most, true)
		add("items", reference(m.of(), definitions), true)
	case object:
		if m.of == nil {
			add("type", "object", true)
			break
		}
		// Draft-07 looks at nothing beside $ref, so the description of the member goes with allOf.
		add("allOf", []any{reference(m.of(), definitions)}, true)
	}
	return out
}

func reference(s shape, definitions map[string]ordered) ordered {
	if _, done := definitions[s.called]; !done {
		definitions[s.called] = nil // what refers to itself ends here
		definitions[s.called] = objectSchema(s, definitions)
	}
	return ordered{{"$ref", "#/definitions/" + s.called}}
}

// TestPublishedSchema: the schema that people get is the one that the reader goes by.
func TestPublishedSchema(t *testing.T) {
	t.Parallel()
	const path = "../../schemas/seed.json"
	want := published(t)
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what the shapes say; go test ./internal/seed -update writes it anew (-want +got)\n%s", path, diff)
	}
	if embedded, ok := schemas.Bytes("seed.json"); !*update && (!ok || !bytes.Equal(embedded, got)) {
		t.Errorf("package schemas publishes %d bytes as seed.json, want the %d of the file", len(embedded), len(got))
	}
}

// TestSchemaAndReaderAgree: what the reader refuses for its form, the published schema refuses, and what it takes, that
// takes.
func TestSchemaAndReaderAgree(t *testing.T) {
	t.Parallel()
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("seed.json", bytes.NewReader(published(t))); err != nil {
		t.Fatal(err)
	}
	judge, err := compiler.Compile("seed.json")
	if err != nil {
		t.Fatal(err)
	}
	const user = `{"user_name":"u","password":"p","gstin":"27ZZZCB0002B1Z0"}`
	tests := []struct {
		doc  string
		good bool
	}{
		{`{}`, true}, {`[]`, false}, {`{"wolds":[]}`, false}, {`{"worlds":{}}`, false}, {`{"worlds":[1]}`, false},
		{`{"$schema":"seed.json","worlds":[]}`, true}, {`{"worlds":[{"client_id":"A","worlds":[]}]}`, false},
		{`{"client_id":""}`, false}, {`{"client_id":"a b"}`, false}, {`{"client_id":"` + strings.Repeat("x", 101) + `"}`, false},
		{`{"client_id":7}`, false}, {`{"client_id":null}`, false}, {`{"client_id":"A","client_secret":"B","name":"C"}`, true},
		{`{"name":"` + strings.Repeat("é", 200) + `"}`, true}, {`{"name":"` + strings.Repeat("é", 201) + `"}`, false},
		{`{"settings":{"token_minutes":5,"magic":false,"rate_limit":null,"rate_limit_answer":"429"}}`, true},
		{`{"settings":{"token_minutes":"5"}}`, false}, {`{"settings":{"magic":1}}`, false}, {`{"settings":{"colour":1}}`, false},
		{`{"settings":[]}`, false}, {`{"clock":"+48h"}`, true}, {`{"clock":48}`, false},
		{`{"users":[` + user + `]}`, true}, {`{"users":[{"user_name":"u","password":"p"}]}`, false}, {`{"users":` + user + `}`, false},
		{`{"users":[{"user_name":"","password":"p","gstin":"27ZZZCB0002B1Z0"}]}`, false},
		{`{"users":[{"user_name":"u","password":"p","gstin":"27"}]}`, false},
		{`{"taxpayers":[{"gstin":"27ZZZCB0002B1Z0","state_code":"27","pin":400001,"enabled":false,"turnover_cr":12}]}`, true},
		{`{"taxpayers":[{"gstin":"27ZZZCB0002B1Z0","state_code":27}]}`, false}, {`{"taxpayers":[{"gstin":"27ZZZCB0002B1Z0","pin":"400001"}]}`, false},
		{`{"taxpayers":[{"gstin":"27ZZZCB0002B1Z0","pin":400001.5}]}`, false}, {`{"taxpayers":[{"legal_name":"x"}]}`, false},
		{`{"taxpayers":[{"gstin":"27ZZZCB0002B1Z0","common_portal":{"status":"SUS"}}]}`, true},
		{`{"taxpayers":[{"gstin":"27ZZZCB0002B1Z0","common_portal":{"common_portal":{}}}]}`, false},
		{`{"invoices":[{"case":"b2b","number":"A/1"}]}`, true}, {`{"invoices":[{"case":"b2b"}]}`, false},
		{`{"invoices":[{"case":"B2B!","number":"A/1"}]}`, false}, {`{"invoices":[{"number":"A/1"}]}`, false},
		{`{"invoices":[{"case":"b2b","number":"A/1","document":{}}]}`, false}, {`{"invoices":[{"document":{}}]}`, true},
		{`{"invoices":[{"document":{},"items":3}]}`, false}, {`{"invoices":[{"document":[]}]}`, false},
		{`{"invoices":[{"case":"b2b","number":"0A","date":"today"}]}`, false}, {`{"invoices":[{"case":"b2b","number":"A","date":"today-12"}]}`, true},
		{`{"invoices":[{"case":"b2b","number":"A","date":"yesterday"}]}`, false}, {`{"invoices":[{"case":"b2b","number":"A","items":0}]}`, false},
		{`{"invoices":[{"case":"b2b","number":"A","items":5001}]}`, false},
		{`{"invoices":[{"case":"b2b","number":"A","cancelled":{"at":"+1h","reason":"1","remark":"x"}}]}`, true},
		{`{"invoices":[{"case":"b2b","number":"A","cancelled":{"reason":"5"}}]}`, false}, {`{"invoices":[{"case":"b2b","number":"A","cancelled":true}]}`, false},
		{`{"invoices":[{"case":"b2b","number":"A","cancelled":{"remark":""}}]}`, false},
	}
	for _, tt := range tests {
		var v any
		dec := json.NewDecoder(strings.NewReader(tt.doc))
		dec.UseNumber()
		if err := dec.Decode(&v); err != nil {
			t.Fatalf("%s: %v", tt.doc, err)
		}
		bySchema := judge.Validate(v)
		path := filepath.Join(t.TempDir(), "s.json")
		if err := os.WriteFile(path, []byte(tt.doc), 0o600); err != nil {
			t.Fatal(err)
		}
		_, byReader := Read(path)
		if (bySchema == nil) != tt.good || (byReader == nil) != tt.good {
			t.Errorf("%s\n schema says %v\n reader says %v\n want both to take it: %v", tt.doc, bySchema, byReader, tt.good)
		}
	}
}
