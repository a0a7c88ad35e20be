package seed

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/registrar"
	"github.com/irpsim/irpsim/internal/store"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
)

// Target is the simulator that a seed is applied to.
type Target struct {
	Service  *registrar.Service // with the registry of worlds
	Worlds   world.Config       // what that registry was opened with; Default as [Seed.Credentials] returns it
	Rehearse bool               // try on a store that is thrown away first, so that a seed with a refused invoice leaves no trace
}

// Done counts what a seed has brought about.
type Done struct {
	Worlds   int // given what the seed says of them; 0 when all had it from an earlier start
	Invoices int // registered
	Kept     int // invoices that were registered already
}

// Credentials fills client id and client secret of the default world from the seed where they are not configured. A nil
// Seed changes nothing.
func (s *Seed) Credentials(configured world.Credentials) world.Credentials {
	c := configured
	if p := s.defaultPlan(); p != nil {
		if c.ClientID == "" {
			c.ClientID = p.id
		}
		if c.ClientSecret == "" {
			c.ClientSecret = p.secret
		}
	}
	return c
}

// FirstUser names the first user that the seed gives the default world, "" when it gives it none.
func (s *Seed) FirstUser() string {
	if p := s.defaultPlan(); p != nil && len(p.users) > 0 {
		return p.users[0].Name
	}
	return ""
}

// defaultPlan returns what the seed says of the default world, nil for nothing.
func (s *Seed) defaultPlan() *plan {
	if s == nil {
		return nil
	}
	if i := slices.IndexFunc(s.plans, func(p *plan) bool { return p.isDefault }); i >= 0 {
		return s.plans[i]
	}
	return nil
}

// Apply brings about what the seed says. A world gets all of it once; when it has it from an earlier start, only users and
// taxpayers that are missing are added, so that nothing is undone that was done since. A seed that was changed counts as
// another one. The error is [Complaints] when the portal refuses an invoice of the seed.
func (s *Seed) Apply(ctx context.Context, t Target) (Done, error) {
	if s == nil {
		return Done{}, nil
	}
	if t.Rehearse && s.registers(t.Service.Worlds) {
		if err := s.rehearse(ctx, t); err != nil {
			return Done{}, err
		}
	}
	return s.apply(ctx, t.Service, t.Worlds)
}

// registers tells whether an invoice is to be registered at all.
func (s *Seed) registers(worlds *world.Registry) bool {
	for _, p := range s.plans {
		w, known := p.find(worlds)
		if len(p.invoices) > 0 && (!known || w.Seeded() != p.mark) {
			return true
		}
	}
	return false
}

func (s *Seed) rehearse(ctx context.Context, t Target) (err error) {
	scratch, err := store.Open("", store.Options{Ephemeral: true})
	if err != nil {
		return err
	}
	defer func() {
		if closing := scratch.Close(); err == nil {
			err = closing
		}
	}()
	t.Worlds.DB = scratch
	service := t.Service.Config
	if service.Worlds, err = world.Open(ctx, t.Worlds); err != nil {
		return err
	}
	_, err = s.apply(ctx, registrar.New(service), t.Worlds)
	return err
}

func (s *Seed) apply(ctx context.Context, service *registrar.Service, worlds world.Config) (Done, error) {
	r := &run{book: book{files: s.files}, service: service, worlds: worlds, seen: map[string]place{}}
	for _, p := range s.plans {
		if err := r.world(ctx, p); err != nil {
			return r.done, fmt.Errorf("seed: %s: %w", r.name(p.at), err)
		}
	}
	if wrong := r.complaints(); wrong != nil {
		return r.done, wrong
	}
	return r.done, nil
}

// run is one application of a seed.
type run struct {
	book
	service *registrar.Service
	worlds  world.Config
	seen    map[string]place // plan of each world
	done    Done
}

func (p *plan) find(worlds *world.Registry) (*world.World, bool) {
	if p.isDefault {
		return worlds.Default(), true
	}
	return worlds.Get(p.id)
}

func (r *run) world(ctx context.Context, p *plan) error {
	w, known := p.find(r.service.Worlds)
	var err error
	switch {
	case !known:
		w, err = r.service.Worlds.Create(ctx, p.spec())
	case r.taken(w.ID, p.at):
		return nil
	case w.Seeded() == p.mark:
		return r.addMissing(ctx, w, p)
	default:
		err = r.change(ctx, w, p)
	}
	if err != nil {
		return err
	}
	r.seen[w.ID] = p.at
	wrong := len(r.notes)
	if err := r.invoices(ctx, w, p); err != nil || len(r.notes) > wrong {
		return err
	}
	r.done.Worlds++
	return w.SetSeeded(ctx, p.mark)
}

// taken complains of a second plan for a world: the default world, described at the top and again by its client id.
func (r *run) taken(id string, at place) bool {
	earlier, taken := r.seen[id]
	if taken {
		r.add(at, "%s is the client id of the default world, which %s describes: put both together", id, r.name(earlier))
	}
	r.seen[id] = at
	return taken
}

func (p *plan) spec() world.Spec {
	s := world.Spec{ID: p.id, Secret: p.secret, Name: p.name, Settings: p.settings, Clock: p.clock, Users: p.users, Taxpayers: p.taxpayers}
	if s.Secret == "" {
		s.Secret = world.DefaultCredentials().ClientSecret
	}
	return s
}

// change gives an existing world what the seed says. In the default world a clock and a user that were configured
// otherwise stay.
func (r *run) change(ctx context.Context, w *world.World, p *plan) error {
	if p.name != "" {
		if err := w.SetName(ctx, p.name); err != nil {
			return err
		}
	}
	if p.secret != "" && !p.isDefault {
		if err := w.SetSecret(ctx, p.secret); err != nil {
			return err
		}
	}
	if p.settings != nil {
		if err := w.SetSettings(ctx, *p.settings); err != nil {
			return err
		}
	}
	if p.clock != nil && (!p.isDefault || r.worlds.Clock.Mode == "" || r.worlds.Clock.Mode == clock.Real) {
		if err := w.MoveClock(ctx, func(c *clock.Clock) error { return c.Restore(*p.clock) }); err != nil {
			return err
		}
	}
	return w.Add(ctx, r.usersOf(p, func(string) bool { return false }), p.taxpayers)
}

// addMissing brings back users and taxpayers that a reset has taken away.
func (r *run) addMissing(ctx context.Context, w *world.World, p *plan) error {
	users := r.usersOf(p, func(name string) bool { _, has := w.User(name); return has })
	var taxpayers []taxpayer.Taxpayer
	for _, t := range p.taxpayers {
		if !w.HasTaxpayer(t.Gstin) {
			taxpayers = append(taxpayers, t)
		}
	}
	if len(users)+len(taxpayers) == 0 {
		return nil
	}
	return w.Add(ctx, users, taxpayers)
}

// usersOf lists the users of a plan without those to leave out, and without the one that is configured: the registry has
// seen to that one.
func (r *run) usersOf(p *plan, leave func(name string) bool) []world.User {
	var users []world.User
	for _, u := range p.users {
		if (!p.isDefault || !strings.EqualFold(u.Name, r.worlds.Default.UserName)) && !leave(u.Name) {
			users = append(users, u)
		}
	}
	return users
}
