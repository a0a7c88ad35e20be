package lab

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/irpsim/irpsim/internal/web/page"
)

// stage is one step of a way, as the page shows it.
type stage struct {
	ID     string
	State  string // ok, bad, off
	Title  string
	Op     string // the operation in the words of the wire
	Blocks []block
	Note   string
	Meter  *meter
	Pad    *padding
	Broken string // what the mistake does here in place of the right step
}

// block is a code block with its length in its own unit.
type block struct {
	page.Block
	Size string
}

// meter is how much of a limit is used.
type meter struct {
	Used, Limit, Fill int
	Text              string
}

// cell is a byte of the last blocks, drawn.
type cell struct {
	Hex string
	Pad bool
}

// padding shows the last block, or two, byte by byte.
type padding struct {
	Rows  [][]cell
	Label string
}

const maxDump = 1024 // bytes shown in hex

// shown makes a block of text or, when hex is asked for, of the text's bytes.
func shown(m page.Material, title string, b []byte, size string, asHex bool) block {
	text := string(b)
	if asHex {
		text = dump(b)
		size += ", as hex"
	}
	return block{page.Code(m, title, text), size}
}

// keyBlock shows a key in Base64, as it is handed about, or its bytes.
func keyBlock(title string, key []byte, asHex bool) block {
	if asHex {
		return shown(page.Key, title, key, bytesOf(len(key)), true)
	}
	return shown(page.Key, title, []byte(b64(key)), bytesOf(len(key)), false)
}

// bytesBlock shows cipher text in Base64, or its bytes.
func bytesBlock(title string, raw []byte, text string, asHex bool) block {
	if asHex {
		return shown(page.Cipher, title, raw, bytesOf(len(raw)), true)
	}
	return shown(page.Cipher, title, []byte(text), chars(len(text)), false)
}

// dump writes bytes as hex with their characters, 16 in a line.
func dump(b []byte) string {
	if len(b) == 0 {
		return "no bytes"
	}
	text := strings.TrimRight(hex.Dump(b[:min(len(b), maxDump)]), "\n")
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(line[4:]) // offsets stay below 1 kB: four digits do
	}
	if len(b) > maxDump {
		fmt.Fprintf(&out, "\n… %s bytes more", page.Grouped(len(b)-maxDump))
	}
	return out.String()
}

// printable is bytes as a text: what is no character becomes its mark.
func printable(b []byte) []byte {
	var out strings.Builder
	for _, r := range strings.ToValidUTF8(string(b), "\uFFFD") {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			r += 0x2400 // the picture of the control character
		}
		out.WriteRune(r)
	}
	return []byte(out.String())
}

func bytesOf(n int) string { return page.Plural(n, "byte", "bytes") }
func chars(n int) string   { return page.Plural(n, "character", "characters") }

// tab is one of the four pages.
type tab struct {
	Name, Title string
	Current     bool
}

func tabs(current string) []tab {
	list := []tab{{"login", "1 Log in", false}, {"payload", "2 Send a payload", false}, {"answer", "3 Read the answer", false}, {"signed", "4 Signed invoice and QR", false}}
	for i := range list {
		list[i].Current = list[i].Name == current
	}
	return list
}

// frame is what all pages of the laboratory have.
type frame struct {
	Tab     string
	Tabs    []tab
	Lead    string
	Hex     bool
	HexLink string
	Break   *Mistake
	Plays   []*Mistake
	Own     *own
}

func (l *lab) frame(v *page.Visit, name, lead string) frame {
	f := frame{Tab: name, Tabs: tabs(name), Lead: lead, Hex: v.Get("hex") == "1", Plays: playable(name)}
	f.HexLink = link(v, name, "hex", "1")
	if f.Hex {
		f.HexLink = link(v, name, "hex", "")
	}
	return f
}

// link is the address of a tab with the query of the visit and one parameter changed, taken out when value is "".
func link(v *page.Visit, tab, name, value string) string {
	q := v.Query()
	for key, values := range q {
		if len(values) == 0 || values[0] == "" {
			q.Del(key) // an empty field of a form
		}
	}
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	if len(q) == 0 {
		return "/lab/" + tab
	}
	return "/lab/" + tab + "?" + q.Encode()
}

// To is the address that a form of this page posts to: below the tab, with the query of the visit.
func (f frame) To(v *page.Visit, below string) string {
	to := link(v, f.Tab, "token", "")
	path, query, asked := strings.Cut(to, "?")
	if asked {
		return v.Link(path + below + "?" + query)
	}
	return v.Link(path + below)
}

// With is the address of this page with one parameter changed.
func (f frame) With(v *page.Visit, name, value string) string {
	return v.Link(link(v, f.Tab, name, value))
}

// broken finds the mistake that ?break= names, if this tab can play it.
func (f *frame) broken(v *page.Visit) error {
	name := v.Get("break")
	if name == "" {
		return nil
	}
	m, ok := mistake(name)
	if !ok {
		return page.Missing("There is no mistake "+name+".", "The list of mistakes has them all.")
	}
	if f.Tab == "login" && m.Login == nil || f.Tab == "payload" && m.Payload == nil {
		return page.Bad("Mistake "+m.Nn()+" is not made here.", "Open it in the list of mistakes; it says where it belongs.")
	}
	f.Break = m
	return nil
}

// BreakNo is the number of the mistake that is played, "" for none.
func (f frame) BreakNo() string {
	if f.Break == nil {
		return ""
	}
	return f.Break.Nn()
}

// breaking is what the form of “Break one step” needs.
type breaking struct {
	V    *page.Visit
	D    frame
	Keep []kept
}

// kept is a parameter that a form carries on.
type kept struct{ Name, Value string }

// Breaking keeps what else the address says.
func (f frame) Breaking(v *page.Visit) breaking {
	b := breaking{V: v, D: f}
	for _, name := range []string{"user", "v", "hex", "call", "token"} {
		if value := v.Get(name); value != "" {
			b.Keep = append(b.Keep, kept{name, value})
		}
	}
	return b
}

// Mark tells a sample from what was pasted over it.
func (o *own) Mark() string { return digest(o.Text) }

// Kinds are what can be checked.
func (o *own) Kinds() []tab {
	list := []tab{{"login", "Login", false}, {"payload", "Payload", false}, {"answer", "Answer", false}}
	for i := range list {
		list[i].Current = list[i].Name == o.Stage
	}
	return list
}

// SekState is the dot of the Sek's step.
func (s *sent) SekState() string {
	if s.Trouble != "" {
		return "bad"
	}
	return "ok"
}

// State is the dot of the step that sent.
func (s *sent) State() string { return state(s.Answer.OK) }

// State is the dot of the step that sent.
func (s *sentPayload) State() string { return state(s.Answer.OK) }

func state(ok bool) string {
	if ok {
		return "ok"
	}
	return "bad"
}

// Types are those of documents.
func (d *signedView) Types() []string { return []string{"INV", "CRN", "DBN"} }
