package api

import (
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
)

// Route is one call of the IRP: the row from which the mux, the 405 answers, the journal's names, the metrics and the
// OpenAPI document are made.
type Route struct {
	API     string // name in journal, faults and coverage: "generate"
	Title   string
	Method  string
	Path    string // as NIC publishes it, {parameters} in braces
	Aliases []string
	Query   []string // parameters of the query, as NIC spells them
	Request string   // name of the schema of the decrypted request, "" for none
	Source  string   // where path and behaviour are documented, with the confidence

	Gateway *gateway.Face // whose way of speaking it is, nil for the portal's own
	Row     *gateway.Row  // the row of Gateway, nil for the portal's own

	face face
	do   operation
}

// table is the whole API of the IRP. Adding an endpoint is adding a row.
func (s *Server) table() []Route {
	core := nicFace{s: s, empty: fault.PayloadEmpty}
	bills := nicFace{s: s, empty: fault.ParameterEmpty}
	eway := ewayFace{s}
	vital := nicFace{s: s, vital: true}
	return []Route{
		{
			API: "auth", Title: "Authenticate", Method: http.MethodPost, Path: "/eivital/v1.04/auth", Request: "auth",
			Source: "NIC authentication page 1.04; protocol 4.1 (confirmed)",
			face:   authFace{nicFace{s: s, vital: true}, "1.04"}, do: s.logIn,
		},
		{
			API: "auth103", Title: "Authenticate, version 1.03", Method: http.MethodPost, Path: "/eivital/v1.03/auth", Request: "auth",
			Source: "NIC authentication page 1.03; protocol 4.4 (confirmed, withdrawn from production in 2021)",
			face:   authFace{nicFace{s: s, vital: true}, "1.03"}, do: s.logIn,
		},
		{
			API: "generate", Title: "Generate IRN", Method: http.MethodPost, Path: "/eicore/v1.03/Invoice", Request: "generate-irn",
			Source: "NIC generate page 1.03; protocol 5 (confirmed)", face: core, do: s.generate,
		},
		{
			API: "cancel", Title: "Cancel IRN", Method: http.MethodPost, Path: "/eicore/v1.03/Invoice/Cancel", Request: "cancel-irn",
			Source: "NIC cancel page 1.03; protocol 7 (confirmed)", face: core, do: s.cancel,
		},
		{
			API: "get", Title: "Get IRN details", Method: http.MethodGet, Path: "/eicore/v1.03/Invoice/irn/{irn}",
			Source: "protocol 8.1 (confirmed)", face: core, do: s.getIRN,
		},
		{
			API: "getbydoc", Title: "Get IRN details by document", Method: http.MethodGet, Path: "/eicore/v1.03/Invoice/irnbydocdetails",
			Query:  []string{"doctype", "docnum", "docdate"},
			Source: "protocol 8.2 (confirmed)", face: core, do: s.getByDocument,
		},
		{
			API: "rejected", Title: "Rejected IRNs", Method: http.MethodGet, Path: "/eicore/v1.03/Invoice/rejectedirns",
			Query:  []string{"date"},
			Source: "NIC rejected IRNs page; protocol 8.3 (confirmed, empty list inferred)", face: core, do: s.rejected,
		},
		{
			API: "gstin", Title: "GSTIN details", Method: http.MethodGet, Path: "/eivital/v1.04/Master/gstin/{gstin}",
			Aliases: []string{"/eivital/v1.04/Master/gstin"}, Source: "NIC GSTIN page 1.04; protocol 10 (confirmed)",
			face: vital, do: s.gstin(s.registrar.GetGstin, true),
		},
		{
			API: "gstin", Title: "GSTIN details, version 1.03", Method: http.MethodGet, Path: "/eivital/v1.03/Master/gstin/{gstin}",
			Aliases: []string{"/eivital/v1.03/Master/gstin"}, Source: "NIC GSTIN page 1.03; protocol 10 (confirmed)",
			face: vital, do: s.gstin(s.registrar.GetGstin, false),
		},
		{
			API: "syncgstin", Title: "Sync GSTIN from the common portal", Method: http.MethodGet, Path: "/eivital/v1.04/Master/syncgstin/{gstin}",
			Source: "NIC sync page; protocol 10 (confirmed)", face: vital, do: s.gstin(s.registrar.SyncGstin, true),
		},
		{
			API: "syncgstin", Title: "Sync GSTIN, version 1.03", Method: http.MethodGet, Path: "/eivital/v1.03/Master/syncgstin/{gstin}",
			Source: "NIC sync page; protocol 10 (confirmed)", face: vital, do: s.gstin(s.registrar.SyncGstin, false),
		},
		{
			API: "ewb", Title: "Generate e-way bill by IRN", Method: http.MethodPost, Path: "/eiewb/v1.03/ewaybill", Request: "generate-ewb",
			Source: "NIC Generate EWB page 1.03; protocol 9.1 (confirmed)", face: bills, do: s.generateEWB,
		},
		{
			API: "ewb-get", Title: "Get e-way bill by IRN", Method: http.MethodGet, Path: "/eiewb/v1.03/ewaybill/irn/{irn}",
			Aliases: []string{"/eiewb/v1.03/ewaybill/irn"}, Source: "NIC Get EWB page 1.03; protocol 9.2 (confirmed)",
			face: bills, do: s.getEWB,
		},
		{
			API: "ewayapi-auth", Title: "Log in to the e-way bill system", Method: http.MethodPost, Path: "/ewaybillapi/v1.03/auth",
			Source: "e-way bill system documentation, authentication 1.03 (confirmed); refusals protocol 12 (single)",
			face:   ewayAuthFace{eway}, do: s.ewayLogIn,
		},
		{
			API: "ewayapi", Title: "Act on an e-way bill: CANEWB, GENEWAYBILL, VEHEWB, UPDATETRANSPORTER, EXTENDVALIDITY",
			Method: http.MethodPost, Path: "/ewaybillapi/v1.03/ewayapi", Request: "cancel-ewb",
			Source: "NIC Cancel EWB page (confirmed); the other actions protocol 9.5 and the e-way bill system's documentation (confirmed)",
			face:   eway, do: s.ewayAction,
		},
		{
			API: "ewayapi-get", Title: "Read an e-way bill", Method: http.MethodGet, Path: "/ewaybillapi/v1.03/ewayapi/GetEwayBill",
			Query: []string{"ewbNo"}, Source: "e-way bill system documentation (confirmed)", face: eway, do: s.ewayRead(s.registrar.ReadEWB),
		},
		{
			API: "ewayapi-list", Title: "E-way bills made on a day", Method: http.MethodGet, Path: "/ewaybillapi/v1.03/ewayapi/GetEwayBillsByDate",
			Query: []string{"date"}, Source: "e-way bill system documentation (confirmed)", face: eway, do: s.ewayRead(s.registrar.ListEWBs),
		},
		{
			API: "ewayapi-find", Title: "The e-way bill of a document", Method: http.MethodGet, Path: "/ewaybillapi/v1.03/ewayapi/GetEwayBillGeneratedByConsigner",
			Query: []string{"docType", "docNo"}, Source: "e-way bill system documentation (confirmed)", face: eway, do: s.ewayRead(s.registrar.FindEWB),
		},
		{
			API: "ping", Title: "Heartbeat", Method: http.MethodGet, Path: "/eivital/v1.04/heartbeat/ping",
			Source: "protocol 11 (confirmed by two live probes)", face: pingFace{s}, do: s.ping,
		},
	}
}

