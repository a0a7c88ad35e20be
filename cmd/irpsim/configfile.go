package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxConfig bounds the config file.
const maxConfig = 1 << 20

// configFile is a config file after reading: by setting name, the value and the line it stands on.
type configFile struct {
	name   string
	values map[string]configValue
}

type configValue struct {
	text string
	line int
}

// parseConfig reads a YAML mapping of setting names to plain values. It returns what it could read together with every
// complaint about the rest.
func parseConfig(name string, r io.Reader) (configFile, complaints) {
	file := configFile{name: name, values: map[string]configValue{}}
	raw, err := io.ReadAll(io.LimitReader(r, maxConfig+1))
	if err != nil {
		return file, complaints{fmt.Sprintf("%s: %v", name, err)}
	}
	if len(raw) > maxConfig {
		return file, complaints{fmt.Sprintf("%s: longer than 1 MB; this is no config file", name)}
	}
	dec := yaml.NewDecoder(strings.NewReader(string(raw)))
	var doc yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return file, nil // an empty file configures nothing
	} else if err != nil {
		return file, complaints{fmt.Sprintf("%s: %s", name, strings.TrimPrefix(err.Error(), "yaml: "))}
	}
	var more yaml.Node
	if !errors.Is(dec.Decode(&more), io.EOF) {
		return file, complaints{fmt.Sprintf("%s: holds more than one document; keep the first", name)}
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return file, nil // nothing but comments
	}
	if root.Kind != yaml.MappingNode {
		return file, complaints{fmt.Sprintf("%s:%d: want lines of name: value, such as listen: 127.0.0.1:7017", name, root.Line)}
	}
	var all complaints
	for i := 0; i+1 < len(root.Content); i += 2 {
		if wrong := file.take(root.Content[i], root.Content[i+1]); wrong != "" {
			all = append(all, fmt.Sprintf("%s:%d: %s", name, root.Content[i].Line, wrong))
		}
	}
	return file, all
}

// take stores one pair, or says what is wrong with it.
func (f configFile) take(key, value *yaml.Node) string {
	if key.Kind != yaml.ScalarNode {
		return "a key must be a plain name"
	}
	s, ok := settingNamed(strings.ReplaceAll(key.Value, "_", "-"))
	if !ok {
		return unknownKey(key.Value)
	}
	if before, taken := f.values[s.name]; taken {
		return fmt.Sprintf("%s was set in line %d already; keep one of the two", s.name, before.line)
	}
	if value.Kind != yaml.ScalarNode {
		return s.name + " takes one plain value"
	}
	if value.Tag == "!!null" {
		return s.name + " has no value; write one or remove the line"
	}
	f.values[s.name] = configValue{text: value.Value, line: key.Line}
	return ""
}

func unknownKey(key string) string {
	if len(key) > 60 {
		key = key[:60] + "…"
	}
	var names []string
	for _, s := range allSettings() {
		names = append(names, s.name)
	}
	if guess := nearest(strings.ReplaceAll(key, "_", "-"), names); guess != "" {
		return fmt.Sprintf("unknown key %q; did you mean %q?", key, guess)
	}
	return fmt.Sprintf("unknown key %q; irpsim serve --help lists the names", key)
}

// nearest returns the name that a word was probably meant to be, "" when none is near.
func nearest(word string, names []string) string {
	best, distance := "", 4 // a name further off than three letters is no guess
	for _, name := range names {
		if d := editDistance(strings.ToLower(word), name); d < distance && d < len(name) {
			best, distance = name, d
		}
	}
	return best
}

// editDistance counts the letters to insert, drop or replace between two names.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
