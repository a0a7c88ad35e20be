package lab

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/qr"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/web/page"
)

const signedTitle = "Crypto laboratory: signed invoice and QR"

// signedView is the page of signed tokens.
type signedView struct {
	frame
	Irn     string // of ?irn=
	Which   string // qr, invoice
	Token   string // as given
	Shown   string // as verified: with a value flipped, perhaps
	Sample  bool
	Posted  bool
	Trouble string
	Parts   [3]string
	Header  string
	Claims  irn.Claims
	Data    string // the inner JSON, laid out
	Issuer  string
	Valid   bool
	Problem string
	Kid     string // of this simulator's signing key
	Flips   []string
	Flip    string
	Was, Is string // the flipped value
	Hash    *hashed
	Form    hashForm
	Picture bool
	Call    string // curl
}

// hashed is an IRN with its four parts.
type hashed struct{ Gstin, Year, Type, No, Irn string }

// hashForm is what the IRN calculator was given.
type hashForm struct {
	Gstin, Type, No, Date string
	Result                *hashed
	Trouble               string
}

func (l *lab) signed(v *page.Visit) (page.Answer, error) {
	d := &signedView{frame: l.frame(v, "signed", "Three parts with dots between. The portal signed the first two; anyone with its certificate can tell."), Irn: strings.TrimSpace(v.Get("irn")), Which: v.Get("which")}
	if d.Which != "invoice" {
		d.Which = "qr"
	}
	if err := d.find(v); err != nil {
		return page.Answer{}, err
	}
	d.verify(v.Keys, v.Get("flip"))
	d.Form = formOf(v)
	return page.Answer{Title: signedTitle, Template: "lab/signed", Part: "lab/signed", View: d}, nil
}

// find takes the token of the IRN named, of the newest document, or signs a sample.
func (d *signedView) find(v *page.Visit) error {
	var found *store.Invoice
	err := v.World.DB().View(func(tx *store.Tx) error {
		if d.Irn != "" {
			i, ok, err := tx.Invoice(v.World.ID, d.Irn)
			if ok {
				found = i
			}
			return err
		}
		return tx.EachInvoice(v.World.ID, 0, func(i *store.Invoice) bool { found = i; return false })
	})
	switch {
	case err != nil:
		return err
	case found != nil && d.Which == "invoice":
		d.Token = found.SignedInvoice
	case found != nil:
		d.Token = found.SignedQRCode
	case d.Irn != "":
		return page.Missing("This world has no document with the IRN "+page.Start(20, d.Irn)+".", "Look it up under Invoices, or paste its token below.")
	}
	if found != nil {
		d.Irn = found.Irn
		return nil
	}
	d.Sample, d.Which = true, "qr"
	d.Token, err = signSample(v)
	return err
}

// signSample signs a QR text of a document that was never registered, so that there is one to look at.
func signSample(v *page.Visit) (string, error) {
	now := v.Now()
	number := irn.Of("29ZZZCS0001A1ZI", "INV", "SAMPLE/1", now, now)
	text := `{"SellerGstin":"29ZZZCS0001A1ZI","BuyerGstin":"URP","DocNo":"SAMPLE/1","DocTyp":"INV","DocDt":"` + now.Format("02/01/2006") +
		`","TotInvVal":11800.00,"ItemCnt":1,"MainHsnCode":"848210","Irn":"` + number + `","IrnDt":"` + page.Stamp(now) + `"}`
	return irn.NewSigner(v.Keys.Signing, v.Keys.SigningCert).Sign(v.Context(), "irpsim sample", []byte(text))
}

// signedPosted verifies a token that was pasted, or read from a picture.
func (l *lab) signedPosted(v *page.Visit) (page.Answer, error) {
	d := &signedView{frame: l.frame(v, "signed", "Three parts with dots between. The portal signed the first two; anyone with its certificate can tell."), Posted: true, Which: "qr"}
	d.Token, d.Picture, d.Trouble = l.tokenOf(v)
	if d.Trouble == "" {
		d.verify(v.Keys, v.PostFormValue("flip"))
	}
	d.Form = formOf(v)
	return page.Answer{Title: signedTitle, Template: "lab/signed", Part: "lab/signed", View: d}, nil
}

// readQR reads one picture at a time: each takes memory.
func (l *lab) readQR(picture io.Reader) (string, error) {
	l.reading.Lock()
	defer l.reading.Unlock()
	return qr.ReadQR(picture)
}

// tokenOf reads the form: the text, else the picture.
func (l *lab) tokenOf(v *page.Visit) (token string, picture bool, trouble string) {
	if err := v.ParseMultipartForm(page.FormMemory); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return "", false, "The form did not arrive whole: " + err.Error() + "."
	}
	token = strings.Join(strings.Fields(v.PostFormValue("token")), "")
	if len(token) > maxPaste {
		return "", false, "This has more than 2 MB. A SignedInvoice is shorter."
	}
	if v.MultipartForm != nil && len(v.MultipartForm.File["picture"]) > 0 && token == "" {
		head := v.MultipartForm.File["picture"][0]
		f, err := head.Open()
		if err != nil {
			return "", true, "The picture did not arrive: " + err.Error() + "."
		}
		defer func() { _ = f.Close() }()
		token, err = l.readQR(f)
		if err != nil {
			return "", true, "No QR code was read: " + err.Error() + "."
		}
		return token, true, ""
	}
	if token == "" {
		return "", false, "Nothing is given. Paste a SignedInvoice or SignedQRCode, or choose a picture of a QR code."
	}
	return token, false, ""
}

