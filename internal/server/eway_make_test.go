package server_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
)

// challan is a bill for goods that move without being sold.
func challan(change map[string]any) map[string]any {
	m := map[string]any{
		"supplyType": "O", "subSupplyType": "5", "subSupplyDesc": "", "docType": "CHL", "docNo": "CH/1", "docDate": "20/11/2026",
		"fromGstin": sellerGstin, "fromTrdName": "Seller", "fromAddr1": "5 Main Road", "fromPlace": "Bengaluru", "fromPincode": 560001,
		"fromStateCode": 29, "actFromStateCode": 29, "toGstin": sellerGstin, "toTrdName": "Seller", "toAddr1": "7 Port Road", "toPlace": "Chennai",
		"toPincode": 600001, "toStateCode": 33, "actToStateCode": 33, "transactionType": 1, "totalValue": 1000, "totInvValue": 1000,
		"transMode": "1", "transDistance": "0", "vehicleNo": "KA01AB1234", "vehicleType": "R", "transporterId": "", "transDocNo": "", "transDocDate": "",
		"itemList": []any{map[string]any{"productName": "Wheat", "hsnCode": 1001, "quantity": 4, "qtyUnit": "BOX", "taxableAmount": 1000, "igstRate": 0}},
	}
	maps.Copy(m, change)
	return m
}

// TestBillWithoutIRN makes bills at the e-way bill system itself.
func TestBillWithoutIRN(t *testing.T) {
	t.Parallel()
	s := start(t)
	u := s.enterEway(s.newWorld(`{}`), sellerGstin)
	tests := []struct {
		name   string
		change map[string]any
		want   string
	}{
		{"everything wrong", map[string]any{"supplyType": "X", "subSupplyType": 99, "docType": "ABC", "docNo": "/", "docDate": "1", "fromGstin": "X", "fromPincode": 1,
			"fromStateCode": 77, "actFromStateCode": 77, "toGstin": "", "toPincode": nil, "toStateCode": 0, "actToStateCode": nil, "transactionType": 5, "totInvValue": nil,
			"transDistance": 4001, "transMode": "9", "vehicleType": "X", "vehicleNo": "KA", "transDocDate": "x", "itemList": []any{}},
			"201,202,204,206,207,208,210,211,371,212,214,215,372,612,640,221,220,361,225,224,233"},
		{"a text for a number", map[string]any{"transDistance": "far"}, "221"},
		{"HSN", map[string]any{"itemList": []any{map[string]any{"hsnCode": "0000", "qtyUnit": "XXX"}}}, "216,217,234"},
		{"of somebody else", map[string]any{"fromGstin": branchGstin}, "359"},
		{"inward of somebody else", map[string]any{"supplyType": "I", "toGstin": branchGstin}, "360"},
		{"unknown consignee", map[string]any{"toGstin": "27AAAAA0000A1Z9"}, "212"},
		{"blocked consignee", map[string]any{"toGstin": "23ZZZCL0013L1ZA"}, "716"},
		{"should have an IRN", map[string]any{"docType": "INV", "subSupplyType": 1, "toGstin": "27ZZZCB0002B1Z0"}, "720"},
		{"dated tomorrow", map[string]any{"docDate": "23/11/2026"}, "207"},
		{"181 days old", map[string]any{"docDate": "25/05/2026"}, "820"},
		{"services", map[string]any{"itemList": []any{map[string]any{"hsnCode": "998314", "taxableAmount": 1}}}, "724"},
		{"unknown transporter", map[string]any{"transporterId": "00AAAAA0000A1Z0"}, "222"},
		{"no mode", map[string]any{"transMode": ""}, "638"},
		{"no mode and no transporter", map[string]any{"transMode": "", "vehicleNo": ""}, "619"},
		{"no vehicle", map[string]any{"vehicleNo": ""}, "303"},
		{"rail without document", map[string]any{"transMode": "2"}, "394"},
		{"rail, over-dimensional", map[string]any{"transMode": "2", "transDocNo": "RR1", "vehicleType": "O"}, "634"},
		{"ship with nothing", map[string]any{"transMode": "4", "vehicleNo": "", "vehicleType": "O"}, "727"},
		{"ship, regular", map[string]any{"transMode": "4"}, "726"},
		{"document of the carrier too old", map[string]any{"transDocDate": "19/11/2026"}, "362"},
		{"too far", map[string]any{"transDistance": 1000}, "702"},
		{"same PIN", map[string]any{"toPincode": 560001}, "709"},
		{"no distance known", map[string]any{"toPincode": 128001}, "721"},
		{"180 days old", map[string]any{"docDate": "26/05/2026", "docNo": "CH/0"}, ""},
		{"to a consumer", map[string]any{"docType": "INV", "subSupplyType": 1, "toGstin": "URP", "docNo": "B2C/1"}, ""},
	}
	for _, tt := range tests {
		want(t, tt.name, first(u.eway("GENEWAYBILL", challan(tt.change))), tt.want)
	}
	codes, plain := u.eway("GENEWAYBILL", challan(nil))
	no := text(plain["ewayBillNo"])
	if n, isNumber := plain["ewayBillNo"].(json.Number); !isNumber || len(n) != 12 {
		t.Errorf("ewayBillNo %v %s, want a number of twelve digits", plain, codes)
	}
	want(t, "bill", text(plain["ewayBillDate"])+text(plain["validUpto"])+text(plain["alert"]),
		"22/11/2026 12:31:00 PM"+"24/11/2026 11:59:00 PM"+", Distance between these two pincodes is 350")
	want(t, "once more", first(u.eway("GENEWAYBILL", challan(map[string]any{"docNo": "ch/1"}))), "604")
	_, shown := u.read("GetEwayBill?ewbNo=" + no)
	item := shown["itemList"].([]any)[0].(map[string]any)
	want(t, "as read", text(shown["genMode"])+text(shown["docNo"])+text(item["hsnCode"])+text(item["productName"]), "APICH/11001Wheat")
	_, found := u.read("GetEwayBillGeneratedByConsigner?docType=CHL&docNo=CH/1")
	want(t, "by document", text(found["ewayBillNo"]), no)
	_, list := u.read("GetEwayBillsByDate?date=22/11/2026")
	if n := len(list["rows"].([]any)); n != 3 {
		t.Errorf("%d bills of the day, want 3: %v", n, list)
	}
	for path, code := range map[string]string{
		"GetEwayBillsByDate?date=21/11/2026": "418", "GetEwayBillsByDate?date=x": "601", "GetEwayBill?ewbNo=1": "301", "GetEwayBill?ewbNo=999999999999": "325",
		"GetEwayBillGeneratedByConsigner?docType=CHL&docNo=CH/9": "418",
	} {
		want(t, path, first(u.read(path)), code)
	}
	want(t, "cancel", first(u.eway("CANEWB", cancellation(no))), "")
	want(t, "anew", first(u.eway("GENEWAYBILL", challan(nil))), "")
}

