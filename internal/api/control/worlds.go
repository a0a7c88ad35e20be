package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
	"github.com/irpsim/irpsim/schemas"
)

const (
	pemType = "application/x-pem-file"
	pdfType = "application/pdf"
	cerType = "application/pkix-cert"
)

// credsAnswer is what a client needs to talk to a world.
type credsAnswer struct {
	URL              string       `json:"url"`
	ClientID         string       `json:"client_id"`
	ClientSecret     string       `json:"client_secret"`
	Users            []world.User `json:"users"`
	EncryptionKeyPEM string       `json:"encryption_key_pem"`
}

func (s *Server) credsOf(w *world.World) credsAnswer {
	return credsAnswer{s.URL(), w.ID, w.Secret(), w.Users(), string(s.Keys.EncryptionPEM())}
}

func (s *Server) creds(c *call) error { return c.answer(http.StatusOK, s.credsOf(c.world)) }

func encryptionPEM(s *Server) (string, []byte) { return pemType, s.Keys.EncryptionPEM() }
func encryptionDER(s *Server) (string, []byte) { return cerType, s.Keys.EncryptionDER() }
func signingPEM(s *Server) (string, []byte)    { return pemType, s.Keys.SigningPEM() }
func signingDER(s *Server) (string, []byte)    { return cerType, s.Keys.SigningDER() }

func (s *Server) key(of func(*Server) (string, []byte)) func(*call) error {
	return func(c *call) error {
		contentType, b := of(s)
		return c.raw(http.StatusOK, contentType, b)
	}
}

func (s *Server) jwks(c *call) error {
	return c.raw(http.StatusOK, "application/jwk-set+json", s.Keys.JWKS())
}

func (s *Server) openAPI(c *call) error {
	doc, err := s.doc()
	if err != nil {
		return err
	}
	return c.raw(http.StatusOK, "application/json", doc)
}

func (s *Server) schemaNames(c *call) error { return c.answer(http.StatusOK, schemas.Names()) }

func (s *Server) schema(c *call) error {
	name := strings.TrimSuffix(c.param("name"), ".json") + ".json"
	b, ok := schemas.Bytes(name)
	if !ok {
		return missing("there is no schema " + name + "; there are " + strings.Join(schemas.Names(), ", "))
	}
	return c.raw(http.StatusOK, "application/schema+json", b)
}

// worldSummary is a row of the list of worlds.
type worldSummary struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Default bool   `json:"default"`
	Created string `json:"created"`
}

func (s *Server) worlds(c *call) error {
	list := []worldSummary{}
	for _, id := range s.Worlds.IDs() {
		if w, ok := s.Worlds.Get(id); ok {
			list = append(list, worldSummary{id, w.Name(), id == s.Worlds.DefaultID(), w.Created().Format(time.RFC3339)})
		}
	}
	return c.answer(http.StatusOK, list)
}

