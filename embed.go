// Package irpsim holds the texts at the root of the repository that the program shows.
package irpsim

import _ "embed" // the texts

//go:embed CHANGELOG.md
var changelog string

// Changelog is CHANGELOG.md as it stands.
func Changelog() string { return changelog }
