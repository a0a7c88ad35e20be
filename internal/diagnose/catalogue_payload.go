package diagnose

// keyMistakes concern the key that a payload was sealed with.
func keyMistakes() []Mistake {
	return []Mistake{
		{
			ID:    "sek-still-wrapped",
			Title: "The Sek was used as it came, still wrapped.",
			Why:   "The Sek in the login's answer is itself encrypted: Base64 of 48 bytes, AES-256 in ECB mode under your AppKey. The session key is the 32 bytes inside. Libraries that cut keys to size hide the mistake.",
			Mend:  "Decode the Sek from Base64, decipher it with the AppKey of that login, take the PKCS#7 padding off, and use the 32 bytes.",
		},
		{
			ID:    "sek-unwrapped-wrong",
			Title: "The Sek was unwrapped in the wrong way.",
			Why:   "It was deciphered in another mode than ECB, or with the text of the AppKey in place of its bytes. Without a check of the padding that yields 32 bytes too, but not the key.",
			Mend:  "Decode the AppKey from Base64, decipher the Sek with it in ECB mode, and let the library check the PKCS#7 padding.",
		},
		{
			ID:    "sek-text-as-key",
			Title: "The text of the Sek was used as the key, not its bytes.",
			Why:   "The session key is 32 bytes. Its Base64 has 44 characters and its hex 64; a library that cuts keys to size takes the first 32 of them without a word.",
			Mend:  "Decode the text and hand the 32 bytes to the cipher. Check that the key's length is 32 before you use it.",
			Hints: hints{
				PHP:    "openssl_decrypt(base64_decode($sek), 'aes-256-ecb', $appKey, OPENSSL_RAW_DATA) gives the bytes; do not base64_encode them",
				Node:   "Buffer.from(sek, 'base64'), not the string",
				Java:   "new SecretKeySpec(Base64.getDecoder().decode(sek), \"AES\"), not sek.getBytes()",
				CSharp: "Convert.FromBase64String(sek), not Encoding.UTF8.GetBytes(sek)",
				Python: "base64.b64decode(sek), not sek.encode()",
			},
		},
		{
			ID:    "sek-through-text",
			Title: "The Sek was turned into a text and back.",
			Why:   "A key is arbitrary bytes. Decoded as characters and encoded again, bytes above 7F change or multiply.",
			Mend:  "Keep the deciphered Sek in a byte array.",
			Hints: hints{
				Java:   "byte[] sek = cipher.doFinal(b); never new String(...).getBytes()",
				Node:   "Buffer.concat([d.update(b), d.final()]); never d.update(b, 'base64', 'utf8')",
				CSharp: "byte[] from TransformFinalBlock; never Encoding.UTF8.GetString",
			},
		},
		{
			ID:    "sek-hashed",
			Title: "A hash of the Sek was used as the key.",
			Why:   "Many examples on the web make a key out of a password with SHA-1, SHA-256 or MD5. The Sek is a key already.",
			Mend:  "Use the 32 bytes of the unwrapped Sek as they are.",
		},
		{
			ID:    "sek-half",
			Title: "A part of the Sek was used, so it is AES-128 or AES-192.",
			Why:   "The Sek has 32 bytes and the portal uses all of them: AES-256.",
			Mend:  "Use AES-256 and all 32 bytes.",
			Hints: hints{
				OpenSSL: "openssl enc -aes-256-ecb",
				Node:    "'aes-256-ecb', not 'aes-128-ecb'",
				PHP:     "'aes-256-ecb', not 'aes-128-ecb'",
				CSharp:  "aes.KeySize = 256; aes.Key = sek",
			},
		},
		{
			ID:    "sek-stale",
			Title: "The Sek belongs to another AuthToken.",
			Why:   "A new login that issues a new AuthToken brings a new Sek. The call has one token and the key of another.",
			Mend:  "Store AuthToken, Sek and expiry together, and replace them together.",
		},
		{
			ID:    "appkey-as-sek",
			Title: "The AppKey was used in place of the Sek.",
			Why:   "The AppKey is yours and serves once: to unwrap the Sek. Payloads are sealed with the Sek.",
			Mend:  "Unwrap the Sek with the AppKey and use the result for payloads.",
		},
		{
			ID:    "key-of-zeros",
			Title: "The key is zeros.",
			Why:   "A key buffer was made and never filled, or a failed step left it empty.",
			Mend:  "Check the error of every step that leads to the key, and the key's length and content before its first use.",
		},
		{
			ID:    "aes-passphrase",
			Title: "The cipher was given a passphrase, not a key.",
			Why:   "Given a text, CryptoJS and openssl enc make a key out of it with a random salt, use CBC mode, and write Salted__ and the salt in front.",
			Mend:  "Hand the key over as bytes, and choose ECB mode.",
			Hints: hints{
				Node:    "createCipheriv('aes-256-ecb', sek, null); with CryptoJS: CryptoJS.enc.Base64.parse(sek) as key and { mode: CryptoJS.mode.ECB }",
				OpenSSL: "openssl enc -aes-256-ecb -K HEX, not -k or -pass",
			},
		},
		{
			ID:    "rsa-for-payload",
			Title: "The payload was encrypted with RSA.",
			Why:   "RSA serves the login only. After it, both sides hold the Sek and use AES.",
			Mend:  "Encrypt payloads with AES-256 in ECB mode under the Sek.",
		},
	}
}

