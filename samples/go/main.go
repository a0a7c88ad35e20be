// The e-invoice API of the IRP in five tasks. Needs Go 1.24 and nothing but the standard library.
//
//	IRP_BASE_URL=… IRP_CLIENT_ID=… IRP_CLIENT_SECRET=… IRP_USER=… IRP_PASSWORD=… IRP_GSTIN=… go run main.go
package main

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

var (
	base, gstin = os.Getenv("IRP_BASE_URL"), os.Getenv("IRP_GSTIN")
	network     = http.Client{Timeout: 30 * time.Second} // no answer by then is a lost answer
	errLost     = errors.New("no answer of the portal")  // yet what was asked for may have been done
)

// Refusal is the portal's no. Act on the code of the first error; InfoDtls may tell more.
type Refusal struct {
	ErrorDetails []struct{ ErrorCode, ErrorMessage string }
	InfoDtls     []struct {
		InfCd string
		Desc  json.RawMessage // its shape depends on InfCd
	}
}

func (r Refusal) Error() string {
	return r.ErrorDetails[0].ErrorCode + " " + r.ErrorDetails[0].ErrorMessage
}

// is tells whether the portal refused with that code.
func is(err error, code string) (Refusal, bool) {
	var r Refusal
	ok := errors.As(err, &r) && r.ErrorDetails[0].ErrorCode == code
	return r, ok
}

// must ends this small program; yours returns the error.
func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

// publicKey is from the file that the variable names. In production you download both files from the portal.
func publicKey(variable, name string) *rsa.PublicKey {
	var text []byte
	if path := os.Getenv(variable); path != "" {
		text = must(os.ReadFile(path))
	} else {
		text = must(io.ReadAll(must(network.Get(base + "/_sim/v1/keys/" + name + ".pem")).Body)) // only a simulator has this
	}
	block, _ := pem.Decode(text)
	if block == nil {
		log.Fatalf("the %s key is no PEM: set %s", name, variable)
	}
	return must(x509.ParsePKIXPublicKey(block.Bytes)).(*rsa.PublicKey)
}

// --- 1. Log in ---

// Client holds what a login brings.
type Client struct {
	header http.Header
	sek    []byte // the key of every payload, 32 bytes, until the token ends
}

// Login tells when the token ends. Keep it for that long, and renew it in its last 10 minutes, with ForceRefreshAccessToken
// true; before that the portal gives the same token again.
func (c *Client) Login() (expiry string, err error) {
	appKey := make([]byte, 32) // a new key for every login; it opens the Sek and nothing else
	rand.Read(appKey)
	text := must(json.Marshal(map[string]any{ // which writes []byte in Base64
		"UserName": os.Getenv("IRP_USER"), "Password": os.Getenv("IRP_PASSWORD"), "AppKey": appKey, "ForceRefreshAccessToken": false,
	}))
	// The portal expects Base64 under the RSA: sealing the JSON itself is the classic mistake, answered with 5001.
	inner := base64.StdEncoding.AppendEncode(nil, text)
	//lint:ignore SA1019 the portal takes no other padding
	sealed := must(rsa.EncryptPKCS1v15(rand.Reader, publicKey("IRP_PUBLIC_KEY", "encryption"), inner))
	c.header = http.Header{
		"client_id": {os.Getenv("IRP_CLIENT_ID")}, "client_secret": {os.Getenv("IRP_CLIENT_SECRET")}, "Gstin": {gstin},
		"Content-Type": {"application/json"},
	}
	var data struct {
		UserName, AuthToken, TokenExpiry string
		Sek                              []byte
	}
	if err = c.send("POST", "/eivital/v1.04/auth", sealed, &data); err != nil {
		return "", err
	}
	c.header["user_name"], c.header["AuthToken"] = []string{data.UserName}, []string{data.AuthToken}
	c.sek, err = unseal(data.Sek, appKey)
	return data.TokenExpiry, err
}

// seal is AES-256 in ECB mode with PKCS#7: every block by itself, which Go leaves to you. No good choice, but the portal's.
func seal(plain, key []byte) []byte {
	cipher, pad := must(aes.NewCipher(key)), aes.BlockSize-len(plain)%aes.BlockSize
	b := append(plain, bytes.Repeat([]byte{byte(pad)}, pad)...)
	for i := 0; i < len(b); i += aes.BlockSize {
		cipher.Encrypt(b[i:], b[i:])
	}
	return b
}

func unseal(b, key []byte) ([]byte, error) {
	cipher := must(aes.NewCipher(key))
	for i := 0; i+aes.BlockSize <= len(b); i += aes.BlockSize {
		cipher.Decrypt(b[i:], b[i:])
	}
	if n := len(b); n > 0 && n%aes.BlockSize == 0 {
		if plain, ok := bytes.CutSuffix(b, bytes.Repeat(b[n-1:], int(b[n-1]))); ok {
			return plain, nil
		}
	}
	return nil, errors.New("it does not open: probably another key")
}

