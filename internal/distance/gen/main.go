// Command gen makes the table of PIN points of package distance from the postal code file of GeoNames for India:
//
//	go run ./internal/distance/gen -in IN.txt
//
// README.md of the package says how to get the file. The output depends on nothing but the input.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/irpsim/irpsim/internal/distance"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

// run returns the exit code: 0 done, 1 the table could not be made or differs, 2 misuse.
func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	in := flags.String("in", "", "GeoNames' postal code file of India, `IN.txt`")
	out := flags.String("out", "internal/distance/centroids.bin", "the table to write")
	check := flags.Bool("check", false, "compare the table with what would be written, and write nothing")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case *in == "" || flags.NArg() > 0:
		fmt.Fprintln(stderr, "gen: name the GeoNames file with -in, and nothing else")
		return 2
	}
	if err := generate(*in, *out, *check, stderr); err != nil {
		fmt.Fprintln(stderr, "gen:", err)
		return 1
	}
	return 0
}

func generate(in, out string, check bool, stderr io.Writer) error {
	f, err := os.Open(in)
	if err != nil {
		return err
	}
	defer f.Close()
	offices, err := read(f)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	made := build(offices)
	table, err := distance.Encode(append(made.prefixes, made.pins...))
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "gen: %d offices, %d PIN codes, %d prefixes, %d bytes; left out as misplaced: %d\n",
		len(offices), len(made.pins), len(made.prefixes), len(table), made.misplaced)
	if !check {
		return os.WriteFile(out, table, 0o644)
	}
	old, err := os.ReadFile(out)
	if err != nil {
		return err
	}
	if !bytes.Equal(old, table) {
		return fmt.Errorf("%s is not what %s yields; run without -check to write it", out, in)
	}
	return nil
}
