package seed

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/validate/schema"
	"github.com/irpsim/irpsim/internal/world"
)

// portal is a simulator without its listeners.
type portal struct {
	t       *testing.T
	keys    *keys.Set
	db      *store.DB
	worlds  *world.Registry
	service *registrar.Service
	cfg     world.Config
}

// open starts a portal on a file, "" for one that goes away. seed may be nil.
func open(t *testing.T, path string, s *Seed, change ...func(*world.Config)) *portal {
	t.Helper()
	db, err := store.Open(path, store.Options{Ephemeral: path == ""})
	if err != nil {
		t.Fatal(err)
	}
	chance := uint64(1)
	p := &portal{t: t, db: db, cfg: world.Config{DB: db, Seed: &chance, Clock: clock.State{Mode: clock.Real}}}
	for _, c := range change {
		c(&p.cfg)
	}
	p.cfg.Default = s.Credentials(p.cfg.Default)
	if p.worlds, err = world.Open(t.Context(), p.cfg); err != nil {
		t.Fatal(err)
	}
	if p.keys, err = keys.Default(); err != nil {
		t.Fatal(err)
	}
	judge, err := schema.New()
	if err != nil {
		t.Fatal(err)
	}
	p.service = registrar.New(registrar.Config{Worlds: p.worlds, Signer: irn.NewSigner(p.keys.Signing, p.keys.SigningCert), Judge: judge})
	t.Cleanup(p.close)
	return p
}

func (p *portal) close() {
	if p.db != nil {
		if err := p.db.Close(); err != nil {
			p.t.Error(err)
		}
		p.db = nil
	}
}

func (p *portal) apply(s *Seed) (Done, error) {
	return s.Apply(p.t.Context(), Target{Service: p.service, Worlds: p.cfg, Rehearse: true})
}

func (p *portal) world(id string) *world.World {
	p.t.Helper()
	w, ok := p.worlds.Get(id)
	if !ok {
		p.t.Fatalf("there is no world %s, only %v", id, p.worlds.IDs())
	}
	return w
}

// invoices lists what is registered as "number AckDt status", oldest first, and the records.
func (p *portal) invoices(w *world.World) (lines []string, records []*store.Invoice) {
	p.t.Helper()
	err := p.db.View(func(tx *store.Tx) error {
		return tx.EachInvoice(w.ID, 0, func(inv *store.Invoice) bool {
			lines = append(lines, fmt.Sprintf("%s %s %s", inv.DocNo, inv.AckDt.In(clock.IST).Format("2006-01-02 15:04:05"), inv.State.Status))
			records = append(records, inv)
			return true
		})
	})
	slices.Reverse(lines)
	slices.Reverse(records)
	if err != nil {
		p.t.Fatal(err)
	}
	return lines, records
}

func read(t *testing.T, text string) *Seed {
	t.Helper()
	s, wrong := Read(write(t, "seed.yaml", text))
	if wrong != nil {
		t.Fatal(wrong)
	}
	return s
}