// cipherMistakes concern mode and padding of AES.
func cipherMistakes() []Mistake {
	return []Mistake{
		{
			ID:    "aes-cbc",
			Title: "AES was used in CBC mode.",
			Why:   "The portal uses ECB, which has no initialisation vector. CBC is the default of many libraries.",
			Mend:  "Choose ECB by name, and send nothing in front of the cipher text.",
			Hints: ecbHints(),
		},
		{
			ID:    "aes-gcm",
			Title: "AES was used in GCM mode.",
			Why:   "The portal uses ECB, which has neither nonce nor tag.",
			Mend:  "Choose ECB with PKCS#7 padding by name, and send the bare cipher text.",
			Hints: ecbHints(),
		},
		{
			ID:    "aes-stream",
			Title: "AES was used in CTR, CFB or OFB mode.",
			Why:   "The portal uses ECB with PKCS#7 padding. These modes make a stream out of the cipher and do not pad.",
			Mend:  "Choose ECB with PKCS#7 padding by name.",
			Hints: ecbHints(),
		},
		{
			ID:    "padding-zero",
			Title: "The text was padded with zeros.",
			Why:   "PKCS#7 fills the last block with n bytes of value n, and adds a whole block when the text fills its blocks. The portal checks that.",
			Mend:  "Choose PKCS#7 (some libraries say PKCS5) by name.",
			Hints: paddingHints(),
		},
		{
			ID:    "padding-none",
			Title: "The text was not padded.",
			Why:   "Its length happens to be a multiple of 16, so it filled its blocks. PKCS#7 adds a whole block then. Padding with zeros or blanks looks the same for such a length, which makes this fail for one document in sixteen.",
			Mend:  "Choose PKCS#7 padding by name, for every length.",
			Hints: paddingHints(),
		},
		{
			ID:    "padding-iso7816",
			Title: "The text was padded after ISO 7816-4.",
			Why:   "That is a byte 80 and then zeros. The portal expects PKCS#7: n bytes of value n.",
			Mend:  "Choose PKCS#7 padding by name.",
			Hints: paddingHints(),
		},
		{
			ID:    "padding-ansi-x923",
			Title: "The text was padded after ANSI X9.23.",
			Why:   "That is zeros and then their number. The portal expects PKCS#7: n bytes of value n.",
			Mend:  "Choose PKCS#7 padding by name.",
			Hints: paddingHints(),
		},
		{
			ID:    "padding-iso10126",
			Title: "The text was padded after ISO 10126.",
			Why:   "That is random bytes and then their number. The portal expects PKCS#7: n bytes of value n.",
			Mend:  "Choose PKCS#7 padding by name.",
			Hints: paddingHints(),
		},
		{
			ID:    "padding-character",
			Title: "The text was filled up with a printable character.",
			Why:   "Old recipes fill the last block with blanks or braces. The portal expects PKCS#7: n bytes of value n.",
			Mend:  "Choose PKCS#7 padding by name, and hand the text over without filling.",
			Hints: paddingHints(),
		},
		{
			ID:    "padding-block32",
			Title: "The text was padded to blocks of 32 bytes.",
			Why:   "The padding has the form of PKCS#7, but for 32 bytes, the size of the key. AES has blocks of 16 bytes whatever its key.",
			Mend:  "Pad to 16 bytes, or let the library do it.",
			Hints: paddingHints(),
		},
		{
			ID:    "padding-twice",
			Title: "The text was padded twice.",
			Why:   "It was padded by hand, and then the library padded it again. The portal takes one padding off; the other stays behind the JSON.",
			Mend:  "Do not pad by hand where the library does.",
		},
		{
			ID:    "encrypted-twice",
			Title: "The payload was encrypted twice.",
			Why:   "The result of the encryption was handed to the encryption again. A helper and its caller often do this together.",
			Mend:  "Encrypt once.",
		},
		{
			ID:    "damaged",
			Title: "Part of the cipher text was changed on the way.",
			Why:   "Some blocks decipher to the document and some to noise. In ECB mode a changed character spoils its block of 16 bytes and no other.",
			Mend:  "Compare what you made with what arrived, which the journal shows. Look for code that trims, replaces or re-encodes the text.",
		},
	}
}

func ecbHints() hints {
	return hints{
		OpenSSL: "openssl enc -aes-256-ecb -K HEX",
		Go:      "block.Encrypt for each 16 bytes: the standard library has no ECB mode",
		Python:  "Cipher(algorithms.AES(sek), modes.ECB())",
		Node:    "createCipheriv('aes-256-ecb', sek, null)",
		Java:    `Cipher.getInstance("AES/ECB/PKCS5Padding")`,
		CSharp:  "aes.Mode = CipherMode.ECB: the default is CBC",
		PHP:     "openssl_encrypt($text, 'aes-256-ecb', $sek, OPENSSL_RAW_DATA)",
	}
}

func paddingHints() hints {
	return hints{
		OpenSSL: "openssl enc without -nopad",
		Go:      "n := 16 - len(b)%16; b = append(b, bytes.Repeat([]byte{byte(n)}, n)...)",
		Python:  "padding.PKCS7(128).padder()",
		Node:    "leave cipher.setAutoPadding at true",
		Java:    `Cipher.getInstance("AES/ECB/PKCS5Padding"), not NoPadding`,
		CSharp:  "aes.Padding = PaddingMode.PKCS7",
		PHP:     "OPENSSL_RAW_DATA without OPENSSL_ZERO_PADDING",
	}
}
