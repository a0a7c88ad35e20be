package control

import "github.com/irpsim/irpsim/internal/lint"

// explanationSchema is the report on a document; docs/lint.md describes it in words.
func explanationSchema() map[string]any {
	integer, boolean := kind("integer"), kind("boolean")
	span := func(members map[string]any) map[string]any {
		return with(members, map[string]any{"line": integer, "column": integer, "end_line": integer, "end_column": integer})
	}
	step := object(map[string]any{"op!": text(), "name!": text(), "value!": text(), "note": text()})
	finding := object(span(map[string]any{
		"kind!": enum("size", "json", "type", "schema", "rule", "duplicate"), "code!": text(), "message!": text(), "rule!": text(),
		"path": text(), "paths": listOf(text()), "later!": boolean, "found!": text(), "expected!": text(), "off_by": text(),
		"arithmetic": listOf(step), "ranges": listOf(object(map[string]any{"min!": text(), "max!": text(), "when": text()})),
		"master_row": text(), "title!": text(), "why": text(), "mend": text(), "source": text(),
		"confidence": enum("official", "observed", "third-party", "assumption"), "since": text(), "until": text(), "setting": text(),
		"member": object(map[string]any{
			"display!": text(), "display_confidence!": enum("observed", "inferred"), "type!": text(), "mandatory!": boolean,
			"min": text(), "max": text(), "decimals": integer, "pattern": text(), "enum": listOf(text()), "meaning": text(),
		}),
	}))
	note := object(span(map[string]any{
		"kind!": text(), "code": text(), "path": text(), "text!": text(), "did_you_mean": text(),
	}))
	return object(map[string]any{
		"line": integer, "api!": enum(append(lint.APIs(), "")...), "caller": text(), "as_of!": text(), "clean!": boolean,
		"document":  object(map[string]any{"gstin": text(), "typ": text(), "no": text(), "dt": text(), "irn": text()}),
		"findings!": listOf(finding), "notes!": listOf(note),
		"next": object(map[string]any{
			"date!": text(), "changes!": listOf(object(map[string]any{"date!": text(), "basis": text(), "what!": text(), "rule!": text()})),
		}),
	})
}
