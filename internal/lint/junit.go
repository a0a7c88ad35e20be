package lint

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// The elements of a JUnit report that its readers agree on.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Failure *junitFailure `xml:"failure"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes a result as JUnit XML: a suite for each file; in it a case for each clean document, and for each other
// document a failed case for every finding.
func WriteJUnit(w io.Writer, r Result) error {
	all := junitSuites{Name: "irpsim lint"}
	at := map[string]int{} // suites by file
	for i := range r.Documents {
		d := &r.Documents[i]
		n, known := at[d.File]
		if !known {
			n = len(all.Suites)
			at[d.File] = n
			all.Suites = append(all.Suites, junitSuite{Name: d.File})
		}
		s := &all.Suites[n]
		cases := junitCases(d)
		s.Cases = append(s.Cases, cases...)
		s.Tests += len(cases)
		if !d.Clean {
			s.Failures += len(cases)
		}
	}
	for i := range all.Suites {
		all.Tests += all.Suites[i].Tests
		all.Failures += all.Suites[i].Failures
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func junitCases(d *Report) []junitCase {
	name := d.Name()
	if id := d.Document.String(); id != "" {
		name += " " + id
	}
	if d.Clean {
		return []junitCase{{Name: name, Class: d.File, File: d.File, Line: d.Line}}
	}
	cases := make([]junitCase, len(d.Findings))
	for i := range d.Findings {
		f := &d.Findings[i]
		message := string(f.Code) + " " + f.Message
		if f.Later {
			message = "later: " + message
		}
		cases[i] = junitCase{
			Name: fmt.Sprintf("%s: %s %s", name, f.Code, f.Rule), Class: d.File, File: d.File, Line: f.Line,
			Failure: &junitFailure{Message: message, Type: string(f.Code), Text: f.block(d)},
		}
		if f.Path != "" {
			cases[i].Name += " at " + f.Path
		}
	}
	return cases
}

// block is the text form of one finding.
func (f *Finding) block(d *Report) string {
	t := newTexter(TextOptions{})
	t.message(f)
	t.because(d, f)
	return "\n" + strings.TrimRight(t.String(), "\n") + "\n"
}
