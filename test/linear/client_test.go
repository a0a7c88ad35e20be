package linear

import (
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/sample"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/server"
)

// today is where the clock of the world stands at first.
const today = "2026-11-22T12:00:00+05:30"

// portal is a simulator in this process, and a way to speak to both of its systems.
type portal struct {
	info server.Info
	irp  *client.Client
	eway eway
	http *http.Client
	docs [][]byte
}

// eway is a session at the e-way bill system.
type eway struct {
	token string
	sek   []byte
}

func begin(t *testing.T, seed uint64, documents int) *portal {
	t.Helper()
	s, err := server.Start(t.Context(), server.Config{Listen: "127.0.0.1:0", Ephemeral: true, Rand: &seed, Clock: today, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	p := &portal{info: s.Info(), http: &http.Client{Transport: client.Transport()}}
	key, err := client.FetchKey(t.Context(), p.http, p.info.Admin, p.info.AdminToken)
	if err != nil {
		t.Fatal(err)
	}
	c := p.info.Creds
	p.irp, err = client.New(client.Config{
		BaseURL: p.info.HTTP, ClientID: c.ClientID, ClientSecret: c.ClientSecret, UserName: c.UserName, Password: c.Password, GSTIN: c.GSTIN,
		Key: key, HTTP: p.http,
	})
	if err != nil {
		t.Fatal(err)
	}
	// Sessions outlive the history: that they end has tests of its own.
	p.control(t, http.MethodPatch, "/settings", `{"token_minutes":20000,"get_days":9}`)
	if err := errors.Join(p.irp.Login(t.Context()), p.enterEway(t.Context(), key)); err != nil {
		t.Fatal(err)
	}
	for n := range documents {
		doc, err := sample.Make("b2b", sample.Options{Number: number(n)})
		if err != nil {
			t.Fatal(err)
		}
		doc.DocDtls.Dt = docDate
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		p.docs = append(p.docs, text)
	}
	return p
}

const docDate = "22/11/2026"

func number(doc int) string { return fmt.Sprintf("L/%d", doc+1) }

func (p *portal) control(t *testing.T, method, path, body string) []byte {
	t.Helper()
	text, err := p.send(t.Context(), method, p.info.Admin+"/_sim/v1"+path, []byte(body), nil)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return text
}

// send makes one HTTP call; an answer of another class than 200 is an error.
func (p *portal) send(ctx context.Context, method, url string, body []byte, headers map[string]string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	resp, err := p.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode/100 != 2 {
		err = fmt.Errorf("%s: %s", resp.Status, text)
	}
	return text, err
}

func (p *portal) ewayHeaders() map[string]string {
	c := p.info.Creds
	return map[string]string{
		"client_id": c.ClientID, "client_secret": c.ClientSecret, "Gstin": c.GSTIN, "user_name": c.UserName, "authtoken": p.eway.token,
	}
}

// enterEway logs in at the e-way bill system.
func (p *portal) enterEway(ctx context.Context, key *rsa.PublicKey) error {
	appKey := bytes.Repeat([]byte("e"), 32)
	login, err := json.Marshal(map[string]string{
		"action": "ACCESSTOKEN", "username": p.info.Creds.UserName, "password": p.info.Creds.Password, "app_key": base64.StdEncoding.EncodeToString(appKey),
	})
	if err != nil {
		return err
	}
	data, err := seal.SealAuth(nil, key, login)
	if err != nil {
		return err
	}
	text, err := p.send(ctx, http.MethodPost, p.info.HTTP+"/ewaybillapi/v1.03/auth", []byte(`{"Data":"`+data+`"}`), p.ewayHeaders())
	if err != nil {
		return err
	}
	var env struct{ Status, AuthToken, Sek string }
	if err := json.Unmarshal(text, &env); err != nil || env.Status != "1" {
		return fmt.Errorf("login at the e-way bill system: %s (%v)", text, err)
	}
	p.eway.token = env.AuthToken
	p.eway.sek, err = seal.UnwrapSek(appKey, env.Sek)
	return err
}

// do carries one operation out and tells what was heard. An error is none that the history could explain.
func (p *portal) do(ctx context.Context, in input, irn string) output {
	var out output
	var err error
	switch in.kind {
	case register:
		var r *client.Registered
		if r, err = p.irp.Generate(ctx, p.docs[in.doc]); err == nil {
			out = output{ack: string(r.AckNo), status: r.Status}
		}
	case cancel:
		_, err = p.irp.Cancel(ctx, irn, "1", "linear")
	case bill:
		var e *client.EWB
		if e, err = p.irp.GenerateEWB(ctx, []byte(`{"Irn":"`+irn+`","TransMode":"1","VehNo":"KA01AB1234","VehType":"R","Distance":0}`)); err == nil {
			out.bill = string(e.EwbNo)
		}
	case unbill:
		return p.unbill(ctx, in.number)
	case read:
		var r *client.Registered
		if r, err = p.irp.GetByDoc(ctx, "INV", number(in.doc), docDate); err == nil {
			out = output{ack: string(r.AckNo), status: r.Status, bill: string(r.EwbNo)}
		}
	}
	if refusal, ok := errors.AsType[*client.Refusal](err); ok {
		out.code = strings.Join(refusal.Codes(), ",")
		if first, ok := refusal.Duplicate(); ok {
			out.ack = string(first.AckNo)
		}
		return out
	}
	out.lost = err != nil
	return out
}

func (p *portal) unbill(ctx context.Context, no string) output {
	data := seal.Seal(p.eway.sek, []byte(`{"ewbNo":`+no+`,"cancelRsnCode":1,"cancelRmrk":"linear"}`))
	text, err := p.send(ctx, http.MethodPost, p.info.HTTP+"/ewaybillapi/v1.03/ewayapi", []byte(`{"action":"CANEWB","data":"`+data+`"}`), p.ewayHeaders())
	var env struct{ Status, Error string }
	if err != nil || json.Unmarshal(text, &env) != nil {
		return output{lost: true}
	}
	if env.Status == "1" {
		return output{}
	}
	var refusal struct{ ErrorCodes string }
	detail, err := base64.StdEncoding.DecodeString(env.Error)
	if err != nil || json.Unmarshal(detail, &refusal) != nil || refusal.ErrorCodes == "" {
		return output{code: "unreadable: " + string(text)}
	}
	return output{code: strings.Trim(refusal.ErrorCodes, ",")}
}
