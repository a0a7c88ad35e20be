package server_test

import (
	"archive/zip"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/irpsim/irpsim/internal/client"
)

// reads is everything that the control API shows of a world and that a snapshot brings back.
func (s *sim) reads(world string) string {
	s.t.Helper()
	q := "?world=" + url.QueryEscape(world)
	all := []string{}
	for _, path := range []string{"/creds", "/settings", "/taxpayers", "/clock", "/faults", "/invoices"} {
		all = append(all, path+" "+s.control(http.MethodGet, path+q, "", 200, nil))
	}
	var list []struct{ Irn string }
	s.control(http.MethodGet, "/invoices"+q, "", 200, &list)
	for _, i := range list {
		all = append(all, s.control(http.MethodGet, "/invoices/"+i.Irn+q, "", 200, nil))
	}
	return strings.Join(all, "\n")
}

// busy is a world with a bit of everything: invoices in each state, a bill, a user, a taxpayer, a fault that struck.
func busy(t *testing.T, s *sim) (world creds, u *party, billed string) {
	world = s.newWorld(`{"name":"busy","settings":{"get_days":5}}`)
	q := "?world=" + world.ClientID
	u = s.enter(world, sellerGstin)
	billed = text(u.ask("/eicore/v1.03/Invoice", bill(t, "S/1", byRoad)).plain["Irn"])
	gone := text(u.ask("/eicore/v1.03/Invoice", bill(t, "S/2", nil)).plain["Irn"])
	if a := u.ask("/eicore/v1.03/Invoice/Cancel", map[string]string{"Irn": gone, "CnlRsn": "1", "CnlRem": "x"}); a.codes != "" {
		t.Fatalf("cancelling answered %s", a.codes)
	}
	s.control("POST", "/users"+q, `{"user_name":"more","password":"p","gstin":"27ZZZCB0002B1Z0"}`, 201, nil)
	s.control("DELETE", "/taxpayers/27ZZZCB0002B1Z0"+q, "", 204, nil)
	s.control("POST", "/faults"+q, `{"id":"f","match":{"api":"get"},"do":{"code":"2147"},"times":3}`, 201, nil)
	if a := u.ask("/eicore/v1.03/Invoice/irn/"+billed, nil); a.codes != "2147" {
		t.Fatalf("the fault answered %q", a.codes)
	}
	s.control("POST", "/clock/advance"+q, `{"by":"90m"}`, 200, nil)
	return world, u, billed
}

// disturb changes everything that busy made.
func disturb(t *testing.T, s *sim, world creds, u *party, billed string) {
	q := "?world=" + world.ClientID
	s.control("DELETE", "/faults"+q, "", 204, nil)
	if a := u.ask("/eicore/v1.03/Invoice", bill(t, "S/3", byRoad)); a.codes != "" {
		t.Fatalf("S/3 answered %s", a.codes)
	}
	u.ask("/eicore/v1.03/Invoice/irn/"+billed, nil)
	s.control("PATCH", "/settings"+q, `{"get_days":9,"issuer":"other"}`, 200, nil)
	s.control("POST", "/users"+q, `{"user_name":"late","password":"p","gstin":"29ZZZCB0002B1ZW"}`, 201, nil)
	s.control("PUT", "/taxpayers/29ZZZCB0002B1ZW"+q, `{"status":"SUS"}`, 200, nil)
	s.control("PUT", "/clock"+q, `{"mode":"real"}`, 200, nil)
}

