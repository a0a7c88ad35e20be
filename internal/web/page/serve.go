package page

import (
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/irpsim/irpsim/internal/api/control"
)

// maxForm bounds what a page may be sent: a document of the portal's limit, with room for the form around it.
const maxForm = 8 << 20

// FormMemory is what an uploaded form is read with: all of it stays in memory, nothing goes to a file.
const FormMemory = maxForm

// Server answers the pages of the portal. Make it with [NewServer].
type Server struct {
	kit    *Kit
	mux    *chi.Mux
	assets *Assets
	*Renderer
}

// NewServer puts the sections together. Templates are parsed when the first page is asked for, so that a simulator that
// only serves programs does not wait for them.
func NewServer(kit *Kit, sections []Section, extra map[string][]byte) *Server {
	s := &Server{kit: kit, mux: chi.NewMux()}
	s.assets = NewAssets(sections, extra)
	s.Renderer = &Renderer{assets: s.assets, templates: sync.OnceValues(func() (*template.Template, error) { return Parse(sections) })}
	compress := middleware.Compress(5, "text/html")
	s.mux.Use(compress)
	for _, sec := range sections {
		for i := range sec.Pages {
			p := &sec.Pages[i]
			s.mux.MethodFunc(p.Method, p.Path, s.handle(sec.Name, p))
		}
	}
	s.mux.MethodFunc(http.MethodPost, "/unlock", s.handle("", &Page{Method: http.MethodPost, Do: unlock}))
	s.mux.MethodFunc(http.MethodPost, "/theme", s.handle("", &Page{Method: http.MethodPost, Do: setTheme}))
	s.mux.Handle(StaticPrefix+"*", s.assets)
	s.mux.Get("/favicon.ico", func(w http.ResponseWriter, r *http.Request) { // asked for by pages without a frame
		http.Redirect(w, r, s.assets.URL("icon.svg"), http.StatusFound)
	})
	return s
}

// Claims reports whether a page answers this path, by whatever method.
func (s *Server) Claims(path string) bool {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if s.mux.Match(chi.NewRouteContext(), method, path) {
			return true
		}
	}
	return false
}

// ServeHTTP guards and answers.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	headers(w.Header())
	if s.kit.Token == "" && !control.Local(r.Host) {
		http.Error(w, "The portal has no admin token, so it answers to localhost, 127.0.0.1 and [::1] only, not to "+r.Host+".\nStart the simulator with --admin-token to use another name.", http.StatusForbidden)
		return
	}
	if err := crossOrigin.Check(r); err != nil {
		http.Error(w, "This changes the simulator and comes from a page of another site. Use the simulator's own pages.", http.StatusForbidden)
		return
	}
	if r.Method == http.MethodHead {
		r.Method = http.MethodGet // net/http drops the body
	}
	s.mux.ServeHTTP(w, r)
}

var crossOrigin = http.NewCrossOriginProtection()

func (s *Server) handle(section string, p *Page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &Visit{ResponseWriter: w, Request: r, Kit: s.kit, World: s.kit.Worlds.Default(), Page: p, section: section, renderer: s.Renderer}
		v.Partial = r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-History-Restore-Request") != "true"
		w.Header().Add("Vary", "HX-Request")
		if id := r.URL.Query().Get("world"); id != "" {
			found, ok := s.kit.Worlds.Get(id)
			if !ok {
				s.fail(v, Missing("There is no world "+id+".", "Controls lists the worlds there are."))
				return
			}
			v.World = found
		}
		if p.Method != http.MethodGet {
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		}
		if (p.Private || p.Method != http.MethodGet) && p.Path != "" && !v.Unlocked() {
			s.ask(v)
			return
		}
		defer v.forget()
		a, err := p.Do(v)
		if err != nil {
			s.fail(v, err)
			return
		}
		s.say(v, a)
	}
}

// forget removes the files of an uploaded form: net/http does that for the request that it made, not for a copy.
func (v *Visit) forget() {
	if v.MultipartForm != nil {
		_ = v.MultipartForm.RemoveAll()
	}
}

// say writes the answer of a page.
func (s *Server) say(v *Visit, a Answer) {
	h := v.ResponseWriter.Header()
	switch {
	case a.Goto != "" && v.Partial:
		h.Set("HX-Redirect", v.Link(a.Goto))
		v.WriteHeader(http.StatusNoContent)
		return
	case a.Goto != "":
		http.Redirect(v.ResponseWriter, v.Request, v.Link(a.Goto), http.StatusSeeOther)
		return
	case a.Template == "" && a.Part == "":
		return // the page has answered by itself
	}
	body, err := s.render(v, a)
	if err != nil {
		s.kit.Log.ErrorContext(v.Context(), "a page could not be rendered", "path", v.Request.URL.Path, "error", err.Error())
		http.Error(v.ResponseWriter, "This page could not be rendered: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	status := a.Status
	if status == 0 {
		status = http.StatusOK
	}
	v.WriteHeader(status)
	_, _ = v.ResponseWriter.Write(body)
}

// problemView is what the page of a problem shows.
type problemView struct {
	*Problem
	Path string
}

// fail tells why a page could not do what was asked: in place, when htmx asked, else as a page of its own.
func (s *Server) fail(v *Visit, err error) {
	p, ours := problemOf(err)
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		p, ours = &Problem{http.StatusRequestEntityTooLarge, "That is more than a page takes.", "Keep it below " + strconv.Itoa(maxForm>>20) + " MB."}, false
	}
	if ours && !errors.Is(err, v.Context().Err()) { // whose visitor has gone is not broken
		s.kit.Log.ErrorContext(v.Context(), "a page broke", "path", v.Request.URL.Path, "error", err.Error())
	}
	if v.Partial {
		v.ResponseWriter.Header().Set("HX-Retarget", "#problem")
		v.ResponseWriter.Header().Set("HX-Reswap", "outerHTML show:window:top")
	}
	s.say(v, Answer{Title: p.What, Template: "problem", Part: "problem", Status: p.Status, View: problemView{p, v.Request.URL.Path}})
}

// ask asks for the admin token.
func (s *Server) ask(v *Visit) {
	next := "/"
	if v.Method == http.MethodGet {
		next = v.Request.URL.RequestURI()
	} else if ref := v.Referer(); ref != "" {
		if _, path, ok := strings.Cut(strings.TrimPrefix(ref, v.Origin()), "/"); ok && strings.HasPrefix(ref, v.Origin()) {
			next = "/" + path
		}
	}
	if v.Partial {
		v.ResponseWriter.Header().Set("HX-Retarget", "#problem")
		v.ResponseWriter.Header().Set("HX-Reswap", "outerHTML show:window:top")
	}
	s.say(v, Answer{Title: "Admin token", Template: "ask", Part: "ask", Status: http.StatusUnauthorized, View: next})
}

// setTheme remembers light or dark, for browsers without JavaScript.
func setTheme(v *Visit) (Answer, error) {
	if t := v.PostFormValue("theme"); t == "light" || t == "dark" {
		v.Remember("irpsim_theme", t)
	}
	return Answer{Goto: Inside(v.PostFormValue("next"))}, nil
}

// NotFound is the page for an address that nothing answers, with the nearest pages.
func (s *Server) NotFound(w http.ResponseWriter, r *http.Request, near []string) {
	headers(w.Header())
	v := &Visit{ResponseWriter: w, Request: r, Kit: s.kit, World: s.kit.Worlds.Default(), Page: &Page{Method: http.MethodGet}, renderer: s.Renderer}
	s.say(v, Answer{Title: "No such page", Template: "not-found", Status: http.StatusNotFound, View: near})
}
