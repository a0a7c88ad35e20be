package diagnose

// rsaMistakes concern the RSA layer of a login.
func rsaMistakes() []Mistake {
	return []Mistake{
		{
			ID:    "rsa-oaep",
			Title: "OAEP padding was used in place of PKCS#1 v1.5.",
			Why:   "RSA needs a padding, and both sides must use the same one. OAEP is the newer one and the default of some libraries; the portal takes PKCS#1 v1.5.",
			Mend:  "Choose PKCS#1 v1.5 by name; do not rely on the default.",
			Hints: hints{
				OpenSSL: "openssl pkeyutl -encrypt -pkeyopt rsa_padding_mode:pkcs1",
				Go:      "rsa.EncryptPKCS1v15, not EncryptOAEP",
				Python:  "padding.PKCS1v15(), not padding.OAEP(...)",
				Node:    "publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, b): the default is OAEP",
				Java:    `Cipher.getInstance("RSA/ECB/PKCS1Padding")`,
				CSharp:  "rsa.Encrypt(b, RSAEncryptionPadding.Pkcs1)",
				PHP:     "openssl_public_encrypt($b, $out, $key, OPENSSL_PKCS1_PADDING)",
			},
		},
		{
			ID:    "rsa-no-padding",
			Title: "RSA was used without padding.",
			Why:   "The text was taken for a number as it is, or filled up with zeros. The portal expects PKCS#1 v1.5 padding around it.",
			Mend:  "Ask your library for RSA with PKCS#1 v1.5 padding.",
			Hints: hints{
				Java:    `Cipher.getInstance("RSA/ECB/PKCS1Padding"), not "RSA/ECB/NoPadding"; with Bouncy Castle plain "RSA" has no padding`,
				OpenSSL: "rsa_padding_mode:pkcs1, not none",
			},
		},
		{
			ID:    "rsa-signing-key",
			Title: "The login was encrypted with the signing key.",
			Why:   "The portal has two key pairs. The signing key is for checking SignedInvoice and SignedQRCode; logins are encrypted for the other one.",
			Mend:  "Use the encryption key; a simulator hands it out at /_sim/v1/keys/encryption.pem.",
		},
		{
			ID:    "rsa-unknown-key",
			Title: "The login was encrypted with a key that is not known here.",
			Why:   "It has the length of one RSA block, but neither key of this simulator opens it. The usual cause is the key of the real portal or of its sandbox, or of another simulator. Damage on the way looks the same; which key it was cannot be seen.",
			Mend:  "Load the encryption key of the system you talk to; a simulator hands it out at /_sim/v1/keys/encryption.pem. Make the key's file part of the configuration, next to the URL.",
		},
		{
			ID:    "rsa-wrong-size",
			Title: "The login was encrypted with a key of another size.",
			Why:   "RSA cipher text is as long as its key. The portal's keys have 2048 bits, which gives 256 bytes.",
			Mend:  "Look at the key you load: openssl pkey -pubin -in KEY -noout -text prints its size. Then load the encryption key of the system you talk to.",
		},
		{
			ID:    "rsa-several-blocks",
			Title: "The login takes more than one RSA block.",
			Why:   "One block takes 245 bytes, which is 183 bytes of JSON. The text was longer and was cut into pieces, or the bytes of two logins were joined. The portal opens a single block.",
			Mend:  "Write the JSON without blanks, with UserName, Password, AppKey and ForceRefreshAccessToken only. If it still does not fit, shorten the password.",
		},
		{
			ID:    "rsa-reversed",
			Title: "The bytes of the RSA block stand in the opposite order.",
			Why:   "Windows' old CryptoAPI gives RSA results with the lowest byte first; everyone else writes the highest first.",
			Mend:  "Turn the 256 bytes round before you encode them in Base64.",
		},
		{
			ID:    "rsa-integer-bytes",
			Title: "The RSA block has a byte too many or too few.",
			Why:   "A big-integer type wrote the number: it leaves out leading zeros, or puts one there for the sign. A block always has as many bytes as the key, 256.",
			Mend:  "Write the number into exactly 256 bytes, or use your library's RSA encryption, which does so.",
		},
		{
			ID:    "aes-for-login",
			Title: "The login was encrypted with AES.",
			Why:   "Before the login the portal shares no AES key with you. Logins are encrypted with its public RSA key; the AppKey travels inside.",
			Mend:  "Encrypt the Base64 of the login's JSON with RSA, padding PKCS#1 v1.5. Use AES for the calls after it.",
		},
	}
}

