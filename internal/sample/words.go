package sample

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/taxpayer"
)

// control is where the control API stands.
const control = "/_sim/v1"

// words says how to send the script, one step to a line.
func (s Script) words() []string {
	lines := s.World.Words()
	in := map[string]bool{}
	for _, c := range append(slices.Clone(s.Before), s.Call) {
		if c.Advance != "" {
			lines = append(lines, "POST "+control+`/clock/advance {"by":"`+c.Advance+`"}`)
			clear(in)
		}
		if name := c.User.Name; strings.Contains(c.Headers["AuthToken"], "{auth_token}") && !in[name] {
			in[name] = true
			lines = append(lines, "log in as "+name+" (GSTIN "+c.User.Gstin+"): the AuthToken is {auth_token}, the Sek seals what follows")
		}
		lines = append(lines, c.words())
	}
	switch {
	case s.Registers:
		return append(lines, "the last call succeeds")
	case s.Where == "InfoDtls":
		return append(lines, "the IRN is registered, and EWBERR in InfoDtls says "+string(s.Code)+" and no other code")
	}
	return append(lines, "the last call is refused with "+string(s.Code)+" and no other code")
}

// Words says what to put into the world, one call of the control API to a line; nil when nothing is.
func (w WorldState) Words() []string {
	var lines []string
	if w.Clock != "" {
		lines = append(lines, "PUT "+control+`/clock {"now":"`+w.Clock+`"}`)
	}
	if len(w.Settings) > 0 {
		b, _ := json.Marshal(w.Settings) // numbers, texts and switches always marshal
		lines = append(lines, "PATCH "+control+"/settings "+string(b))
	}
	for _, t := range w.Taxpayers {
		lines = append(lines, "PUT "+control+"/taxpayers/"+t.Gstin+" "+taxpayerChange(t))
	}
	for _, u := range w.Users {
		lines = append(lines, "POST "+control+"/users "+userJSON(u))
	}
	for _, u := range w.Elsewhere {
		lines = append(lines, "POST "+control+"/worlds {} makes another client; POST "+control+"/users?world=ITS_CLIENT_ID "+userJSON(u))
	}
	return lines
}

func userJSON(u User) string {
	b, _ := json.Marshal(u) // a struct of texts always marshals
	return string(b)
}

// taxpayerChange writes the members in which a taxpayer differs from what a new world knows of the number, but for the
// names, which no rule reads. PUT keeps the others.
func taxpayerChange(t taxpayer.Taxpayer) string {
	usual, _ := taxpayer.Find(t.Gstin, taxpayer.Open) // an unknown number has no usual members: all are written
	t.LegalName, t.TradeName = usual.LegalName, usual.TradeName
	a, b := reflect.ValueOf(t), reflect.ValueOf(usual)
	var members []string
	for i := range a.NumField() {
		v := a.Field(i).Interface()
		if v == b.Field(i).Interface() {
			continue
		}
		name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("json"), ",")
		value, _ := json.Marshal(v) // texts, numbers and switches always marshal
		members = append(members, strconv.Quote(name)+":"+string(value))
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (c Call) words() string {
	var what string
	switch {
	case c.Body != "":
		what = "the body " + c.Body + " as it stands"
	case c.Seal == ByWrongSek:
		what = "the document sealed under a key that is not the Sek"
	case c.Seal == ByBareRSA:
		what = "the request encrypted with the portal's public key without base64 inside"
	case c.Seal == ByLogin:
		what = "the request in base64, encrypted with the portal's public key"
	case c.Document != nil:
		what = "the document sealed under the Sek"
	case c.Action != "":
		what = "the action " + c.Action + " and the request sealed under the Sek as data"
	case c.Request != nil:
		what = "the request sealed under the Sek"
	}
	line := c.Method + " " + c.Path
	if what != "" {
		line += " with " + what
	}
	if odd := c.odd(); odd != "" {
		line += ", " + odd
	}
	if c.Times > 1 {
		line += fmt.Sprintf(", %d times", c.Times)
	}
	if c.Answer != "" {
		line += ", which is refused with " + string(c.Answer)
	}
	return line
}

// odd names the headers that are not what the call usually sends.
func (c Call) odd() string {
	usual := map[string]bool{"client_id": true, "client_secret": true, "Gstin": true}
	if !strings.HasPrefix(c.API, "auth") {
		usual["user_name"], usual["AuthToken"] = true, true
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(usual)) {
		if _, sent := c.Headers[name]; !sent {
			list = append(list, "without the header "+name)
		}
	}
	for _, name := range c.changed {
		list = append(list, "with the header "+name+": "+c.Headers[name])
	}
	return strings.Join(list, ", ")
}