// TestSnapshotBringsTheWorldBack, after changes, after a reset, more than once, and over a restart.
func TestSnapshotBringsTheWorldBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, durable(dir))
	world, u, billed := busy(t, s)
	q := "?world=" + world.ClientID
	before := s.reads(world.ClientID)
	s.control("POST", "/snapshots"+q, `{"name":"busy"}`, 201, nil)

	var acks []json.Number
	for _, what := range []string{"changes", "reset", "both"} {
		if what != "reset" {
			disturb(t, s, world, u, billed)
		}
		if what != "changes" {
			s.control("POST", "/reset"+q, `{"what":["all"]}`, 204, nil)
		}
		if s.reads(world.ClientID) == before {
			t.Fatalf("%s: nothing has changed", what)
		}
		s.control("POST", "/snapshots/busy/restore"+q, "", 200, nil)
		want(t, "after "+what, s.reads(world.ClientID), before)
		// The session of before is good again, the document is known, its bill is active, and numbers go on.
		s.control("DELETE", "/faults"+q, "", 204, nil)
		want(t, what+": S/1 again", u.ask("/eicore/v1.03/Invoice", bill(t, "S/1", byRoad)).codes, "2150")
		want(t, what+": cancelling with a bill", u.ask("/eicore/v1.03/Invoice/Cancel", map[string]string{"Irn": billed, "CnlRsn": "1", "CnlRem": "x"}).codes, "2230")
		made := u.ask("/eicore/v1.03/Invoice", bill(t, "S/9", byRoad))
		acks = append(acks, made.plain["AckNo"].(json.Number), made.plain["EwbNo"].(json.Number))
		s.control("POST", "/snapshots/busy/restore"+q, "", 200, nil)
	}
	given := map[string]bool{}
	for _, n := range acks {
		running := n.String()[len(n.String())-9:]
		if given[running] {
			t.Errorf("number %s was given again after a restore", n)
		}
		given[running] = true
	}
	disturb(t, s, world, u, billed)
	if _, err := s.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := start(t, durable(dir))
	again.control("POST", "/snapshots/busy/restore"+q, "", 200, nil)
	strip := func(text string) string { // the URL is that of the run
		return strings.NewReplacer(s.Info().HTTP, "", again.Info().HTTP, "").Replace(text)
	}
	want(t, "after a restart", strip(again.reads(world.ClientID)), strip(before))
}

// TestWorldsFromSnapshots share nothing with each other or with where they came from.
func TestWorldsFromSnapshots(t *testing.T) {
	t.Parallel()
	s := start(t)
	world, _, billed := busy(t, s)
	q := "?world=" + world.ClientID
	s.control("POST", "/snapshots"+q, `{"name":"busy"}`, 201, nil)
	before := s.reads(world.ClientID)
	var made [2]creds
	for i := range made {
		s.control("POST", "/worlds"+q, `{"snapshot":"busy","name":"copy","settings":{"issuer":"mine"}}`, 201, &made[i])
	}
	var settings struct {
		Issuer  string
		GetDays int `json:"get_days"`
	}
	s.control("GET", "/settings?world="+made[0].ClientID, "", 200, &settings)
	if settings.Issuer != "mine" || settings.GetDays != 5 {
		t.Errorf("the copy has settings %+v, want those of the snapshot with the issuer of the call", settings)
	}
	first := s.enter(made[0], sellerGstin)
	s.control("DELETE", "/faults?world="+made[0].ClientID, "", 204, nil)
	want(t, "the document in the copy", first.ask("/eicore/v1.03/Invoice", bill(t, "S/1", byRoad)).codes, "2150")
	want(t, "its bill", first.ask("/eiewb/v1.03/ewaybill/irn/"+billed, nil).codes, "")
	if a := first.ask("/eicore/v1.03/Invoice", bill(t, "S/7", byRoad)); a.codes != "" || text(a.plain["EwbNo"]) == "" {
		t.Errorf("registering in the copy answered %s", a.codes)
	}
	s.control("POST", "/snapshots?world="+made[0].ClientID, `{"name":"own"}`, 201, nil)
	s.control("DELETE", "/worlds/"+made[0].ClientID, "", 204, nil)
	want(t, "where the copy came from", s.reads(world.ClientID), before)
	var left []struct{ DocNo string }
	s.control("GET", "/invoices?world="+made[1].ClientID, "", 200, &left)
	if len(left) != 2 {
		t.Errorf("the other copy has %d invoices, want 2", len(left))
	}
	s.control("POST", "/worlds", `{"snapshot":"busy"}`, 404, nil) // the default world has none
}

