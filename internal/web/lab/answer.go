package lab

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
)

const (
	answerTitle = "Crypto laboratory: read the answer"
	maxFields   = 200 // members listed of an answer
)

// answerView is the page of answers.
type answerView struct {
	frame
	Text      string
	Given     given
	Sample    bool
	Entry     *journal.Entry
	Trouble   string
	Envelope  *wire.Envelope
	From      string // whose Sek it is
	Stages    []stage
	Fields    []field
	Info      string
	Exchanges []journal.Entry // some to choose from
}

// field is a member of an opened answer, and what it is for.
type field struct{ Name, Value, Says, Link string }

func (l *lab) answer(v *page.Visit) (page.Answer, error) {
	text, keys := "", given{Token: v.Get("token")}
	var entry *journal.Entry
	if id := v.Get("exchange"); id != "" {
		e, err := exchange(v, id)
		if err != nil {
			return page.Answer{}, err
		}
		entry, text = &e, e.Response.Body
		token, sek := keysOf(v, e)
		keys.Token = token
		if sek != nil {
			keys.Sek = b64(sek)
		}
	}
	d, err := l.answerView(v, text, keys)
	if err != nil {
		return page.Answer{}, err
	}
	d.Entry = entry
	if entry != nil && strings.HasPrefix(entry.API, "auth") {
		d.Trouble = "This is the answer of a login: its Data is in the clear, and its Sek was wrapped under the AppKey, which the journal does not show. The first tab opens one."
	}
	if d.Own, err = l.ownSample(v, "answer"); err != nil {
		return page.Answer{}, err
	}
	return page.Answer{Title: answerTitle, Template: "lab/answer", Part: "lab/answer", View: d}, nil
}

func (l *lab) answerPosted(v *page.Visit) (page.Answer, error) {
	d, err := l.answerView(v, v.PostFormValue("text"), givenTo(v))
	if err == nil && !v.Partial {
		d.Own, err = l.ownSample(v, "answer")
	}
	return page.Answer{Title: answerTitle, Template: "lab/answer", Part: "lab/answer-rest", View: d}, err
}

func (l *lab) answerView(v *page.Visit, text string, keys given) (*answerView, error) {
	d := &answerView{frame: l.frame(v, "answer", "The envelope, the Sek, AES backwards, and what every member says."), Text: text, Given: keys}
	for _, e := range v.World.Journal.Find(journal.Filter{Limit: 200}) {
		if e.Response.Cipher != "" && len(d.Exchanges) < 8 {
			d.Exchanges = append(d.Exchanges, e)
		}
	}
	if len(text) > maxPaste {
		d.Text, d.Trouble = "", "This has more than 2 MB. Paste one answer."
		return d, nil
	}
	if strings.TrimSpace(text) == "" {
		l.once.Do(func() { l.made = l.makeSamples(v) })
		if v.Method == "POST" {
			d.Trouble = "Nothing is pasted. Paste the body of an answer, or choose an exchange."
			return d, nil
		}
		d.Sample, d.Text, d.Given = true, l.made.answer.Text, l.made.answer.Given
	}
	h, err := l.holder(v, d.Given.Token, d.Given.Sek, d.Given.AppKey)
	if err != nil {
		d.Trouble = "The key cannot be used: " + err.Error() + "."
		return d, nil
	}
	d.From = h.From
	if d.Sample {
		d.From = "a sample; the portal does not know it"
	}
	d.open(h)
	return d, nil
}

// open walks from the envelope to the members.
func (d *answerView) open(h *holder) {
	data := strings.TrimSpace(d.Text)
	env := stage{ID: "envelope", State: "ok", Title: "Open the envelope", Op: "JSON"}
	if strings.HasPrefix(data, "{") {
		e := wire.Read(data, nil)
		if !e.Parsed {
			env.State, env.Note = "bad", "This is no envelope: it needs a member Status."
			d.Stages = []stage{env}
			return
		}
		d.Envelope, data = &e, e.Data
		env.Blocks = []block{shown(page.Plain, "the answer", []byte(page.Indent(d.Text)), bytesOf(len(d.Text)), d.Hex)}
		if e.Info != nil {
			d.Info = page.Indent(string(e.Info))
		}
		if e.Data == "" {
			env.Note = "Data is null: a refusal carries nothing that is sealed. ErrorDetails says why, and InfoDtls what helps."
			d.Stages = []stage{env}
			return
		}
	} else {
		env.Title, env.Note = "Take Data", "The bare Data was pasted, without its envelope."
	}
	if strings.HasPrefix(data, "{") {
		env.Note = "Data is an object in the clear, as in the answer of a login."
		d.Stages = []stage{env}
		d.members([]byte(data))
		return
	}
	d.Stages = append([]stage{env}, d.unseal(h, data)...)
}

