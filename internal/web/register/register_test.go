package register_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/web/webtest"
)

// filled is the first step as somebody fills it in who makes no mistake; changes come over it.
func filled(changes ...string) url.Values {
	f := url.Values{"role": {"taxpayer"}, "gstin": {"29ZZZCS0001A1ZI"}, "name": {"Asha"}, "mobile": {"+91 98765-43210"}, "email": {"asha@example.com"}, "terms": {"1"}}
	for i := 0; i+1 < len(changes); i += 2 {
		f.Set(changes[i], changes[i+1])
	}
	return f
}

var idOf = regexp.MustCompile(`id=([0-9A-Za-z]{22})`)

// begin takes the first step and returns the id.
func begin(t *testing.T, s *webtest.Sim, form url.Values) string {
	t.Helper()
	got := s.Post("/register", form)
	m := idOf.FindStringSubmatch(got.Location)
	if got.Status != 303 || m == nil {
		t.Fatalf("the first step answers %d to %q: %s", got.Status, got.Location, got.Find("main").Text())
	}
	return m[1]
}

func code(s *webtest.Sim, id string) string {
	return s.Get("/register/otp?id=" + id + "&fill=1").Find("#code").Attr("value")
}

func TestWhoYouAre(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	s.Control("POST", "/taxpayers", `{"gstin":"27AAPFU0939F1ZV","enabled":false}`)
	for _, tt := range []struct{ name, field, value, wrong, want string }{
		{"cancelled", "gstin", "07ZZZCX0006X1Z3", "gstin", "3013 Your registration under GST has been cancelled"},
		{"suspended", "gstin", "19ZZZCS0007S1ZC", "gstin", "3035 Your account has been suspended as GSTIN is inactive"},
		{"inactive", "gstin", "36ZZZCI0008I1Z9", "gstin", "3016"},
		{"provisional", "gstin", "32ZZZCP0009P1ZV", "gstin", "3017"},
		{"not enabled", "gstin", "08ZZZCN0012N1ZX", "gstin", "3046 Sorry you are not enabled"},
		{"not enabled in this world", "other", "27aapfu0939f1zv", "gstin", "3046"},
		{"of a kind that issues no invoices", "gstin", "09ZZZPC0005C1Z1", "gstin", "3080"},
		{"an operator's", "gstin", "29ZZZCT0011T1CN", "gstin", "3014"},
		{"wrong check character", "other", "27ZZZCB0002B1Z8", "gstin", "3030 Invalid Gstin"},
		{"nonsense", "other", "<script>", "gstin", "3030"},
		{"nobody", "role", "king", "role", "Nobody is chosen"},
		{"operator with an ordinary number", "role", "operator", "gstin", "2195"},
		{"another PAN", "pan", "AAAAA0000A", "pan", "belongs to the PAN ZZZCS0001A"},
		{"no contact", "name", "", "name", "Nobody to turn to"},
		{"mobile too short", "mobile", "12345", "mobile", "3006 Invalid Mobile Number"},
		{"no mail address", "email", "asha", "email", "no mail address"},
		{"terms", "terms", "", "terms", "not accepted"},
	} {
		got := s.Post("/register", filled(tt.field, tt.value))
		if text := got.Find("#e-" + tt.wrong).Text(); got.Status != 422 || !strings.Contains(text, tt.want) {
			t.Errorf("%s: %d, %q at %s, want %q", tt.name, got.Status, text, tt.wrong, tt.want)
		}
		if n := len(got.All(".wrong")); n != 1 {
			t.Errorf("%s: %d fields are wrong, want 1", tt.name, n)
		}
	}
	for _, good := range [][]string{{"role", "operator", "gstin", "29ZZZCT0011T1CN"}, {"role", "gsp"}, {"other", "29AAGCB7383J1Z4"}, {"pan", "zzzcs0001a"}} {
		begin(t, s, filled(good...))
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	try := func(id, code string) (int, string, string) {
		p := s.Post("/register/otp", url.Values{"id": {id}, "code": {code}})
		return p.Status, p.Location, p.Find("#e-code").Text()
	}
	id := begin(t, s, filled())
	if p := s.Get("/register/otp?id=" + id); !strings.Contains(p.Find(".inbox").Text(), code(s, id)) || !strings.Contains(p.Find(".inbox").Text(), "asha@example.com") {
		t.Errorf("the inbox shows %s", p.Find(".inbox").Text())
	}
	if p := s.Get("/register/user?id=" + id); p.Location != "/register/otp?id="+id {
		t.Errorf("before the code the third step leads to %q", p.Location)
	}
	if p := s.Post("/register/user", url.Values{"id": {id}, "user": {"someone"}, "password": {"Some1@here"}, "repeat": {"Some1@here"}}); p.Location != "/register/otp?id="+id {
		t.Errorf("before the code the third step can be taken: %d %s", p.Status, p.Location)
	}
	for _, left := range []string{"2 tries are left", "1 try is left", "0 tries are left"} {
		if status, _, text := try(id, "x"); status != 422 || !strings.Contains(text, left) {
			t.Errorf("a wrong code: %d %q, want %q", status, text, left)
		}
	}
	if _, _, text := try(id, code(s, id)); !strings.Contains(text, "used up") {
		t.Errorf("after three wrong codes the right one gets %q", text)
	}
	old := code(s, id)
	s.Post("/register/otp", url.Values{"id": {id}, "again": {"1"}})
	if code(s, id) == old {
		t.Error("sent again, it is the same code")
	}
	if _, _, text := try(id, old); !strings.Contains(text, "not the code") {
		t.Errorf("the code before gets %q", text)
	}
	s.Control("POST", "/clock/advance", `{"by":"10m"}`)
	if status, to, text := try(id, code(s, id)[:3]+" "+code(s, id)[3:]); status != 303 || to != "/register/user?id="+id {
		t.Errorf("in its last instant: %d to %q, %s", status, to, text)
	}
	id = begin(t, s, filled())
	s.Control("POST", "/clock/advance", `{"by":"10m1s"}`)
	if _, _, text := try(id, code(s, id)); !strings.Contains(text, "ran out at 2026-11-22 12:51:07, 1 s ago") {
		t.Errorf("a second too late: %q", text)
	}
	for range 5 {
		s.Post("/register/otp", url.Values{"id": {id}, "again": {"1"}})
	}
	if p := s.Post("/register/otp", url.Values{"id": {id}, "again": {"1"}}); p.Status != 422 || !strings.Contains(p.Find("#e-code").Text(), "No more codes") {
		t.Errorf("the sixth time: %d %s", p.Status, p.Find("#e-code").Text())
	}
	s.Control("POST", "/clock/advance", `{"by":"49h"}`)
	for _, gone := range []string{id, "", "nobody"} {
		if p := s.Get("/register/otp?id=" + gone); p.Status != 404 {
			t.Errorf("the registration %q answers %d", gone, p.Status)
		}
	}
}

func TestUserAndCredentials(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	id := begin(t, s, filled())
	s.Post("/register/otp", url.Values{"id": {id}, "code": {code(s, id)}})
	take := func(user, password, repeat string) webtest.Page {
		return s.Post("/register/user", url.Values{"id": {id}, "user": {user}, "password": {password}, "repeat": {repeat}})
	}
	for _, tt := range []struct{ user, password, repeat, field, want string }{
		{"as", "Some1@here", "Some1@here", "user", "3031"},
		{"asha api", "Some1@here", "Some1@here", "user", "3031"},
		{"asha_api", "Sh1@", "Sh1@", "password", "3003"},
		{"asha_api", "some1@here", "some1@here", "password", "upper case"},
		{"asha_api", "Some1here", "Some1here", "password", "one of %"},
		{"asha_api", "Some1@he re", "Some1@he re", "password", "none but"},
		{"asha_api", "Welcome@2026", "Welcome@2026", "password", "3099"},
		{"asha_api", "Some1@here", "Some1@her", "repeat", "not the same"},
		{"asha_api_of_thirty_characters_", "Some1@hereSome1@hereSome1@hereSome1@here", "x", "password", "183 bytes"},
	} {
		p := take(tt.user, tt.password, tt.repeat)
		if text := p.Find("#e-" + tt.field).Text(); p.Status != 422 || !strings.Contains(text, tt.want) {
			t.Errorf("%s, %s: %d %q, want %q", tt.user, tt.password, p.Status, text, tt.want)
		}
		if strings.Contains(p.Body, tt.password) {
			t.Errorf("the page repeats the password %s", tt.password)
		}
	}
	p := take("asha_api", "Some1@here", "Some1@here")
	to, _ := url.Parse(p.Location)
	w := to.Query().Get("world")
	if p.Status != 303 || to.Path != "/register/done" || w == "" {
		t.Fatalf("the end leads to %d %s: %s", p.Status, p.Location, p.Find("main").Text())
	}
	if got := s.Get("/register/user?id=" + id); got.Status != 404 {
		t.Errorf("the registration is still open: %d", got.Status)
	}
	made, ok := s.Worlds().Get(w)
	if !ok || made.Name() != "Asha" || len(made.Users()) != 1 || made.Users()[0].Name != "asha_api" {
		t.Fatalf("the world is %v", made)
	}
	done := s.Get(p.Location).Find("main").Text()
	for _, want := range []string{w, made.Secret(), "asha_api", "Some1@here", "29ZZZCS0001A1ZI", s.Info().HTTP} {
		if !strings.Contains(done, want) {
			t.Errorf("the credentials lack %s", want)
		}
	}
	if got := s.Post("/register/login?world="+w, nil, "login"); !strings.Contains(got.Find("#login").Text(), "They work") || got.Find("nav").Exists() {
		t.Errorf("logging in says %s", got.Find("#login").Text())
	}
	if got := s.Post("/register/login?world="+w, nil); !got.Find("h1").Exists() || !strings.Contains(got.Find("#login").Text(), "AuthToken") {
		t.Errorf("without htmx it says %s", got.Find("#login").Text())
	}
	downloads(t, s, w, made.Secret())
}

func downloads(t *testing.T, s *webtest.Sim, w, secret string) {
	t.Helper()
	if got := s.Get("/register/download/irpsim.env?world=" + w); !strings.Contains(got.Body, "IRP_CLIENT_SECRET="+secret+"\n") || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf(".env: %s", got.Body)
	}
	var flat map[string]string
	if got := s.Get("/register/download/irpsim.json?world=" + w); json.Unmarshal([]byte(got.Body), &flat) != nil || flat["client_id"] != w || !strings.Contains(flat["public_key_pem"], "PUBLIC KEY") {
		t.Errorf("JSON: %s", got.Body)
	}
	var env struct {
		Name   string
		Values []struct{ Key, Value, Type string }
	}
	got := s.Get("/register/download/irpsim.postman_environment.json?world=" + w)
	if err := json.Unmarshal([]byte(got.Body), &env); err != nil || len(env.Values) != 7 || env.Values[2].Value != secret || env.Values[2].Type != "secret" {
		t.Errorf("Postman: %v, %s", err, got.Body)
	}
	if got := s.Get("/register/download/other?world=" + w); got.Status != 404 {
		t.Errorf("another file answers %d", got.Status)
	}
}

