package controls

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/web/page"
)

// what is one thing that can go wrong, as the sentence says it.
type what struct {
	Group, Value, Title string // Value is the action in the form of the header X-Irpsim-Fault; "code=" wants a value behind it
	Tells               string // what it does, in plain words
}

// asks says what value an action wants, "" for none.
func (w what) asks() string {
	if name, ok := strings.CutSuffix(w.Value, "="); ok {
		return map[string]string{"code": "code", "ewb": "code of the e-way bill", "delay": "how long, such as 2s"}[name]
	}
	return ""
}

// whats lists what can go wrong; docs/faults.md tells the same story.
func whats() []what {
	return []what{
		{"The answer is lost", "commit_then=drop", "commit, then lose the answer", "It is done and stored. Your client sees a closed connection."},
		{"The answer is lost", "commit_then=504", "commit, then a 504 page", "It is done and stored. Your client sees a gateway's page with status 504."},
		{"The answer is lost", "commit_then=truncate", "commit, then half the answer", "It is done and stored. Half the body comes, then the end."},
		{"The answer is lost", "commit_then=delay", "commit, then answer late", "It is done and stored. The answer comes 30 seconds later."},
		{"The answer is lost", "commit_then=garble", "commit, then damage the answer", "It is done and stored. The answer is a good envelope whose cipher text does not open."},
		{"Nothing is done", "before=drop", "close the connection", "Nothing is done. Your client sees a closed connection."},
		{"Nothing is done", "before=500", "a 500 page", "Nothing is done. Your client gets a server's page with status 500."},
		{"Nothing is done", "before=502", "a 502 page", "Nothing is done. Your client gets a gateway's page with status 502."},
		{"Nothing is done", "before=503", "a 503 page", "Nothing is done. Your client gets a gateway's page with status 503."},
		{"Nothing is done", "before=504", "a 504 page", "Nothing is done. Your client gets a gateway's page with status 504."},
		{"Nothing is done", "before=html", "a page with status 200", "Nothing is done. Your client gets HTML where it expects JSON, with status 200."},
		{"Nothing is done", "before=empty", "an empty answer", "Nothing is done. Status 200, and no body."},
		{"Nothing is done", "before=timeout", "silence", "Nothing is done and nothing is said, until your client gives up or two minutes are over."},
		{"A refusal", "code=", "refuse with code", "The portal refuses with this code, in its own words. Nothing is stored."},
		{"A refusal", "ewb=", "fail only the e-way bill", "The IRN is registered; its e-way bill fails with this code, in InfoDtls."},
		{"A refusal", "token=expire", "end the token", "The session ends before the call is looked at: 1005, until your client logs in again."},
		{"It is slow", "delay=", "wait before anything is done", "The call waits so long in real time, then goes on as ever."},
		{"It is hostile", "signature=bad", "sign wrongly", "SignedInvoice and SignedQRCode come with signatures that do not verify. What is stored stays right."},
		{"It is hostile", "sek=wrong", "seal under another key", "A login hands out a Sek that opens nothing; any other answer is sealed with another key."},
	}
}

// compose is the sentence that makes a fault.
type compose struct {
	Call, Which, Of, What, Value, Times, After, Chance string // as the form has them
	Calls, Whiches, TimesOf, AfterOf, ChanceOf         []choice
	Groups                                             []group
	Asks                                               string // the value that the action wants, "" for none
	OfAsks                                             string // the value that the choice of documents wants
	Tells                                              string // the consequence
	Wrong                                              string // why it could not be armed
}

// group is an optgroup.
type group struct {
	Title   string
	Choices []choice
}

// maxField bounds what a field of the sentence keeps.
const maxField = 80