func mustApply(t *testing.T, p *portal, s *Seed) Done {
	t.Helper()
	done, err := p.apply(s)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// TestApply brings about what testdata/equal.yaml says and looks at all of it.
func TestApply(t *testing.T) {
	t.Parallel()
	s, wrong := Read("testdata/equal.yaml")
	if wrong != nil {
		t.Fatal(wrong)
	}
	p := open(t, "", s)
	done := mustApply(t, p, s)
	if want := (Done{Worlds: 1, Invoices: 3}); done != want {
		t.Errorf("done %+v, want %+v", done, want)
	}
	w := p.worlds.Default()
	at := time.Date(2026, time.November, 22, 12, 0, 0, 0, clock.IST)
	if w.ID != "EQUAL29TXP00001" || w.Secret() != "007" || w.Name() != "yes" || w.Settings().TokenMinutes != 60 || !w.Clock.Now().Equal(at) {
		t.Errorf("default world %s %q %q %+v at %v, want what the file says", w.ID, w.Secret(), w.Name(), w.Settings(), w.Clock.Now())
	}
	if u, ok := w.User("ON"); !ok || u != (world.User{Name: "on", Password: "0123", Gstin: "29ZZZCA0101A1ZZ"}) {
		t.Errorf("user %+v, want the one of the file", u)
	}
	if _, ok := w.User("irpsim_user"); !ok {
		t.Error("the default world has lost irpsim_user")
	}
	if tp, ok := w.Taxpayer("07ZZZCB0102B1Z1"); !ok || tp.Floor != "1.0" || tp.CommonPortal == nil || tp.CommonPortal.Status != taxpayer.Cancelled || tp.CommonPortal.Pin != 110001 {
		t.Errorf("taxpayer %+v, want the one of the file with its common_portal filled from it", tp)
	}
	lines, records := p.invoices(w)
	want := []string{"12 2026-11-20 10:00:00 ACT", "1E2 2026-11-21 12:00:00 ACT", "13 2026-11-21 12:00:00 CNL"}
	if diff := cmp.Diff(want, upper(lines)); diff != "" {
		t.Errorf("invoices (-want +got)\n%s", diff)
	}
	for i, r := range records {
		if i > 0 && r.AckNo <= records[i-1].AckNo {
			t.Errorf("AckNo %d of %s is not above %d of the earlier invoice", r.AckNo, r.DocNo, records[i-1].AckNo)
		}
		if _, err := irn.Verify(r.SignedInvoice, &p.keys.Signing.PublicKey); err != nil {
			t.Errorf("signed invoice of %s: %v", r.DocNo, err)
		}
	}
	if !strings.Contains(string(records[0].Payload), `"Qty":12.500`) || !strings.Contains(string(records[0].Payload), `"HsnCd":"07133100"`) {
		t.Errorf("payload %s does not keep the numbers as written", records[0].Payload)
	}
	if records[2].State.CnlRsn != "4" || records[2].DocDt != "19/11/2026" {
		t.Errorf("cancelled invoice %+v of %s, want reason 4 and the date of the file", records[2].State, records[2].DocDt)
	}
	if got := w.Journal.Len(); got != 0 {
		t.Errorf("the journal has %d exchanges, want none of the seed", got)
	}
}

func upper(lines []string) []string {
	var out []string
	for _, l := range lines {
		out = append(out, strings.ToUpper(l))
	}
	return out
}

// TestFirstUser: users of the seed stand beside the built-in ones, and credentials that are configured win.
func TestFirstUser(t *testing.T) {
	t.Parallel()
	s := read(t, `
client_id: SEEDED
client_secret: seeded
users:
- {user_name: first, password: p, gstin: 29ZZZCB0002B1ZW}
- {user_name: second, password: p, gstin: 27ZZZCB0002B1Z0}
`)
	if got := s.FirstUser(); got != "first" {
		t.Errorf("FirstUser() = %q, want first", got)
	}
	configured := world.Credentials{ClientID: "MINE", UserName: "Second", Password: "mine", GSTIN: "29ZZZCS0001A1ZI"}
	p := open(t, "", s, func(c *world.Config) { c.Default = configured })
	mustApply(t, p, s)
	w := p.world("MINE")
	if w.Secret() != "seeded" {
		t.Errorf("secret %q, want that of the seed, which was not configured", w.Secret())
	}
	if u, _ := w.User("second"); u.Password != "mine" || u.Gstin != "29ZZZCS0001A1ZI" {
		t.Errorf("user %+v, want the configured one and not the seed's", u)
	}
	if _, ok := w.User("first"); !ok {
		t.Error("the other user of the seed is not there")
	}
	var none *Seed
	if none.FirstUser() != "" || none.Credentials(configured) != configured {
		t.Error("no seed changes the credentials")
	}
}

// TestOtherWorlds: worlds with fixed ids, each with its own users, clock and numbers; the same document in both.
func TestOtherWorlds(t *testing.T) {
	t.Parallel()
	s, wrong := Read("testdata/folder")
	if wrong != nil {
		t.Fatal(wrong)
	}
	p := open(t, "", s)
	mustApply(t, p, s)
	other := p.world("OTHER29TXP00001")
	if users := other.Users(); len(users) != 1 || users[0].Name != "alone" || other.Secret() != world.DefaultCredentials().ClientSecret {
		t.Errorf("other world has users %v and secret %q, want the listed one and the built-in secret", users, other.Secret())
	}
	for _, w := range []*world.World{p.worlds.Default(), other} {
		if lines, _ := p.invoices(w); !slices.Equal(lines, []string{"F/1 2026-11-22 12:00:00 ACT"}) {
			t.Errorf("invoices of %s: %v, want F/1 at the world's time", w.ID, lines)
		}
	}
	if _, records := p.invoices(other); records[0].Supplier != "27ZZZCB0002B1Z0" {
		t.Errorf("supplier %s, want the GSTIN of the world's first user", records[0].Supplier)
	}
}

// TestClock: the clock of the seed is set once, a configured one wins in the default world, and registering earlier
// invoices moves neither.
func TestClock(t *testing.T) {
	t.Parallel()
	s := read(t, `
clock: 2026-11-22T12:00:00+05:30
invoices: [{case: b2b, number: C/1, registered: -36h}]
worlds:
- {client_id: OFFSET, clock: +48h, invoices: [{case: b2b, number: C/1, registered: -1h}]}
`)
	frozen := time.Date(2026, time.April, 1, 0, 0, 0, 0, clock.IST)
	p := open(t, "", s, func(c *world.Config) { c.Clock = clock.State{Mode: clock.Frozen, Now: frozen} })
	mustApply(t, p, s)
	if got := p.worlds.Default().Clock.Now(); !got.Equal(frozen) {
		t.Errorf("the default world's clock shows %v, want the configured %v", got, frozen)
	}
	if lines, _ := p.invoices(p.worlds.Default()); !slices.Equal(lines, []string{"C/1 2026-03-30 12:00:00 ACT"}) {
		t.Errorf("invoices %v, want one 36 hours before the world's time", lines)
	}
	w := p.world("OFFSET")
	if st := w.Clock.State(); st.Mode != clock.Offset || st.Offset != 48*time.Hour {
		t.Errorf("clock of the other world %+v, want +48h", st)
	}
	_, records := p.invoices(w)
	if ahead := records[0].AckDt.Sub(clock.Wall()); ahead < 46*time.Hour || ahead > 47*time.Hour {
		t.Errorf("registered %v ahead of the machine's time, want 47h less what the test took", ahead)
	}
}

// TestRefusals: what the portal refuses is told with codes, at the lines of the members, all at once; and a store that is
// kept has no trace of the seed.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := read(t, `clock: 2026-11-22T12:00:00+05:30
invoices:
- {case: b2b, number: R/1}
- {case: b2b, number: r/1, date: today-5}
- {case: b2b, number: R/2, seller: 19ZZZCS0007S1ZC}
- {case: b2b, number: R/3, registered: 2026-11-23T12:00:00+05:30}
- {case: b2b, number: R/4, registered: -40000d}
- case: b2b
  number: R/5
  registered: -3d
  cancelled: {at: +25h}
- case: b2b
  number: R/6
  registered: -1h
  cancelled: {at: -2h}
- case: b2b
  number: R/7
  cancelled: {at: +1s}
- document:
    Version: 1.1
    TranDtls: {TaxSch: GST, SupTyp: B2B}
    DocDtls: {Typ: INV, No: R/8, Dt: 22/11/2026}
    SellerDtls: {Gstin: 29ZZZCS0001A1ZI, LglNm: Example, Addr1: 1 Test Road, Loc: Bengaluru, Pin: 560001, Stcd: 29}
    BuyerDtls: {Gstin: 27ZZZCB0002B1Z0, LglNm: Example, Pos: 27, Addr1: 1 Test Road, Loc: Mumbai, Pin: 400001, Stcd: 27}
    ItemList:
    - SlNo: 1
      IsServc: N
      HsnCd: 73181500
      Qty: 1
      Unit: NOS
      UnitPrice: 100
      TotAmt: 100
      AssAmt: 100
      GstRt: 18
      IgstAmt: 81
      TotItemVal: 118
    ValDtls: {AssVal: 100, IgstVal: 18, TotInvVal: 118}
- document: {Version: 1.1}
worlds:
- client_id: NEW
  invoices:
  - {case: b2b, number: N/1, date: 2029-01-01, registered: -1d}
  - {case: b2b, number: N/2, registered: 2026-11-20T10:00:00+05:30, by: 27ZZZCB0002B1Z0}
`)
	path := filepath.Join(t.TempDir(), "p.db")
	p := open(t, path, s)
	_, err := p.apply(s)
	wrong, ok := errors.AsType[Complaints](err)
	if !ok {
		t.Fatalf("error %v, want complaints", err)
	}
	got := strings.ReplaceAll(wrong.Error(), filepath.Dir(s.files[0])+string(filepath.Separator), "") + "\n"
	const golden = "testdata/refused.want"
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
		t.Errorf("complaints (-want +got)\n%s", diff)
	}
	if lines, _ := p.invoices(p.worlds.Default()); len(lines) > 0 || len(p.worlds.IDs()) != 1 || p.worlds.Default().Seeded() != "" {
		t.Errorf("the refused seed left invoices %v, worlds %v and mark %q", lines, p.worlds.IDs(), p.worlds.Default().Seeded())
	}
}

// TestRestart: a restart undoes nothing and brings back what is missing; a changed seed is applied again.
func TestRestart(t *testing.T) {
	t.Parallel()
	const text = `
clock: 2026-11-22T12:00:00+05:30
settings: {cancel_hours: 48}
users: [{user_name: u, password: p, gstin: 29ZZZCA0101A1ZZ}]
taxpayers: [{gstin: 29ZZZCA0101A1ZZ, legal_name: Example}]
invoices: [{case: b2b, number: A/1, registered: -1h}, {case: b2b, number: A/2, cancelled: {}}]
worlds: [{client_id: OTHER, taxpayers: [{gstin: 27ZZZCA0101A1Z3, legal_name: Example}]}]
`
	path := filepath.Join(t.TempDir(), "p.db")
	start := func(text string) (*portal, Done) {
		t.Helper()
		s := read(t, text)
		p := open(t, path, s)
		return p, mustApply(t, p, s)
	}
	p, done := start(text)
	if want := (Done{Worlds: 2, Invoices: 2}); done != want {
		t.Errorf("first start: %+v, want %+v", done, want)
	}
	w := p.worlds.Default()
	set := w.Settings()
	set.CancelHours = 7
	err := errors.Join(w.SetSettings(t.Context(), set), w.PutUser(t.Context(), world.User{Name: "u", Password: "changed", Gstin: "29ZZZCA0101A1ZZ"}),
		w.MoveClock(t.Context(), func(c *clock.Clock) error { return c.Advance(time.Hour) }), p.world("OTHER").Restore(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	p.close()

	p, done = start(text)
	w = p.worlds.Default()
	if done != (Done{}) {
		t.Errorf("restart: %+v, want nothing done", done)
	}
	u, _ := w.User("u")
	if w.Settings().CancelHours != 7 || u.Password != "changed" || w.Clock.Now().Hour() != 13 {
		t.Errorf("restart: %d cancel hours, password %q, clock at %v; want what was done since the first start", w.Settings().CancelHours, u.Password, w.Clock.Now())
	}
	if !p.world("OTHER").HasTaxpayer("27ZZZCA0101A1Z3") {
		t.Error("restart: the taxpayer that a reset took away is not back")
	}
	before, _ := p.invoices(w)
	p.close()

	p, done = start(strings.Replace(text, "A/2", "A/3", 1))
	w = p.worlds.Default()
	if want := (Done{Worlds: 1, Invoices: 1, Kept: 1}); done != want {
		t.Errorf("changed seed: %+v, want %+v", done, want)
	}
	u, _ = w.User("u")
	if w.Settings().CancelHours != 48 || u.Password != "p" || w.Clock.Now().Hour() != 12 {
		t.Errorf("changed seed: %d cancel hours, password %q, clock at %v; want what the seed says", w.Settings().CancelHours, u.Password, w.Clock.Now())
	}
	after, _ := p.invoices(w)
	if diff := cmp.Diff(append(before, "A/3 2026-11-22 12:00:00 CNL"), after); diff != "" {
		t.Errorf("invoices of the changed seed (-want +got)\n%s", diff)
	}
}

// TestWorldOfBefore: a world that is older than the seed gets all of it.
func TestWorldOfBefore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "p.db")
	p := open(t, path, nil)
	p.close()
	s := read(t, "name: now seeded\nusers: [{user_name: u, password: p, gstin: 29ZZZCB0002B1ZW}]\ninvoices: [{case: b2b, number: B/1}]\n")
	p = open(t, path, s)
	if done, want := mustApply(t, p, s), (Done{Worlds: 1, Invoices: 1}); done != want {
		t.Errorf("done %+v, want %+v", done, want)
	}
	if w := p.worlds.Default(); w.Name() != "now seeded" || w.Clock.Mode() != clock.Real {
		t.Errorf("world %q with a clock in mode %s, want its new name and the real clock", w.Name(), w.Clock.Mode())
	}
}

// TestInterrupted: a start that was killed between an invoice and its cancellation is completed by the next one.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	const half = "clock: 2026-11-22T12:00:00+05:30\ninvoices: [{case: b2b, number: I/1, registered: -2h}]\n"
	path := filepath.Join(t.TempDir(), "p.db")
	p := open(t, path, nil)
	mustApply(t, p, read(t, half))
	p.close()
	p = open(t, path, nil)
	done := mustApply(t, p, read(t, strings.Replace(half, "-2h}", "-2h, cancelled: {at: +1h}}", 1)))
	if lines, _ := p.invoices(p.worlds.Default()); done.Kept != 1 || !slices.Equal(lines, []string{"I/1 2026-11-22 10:00:00 CNL"}) {
		t.Errorf("done %+v, invoices %v; want the one kept and cancelled", done, lines)
	}
}

// TestDefaultWorldTwice: the default world at the top, and again by its client id.
func TestDefaultWorldTwice(t *testing.T) {
	t.Parallel()
	s := read(t, "name: x\nworlds:\n- client_id: IRPSIM29TXP0001\n  name: y\n")
	_, err := open(t, "", s).apply(s)
	if err == nil || !strings.Contains(err.Error(), "seed.yaml:3: IRPSIM29TXP0001 is the client id of the default world, which ") {
		t.Errorf("error %v, want a complaint in line 3", err)
	}
}

// TestExamples: every example of the document, and the starter, hold today.
func TestExamples(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/seed.md")
	if err != nil {
		t.Fatal(err)
	}
	starter, err := os.ReadFile("../../cmd/irpsim/starter/seed.yaml")
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{string(starter)}
	for _, m := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(doc), -1) {
		texts = append(texts, m[1])
	}
	if len(texts) < 2 {
		t.Fatalf("docs/seed.md has no example in YAML")
	}
	for i, text := range texts {
		s := read(t, text)
		p := open(t, "", s)
		if done := mustApply(t, p, s); done.Worlds != 2 || done.Invoices < 3 {
			t.Errorf("example %d: %+v, want two worlds and at least three invoices", i, done)
		}
	}
}
