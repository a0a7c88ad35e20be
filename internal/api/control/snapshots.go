package control

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/irpsim/irpsim/internal/world"
)

// snapshotType is the content type of a snapshot file: JSON, one value on each line.
const snapshotType = "application/x-ndjson"

var secretsParameter = parameter{"secrets", "true: with passwords, sessions and the client secret, which are left out otherwise"}

// snapshotProblem tells a caller what is wrong with a snapshot.
func snapshotProblem(name string, err error) error {
	switch {
	case errors.Is(err, world.ErrNotFound):
		return missing("this world has no snapshot " + name + "; GET " + Prefix + "/snapshots lists them")
	case errors.Is(err, world.ErrSnapshotsFull):
		return &problem{http.StatusConflict, err.Error() + " with DELETE " + Prefix + "/snapshots/{name}"}
	case errors.Is(err, world.ErrSnapshotLarge):
		return &problem{http.StatusRequestEntityTooLarge, err.Error() + "; keep it in the simulator, or empty the world before the part that you need"}
	}
	return err
}

// snapshotName checks a name that a snapshot shall get.
func snapshotName(name string) error {
	if !world.SnapshotNameHolds(name) {
		return bad("the name of a snapshot has 1 to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit")
	}
	return nil
}

// secrets reads the parameter of that name.
func (c *call) secrets() (bool, error) {
	switch v := c.URL.Query().Get("secrets"); v {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	default:
		return false, bad("secrets is " + v + ": give true or false")
	}
}

func (s *Server) snapshots(c *call) error {
	list, err := c.world.Snapshots()
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, list)
}

func (s *Server) saveSnapshot(c *call) error {
	var in struct {
		Name string `json:"name"`
	}
	if err := c.read(&in); err != nil {
		return err
	}
	if err := snapshotName(in.Name); err != nil {
		return err
	}
	made, err := c.world.SaveSnapshot(c.Context(), in.Name)
	if err != nil {
		return snapshotProblem(in.Name, err)
	}
	return c.answer(http.StatusCreated, made)
}

func (s *Server) restoreSnapshot(c *call) error {
	name := c.param("name")
	back, err := c.world.RestoreSnapshot(c.Context(), name)
	if err != nil {
		return snapshotProblem(name, err)
	}
	return c.answer(http.StatusOK, back)
}

func (s *Server) deleteSnapshot(c *call) error {
	name := c.param("name")
	if err := c.world.DeleteSnapshot(c.Context(), name); err != nil {
		return snapshotProblem(name, err)
	}
	return c.none()
}

// exportSnapshot writes the file to memory first: the store must not wait for a client who reads slowly.
func (s *Server) exportSnapshot(c *call) error {
	secrets, err := c.secrets()
	if err != nil {
		return err
	}
	name := c.param("name")
	if !world.SnapshotNameHolds(name) {
		return snapshotProblem(name, world.ErrNotFound)
	}
	done, err := s.turn(c)
	if err != nil {
		return err
	}
	defer done()
	var file bytes.Buffer
	if err := c.world.ExportSnapshot(&file, name, s.Version, secrets); err != nil {
		return snapshotProblem(name, err)
	}
	done()
	c.ResponseWriter.Header().Set("Content-Disposition", `attachment; filename="`+name+`.jsonl"`)
	return c.raw(http.StatusOK, snapshotType, file.Bytes())
}

func (s *Server) importSnapshot(c *call) error {
	name := c.param("name")
	if err := snapshotName(name); err != nil {
		return err
	}
	made, complaints, err := c.world.ImportSnapshot(c.Context(), name, c.Body)
	if err != nil {
		return snapshotProblem(name, err)
	}
	if len(complaints) > 0 {
		return bad(complaints...)
	}
	return c.answer(http.StatusCreated, made)
}

func snapshotSchema() map[string]any {
	members := map[string]any{"name!": text(), "taken!": text(), "now!": text()}
	for _, count := range []string{"invoices!", "ewbs!", "users!", "taxpayers!", "sessions!", "faults!"} {
		members[count] = kind("integer")
	}
	return object(members)
}
