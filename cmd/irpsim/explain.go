package main

import (
	"errors"
	"fmt"

	"github.com/irpsim/irpsim/internal/lint"
)

type explainCmd struct {
	Names []string `arg:"" name:"code" help:"Error codes such as 2235, or ids of rules such as item-igst-amount."`
	JSON  bool     `name:"json" help:"As JSON."`
}

func (explainCmd) Help() string {
	return `Tells what an error code of the portal means, what brings it about and how to mend it, and the rules that raise it: what must hold, why, where that is published and how sure it is, with examples that break the rule and near misses that do not.

    irpsim explain 2235
    irpsim explain item-igst-amount --json`
}

// Run explains every name.
func (c *explainCmd) Run(a *app) error {
	entries := []lint.Entry{}
	var unknown []error
	for _, name := range c.Names {
		e, ok := lint.Describe(name)
		if !ok {
			unknown = append(unknown, unknownName(name))
			continue
		}
		entries = append(entries, e)
	}
	if len(unknown) > 0 {
		return &exit{code: exitUsage, err: errors.Join(unknown...)}
	}
	if c.JSON {
		return a.printJSON(entries)
	}
	options := lint.TextOptions{Colour: isTerminal(a.stdout) && a.getenv("NO_COLOR") == "", Width: columns(a.stdout)}
	for i, e := range entries {
		if i > 0 {
			if err := a.print("\n"); err != nil {
				return err
			}
		}
		if err := lint.WriteEntry(a.stdout, e, options); err != nil {
			return err
		}
	}
	return nil
}

func unknownName(name string) error {
	if guess := lint.Guess(name); guess != "" {
		return fmt.Errorf("there is no code and no rule %q; did you mean %q?", name, guess)
	}
	return fmt.Errorf("there is no code and no rule %q; docs/error-codes.md lists the codes and docs/rules.md the rules", name)
}
