package lab

import (
	"fmt"

	"github.com/irpsim/irpsim/internal/web/page"
)

// stages are the steps with their bytes.
func (d *payloadView) stages() {
	m := d.Made
	d.First = stage{ID: "json", State: "ok", Title: "Write the document", Op: "JSON, UTF-8"}
	pad := stage{ID: "pad", State: "ok", Title: "Fill it up to whole blocks", Op: "PKCS#7", Pad: drawn(m.JSON, m.Padded)}
	pad.Note = fmt.Sprintf("%s and %s of padding make %s of 16 bytes. Each byte of the padding says how many there are.",
		bytesOf(len(m.JSON)), bytesOf(m.Pad), page.Plural(len(m.Padded)/16, "block", "blocks"))
	key := stage{ID: "key", State: "ok", Title: "Take the Sek", Op: "32 bytes", Note: "From " + d.Holder.From + "."}
	key.Blocks = []block{keyBlock("Sek", d.Holder.Sek, d.Hex)}
	sealed := stage{ID: "seal", State: "ok", Title: "Encrypt it with the Sek", Op: "AES-256, ECB"}
	out := stage{ID: "text", State: "ok", Title: "Base64, into the envelope", Op: `{"Data": …}`}
	if m.Err != nil {
		sealed.State, out.State, sealed.Note = "bad", "off", m.Err.Error()
	} else {
		sealed.Note = repeats(m.Raw)
		first := m.Raw[:min(len(m.Raw), 96)]
		text := groupedHex(first)
		if d.Hex {
			text = dump(m.Raw)
		}
		if len(m.Raw) > len(first) && !d.Hex {
			text += fmt.Sprintf(" … %s bytes more", page.Grouped(len(m.Raw)-len(first)))
		}
		sealed.Blocks = []block{shown(page.Cipher, "blocks, as hex", []byte(text), bytesOf(len(m.Raw)), false)}
		out.Blocks = []block{shown(page.Cipher, "Data", []byte(m.Data), chars(len(m.Data)), false)}
	}
	d.Stages = []stage{pad, key, sealed, out}
	d.mark()
}

func (d *payloadView) mark() {
	if d.Break == nil {
		return
	}
	at := map[step]string{atPad: "pad", atKey: "key", atSeal: "seal", atText: "text", atBody: "text"}[d.Break.At]
	if d.Break.At == atJSON {
		d.First.State, d.First.Broken = "bad", d.Break.Says
		text := d.Made.JSON[:min(len(d.Made.JSON), 400)]
		d.First.Blocks = []block{shown(page.Plain, "how what is written instead begins", printable(text), bytesOf(len(d.Made.JSON)), false)}
	}
	for i := range d.Stages {
		s := &d.Stages[i]
		if s.ID != at {
			continue
		}
		s.State, s.Broken = "bad", d.Break.Says
		switch s.ID {
		case "pad":
			s.Note = fmt.Sprintf("%s, %s after it.", bytesOf(len(d.Made.JSON)), bytesOf(d.Made.Pad))
		case "key":
			way := rightPayload()
			d.Break.Payload(&way)
			used := way.key(&d.Holder.client)
			s.Blocks = append(s.Blocks, keyBlock("the key that is used", used, d.Hex))
		}
	}
}

// drawn shows the last two blocks byte by byte.
func drawn(text, padded []byte) *padding {
	if len(padded) == 0 {
		return nil
	}
	from := max(0, (len(padded)-1)/16*16-16)
	p := &padding{Label: fmt.Sprintf("The last bytes, from byte %d on: %d of text, %d of padding", from+1, max(0, len(text)-from), len(padded)-len(text))}
	for at := from; at < len(padded); at += 16 {
		var row []cell
		for i := at; i < min(at+16, len(padded)); i++ {
			row = append(row, cell{fmt.Sprintf("%02x", padded[i]), i >= len(text)})
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// repeats tells what ECB gives away in these very bytes.
func repeats(raw []byte) string {
	seen, same := map[string]int{}, 0
	for i := 0; i+16 <= len(raw); i += 16 {
		if seen[string(raw[i:i+16])]++; seen[string(raw[i:i+16])] > 1 {
			same++
		}
	}
	if same == 0 {
		return "Each block by itself, without a vector: equal blocks of text would give equal blocks of cipher text. Here all differ."
	}
	return fmt.Sprintf("Each block by itself, without a vector: equal blocks of text give equal blocks of cipher text. Here %s seen before, which anyone can tell without the key.", page.Plural(same, "block was", "blocks were"))
}
