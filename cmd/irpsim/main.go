// Command irpsim is a simulator of India's e-Invoice registration portal, and the tools that go with it.
//
// Without arguments it serves a working portal on one port and prints what a newcomer needs. Each subcommand has a file
// of its own; everything that configures the server is in config.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}

// Exit codes; people's scripts rely on them.
const (
	exitOK = iota
	exitFailure
	exitUsage
	exitFindings
	exitPortInUse
)

// app is what a subcommand gets of the outside world.
type app struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
}

// commands is the command line.
type commands struct {
	Serve    serveCmd    `cmd:"" default:"withargs" help:"Run the simulator. This is what irpsim alone does."`
	Init     initCmd     `cmd:"" help:"Write a configuration and a seed file to start from."`
	Register registerCmd `cmd:"" help:"Log in and register documents, at irpsim or any other IRP."`
	Gen      genCmd      `cmd:"" help:"Write valid documents of any kind."`
	Lint     lintCmd     `cmd:"" help:"Find everything that the portal would refuse, without sending anything."`
	Explain  explainCmd  `cmd:"" help:"Tell what an error code or a rule means."`
	Verify   verifyCmd   `cmd:"" help:"Check a signed invoice or QR code."`
	Irn      irnCmd      `cmd:"" help:"Compute the IRN of a document."`
	Ready    readyCmd    `cmd:"" help:"Ask whether a simulator is ready; for scripts and health checks."`
	Fault    faultCmd    `cmd:"" help:"Let things go wrong in a running simulator."`
	Clock    clockCmd    `cmd:"" help:"Move the time of a running simulator."`
	Journal  journalCmd  `cmd:"" help:"Show what a running simulator was sent and what it answered."`
	Cover    coverCmd    `cmd:"" help:"Tell which calls, codes and rules the clients have met."`
	Audit    auditCmd    `cmd:"" help:"Judge how well the clients behave."`
	Diagnose diagnoseCmd `cmd:"" help:"Name the mistake in a login or payload that cannot be opened."`
	Encrypt  encryptCmd  `cmd:"" help:"Seal a payload or a login."`
	Decrypt  decryptCmd  `cmd:"" help:"Open a payload."`
	Snapshot snapshotCmd `cmd:"" help:"Keep the state of a running simulator, and bring it back."`
	Store    storeCmd    `cmd:"" help:"Check, shrink or measure the data file of a simulator that is not running."`
	Capsule  capsuleCmd  `cmd:"" help:"Pack what another machine needs to replay what happened."`
	Bench    benchCmd    `cmd:"" help:"Measure a running simulator."`
	Keys     keysCmd     `cmd:"" help:"Show or make the key pairs of the portal."`
	Version  versionCmd  `cmd:"" help:"Print the version."`

	Completion completionCmd `cmd:"" help:"Print what teaches a shell to complete irpsim's commands and flags."`
	Complete   completeCmd   `cmd:"" name:"__complete" hidden:""`
}

const description = `A simulator of the e-Invoice registration portal (NIC IRP). It is never an IRP: its keys are its own and what it signs has no legal value.

Start it in one terminal, and register a first invoice from another:

    irpsim
    irpsim gen --case b2b > invoice.json && irpsim register invoice.json`

// exit is an error that knows its exit code. Without an inner error nothing more is printed.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return &exit{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// findings says that a check found something, and that it is printed already.
func findings() error { return &exit{code: exitFindings} }

// run is the program: it parses args, runs the subcommand and returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	a := &app{ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, getenv: getenv}
	var cli commands
	shown := false // --help prints and would go on parsing
	parser, err := newParser(&cli, stdout, stderr, func() { shown = true })
	if err != nil {
		return a.report(err)
	}
	parsed, err := parser.Parse(args)
	if shown {
		return exitOK
	}
	if err != nil {
		return a.report(a.misuse(parser, args, err))
	}
	return a.report(parsed.Run(a))
}

// newParser makes the parser of the command line. Asked for help, it prints that and calls shown.
func newParser(cli *commands, stdout, stderr io.Writer, shown func()) (*kong.Kong, error) {
	return kong.New(cli,
		kong.Name("irpsim"), kong.Description(description), kong.Writers(stdout, stderr),
		kong.Exit(func(int) { shown() }),
		kong.ValueFormatter(describeFlag),
		kong.ConfigureHelp(kong.HelpOptions{NoExpandSubcommands: true, WrapUpperBound: 100}),
	)
}

// misuse turns an error of the parser into one of ours. When the server was meant, what is wrong with the rest of its
// configuration is told in the same breath.
func (a *app) misuse(parser *kong.Kong, args []string, err error) error {
	command := "irpsim"
	if p, ok := errors.AsType[*kong.ParseError](err); ok && p.Context != nil && p.Context.Selected() != nil {
		command = p.Context.Selected().FullPath()
	}
	if command != "irpsim serve" && command != "irpsim" {
		return usage("%w\nrun %s --help to see what it takes", err, command)
	}
	if len(args) > 0 && args[0] != "serve" && !strings.HasPrefix(args[0], "-") {
		return unknownCommand(parser, args[0])
	}
	_, more := a.configure(nil)
	if len(more) == 0 {
		return usage("%w\nrun irpsim serve --help to see what it takes", err)
	}
	return complaintsError(append(complaints{err.Error()}, more...))
}

func unknownCommand(parser *kong.Kong, word string) error {
	var names []string
	for _, c := range parser.Model.Children {
		names = append(names, c.Name)
	}
	if guess := nearest(word, names); guess != "" {
		return usage("unknown command %q; did you mean %q?", word, guess)
	}
	return usage("unknown command %q; irpsim --help lists them", word)
}

// report prints an error and returns the exit code that goes with it.
func (a *app) report(err error) int {
	if err == nil {
		return exitOK
	}
	code := exitFailure
	if e, ok := errors.AsType[*exit](err); ok {
		code = e.code
	}
	if text := err.Error(); text != "" {
		a.say("%s", text)
	}
	return code
}

// say prints talk, which is for people and goes to stderr.
func (a *app) say(format string, args ...any) {
	_, _ = fmt.Fprintf(a.stderr, "irpsim: "+format+"\n", args...)
}

// print writes an answer, which is for scripts as well and goes to stdout.
func (a *app) print(format string, args ...any) error {
	_, err := fmt.Fprintf(a.stdout, format, args...)
	return err
}