func (s *Server) createWorld(c *call) error {
	var in struct {
		Name      string            `json:"name"`
		Settings  json.RawMessage   `json:"settings"`
		Taxpayers []json.RawMessage `json:"taxpayers"`
		Users     []world.User      `json:"users"`
		Snapshot  string            `json:"snapshot"`
	}
	if err := c.read(&in); err != nil {
		return err
	}
	if len(in.Name) > 200 {
		return bad("name has more than 200 characters")
	}
	spec, settings := world.Spec{Name: in.Name}, world.DefaultSettings()
	if in.Snapshot != "" {
		var err error
		if settings, err = c.world.SnapshotSettings(in.Snapshot); err != nil {
			return snapshotProblem(in.Snapshot, err)
		}
		spec.From = &world.Origin{World: c.world.ID, Snapshot: in.Snapshot}
	}
	var complaints []string
	if len(in.Settings) > 0 && string(in.Settings) != "null" {
		set, wrong := settings.Patch(in.Settings)
		complaints = append(complaints, wrong...)
		settings, spec.Settings = set, &set
	}
	for i, raw := range in.Taxpayers {
		t, wrong := readTaxpayer(raw, taxpayer.Taxpayer{}, "")
		for _, w := range wrong {
			complaints = append(complaints, fmt.Sprintf("taxpayers[%d]: %s", i, w))
		}
		spec.Taxpayers = append(spec.Taxpayers, t)
	}
	own := func(gstin string) (*taxpayer.Taxpayer, bool) {
		i := slices.IndexFunc(spec.Taxpayers, func(t taxpayer.Taxpayer) bool { return t.Gstin == gstin })
		if i < 0 {
			return nil, false
		}
		return &spec.Taxpayers[i], true
	}
	if len(in.Users) > world.MaxUsers {
		complaints = append(complaints, fmt.Sprintf("users are more than the %d that a world holds", world.MaxUsers))
		in.Users = nil
	}
	for i := range in.Users {
		for _, w := range userComplaints(&in.Users[i], func(gstin string) bool {
			_, ok := taxpayer.Lookup(gstin, own, settings.GstinPolicy)
			return ok
		}) {
			complaints = append(complaints, fmt.Sprintf("users[%d]: %s", i, w))
		}
	}
	spec.Users = in.Users
	if len(complaints) > 0 {
		return bad(complaints...)
	}
	w, err := s.Worlds.Create(c.Context(), spec)
	if errors.Is(err, world.ErrNotFound) { // deleted in between
		return snapshotProblem(in.Snapshot, err)
	}
	if err != nil {
		return err
	}
	return c.answer(http.StatusCreated, s.credsOf(w))
}

func (s *Server) deleteWorld(c *call) error {
	id := c.param("id")
	if id == s.Worlds.DefaultID() {
		return &problem{http.StatusConflict, id + " is the default world and stays; POST " + Prefix + "/reset empties it"}
	}
	err := s.Worlds.Delete(c.Context(), id)
	if errors.Is(err, world.ErrNotFound) {
		return missing("there is no world " + id + "; GET " + Prefix + "/worlds lists them")
	}
	if err != nil {
		return err
	}
	return c.none()
}

func (s *Server) settings(c *call) error { return c.answer(http.StatusOK, c.world.Settings()) }

func (s *Server) patchSettings(c *call) error {
	body, err := c.text()
	if err != nil {
		return err
	}
	next, complaints := c.world.Settings().Patch(body)
	if len(complaints) > 0 {
		return bad(complaints...)
	}
	if err := c.world.SetSettings(c.Context(), next); err != nil {
		return err
	}
	return c.answer(http.StatusOK, next)
}

func (s *Server) createUser(c *call) error {
	var u world.User
	if err := c.read(&u); err != nil {
		return err
	}
	complaints := userComplaints(&u, func(gstin string) bool {
		_, ok := c.world.Taxpayer(gstin)
		return ok
	})
	if len(complaints) > 0 {
		return bad(complaints...)
	}
	if err := c.world.PutUser(c.Context(), u); err != nil {
		return err
	}
	return c.answer(http.StatusCreated, u)
}

// userComplaints puts a user right as far as blanks and letter case go, and lists what is wrong with them. Known tells
// whether a GSTIN is in the register of their world.
func userComplaints(u *world.User, known func(gstin string) bool) []string {
	u.Gstin = strings.ToUpper(strings.TrimSpace(u.Gstin))
	var complaints []string
	if u.Name = strings.TrimSpace(u.Name); u.Name == "" || len(u.Name) > 60 {
		complaints = append(complaints, "user_name must have 1 to 60 characters")
	}
	if u.Password == "" || len(u.Password) > 60 {
		complaints = append(complaints, "password must have 1 to 60 characters: a login holds at most 183 bytes of JSON")
	}
	if !known(u.Gstin) {
		complaints = append(complaints, "gstin "+u.Gstin+" is not in the register of this world; POST "+Prefix+"/taxpayers adds it")
	}
	return complaints
}

// secretLength is how many letters and digits a client secret has.
const secretLength = 20

// newSecret rotates the client secret. Tokens that were given out before stay good, as they name the client, not its secret.
func (s *Server) newSecret(c *call) error {
	if err := c.world.SetSecret(c.Context(), c.world.Chance.Text(secretLength, chance.Alphanumeric)); err != nil {
		return err
	}
	return c.answer(http.StatusOK, s.credsOf(c.world))
}
