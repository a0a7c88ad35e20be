package diagnose

// contentMistakes concern the text under the cipher.
func contentMistakes() []Mistake {
	return []Mistake{
		{
			ID:    "inner-base64",
			Title: "The JSON was encoded in Base64 before it was encrypted.",
			Why:   "That is right for a login. A payload is the bare JSON under the cipher, although some pages speak of Base64 there; only the e-way bill API at /ewaybillapi takes both.",
			Mend:  "Encrypt the bytes of the JSON itself.",
		},
		{
			ID:    "envelope-encrypted",
			Title: "The envelope was encrypted together with the document.",
			Why:   `The sealed text is {"Data":…}. The envelope goes around the cipher text, in the clear; what is sealed is the document alone.`,
			Mend:  `Encrypt the document's JSON, then build {"Data":"<Base64 of the cipher text>"} around the result.`,
		},
		{
			ID:    "json-twice",
			Title: "The JSON was serialised twice.",
			Why:   "A text that holds JSON was handed to the JSON serialiser again, which put quotes around it and escapes inside.",
			Mend:  "Serialise the document once. If it is JSON already, use it as it is.",
			Hints: hints{
				Node:   "JSON.stringify(document), not JSON.stringify(JSON.stringify(document))",
				Python: "json.dumps(document) with document a dict, not a str",
				CSharp: "JsonSerializer.Serialize(document) with an object, not a string",
			},
		},
		{
			ID:    "json-array",
			Title: "An array was sent where one document belongs.",
			Why:   "The file format of the portal's bulk upload is an array of invoices. A call takes a single object.",
			Mend:  "Send each invoice in a call of its own.",
		},
		{
			ID:    "json-single-quotes",
			Title: "The names and texts stand between single quotes.",
			Why:   "JSON knows double quotes only. Single ones come from printing a dictionary, Python's above all, which also writes True, False and None.",
			Mend:  "Use your language's JSON serialiser.",
			Hints: hints{Python: "json.dumps(document), not str(document)"},
		},
		{
			ID:    "json-broken",
			Title: "The text begins as JSON but is not valid.",
			Why:   "A comma too many, a missing quote, a bare line break within a text, a comment or NaN: a strict reader refuses each of them.",
			Mend:  "Use your language's JSON serialiser instead of joining texts.",
		},
		{
			ID:    "text-after-json",
			Title: "Something stands behind the JSON.",
			Why:   "The object is complete, and then more text follows: a second object, remains of a longer text in the same buffer, a log line.",
			Mend:  "Encrypt exactly the bytes that the serialiser wrote.",
		},
		{
			ID:    "trailing-nul",
			Title: "Zero bytes stand behind the JSON.",
			Why:   "A C string was taken with its end mark, or a whole buffer in place of the part that was filled. Padding with zeros before the library pads looks the same.",
			Mend:  "Encrypt exactly the bytes of the JSON, without the zero at their end.",
		},
		{
			ID:    "utf16",
			Title: "The text is UTF-16.",
			Why:   "Each character was written as two bytes. JSON on this wire is UTF-8.",
			Mend:  "Convert the text to UTF-8 bytes before you encode or encrypt it.",
			Hints: hints{
				CSharp: "Encoding.UTF8.GetBytes(json), not Encoding.Unicode",
				Java:   "json.getBytes(StandardCharsets.UTF_8)",
				Node:   "Buffer.from(json, 'utf8'), not 'utf16le'",
				Python: "json.encode('utf-8')",
			},
		},
		{
			ID:    "not-utf8",
			Title: "The text is in an eight-bit code page, not UTF-8.",
			Why:   "Letters beyond ASCII were written as single bytes, as Windows-1252 or Latin-1 do. Documents without such letters pass, so this shows with the first name that has one.",
			Mend:  "Convert the text to UTF-8 bytes before you encrypt it.",
			Hints: hints{
				CSharp: "Encoding.UTF8.GetBytes(json), not Encoding.Default",
				Java:   "json.getBytes(StandardCharsets.UTF_8), not getBytes()",
				PHP:    "mb_convert_encoding($text, 'UTF-8', 'Windows-1252') before json_encode",
			},
		},
		{
			ID:    "compressed",
			Title: "The text was compressed.",
			Why:   "The portal does not inflate what it deciphers.",
			Mend:  "Encrypt the JSON itself.",
		},
		{
			ID:    "not-json",
			Title: "The text is not JSON.",
			Why:   "It opens, but what is in it is XML, a form, or bare text.",
			Mend:  "Send the document as a JSON object.",
		},
	}
}
