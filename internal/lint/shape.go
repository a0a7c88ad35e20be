package lint

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// size refuses what is longer than the portal takes, and says whether the rest can be judged.
func (j *job) size() bool {
	sealed := (len(j.text)/16 + 1) * 16 // AES with PKCS #7
	request := len(`{"Data":""}`) + (sealed+2)/3*4
	if request <= maxRequest {
		return true
	}
	f := Finding{
		Kind: Size, Code: fault.SchemaError, Message: fault.TooLargeText, Rule: string(Size),
		Title: "A request must not be longer than 2 MB once it is encrypted.", Mend: "Split the document, or leave optional members out.",
		Source: "NIC API documentation", Confidence: string(validate.Official),
	}
	f.Found, f.Expected = strconv.Itoa(request)+" bytes", "at most "+strconv.Itoa(maxRequest)+" bytes"
	f.Span = j.doc.src.span(j.doc.start, j.doc.start)
	j.add(f)
	j.later = true
	if len(j.text) > maxDocument {
		j.note(Note{Kind: NotJudged, Text: "nothing else was looked at: the document is too long"})
		return false
	}
	return true
}

// parse reads the text, and says whether it is a JSON object.
func (j *job) parse() bool {
	root, wrong := scan(j.text, maxDepth)
	j.root = root
	if wrong == nil && root.kind == '{' {
		return true
	}
	j.notJSON(wrong)
	return false
}

func (j *job) notJSON(wrong *syntaxError) {
	f := Finding{
		Kind: JSON, Code: fault.SchemaError, Message: fault.Message(fault.SchemaError), Rule: string(JSON),
		Title: "A request must be one JSON object in UTF-8.",
		Why:   "The portal cannot read anything else and answers with its general text.",
		Mend:  "Let a JSON library write the document.", Source: "protocol of the portal", Confidence: string(validate.Observed),
	}
	f.Expected = "a JSON object"
	start, end := j.root.show()
	switch {
	case wrong != nil:
		f.Found = wrong.problem
		start, end = wrong.at, min(wrong.at+1, len(j.text))
	case j.root.kind == '[':
		f.Found = "an array"
		f.Mend = "Send the documents of the array one by one: only the portal's upload takes arrays."
	default:
		f.Found = shorten(string(j.text[start:end]))
	}
	f.Span = j.doc.src.span(j.doc.start+start, j.doc.start+end)
	j.add(f)
}

// decode binds the document and puts it to its schema. When types are wrong the document is judged as it was probably
// meant. It returns nil when even that cannot be bound.
func decode[T any](j *job, api schema.API) *T {
	v, doc, err := einv.Decode[T](j.text)
	if err != nil {
		if v, doc, err = mend[T](j); err != nil {
			j.notJSON(&syntaxError{problem: err.Error()})
			return nil
		}
	}
	if found := j.l.judge.Check(api, doc); len(found) > 0 {
		tree := doc.Tree()
		for _, f := range found {
			if !j.isGone(f.Path) {
				j.schema(f, tree)
			}
		}
	}
	j.later = len(j.Findings) > 0
	return v
}

// mend reports the members whose types are wrong, and decodes what was probably meant.
func mend[T any](j *job) (*T, *einv.Document, error) {
	form := j.l.forms[j.API]
	tree, _ := j.root.tree(j.text, form.names).(einv.Tree)
	f := fitter{}
	f.object(form.typ, tree, "")
	for _, m := range f.found {
		j.misfit(m)
		j.later = true
	}
	text, err := json.Marshal(tree)
	if err != nil {
		return nil, nil, err
	}
	return einv.Decode[T](text)
}

func (j *job) misfit(m misfit) {
	if m.dropped {
		j.gone = append(j.gone, m.Path)
		j.leaveOut(m.Path)
	}
	f := Finding{
		Kind: Type, Code: fault.SchemaError, Message: fault.Message(fault.SchemaError), Rule: string(Type), Path: m.Path,
		Title: fmt.Sprintf("%s must be %s.", m.Path, m.Want),
		Why:   "The portal cannot bind the document and answers with its general text, without saying where.",
		Mend:  sentence(m.mend), Source: "protocol of the portal", Confidence: string(validate.Observed),
	}
	f.Found, f.Expected = strings.ToValidUTF8(m.Got, "?"), m.Want
	if f.Mend == "" {
		f.Mend = "Send " + m.Want + "."
	}
	j.add(f)
}

// leaveOut keeps the rules from what rests on a member whose value nobody can tell: its block, of lines also the totals,
// and everything when it says what kind of document this is.
func (j *job) leaveOut(path string) {
	block, _, _ := strings.Cut(path, ".")
	switch {
	case block == "TranDtls" || block == "DocDtls" || path == "ItemList":
		j.blind = path
	case strings.HasPrefix(block, "ItemList["):
		j.moot = append(j.moot, "ValDtls")
	}
	j.moot = append(j.moot, block)
}

// isGone reports whether a path lies in what was left out of the judging.
func (j *job) isGone(path string) bool { return within(path, j.gone) }

func within(path string, roots []string) bool {
	for _, r := range roots {
		if rest, ok := strings.CutPrefix(path, r); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return true
		}
	}
	return false
}

func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
