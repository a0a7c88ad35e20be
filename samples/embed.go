// Package samples holds the sample programs: the same five tasks against the portal in seven languages, one file each, as they
// stand in the folders beside this file. The script run beside it runs them all against a simulator.
package samples

import (
	"embed"
	"fmt"
	"regexp"
	"strings"
)

//go:embed languages.tsv README.md run
//go:embed curl/sample.sh go/main.go python/sample.py node/sample.mjs java/Sample.java csharp/Sample.cs php/sample.php
var files embed.FS

// Language is one sample program.
type Language struct {
	ID       string   // name of its folder: curl, go, python, node, java, csharp, php
	Title    string   // for people: "C#"
	File     string   // name of the program within the folder: Sample.cs
	Packages []string // Debian packages that bring what it needs
	Check    string   // shell command that succeeds where all of that is there
	Build    string   // shell command to give in the folder before the first run; empty when there is nothing to build
	Run      string   // shell command that runs it, in the folder, with the variables of Environment set
	Source   string   // the whole program
}

// Languages are the sample programs, in the order in which a reader should be offered them.
func Languages() []Language {
	var list []Language
	for line := range strings.Lines(read("languages.tsv")) {
		row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(row) != 7 {
			continue // the heading; a test counts the others
		}
		list = append(list, Language{
			ID: row[0], Title: row[1], File: row[2], Packages: strings.Fields(row[3]), Check: row[4], Build: row[5], Run: row[6],
			Source: read(row[0] + "/" + row[2]),
		})
	}
	return list
}

// ByID returns the sample program of a folder, false when there is none.
func ByID(id string) (Language, bool) {
	for _, l := range Languages() {
		if l.ID == id {
			return l, true
		}
	}
	return Language{}, false
}

// read returns a file that was embedded, "" for any other name.
func read(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		return ""
	}
	return string(b)
}

// Variable is an environment variable that every sample program reads.
type Variable struct {
	Name, About string
	Optional    bool
}

// Environment is the whole configuration of every sample program.
func Environment() []Variable {
	return []Variable{
		{Name: "IRP_BASE_URL", About: "where the API is, without a slash at the end"},
		{Name: "IRP_CLIENT_ID", About: "client id"},
		{Name: "IRP_CLIENT_SECRET", About: "client secret"},
		{Name: "IRP_USER", About: "API user name of the taxpayer"},
		{Name: "IRP_PASSWORD", About: "password of that user"},
		{Name: "IRP_GSTIN", About: "GSTIN of that user"},
		{Name: "IRP_PUBLIC_KEY", About: "file with the public key that logins are sealed with, in PEM; fetched from the simulator when not set", Optional: true},
		{Name: "IRP_SIGNING_KEY", About: "file with the public key that verifies signatures, in PEM; fetched from the simulator when not set", Optional: true},
	}
}

// Section is a part of a sample program.
type Section struct {
	ID    string // the same in every language: setup, login, register, readback, cancel, verify, run
	Title string // as the mark in the program has it: "Log in"
	Line  int    // number of the first line of Code in the program, from 1
	Code  string // as it stands in the program, without the mark and without blank lines around it
}

// ids are those of the sections, by the number of their mark. What stands before the first mark is number 0.
var ids = [...]string{"setup", "login", "register", "readback", "cancel", "verify", "run"}

// mark is the comment line that begins a section, in any of the languages: "// --- 1. Log in ---".
var mark = regexp.MustCompile(`^\s*(?://|#) --- ([1-6])\. (.+) ---$`)

// Sections cuts the program at its marks: what stands before them, the five tasks, and the run of all of them. It fails when
// the marks are not the numbers from 1 to 6 in order.
func (l Language) Sections() ([]Section, error) {
	list := []Section{{ID: ids[0], Title: "Set up", Line: 1}}
	var code []string
	end := func() {
		s := &list[len(list)-1]
		text := strings.Join(code, "\n")
		trimmed := strings.TrimLeft(text, "\n")
		s.Line += len(text) - len(trimmed)
		s.Code = strings.TrimRight(trimmed, "\n")
		code = nil
	}
	for i, line := range strings.Split(l.Source, "\n") {
		m := mark.FindStringSubmatch(line)
		if m == nil {
			code = append(code, line)
			continue
		}
		end()
		if len(list) == len(ids) || m[1] != fmt.Sprint(len(list)) {
			return nil, fmt.Errorf("%s/%s:%d: mark %s, want number %d of %d", l.ID, l.File, i+1, m[1], len(list), len(ids)-1)
		}
		list = append(list, Section{ID: ids[len(list)], Title: m[2], Line: i + 2})
	}
	end()
	if len(list) != len(ids) {
		return nil, fmt.Errorf("%s/%s: %d marks, want %d", l.ID, l.File, len(list)-1, len(ids)-1)
	}
	return list, nil
}

// Tasks are the five tasks among the sections: log in, register, read back, cancel, verify.
func (l Language) Tasks() ([]Section, error) {
	list, err := l.Sections()
	if err != nil {
		return nil, err
	}
	return list[1:6], nil
}
