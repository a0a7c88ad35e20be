package lab

import (
	"strings"

	"github.com/irpsim/irpsim/internal/diagnose"
)

// rung is a check of the ladder.
type rung struct{ State, Title, Text, Detail string }

// plan names the rungs of a ladder in order, with the name that diagnose gives the step. Silent ones are shown when they
// were reached only.
type plan struct {
	step, title string
	silent      bool
}

func plans(d *diagnose.Diagnosis, version string) []plan {
	switch {
	case d.Stage == diagnose.Payload:
		return []plan{
			{"Base64", "Base64 decodes", false}, {"AES blocks", "Whole blocks of 16 bytes", false}, {"Sek", "The Sek is known", true}, {"AES", "Deciphered with the Sek", false},
			{"padding", "PKCS#7 padding", false}, {"JSON", "JSON is inside", false},
		}
	case version == diagnose.V103:
		return []plan{{"object", "Data is an object", false}, {"Password", "Password opens", false}, {"AppKey", "AppKey opens", false}, {"AppKey length", "The AppKey has 32 bytes", false}}
	}
	return []plan{
		{"Base64", "Base64 decodes", false}, {"RSA block", "The right length for our key", false}, {"RSA", "Opens with our private key", false},
		{"inner Base64", "Base64 text is inside", false}, {"JSON", "JSON is inside that", false}, {"members", "User, password, AppKey", false},
		{"AppKey", "The AppKey is Base64", true}, {"AppKey length", "The AppKey has 32 bytes", true},
	}
}

// ladder lists the checks made, and those that were not reached.
func ladder(d *diagnose.Diagnosis, version string) []rung {
	titles := plans(d, version)
	var list []rung
	reached := 0
	for _, s := range d.Steps {
		r := rung{State: "ok", Title: s.Name, Text: s.Result, Detail: s.Detail}
		for i, p := range titles {
			if p.step == s.Name {
				r.Title, reached = p.title, max(reached, i+1)
			}
		}
		if strings.HasSuffix(s.Detail, "characters") {
			r.Text, r.Detail = s.Detail+" → "+s.Result, ""
		}
		if !s.OK {
			r.State = "bad"
			if d.Mistake != nil {
				r.Text += ": " + d.Mistake.Evidence
			}
		}
		list = append(list, r)
	}
	if d.OK {
		return list
	}
	if n := len(list); n > 0 && list[n-1].State == "ok" && d.Mistake != nil {
		list = append(list, rung{State: "bad", Title: "What it holds", Text: d.Mistake.Evidence})
		return list
	}
	for _, p := range titles[min(reached, len(titles)):] {
		if p.silent {
			continue
		}
		list = append(list, rung{State: "off", Title: p.title, Text: "not reached"})
	}
	return list
}