// send makes one exchange and decodes the Data of the answer. It fails with a Refusal, or with errLost.
func (c *Client) send(method, path string, sealed []byte, data any) error {
	var body []byte
	if sealed != nil {
		body = must(json.Marshal(map[string][]byte{"Data": sealed}))
	}
	request := must(http.NewRequest(method, base+path, bytes.NewReader(body)))
	request.Header = c.header.Clone()
	answer, err := network.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", errLost, err)
	}
	defer answer.Body.Close()
	var envelope struct {
		Status int
		Data   json.RawMessage
		Refusal
	}
	if err := json.NewDecoder(answer.Body).Decode(&envelope); err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: %s: %v", errLost, answer.Status, err) // half a body, a gateway's 504
	}
	if envelope.Status != 1 && len(envelope.ErrorDetails) > 0 {
		return envelope.Refusal
	}
	return json.Unmarshal(envelope.Data, data)
}

// --- 2. Register an invoice ---

// call makes any call after the login: the document goes and comes under the Sek.
func (c *Client) call(method, path string, document, reply any) error {
	err := c.once(method, path, document, reply)
	if _, ended := is(err, "1005"); !ended {
		return err
	}
	if _, err := c.Login(); err != nil { // the token has ended; log in and repeat once, sealed under the new Sek
		return err
	}
	return c.once(method, path, document, reply)
}

func (c *Client) once(method, path string, document, reply any) error {
	var sealed, answer []byte
	if document != nil {
		sealed = seal(must(json.Marshal(document)), c.sek)
	}
	if err := c.send(method, path, sealed, &answer); err != nil {
		return err
	}
	plain, err := unseal(answer, c.sek)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, reply)
}

// Registered is what the portal makes of an invoice; AckNo, AckDt and SignedInvoice are there too.
type Registered struct{ Irn, SignedQRCode, Status string }

// Generate registers the invoice.
func (c *Client) Generate(inv Invoice) (r Registered, err error) {
	err = c.call("POST", "/eicore/v1.03/Invoice", inv, &r)
	refusal, duplicate := is(err, "2150")
	if !duplicate {
		return r, err
	}
	// 2150: the document has its IRN already, from a try whose answer was lost. InfoDtls names it: fetch, don't fail.
	var earlier struct{ Irn string }
	for _, info := range refusal.InfoDtls {
		if info.InfCd == "DUPIRN" {
			err = json.Unmarshal(info.Desc, &earlier)
		}
	}
	if earlier.Irn != "" {
		err = c.call("GET", "/eicore/v1.03/Invoice/irn/"+earlier.Irn, nil, &r)
	}
	return r, err
}

// Invoice is an INV-01 document, as far as this program needs to know its members.
type Invoice struct {
	Version                                  string
	DocDtls                                  struct{ Typ, No, Dt string }
	TranDtls, SellerDtls, BuyerDtls, ValDtls any
	ItemList                                 []any
}

// invoice is a small one, with our own address as the portal knows it.
func (c *Client) invoice(number string) (inv Invoice) {
	type m map[string]any
	var me struct {
		LegalName, AddrSt, AddrLoc string
		AddrPncd                   int
	}
	must(0, c.call("GET", "/eivital/v1.04/Master/gstin/"+gstin, nil, &me))
	igst, half := json.Number("189.00"), json.Number("0") // amounts are decimal text: float64 cannot hold all of them
	if gstin[:2] == "27" {                                // within one state half the tax is CGST and half SGST
		igst, half = "0", "94.50"
	}
	inv.Version, inv.TranDtls = "1.1", m{"TaxSch": "GST", "SupTyp": "B2B"}
	inv.DocDtls.Typ, inv.DocDtls.No = "INV", number
	inv.DocDtls.Dt = time.Now().In(time.FixedZone("IST", 5*3600+1800)).Format("02/01/2006")
	inv.SellerDtls = m{
		"Gstin": gstin, "LglNm": me.LegalName, "Addr1": me.AddrSt, "Loc": me.AddrLoc, "Pin": me.AddrPncd, "Stcd": gstin[:2],
	}
	inv.BuyerDtls = m{
		"Gstin": "27ZZZCB0002B1Z0", "LglNm": "Beta Traders", "Pos": "27", "Addr1": "9 Link Road", "Loc": "MUMBAI", "Pin": 400001,
		"Stcd": "27",
	}
	inv.ItemList = []any{m{
		"SlNo": "1", "PrdDesc": "Steel bolt", "IsServc": "N", "HsnCd": "73181500", "Qty": 100, "Unit": "NOS",
		"UnitPrice": json.Number("10.50"), "TotAmt": 1050, "AssAmt": 1050, "GstRt": 18,
		"IgstAmt": igst, "CgstAmt": half, "SgstAmt": half, "TotItemVal": 1239,
	}}
	inv.ValDtls = m{"AssVal": 1050, "IgstVal": igst, "CgstVal": half, "SgstVal": half, "TotInvVal": 1239}
	return inv
}

