// Package schemas holds the JSON Schemas (draft-07) of the requests that the portal decrypts, and seed.json, that of the
// files a simulator starts from, embedded as files.
//
// Those of requests are ours, written from the field tables that NIC publishes, and repair what keeps NIC's own text from
// being a valid schema. Members stand in the order in which the portal signs them. What a schema cannot say (the number
// of decimals as written, the order and the wording of complaints) is in internal/validate/schema.
package schemas

import (
	"embed"
	"io/fs"
)

//go:embed *.json
var files embed.FS

// FS returns the schemas as files: "generate-irn.json" and so on.
func FS() fs.FS { return files }

// Names lists the file names of the schemas in alphabetical order.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil // cannot happen: the root of an embedded file system is always there
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// Bytes returns a copy of the schema called name, "generate-irn.json"; false when there is none.
func Bytes(name string) ([]byte, bool) {
	b, err := files.ReadFile(name)
	return b, err == nil
}
