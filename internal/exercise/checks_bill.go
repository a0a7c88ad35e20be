package exercise

import (
	"strings"
)

// Checks of the exercise about e-way bills.

// billFailed wants an IRN whose e-way bill was refused.
func billFailed(r *run) outcome {
	result := outcome{verdict: Open}
	for i := range r.entries {
		e := &r.entries[i]
		reg, ok := registered(e)
		if !ok {
			continue
		}
		if codes := billRefused(e); len(codes) > 0 {
			r.from, r.irn, r.gstin = i, reg.Irn, e.Gstin
			return met(e, "The IRN stands, the bill was refused with "+strings.Join(codes, ", ")+".")
		}
		if reg.EwbNo != "" {
			result = broken(e, "The bill was made at once. Take the next document, or press the start again for the fault.")
			continue
		}
		result = broken(e, "This document asked for no e-way bill. Send EwbDtls with it.")
	}
	return result
}

// billMade wants the bill of that IRN.
func billMade(r *run) outcome {
	result := outcome{verdict: Open}
	for i := r.from + 1; i < len(r.entries); i++ {
		e := &r.entries[i]
		if e.API != "ewb" || subject(e) != r.irn {
			continue
		}
		if succeeded(e, "ewb") {
			r.to = i
			return met(e, "The bill is made.")
		}
		result = broken(e, "The bill was "+refusal(e)+". Mend what the code names and ask again; the IRN need not change.")
	}
	return result
}

// irnStands forbids the way out that costs the number: cancelling the IRN because its bill failed.
func irnStands(r *run) outcome {
	if r.irn == "" {
		return outcome{verdict: Open}
	}
	for _, e := range r.after(r.from) {
		if e.API == "cancel" && len(e.Codes) == 0 && e.Response.Plain != "" && subject(&e) == r.irn {
			return broken(&e, "The IRN was cancelled, and its number is burned (2278). A failed bill never asks for that. Begin again.")
		}
	}
	return noOtherNumber(r)
}

// short is an IRN as people write it.
func short(irn string) string { return irn[:min(len(irn), 12)] + "…" }
