package reference

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate/schema"
	"github.com/irpsim/irpsim/internal/web/wire"
)

// changeGroup are ways to send a call wrong, under a heading of the select.
type changeGroup struct {
	Title   string
	Options []choice
}

// changesOf lists what can be changed about a call before it is sent.
func changesOf(o Operation) []changeGroup {
	var groups []changeGroup
	add := func(title string, options ...choice) {
		if len(options) > 0 {
			groups = append(groups, changeGroup{title, options})
		}
	}
	add("Leave out a member", leavable(o)...)
	if o.API == "auth" {
		add("Credentials and key", choice{Value: "pass:wrong", Title: "wrong password"}, choice{Value: "user:wrong", Title: "unknown user"}, choice{Value: "base64:none", Title: "no Base64 before RSA"})
	}
	if o.API != "ping" {
		add("Spoil a header", headerChanges(o)...)
	}
	if !strings.HasPrefix(o.API, "auth") && o.API != "ping" {
		token := []choice{{Value: "token:none", Title: "no token"}, {Value: "token:old", Title: "old token (a fault ends it)"}, {Value: "token:strange", Title: "a token that nobody has"}}
		if o.Method != "GET" {
			token = append(token, choice{Value: "key:wrong", Title: "wrong key"}, choice{Value: "data:none", Title: "nothing encrypted, the JSON itself"})
		}
		add("Token and key", token...)
	}
	add("Lose the answer, by a fault", choice{Value: "fault:commit_then=drop", Title: "done, and the connection breaks"}, choice{Value: "fault:commit_then=504", Title: "done, and a gateway answers 504"},
		choice{Value: "fault:commit_then=garble", Title: "done, and the cipher text is damaged"}, choice{Value: "fault:before=503", Title: "not done: 503"}, choice{Value: "fault:delay=2s", Title: "two seconds late"})
	var codes []choice
	for _, c := range codesOf(o.API) {
		e, _ := fault.Lookup(c)
		title := string(c) + " " + strings.TrimSpace(e.Message)
		if len(title) > 60 {
			title = title[:strings.LastIndexByte(title[:60], ' ')] + " …"
		}
		codes = append(codes, choice{Value: "fault:code=" + string(c), Title: title})
	}
	add("Have it refused, by a fault", codes...)
	return groups
}

// leavable are the members that a call cannot do without.
func leavable(o Operation) []choice {
	if o.API == "ewayapi" {
		return nil // its schema is that of another action than the console's
	}
	var list []choice
	for _, m := range Members(o.Request) {
		if m.Mandatory && m.Type != schema.Object || m.Mandatory && !strings.Contains(m.Path, ".") {
			list = append(list, choice{Value: "omit:" + m.Path, Title: m.Path})
		}
	}
	return list
}

func headerChanges(o Operation) []choice {
	names := []string{"client_id", "client_secret", "Gstin"}
	list := []choice{{Value: "head:client_secret=wrong", Title: "wrong client_secret"}, {Value: "head:Gstin=27ZZZCS0001A1ZM", Title: "Gstin of another taxpayer"}}
	if !strings.HasPrefix(o.API, "auth") && !strings.HasPrefix(o.API, "ewayapi") {
		names = append(names, "user_name")
	}
	for _, n := range names {
		list = append(list, choice{Value: "head:" + n + "=", Title: "no " + n})
	}
	return list
}

// titleOf is a change in the words of the select; ok is false for one that the call does not offer.
func titleOf(o Operation, change string) (title string, ok bool) {
	for _, g := range changesOf(o) {
		for _, c := range g.Options {
			if c.Value == change {
				return g.Title + ": " + c.Title, true
			}
		}
	}
	return "", change == ""
}

// headers changes the headers of a call.
func headers(list []wire.Header, change string) []wire.Header {
	kind, what, _ := strings.Cut(change, ":")
	set := func(name, value string) {
		i := slices.IndexFunc(list, func(h wire.Header) bool { return strings.EqualFold(h.Name, name) })
		switch {
		case i < 0:
			list = append(list, wire.Header{Name: name, Value: value})
		case value == "":
			list = slices.Delete(list, i, i+1)
		default:
			list[i].Value = value
		}
	}
	switch {
	case kind == "head":
		name, value, _ := strings.Cut(what, "=")
		set(name, value)
	case change == "token:none":
		set("authtoken", "")
	case change == "token:strange":
		set("authtoken", "NoSuchToken")
	case change == "token:old":
		set(chaos.Header, "token=expire")
	case kind == "fault":
		set(chaos.Header, what)
	}
	return list
}

// omit leaves a member out of a JSON text, in the first element of each list on the way. A text that has no such member
// stays as it is.
func omit(text, path string) string {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var root any
	if d.Decode(&root) != nil {
		return text
	}
	at := root
	parts := strings.Split(strings.TrimSuffix(path, "[]"), ".")
	for i, part := range parts {
		name, list := strings.CutSuffix(part, "[]")
		object, ok := at.(map[string]any)
		if !ok {
			return text
		}
		if i == len(parts)-1 {
			delete(object, name)
			break
		}
		at = object[name]
		if list {
			elements, ok := at.([]any)
			if !ok || len(elements) == 0 {
				return text
			}
			at = elements[0]
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(root) != nil {
		return text
	}
	return strings.TrimSpace(b.String())
}
