package exercise_test

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/exercise"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/world"
)

// today is where the clock of the tests stands.
const today = "2026-11-22T12:31:07+05:30"

// desk is a trainee at work: a simulator with a frozen clock, an exercise, and where it began.
type desk struct {
	t     testing.TB
	info  server.Info
	world *world.World
	key   *rsa.PublicKey
	ex    exercise.Exercise
	since uint64
}

// sit starts a simulator and begins an exercise as its page does: the control calls of Start, then the journal's last id.
func sit(t testing.TB, slug string) *desk {
	t.Helper()
	seed := uint64(1)
	s, err := server.Start(t.Context(), server.Config{Listen: "127.0.0.1:0", Ephemeral: true, Rand: &seed, Clock: today, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.Shutdown(t.Context()); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	d := &desk{t: t, info: s.Info(), world: s.Worlds().Default()}
	if d.key, err = client.FetchKey(t.Context(), http.DefaultClient, d.info.Admin, d.info.AdminToken); err != nil {
		t.Fatal(err)
	}
	ex, ok := exercise.Find(slug)
	if !ok {
		t.Fatalf("there is no exercise %q", slug)
	}
	d.ex = ex
	d.begin()
	return d
}

// begin starts the exercise, again if need be.
func (d *desk) begin() {
	d.t.Helper()
	for _, c := range d.ex.Start {
		d.control(c.Method, c.Path, c.Body)
	}
	d.since = d.world.Journal.Last()
}

// judge asks how the exercise stands, with what the trainee has typed in.
func (d *desk) judge(answer string) exercise.Result {
	entries, state := d.seen(answer)
	return exercise.Judge(d.ex, d.since, entries, state)
}

func (d *desk) seen(answer string) ([]journal.Entry, exercise.State) {
	return d.world.Journal.Find(journal.Filter{SinceID: d.since}),
		exercise.State{World: d.world.ID, Last: d.world.Journal.Last(), Answer: answer}
}

func (d *desk) control(method, path, body string) []byte {
	d.t.Helper()
	return d.do(method, d.info.Admin+"/_sim/v1"+path, []byte(body), map[string]string{"Authorization": "Bearer " + d.info.AdminToken})
}

// jump moves the clock to an edge.
func (d *desk) jump(edge, offset string) {
	d.t.Helper()
	d.control(http.MethodPost, "/clock/goto", `{"edge":"`+edge+`","offset":"`+offset+`"}`)
}

// do makes an HTTP call; no answer is nil.
func (d *desk) do(method, address string, body []byte, headers map[string]string) []byte {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), method, address, bytes.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		d.t.Fatalf("%s %s answered %d, %v: %s", method, address, resp.StatusCode, err, got)
	}
	return got
}

// program is the trainee's own client.
type program struct {
	d     *desk
	agent string
	token string
	sek   []byte
	irn   string
}

func (d *desk) program() *program { return &program{d: d, agent: "trainee/1"} }

func (p *program) send(method, path string, body []byte) []byte {
	c := p.d.info.Creds
	return p.d.do(method, p.d.info.HTTP+path, body, map[string]string{
		"client_id": c.ClientID, "client_secret": c.ClientSecret, "Gstin": c.GSTIN, "user_name": c.UserName, "AuthToken": p.token,
		"User-Agent": p.agent,
	})
}

// login logs in and keeps token and Sek; twist may change the JSON or the sealing.
func (p *program) login(force bool) {
	p.d.t.Helper()
	appKey := bytes.Repeat([]byte("k"), 32)
	c := p.d.info.Creds
	text, err := json.Marshal(map[string]any{
		"UserName": c.UserName, "Password": c.Password, "AppKey": base64.StdEncoding.EncodeToString(appKey), "ForceRefreshAccessToken": force,
	})
	if err != nil {
		p.d.t.Fatal(err)
	}
	data, err := seal.SealAuth(nil, p.d.key, text)
	if err != nil {
		p.d.t.Fatal(err)
	}
	var env struct {
		Data struct{ AuthToken, Sek string }
	}
	got := p.send(http.MethodPost, "/eivital/v1.04/auth", []byte(`{"Data":"`+data+`"}`))
	if err := json.Unmarshal(got, &env); err != nil || env.Data.AuthToken == "" {
		p.d.t.Fatalf("login: %v in %s", err, got)
	}
	p.token = env.Data.AuthToken
	if p.sek, err = seal.UnwrapSek(appKey, env.Data.Sek); err != nil {
		p.d.t.Fatal(err)
	}
}

