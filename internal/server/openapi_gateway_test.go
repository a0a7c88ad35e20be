package server_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/world"
)

var braced = regexp.MustCompile(`\{[a-z]+\}`)

// gateways sends an empty request to every described call of a gateway. Its refusal must come from that face: never from
// the portal's "no such resource".
func (d *described) gateways() {
	t := d.s.t
	t.Helper()
	tagged := map[string]int{}
	for path, item := range d.doc.Paths.Map() {
		for method, op := range item.Operations() {
			for _, tag := range op.Tags {
				tagged[tag]++
			}
			if len(op.Tags) == 1 && slices.Contains([]string{"nic", "eway"}, op.Tags[0]) || d.met[method+" "+path] {
				continue
			}
			body := ""
			if method != http.MethodGet {
				body = "{}"
			}
			req, err := http.NewRequestWithContext(t.Context(), method, d.base+braced.ReplaceAllString(path, "0"), strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusMethodNotAllowed || resp.StatusCode >= 500 {
				t.Errorf("%s %s answered %d", method, path, resp.StatusCode)
			}
			d.met[method+" "+path] = true
		}
	}
	for _, name := range world.FaceNames() {
		if tagged[name] == 0 {
			t.Errorf("/openapi.json tags no call with the face %s", name)
		}
	}
}
