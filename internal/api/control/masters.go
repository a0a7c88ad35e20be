package control

import (
	"bufio"
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/irpsim/irpsim/masters"
)

// master is a list of codes in the list of lists.
type master struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Source  string   `json:"source"`
	Columns []string `json:"columns"`
	Rows    int      `json:"rows"`
	JSON    string   `json:"json"`
	CSV     string   `json:"csv"`
}

func (s *Server) masterList(c *call) error {
	list := []master{}
	for _, t := range masters.Tables() {
		at := Prefix + "/masters/" + t.Name
		list = append(list, master{t.Name, t.Title, t.Source, t.Columns(), t.Len(), at + ".json", at + ".csv"})
	}
	return c.answer(http.StatusOK, list)
}

// excerpt is the part of a list that a call asks for.
type excerpt struct {
	words         []string // that a row must hold, lower case
	limit, offset int      // of the rows that do; limit 0 is no limit
}

func (e excerpt) whole() bool { return len(e.words) == 0 && e.limit == 0 && e.offset == 0 }

// holds reports whether every word stands somewhere in a row, in any letter case.
func (e excerpt) holds(row []string) bool {
	if len(e.words) == 0 {
		return true
	}
	text := strings.ToLower(strings.Join(row, "\n"))
	return !slices.ContainsFunc(e.words, func(w string) bool { return !strings.Contains(text, w) })
}

// each yields the rows of the excerpt until yield is false.
func (e excerpt) each(t masters.Table, yield func([]string) bool) {
	met := 0
	for row := range t.Rows() {
		if !e.holds(row) {
			continue
		}
		met++
		if met <= e.offset {
			continue
		}
		if e.limit > 0 && met > e.offset+e.limit || !yield(row) {
			return
		}
	}
}

// table finds the list of the path and reads which part of it is asked for.
func (c *call) table() (masters.Table, excerpt, error) {
	t, ok := masters.TableNamed(c.param("name"))
	if !ok {
		return t, excerpt{}, missing("there is no master " + c.param("name") + "; GET " + Prefix + "/masters lists them")
	}
	e := excerpt{words: strings.Fields(strings.ToLower(c.URL.Query().Get("q")))}
	var err error
	if e.limit, err = c.whole("limit", 0, 1, t.Len()+1); err != nil {
		return t, e, err
	}
	e.offset, err = c.whole("offset", 0, 0, 1_000_000_000)
	return t, e, err
}

// masterJSON hands lists out as arrays of objects. A list as a whole is made once: the HSN codes are some megabytes.
func (s *Server) masterJSON() func(*call) error {
	var made sync.Map // name → []byte
	return func(c *call) error {
		t, e, err := c.table()
		if err != nil {
			return err
		}
		if e.whole() {
			body, ok := made.Load(t.Name)
			if !ok {
				body, _ = made.LoadOrStore(t.Name, append(t.JSON(), '\n'))
			}
			return c.raw(http.StatusOK, "application/json", body.([]byte))
		}
		columns := t.Columns()
		rows := []map[string]string{}
		e.each(t, func(row []string) bool {
			object := make(map[string]string, len(columns))
			for i, name := range columns {
				object[name] = row[i]
			}
			rows = append(rows, object)
			return true
		})
		return c.answer(http.StatusOK, rows)
	}
}

// masterCSV streams a list as comma-separated values, header first.
func (s *Server) masterCSV(c *call) error {
	t, e, err := c.table()
	if err != nil {
		return err
	}
	h := c.ResponseWriter.Header()
	h.Set("Content-Type", csvType)
	h.Set("Content-Disposition", "attachment; filename="+strconv.Quote(t.Name+".csv"))
	c.WriteHeader(http.StatusOK)
	out := bufio.NewWriter(c.ResponseWriter)
	w := csv.NewWriter(out)
	if w.Write(t.Columns()) == nil {
		e.each(t, func(row []string) bool { return w.Write(row) == nil }) // false: the client is gone
	}
	w.Flush()
	_ = out.Flush() // the client is gone: there is nobody to tell
	return nil
}

const csvType = "text/csv"
