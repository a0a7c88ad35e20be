package lint

import (
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
)

// What of SARIF 2.1.0 (OASIS standard, errata 01) is used.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifInvocation struct {
		ExecutionSuccessful bool `json:"executionSuccessful"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		URI     string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID         string          `json:"id"`
		Name       string          `json:"name,omitempty"`
		Short      sarifText       `json:"shortDescription"`
		Full       *sarifText      `json:"fullDescription,omitempty"`
		Help       sarifText       `json:"help"`
		Default    sarifLevel      `json:"defaultConfiguration"`
		Properties sarifProperties `json:"properties"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID     string            `json:"ruleId"`
		RuleIndex  int               `json:"ruleIndex"`
		Level      string            `json:"level"`
		Message    sarifText         `json:"message"`
		Locations  []sarifLocation   `json:"locations"`
		Prints     map[string]string `json:"partialFingerprints,omitempty"`
		Properties *sarifProperties  `json:"properties,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
	// sarifProperties is the property bag of rules and results.
	sarifProperties struct {
		Code       fault.Code `json:"code,omitempty"`
		Confidence string     `json:"confidence,omitempty"`
		Source     string     `json:"source,omitempty"`
		Later      bool       `json:"later,omitempty"`
		Tags       []string   `json:"tags,omitempty"`
	}
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	homepage    = "https://github.com/irpsim/irpsim"
)

// WriteSARIF writes a result as SARIF 2.1.0: the catalogue of rules with their help, a result for every finding and note.
// Findings that the portal would show now are errors, later ones warnings, notes notes.
func WriteSARIF(w io.Writer, r Result) error {
	rules, index := sarifRules()
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "irpsim", Version: r.Version, URI: homepage, Rules: rules}},
		Invocations: []sarifInvocation{{true}}, ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
	}
	for i := range r.Documents {
		d := &r.Documents[i]
		for k := range d.Findings {
			run.Results = append(run.Results, d.Findings[k].sarif(d, index))
		}
		for _, n := range d.Notes {
			run.Results = append(run.Results, sarifResult{
				RuleID: string(n.Kind), RuleIndex: index[string(n.Kind)], Level: "note", Message: literal(n.Text),
				Locations: d.sarifAt(n.Path, n.Span),
			})
		}
	}
	return writeIndented(w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

func (f *Finding) sarif(d *Report, index map[string]int) sarifResult {
	level := "error"
	if f.Later {
		level = "warning"
	}
	text := string(f.Code) + " " + f.Message
	if reason := f.reason(); reason != "" {
		text += "\n" + reason
	}
	if f.Mend != "" {
		text += "\n" + f.Mend
	}
	return sarifResult{
		RuleID: f.Rule, RuleIndex: index[f.Rule], Level: level, Message: literal(text),
		Locations:  d.sarifAt(f.Path, f.Span),
		Prints:     map[string]string{"irpsim/v1": strings.Join([]string{d.key(), f.Rule, f.Path}, "|")},
		Properties: &sarifProperties{Code: f.Code, Confidence: f.Confidence, Source: f.Source, Later: f.Later},
	}
}

// literal is a message without placeholders: the standard (3.11.5) wants braces doubled.
func literal(text string) sarifText {
	return sarifText{Text: strings.NewReplacer("{", "{{", "}", "}}").Replace(text)}
}

// key names a document across runs: by what it calls itself, else by where it stands.
func (r *Report) key() string {
	if id := r.Document.String(); id != "" {
		return id
	}
	return r.Name()
}

func (r *Report) sarifAt(path string, at Span) []sarifLocation {
	l := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{fileURI(r.File)}}}
	switch {
	case at.Line > 0:
		l.Physical.Region = &sarifRegion{at.Line, at.Column, at.EndLine, at.EndColumn}
	case r.Line > 0:
		l.Physical.Region = &sarifRegion{StartLine: r.Line}
	}
	if path != "" {
		l.Logical = []sarifLogical{{path, "member"}}
	}
	return []sarifLocation{l}
}

// fileURI writes the name of a file as a URI: relative to where the program runs, as it was named.
func fileURI(name string) string {
	if name == "-" || name == "" {
		return "stdin"
	}
	path := filepath.ToSlash(name)
	if filepath.IsAbs(name) {
		return (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(path, "/")}).String()
	}
	return (&url.URL{Path: path}).String()
}

// sarifRules is the catalogue, and where each rule stands in it.
func sarifRules() ([]sarifRule, map[string]int) {
	var rules []sarifRule
	for _, r := range validate.All() {
		rules = append(rules, sarifRule{
			ID: r.ID, Name: pascal(r.ID), Short: sarifText{Text: r.Title}, Full: &sarifText{Text: r.Why}, Help: ruleHelp(r),
			Default:    sarifLevel{"error"},
			Properties: sarifProperties{Code: r.Code, Confidence: string(r.Confidence), Source: r.Source, Tags: []string{"e-invoice", string(r.API)}},
		})
	}
	for _, k := range builtIn {
		level := "error"
		if k.note {
			level = "note"
		}
		rules = append(rules, sarifRule{
			ID: k.id, Name: pascal(k.id), Short: sarifText{Text: k.title}, Help: sarifText{Text: k.help}, Default: sarifLevel{level},
			Properties: sarifProperties{Code: k.code, Tags: []string{"e-invoice"}},
		})
	}
	index := make(map[string]int, len(rules))
	for i, r := range rules {
		index[r.ID] = i
	}
	return rules, index
}

func ruleHelp(r validate.Rule) sarifText {
	entry, _ := fault.Lookup(r.Code)
	plain := "Code " + string(r.Code) + ": " + entry.Message + "\n\n" + r.Why
	marked := "**" + string(r.Code) + "** " + entry.Message + "\n\n" + r.Title + "\n\n" + r.Why
	if entry.Remedy != "" {
		plain += "\n\nMend: " + entry.Remedy
		marked += "\n\n**Mend:** " + entry.Remedy
	}
	source := r.Source + " (" + string(r.Confidence) + ")"
	return sarifText{Text: plain + "\n\nSource: " + source, Markdown: marked + "\n\n**Source:** " + source}
}

// pascal writes "item-igst-amount" as "ItemIgstAmount", the form that SARIF asks for.
func pascal(id string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(id, "-") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}
