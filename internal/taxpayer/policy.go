package taxpayer

import "github.com/irpsim/irpsim/masters"

// Policy says what a world does about numbers that nobody entered.
type Policy string

// The policies: open takes any number with a right check character and a known state, strict takes none.
const (
	Open   Policy = "open"
	Strict Policy = "strict"
)

// Find looks a GSTIN up among the seeds and then, under the open policy, makes up the taxpayer that the number tells of.
// A world asks its own entries first; see [Lookup].
func Find(gstin string, policy Policy) (Taxpayer, bool) {
	if t, ok := Seeded(gstin); ok {
		return t, true
	}
	if policy == Open {
		return Synthesize(gstin)
	}
	return Taxpayer{}, false
}

// Lookup is [Find] behind the entries of a world: own returns its entry for a GSTIN, nil for one it has removed, and
// whether it has either.
func Lookup(gstin string, own func(gstin string) (*Taxpayer, bool), policy Policy) (Taxpayer, bool) {
	if t, ok := own(gstin); ok {
		if t == nil {
			return Taxpayer{}, false
		}
		return *t, true
	}
	return Find(gstin, policy)
}

// Synthesize makes up the taxpayer behind a number in capitals: an active one of the number's state and kind. It is
// false when the number has no known form, a wrong check character, or begins with no state that registers taxpayers.
func Synthesize(gstin string) (Taxpayer, bool) {
	kind := KindOf(gstin)
	if kind == None || kind == Transporter || !CheckHolds(gstin) {
		return Taxpayer{}, false
	}
	state, ok := masters.LookupState(gstin[:2])
	if !ok || state.Code == foreignState || (state.Code == centreState && kind != OnlineService) {
		return Taxpayer{}, false
	}
	return Regular(gstin), true
}

const (
	foreignState = "96" // a place of supply; nobody is registered there
	centreState  = "99" // OIDAR registrations
)

// Regular makes an active, unblocked taxpayer with an address in the state of the number, without looking at form or
// check character: regular and enabled, unless the form tells of another type. The number has at least two characters.
func Regular(gstin string) Taxpayer {
	typ, at := TypeOf(gstin), towns[gstin[:min(2, len(gstin))]]
	return Taxpayer{
		Gstin:        gstin,
		LegalName:    "Simulated Taxpayer " + gstin,
		TradeName:    "Simulated Taxpayer " + gstin,
		Status:       Active,
		Type:         typ,
		BlockStatus:  Unblocked,
		BuildingName: "Simulated Building",
		BuildingNo:   "1",
		Floor:        "Ground floor",
		Street:       "Test Road",
		Location:     at.name,
		StateCode:    gstin[:min(2, len(gstin))],
		Pin:          at.pin,
		Registered:   firstDay,
		TurnoverCr:   smallTurnover,
		Enabled:      typ == REG || typ == TCS,
	}
}

type town struct {
	name string
	pin  int
}

// towns gives each state a place with a PIN code, for taxpayers nobody described. State 99 has none.
var towns = map[string]town{
	"01": {"Srinagar", 190001}, "02": {"Shimla", 171001}, "03": {"Ludhiana", 141001}, "04": {"Chandigarh", 160017},
	"05": {"Dehradun", 248001}, "06": {"Gurugram", 122001}, "07": {"New Delhi", 110001}, "08": {"Jaipur", 302001},
	"09": {"Lucknow", 226001}, "10": {"Patna", 800001}, "11": {"Gangtok", 737101}, "12": {"Itanagar", 791111},
	"13": {"Kohima", 797001}, "14": {"Imphal", 795001}, "15": {"Aizawl", 796001}, "16": {"Agartala", 799001},
	"17": {"Shillong", 793001}, "18": {"Guwahati", 781001}, "19": {"Kolkata", 700001}, "20": {"Ranchi", 834001},
	"21": {"Bhubaneswar", 751001}, "22": {"Raipur", 492001}, "23": {"Bhopal", 462001}, "24": {"Ahmedabad", 380001},
	"25": {"Daman", 396210}, "26": {"Silvassa", 396230}, "27": {"Mumbai", 400001}, "28": {"Vijayawada", 520001},
	"29": {"Bengaluru", 560001}, "30": {"Panaji", 403001}, "31": {"Kavaratti", 682555},
	"32": {"Thiruvananthapuram", 695001}, "33": {"Chennai", 600001}, "34": {"Puducherry", 605001},
	"35": {"Port Blair", 744101}, "36": {"Hyderabad", 500001}, "37": {"Vijayawada", 520001}, "38": {"Leh", 194101},
	"97": {"Offshore", 999999},
}
