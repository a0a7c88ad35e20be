package diagnose

// textMistakes concern the text of Data, whatever it holds.
func textMistakes() []Mistake {
	return []Mistake{
		{
			ID:    "data-empty",
			Title: "The text is empty.",
			Why:   "A blank text, or the word a language prints for a missing value, stands where cipher text belongs. Often the encryption failed and its error was swallowed.",
			Mend:  "Log the length of the cipher text before you send it, and stop when it is 0.",
		},
		{
			ID:    "data-too-large",
			Title: "Data is longer than the portal takes.",
			Why:   "The whole body may have 2 MB. Base64 makes a text a third longer, so about 1.5 MB of JSON fit.",
			Mend:  "Send one invoice in a call. An invoice has at most 1000 items, which stays far below the limit.",
		},
		{
			ID:    "not-base64",
			Title: "Data is not Base64.",
			Why:   "Base64 consists of A to Z, a to z, 0 to 9, + and /, with one or two = at the end where needed. Something else stands in it.",
			Mend:  "Encode the bytes of the cipher text in standard Base64 and put the result into Data as it is.",
		},
		{
			ID:    "base64-url",
			Title: "The Base64 is in the URL-safe alphabet.",
			Why:   "That alphabet has - and _ in place of + and /, and usually leaves out the = at the end. The portal reads the standard alphabet only.",
			Mend:  "Use the standard encoder of your library.",
			Hints: hints{
				Go:     "base64.StdEncoding.EncodeToString(b), not URLEncoding or RawURLEncoding",
				Python: "base64.b64encode(b), not urlsafe_b64encode",
				Node:   "b.toString('base64'), not 'base64url'",
				Java:   "Base64.getEncoder(), not getUrlEncoder()",
				CSharp: "Convert.ToBase64String(b), not WebEncoders.Base64UrlEncode",
				PHP:    "base64_encode($b), without strtr('+/', '-_')",
			},
		},
		{
			ID:    "base64-unpadded",
			Title: "The = at the end of the Base64 are missing.",
			Why:   "Standard Base64 is filled up to a multiple of four characters. Some libraries leave that out, and some code cuts it off to be neat.",
			Mend:  "Leave the = where your encoder puts them, or choose the encoder that writes them.",
			Hints: hints{
				Go:   "base64.StdEncoding, not RawStdEncoding",
				Java: "Base64.getEncoder(), without withoutPadding()",
			},
		},
		{
			ID:    "base64-twice",
			Title: "Base64 was applied twice.",
			Why:   "Many encryption functions return Base64 already. Encoding that result once more gives Base64 of Base64.",
			Mend:  "Encode once. Look whether your encryption function returns bytes or text.",
			Hints: hints{
				PHP:  "openssl_encrypt(...) without OPENSSL_RAW_DATA returns Base64 already",
				Node: "cipher.update(text, 'utf8', 'base64') returns Base64 already",
			},
		},
		{
			ID:    "base64-plus-lost",
			Title: "Every + of the Base64 became a blank.",
			Why:   "The text passed through something that decodes forms or URLs, where + stands for a blank.",
			Mend:  "Send the body as JSON with Content-Type: application/json. If it must pass through a URL, percent-encode it first.",
		},
		{
			ID:       "base64-lines",
			Title:    "There is white space in the Base64.",
			Why:      "Encoders made for mail break the text into lines of 64 or 76 characters. The simulator skips white space, as the portal's platform does; other readers of the same text may not, and a bare line break inside a JSON text is not JSON at all.",
			Mend:     "Encode to a single line.",
			Harmless: true,
			Hints: hints{
				OpenSSL: "openssl base64 -A",
				Python:  "base64.b64encode(b), not encodebytes",
				Java:    "Base64.getEncoder(), not getMimeEncoder()",
				CSharp:  "Convert.ToBase64String(b) without InsertLineBreaks",
				PHP:     "base64_encode($b) without chunk_split",
			},
		},
		{
			ID:    "hex-for-base64",
			Title: "Hexadecimal digits were sent in place of Base64.",
			Why:   "Hex and Base64 both write bytes as text, but not in the same way. Hex digits even pass as Base64, and then come out as other bytes, half as many again.",
			Mend:  "Encode the bytes themselves in Base64.",
			Hints: hints{
				Node:   "b.toString('base64'), not 'hex'",
				Python: "base64.b64encode(b).decode(), not b.hex()",
				CSharp: "Convert.ToBase64String(b), not BitConverter.ToString(b) or Convert.ToHexString(b)",
				PHP:    "base64_encode($b), not bin2hex($b)",
				Java:   "Base64.getEncoder().encodeToString(b), not a hex formatter",
			},
		},
		{
			ID:    "pem-armour",
			Title: "The Base64 stands between BEGIN and END lines.",
			Why:   "That is PEM, the form in which keys and certificates are kept in files. Data is the bare Base64.",
			Mend:  "Send the Base64 without the lines that begin with -----, in one line. Check too that it is the cipher text and not a key.",
		},
		{
			ID:    "bytes-printed",
			Title: "The bytes were printed, not encoded.",
			Why:   "Turning a byte array into text with the language's default gives a description of it: b'…', [B@1b6d3586, System.Byte[], 18,130,249. That is what was sent.",
			Mend:  "Encode the bytes in Base64 and send that text.",
			Hints: hints{
				Python: "base64.b64encode(b).decode(), not str(b)",
				Java:   "Base64.getEncoder().encodeToString(b), not b.toString() or Arrays.toString(b)",
				CSharp: "Convert.ToBase64String(b), not b.ToString()",
				Node:   "Buffer.from(b).toString('base64'), not String(b) or JSON.stringify(b)",
			},
		},
		{
			ID:    "quoted-twice",
			Title: "Quotes stand around the Base64, as part of the text.",
			Why:   "The text was made a JSON text once by hand (or by a serialiser) and then again when the body was written.",
			Mend:  "Hand the bare text to the serialiser that writes the body.",
		},
		{
			ID:    "escaped-twice",
			Title: "Escapes such as \\/ or \\n arrive as characters of the text.",
			Why:   "JSON was escaped twice: the second time the backslashes of the first were taken for text.",
			Mend:  "Build the body with one call of a JSON library, out of the bare Base64. Do not paste serialised JSON into JSON.",
		},
		{
			ID:    "url-encoded",
			Title: "The text is percent-encoded.",
			Why:   "%2B, %2F and %3D stand for +, / and =. That is needed in URLs and forms; the body of a call is JSON, and nobody decodes it there.",
			Mend:  "Leave the percent-encoding out.",
		},
		{
			ID:       "bom",
			Title:    "A byte-order mark stands at the front.",
			Why:      "Some editors and writers put the bytes EF BB BF before UTF-8 text. In front of JSON under the cipher the simulator skips them; in front of Base64 they are a foreign character.",
			Mend:     "Write UTF-8 without a byte-order mark.",
			Harmless: true,
			Hints: hints{
				CSharp: "new UTF8Encoding(false), not Encoding.UTF8, when a StreamWriter writes the text",
				Python: "encoding='utf-8', not 'utf-8-sig'",
			},
		},
		{
			ID:    "cut-off",
			Title: "The end is missing.",
			Why:   "It stops too early. Columns of a fixed width, buffers and size limits of proxies cut texts like this.",
			Mend:  "Compare the length of what you made with the length of what you sent, and look for a place that limits it.",
		},
		{
			ID:    "cipher-through-text",
			Title: "The cipher text was treated as characters.",
			Why:   "Cipher text is arbitrary bytes. Made a text, bytes that are no characters get lost or are written as two. Nothing brings lost ones back.",
			Mend:  "Keep cipher text and keys in byte arrays, from the cipher to the Base64 encoder, with no text in between.",
			Hints: hints{
				Java:   "Base64.getEncoder().encodeToString(cipher.doFinal(b)); never new String(cipher.doFinal(b))",
				CSharp: "Convert.ToBase64String(encrypted); never Encoding.UTF8.GetString(encrypted)",
				Node:   "Buffer.concat([cipher.update(b), cipher.final()]).toString('base64')",
				Python: "base64.b64encode(encrypted); never encrypted.decode(errors='replace')",
			},
		},
		{
			ID:    "not-encrypted",
			Title: "It was encoded in Base64, but not encrypted.",
			Why:   "Base64 hides nothing; the portal deciphers what it decodes, and plain text deciphers to noise.",
			Mend:  "Encrypt first, then encode: a login with RSA, everything else with AES under the Sek.",
		},
		{
			ID:    "sent-plain",
			Title: "The document was sent in the clear.",
			Why:   "Data must hold cipher text in Base64. It holds the document itself.",
			Mend:  "Encrypt the JSON, encode the result in Base64, and send that as the text of Data.",
		},
		{
			ID:    "envelope-in-data",
			Title: "The whole body was put into Data.",
			Why:   `Data is a text of JSON that has itself a member Data: {"Data":"{\"Data\":…}"}. One envelope is enough.`,
			Mend:  "Send the inner envelope alone.",
		},
		{
			ID:    "jose",
			Title: "Data is a JWT or JWE.",
			Why:   "Texts with dots that begin with eyJ are tokens: signed (three parts) or encrypted (five). The portal signs its answers that way, but takes none.",
			Mend:  "Send plain Base64 of RSA or AES cipher text. To read a SignedInvoice, verify it on your side.",
		},
	}
}
