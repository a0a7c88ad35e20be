package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestGatewayEwayBills cancels an e-way bill through every gateway that has the e-way bill system in clear, and cancels it
// again: 312, in the gateway's words.
func TestGatewayEwayBills(t *testing.T) {
	t.Parallel()
	cancel := func(no string) string { return `{"ewbNo":` + no + `,"cancelRsnCode":2,"cancelRmrk":"typing error"}` }
	who := func(d *desk) string {
		return url.Values{"aspid": {d.key}, "password": {d.secret}, "gstin": {d.gstin}, "username": {d.user}}.Encode()
	}
	tests := []struct {
		name, face string
		speak      func(d *desk, no string) spoken
		done       string // in the answer to the first
		refused    string // in the answer to the second
	}{
		{"taxpro", "taxpro-dec", func(d *desk, no string) spoken {
			return spoken{mPost, "/v1.03/dec/ewayapi?action=CANEWB&authtoken=" + d.token + "&" + who(d), []byte(cancel(no)), nil}
		}, `"cancelDate"`, `"error_cd":"312"`},
		{"taxpro, other path, other letters", "taxpro-dec", func(d *desk, no string) spoken {
			return spoken{mPost, "/EwayBillApi/dec/v1.03/EWAYAPI?Action=canewb&authtoken=" + d.token + "&" + who(d), []byte(cancel(no)), nil}
		}, `"cancelDate"`, `"error_cd":"312"`},
		{"whitebooks", "whitebooks", func(d *desk, no string) spoken {
			return spoken{mPost, "/ewaybillapi/v1.03/ewayapi/canewb?email=a", []byte(cancel(no)), []string{"client_id", d.key, "gstin", d.gstin}}
		}, `"status_cd":"1"`, `\"ErrorCode\":\"312\"`},
		{"india-compliance, data alone", "india-compliance", func(d *desk, no string) spoken {
			c := indiaSpeak(d, "ewayapi", asked{})
			c.body = []byte(cancel(no))
			return c
		}, `"success":true`, `312 : `},
		{"adaequare, action and data", "adaequare", func(d *desk, no string) spoken {
			c := adaequareSpeak(d, "ewayapi", asked{})
			c.body = []byte(`{"action":"CANEWB","data":` + cancel(no) + `}`)
			return c
		}, `"success":true`, `312 : `},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := start(t).desk(t, dialectNamed(t, tt.face))
			if in := d.logIn(); in.denied || in.codes != "" {
				t.Fatalf("login: %s", in.raw)
			}
			no := text(d.do("generate", asked{doc: doc(t, "E/1", byRoad)}).plain["EwbNo"])
			speak := func(*desk, string, asked) spoken { return tt.speak(d, no) }
			read := func(*desk, string, int, []byte) told { return told{} }
			eway := &desk{sim: d.sim, dialect: dialect{name: tt.face, speak: speak, read: read}, t: t}
			for _, wanted := range []string{tt.done, tt.refused} {
				if g := eway.do("ewayapi", asked{}); g.status != http.StatusOK || !strings.Contains(g.raw, wanted) {
					t.Errorf("HTTP %d %s, want %s in it", g.status, g.raw, wanted)
				}
			}
			var list []struct{ API, Face string }
			d.control("GET", "/journal?api=ewayapi-canewb", "", 200, &list)
			if len(list) != 2 || list[0].Face != tt.face {
				t.Errorf("the journal has %+v, want two cancellations of bills through %s", list, tt.face)
			}
		})
	}
}

// TestTaxProReadsAnEwayBill reads a bill through the plain twin of the e-way bill system.
func TestTaxProReadsAnEwayBill(t *testing.T) {
	t.Parallel()
	d := start(t).desk(t, dialectNamed(t, "taxpro-dec"))
	if in := d.logIn(); in.codes != "" {
		t.Fatal(in.raw)
	}
	no := text(d.do("generate", asked{doc: doc(t, "E/1", byRoad)}).plain["EwbNo"])
	get := func(query string) string {
		q := url.Values{"aspid": {d.key}, "password": {d.secret}, "gstin": {d.gstin}, "username": {d.user}, "authtoken": {d.token}}
		resp, err := http.Get(d.Info().HTTP + "/v1.03/dec/ewayapi?" + q.Encode() + "&" + query)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var b strings.Builder
		if err := resp.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if got := get("action=GetEwayBill&ewbNo=" + no); !strings.Contains(got, `"ewbNo":`+no) {
		t.Errorf("got %s, want the bill %s", got, no)
	}
	if got := get("action=GetNothing&ewbNo=" + no); !strings.Contains(got, `"error_cd":"239"`) {
		t.Errorf("got %s, want 239", got)
	}
}
