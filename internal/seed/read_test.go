package seed

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/einv"
)

// write puts a file of a seed into a folder of the test's own.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestEveryComplaint: a very bad file is told everything at once, each with its line.
func TestEveryComplaint(t *testing.T) {
	t.Parallel()
	s, wrong := Read("testdata/bad.yaml")
	if s != nil {
		t.Error("the bad file yields a seed")
	}
	got := strings.ReplaceAll(wrong.Error(), filepath.FromSlash("testdata/"), "testdata/") + "\n"
	const golden = "testdata/bad.want"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("complaints about testdata/bad.yaml (-want +got)\n%s", diff)
	}
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", maxDepth+2) + strings.Repeat("]", maxDepth+2)
	tests := []struct{ name, file, text, want string }{
		{"YAML that is none", "s.yaml", "name: x\nusers: [\n", ":2: this is not YAML: "},
		{"two documents", "s.yaml", "name: x\n---\nname: y\n", ":2: a second document begins here"},
		{"a second document that is none", "s.yaml", "name: x\n---\n[\n", ": this is not YAML: "},
		{"a list", "s.yaml", "- name: x\n", ":1: file must be an object, not a list"},
		{"a text", "s.yaml", "hello", ":1: file must be an object, not a text"},
		{"too deep", "s.yaml", "\nname: " + deep, ":2: this is nested more than 50 deep"},
		{"an alias inside itself", "s.yaml", "name: &a\n  x: *a\n", ":2: *a stands inside what it names"},
		{"a tag", "s.yaml", "name: !secret x\n", ":1: the tag !secret means nothing here"},
		{"a name that is a list", "s.yaml", "? [a]\n: b\n", ":1: the name of a member must be a plain text"},
		{"merging a text", "s.yaml", "<<: x\n", ":1: << takes objects, not a text"},
		{"merging a list of texts", "s.yaml", "<<:\n  - x\n", ":2: << takes objects, not a text"},
		{"a member twice", "s.yaml", "name: x\nname: y\n", `:2: "name" was given in line 1 already`},
		{"many members", "s.json", `{"invoices":[{"document":{` + manyMembers() + "}}]}", ":502: this object has more than 500 members"},
		{"JSON that is none", "s.json", "{\n\"name\": \"x\",\n}", ":3: this is not JSON: invalid character '}'"},
		{"JSON cut off", "s.json", "{\n\"users\": [\n", ":2: this is not JSON: it ends too early"},
		{"nothing", "s.json", "", ":1: this is not JSON: it ends too early"},
		{"JSON with more behind", "s.json", "{}\n\n{}", ":3: something stands after the end of the object"},
		{"JSON too deep", "s.json", "{\"name\":\n" + deep + "}", ":2: this is nested more than 50 deep"},
		{"not UTF-8", "s.json", "{\n\"name\": \"\xff\"}", ":2: this is not UTF-8"},
		{"a member twice in JSON", "s.JSON", "{\"name\":\"x\",\n\"name\":\"y\"}", `:2: "name" was given in line 1 already`},
		{"an unknown setting", "s.yaml", "settings:\n  colour: blue\n", `:2: settings has no member "colour": it has token_minutes, `},
		{"an unknown kind", "s.yaml", "invoices:\n- number: A\n  case: b2c\n", `:3: no case is called "b2c"; the cases are `},
		{"an unknown trait", "s.yaml", "invoices:\n- number: A\n  case: b2b+nothing\n", ":3: "},
		{"two defaults", "s.yaml", "worlds:\n- name: x\n- name: y\n", ":3: the default world, for want of a client_id, stands in line 2 already"},
		{"an id of two worlds", "s.yaml", "client_id: A\nworlds:\n- client_id: A\n", ":3: client_id A is that of the world in "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := write(t, tt.file, tt.text)
			_, wrong := Read(path)
			if !slices.ContainsFunc(wrong, func(w string) bool { return strings.HasPrefix(w, path) && strings.Contains(w, tt.want) }) {
				t.Errorf("complaints %.300q, want one that begins %q", wrong, path+tt.want)
			}
			for _, w := range wrong {
				if !strings.HasPrefix(w, path+":") {
					t.Errorf("complaint %q does not begin with the file", w)
				}
			}
		})
	}
}

// TestBombs: what aliases stand for is counted, and stops being read when it is too much.
func TestBombs(t *testing.T) {
	t.Parallel()
	aliases := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'j'; c++ {
		aliases += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+",", 9) + "*" + string(c-1) + "]\n"
	}
	for name, text := range map[string]string{"f.yaml": aliases, "f.json": "{\"name\":[\n" + strings.Repeat("1,\n", 2000) + "1]}"} {
		b := &book{files: []string{name}, most: 1000}
		b.take(0, []byte(text))
		wrong := b.complaints()
		if !slices.ContainsFunc(wrong, func(w string) bool { return strings.Contains(w, ": here the seed has more than 1000 values") }) {
			t.Errorf("%s: complaints %.200q, want one about the number of values", name, wrong)
		}
		if b.nodes > 1100 {
			t.Errorf("%s: %d values were read on, want the reading to stop at 1000", name, b.nodes)
		}
	}
}

