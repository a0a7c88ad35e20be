package play

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/sample"
)

// title says what a call asks for.
func title(c sample.Call, plain string) string {
	switch c.API {
	case "auth", "auth103":
		return "Log in as " + c.User.Name
	case "generate":
		var doc struct{ DocDtls struct{ No string } }
		if json.Unmarshal([]byte(plain), &doc) == nil && doc.DocDtls.No != "" {
			return "Register " + doc.DocDtls.No
		}
		return "Register a document"
	case "cancel":
		return "Cancel the IRN"
	case "get":
		return "Read the IRN back"
	case "getbydoc":
		return "Read the IRN back by its document"
	case "rejected":
		return "Ask for the rejected IRNs of a day"
	case "gstin":
		return "Look a GSTIN up"
	case "ewb":
		return "Ask for an e-way bill"
	case "ewb-get":
		return "Read the e-way bill"
	case "ewayapi":
		return "Act on an e-way bill: " + c.Action
	}
	return c.API
}

// said names codes for a sentence.
func said(codes []string) string {
	if len(codes) == 0 {
		return "success"
	}
	return strings.Join(codes, ", ")
}

// distinct keeps the first of equal codes.
func distinct(codes []string) []string {
	var list []string
	for _, c := range codes {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// alerts reads the codes of a refused e-way bill out of InfoDtls.
func alerts(info json.RawMessage) []string {
	var entries []struct {
		InfCd string
		Desc  json.RawMessage
	}
	if json.Unmarshal(info, &entries) != nil {
		return nil
	}
	var list []string
	for _, e := range entries {
		var refused []struct{ ErrorCode string }
		if e.InfCd == "EWBERR" && json.Unmarshal(e.Desc, &refused) == nil {
			for _, r := range refused {
				list = append(list, r.ErrorCode)
			}
		}
	}
	return distinct(list)
}

// bareCodes reads a refusal of the e-way bill system: base64 of {"errorCodes":"312,"} without texts.
func bareCodes(answer string) []string {
	var refusal struct{ Error string }
	if json.Unmarshal([]byte(answer), &refusal) != nil {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(refusal.Error)
	if err != nil {
		return nil
	}
	var inner struct {
		ErrorCodes string `json:"errorCodes"`
	}
	if json.Unmarshal(b, &inner) != nil {
		return nil
	}
	return distinct(strings.FieldsFunc(inner.ErrorCodes, func(r rune) bool { return r == ',' || r == ' ' }))
}