// readCompose fills the sentence from an address or a form; what is not there is as the screen shows it first.
func readCompose(v *page.Visit, q url.Values) compose {
	field := func(name, otherwise string) string {
		if t := strings.TrimSpace(q.Get(name)); t != "" {
			return page.Start(maxField, t)
		}
		return otherwise
	}
	c := compose{
		Call: field("call", "generate"), Which: field("which", ""), Of: field("of", ""), What: field("what", "commit_then=drop"), Value: field("value", ""),
		Times: field("times", "1"), After: field("after", "0"), Chance: field("chance", "1"),
	}
	if q.Get("call") == "any" {
		c.Call = "any"
	}
	calls := []choice{{"any", "any call", c.Call == "any"}}
	for _, o := range v.Operations {
		if !slices.ContainsFunc(calls, func(have choice) bool { return have.Value == o.API }) {
			calls = append(calls, choice{o.API, o.API, c.Call == o.API})
		}
	}
	c.Calls = calls
	c.Whiches = choices(c.Which, "", "any document", "doc_no", "document number", "gstin", "GSTIN", "irn", "IRN")
	c.OfAsks = map[string]string{"doc_no": "number, * for any text", "gstin": "GSTIN, * for any text", "irn": "IRN, * for any text"}[c.Which]
	c.TimesOf = choices(c.Times, "1", "once", "2", "twice", "3", "3 times", "10", "10 times", "0", "every time")
	c.AfterOf = choices(c.After, "0", "at once", "1", "after one call", "2", "after 2 calls", "5", "after 5 calls", "10", "after 10 calls")
	c.ChanceOf = choices(c.Chance, "1", "always", "0.5", "1 in 2", "0.2", "1 in 5", "0.05", "1 in 20", "0.01", "1 in 100")
	for _, w := range whats() {
		if n := len(c.Groups); n == 0 || c.Groups[n-1].Title != w.Group {
			c.Groups = append(c.Groups, group{Title: w.Group})
		}
		g := &c.Groups[len(c.Groups)-1]
		g.Choices = append(g.Choices, choice{w.Value, w.Title, w.Value == c.What})
		if w.Value == c.What {
			c.Asks, c.Tells = w.asks(), w.Tells
		}
	}
	c.Tells += c.often()
	return c
}

// choices makes a list from pairs of value and title.
func choices(current string, pairs ...string) []choice {
	list := make([]choice, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, choice{pairs[i], pairs[i+1], pairs[i] == current})
	}
	return list
}

// often says how often it strikes, where that is not once, at once and surely.
func (c compose) often() string {
	var parts []string
	if c.After != "0" {
		parts = append(parts, "the first "+c.After+" that fit pass unharmed")
	}
	if c.Chance != "1" {
		for _, o := range c.ChanceOf {
			if o.Current {
				parts = append(parts, o.Title+" is struck, by chance")
			}
		}
	}
	if c.Times == "0" {
		parts = append(parts, "it goes on until you disarm it")
	}
	if len(parts) == 0 {
		return ""
	}
	text := strings.Join(parts, ", ")
	return " " + strings.ToUpper(text[:1]) + text[1:] + "."
}

// call is the call of the control API that arms the sentence.
func (c compose) call() page.Call {
	match := map[string]string{}
	if c.Call != "any" {
		match["api"] = c.Call
	}
	if c.Which != "" && c.Of != "" {
		match[c.Which] = c.Of
	}
	name, value, _ := strings.Cut(c.What, "=")
	var do any = value
	if value == "" {
		do = c.Value
		if codes := strings.FieldsFunc(c.Value, func(r rune) bool { return r == ',' || r == ' ' }); name == "code" && len(codes) > 1 {
			do = codes
		}
	}
	body := map[string]any{"match": match, "do": map[string]any{name: do}}
	if n, err := strconv.Atoi(c.Times); err == nil && n != 0 {
		body["times"] = n
	}
	if n, err := strconv.Atoi(c.After); err == nil && n != 0 {
		body["after"] = n
	}
	if p, err := strconv.ParseFloat(c.Chance, 64); err == nil && p != 1 {
		body["probability"] = p
	}
	return page.Call{Method: http.MethodPost, Path: "/faults", Body: body}
}

// complaint says what the sentence lacks, "" when nothing.
func (c compose) complaint() string {
	switch {
	case c.Asks != "" && c.Value == "":
		return "The sentence lacks a value: " + c.Asks + "."
	case c.Which != "" && c.Of == "":
		return "The sentence lacks which: " + c.OfAsks + "."
	}
	return ""
}

// preset is a fault often wanted: a link that fills the sentence.
type preset struct{ Title, Link string }

func presets(v *page.Visit) []preset {
	var list []preset
	for _, p := range []struct{ title, query string }{
		{"Ghost", "call=generate&what=commit_then%3Ddrop"}, {"504 page", "call=any&what=before%3D504"}, {"2 s slow", "call=any&what=delay%3D&value=2s&times=0"},
		{"Token expires", "call=generate&what=token%3Dexpire"}, {"Bad signature", "call=generate&what=signature%3Dbad"},
		{"EWB 4013", "call=generate&what=ewb%3D&value=4013"}, {"Any code …", "call=generate&what=code%3D&value="},
	} {
		list = append(list, preset{p.title, v.Link("/controls?" + p.query)})
	}
	return list
}
