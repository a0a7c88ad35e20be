package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
)

func (s *Server) taxpayers(c *call) error { return c.answer(http.StatusOK, c.world.Taxpayers()) }

func (s *Server) taxpayer(c *call) error {
	t, ok := c.world.Entry(strings.ToUpper(c.param("gstin")))
	if !ok {
		return unknownTaxpayer(c)
	}
	return c.answer(http.StatusOK, t)
}

func unknownTaxpayer(c *call) error {
	return missing("GSTIN " + c.param("gstin") + " is unknown to this world; POST " + Prefix + "/taxpayers adds it")
}

// readTaxpayer decodes a taxpayer over base, the values that members left out keep, and returns every complaint at once.
// gstin is the number in the path, "" when the body must name it.
func readTaxpayer(raw []byte, base taxpayer.Taxpayer, gstin string) (taxpayer.Taxpayer, []string) {
	var named struct{ Gstin string }
	_ = json.Unmarshal(raw, &named) // the strict decoding below tells what is wrong
	number := strings.ToUpper(strings.TrimSpace(named.Gstin))
	if gstin != "" && number != "" && number != gstin {
		return base, []string{"gstin in the body is " + number + " but the path says " + gstin}
	}
	if gstin == "" {
		gstin = number
	}
	if base.Gstin == "" {
		base = taxpayer.Regular(gstin)
	}
	in := struct {
		taxpayer.Taxpayer
		CommonPortal json.RawMessage `json:"common_portal"` // on its own: base's is shared with the register
	}{Taxpayer: base}
	wrong := strictly(raw, &in)
	t := in.Taxpayer
	t.Gstin = gstin
	switch string(in.CommonPortal) {
	case "":
	case "null":
		t.CommonPortal = nil
	default:
		other := t
		if t.CommonPortal != nil {
			other = *t.CommonPortal
		}
		other.CommonPortal, other.Hidden = nil, false
		for _, w := range strictly(in.CommonPortal, &other) {
			wrong = append(wrong, "common_portal: "+w)
		}
		other.Gstin = strings.ToUpper(other.Gstin)
		t.CommonPortal = &other
	}
	if len(wrong) > 0 {
		return t, wrong
	}
	return t, taxpayer.Validate(t)
}

// strictly decodes raw over what v holds and returns the complaint.
func strictly(raw []byte, v any) []string {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return []string{"not the JSON of a taxpayer: " + strings.TrimPrefix(err.Error(), "json: ")}
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return []string{"the body goes on behind its JSON object; send one taxpayer a call"}
	}
	return nil
}

func (s *Server) createTaxpayer(c *call) error {
	return s.storeTaxpayer(c, taxpayer.Taxpayer{}, "", http.StatusCreated)
}

func (s *Server) putTaxpayer(c *call) error {
	gstin := strings.ToUpper(c.param("gstin"))
	base, _ := c.world.Entry(gstin)
	return s.storeTaxpayer(c, base, gstin, http.StatusOK)
}

func (s *Server) storeTaxpayer(c *call, base taxpayer.Taxpayer, gstin string, status int) error {
	body, err := c.text()
	if err != nil {
		return err
	}
	t, complaints := readTaxpayer(body, base, gstin)
	if len(complaints) > 0 {
		return bad(complaints...)
	}
	if err := c.world.PutTaxpayer(c.Context(), t); err != nil {
		return err
	}
	return c.answer(status, t)
}

func (s *Server) deleteTaxpayer(c *call) error {
	err := c.world.DeleteTaxpayer(c.Context(), strings.ToUpper(c.param("gstin")))
	if err == world.ErrNotFound {
		return unknownTaxpayer(c)
	}
	if err != nil {
		return err
	}
	return c.none()
}
