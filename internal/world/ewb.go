package world

import "github.com/irpsim/irpsim/internal/taxpayer"

// What an EwbNo is made of: two digits that vary, and ten that count up. The public samples of 2020 to 2024 begin with
// 10 to 68 and count from 1008686014 to 1010315529.
const (
	firstEwb    = 1_010_000_000
	ewbRunning  = 10_000_000_000
	ewbPrefix   = 10
	ewbPrefixes = 60
)

// NextEwb reserves the number of an e-way bill. One whose bill is then not made stays unused.
func (w *World) NextEwb() int64 {
	prefix := int64(ewbPrefix + w.Chance.IntN(ewbPrefixes))
	return prefix*ewbRunning + w.ewbs.Add(1)
}

// Transporter reports whether a transporter is known: as a taxpayer or, under the open policy, by an enrolment number.
func (w *World) Transporter(id string) bool {
	w.mu.RLock()
	own, entered := w.taxpayers[id]
	w.mu.RUnlock()
	if entered {
		return own != nil
	}
	if _, ok := w.Taxpayer(id); ok {
		return true
	}
	return w.Settings().GstinPolicy == taxpayer.Open && taxpayer.Enrolled(id)
}
