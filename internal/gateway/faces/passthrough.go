package faces

import (
	"net/http"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/registrar"
)

// The gateways of this file hand the portal's encrypted calls through and put their own client id in front of them. They
// differ in their paths and in the names of headers.

// sealedWho reads the portal's credentials under any of the names that clients of gateways use.
func sealedWho(x *gateway.Exchange) gateway.Who {
	return gateway.Who{Credentials: registrar.Credentials{
		Gstin:     x.Field("Gstin", "X-FLYNN-N-IRP-GSTIN"),
		UserName:  x.Field("user_name", "username", "X-FLYNN-N-IRP-USERNAME"),
		AuthToken: x.Field("AuthToken"), SupGstin: x.Field("sup_gstin"), IRP: x.Field("irp"),
	}}
}

// sealedDeny refuses as an API gateway in front of the portal does.
func sealedDeny(_ *gateway.Exchange, d *gateway.Denial) gateway.Reply {
	return gateway.Must(http.StatusUnauthorized, struct {
		Message string `json:"message"`
	}{d.Text})
}

// sealedRefuse is never needed: sealed rows speak the portal's own words. It serves rows of the gateway's own.
func sealedRefuse(_ *gateway.Exchange, e *fault.Error) gateway.Reply {
	return gateway.Must(http.StatusOK, nicRefusal(e))
}

func sealedSay(_ *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	return gateway.JSON(http.StatusOK, a.Value)
}

func passthrough() gateway.Face {
	return gateway.Face{
		Name: "passthrough", Title: "Any gateway with the portal's paths", Provider: "any",
		Doc: gateway.Doc{
			Text: "For gateways that hand the portal's encrypted calls through under a prefix and send no client id: the portal's paths " +
				"behind /gsp, or behind a prefix of one's own. User name and GSTIN may be left out of calls; they stand in the session.",
			Source: "protocol reference 21.4", Confidence: "inferred from the gateways that are known",
			Repoint: "set the client's base URL to the simulator's with /gsp behind it, or mount another prefix with --prefix passthrough=/path",
			Page:    "nic",
		},
		Prefixes: []string{"/gsp"}, Rows: portalRows(nicRoots(""), true),
		Who: sealedWho, Say: sealedSay, Refuse: sealedRefuse, Deny: sealedDeny,
	}
}

func vayana() gateway.Face {
	return gateway.Face{
		Name: "vayana", Title: "Vayana and Protean (GUS)", Provider: "Vayana Network",
		Doc: gateway.Doc{
			Text: "A pass-through: the portal's encrypted calls behind /gus/irp/{provider}, where the provider names one of the two NIC " +
				"portals: ni1 or nic the first, ni2 the second.",
			Source: "provider reference 7.7", Confidence: "paths from public client code; headers of the plain API from the provider's pages",
			Repoint: "replace the host in the base URL by the simulator's and keep /gus/irp/ni1", Page: "vayana",
		},
		Rows: portalRows(nicRoots("/gus/irp/{provider}"), true),
		Who: func(x *gateway.Exchange) gateway.Who {
			who := sealedWho(x)
			if x.Path["provider"] == "ni2" || x.Path["provider"] == "nic2" {
				who.At = "NIC2"
			}
			return who
		},
		Say: sealedSay, Refuse: sealedRefuse, Deny: sealedDeny,
	}
}

func cleartaxGSP() gateway.Face {
	return gateway.Face{
		Name: "cleartax-gsp", Title: "ClearTax GSP", Provider: "Clear",
		Doc: gateway.Doc{
			Text: "ClearTax's pass-through: the portal's encrypted calls under /einv-gsp, whose services are called vital, core, eiewb and " +
				"ewb. The header X-CT-Auth-Token stands for client id and secret.",
			Source: "provider reference 7.5", Confidence: "provider's documentation",
			Repoint: "replace the host https://api-sandbox.clear.in by the simulator's URL", Page: "cleartax",
		},
		Key:  "the header X-CT-Auth-Token",
		Rows: portalRows(roots{"/einv-gsp/vital", "/einv-gsp/core", "/einv-gsp/eiewb", "/einv-gsp/ewb"}, true),
		Who: func(x *gateway.Exchange) gateway.Who {
			who := sealedWho(x)
			who.Key = x.Field("X-CT-Auth-Token", "X-Cleartax-Auth-Token")
			return who
		},
		Say: sealedSay, Refuse: sealedRefuse, Deny: sealedDeny,
	}
}
