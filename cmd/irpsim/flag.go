package main

import (
	"errors"
	"strings"

	"github.com/alecthomas/kong"
)

// text is a flag that remembers whether it was given, and leaves judging its value to whoever knows more.
type text struct {
	value string
	given bool
}

// Decode takes the value from the command line.
func (t *text) Decode(ctx *kong.DecodeContext) error {
	t.given = true
	return ctx.Scan.PopValueInto("value", &t.value)
}

// toggle is a text that may stand without a value, which then is true.
type toggle struct{ text }

// IsBool tells the parser that no value need follow.
func (*toggle) IsBool() bool { return true }

// Decode takes the value after =, if there is one.
func (t *toggle) Decode(ctx *kong.DecodeContext) error {
	t.value, t.given = "true", true
	if ctx.Scan.Peek().Type == kong.FlagValueToken {
		return ctx.Scan.PopValueInto("value", &t.value)
	}
	return nil
}

// dashed is a flag whose value may begin with a hyphen: -1s, or - for stdin.
type dashed string

// Decode takes the next word, whatever it is.
func (d *dashed) Decode(ctx *kong.DecodeContext) error {
	word := ctx.Scan.Pop()
	if word.IsEOL() {
		return errors.New("expected a value")
	}
	*d = dashed(word.String())
	return nil
}

// or returns the flag's value, else the environment variable's, else def.
func (t text) or(a *app, env, def string) string {
	if t.given {
		return t.value
	}
	if v := a.getenv(env); v != "" {
		return v
	}
	return def
}

// given collects the flags that stand on the command line, name to value.
func given(ctx *kong.Context) map[string]string {
	values := map[string]string{}
	for _, f := range ctx.Flags() {
		switch t := f.Target.Addr().Interface().(type) {
		case *text:
			if t.given {
				values[f.Name] = t.value
			}
		case *toggle:
			if t.given {
				values[f.Name] = t.value
			}
		}
	}
	return values
}

// describeFlag adds default and environment variable to a flag's help: from the table of settings, or from the tags
// `std` and `var`.
func describeFlag(v *kong.Value) string {
	var notes []string
	def, env := v.Tag.Get("std"), v.Tag.Get("var")
	if v.Tag.Get("setting") != "" {
		s, _ := settingNamed(v.Name)
		def, env = s.def, s.env
	}
	if def != "" {
		notes = append(notes, "default "+def)
	}
	if env != "" {
		notes = append(notes, "env "+env)
	}
	if len(notes) == 0 {
		return v.Help
	}
	return strings.TrimSuffix(v.Help, ".") + " (" + strings.Join(notes, ", ") + ")."
}
