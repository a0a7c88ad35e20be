package irptest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/irpsim/irpsim/internal/client"
)

// Client speaks to the portal as a program does, with real encryption. It logs in when it has no session, and once more
// when the portal says that the token is no longer valid (1005). A refusal is an [*Error]. It may be used from any
// goroutine.
type Client struct {
	sim    *Sim
	client *client.Client
}

// Client returns the client of the world's first user, always the same one. It has logged in, unless a fault is set up
// that could strike the login: then the first call logs in, and what strikes it is that call's error.
func (s *Sim) Client() *Client {
	s.t.Helper()
	return s.ClientOf(s.Creds().UserName)
}

// ClientOf is [Sim.Client] for another user of the world, such as irpsim_mh or irpsim_eco.
func (s *Sim) ClientOf(userName string) *Client {
	s.t.Helper()
	creds := s.CredsOf(userName)
	name := strings.ToLower(creds.UserName)
	s.mu.Lock()
	c := s.clients[name]
	faults := len(s.armed) > 0
	if c == nil {
		c = s.newClient(creds)
		s.clients[name] = c
	}
	s.mu.Unlock()
	if token, _ := c.client.Session(); token == "" && !faults {
		if err := c.Login(); err != nil {
			s.t.Fatalf("irptest: %s cannot log in: %v", creds.UserName, err)
		}
	}
	return c
}

func (s *Sim) newClient(creds Creds) *Client {
	inner, err := client.New(client.Config{
		BaseURL: s.URL, ClientID: creds.ClientID, ClientSecret: creds.ClientSecret, UserName: creds.UserName,
		Password: creds.Password, GSTIN: creds.GSTIN, Key: s.key, HTTP: s.host.http,
		Chance: config{seed: s.seed}.source("client/" + s.world.ID + "/" + creds.UserName),
	})
	if err != nil {
		s.t.Fatalf("irptest: %v", err)
	}
	return &Client{sim: s, client: inner}
}

// Login logs in, whether there is a session or not. It is not needed before other calls.
func (c *Client) Login() error { return c.sim.outward(c.client.Login(context.Background())) }

// Registered is an IRN as Generate and the look-ups answer it. Numbers are the text that was sent; what was null is "".
type Registered struct {
	Irn           string
	AckNo         string
	AckDt         string // yyyy-MM-dd HH:mm:ss, IST
	SignedInvoice string
	SignedQRCode  string
	Status        string // ACT or CNL
	EwbNo         string
	EwbDt         string
	EwbValidTill  string
	Remarks       string

	InfoDtls []Info `json:"-"`
	Raw      []byte `json:"-"` // the plain answer
}

// Generate registers a document: a [Document], JSON as []byte, string or json.RawMessage, or any value whose JSON is one.
func (c *Client) Generate(document any) (Registered, error) {
	text, err := jsonOf(document)
	if err != nil {
		return Registered{}, err
	}
	return c.registered(c.client.Generate(context.Background(), text))
}

// MustGenerate is [Client.Generate] for documents that the test knows to be good: a refusal fails the test.
func (c *Client) MustGenerate(document any) Registered {
	c.sim.t.Helper()
	r, err := c.Generate(document)
	if err != nil {
		c.sim.t.Fatalf("irptest: generate: %v", err)
	}
	return r
}

// Get reads an IRN back.
func (c *Client) Get(irn string) (Registered, error) {
	return c.registered(c.client.Get(context.Background(), irn))
}

// GetByDoc reads an IRN by its document: typ is INV, CRN or DBN, date is dd/MM/yyyy.
func (c *Client) GetByDoc(typ, number, date string) (Registered, error) {
	return c.registered(c.client.GetByDoc(context.Background(), typ, number, date))
}

// Cancelled is the answer of Cancel.
type Cancelled struct {
	Irn        string
	CancelDate string // yyyy-MM-dd HH:mm:ss, IST
}

// Cancel withdraws an IRN. Reason is 1 duplicate, 2 data entry mistake, 3 order cancelled, 4 others; the remark has 1 to
// 100 characters.
func (c *Client) Cancel(irn, reason, remark string) (Cancelled, error) {
	got, err := c.client.Cancel(context.Background(), irn, reason, remark)
	if err != nil {
		return Cancelled{}, c.sim.outward(err)
	}
	return Cancelled(*got), nil
}

// Gstin looks a GSTIN up in the portal's register.
func (c *Client) Gstin(gstin string) (GstinDetails, error) { return c.lookUp(gstin, false) }

// Sync has a GSTIN brought up to what the GST common portal says, and looks it up.
func (c *Client) Sync(gstin string) (GstinDetails, error) { return c.lookUp(gstin, true) }

func (c *Client) lookUp(gstin string, sync bool) (GstinDetails, error) {
	plain, err := c.client.Gstin(context.Background(), gstin, sync)
	if err != nil {
		return GstinDetails{}, c.sim.outward(err)
	}
	d := GstinDetails{Raw: plain}
	if err := json.Unmarshal(plain, &d); err != nil {
		return d, fmt.Errorf("the opened answer is not what a look-up gives: %w", err)
	}
	return d, nil
}

func (c *Client) registered(r *client.Registered, err error) (Registered, error) {
	if err != nil {
		return Registered{}, c.sim.outward(err)
	}
	return Registered{
		Irn: r.Irn, AckNo: r.AckNo.String(), AckDt: r.AckDt, SignedInvoice: r.SignedInvoice, SignedQRCode: r.SignedQRCode,
		Status: r.Status, EwbNo: r.EwbNo.String(), EwbDt: r.EwbDt, EwbValidTill: r.EwbValidTill, Remarks: r.Remarks,
		InfoDtls: infos(r.Info), Raw: r.Raw,
	}, nil
}

// jsonOf is the text that a value stands for.
func jsonOf(v any) ([]byte, error) {
	switch v := v.(type) {
	case []byte:
		return v, nil
	case string:
		return []byte(v), nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("the document has no JSON: %w", err)
	}
	return text, nil
}