// manyMembers writes one more than an object may have, each on a line of its own.
func manyMembers() string {
	var b strings.Builder
	for i := range maxMembers + 1 {
		b.WriteString(",\n\"m" + strings.Repeat("x", i) + "\":1")
	}
	return b.String()[1:]
}

func TestNoFiles(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	if _, wrong := Read(empty); len(wrong) != 1 || !strings.Contains(wrong[0], "the folder has no *.yaml") {
		t.Errorf("an empty folder: %q, want one complaint that nothing is there", wrong)
	}
	if _, wrong := Read(filepath.Join(empty, "no.yaml")); len(wrong) != 1 || !strings.Contains(wrong[0], "irpsim init writes") {
		t.Errorf("a file that is not there: %q, want one complaint that tells of irpsim init", wrong)
	}
	for _, text := range []string{"", "# nothing\n", "---\n", "{}", "\xEF\xBB\xBFname: x"} {
		if s, wrong := Read(write(t, "s.yaml", text)); s == nil || wrong != nil {
			t.Errorf("%q: %q, want a seed", text, wrong)
		}
	}
}

// TestComplaintsAreBounded: a file of ten thousand faults is not printed in full.
func TestComplaintsAreBounded(t *testing.T) {
	t.Parallel()
	_, wrong := Read(write(t, "s.yaml", "users:\n"+strings.Repeat("- {}\n", 10_000)))
	if len(wrong) != maxComplaints+1 || wrong[maxComplaints] != "and 29800 more; mend these first" {
		t.Errorf("%d complaints, the last %q; want %d and one that counts the rest", len(wrong), wrong[len(wrong)-1], maxComplaints)
	}
}

// TestFolder: files are read in the order of their names, as one seed; what is said twice is told with both places.
func TestFolder(t *testing.T) {
	t.Parallel()
	s, wrong := Read("testdata/folder")
	if wrong != nil {
		t.Fatal(wrong)
	}
	want := []string{"10-users.yaml", "20-more.json", "30-invoices.yml"}
	for i := range s.files {
		s.files[i] = filepath.Base(s.files[i])
	}
	if diff := cmp.Diff(want, s.files); diff != "" {
		t.Errorf("files (-want +got)\n%s", diff)
	}
	if len(s.plans) != 2 {
		t.Fatalf("%d worlds, want the default one and one other", len(s.plans))
	}
	p := s.plans[0]
	if !p.isDefault || p.id != "FOLDER29TXP0001" || p.name != "joined" || p.clock == nil || len(p.users) != 2 || p.users[1].Name != "second" || len(p.invoices) != 1 {
		t.Errorf("default world %+v, want what all three files say", p)
	}
	if q := s.plans[1]; q.isDefault || q.id != "OTHER29TXP00001" || len(q.users) != 1 || len(q.invoices) != 1 {
		t.Errorf("other world %+v, want what both files say", q)
	}

	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.yaml": "name: x\nusers:\n- {user_name: u, password: p, gstin: 27ZZZCB0002B1Z0}\n",
		"b.yaml": "\n\nname: y\nusers:\n- {user_name: U, password: p, gstin: 27ZZZCB0002B1Z0}\n",
		"c.yaml": "[",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, wrong = Read(dir)
	got := strings.ReplaceAll(wrong.Error(), dir+string(filepath.Separator), "")
	if want := `b.yaml:3: name of this world was given in a.yaml:1 already: keep one of the two
b.yaml:5: user "U" stands in a.yaml:3 already, and letter case does not count: give one another name
c.yaml:1: this is not YAML: `; !strings.HasPrefix(got, want) {
		t.Errorf("complaints\n%s\nwant them to begin\n%s", got, want)
	}
}

