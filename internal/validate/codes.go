package validate

import (
	"slices"

	"github.com/irpsim/irpsim/internal/fault"
)

// Place says what of the simulator can answer with a code.
type Place string

// The places. A current code that is in none of them is a gap, and a test fails.
const (
	InRules     Place = "rule"        // a rule of this catalogue
	InSchema    Place = "schema"      // the JSON Schema, in package schema
	InService   Place = "service"     // log-in, headers, duplicates, windows, ownership: packages registrar and api
	InFaults    Place = "fault"       // nothing but a fault that the user asks for
	Unreachable Place = "unreachable" // the portal itself never gets to it through the API, or not any more; a fault raises it
)

// Account says where a current code comes from.
type Account struct {
	Code   fault.Code `json:"code"`
	Place  Place      `json:"place"`
	Rules  []string   `json:"rules,omitempty"` // ids, in the order of the catalogue
	Reason string     `json:"reason"`          // for the other places: who raises it, or why nobody does
}

// Enforced lists the codes that rules raise, in the order of the error catalogue.
func Enforced() []fault.Code {
	var codes []fault.Code
	for _, a := range Accounts() {
		if len(a.Rules) > 0 {
			codes = append(codes, a.Code)
		}
	}
	return codes
}

// Accounts tells for every current code of the error catalogue, in its order, where it comes from. A code that nothing
// accounts for has an empty place.
func Accounts() []Account {
	rules := map[fault.Code][]string{}
	for _, r := range All() {
		rules[r.Code] = append(rules[r.Code], r.ID)
	}
	elsewhere := map[fault.Code]excuse{}
	for _, e := range excuses {
		for _, c := range e.codes {
			elsewhere[c] = e
		}
	}
	var accounts []Account
	for _, entry := range fault.All() {
		if !entry.Current {
			continue
		}
		e := elsewhere[entry.Code]
		a := Account{Code: entry.Code, Place: e.place, Reason: e.reason, Rules: rules[entry.Code]}
		if a.Place == "" && len(a.Rules) > 0 {
			a.Place = InRules
		}
		accounts = append(accounts, a)
	}
	return accounts
}

// excuse accounts for codes that are not a rule's, or not only.
type excuse struct {
	place  Place
	codes  []fault.Code
	reason string
}

// excuses follow the sections of protocol reference 21.
var excuses = slices.Concat(serviceCodes, waybillCodes, faultCodes, unreachableCodes)

var serviceCodes = []excuse{
	{InSchema, []fault.Code{"5002"}, "A member is missing, too long, out of range or malformed; also a payload that cannot be read."},
	{InService, []fault.Code{"5003", "1020", "1007", "1013", "1016", "1017", "1018", "1019", "1014", "1015"},
		"The login says it: its payload, the user, the key."},
	{InService, []fault.Code{"5001"}, "The login says it to a payload that opens but cannot be read."},
	{InService, []fault.Code{"1004", "1005", "1006", "1010", "1011", "1012", "3098"}, "A header of the call is missing or wrong."},
	{InService, []fault.Code{"3095", "3096"}, "Too many refused requests, once the setting block_after_errors says how many."},
	{InService, []fault.Code{"3108"}, "More calls in a minute than the setting rate_limit allows."},
	{InService, []fault.Code{"2255"}, "The request has no Data."},
	{InService, []fault.Code{"2150", "2278"}, "The store has an IRN for the same supplier, year, type and number."},
	{InService, []fault.Code{"2295"}, "Another portal of the world has registered the document."},
	{InService, []fault.Code{"2143", "2148", "2230", "2270", "9999"}, "Cancelling an IRN says it, from what the store knows."},
	{InService, []fault.Code{"2154", "2226", "2280", "2281", "2282", "2283"}, "Reading an IRN says it, from parameters and store."},
	{InService, []fault.Code{"2293", "2296", "2307"}, "The list of rejected IRNs says it about its date."},
	{InService, []fault.Code{"3001"}, "Looking a GSTIN up says it when the register lacks it."},
}

// waybillCodes are what the rules of e-way bills leave to the service.
var waybillCodes = []excuse{
	{InService, []fault.Code{"2302", "4002", "4003", "4006", "4037"}, "Asking for an e-way bill by IRN says it: the IRN is not there, not yours, not active, or has a bill."},
	{InService, []fault.Code{"4026"}, "The document has an e-way bill that was made without its IRN, at the e-way bill system."},
	{InService, []fault.Code{"4005"}, "Reading an e-way bill by IRN says it when there is none."},
}

var faultCodes = []excuse{
	{InFaults, []fault.Code{"2146", "2147", "4001", "4004", "4053"}, "A failure inside the portal."},
	{InFaults, []fault.Code{"1008"}, "The general form of 1017 and 1019, which say more and are said instead."},
	{InFaults, []fault.Code{"2304"}, "No call grants rights that it could refuse; ownership is refused with 2143, 2226 and 4037."},
	{InFaults, []fault.Code{"2306"}, "The recipient's side of reading an IRN is not simulated."},
	{InFaults, []fault.Code{"_3109", "4062"}, "Limits per operation are not published."},
	{InFaults, []fault.Code{"4007", "4008", "4054", "4055", "4056", "4057", "4059", "4060", "4061"},
		"The portal's own cancelling of e-way bills is not served; the e-way bill face has codes of its own."},
	{InFaults, []fault.Code{"4025", "4041"}, "Users have no sub-users."},
	{InFaults, []fault.Code{"4042"}, "The form of railway receipt numbers is not published."},
	{InFaults, []fault.Code{"4044", "4045", "4046", "4047", "4048", "4049", "4050", "4051", "4052"},
		"The rules for gold hold in one State and are not published in full."},
	{InFaults, []fault.Code{"4063", "4064", "4065", "4066", "4067", "4068", "4069", "4070", "4071", "4072"},
		"The rules for tobacco and the like are not published in full."},
}

var unreachableCodes = []excuse{
	{Unreachable, []fault.Code{"2159", "2285", "4020"}, "The schema admits no other letter, so 5002 comes first."},
	{Unreachable, []fault.Code{"4038"}, "The schema ends at 4,000 km, so 5002 comes first; up to there 4013 judges known pairs."},
	{Unreachable, []fault.Code{"2213"}, "The schema's pattern of SellerDtls.Gstin does not admit URP, so 5002 comes first."},
	{Unreachable, []fault.Code{"2288"}, "A recipient that is not in the register is refused with 3028."},
	{Unreachable, []fault.Code{"2286", "4000"}, "For an IRN that is not active the wire shows 2302."},
	{Unreachable, []fault.Code{"2287"}, "For an IRN that has a bill the wire shows 4002."},
	{Unreachable, []fault.Code{"3040", "3041"}, "The PIN of every party is refused with 3038 and 3039."},
	{Unreachable, []fault.Code{"4058"}, "A placeholder in the portal's list."},
	{Unreachable, []fault.Code{"3000", "3092", "3093", "3097", "3099", "3100", "3101", "3102", "3103", "3104", "3105", "3106", "3107"},
		"Only screens of the portal's web site say it."},
}
