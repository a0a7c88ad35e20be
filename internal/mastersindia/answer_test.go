package mastersindia

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
)

func TestAnswers(t *testing.T) {
	t.Parallel()
	refusal := fault.New(fault.Duplicate).WithInfo(fault.Info{InfCd: "DUPIRN", Desc: struct {
		AckNo int64
		Irn   string
	}{1, "x"}})
	refusal.Findings = append(refusal.Findings, fault.Finding{Code: "3038", Message: `"a", b`})
	bill := []fault.Info{{InfCd: "EWBERR", Desc: []struct{ ErrorCode, ErrorMessage string }{{"4013", "The distance between the pincodes given is too high or low."}}}}
	tests := []struct {
		name string
		v    any
		want string
	}{
		{"cancelled", Envelope{Succeeded(struct{ Irn, CancelDate string }{"x", "2025-09-14 13:29:00"}, nil, "")},
			`{"results":{"message":{"Irn":"x","CancelDate":"2025-09-14 13:29:00"},"errorMessage":"","InfoDtls":"","status":"Success","code":200}}`},
		{"several refusals", Envelope{Refused(refusal, "id")},
			`{"results":{"message":"","errorMessage":"2150: Duplicate IRN, 3038: \"a\", b","InfoDtls":"[{\"InfCd\": \"DUPIRN\", \"Desc\": {\"AckNo\": 1, \"Irn\": \"x\"}}]",` +
				`"status":"Failed","code":204,"requestId":"id"}}`},
		{"e-way bill refused", Succeeded("", bill, ""),
			`{"message":"","errorMessage":"","InfoDtls":"[{\"InfCd\": \"EWBERR\", \"Desc\": [{\"ErrorCode\": \"4013\", \"ErrorMessage\": ` +
				`\"The distance between the pincodes given is too high or low.\"}]}]","status":"Success","code":200}`},
		{"of the gateway's own", Failed(NotMapped), `{"message":"","errorMessage":"GSTIN does not exist / not mapped with logged-in user","InfoDtls":"","status":"Failed","code":204}`},
		{"generated without a bill", Generated{AckNo: 1, Irn: "x", Status: "ACT", Links: Links{"q", "p", ""}},
			`{"AckNo":1,"AckDt":"","Irn":"x","SignedInvoice":"","SignedQRCode":"","EwbNo":null,"EwbDt":null,"EwbValidTill":null,"QRCodeUrl":"q","EinvoicePdf":"p",` +
				`"Status":"ACT","Remarks":"","alert":"","error":false}`},
		{"by document", FetchedByDoc{}, `{"AckNo":0,"AckDt":"","Irn":"","SignedInvoice":"","SignedQRCode":"","Status":"","EwbNo":null,"EwbDt":null,"EwbValidTill":null,"Remarks":null}`},
		{"bulk", Accepted("edoc"), `{"status":"Success","message":"Request has been accepted.Please get response by the request id","code":200,"request_status":"pending","requestId":"edoc"}`},
		{"poll of nothing", Missed(false), `{"error":true,"code":204,"request_status":"","message":"No records found."}`},
	}
	for _, tt := range tests {
		got, err := json.Marshal(tt.v)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %v\n got %s\nwant %s", tt.name, err, got, tt.want)
		}
	}
}

// TestInfoText: the text is JSON of the same value, whatever stands in it.
func TestInfoText(t *testing.T) {
	t.Parallel()
	for _, desc := range []string{"plain", `a:b,c "quoted" \ back`, "é <&> 😀 \u2028 \x01", `\"`, ""} {
		text := InfoText([]fault.Info{{InfCd: "EWBPPD", Desc: desc}})
		var back []fault.Info
		if err := json.Unmarshal([]byte(text), &back); err != nil || len(back) != 1 || back[0].Desc != desc {
			t.Errorf("%q became %s: %v", desc, text, err)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r > 0x7E }) || !strings.HasPrefix(text, `[{"InfCd": "EWBPPD", "Desc": "`) {
			t.Errorf("%q became %s, not as Python writes it", desc, text)
		}
	}
	if got := InfoText(nil); got != "" {
		t.Errorf("nothing became %q", got)
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 9, 14, 13, 25, 2, 0, clock.IST)
	if got, want := RequestID("09AAAPG7885R002", "SIM/25-26/001", at), "09AAAPG7885R002_SIM/25-26/001_1757836502"; got != want {
		t.Errorf("request id %s, want %s", got, want)
	}
	if got, want := BulkID(at, []byte{0x7a, 0x4d, 0x44, 0xde, 0x71, 0xb7}), "edoc_1757836502_7a4d44de71b7"; got != want {
		t.Errorf("bulk id %s, want %s", got, want)
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	key, other := []byte("a key of a world"), []byte("another")
	quarters := map[string]time.Time{
		"anVsX3NlcF8yMDIzLTI0": time.Date(2023, 9, 14, 0, 0, 0, 0, clock.IST), // of the provider's sample
		"amFuX21hcl8yMDI1LTI2": time.Date(2026, 1, 1, 0, 0, 0, 0, clock.IST),
		"YXByX2p1bl8yMDk5LTAw": time.Date(2099, 4, 1, 0, 0, 0, 0, clock.IST),
	}
	seen := map[string]bool{}
	for label, at := range quarters {
		for _, seq := range []uint64{0, 1, 2, 1 << 40, maxSeq} {
			id := Link(key, seq, at)
			head, digits, _ := strings.Cut(id, "-")
			if head != label || len(digits) != 24 {
				t.Errorf("link %s, want %s- and 24 digits", id, label)
			}
			if got, ok := OpenLink(key, id); !ok || got != seq {
				t.Errorf("%s opened to %d, %t, want %d", id, got, ok, seq)
			}
			if got, ok := OpenLink(other, id); ok {
				t.Errorf("%s opened with another key, to %d", id, got)
			}
			seen[digits] = true
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d different links of 5 invoices", len(seen))
	}
	good := Link(key, 7, quarters["anVsX3NlcF8yMDIzLTI0"])
	for i := range 24 {
		bad := []byte(good)
		at := len(bad) - 24 + i
		bad[at] = "0123456789abcdef"[(slices.Index([]byte("0123456789abcdef"), bad[at])+1)%16]
		if seq, ok := OpenLink(key, string(bad)); ok {
			t.Errorf("%s with digit %d changed opened to %d", good, i, seq)
		}
	}
	for _, bad := range []string{"", "-", "x", good[:len(good)-1], good + "0", good[:21]} {
		if _, ok := OpenLink(key, bad); ok {
			t.Errorf("%q opened", bad)
		}
	}
}
