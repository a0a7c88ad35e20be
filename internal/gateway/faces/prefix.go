package faces

import (
	"fmt"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/gateway"
)

// WithPrefixes mounts faces under more prefixes. The text is a list of face=/prefix, separated by commas; it is what the
// flag --prefix takes. The error names the first entry that does not hold and says how to write it.
func WithPrefixes(list []gateway.Face, text string) ([]gateway.Face, error) {
	list = slices.Clone(list)
	for entry := range strings.SplitSeq(text, ",") {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		name, prefix, ok := strings.Cut(entry, "=")
		prefix = strings.TrimRight(prefix, "/")
		if !ok || !cleanPrefix(prefix) {
			return nil, fmt.Errorf("prefix %q: write it as face=/path, of letters, digits, dots, dashes and slashes", entry)
		}
		at := slices.IndexFunc(list, func(f gateway.Face) bool { return f.Name == name })
		if at < 0 {
			return nil, fmt.Errorf("prefix %q: there is no face %q; there are %s", entry, name, strings.Join(names(list), ", "))
		}
		f := &list[at]
		if len(f.Prefixes) == 0 {
			f.Prefixes = []string{""}
		}
		f.Prefixes = append(slices.Clone(f.Prefixes), prefix)
	}
	return list, nil
}

// cleanPrefix tells whether a prefix can stand in front of a path without meaning anything else, such as our own pages.
func cleanPrefix(p string) bool {
	if len(p) < 2 || len(p) > 200 || p[0] != '/' || strings.Contains(p, "//") || strings.HasPrefix(p, "/_sim") {
		return false
	}
	return !strings.ContainsFunc(p, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("/-._~", r)
	})
}

func names(list []gateway.Face) []string {
	all := make([]string, len(list))
	for i, f := range list {
		all[i] = f.Name
	}
	return all
}
