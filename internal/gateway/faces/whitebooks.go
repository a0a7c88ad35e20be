package faces

import (
	"net/http"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/registrar"
)

// whitebooks is WhiteBooks, which is MasterGST under another brand: plain JSON, the operation's name in the path.
func whitebooks() gateway.Face {
	const call = "/einvoice/type/"
	row := func(op, title, method, name string, query ...string) gateway.Row {
		return gateway.Row{Op: op, Title: title, Method: method, Path: call + name + "/version/V1_03", Query: append([]string{"email"}, query...)}
	}
	act := func(name, action, title string) gateway.Row {
		return gateway.Row{
			Op: "ewayapi", Title: title, Method: http.MethodPost, Path: "/ewaybillapi/v1.03/ewayapi/" + name, Query: []string{"email"},
			Admit: gateway.ByUser, Open: func(x *gateway.Exchange) error {
				x.Ask.Plain, x.Ask.Action = x.Sent, action
				return nil
			},
		}
	}
	byDoc := row("getbydoc", "Get IRN details by document", http.MethodGet, "GETIRNBYDOCDETAILS", "param1")
	byDoc.Headers = []string{"docnum", "docdate"}
	return gateway.Face{
		Name: "whitebooks", Title: "WhiteBooks and MasterGST", Provider: "WhiteBooks",
		Doc: gateway.Doc{
			Text: "One API under two brands, which most young Indian services call: the portal's JSON in clear, the operation's name in " +
				"the path, and an envelope of status_cd, status_desc and data.",
			Source: "provider reference 7.1", Confidence: "provider's documentation and public client code",
			Repoint: "set WHITEBOOKS_BASE_URL, or the constant of that kind, to the simulator's URL", Page: "whitebooks",
		},
		Key: "client_id",
		Rows: []gateway.Row{
			{
				Op: "auth", Title: "Authenticate", Method: http.MethodGet, Path: "/einvoice/authenticate", Query: []string{"email"},
				Headers: []string{"username", "password", "ip_address"}, Say: whitebooksLoggedIn,
			},
			row("generate", "Generate IRN", http.MethodPost, "GENERATE"),
			row("cancel", "Cancel IRN", http.MethodPost, "CANCEL"),
			row("get", "Get IRN details", http.MethodGet, "GETIRN", "param1", "supplier_gstn"),
			byDoc,
			row("gstin", "GSTIN details", http.MethodGet, "GSTNDETAILS", "param1"),
			row("syncgstin", "Sync GSTIN from the common portal", http.MethodGet, "SYNC_GSTIN_FROMCP", "param1"),
			row("rejected", "Rejected IRNs", http.MethodGet, "GETREJECTEDIRNS", "param1"),
			row("ewb", "Generate e-way bill by IRN", http.MethodPost, "GENERATE_EWAYBILL"),
			row("ewb-get", "Get e-way bill by IRN", http.MethodGet, "GETEWAYBILLIRN", "param1"),
			{
				Op: "ewayapi-auth", Title: "Log in to the e-way bill system", Method: http.MethodGet, Path: "/ewaybillapi/v1.03/authenticate",
				Query: []string{"email", "username", "password"}, Say: whitebooksLoggedIn,
			},
			act("genewaybill", "GENEWAYBILL", "Make an e-way bill"), act("canewb", "CANEWB", "Cancel an e-way bill"),
			act("vehewb", "VEHEWB", "Give an e-way bill a vehicle"),
		},
		Who: func(x *gateway.Exchange) gateway.Who {
			return gateway.Who{
				Credentials: registrar.Credentials{
					Gstin: x.Field("gstin"), UserName: x.Field("username", "user_name"), AuthToken: x.Field("auth-token"),
					SupGstin: x.Query.First("supplier_gstn"),
				},
				Password: x.Field("password"), Key: x.Field("client_id"), KeySecret: x.Field("client_secret"),
			}
		},
		Open: whitebooksOpen, Say: whitebooksSay, Refuse: whitebooksRefuse, Deny: whitebooksDeny,
	}
}

func whitebooksOpen(x *gateway.Exchange) error {
	what := x.Query.First("param1")
	x.Ask.Plain, x.Ask.IRN, x.Ask.Gstin, x.Ask.Date = x.Sent, what, what, what
	if x.Row.Op == "getbydoc" {
		x.Ask.Document = byDocument(x)
		if len(what) == gstinLength { // one public client sends the GSTIN here, and an invoice is what it means
			x.Ask.Document.DocType = orElse(x.Field("doctype"), "INV")
		}
	}
	return nil
}

type whitebooksEnvelope struct {
	Status string       `json:"status_cd"`
	Text   string       `json:"status_desc"`
	Data   any          `json:"data,omitempty"`
	Info   []fault.Info `json:"InfoDtls,omitempty"`
}

// whitebooksLoggedIn keeps the provider's misspelling of a success, which clients compare with.
func whitebooksLoggedIn(_ *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	return gateway.JSON(http.StatusOK, whitebooksEnvelope{"Sucess", "GSTR request succeeds", a.Value, a.Info})
}

func whitebooksSay(_ *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	return gateway.JSON(http.StatusOK, whitebooksEnvelope{"1", "GSTR request succeeds", a.Value, a.Info})
}

// whitebooksRefuse puts the portal's error list into status_desc as a text of JSON.
func whitebooksRefuse(_ *gateway.Exchange, e *fault.Error) gateway.Reply {
	text, err := gateway.Marshal(gateway.Details(e))
	if err != nil {
		text = []byte(gateway.Join(e, ": ", ", "))
	}
	return gateway.Must(http.StatusOK, whitebooksEnvelope{"0", string(text), nil, e.Info})
}

func whitebooksDeny(_ *gateway.Exchange, d *gateway.Denial) gateway.Reply {
	type reason struct {
		Code    string `json:"error_cd"`
		Message string `json:"message"`
	}
	return gateway.Must(http.StatusOK, struct {
		Status string `json:"status_cd"`
		Text   string `json:"status_desc"`
		Error  reason `json:"error"`
	}{"0", d.Text, reason{"AUTH401", d.Text}})
}
