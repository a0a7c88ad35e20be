package control

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/world"
)

// faultAnswer is a fault and what became of it.
type faultAnswer struct {
	chaos.Fault
	Seen   int  `json:"seen"`   // exchanges that matched
	Struck int  `json:"struck"` // of these, how many it struck
	Left   *int `json:"left"`   // how often it can still strike; null: without end
}

func faultOf(st chaos.State) faultAnswer {
	a := faultAnswer{Fault: st.Fault, Seen: st.Seen, Struck: st.Struck}
	if left := st.Left(); left >= 0 {
		a.Left = &left
	}
	return a
}

func (s *Server) faults(c *call) error {
	list := []faultAnswer{}
	for _, st := range c.world.Faults.List() {
		list = append(list, faultOf(st))
	}
	return c.answer(http.StatusOK, list)
}

func (s *Server) fault(c *call) error {
	st, ok := c.world.Faults.Get(c.param("id"))
	if !ok {
		return unknownFault(c)
	}
	return c.answer(http.StatusOK, faultOf(st))
}

func unknownFault(c *call) error {
	return missing("this world has no fault " + c.param("id") + "; GET " + Prefix + "/faults lists them")
}

func (s *Server) createFault(c *call) error {
	body, err := c.text()
	if err != nil {
		return err
	}
	f, complaints := chaos.Parse(body)
	if api := strings.ToLower(f.Match.API); api != "" && !strings.Contains(api, "*") {
		complaints = append(complaints, s.unknownCall("match.api", f.Match.API)...)
	}
	if len(complaints) > 0 {
		return bad(complaints...)
	}
	st, err := c.world.AddFault(c.Context(), f)
	if errors.Is(err, chaos.ErrFull) {
		return &problem{http.StatusConflict, err.Error() + "; DELETE " + Prefix + "/faults removes all"}
	}
	if err != nil {
		return err
	}
	return c.answer(http.StatusCreated, faultOf(st))
}

// unknownCall complains about the value of a member that names no call of the portal.
func (s *Server) unknownCall(member, api string) []string {
	names, lower := s.apiNames(), strings.ToLower(api)
	if slices.Contains(names, lower) || strings.HasPrefix(lower, "ewayapi-") { // which has a name for each action
		return nil
	}
	return []string{member + " is " + api + ", which is no call of the portal; there are " + strings.Join(names, ", ")}
}

// apiNames lists the calls of the portal as journal and faults name them.
func (s *Server) apiNames() []string {
	names := append([]string{"ping"}, s.Calls...) // which are no operations of the portal's clients
	for _, o := range s.Operations {
		names = append(names, o.API)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (s *Server) deleteFault(c *call) error {
	err := c.world.RemoveFault(c.Context(), c.param("id"))
	if errors.Is(err, world.ErrNotFound) {
		return unknownFault(c)
	}
	if err != nil {
		return err
	}
	return c.none()
}

func (s *Server) clearFaults(c *call) error {
	if err := c.world.ClearFaults(c.Context()); err != nil {
		return err
	}
	return c.none()
}

// faultMembers are what a user says of a fault.
func faultMembers() map[string]any {
	oneOrMore := map[string]any{"oneOf": []any{text(), listOf(text())}}
	delay := map[string]any{"oneOf": []any{text(), object(map[string]any{"p50!": text(), "p99!": text()})}}
	action := object(map[string]any{
		"code": oneOrMore, "commit_then": enum("drop", "504", "truncate", "delay", "garble"),
		"before": enum("drop", "500", "502", "503", "504", "html", "empty", "timeout"), "delay": delay, "dribble": text(),
		"token": enum("expire"), "sek": enum("wrong"), "signature": enum("bad"),
		"infodtls": listOf(object(map[string]any{"InfCd": text(), "Desc": map[string]any{}})), "ewb": text(),
	})
	action["minProperties"] = 1
	return map[string]any{
		"id": text(), "match": object(map[string]any{"api": text(), "gstin": text(), "doc_no": text(), "irn": text()}), "do!": action,
		"times": kind("integer"), "after": kind("integer"), "probability": kind("number"),
	}
}

func faultSchema() map[string]any {
	members := faultMembers()
	delete(members, "id")
	members["id!"] = text()
	members["seen!"], members["struck!"], members["left!"] = kind("integer"), kind("integer"), nullable(kind("integer"))
	return object(members)
}
