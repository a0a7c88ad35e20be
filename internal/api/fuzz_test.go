package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func FuzzParseQuery(f *testing.F) {
	f.Add("doctype=INV&docnum=DOC/001&docdate=18/08/2020")
	f.Add("DocNum=DOC%2F001&docnum=2&=x&%zz=%zz")
	f.Fuzz(func(t *testing.T, raw string) {
		for name := range parseQuery(raw) {
			if name == "" || name != strings.ToLower(name) {
				t.Errorf("parseQuery(%q) has the name %q", raw, name)
			}
		}
	})
}

func FuzzNormalPath(f *testing.F) {
	f.Add("//eicore/v1.03//Invoice/IRN/ABC/")
	f.Fuzz(func(t *testing.T, path string) {
		got := normal(path)
		if strings.Contains(got, "//") || got != normal(got) {
			t.Errorf("normal(%q) = %q, which is not normal", path, got)
		}
	})
}

func FuzzDataMember(f *testing.F) {
	f.Add([]byte(`{"Data":"YQ=="}`))
	f.Add([]byte(`{"data":{"x":[1]},"DATA":null}`))
	f.Add([]byte("{ \"Data\" : \"YQ==\"\r\n}"))
	f.Add([]byte(`{"Data":"a\u0062"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var object struct{ Data *string }
		want := ""
		if json.Unmarshal(body, &object) == nil && object.Data != nil {
			want = *object.Data
		}
		if got := dataMember(string(body)); got != want {
			t.Errorf("dataMember(%q) = %q, encoding/json reads %q", body, got, want)
		}
	})
}

func FuzzHeader(f *testing.F) {
	f.Add("client_id", "A", "B")
	f.Fuzz(func(t *testing.T, name, one, two string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Add(name, one)
		if got := header(r, name); got != strings.TrimSpace(one) {
			t.Errorf("header %q = %q, want %q", name, got, strings.TrimSpace(one))
		}
		r.Header.Add(name, two)
		if got, want := header(r, name), strings.TrimSpace(one+", "+two); got != want {
			t.Errorf("header %q sent twice = %q, want %q", name, got, want)
		}
	})
}
