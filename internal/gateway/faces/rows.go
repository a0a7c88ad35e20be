package faces

import (
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/gateway"
)

// roots are the paths under which a gateway mounts the four services of the portal.
type roots struct{ vital, core, bills, eway string }

// nicRoots are the portal's own, under a prefix.
func nicRoots(prefix string) roots {
	return roots{prefix + "/eivital", prefix + "/eicore", prefix + "/eiewb", prefix + "/ewaybillapi"}
}

// portalRows are the portal's calls under other roots. Sealed ones keep its encryption.
func portalRows(at roots, sealed bool) []gateway.Row {
	login := http.MethodPost
	if !sealed {
		login = http.MethodGet // plain logins have nothing to put into a body
	}
	rows := []gateway.Row{
		{Op: "auth", Title: "Authenticate", Method: login, Path: at.vital + "/v1.04/auth"},
		{Op: "generate", Title: "Generate IRN", Method: http.MethodPost, Path: at.core + "/v1.03/Invoice"},
		{Op: "cancel", Title: "Cancel IRN", Method: http.MethodPost, Path: at.core + "/v1.03/Invoice/Cancel"},
		{Op: "get", Title: "Get IRN details", Method: http.MethodGet, Path: at.core + "/v1.03/Invoice/irn/{irn}"},
		{
			Op: "getbydoc", Title: "Get IRN details by document", Method: http.MethodGet, Path: at.core + "/v1.03/Invoice/irnbydocdetails",
			Query: []string{"doctype", "docnum", "docdate"},
		},
		{
			Op: "rejected", Title: "Rejected IRNs", Method: http.MethodGet, Path: at.core + "/v1.03/Invoice/rejectedirns", Query: []string{"date"},
		},
		{
			Op: "gstin", Title: "GSTIN details", Method: http.MethodGet, Path: at.vital + "/v1.04/Master/gstin/{gstin}",
			Aliases: []string{at.vital + "/v1.04/Master/gstin"},
		},
		{
			Op: "gstin", Title: "GSTIN details, version 1.03", Method: http.MethodGet, Path: at.vital + "/v1.03/Master/gstin/{gstin}",
			Aliases: []string{at.vital + "/v1.03/Master/gstin"},
		},
		{
			Op: "syncgstin", Title: "Sync GSTIN from the common portal", Method: http.MethodGet, Path: at.vital + "/v1.04/Master/syncgstin/{gstin}",
		},
		{Op: "ewb", Title: "Generate e-way bill by IRN", Method: http.MethodPost, Path: at.bills + "/v1.03/ewaybill"},
		{Op: "ewb-get", Title: "Get e-way bill by IRN", Method: http.MethodGet, Path: at.bills + "/v1.03/ewaybill/irn/{irn}"},
	}
	if sealed {
		rows = append(rows, sealedEway(at.eway)...)
	}
	for i := range rows {
		rows[i].Sealed = sealed
	}
	return rows
}

func sealedEway(root string) []gateway.Row {
	const get = http.MethodGet
	return []gateway.Row{
		{Op: "ewayapi-auth", Title: "Log in to the e-way bill system", Method: http.MethodPost, Path: root + "/v1.03/auth"},
		{Op: "ewayapi", Title: "Act on an e-way bill", Method: http.MethodPost, Path: root + "/v1.03/ewayapi"},
		{Op: "ewayapi-get", Title: "Read an e-way bill", Method: get, Path: root + "/v1.03/ewayapi/GetEwayBill", Query: []string{"ewbNo"}},
		{Op: "ewayapi-list", Title: "E-way bills made on a day", Method: get, Path: root + "/v1.03/ewayapi/GetEwayBillsByDate", Query: []string{"date"}},
		{
			Op: "ewayapi-find", Title: "The e-way bill of a document", Method: get, Path: root + "/v1.03/ewayapi/GetEwayBillGeneratedByConsigner",
			Query: []string{"docType", "docNo"},
		},
	}
}

// gstinLength is that of every GSTIN.
const gstinLength = 15

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// bearer strips the word that clients put before a token.
func bearer(authorization string) string {
	if word, token, ok := strings.Cut(authorization, " "); ok && strings.EqualFold(word, "Bearer") {
		return strings.TrimSpace(token)
	}
	return authorization
}