// TestSnapshotTravels as a file to another simulator, with and without secrets.
func TestSnapshotTravels(t *testing.T) {
	t.Parallel()
	s, other := start(t), start(t)
	world, u, _ := busy(t, s)
	q := "?world=" + world.ClientID
	s.control("POST", "/snapshots"+q, `{"name":"busy"}`, 201, nil)
	s.control("POST", "/reset"+q, `{"what":["irns"]}`, 204, nil)
	s.control("POST", "/snapshots/busy/restore"+q, "", 200, nil)
	open := s.control("GET", "/snapshots/busy"+q+"&secrets=true", "", 200, nil)
	masked := s.control("GET", "/snapshots/busy"+q, "", 200, nil)
	for _, secret := range []string{u.token, u.pass, `"sek"`} {
		if strings.Contains(masked, secret) || !strings.Contains(open, secret) {
			t.Errorf("%s: in the file without secrets %v, with them %v", secret, strings.Contains(masked, secret), strings.Contains(open, secret))
		}
	}
	var kept struct{ Invoices, EWBs, Users, Sessions, Faults int }
	other.control("PUT", "/snapshots/came", open, 201, &kept)
	if kept.Invoices != 2 || kept.EWBs != 1 || kept.Users != 4 || kept.Sessions != 1 || kept.Faults != 1 {
		t.Errorf("the file brought %+v", kept)
	}
	none := other.reads(other.Info().Creds.ClientID)
	other.control("PUT", "/snapshots/masked", masked, 201, nil)
	want(t, "importing changed the world", other.reads(other.Info().Creds.ClientID), none)
	want(t, "the file written again", withoutHeader(other.control("GET", "/snapshots/came?secrets=true", "", 200, nil)), withoutHeader(open))

	other.control("POST", "/snapshots/came/restore", "", 200, nil)
	there := *u
	there.s, there.world.ClientID, there.world.ClientSecret = other, other.Info().Creds.ClientID, other.Info().Creds.ClientSecret
	want(t, "the document where the file went", there.ask("/eicore/v1.03/Invoice", bill(t, "S/1", byRoad)).codes, "2150")
	other.control("POST", "/snapshots/masked/restore", "", 200, nil)
	want(t, "the session without secrets", there.ask("/eicore/v1.03/Invoice", bill(t, "S/1", byRoad)).codes, "1005")
	if err := other.client(func(c *client.Config) { c.UserName, c.Password = "irpsim_user", "Irpsim@2026" }).Login(t.Context()); err != nil {
		t.Errorf("login with the default password after a snapshot without secrets: %v", err)
	}
}

func withoutHeader(file string) string {
	_, rest, _ := strings.Cut(file, "\n")
	var lines []string
	for line := range strings.Lines(rest) { // numbers of invoices are those of the world
		for _, name := range []string{`"seq":`} {
			if before, after, ok := strings.Cut(line, name); ok {
				line = before + strings.TrimLeft(after, "0123456789")
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "")
}

// TestCapsuleKeepsSecrets: what is packed without secrets holds no login, sealed or not, and no key.
func TestCapsuleKeepsSecrets(t *testing.T) {
	t.Parallel()
	s := start(t)
	world, u, _ := busy(t, s)
	s.enterEway(world, sellerGstin)
	q := "?world=" + world.ClientID
	sealed := regexp.MustCompile(`"cipher":"([^"]+)"`).FindStringSubmatch(s.control("GET", "/journal"+q+"&api=auth", "", 200, nil))
	if sealed == nil {
		t.Fatal("the journal has no sealed login")
	}
	for _, secrets := range []string{"false", "true"} {
		packed := s.control("GET", "/capsule"+q+"&secrets="+secrets, "", 200, nil)
		z, err := zip.NewReader(strings.NewReader(packed), int64(len(packed)))
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, f := range z.File {
			part, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(&all, part); err != nil {
				t.Fatal(err)
			}
		}
		text := strings.ReplaceAll(all.String(), `\u002b`, "+") // as JSON may write it
		for _, secret := range []string{u.token, u.pass, world.ClientSecret, sealed[1]} {
			if strings.Contains(text, secret) != (secrets == "true") {
				t.Errorf("secrets=%s: %.40s is in the capsule: %v", secrets, secret, strings.Contains(text, secret))
			}
		}
		if !strings.Contains(text, `"S/1"`) || len(z.File) != 4 {
			t.Errorf("secrets=%s: the capsule has %d parts and not the document", secrets, len(z.File))
		}
	}
}

// TestSnapshotsUnderLoad are taken and restored while clients register; whatever comes of it, the store stays sound.
func TestSnapshotsUnderLoad(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := s.client()
	s.control("POST", "/faults", `{"id":"f","match":{"api":"cancel"},"do":{"code":"2147"},"times":1000}`, 201, nil)
	var wait sync.WaitGroup
	for w := range 4 {
		wait.Go(func() {
			for n := range 6 {
				number := string(rune('A'+w)) + "/" + string(rune('1'+n))
				made, err := c.Generate(t.Context(), document(t, "b2b", number, 1))
				if err != nil {
					continue // the login was undone
				}
				_, _ = c.Cancel(t.Context(), made.Irn, "1", "x")
			}
		})
	}
	for n := range 8 {
		name := string(rune('a' + n%2))
		s.control("POST", "/snapshots", `{"name":"`+name+`"}`, 201, nil)
		s.control("POST", "/snapshots/"+name+"/restore", "", 200, nil)
	}
	wait.Wait()
	if err := s.Worlds().Default().DB().Check(); err != nil {
		t.Error(err)
	}
}
