package coverage

import (
	"encoding/xml"
	"fmt"
	"html/template"
	"strings"
)

// Text writes the report for a terminal.
func (r Report) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "operations  %d of %d met (%d %%)\n", r.Summary.Operations.Met, r.Summary.Operations.Total, r.Summary.Operations.Percent())
	fmt.Fprintf(&b, "codes       %d of %d met (%d %%)\n", r.Summary.Codes.Met, r.Summary.Codes.Total, r.Summary.Codes.Percent())
	fmt.Fprintf(&b, "rules       %d of %d met (%d %%)\n\n", r.Summary.Rules.Met, r.Summary.Rules.Total, r.Summary.Rules.Percent())
	for _, o := range r.Operations {
		fmt.Fprintf(&b, "%-12s %6d calls, %d succeeded\n", o.API, o.Made, o.Succeeded)
	}
	b.WriteString("\nnot met yet (GET the path for what meets it):\n")
	for _, c := range r.Codes {
		if c.Met == 0 {
			fmt.Fprintf(&b, "  %-5s %s\n        %s\n", c.Code, c.Message, c.Sample)
		}
	}
	return b.String()
}

type (
	suites struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []suite  `xml:"testsuite"`
	}
	suite struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Cases    []test `xml:"testcase"`
	}
	test struct {
		Class   string   `xml:"classname,attr"`
		Name    string   `xml:"name,attr"`
		Failure *failure `xml:"failure"`
	}
	failure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// JUnit writes the report as test results: a case for each operation and each code, failed when it was not met.
func (r Report) JUnit() ([]byte, error) {
	operations := suite{Name: "operations"}
	for _, o := range r.Operations {
		operations.add("operation", o.API, o.Made > 0, "no call of "+o.Title+" was made")
	}
	codes := suite{Name: "codes"}
	for _, c := range r.Codes {
		codes.add(c.Place, c.Code+" "+c.Message, c.Met > 0, "never answered; GET "+c.Sample+" hands out what meets it")
	}
	b, err := xml.MarshalIndent(suites{Suites: []suite{operations, codes}}, "", " ")
	return append([]byte(xml.Header), append(b, '\n')...), err
}

func (s *suite) add(class, name string, met bool, text string) {
	t := test{Class: class, Name: name}
	s.Tests++
	if !met {
		s.Failures++
		t.Failure = &failure{Message: "not met", Text: text}
	}
	s.Cases = append(s.Cases, t)
}

var page = template.Must(template.New("coverage").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Coverage of the portal's answers</title></head><body>
<h1>Coverage of the portal's answers</h1>
<p>{{.Summary.Operations.Met}} of {{.Summary.Operations.Total}} operations, {{.Summary.Codes.Met}} of {{.Summary.Codes.Total}} codes, {{.Summary.Rules.Met}} of {{.Summary.Rules.Total}} rules met.</p>
<table><caption>Operations</caption><thead><tr><th>call</th><th>made</th><th>succeeded</th></tr></thead><tbody>
{{range .Operations}}<tr><td>{{.Title}} ({{.API}})</td><td>{{.Made}}</td><td>{{.Succeeded}}</td></tr>
{{end}}</tbody></table>
<table><caption>Codes</caption><thead><tr><th>code</th><th>message</th><th>met</th><th>what meets it</th></tr></thead><tbody>
{{range .Codes}}<tr><td>{{.Code}}</td><td>{{.Message}}</td><td>{{.Met}}</td><td>{{if not .Met}}<a href="{{.Sample}}">{{.Sample}}</a>{{end}}</td></tr>
{{end}}</tbody></table></body></html>
`))

// HTML writes the report as a page of its own.
func (r Report) HTML() (string, error) {
	var b strings.Builder
	err := page.Execute(&b, r)
	return b.String(), err
}
