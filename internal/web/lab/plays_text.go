package lab

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

// textPlays concern the text of Data, of logins and payloads alike.
func textPlays() []play {
	list := []play{
		textPlay("data-empty", "nothing is encoded: the result of a failed encryption", func([]byte) string { return "" }),
		textPlay("not-base64", "a message of the library is sent in place of a result", func([]byte) string { return "Encryption failed: key not found!" }),
		textPlay("base64-url", "the URL-safe alphabet", func(b []byte) string { return base64.URLEncoding.EncodeToString(b) }),
		textPlay("base64-unpadded", "the = at the end are cut off", func(b []byte) string { return strings.TrimRight(b64(b), "=") }),
		textPlay("base64-twice", "Base64 once more", func(b []byte) string { return b64([]byte(b64(b))) }),
		textPlay("base64-plus-lost", "a form decoder made every + a blank", func(b []byte) string { return strings.ReplaceAll(b64(b), "+", " ") }),
		textPlay("base64-lines", "lines of 76 characters, as for mail", lines),
		textPlay("hex-for-base64", "hex digits in place of Base64", hex.EncodeToString),
		textPlay("pem-armour", "BEGIN and END lines around it", func(b []byte) string {
			return "-----BEGIN MESSAGE-----\n" + lines(b) + "\n-----END MESSAGE-----\n"
		}),
		textPlay("bytes-printed", "the array is printed, not encoded", func([]byte) string { return "System.Byte[]" }),
		textPlay("quoted-twice", "quotes as part of the text", func(b []byte) string { return `"` + b64(b) + `"` }),
		textPlay("escaped-twice", "escaped as JSON once too often", func(b []byte) string { return strings.NewReplacer("/", `\/`, "\r\n", `\r\n`).Replace(lines(b)) }),
		textPlay("url-encoded", "percent-encoded as for a form", func(b []byte) string { return url.QueryEscape(b64(b)) }),
		textPlay("bom", "a byte-order mark in front", func(b []byte) string { return "\uFEFF" + b64(b) }),
		textPlay("cut-off", "a column of the database was too short", func(b []byte) string { return b64(b)[:len(b64(b))*3/4-1] }),
		textPlay("envelope-in-data", "the whole body put into Data", func(b []byte) string { return envelope(b64(b)) }),
		textPlay("jose", "a JWE in place of RSA or AES", func([]byte) string { return "eyJhbGciOiJSU0ExXzUifQ.aaaa.bbbb.cccc.dddd" }),
	}
	through := textPlay("cipher-through-text", "the bytes are made characters; those that are none get lost", func(b []byte) string {
		return b64([]byte(strings.ToValidUTF8(string(b), "\uFFFD")))
	})
	through.Login = nil // what is left of an RSA block says nothing any more
	return append(list, through, play{
		ID: "not-encrypted", At: atSeal, Says: "the step is left out: only Base64",
		Login:   func(w *loginWay) { w.seal = func(_ *client, b []byte) ([]byte, error) { return b, nil }; w.text = bare },
		Payload: func(w *payloadWay) { w.pad = asIs; w.seal = passOn },
	}, play{
		ID: "sent-plain", At: atSeal, Says: "the step is left out, and Base64 with it",
		Login: func(w *loginWay) {
			w.inner = asIs
			w.seal = func(_ *client, b []byte) ([]byte, error) { return b, nil }
			w.text = bare
		},
		Payload: func(w *payloadWay) { w.pad, w.seal, w.text = asIs, passOn, bare },
	})
}

// textPlay is a mistake of the last Base64.
func textPlay(id, says string, f func([]byte) string) play {
	spoil := func(_ *client, raw []byte) string { return f(raw) }
	return play{
		ID: id, At: atText, Says: says,
		Login:   func(w *loginWay) { w.text = spoil },
		Payload: func(w *payloadWay) { w.text = spoil },
	}
}

func bare(_ *client, b []byte) string               { return string(b) }
func asIs(_ *client, b []byte) []byte               { return b }
func passOn(_ *client, _, b []byte) ([]byte, error) { return b, nil }
func lines(b []byte) string {
	text, out := b64(b), ""
	for len(text) > 76 {
		out, text = out+text[:76]+"\r\n", text[76:]
	}
	return out + text
}
