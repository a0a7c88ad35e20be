package main

import (
	_ "embed" // for the starters
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed starter/irpsim.yaml
var starterConfig string

//go:embed starter/seed.yaml
var starterSeed string

type initCmd struct {
	File     string `default:"irpsim.yaml" placeholder:"FILE" help:"Configuration to write."`
	SeedFile string `default:"seed.yaml" placeholder:"FILE" help:"Seed to write."`
	Force    bool   `help:"Overwrite what is there."`
}

func (initCmd) Help() string {
	return `Writes a configuration in which everything is explained, and a seed with a user, taxpayers, invoices and a second world. Change them and start the simulator in the same folder:

    irpsim init && irpsim`
}

// Run writes both files, or neither when one of them is there.
func (c *initCmd) Run(a *app) error {
	if filepath.Clean(c.File) == filepath.Clean(c.SeedFile) {
		return usage("--file and --seed-file are both %s; name two files", c.File)
	}
	files := []struct{ name, text string }{
		{c.SeedFile, starterSeed},
		{c.File, strings.Replace(starterConfig, "\nseed: seed.yaml\n", "\nseed: "+scalar(c.SeedFile)+"\n", 1)},
	}
	if !c.Force {
		var there []string
		for _, f := range files {
			if _, err := os.Lstat(f.name); err == nil {
				there = append(there, f.name)
			}
		}
		if len(there) > 0 {
			return usage("already there and left alone: %s; choose other names with --file and --seed-file, or overwrite with --force",
				strings.Join(there, ", "))
		}
	}
	for _, f := range files {
		if err := c.write(f.name, f.text); err != nil {
			return err
		}
	}
	start := "irpsim"
	if filepath.Clean(c.File) != defaultConfigFile {
		start += " --config " + c.File
	}
	return a.print("%s and %s are written; change them as you like, then start the simulator with\n\n    %s\n", c.File, c.SeedFile, start)
}

// write does not follow what another program may have put there since it was looked for.
func (c *initCmd) write(name, text string) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if c.Force {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(name, flags, 0o666)
	if errors.Is(err, fs.ErrNotExist) {
		return usage("%s cannot be written, its folder does not exist; make it first", name)
	}
	if err != nil {
		return fmt.Errorf("%w; choose another name", err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

var plainPath = regexp.MustCompile(`^[A-Za-z./][A-Za-z0-9._/-]*$`)

// scalar writes a path as a YAML value.
func scalar(path string) string {
	if plainPath.MatchString(path) {
		return path
	}
	quoted, _ := json.Marshal(path) // a JSON text is a YAML one
	return string(quoted)
}
