package exercise

import (
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/journal"
)

// Checks of the exercises about registrations.

// refusal says in words how an exchange ended badly.
func refusal(e *journal.Entry) string {
	switch {
	case len(e.Codes) > 0:
		return "refused with " + strings.Join(e.Codes, ", ")
	case e.HTTPStatus == 0:
		return "left without an answer"
	}
	return "not done"
}

// anyRegistered wants a registration whose answer arrived.
func anyRegistered(r *run) outcome {
	result := outcome{verdict: Open}
	for i := range r.entries {
		e := &r.entries[i]
		if e.API != "generate" {
			continue
		}
		reg, ok := registered(e)
		switch {
		case ok && !lost(e):
			r.from, r.irn = i, reg.Irn
			return met(e, "Registered "+documentOf(e).DocDtls.No+" as "+short(reg.Irn)+".")
		case ok:
			result = broken(e, "It is registered, but its answer was lost. Read it by document, then register another one.")
		default:
			result = broken(e, "The document was "+refusal(e)+". The inspector says why; mend it and send it again.")
		}
	}
	return result
}

// arithmetic are the codes of refusals that a calculator explains.
func arithmetic() []string {
	return []string{
		"2172", "2174", "2182", "2183", "2184", "2185", "2186", "2187", "2189", "2193", "2194", "2227", "2234", "2235", "2266", "2267",
	}
}

// sumRefused wants a refusal by the arithmetic, of the portal's own accord.
func sumRefused(r *run) outcome {
	result := outcome{verdict: Open}
	for i := range r.entries {
		e := &r.entries[i]
		hit := slices.IndexFunc(e.Codes, func(c string) bool { return slices.Contains(arithmetic(), c) })
		if e.API != "generate" || hit < 0 {
			continue
		}
		if e.Fault != "" {
			result = broken(e, "This refusal was a fault on request, so there is nothing to mend. Spoil an amount instead.")
			continue
		}
		r.from = i
		return met(e, documentOf(e).DocDtls.No+" was refused with "+e.Codes[hit]+".")
	}
	return result
}

// sumMended wants one of the refused documents registered under its own number.
func sumMended(r *run) outcome {
	result := outcome{verdict: Open}
	refused := map[string]int{}
	for i := r.from; i < len(r.entries); i++ {
		e := &r.entries[i]
		if e.API != "generate" {
			continue
		}
		no := documentOf(e).number()
		begun, known := refused[no]
		reg, ok := registered(e)
		switch {
		case ok && known:
			r.from, r.to, r.irn = begun, i, reg.Irn
			return met(e, documentOf(e).DocDtls.No+" is registered, under its own number.")
		case !ok && known:
			result = broken(e, "It was "+refusal(e)+". The arithmetic stands in the finding; mend what it names.")
		case !ok && no != "" && refusedWith(e, arithmetic()...):
			refused[no], r.nos[no], r.gstin = i, true, e.Gstin
		}
	}
	return result
}

// noOtherNumber forbids a registration under another number between the beginning of the matter and its end, unless it
// was cancelled: the same supply would be registered twice.
func noOtherNumber(r *run) outcome {
	if r.from < 0 {
		return outcome{verdict: Open}
	}
	end := len(r.entries)
	if r.to >= 0 {
		end = r.to
	}
	for i := r.from + 1; i < end; i++ {
		e := &r.entries[i]
		reg, ok := registered(e)
		if !ok || reg.Irn == r.irn || r.nos[documentOf(e).number()] || r.gstin != "" && e.Gstin != r.gstin || r.cancelled(reg.Irn) {
			continue
		}
		return broken(e, documentOf(e).DocDtls.No+" was registered in its place, so the supply may be registered twice. Cancel "+
			short(reg.Irn)+", and go on with the first number.")
	}
	return outcome{verdict: Open}
}

// ghostMade wants a registration whose answer was lost.
func ghostMade(r *run) outcome {
	e, ok := r.first(func(e *journal.Entry) bool { _, ok := registered(e); return ok && lost(e) })
	if !ok {
		return outcome{verdict: Open}
	}
	reg, _ := registered(e)
	r.irn, r.gstin = reg.Irn, e.Gstin
	return met(e, documentOf(e).DocDtls.No+" is registered, and nobody was told.")
}