// TestBillBesideIRN is 4026: the document moved before its IRN was made.
func TestBillBesideIRN(t *testing.T) {
	t.Parallel()
	s := start(t)
	world := s.newWorld(`{"taxpayers":[{"gstin":"` + sellerGstin + `","legal_name":"Simulated Seller Private Limited","status":"ACT","type":"REG","block_status":"U","state_code":"29","pin":560001,"registered":"2017-07-01","enabled":false}]}`)
	u := s.enterEway(world, sellerGstin)
	codes, plain := u.eway("GENEWAYBILL", challan(map[string]any{"docType": "INV", "subSupplyType": 1, "toGstin": "27ZZZCB0002B1Z0", "docNo": "X/1", "docDate": "19/11/2026"}))
	want(t, "bill of a supplier without e-invoicing", codes, "")
	s.control(http.MethodPut, "/taxpayers/"+sellerGstin+"?world="+world.ClientID, `{"enabled":true}`, 200, nil)
	irp := s.enter(world, sellerGstin)
	made := irp.ask("/eicore/v1.03/Invoice", bill(t, "X/1", byRoad))
	message := "Duplicate EwayBill for the given document numer, EwbNo - (" + text(plain["ewayBillNo"]) + ")"
	want(t, "inside Generate", made.info, `[{"InfCd":"EWBERR","Desc":[{"ErrorCode":"4026","ErrorMessage":"`+message+`"}]}]`)
	got := irp.ask("/eiewb/v1.03/ewaybill", request(text(made.plain["Irn"])))
	want(t, "by IRN", got.codes+strings.Join(got.texts, ""), "4026"+message)
}

// TestBillsOutliveTheProcess keeps numbers and bills over a restart.
func TestBillsOutliveTheProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, durable(dir))
	u, irn, no := moved(t, s, nil)
	world := u.world
	if _, err := s.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	s = start(t, durable(dir))
	u = s.enter(world, sellerGstin)
	want(t, "the bill", text(u.ask("/eiewb/v1.03/ewaybill/irn/"+irn, nil).plain["EwbNo"]), no)
	want(t, "cancel", first(u.eway("CANEWB", cancellation(no))), "")
	next := text(u.ask("/eiewb/v1.03/ewaybill", request(irn)).plain["EwbNo"])
	if len(next) != 12 || next[2:] <= no[2:] {
		t.Errorf("the next number is %s, want one after %s", next, no)
	}
}