// badLogin sends the JSON without its Base64, the classic mistake.
func (p *program) badLogin() {
	p.d.t.Helper()
	data, err := seal.SealRSA(nil, p.d.key, []byte(`{"UserName":"irpsim_user"}`))
	if err != nil {
		p.d.t.Fatal(err)
	}
	p.send(http.MethodPost, "/eivital/v1.04/auth", []byte(`{"Data":"`+data+`"}`))
}

// call makes a call of the portal, GET when payload is nil, and returns the codes of a refusal, or "lost".
func (p *program) call(path string, payload []byte) string {
	p.d.t.Helper()
	method, body := http.MethodGet, []byte(nil)
	if payload != nil {
		method, body = http.MethodPost, []byte(`{"Data":"`+seal.Seal(p.sek, payload)+`"}`)
	}
	raw := p.send(method, path, body)
	if raw == nil {
		return "lost"
	}
	var env struct {
		ErrorDetails []struct{ ErrorCode string }
		Data         string
	}
	if err := json.Unmarshal(raw, &env); err != nil {
		p.d.t.Fatalf("%s: %v in %s", path, err, raw)
	}
	var codes []string
	for _, e := range env.ErrorDetails {
		codes = append(codes, e.ErrorCode)
	}
	if len(codes) > 0 {
		return strings.Join(codes, ",")
	}
	plain, err := seal.Open(p.sek, env.Data)
	if err != nil {
		p.d.t.Fatal(err)
	}
	var got struct{ Irn string }
	if json.Unmarshal(plain, &got) == nil && got.Irn != "" {
		p.irn = got.Irn
	}
	return ""
}

// expect fails the test unless a call ended with codes.
func (p *program) expect(want, got string) {
	p.d.t.Helper()
	if got != want {
		p.d.t.Fatalf("the call ended with %q, want %q", got, want)
	}
}

const (
	generate = "/eicore/v1.03/Invoice"
	cancel   = "/eicore/v1.03/Invoice/Cancel"
	bill     = "/eiewb/v1.03/ewaybill"
)

func (p *program) get(irn string) string { return p.call("/eicore/v1.03/Invoice/irn/"+irn, nil) }

func (p *program) byDocument(no, date string) string {
	q := url.Values{"doctype": {"INV"}, "docnum": {no}, "docdate": {date}}
	return p.call("/eicore/v1.03/Invoice/irnbydocdetails?"+q.Encode(), nil)
}

func (p *program) cancel(irn string) string {
	return p.call(cancel, []byte(`{"Irn":"`+irn+`","CnlRsn":"1","CnlRem":"for practice"}`))
}

func (p *program) bill(irn, vehicle string) string {
	return p.call(bill, []byte(`{"Irn":"`+irn+`","Distance":0,"TransMode":"1","VehType":"R","VehNo":"`+vehicle+`"}`))
}

// document is a sample of a kind with a number, edited by path and value in pairs.
func (d *desk) document(kind, number string, edits ...any) []byte {
	d.t.Helper()
	at, err := time.Parse(time.RFC3339, today)
	if err != nil {
		d.t.Fatal(err)
	}
	made, err := sample.Make(kind, sample.Options{Number: number, Date: at.In(clock.IST)})
	if err != nil {
		d.t.Fatal(err)
	}
	text, err := json.Marshal(made)
	if err != nil {
		d.t.Fatal(err)
	}
	tree := map[string]any{}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&tree); err != nil {
		d.t.Fatal(err)
	}
	for pair := range slices.Chunk(edits, 2) {
		if err := validate.Set(tree, pair[0].(string), pair[1]); err != nil {
			d.t.Fatal(err)
		}
	}
	if text, err = json.Marshal(tree); err != nil {
		d.t.Fatal(err)
	}
	return text
}
