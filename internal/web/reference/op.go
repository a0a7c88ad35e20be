package reference

import (
	"html/template"
	"regexp"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/docs"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/schemas"
)

// opView is the page of a call.
type opView struct {
	Operation
	URL        string // before the path
	Headers    []header
	Parameters []header
	Members    membersView
	Schema     template.HTML
	Case       string
	Samples    samplesView
	Rules      rulesView
	Answers    []answer
	Limits     []limit
	Areas      []area
	Try        tryView
	Siblings   []Operation // other versions
}

// header is a header or parameter of a call.
type header struct {
	Name, Value string
	Must        bool
	Meaning     string
}

// limit is a bound or window that a call has.
type limit struct{ What, Value, Setting string }

func (p *pages) operation(v *page.Visit) (page.Answer, error) {
	o, ok := find(v)
	if !ok {
		if a, is := faceOf(v); is {
			return a, nil
		}
		return page.Answer{}, page.Missing("There is no call "+page.Start(40, v.Param("operation"))+".", "The API reference lists them all.")
	}
	if v.Partial && v.Request.Header.Get("HX-Target") == "members" {
		return page.Answer{Title: o.Title, Part: "reference/members", View: membersOf(v, o)}, nil
	}
	if v.Partial && v.Request.Header.Get("HX-Target") == "try" {
		return page.Answer{Title: o.Title, Part: "reference/try", View: p.try(v, o)}, nil
	}
	d := opView{
		Operation: o, URL: v.Kit.URL(), Headers: headersOf(v, o), Parameters: parametersOf(o), Members: membersOf(v, o), Schema: schemaText(o.Request),
		Rules: rulesOf(v, o), Limits: limitsOf(v, o), Areas: areasOf(o.API), Answers: p.examples(v, o), Try: p.try(v, o),
	}
	d.Samples = samplesOf(v, o, d.Try)
	for _, other := range Operations(v.Routes) {
		if other.API == o.API && other.Slug != o.Slug {
			d.Siblings = append(d.Siblings, other)
		}
	}
	return page.Answer{Title: o.Title, Template: "reference/op", Part: "reference/op", View: d}, nil
}

// masked stands for what a visitor without the admin token is not shown.
const masked = "••••••••"

// headersOf lists the headers of a call with the values that hold in this world.
func headersOf(v *page.Visit, o Operation) []header {
	user, _ := v.User()
	secret, token := v.World.Secret(), ""
	if s, ok := v.Wire.Known(v.World, user.Name); ok {
		token = s.Token
	}
	if !v.Unlocked() {
		secret = masked
		if token != "" {
			token = masked
		}
	}
	all := []header{
		{Name: "client_id", Value: v.World.ID, Must: true}, {Name: "client_secret", Value: secret, Must: true}, {Name: "Gstin", Value: user.Gstin, Must: true},
		{Name: "user_name", Value: user.Name, Must: true}, {Name: "AuthToken", Value: token, Must: true}, {Name: "sup_gstin"}, {Name: "irp"},
	}
	switch {
	case o.API == "ping":
		return nil
	case o.API == "auth103":
		all = all[:2]
	case strings.HasSuffix(o.API, "auth"):
		all = all[:3]
	case strings.HasPrefix(o.API, "ewayapi"):
		all = append(all[:3:3], all[4])
	}
	if o.Method == "POST" {
		all = append(all, header{Name: "Content-Type", Value: "application/json"})
	}
	for i := range all {
		all[i].Meaning = headerWords(all[i].Name)
	}
	return all
}

var braces = regexp.MustCompile(`\{([A-Za-z]+)\}`)

func parametersOf(o Operation) []header {
	var list []header
	for _, m := range braces.FindAllStringSubmatch(o.Path, -1) {
		list = append(list, header{Name: m[1], Value: "in the path", Must: true, Meaning: parameterWords(m[1])})
	}
	for _, q := range o.Query {
		list = append(list, header{Name: q, Value: "in the query", Must: true, Meaning: parameterWords(q)})
	}
	return list
}

// schemaText is a JSON Schema as text of a page; "" when a call has none.
func schemaText(name string) template.HTML {
	if name == "" {
		return ""
	}
	text, _ := schemas.Bytes(name + ".json")                      // the tests ask for every route's
	return template.HTML(template.HTMLEscapeString(string(text))) // #nosec: escaped
}

// limitsOf are the bounds and windows of a call in this world.
func limitsOf(v *page.Visit, o Operation) []limit {
	s := v.World.Settings()
	var list []limit
	if o.Method == "POST" {
		list = append(list, limit{"Whole request", "2 MB", ""})
	}
	switch o.API {
	case "auth", "auth103":
		list = append(list, limit{"Token and Sek hold", page.Plural(s.TokenMinutes, "minute", "minutes"), "token_minutes"}, limit{"Forced refresh", "in the last 10 minutes of a token", ""})
	case "generate":
		list = append(list, limit{"Lines of a document", "1,000", ""}, limit{"Reporting, for the taxpayers it binds", page.Plural(s.ReportingDays, "day", "days") + " after DocDtls.Dt", "reporting_days"})
	case "cancel":
		list = append(list, limit{"Cancelling is possible", page.Plural(s.CancelHours, "hour", "hours") + " after AckDt", "cancel_hours"})
	case "get", "getbydoc":
		list = append(list, limit{"Reading back is possible", page.Plural(s.GetDays, "day", "days") + " after AckDt", "get_days"})
	case "ewb":
		list = append(list, limit{"Distance", "4,000 km at most; 0 leaves it to the portal", ""})
	}
	if s.RateLimit != nil {
		list = append(list, limit{"Calls a minute", page.Grouped(*s.RateLimit), "rate_limit"})
	}
	return list
}

// area is a section of docs/divergences.md.
type area struct {
	Title string
	N     int
	Rows  template.HTML
}

// areasOf lists where we differ from the portal in what concerns a call.
func areasOf(api string) []area {
	var wanted []string
	switch {
	case api == "generate":
		wanted = []string{"Schema messages", "Business rules", "Protocol and service"}
	case strings.HasPrefix(api, "auth"):
		wanted = []string{"Sealing, signing, keys", "Protocol and service"}
	case strings.HasPrefix(api, "ew"):
		wanted = []string{"E-way bills", "Distances"}
	default:
		wanted = []string{"Protocol and service", "Protocol, second look"}
	}
	all := divergences()
	var list []area
	for _, title := range wanted {
		if a, ok := all[title]; ok {
			list = append(list, *a)
		}
	}
	return list
}

// divergences are the tables of docs/divergences.md by heading, written once: they are long.
var divergences = sync.OnceValue(func() map[string]*area {
	found := map[string]*area{}
	p, _ := docs.FindPage("divergences") // a test asks for rows of each call
	heading := ""
	for line := range strings.Lines(p.Markdown) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "## "); ok {
			heading = title
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if !strings.HasPrefix(line, "|") || len(cells) < 4 || strings.Contains(cells[0], "---") || strings.TrimSpace(cells[0]) == "area" {
			continue
		}
		if found[heading] == nil {
			found[heading] = &area{Title: heading}
		}
		cell := func(i int) string {
			return template.HTMLEscapeString(strings.ReplaceAll(strings.TrimSpace(cells[i]), "`", ""))
		}
		found[heading].N++
		found[heading].Rows += template.HTML(`<tr><th scope="row" class="dw">` + cell(0) + `</th><td>` + cell(1) + `</td><td class="soft">` + cell(2) + `</td><td class="small soft">` + cell(3) + `</td></tr>`) // #nosec: escaped
	}
	return found
})
