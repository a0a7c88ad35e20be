package seed

import (
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
)

// shape describes an object of the format. The reader checks files by it, and the published schema is made from it.
type shape struct {
	called  string // what complaints call such an object, and the schema its definition
	about   string
	members []member
	either  []string            // exactly one of these must be there
	needs   map[string][]string // a member makes sense beside these only
}

// member is one member of an object.
type member struct {
	name, about string
	want        kind         // text, number (a whole one), truth, list or object
	of          func() shape // of an object, or of the objects of a list; nil: any object
	must        bool
	least, most int // characters of a text, or bounds of a number; most of a list. 0 is no bound
	form        *regexp.Regexp
	oneOf       []string
	hint        string // what to give instead of what form or oneOf refuses
}

// Forms of texts. The number of a document and the notation of dates are the portal's.
var (
	wordForm   = regexp.MustCompile(`^[!-~]+$`)
	gstinForm  = regexp.MustCompile(`^[0-9]{2}[0-9A-Za-z]{13}$`)
	numberForm = regexp.MustCompile(`^[a-zA-Z1-9][a-zA-Z0-9/-]{0,15}$`)
	caseForm   = regexp.MustCompile(`^[a-z0-9]+([+-][a-z0-9]+)*$`)
	dateForm   = regexp.MustCompile(`^(today(-[0-9]{1,4})?|[0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})$`)
)

const (
	wordHint  = "give characters of ASCII without blanks"
	gstinHint = "give two digits and 13 digits or letters"
)

// Bounds of lists, over all files of a seed.
const (
	maxWorlds   = 10_000
	maxInvoices = 100_000
)

// fileShape is a whole file: the members of the default world, and other worlds.
func fileShape() shape {
	s := worldShape()
	s.called, s.about = "file", "Seed of irpsim: what a simulator starts with. The members of a world at the top are those of the default world."
	s.members = append([]member{
		{name: "$schema", want: text, about: "The schema, for editors."},
		{name: "worlds", want: list, of: worldShape, most: maxWorlds, about: "Other worlds, each with a client_id of its own; one without client_id is the default world."},
	}, s.members...)
	return s
}

func worldShape() shape {
	return shape{called: "world", about: "Everything that one client_id sees.", members: []member{
		{name: "client_id", want: text, least: 1, most: 100, form: wordForm, hint: wordHint, about: "Client id; of the default world, in place of the built-in one."},
		{name: "client_secret", want: text, least: 1, most: 100, form: wordForm, hint: wordHint, about: "Client secret; the built-in one when left out."},
		{name: "name", want: text, most: 200, about: "Name for people."},
		{name: "settings", want: object, of: settingsShape, about: "Settings of the world; those left out have their defaults."},
		{name: "clock", want: text, about: "real, an RFC 3339 instant to stand at, or an offset such as +48h."},
		{name: "users", want: list, of: userShape, most: world.MaxUsers, about: "API users. The default world keeps its own beside them; another world has only these, or those of the default world when none are listed."},
		{name: "taxpayers", want: list, of: taxpayerShape, most: world.MaxTaxpayers, about: "Entries of the register, over those that every world knows."},
		{name: "invoices", want: list, of: invoiceShape, most: maxInvoices, about: "Invoices that are registered when the seed is applied."},
	}}
}

func userShape() shape {
	return shape{called: "user", about: "An API user of a GSTIN.", members: []member{
		{name: "user_name", want: text, must: true, least: 1, most: 60, about: "Name to log in with."},
		{name: "password", want: text, must: true, least: 1, most: 60, about: "Password to log in with."},
		{name: "gstin", want: text, must: true, form: gstinForm, hint: gstinHint, about: "GSTIN that the user speaks for; the world must know it."},
	}}
}

// settingsShape and taxpayerShape are read off the types, so that a new member need not be written twice.
func settingsShape() shape {
	return shape{called: "settings", about: "Settings of a world.", members: membersOf(reflect.TypeFor[world.Settings]())}
}

