package control

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/validate"
)

// sampleList is what there is to ask for.
type sampleList struct {
	Cases    []sampleCase `json:"cases"`
	Features []feature    `json:"features"` // what a case can be combined with, after a +
	Codes    []sampleCode `json:"codes"`
}

type sampleCase struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
	Title   string   `json:"title"`
	URL     string   `json:"url"`
}

type feature struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

type sampleCode struct {
	Code       fault.Code `json:"code"`
	Message    string     `json:"message"`
	API        string     `json:"api"` // the call that says it
	Examples   int        `json:"examples"`
	NearMisses int        `json:"near_misses"`
	URL        string     `json:"url"`
}

// samples lists what there is, or hands out a valid document when a case is named.
func (s *Server) samples(c *call) error {
	q := c.URL.Query()
	if name := q.Get("case"); name != "" {
		return s.validSample(c, name)
	}
	list := sampleList{Cases: []sampleCase{}, Features: []feature{}, Codes: []sampleCode{}}
	api := q.Get("api")
	if api == "" || api == "generate" {
		for _, k := range sample.Cases() {
			list.Cases = append(list.Cases, sampleCase{k.Name, append([]string{}, k.Aliases...), k.Title, Prefix + "/samples?case=" + k.Name})
		}
		for _, f := range sample.Features() {
			list.Features = append(list.Features, feature{f.Name, f.Title})
		}
	}
	for _, code := range sample.Codes() {
		scenarios := sample.Scenarios(code)
		said := scenarios[0].Answers()
		if api != "" && !slices.ContainsFunc(scenarios, func(s sample.Scenario) bool { return s.Answers() == api }) {
			continue
		}
		if api != "" {
			said = api
		}
		entry, _ := fault.Lookup(code)
		list.Codes = append(list.Codes, sampleCode{
			code, entry.Message, said, len(scenarios), len(sample.NearMisses(code)), Prefix + "/samples/" + string(code),
		})
	}
	return c.answer(http.StatusOK, list)
}

// validSample makes a valid document of a case for the world: its date, its ordinary supplier.
func (s *Server) validSample(c *call, name string) error {
	items, err := c.whole("items", 0, 1, sample.MaxItems)
	if err != nil {
		return err
	}
	o := sample.Options{Date: c.world.Clock.Now(), Items: items, Draw: c.world.Chance, Seller: c.URL.Query().Get("gstin")}
	if o.Seller == "" {
		o.Seller = s.otherSeller(c)
	}
	doc, err := sample.Make(name, o)
	if err != nil {
		return bad(err.Error())
	}
	text, err := doc.Indented()
	if err != nil {
		return err
	}
	return c.raw(http.StatusOK, "application/json", text)
}

// otherSeller is whom documents are made for in a world whose users are not the usual ones, "" in any other world.
func (s *Server) otherSeller(c *call) string {
	users := c.world.Users()
	for _, u := range users {
		if u.Gstin == sample.DefaultSeller {
			return ""
		}
	}
	if len(users) == 0 {
		return ""
	}
	return users[0].Gstin
}

// scriptAnswer is a script and which of how many it is.
type scriptAnswer struct {
	Example  int `json:"example"`  // from 1
	Examples int `json:"examples"` // of this code, or of its near misses
	sample.Script
}

// sampleOf hands out how to get one code.
func (s *Server) sampleOf(c *call) error {
	code := fault.Code(c.param("code"))
	q := c.URL.Query()
	list := sample.Scenarios(code)
	if len(list) == 0 {
		return missing(noSample(code))
	}
	if near := q.Get("near_miss"); near == "true" {
		if list = sample.NearMisses(code); len(list) == 0 {
			return missing("code " + string(code) + " has no near miss; leave near_miss out for a document that yields it")
		}
	} else if near != "" && near != "false" {
		return bad("near_miss is " + strconv.Quote(near) + ": give true or false")
	}
	if rule := q.Get("rule"); rule != "" {
		list = slices.DeleteFunc(list, func(s sample.Scenario) bool { return s.Rule != rule })
		if len(list) == 0 {
			return missing("code " + string(code) + " has no example of a rule " + rule + "; GET " + Prefix + "/errors/" + string(code) + " names its rules")
		}
	}
	if api := q.Get("api"); api != "" {
		list = slices.DeleteFunc(list, func(s sample.Scenario) bool { return s.Answers() != api })
		if len(list) == 0 {
			return missing("code " + string(code) + " has no such example with the call " + api + "; GET " + Prefix + "/samples?api=" + api + " lists its codes")
		}
	}
	n, err := c.whole("example", 1, 1, len(list))
	if err != nil {
		return err
	}
	script, err := list[n-1].Script(s.stage(c))
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, scriptAnswer{n, len(list), script})
}

// noSample says why a code has no sample, and what to do instead.
func noSample(code fault.Code) string {
	if _, ok := fault.Lookup(code); !ok {
		return "there is no code " + string(code) + "; GET " + Prefix + "/errors lists them all"
	}
	reason := "it is not a code of today"
	if a, ok := accountOf(code); ok {
		reason = lowerFirst(strings.TrimSuffix(a.Reason, "."))
	}
	return "no document yields " + string(code) + ": " + reason + "; GET " + Prefix + "/errors/" + string(code) + " tells more"
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// stage is the world as scenarios want to know it.
func (s *Server) stage(c *call) sample.Stage {
	st := sample.Stage{
		Now: c.world.Clock.Now(), ClientID: c.world.ID, ClientSecret: c.world.Secret(), Draw: c.world.Chance, Users: []sample.User{},
	}
	for _, u := range c.world.Users() {
		st.Users = append(st.Users, sample.User(u))
	}
	if b, err := json.Marshal(c.world.Settings()); err == nil {
		_ = json.Unmarshal(b, &st.Settings) // what was just marshalled
	}
	return st
}

// accountOf tells where a current code comes from.
func accountOf(code fault.Code) (validate.Account, bool) {
	all := validate.Accounts()
	i := slices.IndexFunc(all, func(a validate.Account) bool { return a.Code == code })
	if i < 0 {
		return validate.Account{}, false
	}
	return all[i], true
}

// whole reads a whole number of the query within bounds; usual when it is not there.
func (c *call) whole(name string, usual, low, high int) (int, error) {
	text := c.URL.Query().Get(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		return 0, bad(name + " is " + strconv.Quote(text) + ": give a whole number from " + strconv.Itoa(low) + " to " + strconv.Itoa(high))
	}
	return n, nil
}
