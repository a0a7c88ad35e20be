package control

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/world"
)

// route is one call of the control API.
type route struct {
	method, path string
	title        string
	query        []parameter
	body         string // name of the schema in components, "" for none
	status       int
	answer       string // name of the schema in components, "" for no JSON
	media        string // content type of the answer when it is not JSON
	takes        string // content type of a body that is not JSON
	limit        int64  // bytes that the body may have, when more than maxBody
	do           func(*call) error
}

type parameter struct{ name, about string }

// unknown complains of the first query parameter that the call does not have. One that is misspelt would otherwise let
// everything pass: a wait would be content with anything, and a change would strike the default world. Only what reads and
// has no parameters of its own ignores them.
func (r route) unknown(q url.Values) error {
	if len(r.query) == 0 && r.method == http.MethodGet {
		return nil
	}
	known := []string{worldParameter.name}
	for _, p := range r.query {
		known = append(known, p.name)
	}
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if !slices.Contains(known, name) {
			return bad("there is no parameter " + strconv.Quote(name) + " here: give any of " + strings.Join(known, ", "))
		}
	}
	return nil
}

var worldParameter = parameter{"world", "client id of the world; the default world when left out"}

// table is the whole control API. Adding a call is adding a row.
func (s *Server) table() []route {
	const get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	journal := []parameter{
		{"api", "name of the call: auth, generate, cancel, get …"}, {"code", "an error code among those answered"},
		{"irn", "the IRN it was about"}, {"since", "an entry's id, or an RFC 3339 time of the world"},
	}
	part := []parameter{{"q", "words that a row must hold"}, {"limit", "at most so many rows"}, {"offset", "so many rows are passed over"}}
	return []route{
		{method: get, path: "/openapi.json", title: "This document", status: 200, answer: "Any", do: s.openAPI},
		{method: get, path: "/creds", title: "Credentials of the world", status: 200, answer: "Creds", do: s.creds},
		{method: post, path: "/creds/secret", title: "A new client secret in place of the old one", status: 200, answer: "Creds", do: s.newSecret},
		{method: get, path: "/keys/encryption.pem", title: "Public key that logins are encrypted with, SubjectPublicKeyInfo", status: 200, media: pemType, do: s.key(encryptionPEM)},
		{method: get, path: "/keys/encryption.cer", title: "The same as an X.509 certificate in DER", status: 200, media: cerType, do: s.key(encryptionDER)},
		{method: get, path: "/keys/signing.pem", title: "Public key that signs invoices and QR codes", status: 200, media: pemType, do: s.key(signingPEM)},
		{method: get, path: "/keys/signing.cer", title: "The same as an X.509 certificate in DER", status: 200, media: cerType, do: s.key(signingDER)},
		{method: get, path: "/keys/jwks.json", title: "Both public keys as a JSON Web Key Set", status: 200, answer: "Any", do: s.jwks},
		{method: get, path: "/schemas", title: "Names of the JSON Schemas of decrypted requests, and of seed files", status: 200, answer: "Names", do: s.schemaNames},
		{method: get, path: "/schemas/{name}", title: "A JSON Schema (draft-07)", status: 200, answer: "Any", do: s.schema},
		{method: get, path: "/worlds", title: "All worlds", status: 200, answer: "Worlds", do: s.worlds},
		{method: post, path: "/worlds", title: "A new world", body: "NewWorld", status: 201, answer: "Creds", do: s.createWorld},
		{method: del, path: "/worlds/{id}", title: "Delete a world with everything in it", status: 204, do: s.deleteWorld},
		{method: get, path: "/settings", title: "Settings of the world", status: 200, answer: "Settings", do: s.settings},
		{method: patch, path: "/settings", title: "Change some settings", body: "Settings", status: 200, answer: "Settings", do: s.patchSettings},
		{method: post, path: "/users", title: "Add an API user for a GSTIN", body: "User", status: 201, answer: "User", do: s.createUser},
		{method: get, path: "/taxpayers", title: "The register of taxpayers", status: 200, answer: "Taxpayers", do: s.taxpayers},
		{method: post, path: "/taxpayers", title: "Add a taxpayer", body: "Taxpayer", status: 201, answer: "Taxpayer", do: s.createTaxpayer},
		{method: get, path: "/taxpayers/{gstin}", title: "A taxpayer, looked up by the world's policy", status: 200, answer: "Taxpayer", do: s.taxpayer},
		{method: put, path: "/taxpayers/{gstin}", title: "Replace a taxpayer; members left out keep their value", body: "Taxpayer", status: 200, answer: "Taxpayer", do: s.putTaxpayer},
		{method: del, path: "/taxpayers/{gstin}", title: "Make a GSTIN unknown", status: 204, do: s.deleteTaxpayer},
		{method: get, path: "/clock", title: "Time of the world", status: 200, answer: "Clock", do: s.clock},
		{method: put, path: "/clock", title: "Freeze the clock at an instant, or free it", body: "SetClock", status: 200, answer: "Clock", do: s.setClock},
		{method: post, path: "/clock/advance", title: "Move the clock", body: "Advance", status: 200, answer: "Clock", do: s.advance},
		{method: post, path: "/clock/goto", title: "Freeze the clock at an edge of time, or beside it", body: "Goto", status: 200, answer: "Clock", do: s.gotoEdge},
		{method: get, path: "/journal", title: "Exchanges, newest first", query: append(journal, parameter{"limit", "at most so many, 100 unless told, 1000 at the most"}, parameter{"format", "json, or har for an HTTP archive"}), status: 200, answer: "Any", do: s.journal},
		{method: del, path: "/journal", title: "Forget the exchanges", status: 204, do: s.clearJournal},
		{method: get, path: "/journal/await", title: "Wait for exchanges; 408 when they do not come", query: append(journal, parameter{"count", "how many, 1 unless told"}, parameter{"timeout", "how long, 5s unless told, 60s at the most"}), status: 200, answer: "Journal", do: s.awaitJournal},
		{method: get, path: "/journal/stream", title: "Exchanges from now on, as server-sent events", query: journal, status: 200, media: "text/event-stream", do: s.streamJournal},
		{method: get, path: "/journal/{id}", title: "One exchange", status: 200, answer: "Exchange", do: s.exchange},
		{method: get, path: "/audit", title: "How well the clients behave: logins, retries, duplicates never read, the error budget", status: 200, answer: "Any", do: s.audit},
		{method: get, path: "/coverage", title: "Which calls, codes and rules the clients have met, and how to meet the rest", query: []parameter{{"format", "json, text, html or junit"}, {"sum", "true sums all worlds used since the start"}}, status: 200, answer: "Any", do: s.coverage},
		{method: post, path: "/explain", title: "Everything that the portal would find in a plain document, at once", query: []parameter{{"api", "what it is: generate, cancel or ewb-generate; found out when left out"}, {"caller", "GSTIN that is logged in; the operator that the document names when left out, else its supplier"}}, body: "Any", status: 200, answer: "Explanation", do: s.explain},
		{method: post, path: "/crypto/encrypt", title: "Seal a text under a key, or under the Sek behind an AuthToken", body: "Sealing", status: 200, answer: "Any", do: s.encrypt},
		{method: post, path: "/crypto/decrypt", title: "Open a cipher text with a key, or with the Sek behind an AuthToken", body: "Sealing", status: 200, answer: "Any", do: s.decrypt},
		{method: post, path: "/crypto/diagnose", title: "Walk through a login or payload that cannot be opened, and name the client's mistake", body: "Diagnose", status: 200, answer: "Any", do: s.diagnose},
		{method: post, path: "/verify", title: "Check a SignedInvoice or SignedQRCode", body: "Any", status: 200, answer: "Verified", do: s.verify},
		{method: get, path: "/samples", title: "What samples there are; with case, a valid document of that kind", query: []parameter{{"api", "only codes that this call says: auth, generate, cancel, get …"}, {"case", "a kind of document, with features after a +: b2b, export, b2b-intra+crn+cess"}, {"items", "lines of the document"}, {"gstin", "its supplier"}}, status: 200, answer: "Samples", do: s.samples},
		{method: get, path: "/samples/{code}", title: "How to make the portal answer with exactly this code", query: []parameter{{"example", "which of several, from 1"}, {"api", "only examples of this call"}, {"rule", "only examples of the rule with this id"}, {"near_miss", "true: a document that comes close and is registered"}}, status: 200, answer: "Script", do: s.sampleOf},
		{method: get, path: "/errors", title: "The error catalogue", query: []parameter{{"q", "words that an entry must hold"}, {"api", "only codes of this call"}, {"place", "only codes that come from there: rule, schema, service, fault, unreachable, legacy"}}, status: 200, answer: "Errors", do: s.errorList},
		{method: get, path: "/errors/{code}", title: "Cause, remedy, rules and sample of a code", status: 200, answer: "Error", do: s.errorOf},
		{method: get, path: "/masters", title: "The portal's lists of codes", status: 200, answer: "Masters", do: s.masterList},
		{method: get, path: "/masters/{name}.json", title: "A list of codes as JSON", query: part, status: 200, answer: "MasterRows", do: s.masterJSON()},
		{method: get, path: "/masters/{name}.csv", title: "A list of codes as comma-separated values", query: part, status: 200, media: csvType, do: s.masterCSV},
		{method: get, path: "/faults", title: "The faults of the world", status: 200, answer: "Faults", do: s.faults},
		{method: post, path: "/faults", title: "Add a fault, in place of the one with its id", body: "NewFault", status: 201, answer: "Fault", do: s.createFault},
		{method: del, path: "/faults", title: "Remove all faults", status: 204, do: s.clearFaults},
		{method: get, path: "/faults/{id}", title: "One fault", status: 200, answer: "Fault", do: s.fault},
		{method: del, path: "/faults/{id}", title: "Remove a fault", status: 204, do: s.deleteFault},
		{method: get, path: "/snapshots", title: "The snapshots of the world", status: 200, answer: "Snapshots", do: s.snapshots},
		{method: post, path: "/snapshots", title: "Keep a copy of the world under a name, in place of an older one with it", body: "NewSnapshot", status: 201, answer: "Snapshot", do: s.saveSnapshot},
		{method: get, path: "/snapshots/{name}", title: "A snapshot as a file", query: []parameter{secretsParameter}, status: 200, media: snapshotType, do: s.exportSnapshot},
		{method: put, path: "/snapshots/{name}", title: "Keep what a snapshot file holds under a name; the world itself does not change", takes: snapshotType, limit: world.MaxSnapshotFile + 1, status: 201, answer: "Snapshot", do: s.importSnapshot},
		{method: del, path: "/snapshots/{name}", title: "Delete a snapshot", status: 204, do: s.deleteSnapshot},
		{method: post, path: "/snapshots/{name}/restore", title: "Make the world what it was when the snapshot was taken; numbers go on", status: 200, answer: "Snapshot", do: s.restoreSnapshot},
		{method: get, path: "/capsule", title: "Everything that another machine needs to replay this world: version, settings, chance, clock, faults, journal, snapshot", query: []parameter{secretsParameter}, status: 200, media: zipType, do: s.capsule},
		{method: post, path: "/reset", title: "Empty the world, or parts of it", body: "Reset", status: 204, do: s.reset},
		{method: get, path: "/invoices", title: "Registered invoices, newest first", query: []parameter{{"limit", "at most so many, 100 unless told, 1000 at the most"}, {"before", "only those registered before this seq"}}, status: 200, answer: "Invoices", do: s.invoices},
		{method: get, path: "/invoices/{irn}", title: "A registered invoice; with .png or .svg at the end, its QR code", status: 200, answer: "Invoice", do: s.invoice},
		{method: get, path: "/invoices/{irn}.pdf", title: "The printed e-invoice, marked as simulated", status: 200, media: pdfType, do: s.invoicePDF},
	}
}
