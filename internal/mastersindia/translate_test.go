package mastersindia

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/irn"
)

var update = flag.Bool("update", false, "write the golden files")

func sample(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/generate.json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestPublishedRequest holds the translation of the full request of the provider's page against a file that was read
// by eye.
func TestPublishedRequest(t *testing.T) {
	t.Parallel()
	r, err := Generate(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	if r.UserGstin != "09AAAPG7885R002" {
		t.Errorf("user_gstin %q", r.UserGstin)
	}
	var got bytes.Buffer
	if err := json.Indent(&got, r.Plain, "", " "); err != nil {
		t.Fatalf("%v in %s", err, r.Plain)
	}
	got.WriteByte('\n')
	const golden = "testdata/generate.nic.json"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("translation (-want +got):\n%s", diff)
	}
	if _, _, err := einv.Decode[einv.Invoice](r.Plain); err != nil {
		t.Errorf("the portal cannot read it: %v", err)
	}
}

func TestLooseTyping(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"number in quotes", `{"value_details":{"total_invoice_value":"100.20"}}`, `"ValDtls":{"TotInvVal":100.20}`},
		{"digits stay", `{"value_details":{"total_invoice_value":100.00}}`, `"ValDtls":{"TotInvVal":100.00}`},
		{"empty amount", `{"value_details":{"total_invoice_value":1,"total_cgst_value":""}}`, `"ValDtls":{"CgstVal":0.0,"TotInvVal":1}`},
		{"blank amount", `{"value_details":{"total_invoice_value":1,"total_cgst_value":" "}}`, `"ValDtls":{"CgstVal":0.0,"TotInvVal":1}`},
		{"null amount", `{"value_details":{"total_invoice_value":1,"total_cgst_value":null}}`, `"ValDtls":{"TotInvVal":1}`},
		{"only empty amounts", `{"value_details":{"total_cgst_value":""}}`, ``},
		{"leading zeros and plus", `{"value_details":{"total_invoice_value":"+007.50","round_off_amount":"-.5","total_discount":"3."}}`, `"ValDtls":{"Discount":3,"RndOffAmt":-0.5,"TotInvVal":7.50}`},
		{"no number", `{"value_details":{"total_invoice_value":"1,000.00"}}`, `"ValDtls":{"TotInvVal":"1,000.00"}`},
		{"no digits", `{"value_details":{"total_invoice_value":"-"}}`, `"ValDtls":{"TotInvVal":"-"}`},
		{"object for a number", `{"value_details":{"total_invoice_value":{"a":[1]}}}`, `"ValDtls":{"TotInvVal":{"a":[1]}}`},
		{"number for a text", `{"seller_details":{"phone_number":9876543231,"pincode":"201301"}}`, `"SellerDtls":{"Pin":201301,"Ph":"9876543231"}`},
		{"empty PIN", `{"seller_details":{"pincode":"","gstin":"X"}}`, `"SellerDtls":{"Gstin":"X"}`},
		{"empty texts", `{"seller_details":{"gstin":"X","address2":"","email":""}}`, `"SellerDtls":{"Gstin":"X"}`},
		{"state of one digit", `{"buyer_details":{"state_code":"5","place_of_supply":5}}`, `"BuyerDtls":{"Pos":"05","Stcd":"05"}`},
		{"state by name", `{"buyer_details":{"state_code":"UTTARAKHAND","place_of_supply":"jammu & kashmir"}}`, `"BuyerDtls":{"Pos":"01","Stcd":"05"}`},
		{"state by an old name", `{"buyer_details":{"state_code":"Orissa"}}`, `"BuyerDtls":{"Stcd":"21"}`},
		{"unknown state", `{"buyer_details":{"state_code":"Atlantis"}}`, `"BuyerDtls":{"Stcd":"Atlantis"}`},
		{"small currency", `{"export_details":{"foreign_currency":"inr","country_code":"in","export_duty":"90.9"}}`, `"ExpDtls":{"ForCur":"INR","CntCode":"IN","ExpDuty":90.9}`},
		{"null group", `{"dispatch_details":null,"ship_details":{},"export_details":"","payment_details":[]}`, ``},
		{"group of empty texts", `{"dispatch_details":{"company_name":"","pincode":"","state_code":""},"export_details":{"export_duty":""}}`, ``},
		{"text for a group", `{"dispatch_details":"Noida"}`, `"DispDtls":"Noida"`},
		{"empty lists", `{"additional_document_details":[],"reference_details":{"contract_details":{},"preceding_document_details":null}}`, ``},
		{"empty elements", `{"additional_document_details":[{"supporting_document":""},{"supporting_document":"a"}]}`, `"AddlDocDtls":[{"Docs":"a"}]`},
		{"empty item", `{"item_list":[{},{"unit_price":""}]}`, `"ItemList":[{},{"UnitPrice":0.0}]`},
		{"odd item", `{"item_list":[7,null]}`, `"ItemList":[7,null]`},
		{"text for a list", `{"item_list":"x"}`, `"ItemList":"x"`},
		{"distance as text", `{"ewaybill_details":{"transportation_distance":"296","transportation_mode":1}}`, `"EwbDtls":{"TransMode":"1","Distance":296}`},
		{"empty distance", `{"ewaybill_details":{"transportation_distance":"","vehicle_type":"R"}}`, `"EwbDtls":{"Distance":0,"VehType":"R"}`},
		{"unknown members", `{"data_source":"erp","nic_code":"x","seller_details":{"gstin":"X","colour":"red"}}`, `"SellerDtls":{"Gstin":"X"}`},
		{"Version is not the client's", `{"version":"9","Irn":"x"}`, ``},
		{"scheme only with a transaction", `{"transaction_details":{"supply_type":"b2b"}}`, `"TranDtls":{"TaxSch":"GST","SupTyp":"b2b"}`},
		{"any letter case", `{"Document_Details":{"DOCUMENT_NUMBER":"a<b"}}`, `"DocDtls":{"No":"a<b"}`},
		{"the last of two", `{"user_gstin":"A","document_details":{"document_number":"1"},"document_details":{"document_type":"INV"}}`, `"DocDtls":{"Typ":"INV"}`},
		{"truth", `{"item_list":[{"is_service":true}]}`, `"ItemList":[{"IsServc":true}]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := Generate([]byte(tt.in))
			want := `{"Version":"1.1"}`
			if tt.want != "" {
				want = `{"Version":"1.1",` + tt.want + `}`
			}
			if err != nil || string(r.Plain) != want {
				t.Errorf("%s\n got %s, %v\nwant %s", tt.in, r.Plain, err, want)
			}
		})
	}
}

func TestOtherRequests(t *testing.T) {
	t.Parallel()
	c, err := Cancel([]byte(`{"user_gstin":"G","access_token":"T","irn":"i","cancel_reason":1,"cancel_remarks":"wrong","ewaybill_cancel":""}`))
	if want := `{"Irn":"i","CnlRsn":"1","CnlRem":"wrong"}`; err != nil || string(c.Plain) != want || c.UserGstin != "G" || c.AccessToken != "T" {
		t.Errorf("cancel: %+v %s, %v; want %s", c, c.Plain, err, want)
	}
	w, err := Waybill([]byte(`{"user_gstin":"G","irn":"i","transporter_id":"05AAABB0639G1Z8","transportation_mode":"1","transporter_document_number":"12345",
		"transporter_document_date":"14/09/2025","vehicle_number":"KA01AB1234","distance":296,"vehicle_type":"R","transporter_name":"Jay Trans","data_source":"erp",
		"dispatch_details":{"company_name":"Depot","address1":"a","address2":"b","location":"Noida","pincode":201301,"state_code":"09"},
		"ship_details":{"address1":"c","address2":"d","location":"Nainital","pincode":"248001","state_code":"UTTARAKHAND"}}`))
	want := `{"Irn":"i","TransId":"05AAABB0639G1Z8","TransName":"Jay Trans","TransMode":"1","Distance":296,"TransDocNo":"12345","TransDocDt":"14/09/2025",` +
		`"VehNo":"KA01AB1234","VehType":"R","ExpShipDtls":{"Addr1":"c","Addr2":"d","Loc":"Nainital","Pin":248001,"Stcd":"05"},` +
		`"DispDtls":{"Nm":"Depot","Addr1":"a","Addr2":"b","Loc":"Noida","Pin":201301,"Stcd":"09"}}`
	if err != nil || string(w.Plain) != want {
		t.Errorf("e-way bill: %v\n got %s\nwant %s", err, w.Plain, want)
	}
	back, err := WaybillBody(w.Plain, "G")
	again, err2 := Waybill(back)
	if err != nil || err2 != nil || string(again.Plain) != want || again.UserGstin != "G" {
		t.Errorf("e-way bill there and back: %s, %v, %v", again.Plain, err, err2)
	}
	if got, err := CancelBody([]byte(`{"Irn":"i","CnlRsn":"1"}`), "G"); err != nil || string(got) != `{"user_gstin":"G","irn":"i","cancel_reason":"1"}` {
		t.Errorf("cancel back: %s, %v", got, err)
	}
	if got, err := CancelBody([]byte(`{}`), "G"); err != nil || string(got) != `{"user_gstin":"G"}` {
		t.Errorf("nothing back: %s, %v", got, err)
	}
}

func TestNotJSON(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100)
	for _, text := range []string{"", "[]", "null", `{"a":`, `{} {}`, "{\"a\":\"\xff\"}", `{"a" 1}`, `{a:1}`, deep, `"x"`} {
		for name, read := range map[string]func([]byte) (Request, error){"generate": Generate, "cancel": Cancel, "e-way bill": Waybill} {
			if r, err := read([]byte(text)); err == nil {
				t.Errorf("%s of %.40q gave %s", name, text, r.Plain)
			}
		}
		if got, err := Invoice([]byte(text)); err == nil {
			t.Errorf("reverse of %.40q gave %s", text, got)
		}
	}
}

func TestReadBulk(t *testing.T) {
	t.Parallel()
	b, err := ReadBulk([]byte(`{"access_token":"T","einvoice_list":[{"a":1},{"b":2}]}`))
	if err != nil || len(b.Bodies) != 2 || b.AccessToken != "T" || string(b.Bodies[1]) != `{"b":2}` {
		t.Errorf("two documents: %+v, %v", b, err)
	}
	many := `{"einvoice_list":[{}` + strings.Repeat(",{}", MaxBulk) + `]}`
	for _, text := range []string{`{}`, `[]`, `{"einvoice_list":[]}`, `{"einvoice_list":[1]}`, `{"einvoice_list":{}}`, `{"einvoice_list":[{}`, many} {
		if b, err := ReadBulk([]byte(text)); err == nil {
			t.Errorf("%.60s was read as %d documents", text, len(b.Bodies))
		}
	}
}

// TestTableIsWhole: every member of the portal's documents has its row, and no name stands for two.
func TestTableIsWhole(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		of      reflect.Type
		fields  []Field
		without []string
	}{
		{"invoice", reflect.TypeFor[einv.Invoice](), InvoiceFields(), []string{"Irn", "ItemList[].ItemNo"}},
		{"cancel", reflect.TypeFor[einv.CancelIRN](), CancelFields(), nil},
		{"e-way bill", reflect.TypeFor[einv.EWBByIRN](), WaybillFields(), nil},
	}
	for _, tt := range tests {
		want := map[string]bool{}
		paths(want, "", tt.of)
		for _, p := range tt.without {
			delete(want, p)
		}
		theirs := map[string]bool{}
		for _, f := range tt.fields {
			if !want[f.NIC] {
				t.Errorf("%s: %s is no member of the portal's document, or has two rows", tt.name, f.NIC)
			}
			if theirs[f.Masters] {
				t.Errorf("%s: %s has two rows", tt.name, f.Masters)
			}
			if strings.Count(f.Masters, ".") != strings.Count(f.NIC, ".") || strings.Count(f.Masters, "[]") != strings.Count(f.NIC, "[]") {
				t.Errorf("%s: %s and %s do not nest alike", tt.name, f.Masters, f.NIC)
			}
			if (f.Kind == Fixed) != (f.Fixed != "") || (f.Kind == Fixed) != (f.Masters == "" || strings.HasSuffix(f.Masters, ".")) {
				t.Errorf("%s: %+v is half fixed", tt.name, f)
			}
			theirs[f.Masters] = true
			delete(want, f.NIC)
		}
		for p := range want {
			t.Errorf("%s: %s has no row", tt.name, p)
		}
	}
}

// paths collects the paths of what a document of that type holds.
func paths(all map[string]bool, at string, of reflect.Type) {
	for i := range of.NumField() {
		f := of.Field(i)
		switch p := at + f.Name; {
		case f.Type.Kind() == reflect.Pointer:
			paths(all, p+".", f.Type.Elem())
		case f.Type.Kind() == reflect.Slice:
			paths(all, p+"[].", f.Type.Elem())
		default:
			all[p] = true
		}
	}
}

// TestKinds: a field carries a number exactly where the portal's document has one.
func TestKinds(t *testing.T) {
	t.Parallel()
	for _, f := range append(InvoiceFields(), WaybillFields()...) {
		root := reflect.TypeFor[einv.Invoice]()
		if !strings.Contains(f.NIC, ".") && f.NIC != "Version" || strings.HasPrefix(f.NIC, "ExpShipDtls") {
			root = reflect.TypeFor[einv.EWBByIRN]()
		}
		for _, part := range strings.Split(f.NIC, ".") {
			if root.Kind() != reflect.Struct {
				root = root.Elem()
			}
			field, ok := root.FieldByName(strings.TrimSuffix(part, "[]"))
			if !ok {
				t.Fatalf("%s is not in the portal's document", f.NIC)
			}
			root = field.Type
		}
		number := f.Kind == Amount || f.Kind == Whole || f.Kind == Distance
		if number != (root == reflect.TypeFor[einv.Amount]()) {
			t.Errorf("%s is carried as %s, the portal has %v", f.NIC, f.Kind, root)
		}
	}
}

// TestThereAndBack: a document that went to Masters India's names and back is the same document.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		doc := "{" + strings.Join(draw(t, invoicePlan().toNIC), ",") + "}"
		body, err := Invoice([]byte(doc))
		if err != nil {
			t.Fatalf("%v of %s", err, doc)
		}
		got, err := Generate(body)
		if err != nil || string(got.Plain) != doc {
			t.Fatalf("there and back: %v\n got %s\nwant %s\n via %s", err, got.Plain, doc, body)
		}
		if again, _ := Invoice(got.Plain); !bytes.Equal(again, body) {
			t.Fatalf("a second time: %s\nwant %s", again, body)
		}
	})
}

// draw draws members of the portal's document in the order of the table, at least one below each that is there.
func draw(t *rapid.T, p plan) []string {
	var list []string
	for _, s := range p {
		name := `"` + s.to + `":`
		switch {
		case s.kind == Fixed:
			list = append(list, name+`"`+s.set+`"`)
		case s.sub == nil && rapid.Bool().Draw(t, s.to):
			list = append(list, name+drawField(t, s.kind))
		case s.sub != nil && rapid.Bool().Draw(t, s.to):
			if members := draw(t, s.sub); len(members) == 0 || len(members) == 1 && s.sub[0].kind == Fixed {
				continue
			} else if s.list {
				list = append(list, name+"[{"+strings.Join(members, ",")+"}]")
			} else {
				list = append(list, name+"{"+strings.Join(members, ",")+"}")
			}
		}
	}
	return list
}

func drawField(t *rapid.T, k Kind) string {
	switch k {
	case State:
		return rapid.SampledFrom([]string{`"09"`, `"29"`, `"96"`, `"zz"`}).Draw(t, "state")
	case Letters:
		return rapid.SampledFrom([]string{`"INR"`, `"IN"`}).Draw(t, "letters")
	case Text:
		b, _ := json.Marshal(rapid.StringMatching(`[a-zA-Z0-9 /é-]{1,9}`).Draw(t, "text"))
		return string(b)
	}
	return rapid.StringMatching(`-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,3})?`).Draw(t, "number")
}

// TestPublishedIRNs: the four IRNs that are published come out of documents in Masters India's words.
func TestPublishedIRNs(t *testing.T) {
	t.Parallel()
	tests := []struct{ gstin, typ, no, date, want string }{
		{"09AAAPG7885R002", "INV", "TATA/99024", "14/09/2023", "d812d43cf9a8951e25973390fcd2b2fbaa4786e779a277768422e7302d50fcde"},
		{"09AAAPG7885R002", "INV", "TATA/99027", "14/09/2023", "dd609070d4f3f66f1585fc13abd52e8f47d4102c8389bb9f7411afe52a9e778a"},
		{"09AAAPG7885R002", "INV", "TATA/A/0011", "14/09/2023", "dd7c08b14f1c764e2d21343afd6c32003d6b56ba688c32b62c82c7c308e83600"},
		{"01AMBPG7773M002", "INV", "SINV-CFY-00067", "17/09/2022", "706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7"},
	}
	for _, tt := range tests {
		body := `{"document_details":{"document_type":"` + tt.typ + `","document_number":"` + tt.no + `","document_date":"` + tt.date +
			`"},"seller_details":{"gstin":"` + tt.gstin + `"}}`
		r, err := Generate([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		inv, _, err := einv.Decode[einv.Invoice](r.Plain)
		if err != nil {
			t.Fatal(err)
		}
		date, err := time.ParseInLocation("02/01/2006", inv.DocDtls.Dt, clock.IST)
		if got := irn.Of(inv.SellerDtls.Gstin, inv.DocDtls.Typ, inv.DocDtls.No, date, date); err != nil || got != tt.want {
			t.Errorf("%s %s: IRN %s, %v; want %s", tt.gstin, tt.no, got, err, tt.want)
		}
	}
}

func FuzzGenerate(f *testing.F) {
	text, err := os.ReadFile("testdata/generate.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"item_list":[{"quantity":"-.e5","attribute_details":[{"item_attribute_value":[]}]}],"seller_details":[[]]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		for name, read := range map[string]func([]byte) (Request, error){"generate": Generate, "cancel": Cancel, "e-way bill": Waybill} {
			r, err := read(text)
			if err != nil {
				continue
			}
			if !json.Valid(r.Plain) {
				t.Errorf("%s of %q is no JSON: %q", name, text, r.Plain)
			}
			if back, err := Invoice(r.Plain); err != nil || !json.Valid(back) {
				t.Errorf("%s of %q does not go back: %q, %v", name, text, back, err)
			}
		}
		if b, err := ReadBulk(text); err == nil && len(b.Bodies) == 0 {
			t.Errorf("%q is a bulk call of nothing", text)
		}
	})
}