func taxpayerShape() shape {
	s := shape{called: "taxpayer", about: "A taxpayer. Members left out are those of an active regular taxpayer of the number's state.", members: membersOf(reflect.TypeFor[taxpayer.Taxpayer]())}
	for i := range s.members {
		switch m := &s.members[i]; m.name {
		case "gstin":
			m.form, m.hint, m.must = gstinForm, gstinHint, true
		case "common_portal":
			m.of, m.about = commonPortalShape, "What the common portal says where that differs; Sync GSTIN makes it the portal's."
		}
	}
	return s
}

// commonPortalShape is a taxpayer that need not repeat what stands around it.
func commonPortalShape() shape {
	s := taxpayerShape()
	s.called, s.about = "common_portal", "A taxpayer as the common portal knows it. Members left out are those of the entry around it."
	s.members = slices.DeleteFunc(s.members, func(m member) bool { return m.name == "common_portal" || m.name == "hidden" })
	for i := range s.members {
		s.members[i].must = false
	}
	return s
}

func invoiceShape() shape {
	return shape{called: "invoice", about: "An invoice to register: a document, or a kind of document to make.",
		either: []string{"document", "case"},
		needs:  map[string][]string{"case": {"number"}, "seller": {"case"}, "items": {"case"}},
		members: []member{
			{name: "document", want: object, about: "The document as a client sends it, see generate-irn.json."},
			{name: "case", want: text, form: caseForm, hint: "give one that irpsim gen --list shows", about: "Kind of document to make, as irpsim gen --list shows them: b2b, export, or several traits, b2b-intra+crn+cess."},
			{name: "number", want: text, form: numberForm, hint: "give 1 to 16 of A-Z a-z 0-9 / -, a letter or 1-9 first", about: "Document number."},
			{name: "date", want: text, form: dateForm, hint: "give today, today-3, 22/11/2026 or 2026-11-22", about: "Document date; of a case, the day of registration when left out. today is that of the world's clock, in India."},
			{name: "seller", want: text, form: gstinForm, hint: gstinHint, about: "Supplier of a case; the GSTIN of the world's first user here when left out, or else that of irpsim_user."},
			{name: "items", want: number, least: 1, most: sample.MaxItems, about: "Lines of a case."},
			{name: "by", want: text, form: gstinForm, hint: gstinHint, about: "GSTIN that registers it; the operator, if there is one, or else the supplier when left out."},
			{name: "registered", want: text, about: "When: an RFC 3339 instant, or how long before the world's time, such as -2d; now when left out."},
			{name: "cancelled", want: object, of: cancelledShape, about: "The IRN is cancelled again."},
		}}
}

func cancelledShape() shape {
	return shape{called: "cancelled", about: "A cancellation.", members: []member{
		{name: "at", want: text, about: "When: an RFC 3339 instant, how long before the world's time (-1d), or how long after the registration (+2h); at once when left out."},
		{name: "reason", want: text, oneOf: []string{"1", "2", "3", "4"}, about: "CnlRsn: 1 duplicate, 2 wrong entry, 3 order cancelled, 4 something else; 3 when left out."},
		{name: "remark", want: text, least: 1, most: 100, about: "CnlRem."},
	}}
}

// membersOf lists the members of a struct with what JSON they take.
func membersOf(t reflect.Type) []member {
	var list []member
	for i := range t.NumField() {
		f := t.Field(i)
		m := member{name: jsonName(f), want: text}
		switch kind := f.Type.Kind(); {
		case kind == reflect.Int:
			m.want = number
		case kind == reflect.Bool:
			m.want = truth
		case kind == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct:
			m.want = object
		case kind != reflect.String:
			m.want = null // several kinds will do; who takes the value judges it
		}
		list = append(list, m)
	}
	return list
}

func jsonName(f reflect.StructField) string {
	if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag != "" {
		return tag
	}
	return f.Name
}
