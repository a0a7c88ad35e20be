package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed" // the files below
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed templates/layout.html
var layoutHTML string

//go:embed templates/components.html
var componentsHTML string

//go:embed static/app.css
var appCSS []byte

//go:embed static/app.js
var appJS []byte

// htmxJS is htmx.org 2.0.11 from npm, dist/htmx.min.js, 0BSD; the browser tests compare it with the package.
//
//go:embed static/htmx.min.js
var htmxJS []byte

// asset is a static file under a name that changes with its content.
type asset struct {
	url   string
	body  []byte
	small func() []byte // gzipped, when it is asked for first: a simulator that only serves programs need not wait for it
	kind  string
}

// Assets are the static files of the portal.
type Assets struct {
	byName map[string]*asset // "app.css"
	byURL  map[string]*asset
}

// StaticPrefix begins the address of every static file.
const StaticPrefix = "/static/"

// NewAssets takes up the files of the frame, the sections and extra ones by name.
func NewAssets(sections []Section, extra map[string][]byte) *Assets {
	a := &Assets{byName: map[string]*asset{}, byURL: map[string]*asset{}}
	a.add("app.css", appCSS)
	a.add("app.js", appJS)
	a.add("htmx.js", htmxJS)
	for _, s := range sections {
		if s.CSS != "" {
			a.add(s.Name+".css", []byte(s.CSS))
		}
		if s.JS != "" {
			a.add(s.Name+".js", []byte(s.JS))
		}
	}
	for name, body := range extra {
		a.add(name, body)
	}
	return a
}

func (a *Assets) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	f := &asset{url: StaticPrefix + hex.EncodeToString(sum[:6]) + "/" + name, body: body, kind: "application/octet-stream"}
	switch path.Ext(name) {
	case ".css":
		f.kind = "text/css; charset=utf-8"
	case ".js":
		f.kind = "text/javascript; charset=utf-8"
	case ".svg":
		f.kind = "image/svg+xml"
	}
	f.small = sync.OnceValue(func() []byte {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
		_, _ = w.Write(body)
		_ = w.Close() // into memory
		return b.Bytes()
	})
	a.byName[name], a.byURL[f.url] = f, f
}

// URL is the address of a file, "" when there is none of that name.
func (a *Assets) URL(name string) string {
	if f, ok := a.byName[name]; ok {
		return f.url
	}
	return ""
}

func (a *Assets) styles(section string) []string {
	return a.some("app.css", section+".css")
}

func (a *Assets) scripts(section string) []string {
	return a.some("htmx.js", "app.js", section+".js")
}

func (a *Assets) some(names ...string) []string {
	var list []string
	for _, n := range names {
		if u := a.URL(n); u != "" {
			list = append(list, u)
		}
	}
	return list
}

// ServeHTTP serves a static file for ever, compressed when the client takes that.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.byURL[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.small()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}