// ghostFound wants the IRN learned by document, or from the duplicate's InfoDtls.
func ghostFound(r *run) outcome {
	result := outcome{verdict: Open}
	for i := r.from + 1; i < len(r.entries); i++ {
		e := &r.entries[i]
		switch {
		case succeeded(e, "getbydoc") && subject(e) == r.irn:
			r.to = i
			return met(e, "Read by document: the IRN and both signed texts.")
		case e.API == "generate" && refusedWith(e, "2150") && subject(e) == r.irn:
			r.to = i
			return met(e, "Sent again: 2150 names the IRN in InfoDtls.")
		case e.API == "getbydoc" && slices.Contains(e.Codes, "2154"):
			result = broken(e, "2154: nothing under that type, number and date. Ask for the document exactly as it was sent.")
		case slices.Contains(e.Codes, "2283"):
			result = broken(e, "2283: more than two days have passed, and the signed invoice cannot be fetched any more. Begin again.")
		}
	}
	return result
}

// ghostRead wants the signed invoice in hand: 2150 alone gives only the IRN.
func ghostRead(r *run) outcome {
	for i := r.to; i < len(r.entries); i++ {
		e := &r.entries[i]
		if (succeeded(e, "getbydoc") || succeeded(e, "get")) && subject(e) == r.irn {
			return met(e, "The signed invoice is in hand.")
		}
	}
	return outcome{verdict: Open}
}

// window is how long an IRN can be cancelled.
const window = 24 * time.Hour

// lastMoment is how near its end a cancellation counts as the last moment.
const lastMoment = 10 * time.Second

// cancelledLast wants a cancellation in the last seconds of the window.
func cancelledLast(r *run) outcome {
	result := outcome{verdict: Open}
	ends := map[string]time.Time{}
	for i := range r.entries {
		e := &r.entries[i]
		if reg, ok := registered(e); ok {
			if at, ok := reg.at(); ok {
				ends[reg.Irn] = at.Add(window)
			}
		}
		end, known := ends[subject(e)]
		if e.API != "cancel" || !known {
			continue
		}
		left := end.Sub(e.Time)
		switch {
		case refusedWith(e, "2270"):
			result = broken(e, duration(left)+" too late: 2270. This invoice stays; register another and stop one second earlier.")
		case len(e.Codes) > 0 || e.Response.Plain == "":
			result = broken(e, "The cancellation was "+refusal(e)+".")
		case left > lastMoment:
			result = broken(e, "Cancelled, but "+duration(left)+" before the end. Register another invoice and wait until the last seconds.")
		default:
			return met(e, "Cancelled "+duration(left)+" before the end.")
		}
	}
	return result
}

// cancelledLate sees the refusal that waits behind the edge.
func cancelledLate(r *run) outcome {
	for i := range r.entries {
		if e := &r.entries[i]; e.API == "cancel" && refusedWith(e, "2270") {
			return met(e, "One step behind the edge: 2270.")
		}
	}
	return outcome{verdict: Open}
}

// exported wants an export without payment of tax that is registered.
func exported(r *run) outcome {
	result := outcome{verdict: Open}
	for i := range r.entries {
		e := &r.entries[i]
		if e.API != "generate" {
			continue
		}
		d := documentOf(e)
		_, ok := registered(e)
		switch kind := strings.ToUpper(d.TranDtls.SupTyp); {
		case ok && kind == "EXPWOP":
			r.from = i
			return met(e, d.DocDtls.No+" is registered as EXPWOP.")
		case ok:
			result = broken(e, "This one is registered as "+kind+". An export without payment of tax has SupTyp EXPWOP.")
		default:
			result = broken(e, "The document was "+refusal(e)+". An export goes to URP, with place of supply and state 96 and PIN 999999.")
		}
	}
	return result
}

// untaxed wants such an export without any tax in it, which the portal does not insist on.
func untaxed(r *run) outcome {
	result := outcome{verdict: Open}
	for i := r.from; i < len(r.entries); i++ {
		e := &r.entries[i]
		d := documentOf(e)
		if _, ok := registered(e); !ok || !strings.EqualFold(d.TranDtls.SupTyp, "EXPWOP") {
			continue
		}
		if !d.taxed() {
			return met(e, "No tax is charged.")
		}
		result = broken(e, "It is registered, yet it charges tax: the portal lets that pass. Send IgstAmt and IgstVal 0, and totals without them.")
	}
	return result
}