// match holds the routes by their normal form: lower case, single slashes, none at the end. Where several share path and
// method, a gateway's that knows a request as its own comes before the portal's.
type match struct {
	pattern string // of chi
	methods map[string][]*Route
}

// route picks the route of a request, nil when the method is not served.
func (m match) route(r *http.Request) *Route {
	routes := m.methods[r.Method]
	for _, route := range routes {
		if route.Gateway != nil && route.Gateway.Mine != nil && route.Gateway.Mine(r) {
			return route
		}
	}
	for _, route := range routes {
		if route.Gateway == nil || route.Gateway.Mine == nil {
			return route
		}
	}
	if len(routes) > 0 { // a gateway's alone, so there is nobody else's it could be
		return routes[0]
	}
	return nil
}

func normal(path string) string {
	var b strings.Builder
	b.Grow(len(path))
	for i := range len(path) {
		if path[i] == '/' && i+1 < len(path) && path[i+1] == '/' {
			continue
		}
		b.WriteByte(path[i])
	}
	p := strings.ToLower(b.String())
	if len(p) > 1 {
		p = strings.TrimSuffix(p, "/")
	}
	return p
}

// matches groups the routes by path.
func matches(routes []Route) []match {
	var list []match
	at := map[string]int{}
	for i := range routes {
		r := &routes[i]
		for _, path := range append([]string{r.Path}, r.Aliases...) {
			p := normal(path)
			if _, ok := at[p]; !ok {
				at[p] = len(list)
				list = append(list, match{p, map[string][]*Route{}})
			}
			list[at[p]].methods[r.Method] = append(list[at[p]].methods[r.Method], r)
		}
	}
	return list
}