// verify fills in what the token says, with one value flipped when that is wished.
func (d *signedView) verify(set *keys.Set, flip string) {
	d.Kid = keys.KID(set.SigningCert)
	d.Shown = d.Token
	parts := strings.Split(d.Token, ".")
	if len(parts) == 3 {
		if c, err := irn.Verify(d.Token, &set.Signing.PublicKey); err == nil || c.Data != nil {
			d.Flips = flippable(c.Data)
			for _, name := range d.Flips {
				if name == flip {
					d.tamper(parts, name)
				}
			}
		}
	}
	c, err := irn.Verify(d.Shown, &set.Signing.PublicKey)
	d.Claims, d.Valid, d.Issuer = c, err == nil, c.Issuer
	if err != nil {
		d.Problem = err.Error()
	}
	if parts = strings.Split(d.Shown, "."); len(parts) == 3 {
		d.Parts = [3]string(parts)
		if head, err := base64.RawURLEncoding.DecodeString(parts[0]); err == nil {
			d.Header = page.Indent(string(head))
		}
	}
	d.Data = page.Indent(string(c.Data))
	d.Hash = hashOf(c)
}

// hashOf takes the four parts from a token.
func hashOf(c irn.Claims) *hashed {
	var in struct {
		DocDtls    struct{ Typ, No, Dt string }
		SellerDtls struct{ Gstin string }

		SellerGstin, DocTyp, DocNo, DocDt string
	}
	if json.Unmarshal(c.Data, &in) != nil || c.Recomputed == "" {
		return nil
	}
	if c.Kind == irn.SignedInvoice {
		in.SellerGstin, in.DocTyp, in.DocNo, in.DocDt = in.SellerDtls.Gstin, in.DocDtls.Typ, in.DocDtls.No, in.DocDtls.Dt
	}
	dated, err := time.ParseInLocation("02/01/2006", in.DocDt, clock.IST)
	if err != nil {
		return nil
	}
	h := &hashed{in.SellerGstin, irn.FinancialYear(dated), strings.ToUpper(in.DocTyp), strings.ToUpper(in.DocNo), c.Recomputed}
	if irn.Hash(h.Gstin, h.Year, h.Type, h.No) != c.Recomputed {
		h.No = in.DocNo // before June 2025 the letter case counted
	}
	return h
}

// flippable are the members whose value can be changed to see the signature fail.
var flips = []string{"TotInvVal", "BuyerGstin", "DocNo", "Irn", "MainHsnCode", "SellerGstin", "Gstin", "No", "AckNo"}

func flippable(data []byte) []string {
	var list []string
	for _, name := range flips {
		if valueOf(name).Match(data) {
			list = append(list, name)
		}
	}
	return list
}

func valueOf(name string) *regexp.Regexp {
	return regexp.MustCompile(`"` + regexp.QuoteMeta(name) + `":\s*("(?:[^"\\]|\\.)+"|[0-9.]+)`)
}

// tamper changes the last letter or digit of a value and keeps the signature, as a forger would.
func (d *signedView) tamper(parts []string, name string) {
	var payload struct {
		Data string `json:"data"`
		Iss  string `json:"iss"`
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(raw, &payload) != nil {
		return
	}
	at := valueOf(name).FindStringSubmatchIndex(payload.Data)
	if at == nil {
		return
	}
	value := []byte(payload.Data[at[2]:at[3]])
	was := string(value)
	for i := len(value) - 1; i >= 0; i-- {
		switch c := value[i]; {
		case c >= '0' && c <= '8' || c >= 'a' && c <= 'e' || c >= 'A' && c < 'Z':
			value[i]++
		case c == '9':
			value[i] = '8'
		default:
			continue
		}
		break
	}
	d.Flip, d.Was, d.Is = name, strings.Trim(was, `"`), strings.Trim(string(value), `"`)
	payload.Data = payload.Data[:at[2]] + string(value) + payload.Data[at[3]:]
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(payload) == nil {
		d.Shown = parts[0] + "." + base64.RawURLEncoding.EncodeToString(bytes.TrimSpace(b.Bytes())) + "." + parts[2]
	}
}

// formOf computes an IRN from the form.
func formOf(v *page.Visit) hashForm {
	f := hashForm{Gstin: strings.TrimSpace(v.Get("gstin")), Type: strings.ToUpper(strings.TrimSpace(v.Get("typ"))), No: strings.TrimSpace(v.Get("no")), Date: strings.TrimSpace(v.Get("dt"))}
	if f.Gstin == "" && f.No == "" {
		f.Type, f.Date = "INV", v.Now().Format("02/01/2006")
		return f
	}
	dated, err := time.ParseInLocation("02/01/2006", f.Date, clock.IST)
	switch {
	case err != nil:
		f.Trouble = "The date is written dd/mm/yyyy, as in DocDtls.Dt."
		return f
	case f.Gstin == "" || f.No == "" || len(f.Gstin)+len(f.No) > 200:
		f.Trouble = "Supplier's GSTIN and document number are both needed."
		return f
	}
	f.Result = &hashed{f.Gstin, irn.FinancialYear(dated), f.Type, strings.ToUpper(f.No), irn.Of(f.Gstin, f.Type, f.No, dated, v.Now())}
	if irn.Hash(f.Gstin, f.Result.Year, f.Type, f.Result.No) != f.Result.Irn {
		f.Result.No = f.No
	}
	return f
}

// FlipLink flips a value of the token shown, or flips it back.
func (d *signedView) FlipLink(v *page.Visit, name string) string {
	q := url.Values{}
	if d.Irn != "" {
		q.Set("irn", d.Irn)
	}
	if d.Which != "qr" {
		q.Set("which", d.Which)
	}
	if name != d.Flip {
		q.Set("flip", name)
	}
	if len(q) == 0 {
		return v.Link("/lab/signed")
	}
	return v.Link("/lab/signed?" + q.Encode())
}
