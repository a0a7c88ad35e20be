package diagnose

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
)

const blockSize = aes.BlockSize

// opening is a way in which a cipher text opens to something that promises to be a document. The hit has no id for ECB.
type opening struct {
	hit      hit
	blocks   bool          // whether the text was padded to whole blocks
	rest     int           // bytes behind the last whole block, which cannot be deciphered
	headless bool          // whether the first block is missing
	text     func() []byte // does the work
}

// vector is an initialisation vector that clients use.
type vector struct {
	what string
	iv   []byte
}

// vectors lists them for one key.
func (k Knowledge) vectors(key []byte) []vector {
	list := []vector{{"zeros", make([]byte, blockSize)}, {"the first 16 bytes of the key", key[:blockSize]}}
	for _, v := range []vector{{"the first 16 bytes of the Sek", k.Sek}, {"the first 16 bytes of the AppKey", k.AppKey}} {
		if v.iv != nil {
			list = append(list, vector{v.what, v.iv[:blockSize]})
		}
	}
	return list
}

// openings tries a key in all modes, looking at the first two blocks only.
func (k Knowledge) openings(key, raw []byte) []opening {
	block, err := aes.NewCipher(key)
	if err != nil || len(raw) < blockSize {
		return nil
	}
	var found []opening
	vectors := k.vectors(key)
	if head := ecb(block, raw[:min(len(raw), 2*blockSize)]); promisingHead(head, len(raw)) {
		found = append(found, opening{blocks: true, rest: len(raw) % blockSize, text: func() []byte { return ecb(block, raw) }})
	}
	found = append(found, openCBC(block, raw, vectors)...)
	found = append(found, openStream(block, raw, vectors)...)
	return append(found, openGCM(block, raw, key)...)
}

// promisingHead is promising for the first blocks of a text that has n bytes with its padding, which may begin here already.
func promisingHead(head []byte, n int) bool {
	if promising(head) {
		return true
	}
	body, h := head, hit{}
	if n == len(head) {
		body, h = judgePadding(head)
	}
	return promising(body) || len(body) == 0 && len(head) == blockSize && h.id == ""
}

// openCBC needs no vector for all blocks but the first, so it recognises the mode without knowing the vector.
func openCBC(block cipher.Block, raw []byte, vectors []vector) []opening {
	first := ecb(block, raw[:blockSize])
	var second []byte
	if len(raw) >= 2*blockSize {
		second = xor(ecb(block, raw[blockSize:2*blockSize]), raw)
		if !promisingHead(second, len(raw)-blockSize) {
			return nil
		}
	}
	rest := len(raw) % blockSize
	made := func(evidence string, headless bool, iv, body []byte) opening {
		return opening{hit{"aes-cbc", Certain, evidence}, true, rest, headless, func() []byte { return cbc(block, iv, body) }}
	}
	var found []opening
	for _, v := range vectors {
		if second == nil && all(v.iv, 0) {
			continue // one block under a vector of zeros is the same as in ECB
		}
		if promisingHead(xor(first, v.iv), len(raw)) {
			found = append(found, made("it opens in CBC mode with an initialisation vector of "+v.what, false, v.iv, raw))
		}
	}
	switch {
	case len(found) > 0 || second == nil:
		return found
	case looksLikeContent(string(second)) || second[0] == '"' || wideOrder(second) != nil || compressed(second) != "":
		return []opening{made("it opens in CBC mode with the first 16 bytes as initialisation vector", false, raw[:blockSize], raw[blockSize:])}
	}
	return []opening{made("it opens in CBC mode from the second block on; the initialisation vector is none of the usual ones", true, raw[:blockSize], raw[blockSize:])}
}

func cbc(block cipher.Block, iv, raw []byte) []byte {
	out := ecb(block, raw)
	subtle.XORBytes(out, out, iv)
	if len(out) > blockSize {
		subtle.XORBytes(out[blockSize:], out[blockSize:], raw)
	}
	return out
}

// xor is a ^ b over the length of the shorter.
func xor(a, b []byte) []byte {
	out := make([]byte, min(len(a), len(b)))
	subtle.XORBytes(out, a, b)
	return out
}

// openStream tries the modes that make a stream of the cipher: CTR, OFB and CFB, which agree on the first block, and CFB
// with steps of a byte.
func openStream(block cipher.Block, raw []byte, vectors []vector) []opening {
	var found []opening
	try := func(what string, iv, body []byte) {
		first := make([]byte, blockSize)
		block.Encrypt(first, iv)
		head := body[:min(len(body), 2*blockSize)]
		if len(head) >= blockSize && promising(xor(first, head)) {
			if o, ok := tellStream(block, what, iv, body); ok {
				found = append(found, o)
			}
		} else if len(head) >= blockSize && first[0]^head[0] == '{' && promising(cfb8(block, iv, head)) {
			h := hit{"aes-stream", Certain, "it opens in CFB mode in steps of 8 bits, the initialisation vector is " + what}
			found = append(found, opening{hit: h, text: func() []byte { return cfb8(block, iv, body) }})
		}
	}
	for _, v := range vectors {
		try(v.what, v.iv, raw)
	}
	try("the first 16 bytes", raw[:blockSize], raw[blockSize:])
	return found
}

// tellStream finds out which stream it is, by the second block.
func tellStream(block cipher.Block, what string, iv, body []byte) (opening, bool) {
	for _, mode := range []struct {
		name string
		open func(cipher.Block, []byte, []byte) []byte
	}{{"CTR", ctr}, {"CFB", cfb}, {"OFB", ofb}} {
		if promising(mode.open(block, iv, body[:min(len(body), 2*blockSize)])) {
			h := hit{"aes-stream", Certain, "it opens in " + mode.name + " mode, the initialisation vector is " + what}
			return opening{hit: h, text: func() []byte { return mode.open(block, iv, body) }}, true
		}
	}
	return opening{}, false
}

func ctr(block cipher.Block, iv, body []byte) []byte {
	out := make([]byte, len(body))
	cipher.NewCTR(block, iv).XORKeyStream(out, body)
	return out
}

// cfb and ofb are written out because the library's are on their way out of it.
func cfb(block cipher.Block, iv, body []byte) []byte {
	return chained(block, iv, body, func(i int, _ []byte) []byte { return body[i:] })
}

func ofb(block cipher.Block, iv, body []byte) []byte {
	return chained(block, iv, body, func(_ int, stream []byte) []byte { return stream })
}

// chained XORs body with a stream in which next gives the input of each block after the first.
func chained(block cipher.Block, iv, body []byte, next func(i int, stream []byte) []byte) []byte {
	out, stream := make([]byte, len(body)), make([]byte, blockSize)
	block.Encrypt(stream, iv)
	for i := 0; i < len(body); i += blockSize {
		subtle.XORBytes(out[i:], body[i:], stream)
		if i+blockSize < len(body) {
			block.Encrypt(stream, next(i, stream))
		}
	}
	return out
}

// cfb8 deciphers one byte with each block: it is looked at for the first 64 KB only, which is plenty for a document's head.
func cfb8(block cipher.Block, iv, body []byte) []byte {
	shift := append(append(make([]byte, 0, len(iv)+len(body)), iv...), body...)
	out, stream := make([]byte, len(body)), make([]byte, blockSize)
	for i := range out {
		block.Encrypt(stream, shift[i:i+blockSize])
		out[i] = body[i] ^ stream[0]
	}
	return out
}
