package errs

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/exercise"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/play"
)

// entryView is the page of a code.
type entryView struct {
	List     listView
	E        fault.Entry
	Title    string
	Place    validate.Place
	Reason   string // why nothing but a fault raises it, "" otherwise
	Met      int
	LastMet  time.Time
	LastID   uint64
	Lead     template.HTML // what must hold
	Cause    template.HTML
	Picture  picture
	Do       []template.HTML
	Rules    []ruleView
	Show     showView
	Raise    raiseView
	Mixed    []mixed
	Sources  []string
	Near     []item
	Exercise []exercise.Exercise
}

// ruleView is one rule behind a code.
type ruleView struct {
	validate.Rule
	Example string // address of its first example, "" when the page shows it
}

// mixed is a text that was seen under a code, and the code that it belongs to by its words.
type mixed struct {
	Text string
	Of   fault.Code
	Href string
}

// showView is the card that shows a code running.
type showView struct {
	Code     fault.Code
	Title    string
	Note     string
	Example  chosen
	Examples []option
	Misses   int
	Run      *play.Run
	ByFault  bool
	Reason   string
	Curl     string
	GoTest   string
	Target   string // address of the button
}

type option struct {
	Value, Text string
	Current     bool
}

// raiseView is how one's own client meets a code.
type raiseView struct {
	Code     fault.Code
	Number   string // a document number that brings it about, "" when none does
	Header   string
	Bench    string // address of the workbench with a document that breaks the rule
	Curl     string
	Armed    bool
	Target   string
	MagicOff bool
}

// maxExamples bounds the choice of examples: 5002 has one for every member and flaw.
const maxExamples = 60

func (p *pages) entry(v *page.Visit) (page.Answer, error) {
	e, err := find(v)
	if err != nil {
		return page.Answer{}, err
	}
	if v.Partial && v.Request.Header.Get("HX-Target") == "groups" {
		return page.Answer{Title: string(e.Code), Part: "errs/groups", View: list(v, e.Code)}, nil
	}
	d := p.entryView(v, e)
	return page.Answer{Title: string(e.Code) + " " + d.Title, Template: "errs/entry", View: d}, nil
}

func (p *pages) entryView(v *page.Visit, e fault.Entry) entryView {
	c := choose(e, v.Get("example"), v.Get("near"))
	r := rowOf(e.Code)
	d := entryView{
		List: list(v, e.Code), E: e, Title: r.Text, Place: r.Place, Cause: prose(v, e.Code, e.Cause), Picture: pictureOf(v, e, c),
		Show: p.shown(v, e, c), Raise: raiseOf(v, e, false), Near: near(v, e), Sources: sources(e),
	}
	d.Reason = d.Show.Reason
	for _, s := range steps(e.Remedy) {
		d.Do = append(d.Do, prose(v, e.Code, s))
	}
	d.met(v)
	shownRule := c.wish.Scenario.Rule
	for _, rule := range validate.All() {
		if rule.Code != e.Code {
			continue
		}
		rv := ruleView{Rule: rule}
		if rule.ID == shownRule || shownRule == "" && d.Lead == "" {
			d.Lead = prose(v, e.Code, rule.Title)
		} else {
			rv.Example = exampleOf(v, e.Code, rule.ID)
		}
		d.Rules = append(d.Rules, rv)
	}
	for _, text := range e.Also {
		d.Mixed = append(d.Mixed, mixedUp(v, e.Code, text))
	}
	for _, x := range exercise.All() {
		if slices.Contains(x.Codes, e.Code) {
			d.Exercise = append(d.Exercise, x)
		}
	}
	return d
}

// met counts the code in this world and finds its last exchange.
func (d *entryView) met(v *page.Visit) {
	d.Met = v.World.Met.ByCode()[string(d.E.Code)]
	if d.Met == 0 {
		return
	}
	for _, x := range v.World.Journal.Find(journal.Filter{Code: string(d.E.Code), Limit: 1}) {
		d.LastMet, d.LastID = x.Time, x.ID
	}
}

// exampleOf is the address of a rule's first example.
func exampleOf(v *page.Visit, code fault.Code, rule string) string {
	i := slices.IndexFunc(sample.Scenarios(code), func(s sample.Scenario) bool { return s.Rule == rule })
	if i < 0 {
		return ""
	}
	return v.Link("/errors/"+string(code)+"?example="+strconv.Itoa(i+1)) + "#show"
}

// mixedUp finds the code whose own text another wording is, where there is one.
func mixedUp(v *page.Visit, self fault.Code, text string) mixed {
	m := mixed{Text: text}
	for _, r := range rows() {
		if r.Current && r.Code != self && strings.EqualFold(strings.TrimSpace(text), r.Text) {
			m.Of, m.Href = r.Code, v.Link("/errors/"+string(r.Code))
		}
	}
	return m
}

