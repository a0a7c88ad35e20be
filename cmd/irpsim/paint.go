package main

// painter colours text for a terminal, and leaves it as it is anywhere else.
type painter bool

// painter returns the one for stdout.
func (a *app) painter() painter {
	return painter(isTerminal(a.stdout) && a.getenv("NO_COLOR") == "")
}

func (p painter) paint(style, text string) string {
	if !p || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

func (p painter) bad(text string) string  { return p.paint("31", text) }
func (p painter) good(text string) string { return p.paint("32", text) }
func (p painter) bold(text string) string { return p.paint("1", text) }
func (p painter) dim(text string) string  { return p.paint("2", text) }