// loginMistakes concern what is under the RSA layer.
func loginMistakes() []Mistake {
	return []Mistake{
		{
			ID:    "login-json-bare",
			Title: "The JSON of the login was not encoded in Base64 before RSA.",
			Why:   "A login of version 1.04 is Base64 twice: around the JSON, then RSA over those characters, then Base64 around the cipher text. The inner one is missing. This is the classic mistake, and the portal answers it with 5001.",
			Mend:  "Encode the JSON in Base64 and encrypt the characters of that text.",
			Hints: hints{
				OpenSSL: "printf %s \"$json\" | openssl base64 -A | openssl pkeyutl -encrypt …",
				Go:      "rsa.EncryptPKCS1v15(rand.Reader, key, []byte(base64.StdEncoding.EncodeToString(json)))",
				Python:  "key.encrypt(base64.b64encode(text.encode()), padding.PKCS1v15())",
				Node:    "publicEncrypt(options, Buffer.from(Buffer.from(json).toString('base64')))",
				Java:    "cipher.doFinal(Base64.getEncoder().encode(json.getBytes(UTF_8)))",
				CSharp:  "rsa.Encrypt(Encoding.ASCII.GetBytes(Convert.ToBase64String(json)), RSAEncryptionPadding.Pkcs1)",
				PHP:     "openssl_public_encrypt(base64_encode($json), $out, $key, OPENSSL_PKCS1_PADDING)",
			},
		},
		{
			ID:    "login-password-alone",
			Title: "Only the password was encrypted.",
			Why:   "Version 1.03 encrypted Password and AppKey one by one. Version 1.04 encrypts the whole login as one text.",
			Mend:  "Put UserName, Password (as it is), AppKey and ForceRefreshAccessToken into one JSON object, encode that in Base64 and encrypt it.",
		},
		{
			ID:    "login-appkey-alone",
			Title: "Only the AppKey was encrypted.",
			Why:   "Version 1.03 encrypted Password and AppKey one by one. Version 1.04 encrypts the whole login as one text.",
			Mend:  "Put UserName, Password, AppKey (in Base64) and ForceRefreshAccessToken into one JSON object, encode that in Base64 and encrypt it.",
		},
		{
			ID:    "login-v103-to-v104",
			Title: "A login of version 1.03 was sent to version 1.04.",
			Why:   "Data is an object with an encrypted Password and AppKey, the old form. Under /eivital/v1.04/auth Data is one text.",
			Mend:  "Encrypt the whole JSON as one text (see the example), or call /eivital/v1.03/auth, which the real portal has withdrawn.",
		},
		{
			ID:    "login-v104-to-v103",
			Title: "A login of version 1.04 was sent to version 1.03.",
			Why:   "Data is one encrypted text, the new form. Under /eivital/v1.03/auth data is an object whose Password and AppKey are encrypted one by one.",
			Mend:  "Call /eivital/v1.04/auth and send the header Gstin with it.",
		},
		{
			ID:    "login-members",
			Title: "The login opens, but lacks a member.",
			Why:   "The JSON inside must have UserName, Password and AppKey, none of them blank. Capitals do not matter; other spellings such as user_name do.",
			Mend:  "Name the members UserName, Password, AppKey and ForceRefreshAccessToken.",
		},
		{
			ID:    "password-base64",
			Title: "The password was encoded in Base64.",
			Why:   "Inside the login the password stands as it is; the RSA layer protects it.",
			Mend:  "Put the plain password into the JSON (or, in version 1.03, encrypt the plain password).",
		},
		{
			ID:    "appkey-characters",
			Title: "The AppKey is bare characters, not Base64.",
			Why:   "AppKey is Base64 of a key of 32 bytes: 44 characters. Thirty-two letters or a UUID, sent as they are, decode to other bytes or to none.",
			Mend:  "Draw 32 random bytes and send them in Base64. If you must keep a key of 32 characters, encode those in Base64.",
			Hints: appKeyHints(),
		},
		{
			ID:    "appkey-hex",
			Title: "The AppKey is in hex, not Base64.",
			Why:   "AppKey is Base64 of a key of 32 bytes: 44 characters. Hexadecimal digits decode to other bytes, and too many of them.",
			Mend:  "Encode the 32 bytes themselves in Base64.",
			Hints: appKeyHints(),
		},
		{
			ID:    "appkey-base64-twice",
			Title: "The AppKey was encoded in Base64 twice.",
			Why:   "The 44 characters of the key's Base64 were encoded once more.",
			Mend:  "Encode the 32 bytes once. The Base64 around the whole JSON comes on top of that and is a different one.",
		},
		{
			ID:    "appkey-length",
			Title: "The AppKey has the wrong length.",
			Why:   "A key has 32 bytes (AES-256); 16 are taken for the sake of old clients. Nothing else is a key here.",
			Mend:  "Draw 32 random bytes.",
			Hints: appKeyHints(),
		},
		{
			ID:    "appkey-base64-url",
			Title: "The AppKey is Base64 in the URL-safe alphabet, or without its =.",
			Why:   "The portal reads standard Base64: + and /, filled up with = to a multiple of four. A random key has the odd characters only now and then, so this fails from time to time.",
			Mend:  "Use the standard encoder of your library.",
		},
		{
			ID:    "appkey-not-base64",
			Title: "The AppKey is not Base64.",
			Why:   "AppKey is Base64 of a key of 32 bytes: 44 characters out of A to Z, a to z, 0 to 9, + and /, with one = at the end.",
			Mend:  "Draw 32 random bytes and encode them in Base64.",
			Hints: appKeyHints(),
		},
		{
			ID:    "v103-field-plain",
			Title: "A member that should be encrypted was sent in the clear.",
			Why:   "In version 1.03 Password and AppKey are each encrypted with RSA and encoded in Base64.",
			Mend:  "Encrypt both; or use version 1.04, which encrypts the whole login at once.",
		},
		{
			ID:    "v103-appkey-text",
			Title: "The AppKey was encoded before it was encrypted.",
			Why:   "In version 1.03 RSA goes over the 32 bytes of the key themselves, not over their Base64 or hex.",
			Mend:  "Encrypt the bytes; or use version 1.04, where the AppKey is Base64 inside the JSON.",
		},
	}
}

// appKeyHints say how 32 random bytes become an AppKey.
func appKeyHints() hints {
	return hints{
		OpenSSL: "openssl rand -base64 32",
		Go:      "base64.StdEncoding.EncodeToString(key), with key := make([]byte, 32) filled by rand.Read",
		Python:  "base64.b64encode(os.urandom(32)).decode()",
		Node:    "randomBytes(32).toString('base64')",
		Java:    "Base64.getEncoder().encodeToString(key), with a SecureRandom's nextBytes(key)",
		CSharp:  "Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))",
		PHP:     "base64_encode(random_bytes(32))",
	}
}
