package world

import (
	"encoding/json"

	"github.com/irpsim/irpsim/internal/distance"
)

// Distance is what a world holds for the road between two PIN codes, in both directions, whatever its table says.
type Distance struct {
	From int `json:"from"` // six digits
	To   int `json:"to"`
	Km   int `json:"km"` // 1 to 4000
}

// Distances are a world's own; none are an empty list.
type Distances []Distance

// MarshalJSON writes [] for nil.
func (d Distances) MarshalJSON() ([]byte, error) {
	if d == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]Distance(d))
}

// measured is the table of distances that belongs to settings.
type measured struct {
	of    *Settings
	table *distance.Table
}

// distances makes the table that settings ask for. The error says which pair is wrong, and how to mend it.
func (s *Settings) distances() (*distance.Table, error) {
	table, err := distance.Named(s.DistanceTable)
	if err != nil || len(s.Distances) == 0 {
		return table, err
	}
	pairs := make([]distance.Pair, len(s.Distances))
	for i, d := range s.Distances {
		pairs[i] = distance.Pair{From: d.From, To: d.To, Km: d.Km}
	}
	return table.With(pairs...)
}

// DistanceTable returns the distances of the world. It is made once for each change of the settings.
func (w *World) DistanceTable() *distance.Table {
	s := w.settings.Load()
	if m := w.measured.Load(); m != nil && m.of == s {
		return m.table
	}
	table, err := s.distances()
	if err != nil { // settings are checked before they are stored
		table = distance.Default()
	}
	w.measured.Store(&measured{s, table})
	return table
}
