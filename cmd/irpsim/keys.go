package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/irpsim/irpsim/internal/keys"
)

type keysCmd struct {
	Dir  string `placeholder:"DIR" help:"Folder of the keys; made, with fresh keys in it, when it is not there."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (keysCmd) Help() string {
	return `Without --dir it shows the test keys inside the program, which everybody has. To make keys of your own and serve with them:

    irpsim keys --dir keys
    irpsim serve --keys keys`
}

// keyInfo is what keys tells.
type keyInfo struct {
	Test          bool     `json:"test"`
	Files         []string `json:"files,omitempty"`
	SigningKid    string   `json:"signing_kid"`
	SigningX5t    string   `json:"signing_x5t"`
	EncryptionKid string   `json:"encryption_kid"`
	EncryptionPEM string   `json:"encryption_pem"`
	SigningPEM    string   `json:"signing_pem"`
}

// Run shows the keys.
func (c *keysCmd) Run(a *app) error {
	load := keys.Default
	if c.Dir != "" {
		load = func() (*keys.Set, error) { return keys.Load(c.Dir) }
	}
	set, err := load()
	if err != nil {
		return err
	}
	info := keyInfo{
		Test: set.Test, SigningKid: keys.KID(set.SigningCert), SigningX5t: keys.X5T(set.SigningCert),
		EncryptionKid: keys.KID(set.EncryptionCert),
		EncryptionPEM: string(set.EncryptionPEM()), SigningPEM: string(set.SigningPEM()),
	}
	if c.Dir != "" {
		if info.Files, err = filesIn(c.Dir); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.printJSON(info)
	}
	var b strings.Builder
	if info.Test {
		b.WriteString("test keys inside the program; everybody has their private halves\n\n")
	}
	for _, f := range info.Files {
		b.WriteString(f + "\n")
	}
	if len(info.Files) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString("signing     kid " + info.SigningKid + "  x5t " + info.SigningX5t + "\n" + info.SigningPEM +
		"\nencryption  kid " + info.EncryptionKid + "\n" + info.EncryptionPEM)
	return a.print("%s", b.String())
}

// filesIn lists the files of a folder, sorted by name.
func filesIn(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if e.Type().IsRegular() {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files, nil
}
