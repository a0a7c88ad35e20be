package faces

import (
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/registrar"
)

// nicEnvelope is the portal's envelope with Data in clear, which several gateways hand on or wrap.
type nicEnvelope struct {
	Status       int
	ErrorDetails []gateway.Detail
	Data         any
	InfoDtls     []fault.Info
}

func nicAnswer(a registrar.Answer) nicEnvelope { return nicEnvelope{1, nil, a.Value, a.Info} }

func nicRefusal(e *fault.Error) nicEnvelope { return nicEnvelope{0, gateway.Details(e), nil, e.Info} }

// byDocument reads the document of a look-up from wherever the client put it, under any of the names that are in use.
func byDocument(x *gateway.Exchange) registrar.DocumentQuery {
	return registrar.DocumentQuery{
		DocType: x.Field("doctype", "param1"), DocNum: x.Field("docnum", "docno"), DocDate: x.Field("docdate"),
	}
}
