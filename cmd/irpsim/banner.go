package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/server"
)

// banner prints what a newcomer needs, and last the stable line that scripts wait for.
func (a *app) banner(info server.Info) error {
	var b strings.Builder
	row := func(name, value string) {
		if value != "" {
			b.WriteString("  " + name + strings.Repeat(" ", 16-len(name)) + value + "\n")
		}
	}
	b.WriteString("irpsim is a SIMULATOR of the e-Invoice registration portal. What it signs has no legal value.\n\n")
	row("IRP", info.HTTP)
	row("with TLS", info.HTTPS)
	row("CA certificate", info.CA)
	row("portal", info.HTTP+"/  (in a browser)")
	row("control API", info.Admin+"/_sim/v1")
	if info.AdminTokenMinted {
		row("admin token", info.AdminToken)
	}
	row("client id", info.Creds.ClientID)
	row("client secret", info.Creds.ClientSecret)
	row("user", info.Creds.UserName)
	row("password", info.Creds.Password)
	row("GSTIN", info.Creds.GSTIN)
	keys := ""
	if info.TestKeys {
		keys = "  (test keys that everybody has)"
	}
	row("public key", info.Admin+client.KeyPath+keys)
	b.WriteString("\nRegister a first invoice from another terminal:\n\n  " + firstCommand(info) + "\n\n")
	b.WriteString("irpsim ready http=" + info.HTTP + "\n")
	return a.print("%s", b.String())
}

// firstCommand is the one next command, as it can be pasted where this program was started.
func firstCommand(info server.Info) string {
	self := ownName()
	register := self + " register"
	if info.HTTP != defaultURL {
		register += " --url " + info.HTTP
	}
	if info.Admin != info.HTTP {
		register += " --admin-url " + info.Admin
	}
	switch {
	case info.AdminTokenMinted:
		register += " --admin-token " + info.AdminToken
	case info.AdminToken != "": // whoever chose it knows it; it is not printed
		register += ` --admin-token "$IRPSIM_ADMIN_TOKEN"`
	}
	gen := self + " gen --case b2b"
	if info.Creds.GSTIN != sample.DefaultSeller {
		gen += " --gstin " + info.Creds.GSTIN
	}
	return gen + " > invoice.json && " + register + " invoice.json"
}

// ownName is how this program is called from the same folder: by its name when it is on the path, through go run when that
// started it, else by its path.
func ownName() string {
	path, err := os.Executable()
	if err != nil {
		return "irpsim"
	}
	if byGoRun(filepath.ToSlash(path)) {
		return "go run ./cmd/irpsim"
	}
	name := filepath.Base(path)
	if found, err := exec.LookPath(name); err == nil && same(found, path) {
		return name
	}
	if dir, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(dir, path); err == nil && !strings.HasPrefix(rel, "..") {
			return "." + string(filepath.Separator) + rel
		}
	}
	return path
}

// byGoRun tells by its path whether go run made a binary: in a build folder, or in the build cache, wherever that is.
func byGoRun(path string) bool {
	cached, _ := regexp.MatchString(`/[0-9a-f]{64}-d/[^/]+$`, path)
	return cached || strings.Contains(path, "/go-build")
}

func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
