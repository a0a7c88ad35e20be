package mastersindia

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Request is the body of a call, translated.
type Request struct {
	UserGstin   string // user_gstin: the taxpayer it is made for
	AccessToken string // access_token of the older face, "" when not sent
	Number      string // document_details.document_number
	Plain       []byte // the portal's document, JSON
}

// Generate translates the body of Generate IRN. The error is [ErrJSON]. Members without a counterpart are left out; a
// required one that is missing is missing in the result too, where the portal says so.
func Generate(text []byte) (Request, error) { return request(text, invoicePlan().toNIC) }

// Cancel translates the body of Cancel IRN. The error is [ErrJSON].
func Cancel(text []byte) (Request, error) { return request(text, cancelPlan().toNIC) }

// Waybill translates the body of an e-way bill by IRN. The error is [ErrJSON].
func Waybill(text []byte) (Request, error) { return request(text, waybillPlan().toNIC) }

func request(text []byte, p plan) (Request, error) {
	o, err := read(text)
	if err != nil {
		return Request{}, err
	}
	plain, _ := p.run(make([]byte, 0, len(text)), o)
	r := reader(o)
	document, _ := o["document_details"].(object) // nil has no members
	return Request{
		UserGstin: r.text("user_gstin"), AccessToken: r.text("access_token"), Number: reader(document).text("document_number"), Plain: plain,
	}, nil
}

// Invoice translates a document of the portal into the body of Generate IRN, user_gstin being the supplier's or the
// operator's. The error is [ErrJSON].
func Invoice(plain []byte) ([]byte, error) {
	o, err := read(plain)
	if err != nil {
		return nil, err
	}
	body, _ := invoicePlan().toMasters.run(nil, o)
	return withCaller(body, callerOf(o)), nil
}

// CancelBody translates a cancellation of the portal, made for user. The error is [ErrJSON].
func CancelBody(plain []byte, user string) ([]byte, error) { return back(plain, user, cancelPlan()) }

// WaybillBody translates a request of the portal for an e-way bill by IRN, made for user. The error is [ErrJSON].
func WaybillBody(plain []byte, user string) ([]byte, error) { return back(plain, user, waybillPlan()) }

func back(plain []byte, user string, d directions) ([]byte, error) {
	o, err := read(plain)
	if err != nil {
		return nil, err
	}
	body, _ := d.toMasters.run(nil, o)
	return withCaller(body, user), nil
}

// withCaller puts user_gstin before the other members of a JSON object.
func withCaller(body []byte, gstin string) []byte {
	head := append(appendText([]byte(`{"user_gstin":`), gstin), ',')
	if string(body) == "{}" {
		head = bytes.TrimSuffix(head, []byte(","))
	}
	return append(head, body[1:]...)
}

// callerOf is the GSTIN that registers a document of the portal: the operator when one is named, else the supplier.
func callerOf(o object) string {
	for _, at := range [][2]string{{"trandtls", "ecmgstin"}, {"sellerdtls", "gstin"}} {
		if group, ok := o[at[0]].(object); ok {
			if gstin := reader(group).text(at[1]); gstin != "" {
				return gstin
			}
		}
	}
	return ""
}

// MaxBulk is how many documents one bulk call may hold.
const MaxBulk = 1000

// Bulk is a bulk call: the bodies of Generate IRN that it holds, and the token of the older face.
type Bulk struct {
	AccessToken string
	Bodies      []json.RawMessage
}

// ReadBulk reads the body of a bulk call. The error wraps [ErrJSON] when it is no object with a list of objects, and tells
// when the list is longer than [MaxBulk].
func ReadBulk(text []byte) (Bulk, error) {
	if _, err := read(text); err != nil {
		return Bulk{}, err
	}
	var b struct {
		Token string            `json:"access_token"`
		List  []json.RawMessage `json:"einvoice_list"`
	}
	if json.Unmarshal(bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF")), &b) != nil || len(b.List) == 0 {
		return Bulk{}, fmt.Errorf("%w with an einvoice_list", ErrJSON)
	}
	if len(b.List) > MaxBulk {
		return Bulk{}, fmt.Errorf("the list has %d documents; send %d at most", len(b.List), MaxBulk)
	}
	for _, d := range b.List {
		if !bytes.HasPrefix(bytes.TrimSpace(d), []byte("{")) {
			return Bulk{}, fmt.Errorf("%w in einvoice_list", ErrJSON)
		}
	}
	return Bulk{b.Token, b.List}, nil
}
