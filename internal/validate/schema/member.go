package schema

import "github.com/irpsim/irpsim/schemas"

// Type is the JSON type of a member.
type Type string

// The types that members have.
const (
	Text    Type = "string"
	Number  Type = "number"
	Boolean Type = "boolean"
	Object  Type = "object"
	Array   Type = "array"
)

// Member is one row of the table of a request: everything the schema check knows of a member.
type Member struct {
	Path      string // "ItemList[].HsnCd"
	Type      Type
	Mandatory bool
	NullOK    bool
	Min, Max  string   // characters of a text, value of a number; "" where there is no bound
	Decimals  int      // of a number, as written; 0 for a whole number
	Pattern   string   // the expression as published and printed in messages; "" for none
	Enum      []string // the values allowed; nil for any
	Display   string   // what messages call the member

	DisplayConfidence Confidence
	Meaning           string // one sentence for people
}

// Members lists the members of the request of api, blocks before their parts, in the order in which they are signed
// and complained about; nil for an api without a schema. It reads the schema anew on each call: meant for pages, not
// for requests.
func Members(api API) []Member {
	raw, _ := schemas.Bytes(string(api) + ".json")
	root, err := parse(raw)
	if err != nil {
		return nil // no such schema: the embedded ones parse, which the tests see to
	}
	return root.kids.list(nil)
}

func (ns nodes) list(dst []Member) []Member {
	for _, n := range ns {
		dst = append(dst, n.Member)
		dst = n.kids.list(dst)
	}
	return dst
}