// TestTraps: what YAML would take for another thing stays what is written.
func TestTraps(t *testing.T) {
	t.Parallel()
	tests := []struct{ yaml, want string }{
		{"DocDtls: {No: 0012, Dt: 22/11/2026}", `{"DocDtls":{"No":"0012","Dt":"22/11/2026"}}`},
		{"DocDtls: {No: 1e3, Dt: 2026-11-22}", `{"DocDtls":{"No":"1e3","Dt":"2026-11-22"}}`},
		{"SellerDtls: {Stcd: 07, Pin: 110001, Ph: 0x1F, LglNm: yes, TrdNm: true}", `{"SellerDtls":{"Stcd":"07","Pin":110001,"Ph":"0x1F","LglNm":"yes","TrdNm":"true"}}`},
		{"BuyerDtls: {Pos: 96, LglNm: ~, Em: null, Addr1: .5}", `{"BuyerDtls":{"Pos":"96","LglNm":null,"Em":null,"Addr1":".5"}}`},
		{"ItemList: [{HsnCd: 0713, Qty: 2.50, UnitPrice: 1e2, TotAmt: -0.0}]", `{"ItemList":[{"HsnCd":"0713","Qty":2.50,"UnitPrice":1e2,"TotAmt":-0.0}]}`},
		{"ItemList: [{Qty: 1_000, UnitPrice: 010, TotAmt: .5, AssAmt: '5', GstRt: +5, CesRt: .inf}]", // no JSON numbers: refused as texts
			`{"ItemList":[{"Qty":"1_000","UnitPrice":"010","TotAmt":".5","AssAmt":"5","GstRt":"+5","CesRt":".inf"}]}`},
		{`itemlist: [{hsncd: 0713, BchDtls: {Nm: 007}, AttribDtls: [{Nm: 1, Val: 2.0}]}]`, `{"itemlist":[{"hsncd":"0713","BchDtls":{"Nm":"007"},"AttribDtls":[{"Nm":"1","Val":"2.0"}]}]}`},
		{"Nothing: {of: 07, the: 7, kind: True, q: \"7\"}", `{"Nothing":{"of":"07","the":7,"kind":true,"q":"7"}}`},
		{"Version: !!str 1.1\nIrn: |\n  <a>&\n", `{"Version":"1.1","Irn":"<a>&\n"}`},
	}
	for _, tt := range tests {
		b := &book{files: []string{"f.yaml"}}
		n := readYAML(b, 0, []byte(tt.yaml))
		if n == nil || len(b.notes) > 0 {
			t.Errorf("%s: %v", tt.yaml, b.complaints())
			continue
		}
		if got := string(appendJSON(nil, n, reflect.TypeFor[einv.Invoice]())); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.yaml, got, tt.want)
		}
	}
}

// TestYAMLAndJSONAreEqual: two files that say the same give the same seed, whatever they are written in.
func TestYAMLAndJSONAreEqual(t *testing.T) {
	t.Parallel()
	var said [2]string
	for i, path := range []string{"testdata/equal.yaml", "testdata/equal.json"} {
		s, wrong := Read(path)
		if wrong != nil {
			t.Fatal(wrong)
		}
		said[i] = flat(t, s)
	}
	if diff := cmp.Diff(said[0], said[1]); diff != "" {
		t.Errorf("(-YAML +JSON)\n%s", diff)
	}
	for _, want := range []string{`"Secret":"007"`, `"Name":"yes"`, `"issuer":"1.10"`, `"user_name":"on"`, `"password":"0123"`, `"state_code":"07"`, `"Floor`, `\"HsnCd\":\"07133100\"`, `\"Qty\":12.500`} {
		if !strings.Contains(strings.ReplaceAll(said[0], `"floor":"1.0"`, `"Floor"`), want) {
			t.Errorf("the seed does not say %s:\n%s", want, said[0])
		}
	}
}

// flat prints a seed without the places it came from.
func flat(t *testing.T, s *Seed) string {
	t.Helper()
	var b strings.Builder
	for _, p := range s.plans {
		j, err := json.Marshal(struct{ ID, Secret, Name, Settings, Clock, Users, Taxpayers any }{p.id, p.secret, p.name, p.settings, p.clock, p.users, p.taxpayers})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(j, '\n'))
		for _, inv := range p.invoices {
			j, err := json.Marshal([]any{inv.kind, inv.number, inv.date, inv.items, inv.registered.instant, inv.registered.shift, inv.cancelled != nil, document(inv)})
			if err != nil {
				t.Fatal(err)
			}
			b.Write(append(j, '\n'))
		}
	}
	return b.String()
}

func document(inv invoice) string {
	if inv.document == nil {
		return ""
	}
	return string(appendJSON(nil, inv.document, reflect.TypeFor[einv.Invoice]()))
}

// FuzzRead: no file makes the reader panic, and each complaint names a line that the file has.
func FuzzRead(f *testing.F) {
	for _, path := range []string{"testdata/bad.yaml", "testdata/equal.yaml", "testdata/equal.json", "testdata/folder/10-users.yaml"} {
		raw, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw), strings.HasSuffix(path, ".json"))
	}
	for _, text := range []string{"a: &a [*a]", "<<: {name: x}", "? [x]\n: y", "name: !!binary x", "name: !<!> x", "- - -", "\x00", "{", "worlds: [{client_id: A}, {client_id: A}]", "invoices: [{document: {ItemList: [[]]}}]"} {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, isJSON bool) {
		name := "f.yaml"
		if isJSON {
			name = "f.json"
		}
		b := &book{files: []string{name}}
		b.merge(b.take(0, []byte(text)))
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + strings.Count(text, "\u0085") + strings.Count(text, "\u2028") + strings.Count(text, "\u2029") + 1
		for _, n := range b.notes {
			if n.at.line < 0 || n.at.line > lines+1 {
				t.Errorf("%q in line %d of %d", n.text, n.at.line, lines)
			}
		}
		for _, c := range b.complaints() {
			if !strings.HasPrefix(c, name) && !strings.HasPrefix(c, "and ") {
				t.Errorf("complaint %q does not name its file", c)
			}
		}
	})
}
