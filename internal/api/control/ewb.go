package control

import (
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/store"
)

// ewbView is an e-way bill beside its invoice. Times are RFC 3339.
type ewbView struct {
	EwbNo       int64    `json:"ewb_no"`
	Status      string   `json:"status"`
	Generator   string   `json:"generator"`
	GeneratedAt string   `json:"generated_at"`
	ValidTill   string   `json:"valid_till,omitempty"` // not there for Part A alone
	Distance    int      `json:"distance"`             // km
	Transporter string   `json:"transporter,omitempty"`
	Vehicles    []string `json:"vehicles"` // of every movement, oldest first
	Extended    int      `json:"extended"` // how often
	CancelledAt string   `json:"cancelled_at,omitempty"`
}

// viewOf shows a bill, nil when there is none.
func viewOf(b *store.EWB) *ewbView {
	if b == nil {
		return nil
	}
	when := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(clock.IST).Format(time.RFC3339)
	}
	v := &ewbView{
		EwbNo: b.No, Status: b.Status, Generator: b.Generator, GeneratedAt: when(b.GeneratedAt), ValidTill: when(b.ValidTill),
		Distance: b.Km, Transporter: b.Transporter, Vehicles: []string{}, Extended: b.Extended, CancelledAt: when(b.CancelledAt),
	}
	for _, m := range b.Movements {
		if m.Vehicle != "" {
			v.Vehicles = append(v.Vehicles, m.Vehicle)
		}
	}
	return v
}
