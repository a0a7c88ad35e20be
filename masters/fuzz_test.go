package masters

import (
	"strings"
	"testing"
)

// FuzzKeys: no key makes a look-up panic; whatever is found carries the key that was asked for and stands in the list.
func FuzzKeys(f *testing.F) {
	for _, key := range []string{"", "9", "29", "0101", "84713010", "KGS", "INALA1", "USD", "AE", ",", "\"", "\n", "code", "01\n", "é"} {
		f.Add(key, 560001)
	}
	f.Add("99", -1)
	f.Fuzz(func(t *testing.T, key string, pin int) {
		check := func(list, text, code string, ok bool) {
			if ok && (code != key && code != "0"+key || !strings.Contains("\n"+text, "\n"+code+",")) {
				t.Errorf("%s: asked for %q, got %q", list, key, code)
			}
			if !ok && key != "" && !strings.ContainsAny(key, "\n,\"") && strings.Contains("\n"+body(text), "\n"+key+",") {
				t.Errorf("%s: %q stands in the list and is not found", list, key)
			}
		}
		state, ok := LookupState(key)
		check("states", statesCSV, state.Code, ok)
		hsn, ok := LookupHSN(key)
		check("hsn", hsnCSV, hsn.Code, ok)
		uqc, ok := LookupUQC(key)
		check("uqc", uqcCSV, uqc.Code, ok)
		port, ok := LookupPort(key)
		check("ports", portsCSV, port.Code, ok)
		country, ok := LookupCountry(key)
		check("countries", countriesCSV, country.Code, ok)
		currency, ok := LookupCurrency(key)
		check("currencies", currenciesCSV, currency.Code, ok)
		supply, ok := LookupSupplyType(key)
		check("supply types", supplyTypesCSV, supply.Code, ok)
		if PinKnown(pin) && len(PinStates(pin)) == 0 {
			t.Errorf("PIN %d is known and lies in no state", pin)
		}
		if PinInState(pin, key) && (pin < 110000 || pin > 999999) {
			t.Errorf("PIN %d lies in state %q", pin, key)
		}
		VehicleNumber(key)
	})
}
