package irptest_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/irpsim/irpsim/irptest"
)

func asError(err error, to **irptest.Error) bool { return errors.As(err, to) }

func TestEdits(t *testing.T) {
	t.Parallel()
	doc := irptest.ValidInvoice(
		irptest.Numbered("A/1"), irptest.Dated(time.Date(2026, time.July, 3, 20, 0, 0, 0, time.UTC)), irptest.SoldBy("27ZZZCS0001A1ZM"), irptest.Lines(3),
		irptest.Set("ItemList[1].Unit", "KGS"), irptest.Set("RefDtls.InvRm", "a < b & c"), irptest.Set("ValDtls.OthChrg", json.Number("1.50")),
		irptest.Remove("ItemList[2].PrdDesc"),
	)
	wants := []struct{ path, want string }{
		{"DocDtls.No", "A/1"}, {"DocDtls.Dt", "04/07/2026"}, {"SellerDtls.Gstin", "27ZZZCS0001A1ZM"}, {"SellerDtls.Stcd", "27"},
		{"ItemList[1].Unit", "KGS"}, {"RefDtls.InvRm", "a < b & c"}, {"ValDtls.OthChrg", "1.50"}, {"ItemList[2].PrdDesc", ""},
	}
	for _, tt := range wants {
		if got := doc.Text(tt.path); got != tt.want {
			t.Errorf("%s is %q, want %q", tt.path, got, tt.want)
		}
	}
	if text := string(doc.JSON(t)); !strings.Contains(text, `a < b & c`) || !strings.Contains(text, `"OthChrg":1.50`) {
		t.Errorf("JSON is %s", text)
	}
	other := doc.With(irptest.Set("DocDtls.No", "A/2"))
	if doc.Number() != "A/1" || other.Number() != "A/2" || other.Text("ItemList[1].Unit") != "KGS" {
		t.Errorf("an edited copy has number %s, the first %s", other.Number(), doc.Number())
	}
}

func TestBadEditsShowWhenUsed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		doc  irptest.Document
		want string
	}{
		{"kind", irptest.Sample("b2x"), `no case is called "b2x"`},
		{"path", irptest.ValidInvoice(irptest.Set("ItemList[9].Unit", 1)), "no such place"},
		{"value", irptest.ValidInvoice(irptest.Set("DocDtls.No", func() {})), "the value for DocDtls.No has no JSON"},
		{"number", irptest.ValidInvoice(irptest.Numbered("0")), "document number"},
		{"first of two", irptest.ValidInvoice(irptest.Set("", 1), irptest.Set("DocDtls.No", "x")).With(irptest.Remove("X")), "no such place"},
	}
	sim := irptest.New(t)
	for _, tt := range tests {
		if _, err := json.Marshal(tt.doc); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: MarshalJSON: %v, want %q", tt.name, err, tt.want)
		}
		if _, err := sim.Client().Generate(tt.doc); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: Generate: %v, want %q", tt.name, err, tt.want)
		}
		capture(t.Name(), func(t irptest.T) { tt.doc.JSON(t) }).wantFatal(t, tt.want)
	}
	if got := len(sim.Requests(irptest.API("generate"))); got != 0 {
		t.Errorf("%d documents were sent", got)
	}
}

func TestGenerateTakesAnyJSON(t *testing.T) {
	t.Parallel()
	client := irptest.New(t).Client()
	tree := map[string]any{}
	if err := json.Unmarshal(irptest.ValidInvoice(irptest.Numbered("T/4")).JSON(t), &tree); err != nil {
		t.Fatal(err)
	}
	for _, doc := range []any{
		irptest.ValidInvoice(irptest.Numbered("T/1")).JSON(t), string(irptest.ValidInvoice(irptest.Numbered("T/2")).JSON(t)),
		json.RawMessage(irptest.ValidInvoice(irptest.Numbered("T/3")).JSON(t)), tree,
	} {
		if _, err := client.Generate(doc); err != nil {
			t.Errorf("%T: %v", doc, err)
		}
	}
	_, err := client.Generate(irptest.ValidInvoice(irptest.Remove("DocDtls"), irptest.Remove("ValDtls")))
	if got := irptest.Codes(err); len(got) < 2 || got[0] != "5002" || !strings.Contains(err.Error(), "the portal refused: 5002 ") {
		t.Errorf("two violations: codes %v, %v", got, err)
	}
	if got := irptest.Code(errors.New("no refusal")); got != "" || irptest.Codes(nil) != nil {
		t.Errorf("Code of another error is %q, Codes of nil %v", got, irptest.Codes(nil))
	}
}