// unseal goes through Base64, AES and padding.
func (d *answerView) unseal(h *holder, data string) []stage {
	coded := stage{ID: "base64", State: "ok", Title: "Decode Data from Base64", Op: "Base64"}
	key := stage{ID: "key", State: "ok", Title: "Take the Sek of this token", Op: "32 bytes", Note: "From " + d.From + "."}
	opened := stage{ID: "aes", State: "ok", Title: "Decipher it and take the padding off", Op: "AES-256, ECB, PKCS#7"}
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(data), ""))
	if err != nil || len(raw) == 0 || len(raw)%16 != 0 {
		coded.State, key.State, opened.State = "bad", "off", "off"
		coded.Note = fmt.Sprintf("%s make %s: that is not Base64 of whole blocks of 16.", chars(len(data)), bytesOf(len(raw)))
		return []stage{coded, key, opened}
	}
	coded.Note = fmt.Sprintf("%s → %s, %s.", chars(len(data)), bytesOf(len(raw)), page.Plural(len(raw)/16, "block", "blocks"))
	coded.Blocks = []block{bytesBlock("Data", raw, data, d.Hex)}
	key.Blocks = []block{keyBlock("Sek", h.Sek, d.Hex)}
	plain, err := seal.Open(h.Sek, data)
	if err != nil {
		opened.State = "bad"
		opened.Note = "The last block does not end in PKCS#7 padding: this is not the Sek it was sealed with. “Check your own” looks for the one that was used."
		return []stage{coded, key, opened}
	}
	opened.Note = fmt.Sprintf("%s of padding taken off, %s left.", bytesOf(len(raw)-len(plain)), bytesOf(len(plain)))
	text := []byte(page.Indent(string(plain)))
	opened.Blocks = []block{shown(page.Plain, "what was sealed", text, bytesOf(len(plain)), d.Hex)}
	d.members(plain)
	return []stage{coded, key, opened}
}

// members lists what an answer holds and what it is for.
func (d *answerView) members(plain []byte) {
	dec := json.NewDecoder(strings.NewReader(string(plain)))
	dec.UseNumber()
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return
	}
	for dec.More() && len(d.Fields) < maxFields {
		name, err := dec.Token()
		if err != nil {
			return
		}
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return
		}
		f := field{Name: fmt.Sprint(name), Value: page.Start(90, strings.Trim(string(value), `"`))}
		f.Says = meaning(f.Name)
		if f.Name == "Irn" {
			f.Link = "/lab/signed?irn=" + f.Value
		}
		d.Fields = append(d.Fields, f)
	}
}

// meaning says what a member of an answer is for.
func meaning(name string) string {
	switch name {
	case "AckNo":
		return "Acknowledgement number, 15 digits; keep it with the document."
	case "AckDt":
		return "When it was registered, IST. The 24 hours for cancelling count from here."
	case "Irn":
		return "SHA-256 of supplier, financial year, type and number; 64 hex digits."
	case "SignedInvoice":
		return "The document as registered, signed: a JWS. Keep it."
	case "SignedQRCode":
		return "Ten members, signed: what the QR on the printed invoice holds."
	case "Status":
		return "ACT, or CNL once cancelled."
	case "EwbNo":
		return "Number of the e-way bill, null when none was asked for or it was refused."
	case "EwbDt":
		return "When the e-way bill was made."
	case "EwbValidTill":
		return "Until when goods may move; counted from the distance."
	case "Remarks":
		return "Free text of the portal, mostly null."
	case "CancelDate":
		return "When it was cancelled, IST."
	case "AuthToken":
		return "Goes into the header of every later call."
	case "Sek":
		return "The session key, wrapped under your AppKey."
	case "TokenExpiry":
		return "When the token ends, IST."
	}
	return ""
}
