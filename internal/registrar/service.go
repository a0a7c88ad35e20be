package registrar

import (
	"sync"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/irn"
	"github.com/irpsim/irpsim/internal/validate/schema"
	"github.com/irpsim/irpsim/internal/world"
)

// Config is what a Service works with.
type Config struct {
	Worlds *world.Registry
	Signer *irn.Signer
	Judge  *schema.Judge
}

// Service performs the portal's operations on any world. It is safe for concurrent use.
type Service struct {
	Config
	inFlight locks
}

// New makes a Service.
func New(c Config) *Service { return &Service{Config: c} }

// Answer is what an operation yields besides refusals.
type Answer struct {
	Value any             // marshals to the plain text of the answer, members in the portal's order
	Info  []fault.Info    // InfoDtls; nil prints null
	IRN   string          // the IRN it is about, for the journal; so are the next two, for the log
	DocNo string          // number of the document, "" when not known
	AckNo int64           // of the IRN, 0 when not known
	Noted []fault.Finding // what was refused inside a success: the e-way bill of an IRN that stands
}

// Caller is who asks, recognised by [Service.Recognise].
type Caller struct {
	World    *world.World
	Session  *world.Session
	Gstin    string    // header Gstin: the taxpayer that the session belongs to
	SupGstin string    // header sup_gstin: the supplier an operator speaks of, "" when not sent
	At       string    // the portal that the base URL speaks to, "" for NIC1
	Portal   string    // the portal whose IRNs are meant: At, unless the header irp names another
	Now      time.Time // the world's time, read once per request
	Forced   Forced    // what the user wants to go wrong
}

// Supplier returns the GSTIN whose documents the caller speaks of.
func (c Caller) Supplier() string {
	if c.SupGstin != "" {
		return c.SupGstin
	}
	return c.Gstin
}

// locks lets one request at a time work on an IRN or a user of a world, so that the losers of a race are refused before they
// cost a signature or a second session. Other worlds have the same names and do not wait.
type locks [1024]sync.Mutex

func (l *locks) lock(w *world.World, name string) (unlock func()) {
	h := uint32(2166136261) // FNV-1a
	for _, text := range [...]string{w.ID, "/", name} {
		for i := range len(text) {
			h = (h ^ uint32(text[i])) * 16777619
		}
	}
	m := &l[h%uint32(len(l))]
	m.Lock()
	return m.Unlock
}

// Formats of the wire (protocol reference 2.6).
const (
	dateForm = "02/01/2006"
	timeForm = "2006-01-02 15:04:05"
)

// stamp prints an instant with seconds.
func stamp(t time.Time) string { return t.In(clock.IST).Format(timeForm) }

// minute prints an instant rounded to the nearest minute, :30 up, as everything read back from storage is.
func minute(t time.Time) string {
	return t.In(clock.IST).Add(30 * time.Second).Truncate(time.Minute).Format(timeForm)
}

// day parses dd/MM/yyyy as midnight IST of a day that exists.
func day(s string) (time.Time, bool) {
	t, err := time.ParseInLocation(dateForm, s, clock.IST)
	return t, err == nil
}
