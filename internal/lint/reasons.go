package lint

import (
	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/validate"
)

// maxReasoned bounds the documents that [Reasons] looks at: it runs while a client waits for its refusal.
const maxReasoned = 256 << 10

// Reasons explains the findings of rules in an answer of Generate IRN, each in one paragraph with its arithmetic: those of
// a refusal, and those of the e-way bill of an IRN that stands. The map is by finding as it was answered; findings that
// cannot be explained, and those of long documents, are not in it.
func Reasons(plain []byte, ctx Context, refused []fault.Finding) map[fault.Finding]string {
	if len(plain) > maxReasoned {
		return nil
	}
	wanted := make(map[fault.Finding]bool, len(refused))
	for _, f := range refused {
		if f.Rule != "" {
			wanted[f] = true
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	inv, _, err := einv.Decode[einv.Invoice](plain)
	if err != nil {
		return nil
	}
	reasons := make(map[fault.Finding]string, len(wanted))
	in := ctx.input(inv, ctx.Instant())
	details := validate.Explain(in)
	if inv.EwbDtls != nil {
		details = append(details, validate.ExplainWaybill(ctx.waybill(in))...)
	}
	for _, d := range details {
		f := fault.Finding{Code: d.Code, Message: d.Message, Path: d.Path, Rule: d.Rule}
		if wanted[f] {
			told := ruleFinding(d)
			reasons[f] = told.Plain()
		}
	}
	return reasons
}
