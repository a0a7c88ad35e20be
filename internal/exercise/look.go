package exercise

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/journal"
)

// This file reads single exchanges. Whatever a client may have sent, reading it gives a value or nothing.

// document is what exercises look at of a document that was sent to Generate.
type document struct {
	TranDtls struct{ SupTyp string }
	DocDtls  struct{ Typ, No string }
	ItemList []struct{ IgstAmt, CgstAmt, SgstAmt json.Number }
	ValDtls  struct{ IgstVal, CgstVal, SgstVal, TotInvVal json.Number }
}

func documentOf(e *journal.Entry) document {
	var d document
	_ = json.Unmarshal([]byte(e.Request.Plain), &d) // of what cannot be read nothing is known
	return d
}

// number is the document number as it is compared.
func (d document) number() string { return strings.ToUpper(strings.TrimSpace(d.DocDtls.No)) }

// taxed tells whether any tax is charged.
func (d document) taxed() bool {
	amounts := []json.Number{d.ValDtls.IgstVal, d.ValDtls.CgstVal, d.ValDtls.SgstVal}
	for _, item := range d.ItemList {
		amounts = append(amounts, item.IgstAmt, item.CgstAmt, item.SgstAmt)
	}
	return slices.ContainsFunc(amounts, func(n json.Number) bool { return strings.Trim(string(n), "+-0.") != "" })
}

// registration is the answer of Generate.
type registration struct {
	Irn, AckDt, SignedQRCode string
	EwbNo                    json.Number
}

// registered reads the registration that an exchange brought about, whether its answer arrived or not.
func registered(e *journal.Entry) (registration, bool) {
	var r registration
	if e.API != "generate" || e.Response.Plain == "" || json.Unmarshal([]byte(e.Response.Plain), &r) != nil {
		return registration{}, false
	}
	r.Irn = strings.ToLower(r.Irn)
	return r, r.Irn != ""
}

// at is when the registration was made.
func (r registration) at() (time.Time, bool) { return instant(r.AckDt) }

// lost tells whether a fault kept the client from reading a success.
func lost(e *journal.Entry) bool { return strings.Contains(e.Fault, "commit_then=") }

// succeeded tells whether a call other than Generate was done and its answer arrived.
func succeeded(e *journal.Entry, api string) bool {
	return e.API == api && e.HTTPStatus/100 == 2 && len(e.Codes) == 0 && e.Response.Plain != "" && !lost(e)
}

// subject is the IRN that an exchange is about: as recorded, or as its request names it.
func subject(e *journal.Entry) string {
	if e.Irn != "" {
		return strings.ToLower(e.Irn)
	}
	var asked struct{ Irn string }
	_ = json.Unmarshal([]byte(e.Request.Plain), &asked)
	return strings.ToLower(asked.Irn)
}

// refusedWith tells whether the portal itself refused with one of the codes, without a fault that was asked for.
func refusedWith(e *journal.Entry, codes ...string) bool {
	return e.Fault == "" && slices.ContainsFunc(e.Codes, func(c string) bool { return slices.Contains(codes, c) })
}

// login is a login that succeeded.
type login struct {
	token  string // masked
	until  time.Time
	forced bool
}

func loginOf(e *journal.Entry) (login, bool) {
	var got struct{ AuthToken, TokenExpiry string }
	if e.API != "auth" && e.API != "auth103" || len(e.Codes) > 0 || lost(e) || json.Unmarshal([]byte(e.Response.Plain), &got) != nil {
		return login{}, false
	}
	until, ok := instant(got.TokenExpiry)
	var asked struct{ ForceRefreshAccessToken any }
	_ = json.Unmarshal([]byte(e.Request.Plain), &asked)
	text, _ := asked.ForceRefreshAccessToken.(string)
	return login{got.AuthToken, until, asked.ForceRefreshAccessToken == true || strings.EqualFold(text, "true")}, ok && got.AuthToken != ""
}

// isLogin tells whether an exchange is an attempt to log in.
func isLogin(e *journal.Entry) bool { return e.API == "auth" || e.API == "auth103" }

// instant reads a time as the portal prints it, in IST.
func instant(text string) (time.Time, bool) {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", text, clock.IST)
	return t, err == nil
}

// header returns a request header in any letter case, with dashes or without.
func header(e *journal.Entry, name string) string {
	for k, v := range e.Request.Headers {
		if strings.EqualFold(strings.NewReplacer("-", "", "_", "").Replace(k), name) {
			return v
		}
	}
	return ""
}

// byPortal tells whether one of the portal's own pages sent the request.
func byPortal(e *journal.Entry) bool { return strings.HasPrefix(header(e, "useragent"), PortalAgent) }

// billRefused lists the codes with which the e-way bill of a registration was refused, from EWBERR in its InfoDtls.
func billRefused(e *journal.Entry) []string {
	var env struct {
		InfoDtls []struct {
			InfCd string
			Desc  json.RawMessage
		}
	}
	_ = json.Unmarshal([]byte(e.Response.Body), &env)
	for _, info := range env.InfoDtls {
		var found []struct{ ErrorCode string }
		if info.InfCd != "EWBERR" || json.Unmarshal(info.Desc, &found) != nil {
			continue
		}
		var codes []string
		for _, f := range found {
			codes = append(codes, f.ErrorCode)
		}
		return codes
	}
	return nil
}

// cancelled tells whether an IRN was withdrawn since the beginning.
func (r *run) cancelled(irn string) bool {
	return slices.ContainsFunc(r.entries, func(e journal.Entry) bool {
		return e.API == "cancel" && len(e.Codes) == 0 && e.Response.Plain != "" && subject(&e) == irn
	})
}

// duration writes a time left in plain words.
func duration(d time.Duration) string {
	text := d.Abs().Round(time.Second).String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = strings.TrimSuffix(text, zero) + zero[:1]
		}
	}
	return strings.TrimSpace(strings.NewReplacer("h", " h ", "m", " min ", "s", " s").Replace(text))
}
