package api

import "testing"

func TestParseQuery(t *testing.T) {
	t.Parallel()
	tests := []struct{ raw, name, want string }{
		{"doctype=INV&docnum=DOC/001", "docnum", "DOC/001"},
		{"docnum=DOC%2F001", "docnum", "DOC/001"},
		{"DocNum=a", "docnum", "a"},
		{"docnum=a&docnum=b", "docnum", "a"},
		{"docnum=50%", "docnum", "50%"},
		{"", "docnum", ""},
	}
	for _, tt := range tests {
		if got := parseQuery(tt.raw)[tt.name]; got != tt.want {
			t.Errorf("parseQuery(%q)[%s] = %q, want %q", tt.raw, tt.name, got, tt.want)
		}
	}
}

func TestNormalPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/eicore/v1.03/Invoice": "/eicore/v1.03/invoice", "//eicore//v1.03/Invoice/": "/eicore/v1.03/invoice", "/": "/", "": "", "///": "/",
	} {
		if got := normal(path); got != want {
			t.Errorf("normal(%q) = %q, want %q", path, got, want)
		}
	}
}
