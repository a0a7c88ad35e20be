package diagnose

import (
	"bytes"
	"crypto/aes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// unpad takes PKCS#7 padding off as the portal does.
func unpad(b []byte) ([]byte, bool) {
	if len(b) == 0 {
		return nil, false
	}
	n := int(b[len(b)-1])
	if n == 0 || n > aes.BlockSize || n > len(b) || !all(b[len(b)-n:], byte(n)) {
		return nil, false
	}
	return b[:len(b)-n], true
}

func all(b []byte, v byte) bool {
	for _, c := range b {
		if c != v {
			return false
		}
	}
	return true
}

// judgePadding takes off whatever padding a deciphered text has. The hit has no id when it is PKCS#7.
func judgePadding(b []byte) ([]byte, hit) {
	if body, ok := unpad(b); ok {
		return body, hit{}
	}
	for _, try := range []func([]byte) ([]byte, hit, bool){paddedISO, paddedZero, paddedX923, paddedNot, paddedCharacter, padded32, padded10126} {
		if body, h, ok := try(b); ok {
			return body, h
		}
	}
	return b, hit{}
}

func paddedISO(b []byte) ([]byte, hit, bool) {
	body := bytes.TrimRight(b, "\x00")
	n := len(body) - 1
	if n < 0 || body[n] != 0x80 || len(b)-n > aes.BlockSize || !ends(body[:n]) {
		return nil, hit{}, false
	}
	return body[:n], hit{"padding-iso7816", Certain, fmt.Sprintf("the text ends in byte 80 and %s of zero", count(len(b)-n-1, "byte"))}, true
}

func paddedZero(b []byte) ([]byte, hit, bool) {
	body := bytes.TrimRight(b, "\x00")
	n := len(b) - len(body)
	if n == 1 && len(body) > 2 && body[len(body)-2] == 0 {
		return nil, hit{}, false // the second half of a UTF-16 character
	}
	return body, hit{"padding-zero", Certain, fmt.Sprintf("the text ends in %s of zero and has no padding besides", count(n, "byte"))}, n > 0 && len(body) > 0
}

func paddedX923(b []byte) ([]byte, hit, bool) {
	n := int(b[len(b)-1])
	if n < 2 || n > aes.BlockSize || n > len(b) || !all(b[len(b)-n:len(b)-1], 0) {
		return nil, hit{}, false
	}
	return b[:len(b)-n], hit{"padding-ansi-x923", Certain, fmt.Sprintf("the text ends in %s of zero and then their number, %d", count(n-1, "byte"), n)}, true
}

// paddedNot knows a text that fills its blocks by itself.
func paddedNot(b []byte) ([]byte, hit, bool) {
	if !json.Valid(b) || !utf8.Valid(b) {
		return nil, hit{}, false
	}
	if last := b[len(b)-1]; last == ' ' || last == '\t' {
		return nil, hit{}, false
	}
	return b, hit{"padding-none", Certain, fmt.Sprintf("the last of the %d blocks is text to its end", len(b)/aes.BlockSize)}, true
}

// paddedCharacter knows texts filled up with one character, a blank most often.
func paddedCharacter(b []byte) ([]byte, hit, bool) {
	last := b[len(b)-1]
	if !plainByte(last) {
		return nil, hit{}, false
	}
	body := bytes.TrimRight(b, string(last))
	n := len(b) - len(body)
	if n > 2*aes.BlockSize || !ends(body) || !json.Valid(body) {
		return nil, hit{}, false
	}
	return body, hit{"padding-character", Certain, fmt.Sprintf("the text is filled up with the character %q, %s", last, times(n))}, true
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// padded32 knows padding that follows the rule of PKCS#7, for blocks of 32 bytes.
func padded32(b []byte) ([]byte, hit, bool) {
	n := int(b[len(b)-1])
	if n <= aes.BlockSize || n > 32 || n > len(b) || !all(b[len(b)-n:], byte(n)) {
		return nil, hit{}, false
	}
	return b[:len(b)-n], hit{"padding-block32", Certain, fmt.Sprintf("the text ends in %d bytes of value %d, more than a block of AES has", n, n)}, true
}

// padded10126 knows random bytes and then their number.
func padded10126(b []byte) ([]byte, hit, bool) {
	n := int(b[len(b)-1])
	if n < 2 || n > aes.BlockSize || n > len(b) || !isObject(b[:len(b)-n]) {
		return nil, hit{}, false
	}
	return b[:len(b)-n], hit{"padding-iso10126", Certain, fmt.Sprintf("after the JSON come %s without a rule, the last of them their number", count(n, "byte"))}, true
}

// ends tells whether a text ends as JSON does.
func ends(b []byte) bool {
	t := trim(b)
	return len(t) > 0 && (t[len(t)-1] == '}' || t[len(t)-1] == ']' || t[len(t)-1] == '"')
}
