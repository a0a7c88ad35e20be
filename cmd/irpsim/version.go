package main

import (
	"encoding/json"
	"runtime"
	"runtime/debug"
)

type versionCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (versionCmd) Help() string {
	return `Example:

    irpsim version --json`
}

// build says what this binary was made from.
type build struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Changed bool   `json:"changed,omitempty"` // the tree had changes that are not in the commit
	Go      string `json:"go"`
	System  string `json:"system"`
}

// version reads what the toolchain left in the binary.
func version() build {
	b := build{Version: "(devel)", Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			b.Changed = s.Value == "true"
		}
	}
	return b
}

func (b build) String() string {
	text := b.Version
	if b.Commit != "" {
		text += " " + b.Commit[:min(12, len(b.Commit))]
		if b.Changed {
			text += "+changes"
		}
	}
	return text
}

// Run prints the version.
func (c *versionCmd) Run(a *app) error {
	b := version()
	if c.JSON {
		return a.printJSON(b)
	}
	return a.print("irpsim %s %s %s\n", b, b.Go, b.System)
}

// printJSON writes v indented.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
