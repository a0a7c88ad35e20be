//go:build ignore

// Command write writes the generated pages below the folder it is given.
package main

import (
	"fmt"
	"os"

	"github.com/irpsim/irpsim/internal/docgen"
)

func main() {
	if err := docgen.Write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
