package control

import "maps"

// with adds the second set of members to the first and returns it.
func with(base, more map[string]any) map[string]any {
	maps.Copy(base, more)
	return base
}

// sampleComponents are the shapes of samples, errors and masters.
func sampleComponents(user map[string]any) map[string]any {
	integer, boolean := kind("integer"), kind("boolean")
	code := func(more map[string]any) map[string]any {
		return object(with(map[string]any{
			"code!": text(), "message!": text(), "apis!": listOf(text()), "current!": boolean, "url!": text(),
			"place!": enum("rule", "schema", "service", "fault", "unreachable", "legacy"),
		}, more))
	}
	return map[string]any{
		"Samples": map[string]any{"anyOf": []any{object(map[string]any{
			"cases!":    listOf(object(map[string]any{"name!": text(), "aliases!": listOf(text()), "title!": text(), "url!": text()})),
			"features!": listOf(object(map[string]any{"name!": text(), "title!": text()})),
			"codes!": listOf(object(map[string]any{
				"code!": text(), "message!": text(), "api!": text(), "examples!": integer, "near_misses!": integer, "url!": text(),
			})),
		}), kind("object")}},
		"Script": object(with(sampleCall(user), map[string]any{
			"example!": integer, "examples!": integer, "code!": text(), "message!": text(), "rule": text(), "title!": text(), "note": text(),
			"where!": enum("ErrorDetails", "InfoDtls"), "registers": boolean, "how!": listOf(text()), "before": listOf(object(sampleCall(user))),
			"world!": object(map[string]any{
				"clock": text(), "settings": kind("object"), "taxpayers": listOf(ref("Taxpayer")), "users": listOf(user),
				"users_of_another_client": listOf(user),
			}),
		})),
		"Errors": listOf(code(nil)),
		"Error": code(map[string]any{
			"reason!": text(), "cause!": text(), "remedy!": text(), "source!": text(), "confidence!": text(), "also!": listOf(text()), "sample!": text(),
			"rules!": listOf(object(map[string]any{
				"id!": text(), "path!": text(), "title!": text(), "why!": text(), "source!": text(), "since": text(), "until": text(), "setting": text(),
				"confidence!": enum("official", "observed", "third-party", "assumption"),
			})),
		}),
		"Masters": listOf(object(map[string]any{
			"name!": text(), "title!": text(), "source!": text(), "columns!": listOf(text()), "rows!": integer, "json!": text(), "csv!": text(),
		})),
		"MasterRows": listOf(map[string]any{"type": "object", "additionalProperties": text()}),
	}
}

// sampleCall are the members of one call of a sample.
func sampleCall(user map[string]any) map[string]any {
	return map[string]any{
		"api!": text(), "method!": enum("GET", "POST"), "path!": text(), "user!": user, "advance": text(),
		"headers!": map[string]any{"type": "object", "additionalProperties": text()},
		"seal!":    enum("sek", "wrong-sek", "rsa", "rsa-without-base64", "none"),
		"document": kind("object"), "request": map[string]any{"description": "the JSON to seal"}, "body": text(),
		"action": text(),
		"times":  kind("integer"), "answer": text(),
	}
}