// --- 3. Read back after a lost answer ---

// Register registers the invoice whatever becomes of the answers. Never number it anew: that makes a second invoice.
func (c *Client) Register(inv Invoice) (Registered, error) {
	r, err := c.Generate(inv)
	if !errors.Is(err, errLost) {
		return r, err
	}
	// Registered or not? Ask by document, within two days: older ones the portal does not show (2283).
	query := url.Values{"doctype": {inv.DocDtls.Typ}, "docnum": {inv.DocDtls.No}, "docdate": {inv.DocDtls.Dt}}
	err = c.call("GET", "/eicore/v1.03/Invoice/irnbydocdetails?"+query.Encode(), nil, &r)
	if _, unknown := is(err, "2154"); unknown {
		return c.Generate(inv) // 2154: it never arrived; send it again
	}
	return r, err
}

// --- 4. Cancel ---

// Cancel works within 24 hours of AckDt; later a credit note is the way. The number stays used. It returns the CancelDate.
func (c *Client) Cancel(irn string) (string, error) {
	var reply struct{ CancelDate string }
	body := map[string]string{"Irn": irn, "CnlRsn": "2", "CnlRem": "Data entry mistake"}
	err := c.call("POST", "/eicore/v1.03/Invoice/Cancel", body, &reply)
	return reply.CancelDate, err
}

// --- 5. Verify the signed QR code ---

// QR is the content of a SignedQRCode.
type QR struct{ SellerGstin, BuyerGstin, DocTyp, DocNo, DocDt, Irn, IrnDt string }

// Verify gives the content of a token if the portal signed it and its IRN is that of its document. It works offline.
func Verify(token string) (qr QR, err error) {
	signed, signature, _ := strings.Cut(token, ".")
	payload, signature, _ := strings.Cut(signature, ".")
	var header struct{ Alg string }
	var claims struct{ Data string } // JSON in a string
	err = errors.Join(json.Unmarshal(unbase64(signed), &header), json.Unmarshal(unbase64(payload), &claims))
	if err != nil || header.Alg != "RS256" { // never let the token choose the algorithm
		return qr, errors.Join(errors.New("no token of the portal"), err)
	}
	key := publicKey("IRP_SIGNING_KEY", "signing") // another key than the one that seals logins
	digest := sha256.Sum256([]byte(signed + "." + payload))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], unbase64(signature)); err != nil {
		return qr, err
	}
	if err := json.Unmarshal([]byte(claims.Data), &qr); err != nil {
		return qr, err
	}
	if irn(qr.SellerGstin, qr.DocTyp, qr.DocNo, qr.DocDt) != qr.Irn {
		return qr, errors.New("the IRN is not that of the document")
	}
	return qr, nil
}

func unbase64(part string) []byte { return must(base64.RawURLEncoding.DecodeString(part)) }

// An IRN is a hash that anybody can compute: GSTIN, financial year (April to March), type and number.
func irn(gstin, typ, number, date string) string {
	year := must(time.Parse("02/01/2006", date)).AddDate(0, -3, 0).Year()
	text := fmt.Sprintf("%s%d-%02d%s%s", gstin, year, (year+1)%100, typ, strings.ToUpper(number))
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
}

// --- 6. Run ---

func main() {
	log.SetFlags(0)
	c, now := new(Client), time.Now().Unix()
	fmt.Println("login ok token until", must(c.Login()))
	inv := c.invoice(fmt.Sprintf("INV/%d", now))
	first := must(c.Register(inv))
	fmt.Println("register ok", inv.DocDtls.No, first.Irn)
	inv.DocDtls.No = fmt.Sprintf("GHOST-%d", now) // the simulator registers such a number and drops the answer
	found := must(c.Register(inv))
	if again := must(c.Generate(inv)); again.Irn != found.Irn { // once more: 2150 leads to the same IRN
		log.Fatal("2150 led to another IRN")
	}
	fmt.Println("readback ok", inv.DocDtls.No, found.Irn)
	fmt.Println("cancel ok", found.Irn, must(c.Cancel(found.Irn)))
	if qr := must(Verify(first.SignedQRCode)); qr.Irn != first.Irn {
		log.Fatal("the QR code is of another invoice")
	}
	fmt.Println("verify ok", first.Irn)
}
