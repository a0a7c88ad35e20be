package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// Paths of the core service below the base URL. PathIRN ends where the IRN follows.
const (
	PathInvoice = "/eicore/v1.03/Invoice"
	PathIRN     = PathInvoice + "/irn/"
)

// Registered is an IRN as Generate and the look-ups give it. Numbers are the text that was sent; what was null is "".
type Registered struct {
	AckNo         json.Number
	AckDt         string
	Irn           string
	SignedInvoice string
	SignedQRCode  string
	Status        string
	EwbNo         json.Number
	EwbDt         string
	EwbValidTill  string
	Remarks       string

	Info []Info `json:"-"` // InfoDtls of the answer
	Raw  []byte `json:"-"` // the answer's plain text
}

// Cancelled is the answer of Cancel.
type Cancelled struct {
	Irn        string
	CancelDate string
}

// Generate registers a document: one JSON object of schema 1.1.
func (c *Client) Generate(ctx context.Context, document []byte) (*Registered, error) {
	return c.registered(ctx, http.MethodPost, PathInvoice, document)
}

// Get reads an IRN back.
func (c *Client) Get(ctx context.Context, irn string) (*Registered, error) {
	return c.registered(ctx, http.MethodGet, PathIRN+url.PathEscape(irn), nil)
}

// GetByDoc reads an IRN by its document: typ INV, CRN or DBN, date as dd/MM/yyyy.
func (c *Client) GetByDoc(ctx context.Context, typ, number, date string) (*Registered, error) {
	q := url.Values{"doctype": {typ}, "docnum": {number}, "docdate": {date}}
	return c.registered(ctx, http.MethodGet, PathInvoice+"/irnbydocdetails?"+q.Encode(), nil)
}

// Cancel withdraws an IRN. Reason is 1 duplicate, 2 data entry mistake, 3 order cancelled, 4 others; remark has 1 to 100
// characters.
func (c *Client) Cancel(ctx context.Context, irn, reason, remark string) (*Cancelled, error) {
	payload, err := json.Marshal(struct{ Irn, CnlRsn, CnlRem string }{irn, reason, remark})
	if err != nil {
		return nil, err
	}
	plain, _, err := c.call(ctx, http.MethodPost, PathInvoice+"/Cancel", payload)
	if err != nil {
		return nil, err
	}
	var got Cancelled
	if err := json.Unmarshal(plain, &got); err != nil {
		return nil, fmt.Errorf("the opened answer is not what Cancel gives: %w", err)
	}
	return &got, nil
}

func (c *Client) registered(ctx context.Context, method, path string, payload []byte) (*Registered, error) {
	plain, info, err := c.call(ctx, method, path, payload)
	if err != nil {
		return nil, err
	}
	got := Registered{Info: info, Raw: plain}
	if err := json.Unmarshal(plain, &got); err != nil || got.Irn == "" {
		return nil, fmt.Errorf("the opened answer holds no Irn: %s", excerpt(plain))
	}
	return &got, nil
}

// Gstin looks a GSTIN up in the portal's register, or has it synced from the GST common portal first. It returns the
// plain answer.
func (c *Client) Gstin(ctx context.Context, gstin string, sync bool) ([]byte, error) {
	path := "/eivital/v1.04/Master/gstin/"
	if sync {
		path = "/eivital/v1.04/Master/syncgstin/"
	}
	plain, _, err := c.call(ctx, http.MethodGet, path+url.PathEscape(gstin), nil)
	return plain, err
}

// Rejected lists the IRNs that were rejected on a day, dd/MM/yyyy, because another portal had the document first.
func (c *Client) Rejected(ctx context.Context, date string) ([]string, error) {
	plain, _, err := c.call(ctx, http.MethodGet, PathInvoice+"/rejectedirns?date="+url.QueryEscape(date), nil)
	if err != nil {
		return nil, err
	}
	var irns []string
	if err := json.Unmarshal(plain, &irns); err != nil {
		return nil, fmt.Errorf("the answer is no list of IRNs: %w", err)
	}
	return irns, nil
}