func TestForgottenAndFurther(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	var c struct {
		ID string `json:"client_id"`
	}
	if err := json.Unmarshal([]byte(s.Control("POST", "/worlds", `{"users":[{"user_name":"only_here","password":"Some1@here","gstin":"27AAPFU0939F1ZV"}]}`)), &c); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{"user=only_here": c.ID, "gstin=27aapfu0939f1zv": c.ID, "user=irpsim_user&gstin=29ZZZCS0001A1ZI": "IRPSIM29TXP0001"} {
		if got := s.Get("/register/forgotten?" + query); got.Status != 303 || !strings.HasSuffix(got.Location, "world="+want) {
			t.Errorf("%s leads to %d %s", query, got.Status, got.Location)
		}
	}
	if got := s.Get("/register/forgotten?user=nobody"); got.Status != 422 || !strings.Contains(got.Find("#e-find").Text(), "3045") {
		t.Errorf("nobody: %d %s", got.Status, got.Find("#e-find").Text())
	}
	mine, _ := s.Worlds().Get(c.ID)
	old := mine.Secret()
	if s.Post("/register/forgotten/secret?world="+c.ID, nil); mine.Secret() == old || len(mine.Secret()) != 20 {
		t.Errorf("the new secret is %q, the old one %q", mine.Secret(), old)
	}
	change := func(password string) webtest.Page {
		return s.Post("/register/forgotten/password?world="+c.ID, url.Values{"user": {"only_here"}, "password": {password}})
	}
	if got := change("Some1@here"); !strings.Contains(got.Find("#e-password").Text(), "3023") {
		t.Errorf("the same password: %s", got.Find("#e-password").Text())
	}
	change("Other1@here")
	if u, _ := mine.User("only_here"); u.Password != "Other1@here" {
		t.Errorf("the password is %s", u.Password)
	}
	s.Control("PUT", "/taxpayers/27AAPFU0939F1ZV?world="+c.ID, `{"status":"CNL"}`)
	if got := change("Third1@here"); !strings.Contains(got.Find("#e-password").Text(), "3103") {
		t.Errorf("with a cancelled GSTIN: %s", got.Find("#e-password").Text())
	}
	add := func(gstin, user string) webtest.Page {
		return s.Post("/register/add-gstin", url.Values{"gstin": {gstin}, "user": {user}, "password": {"Some1@here"}})
	}
	first := s.Get("/register/add-gstin").Find("datalist option").Attr("value")
	if len(first) != 15 || first[2:12] != "ZZZCS0001A" {
		t.Fatalf("the page offers %q", first)
	}
	for _, tt := range []struct{ gstin, user, field, want string }{
		{"29AAGCB7383J1Z4", "branch_1", "gstin", "has the PAN AAGCB7383J"}, {"x", "branch_1", "gstin", "3030"}, {first, "irpsim_user", "user", "3004"},
	} {
		if got := add(tt.gstin, tt.user); got.Status != 422 || !strings.Contains(got.Find("#e-"+tt.field).Text(), tt.want) {
			t.Errorf("%s, %s: %d %s", tt.gstin, tt.user, got.Status, got.Find("#e-"+tt.field).Text())
		}
	}
	if got := add(first, "branch_1"); got.Status != 303 {
		t.Errorf("the branch: %d %s", got.Status, got.Find("main").Text())
	}
	if u, ok := s.Worlds().Default().User("branch_1"); !ok || u.Gstin != first {
		t.Errorf("the user of the branch is %v", u)
	}
}

// With an admin token the first page can be read; everything that shows or makes credentials asks for it.
func TestGuarded(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, func(c *server.Config) { c.AdminToken = "opensesame" })
	if got := s.Get("/register"); got.Status != 200 {
		t.Errorf("/register answers %d", got.Status)
	}
	for _, path := range []string{"/register/otp?id=x", "/register/user?id=x", "/register/done", "/register/forgotten", "/register/add-gstin", "/register/download/irpsim.env"} {
		if got := s.Get(path); got.Status != 401 {
			t.Errorf("%s answers %d", path, got.Status)
		}
	}
	if got := s.Post("/register", filled()); got.Status != 401 {
		t.Errorf("registering answers %d", got.Status)
	}
}
