package server_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// filled puts a value where a path has parameters.
func filled(path, value string) string {
	return regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, strings.NewReplacer("$", "$$").Replace(url.PathEscape(value)))
}

// FuzzRoutes sends anything to every call of the IRP face and of the gateways, in the name of a client that exists.
func FuzzRoutes(f *testing.F) {
	x := fuzzed(f)
	routes := x.Routes()
	i := x.Info().Creds
	who := map[string]string{
		"client_id": i.ClientID, "client_secret": i.ClientSecret, "Gstin": i.GSTIN, "user_name": i.UserName, "username": i.UserName, "password": i.Password,
		"aspid": i.ClientID, "gspappid": i.ClientID, "gspappsecret": i.ClientSecret, "Authorization": "Bearer x", "X-Cleartax-Auth-Token": "x", "requestid": "1",
	}
	for n, r := range routes {
		f.Add(uint16(n), strings.Repeat("0", 64), "", []byte(`{"Data":"x","username":"irpsim_user"}`), "", "")
		if r.Gateway != nil {
			f.Add(uint16(n), i.GSTIN, "gstin="+i.GSTIN, []byte(`[{"transaction":{}}]`), "user_name", i.UserName)
		}
	}
	f.Fuzz(func(t *testing.T, call uint16, parameter, query string, body []byte, header, value string) {
		r := routes[int(call)%len(routes)]
		if slices.Contains(unruly, strings.ToLower(header)) {
			return
		}
		sent := map[string]string{"Accept": "application/json"}
		for name, v := range who {
			sent[name] = v
		}
		if header != "" {
			sent[header] = value
		}
		if r.Method == http.MethodGet {
			body = nil
		}
		resp, got := x.do(t, r.Method, filled(r.Path, parameter)+"?"+escaped(query), body, sent)
		if resp != nil {
			if resp.StatusCode >= 500 && !strings.Contains(string(got), "\"") {
				t.Errorf("%s %s: HTTP %d %.300s", r.Method, r.Path, resp.StatusCode, got)
			}
			if strings.Contains(resp.Header.Get("Content-Type"), "json") && !json.Valid(got) {
				t.Errorf("%s %s: no JSON: %.300q", r.Method, r.Path, got)
			}
		}
		x.sound(t)
	})
}

// escaped makes a query of any text and keeps what separates its parameters.
func escaped(query string) string {
	return strings.NewReplacer("%26", "&", "%3D", "=", "%25", "%").Replace(url.QueryEscape(query))
}

// FuzzControl sends anything to every call of the control API.
func FuzzControl(f *testing.F) {
	x := fuzzed(f)
	var doc struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	x.control("GET", "/openapi.json", "", 200, &doc)
	var calls [][2]string
	for path, methods := range doc.Paths {
		for method := range methods {
			if !strings.HasSuffix(path, "/journal/stream") && !strings.HasSuffix(path, "/journal/await") { // they wait
				calls = append(calls, [2]string{strings.ToUpper(method), path})
			}
		}
	}
	slices.SortFunc(calls, func(a, b [2]string) int { return strings.Compare(a[1]+a[0], b[1]+b[0]) })
	if len(calls) < 40 {
		f.Fatalf("only %d calls in the OpenAPI document", len(calls))
	}
	for n := range calls {
		f.Add(uint16(n), "IRPSIM29TXP0001", "limit=3&world=IRPSIM29TXP0001", []byte(`{"name":"a"}`))
	}
	f.Add(uint16(3), "../../etc/passwd", "format=har", []byte(strings.Repeat("[", 5000)))
	f.Fuzz(func(t *testing.T, call uint16, parameter, query string, body []byte) {
		c := calls[int(call)%len(calls)]
		if c[0] == http.MethodGet {
			body = nil
		}
		path := c[1]
		if !strings.HasPrefix(path, "/_sim/v1") {
			path = "/_sim/v1" + path
		}
		resp, got := x.do(t, c[0], filled(path, parameter)+"?"+escaped(query), body, nil)
		if resp == nil {
			return
		}
		kind := resp.Header.Get("Content-Type")
		switch {
		case resp.StatusCode >= 500:
			t.Errorf("%s %s: HTTP %d %.500s", c[0], path, resp.StatusCode, got)
		case resp.StatusCode >= 400:
			var p struct{ Detail string }
			if json.Unmarshal(got, &p) != nil || p.Detail == "" || kind != "application/problem+json" {
				t.Errorf("%s %s: HTTP %d of %s without a detail: %.300q", c[0], path, resp.StatusCode, kind, got)
			}
		case strings.HasSuffix(kind, "/json") && !json.Valid(got): // not a snapshot, whose lines are JSON
			t.Errorf("%s %s: no JSON: %.300q", c[0], path, got)
		}
		if c[0] == http.MethodPost && path == "/_sim/v1/worlds" && resp.StatusCode == http.StatusCreated {
			var made struct {
				ClientID string `json:"client_id"`
			}
			if err := json.Unmarshal(got, &made); err != nil {
				t.Fatal(err)
			}
			x.do(t, http.MethodDelete, "/_sim/v1/worlds/"+made.ClientID, nil, nil)
		}
		x.sound(t)
	})
}

// FuzzForms posts anything to every form of the portal.
func FuzzForms(f *testing.F) {
	x := fuzzed(f)
	forms := x.Forms()
	if len(forms) < 5 {
		f.Fatalf("the portal has only the forms %v", forms)
	}
	for n := range forms {
		f.Add(uint16(n), "IRPSIM29TXP0001", "document={}&next=/x&token=y&name=z&file=..%2F..%2Fx")
	}
	f.Fuzz(func(t *testing.T, call uint16, parameter, form string) {
		path := forms[int(call)%len(forms)]
		resp, got := x.do(t, http.MethodPost, filled(path, parameter), []byte(form),
			map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"})
		if resp == nil {
			return
		}
		if resp.StatusCode >= 500 {
			t.Errorf("POST %s: HTTP %d %.500s", path, resp.StatusCode, got)
		}
		if to := resp.Header.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
			t.Errorf("POST %s sends the browser to %q", path, to)
		}
		x.sound(t)
	})
}
