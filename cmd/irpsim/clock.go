package main

import (
	"encoding/json"
	"net/http"
	"time"
)

type clockCmd struct {
	Show    clockShowCmd    `cmd:"" default:"withargs" help:"Show the time of the world."`
	Set     clockSetCmd     `cmd:"" help:"Freeze the clock at an instant."`
	Freeze  clockFreezeCmd  `cmd:"" help:"Freeze the clock at the second where it is."`
	Advance clockAdvanceCmd `cmd:"" help:"Move the clock."`
	Goto    clockGotoCmd    `cmd:"" help:"Freeze the clock where something ends, or beside it."`
	Speed   clockSpeedCmd   `cmd:"" help:"Let the clock run faster."`
	Free    clockFreeCmd    `cmd:"" help:"Give the clock the machine's time again."`
}

func (clockCmd) Help() string {
	return `Each world has a clock of its own, and everything in it obeys: tokens, windows, reporting, e-way bills. Cancel in the last second, and one second late:

    irpsim clock goto cancel-window --irn 1f2e… --offset -1s
    irpsim clock advance 2s
    irpsim clock set 2026-04-01T00:00:00+05:30
    irpsim clock free`
}

// clockState is the clock as the control API shows it.
type clockState struct {
	Now   string `json:"now"`
	Mode  string `json:"mode"`
	Speed int    `json:"speed,omitempty"`
}

// clockFlags are the flags of every command about the clock.
type clockFlags struct {
	JSON bool `name:"json" help:"As JSON."`
	steer
}

// change makes a call that answers with the clock, and shows it. The body may be nil.
func (c *clockFlags) change(a *app, method, path string, body map[string]any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	var s clockState
	if err := c.ask(a, method, path, raw, &s); err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(s)
	}
	how := map[string]string{"real": "the machine's time", "frozen": "frozen", "offset": "shifted, running"}[s.Mode]
	switch {
	case s.Mode == "speed":
		return a.print("%s  running %d times as fast\n", s.Now, s.Speed)
	case how == "": // of a newer simulator
		how = s.Mode
	}
	return a.print("%s  %s\n", s.Now, how)
}

type clockShowCmd struct{ clockFlags }

// Run shows the clock.
func (c *clockShowCmd) Run(a *app) error { return c.change(a, http.MethodGet, "/clock", nil) }

type clockSetCmd struct {
	Time string `arg:"" help:"An instant with its zone, such as 2026-04-01T00:00:00+05:30."`
	clockFlags
}

// Run freezes the clock.
func (c *clockSetCmd) Run(a *app) error {
	if _, err := time.Parse(time.RFC3339, c.Time); err != nil {
		return usage("%s is no instant; give one with its zone, such as 2026-04-01T00:00:00+05:30", c.Time)
	}
	return c.change(a, http.MethodPut, "/clock", map[string]any{"now": c.Time})
}

type clockFreezeCmd struct{ clockFlags }

// Run stops the clock.
func (c *clockFreezeCmd) Run(a *app) error {
	var s clockState
	if err := c.ask(a, http.MethodGet, "/clock", nil, &s); err != nil {
		return err
	}
	return c.change(a, http.MethodPut, "/clock", map[string]any{"now": s.Now})
}

type clockAdvanceCmd struct {
	By string `arg:"" help:"How far: 24h1s, 2d, 90m. To go back, write it after --, as in: clock advance -- -1h."`
	clockFlags
}

// Run moves the clock.
func (c *clockAdvanceCmd) Run(a *app) error {
	return c.change(a, http.MethodPost, "/clock/advance", map[string]any{"by": c.By})
}

type clockGotoCmd struct {
	Edge   string `arg:"" help:"One of token-expiry, cancel-window, get-window, reporting, fy-end, ewb-validity."`
	Irn    string `placeholder:"IRN" help:"The invoice whose window is meant; the one registered last unless given."`
	Offset dashed `placeholder:"TIME" help:"So much after the edge, or before it: -1s."`
	clockFlags
}

// Run freezes the clock at an edge.
func (c *clockGotoCmd) Run(a *app) error {
	body := map[string]any{"edge": c.Edge}
	if c.Irn != "" {
		body["irn"] = c.Irn
	}
	if c.Offset != "" {
		body["offset"] = string(c.Offset)
	}
	return c.change(a, http.MethodPost, "/clock/goto", body)
}

type clockSpeedCmd struct {
	Times int `arg:"" help:"How many times as fast as the machine's clock: 60 makes an hour of a minute."`
	clockFlags
}

// Run lets the clock run faster.
func (c *clockSpeedCmd) Run(a *app) error {
	if c.Times < 1 {
		return usage("speed %d is not possible; give a whole number from 1", c.Times)
	}
	return c.change(a, http.MethodPut, "/clock", map[string]any{"speed": c.Times})
}

type clockFreeCmd struct{ clockFlags }

// Run frees the clock.
func (c *clockFreeCmd) Run(a *app) error {
	return c.change(a, http.MethodPut, "/clock", map[string]any{"mode": "real"})
}
