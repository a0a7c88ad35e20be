package control

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/journal"
	"github.com/irpsim/irpsim/internal/world"
)

const zipType = "application/zip"

// capsuleFormat is the version of capsule.json; a change that an older program cannot read raises it.
const capsuleFormat = 1

// capsuleHead is capsule.json: what a person wants to know of a capsule, and what a simulator needs before it can take the
// snapshot.
type capsuleHead struct {
	Format       int            `json:"irpsim_capsule"`
	Version      string         `json:"irpsim"`
	System       string         `json:"system"`
	Made         time.Time      `json:"made"`
	Secrets      bool           `json:"secrets"`
	Rand         *uint64        `json:"rand"`
	ClientID     string         `json:"client_id"`
	ClientSecret string         `json:"client_secret,omitempty"`
	Name         string         `json:"name"`
	Clock        clockAnswer    `json:"clock"`
	Settings     world.Settings `json:"settings"`
	Users        []world.User   `json:"users"`
	Faults       []faultAnswer  `json:"faults"`
	Exchanges    int            `json:"exchanges"`
}

// capsule packs the world as it is now. What is secret in the clear has been masked before it got into the journal.
func (s *Server) capsule(c *call) error {
	secrets, err := c.secrets()
	if err != nil {
		return err
	}
	done, err := s.turn(c)
	if err != nil {
		return err
	}
	defer done()
	entries := c.world.Journal.Find(journal.Filter{})
	if !secrets {
		hideLogins(entries)
	}
	archived, err := archive(entries, s.URL(), s.Version)
	if err != nil {
		return err
	}
	slices.Reverse(entries) // oldest first, as a story is told
	journalText, err := json.MarshalIndent(list(entries), "", " ")
	if err != nil {
		return err
	}
	head, err := json.MarshalIndent(s.capsuleHead(c.world, len(entries), secrets), "", "  ")
	if err != nil {
		return err
	}
	var snapshot, file bytes.Buffer
	if err := c.world.ExportSnapshot(&snapshot, "", s.Version, secrets); err != nil {
		return snapshotProblem("", err)
	}
	z := zip.NewWriter(&file)
	for _, part := range []struct {
		name string
		text []byte
	}{{"capsule.json", head}, {"snapshot.jsonl", snapshot.Bytes()}, {"journal.json", journalText}, {"journal.har", archived}} {
		out, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: clock.Wall()})
		if err != nil {
			return err
		}
		if _, err := out.Write(part.text); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	done() // the next one need not wait for a client who reads slowly
	c.ResponseWriter.Header().Set("Content-Disposition", `attachment; filename="bug.irpcap"`)
	return c.raw(http.StatusOK, zipType, file.Bytes())
}

// hideLogins takes sealed logins out of some exchanges. Whoever has the private key can open them, and the key pair that the
// simulator has unless told otherwise is in every copy of it.
func hideLogins(entries []journal.Entry) {
	const instead = "left out: a login, which the portal's private key opens"
	for i := range entries {
		e := &entries[i]
		path, _, _ := strings.Cut(e.Path, "?")
		if !strings.HasSuffix(strings.TrimRight(strings.ToLower(path), "/"), "/auth") {
			continue
		}
		if e.Request.Body != "" {
			e.Request.Body = instead
		}
		if e.Request.Cipher != "" {
			e.Request.Cipher = instead
		}
	}
}

func (s *Server) capsuleHead(w *world.World, exchanges int, secrets bool) capsuleHead {
	h := capsuleHead{
		Format: capsuleFormat, Version: s.Version, System: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
		Made: clock.Wall(), Secrets: secrets, Rand: s.Worlds.Rand(), ClientID: w.ID, Name: w.Name(), Clock: clockOf(w),
		Settings: w.Settings(), Users: w.Users(), Faults: []faultAnswer{}, Exchanges: exchanges,
	}
	for _, st := range w.Faults.List() {
		h.Faults = append(h.Faults, faultOf(st))
	}
	if secrets {
		h.ClientSecret = w.Secret()
		return h
	}
	for i := range h.Users {
		h.Users[i].Password = ""
	}
	return h
}
