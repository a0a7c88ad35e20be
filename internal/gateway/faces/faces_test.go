package faces

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/gateway"
)

// TestEveryFaceIsWhole: what the API's pages and the description print of a face is there, and every row can be spoken.
func TestEveryFaceIsWhole(t *testing.T) {
	t.Parallel()
	ops := strings.Fields("auth generate cancel get getbydoc rejected gstin syncgstin ewb ewb-get ewayapi-auth ewayapi ewayapi-get ewayapi-list ewayapi-find")
	for _, f := range All() {
		if f.Name == "" || f.Title == "" || f.Provider == "" || f.Doc.Text == "" || f.Doc.Source == "" || f.Doc.Confidence == "" || f.Doc.Repoint == "" || f.Doc.Page == "" {
			t.Errorf("%s: a text of it is missing: %+v", f.Name, f.Doc)
		}
		if f.Who == nil || f.Say == nil || f.Refuse == nil || f.Deny == nil || len(f.Rows) < 4 {
			t.Errorf("%s cannot be spoken: a function or rows are missing", f.Name)
		}
		for i := range f.Rows {
			r := &f.Rows[i]
			if r.Title == "" || r.Method == "" || !strings.HasPrefix(f.Paths(r)[0], "/") {
				t.Errorf("%s: row %+v lacks title, method or path", f.Name, *r)
			}
			if r.Do == nil && !slices.Contains(ops, r.Op) {
				t.Errorf("%s %s: there is no operation %q, and the row has none of its own", f.Name, r.Path, r.Op)
			}
		}
	}
}

// TestNoTwoFacesFight: a path and method belong to one face, unless the faces tell their requests apart.
func TestNoTwoFacesFight(t *testing.T) {
	t.Parallel()
	owner := map[string]gateway.Face{}
	param := regexp.MustCompile(`\{[a-z]+\}`)
	for _, f := range All() {
		for i := range f.Rows {
			r := &f.Rows[i]
			for _, path := range f.Paths(r) {
				key := r.Method + " " + strings.ToLower(param.ReplaceAllString(strings.TrimSuffix(path, "/"), "{}"))
				if other, taken := owner[key]; taken && other.Mine == nil && f.Mine == nil {
					t.Errorf("%s is served by %s and by %s, and neither knows its requests", key, other.Name, f.Name)
				}
				owner[key] = f
			}
		}
	}
}

func TestWithIRN(t *testing.T) {
	t.Parallel()
	tests := []struct{ body, want string }{
		{`{}`, `{"Irn":"ab"}`},
		{` {"CnlRsn":"1"}`, `{"Irn":"ab","CnlRsn":"1"}`},
		{`{"irn":"x"}`, `{"irn":"x"}`},
		{`[1]`, `[1]`}, {`{`, `{`}, {``, ``}, {`null`, `null`},
	}
	for _, tt := range tests {
		if got := string(withIRN([]byte(tt.body), "ab")); got != tt.want {
			t.Errorf("withIRN(%s) is %s, want %s", tt.body, got, tt.want)
		}
	}
}

func TestEwayAction(t *testing.T) {
	t.Parallel()
	tests := []struct{ body, action, data string }{
		{`{"ewbNo":1}`, "CANEWB", `{"ewbNo":1}`},
		{`{"action":"VEHEWB","data":{"ewbNo":1}}`, "VEHEWB", `{"ewbNo":1}`},
		{`{"action":"VEHEWB","ewbNo":1}`, "VEHEWB", `{"action":"VEHEWB","ewbNo":1}`},
		{`x`, "CANEWB", `x`},
	}
	for _, tt := range tests {
		if action, data := ewayAction([]byte(tt.body)); action != tt.action || string(data) != tt.data {
			t.Errorf("%s is %s of %s, want %s of %s", tt.body, action, data, tt.action, tt.data)
		}
	}
}

func TestWithPrefixes(t *testing.T) {
	t.Parallel()
	all := All()
	got, err := WithPrefixes(all, " odoo=/a/b/ , odoo=/c,,passthrough=/p")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got {
		switch f.Name {
		case "odoo":
			if paths := f.Paths(&f.Rows[0]); !slices.Equal(paths, []string{"/iap/l10n_in_edi/1/authenticate", "/a/b/iap/l10n_in_edi/1/authenticate", "/c/iap/l10n_in_edi/1/authenticate"}) {
				t.Errorf("odoo is mounted at %q", paths)
			}
		case "passthrough":
			if !slices.Equal(f.Prefixes, []string{"/gsp", "/p"}) {
				t.Errorf("passthrough has the prefixes %q", f.Prefixes)
			}
		}
	}
	for _, f := range all {
		if f.Name == "odoo" && len(f.Prefixes) != 0 {
			t.Errorf("the faces that were given have changed: %q", f.Prefixes)
		}
	}
	for _, wrong := range []string{"odoo", "odoo=", "odoo=/", "odoo=a", "none=/a", "odoo=/_sim/v1", "odoo=/a?b", "odoo=/{irn}", "odoo=/" + strings.Repeat("a", 200)} {
		if _, err := WithPrefixes(all, wrong); err == nil {
			t.Errorf("%q was taken", wrong)
		}
	}
}

// FuzzOpen gives every face's readers any body and query: none may panic, and what they hand on is no more than was sent.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{
		`{"jsonrpc":"2.0","id":1,"params":{"json_payload":{"Irn":"x"},"auth_token":"t"}}`, `{"id":{},"params":{"json_payload":"{}"}}`, `{"params":null}`,
		`[{"transaction":{},"custom_fields":1}]`, `[null]`, `[]`, `{"username":"a","password":"b","gstin":"c"}`, `{"action":"CANEWB","data":{}}`, "{}", "", "null", `"x"`,
	} {
		f.Add([]byte(s), "param1=29ZZZCS0001A1ZI&docnum=A/1", "Bearer x")
	}
	faces := All()
	f.Fuzz(func(t *testing.T, body []byte, query, authorization string) {
		for i := range faces {
			face := &faces[i]
			if strings.HasPrefix(face.Name, "masters") {
				continue // its translation has fuzz targets of its own
			}
			for j := range face.Rows {
				row := &face.Rows[j]
				x := &gateway.Exchange{
					Request: &http.Request{Method: row.Method, URL: &url.URL{Path: row.Path}, Header: http.Header{"Authorization": {authorization}}},
					Face:    face, Row: row, Path: map[string]string{"irn": "0"}, Query: gateway.ParseQuery(query), Sent: body,
				}
				x.Who = face.Who(x)
				open := row.Open
				if open == nil {
					open = face.Open
				}
				if open == nil {
					open = gateway.Open
				}
				if err := open(x); err == nil && len(x.Ask.Plain) > 8*len(body)+64 {
					t.Errorf("%s %s made %d bytes of %d", face.Name, row.Path, len(x.Ask.Plain), len(body))
				}
			}
		}
	})
}

// FuzzWithIRN: a JSON object stays one.
func FuzzWithIRN(f *testing.F) {
	f.Add([]byte(`{"a":1}`), "ab")
	f.Add([]byte(` {} `), `"`)
	f.Fuzz(func(t *testing.T, body []byte, irn string) {
		got := withIRN(body, irn)
		if json.Valid(body) != json.Valid(got) {
			t.Errorf("withIRN(%q, %q) is %q", body, irn, got)
		}
	})
}
