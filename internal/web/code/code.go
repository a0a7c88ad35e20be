// Package code shows the sample programs: the same five tasks in seven languages, as they stand in the repository and as its
// tests run them, with the settings of the world they are to talk to.
package code

import (
	_ "embed" // the template and the styles
	"net/http"
	"sync"

	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/samples"
)

//go:embed code.html
var templates string

//go:embed code.css
var css string

// Section has the sample programs.
func Section() page.Section {
	get := func(path string, do func(*page.Visit) (page.Answer, error)) page.Page {
		return page.Page{Method: http.MethodGet, Path: path, Nav: "/code", Do: do}
	}
	return page.Section{
		Name: "code", Templates: templates, CSS: css,
		Pages: []page.Page{get("/code", first), get("/code/{language}", show), get("/code/{language}/download", download)},
	}
}

// languages are the programs and their parts; they never change while the program runs.
var languages = sync.OnceValues(func() ([]language, error) {
	var list []language
	for _, l := range samples.Languages() {
		parts, err := l.Sections()
		if err != nil {
			return nil, err
		}
		list = append(list, language{l, parts})
	}
	return list, nil
})

type language struct {
	samples.Language
	Parts []samples.Section
}

// view is a program and how to run it here.
type view struct {
	Languages []language
	Current   language
	Setting   []setting
	Env       string // lines for a shell
	Run       string
	Masked    bool
}

// setting is one variable of the environment.
type setting struct {
	samples.Variable
	Value string
}

// masked stands for what a visitor without the admin token is not shown.
const masked = "••••••••"

// settings fills the variables of the programs in from the world.
func settings(v *page.Visit) []setting {
	user, _ := v.User()
	values := map[string]string{
		"IRP_BASE_URL": v.Kit.URL(), "IRP_CLIENT_ID": v.World.ID, "IRP_CLIENT_SECRET": v.World.Secret(),
		"IRP_USER": user.Name, "IRP_PASSWORD": user.Password, "IRP_GSTIN": user.Gstin,
	}
	if !v.Unlocked() {
		values["IRP_CLIENT_SECRET"], values["IRP_PASSWORD"] = masked, masked
	}
	var list []setting
	for _, e := range samples.Environment() {
		list = append(list, setting{e, values[e.Name]})
	}
	return list
}

// rememberedIn is the cookie with the language last looked at.
const rememberedIn = "irpsim_code"

func first(v *page.Visit) (page.Answer, error) {
	if l, ok := samples.ByID(v.Cookie(rememberedIn)); ok {
		return page.Answer{Goto: "/code/" + l.ID}, nil
	}
	return page.Answer{Goto: "/code/" + samples.Languages()[0].ID}, nil
}

func find(v *page.Visit) (language, []language, error) {
	list, err := languages()
	if err != nil {
		return language{}, nil, err
	}
	for _, l := range list {
		if l.ID == v.Param("language") {
			return l, list, nil
		}
	}
	return language{}, nil, page.Missing("There is no sample program in "+page.Start(40, v.Param("language"))+".", "There are seven: curl, go, python, node, java, csharp, php.")
}

func show(v *page.Visit) (page.Answer, error) {
	l, list, err := find(v)
	if err != nil {
		return page.Answer{}, err
	}
	d := view{Languages: list, Current: l, Setting: settings(v), Masked: !v.Unlocked()}
	for _, s := range d.Setting {
		if s.Value != "" {
			d.Env += "export " + s.Name + "=" + page.Quote(s.Value) + "\n"
		}
	}
	d.Run = "curl -sS -o " + l.File + " " + page.Quote(v.Origin()+"/code/"+l.ID+"/download") + "\n"
	if l.Build != "" {
		d.Run += l.Build + "\n"
	}
	d.Run += l.Language.Run
	v.Remember(rememberedIn, l.ID)
	return page.Answer{Title: "Sample code: " + l.Title, Template: "code/page", View: d}, nil
}

func download(v *page.Visit) (page.Answer, error) {
	l, _, err := find(v)
	if err != nil {
		return page.Answer{}, err
	}
	h := v.ResponseWriter.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+l.File+`"`)
	_, _ = v.ResponseWriter.Write([]byte(l.Source))
	return page.Answer{}, nil
}
