package main

import (
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

func (completionCmd) Help() string {
	return `For the shell that runs, in its start-up file for every one:

    irpsim completion bash > ~/.local/share/bash-completion/completions/irpsim
    source <(irpsim completion zsh)
    irpsim completion fish | source`
}

// completionScripts ask irpsim itself what fits, so that they never lag behind it. Where nothing fits, files are offered.
func completionScripts() map[string]string {
	return map[string]string{
		"bash": `_irpsim() {
    local IFS=$'\n'
    COMPREPLY=($(irpsim __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _irpsim irpsim
`,
		"zsh": `#compdef irpsim
_irpsim() {
    local -a words_that_fit
    words_that_fit=("${(@f)$(irpsim __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n $words_that_fit ]]; then compadd -a words_that_fit; else _files; fi
}
compdef _irpsim irpsim
`,
		"fish": `complete -c irpsim -a '(irpsim __complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`,
	}
}

// Run prints the script of a shell.
func (c *completionCmd) Run(a *app) error { return a.print("%s", completionScripts()[c.Shell]) }

// completeCmd is what the scripts call: the words of the command line so far, the last one unfinished.
type completeCmd struct {
	Words []string `arg:"" optional:"" passthrough:""`
}

// Run prints what the last word may become, one on each line.
func (c *completeCmd) Run(a *app) error {
	words := c.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	if len(words) == 0 {
		words = []string{""}
	}
	parser, err := newParser(new(commands), io.Discard, io.Discard, func() {})
	if err != nil {
		return err
	}
	for _, candidate := range complete(parser.Model.Node, words) {
		if err := a.print("%s\n", candidate); err != nil {
			return err
		}
	}
	return nil
}

// complete lists, sorted, what the last of the words may become; nothing where a value of the user's own belongs.
func complete(node *kong.Node, words []string) []string {
	last := words[len(words)-1]
	var open *kong.Flag // waits for its value
	argument := false   // an argument stands where a command could have been
	for _, word := range words[:len(words)-1] {
		switch child := childNamed(node, word); {
		case open != nil:
			open = nil
		case strings.HasPrefix(word, "-"):
			open = valued(node, word)
		case child != nil && !argument:
			node = child
		default:
			argument = true
		}
	}
	var fit []string
	switch {
	case open != nil:
		fit = enumOf(open.Value)
	case strings.HasPrefix(last, "-"):
		for _, f := range flagsOf(node) {
			if !f.Hidden {
				fit = append(fit, "--"+f.Name)
			}
		}
	case !argument:
		for _, child := range node.Children {
			if !child.Hidden {
				fit = append(fit, child.Name)
			}
		}
		for _, p := range node.Positional {
			fit = append(fit, enumOf(p)...)
		}
	}
	fit = slices.DeleteFunc(fit, func(s string) bool { return !strings.HasPrefix(s, last) })
	slices.Sort(fit)
	return slices.Compact(fit)
}

func childNamed(node *kong.Node, word string) *kong.Node {
	for _, child := range node.Children {
		if child.Name == word {
			return child
		}
	}
	return nil
}

// valued returns the flag of the word when its value is the next word.
func valued(node *kong.Node, word string) *kong.Flag {
	for _, f := range flagsOf(node) {
		named := word == "--"+f.Name || f.Short != 0 && word == "-"+string(f.Short)
		if named && !f.IsBool() {
			return f
		}
	}
	return nil
}

// flagsOf lists the flags that may stand here: those of the command, of what it is part of, and of what it does unless told.
func flagsOf(node *kong.Node) []*kong.Flag {
	var flags []*kong.Flag
	for n := node; n != nil; n = n.Parent {
		flags = append(flags, n.Flags...)
	}
	if node.DefaultCmd != nil {
		flags = append(flags, node.DefaultCmd.Flags...)
	}
	return flags
}

func enumOf(v *kong.Value) []string {
	if v.Enum == "" {
		return nil
	}
	return v.EnumSlice()
}
