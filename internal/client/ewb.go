package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// EWB is an e-way bill as GenerateEWB and GetEWB give it. Numbers are the text that was sent; Status is empty when it was just
// made, EwbValidTill for Part A alone.
type EWB struct {
	EwbNo        json.Number
	Status       string
	GenGstin     string
	EwbDt        string
	EwbValidTill string

	Info []Info `json:"-"` // InfoDtls of the answer
}

// GenerateEWB makes an e-way bill for a registered invoice. The request is the plain document: Irn and what moves the goods.
func (c *Client) GenerateEWB(ctx context.Context, request []byte) (*EWB, error) {
	return c.ewb(ctx, http.MethodPost, "/eiewb/v1.03/ewaybill", request)
}

// GetEWB reads the last e-way bill of an IRN.
func (c *Client) GetEWB(ctx context.Context, irn string) (*EWB, error) {
	return c.ewb(ctx, http.MethodGet, "/eiewb/v1.03/ewaybill/irn/"+url.PathEscape(irn), nil)
}

func (c *Client) ewb(ctx context.Context, method, path string, payload []byte) (*EWB, error) {
	plain, info, err := c.call(ctx, method, path, payload)
	if err != nil {
		return nil, err
	}
	got := EWB{Info: info}
	if err := json.Unmarshal(plain, &got); err != nil || got.EwbNo == "" {
		return nil, fmt.Errorf("the opened answer holds no EwbNo: %s", excerpt(plain))
	}
	return &got, nil
}