// sources splits where a code is known from.
func sources(e fault.Entry) []string {
	var list []string
	for s := range strings.SplitSeq(e.Source, ";") {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return list
}

// near lists the codes that belong beside one: those its prose speaks of, then its neighbours in the subject.
func near(v *page.Visit, e fault.Entry) []item {
	const most = 6
	codes := codesIn(e.Code, e.Cause, e.Remedy)
	all := rows()
	self := rowOf(e.Code)
	at := slices.IndexFunc(all, func(r row) bool { return r.Code == e.Code })
	for _, step := range []int{1, -1, 2, -2, 3, -3} {
		if i := at + step; i >= 0 && i < len(all) && all[i].subject == self.subject && !slices.Contains(codes, all[i].Code) {
			codes = append(codes, all[i].Code)
		}
	}
	var list []item
	for _, c := range codes[:min(len(codes), most)] {
		list = append(list, item{Code: c, Text: rowOf(c).Text, Href: v.Link("/errors/" + string(c))})
	}
	return list
}

// shown is the card for an example, with its last run in this world.
func (p *pages) shown(v *page.Visit, e fault.Entry, c chosen) showView {
	s := c.wish.Scenario
	d := showView{Code: e.Code, Note: s.Note, Example: c, Run: p.runs.Last(c.key(v, e.Code)), ByFault: c.wish.Fault != nil, Misses: len(sample.NearMisses(e.Code)), Target: v.Link("/errors/" + string(e.Code) + "/show")}
	r := rowOf(e.Code)
	if d.ByFault {
		d.Reason = r.Reason
		if !r.Current {
			d.Reason = "The portal's lists of today do not hold it."
		}
	}
	list := sample.Scenarios(e.Code)
	if c.Near {
		list = sample.NearMisses(e.Code)
	}
	for i, s := range list[:min(len(list), maxExamples)] {
		d.Examples = append(d.Examples, option{strconv.Itoa(i + 1), exampleTitle(i, s), i+1 == c.Number})
	}
	d.Curl, d.GoTest = recipe(v, e, c), goTest(e, c)
	return d
}

// Says is the note as a sentence begins.
func (d showView) Says() string {
	return strings.ToUpper(d.Note[:1]) + d.Note[1:]
}

func exampleTitle(i int, s sample.Scenario) string {
	text := s.Note
	if text == "" {
		text = s.Rule
	}
	if text == "" {
		text = "the usual one"
	}
	return strconv.Itoa(i+1) + " · " + text
}

// raiseOf tells how one's own client meets a code.
func raiseOf(v *page.Visit, e fault.Entry, armed bool) raiseView {
	d := raiseView{
		Code: e.Code, Header: chaos.Header + ": code=" + string(e.Code), Curl: v.Curl(armCall(e)), Armed: armed,
		Target: v.Link("/errors/" + string(e.Code) + "/arm"), MagicOff: !v.World.Settings().Magic,
	}
	if _, ok := chaos.Magic("E" + string(e.Code) + "-0001"); ok && !slices.Contains(e.APIs, "ewb-system") && !slices.Contains(e.APIs, "portal") {
		d.Number = "E" + string(e.Code) + "-0001"
	}
	if s, ok := sample.Broken(e.Code); ok && s.Rule != "" && len(s.Steps) == 1 {
		d.Bench = v.Link("/workbench?case=b2b&break=" + string(e.Code))
	}
	return d
}

// recipe is a line for a shell that brings the code about, or hands out how to.
func recipe(v *page.Visit, e fault.Entry, c chosen) string {
	if c.wish.Fault != nil {
		return v.Curl(armCall(e))
	}
	q := "?example=" + strconv.Itoa(c.Number)
	if c.Near {
		q += "&near_miss=true"
	}
	line := "# what to send, word for word\n" + v.Curl(page.Call{Method: http.MethodGet, Path: "/samples/" + string(e.Code) + q})
	if s := c.wish.Scenario; len(s.Steps) == 1 && s.Steps[0].Sample != nil && !c.Near {
		line += "\n\n# sent by the simulator's own client\nirpsim gen --break " + string(e.Code) + " --example " + strconv.Itoa(c.Number) + " | irpsim register --url " + v.Kit.URL() + " -"
	}
	return line
}

// goTest is a test that meets the code: by the sample's document where that is all it takes, else by a fault.
func goTest(e fault.Entry, c chosen) string {
	code := string(e.Code)
	head := "func TestMeets" + strings.Trim(code, "_") + "(t *testing.T) {\n\tsim := irptest.New(t)\n"
	tail := "\tif irptest.Code(err) != \"" + code + "\" {\n\t\tt.Fatalf(\"got %v, want " + code + "\", err)\n\t}\n}\n"
	s := c.wish.Scenario
	if c.wish.Fault == nil && !c.Near && len(s.Steps) == 1 && s.Steps[0].Sample != nil && !s.InInfo && s.Needs.Now.IsZero() && len(s.Needs.Settings)+len(s.Needs.Taxpayers) == 0 {
		return head + "\tscript := sim.Control(\"GET\", \"/samples/" + code + "?example=" + strconv.Itoa(c.Number) + "\", nil)\n" +
			"\tvar s struct{ Document json.RawMessage }\n\tif err := json.Unmarshal(script, &s); err != nil {\n\t\tt.Fatal(err)\n\t}\n" +
			"\t_, err := sim.Client().Generate(s.Document) // or your own client\n" + tail
	}
	return head + "\tsim.Fault(irptest.Refuse(\"" + code + "\").Once())\n\t_, err := sim.Client().Generate(sim.Invoice()) // or your own client\n" + tail
}
