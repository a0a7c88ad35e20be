package cover

import (
	"net/http"

	"github.com/irpsim/irpsim/internal/coverage"
	"github.com/irpsim/irpsim/internal/web/page"
)

// coverageView is the page of coverage.
type coverageView struct {
	Report
	All   []Bar
	Only  string // "met", "gaps" or "" for all codes
	List  []coverage.CodeMet
	Pager page.Pager
	Show  []link
	Curl  string
}

type link struct {
	Title, Href string
	Current     bool
}

func showCoverage(v *page.Visit) (page.Answer, error) {
	r := Look(v)
	d := coverageView{Report: r, All: append(r.Bars(), Bar{"All codes", r.Summary.Codes}, Bar{"Rules", r.Summary.Rules}), Only: v.Get("only")}
	var match []coverage.CodeMet
	for _, c := range r.Codes {
		if d.Only == "" || d.Only == "met" && c.Met > 0 || d.Only == "gaps" && c.Met == 0 {
			match = append(match, c)
		}
	}
	d.Pager = page.NewPager(v, len(match))
	d.List = match[d.Pager.From:d.Pager.To]
	for _, o := range [][2]string{{"", "all"}, {"gaps", "gaps"}, {"met", "met"}} {
		d.Show = append(d.Show, link{o[1], withOnly(v, o[0]), o[0] == d.Only})
	}
	d.Curl = v.Curl(page.Call{Method: http.MethodGet, Path: "/coverage?format=junit"})
	return page.Answer{Title: "Coverage", Template: "cover/coverage", Part: "cover/coverage", View: d}, nil
}

// withOnly is this page with another selection of codes, at its first page.
func withOnly(v *page.Visit, only string) string {
	if only == "" {
		return v.Link("/coverage#codes")
	}
	return v.Link("/coverage?only=" + only + "#codes")
}

// kinds are the forms of the report and the files they become.
func kinds() map[string][2]string {
	return map[string][2]string{
		"text": {"text/plain; charset=utf-8", "coverage.txt"}, "json": {"application/json", "coverage.json"},
		"junit": {"application/xml", "coverage.xml"}, "html": {"text/html; charset=utf-8", "coverage.html"},
	}
}

// download hands the report out as the control API writes it.
func download(v *page.Visit) (page.Answer, error) {
	format := v.Param("format")
	kind, ok := kinds()[format]
	if !ok {
		return page.Answer{}, page.Missing("The report has no such form.", "There are text, junit, json and html.")
	}
	d, err := v.Sim(page.Call{Method: http.MethodGet, Path: "/coverage?format=" + format})
	if err != nil {
		return page.Answer{}, err
	}
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", kind[0])
	h.Set("Content-Disposition", `attachment; filename="`+kind[1]+`"`)
	_, err = v.ResponseWriter.Write(d.Answer)
	return page.Answer{}, err
}
