package workbench

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/validate/schema"
)

// edit is one change of a text.
type edit struct {
	Path    string
	Literal string // JSON; "" takes the member out
}

func apply(text []byte, edits []edit) ([]byte, error) {
	var err error
	for _, e := range edits {
		if e.Literal == "" {
			text, err = lint.RemoveAt(text, e.Path)
		} else {
			text, err = lint.SetAt(text, e.Path, e.Literal, orderAt(e.Path)...)
		}
		if err != nil {
			return nil, err
		}
	}
	return text, nil
}

// mend is a change that was tried and took a finding away without bringing another one.
type mend struct {
	Edits []edit
	Label string // "Write 3060.00"
}

// cause is a finding that others may follow from.
type cause struct {
	At      int   // in the report
	Mend    *mend // nil when none is known
	Follows []int // findings that vanish with it
}

// mender looks for mends by trying them.
type mender struct {
	text     []byte
	outline  *lint.Outline
	report   *lint.Report
	check    func(text []byte) lint.Report
	taxpayer func(gstin string) (taxpayer.Taxpayer, bool)
	today    time.Time
	number   func() (string, bool) // a document number that is free
	budget   int                   // checks left
}

// maxTried is how many candidates are tried for a page: some four milliseconds of checking.
const maxTried = 36

// key tells findings of two reports apart.
func key(f *lint.Finding) string { return string(f.Code) + " " + f.Path }

func keys(r *lint.Report) map[string]bool {
	set := make(map[string]bool, len(r.Findings))
	for i := range r.Findings {
		set[key(&r.Findings[i])] = true
	}
	return set
}

// causes finds which findings follow from which: each one's mend is applied and the text checked again. What goes with it
// followed from it. The causes stand in the portal's order.
func (m *mender) causes() []cause {
	n := len(m.report.Findings)
	mends, gone := make([]*mend, n), make([][]int, n)
	order := make([]int, n)
	for i := range n {
		order[i] = i
		mends[i], gone[i] = m.mend(i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(gone[b]) - len(gone[a]) })
	taken := make([]bool, n)
	var list []cause
	for _, i := range order {
		if taken[i] {
			continue
		}
		taken[i] = true
		c := cause{At: i, Mend: mends[i]}
		for _, j := range gone[i] {
			if !taken[j] {
				taken[j] = true
				c.Follows = append(c.Follows, j)
			}
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b cause) int { return a.At - b.At })
	return list
}

// mend tries the candidates for one finding and returns the first that holds, with the other findings that it takes away.
func (m *mender) mend(i int) (*mend, []int) {
	f := &m.report.Findings[i]
	was := keys(m.report)
	for _, candidate := range m.candidates(f) {
		if m.budget == 0 {
			return nil, nil
		}
		text, err := apply(m.text, candidate.Edits)
		if err != nil || string(text) == string(m.text) {
			continue
		}
		m.budget--
		after := m.check(text)
		is := keys(&after)
		if is[key(f)] || brings(was, is) {
			continue
		}
		var gone []int
		for j := range m.report.Findings {
			if j != i && !is[key(&m.report.Findings[j])] {
				gone = append(gone, j)
			}
		}
		return &candidate, gone
	}
	return nil, nil
}

func brings(was, is map[string]bool) bool {
	for k := range is {
		if !was[k] {
			return true
		}
	}
	return false
}

// candidates are changes that may mend a finding, the likeliest first. None is believed before it was tried.
func (m *mender) candidates(f *lint.Finding) []mend {
	var list []mend
	write := func(path, literal string) {
		if literal == "" || m.outline == nil {
			return
		}
		list = append(list, mend{[]edit{{path, literal}}, "Write " + strings.Trim(literal, `"`)})
	}
	switch {
	case m.outline == nil || f.Path == "":
		return nil
	case f.Kind == lint.Duplicate:
		if no, ok := m.number(); ok {
			list = append(list, mend{[]edit{{"DocDtls.No", lint.Quote(no)}}, "Take the next number, " + no})
		}
		return list
	}
	if f.OffBy != "" && number.MatchString(f.Expected) {
		write(f.Path, f.Expected)
	}
	m.byShape(f, write)
	m.byParty(f, write)
	for _, word := range words(f.Expected) {
		write(f.Path, literal(f.Path, word))
	}
	if strings.HasSuffix(f.Path, "Dt") {
		write(f.Path, lint.Quote(m.today.In(clock.IST).Format("02/01/2006")))
	}
	if strings.HasSuffix(f.Path, ".Unit") {
		write(f.Path, `"OTH"`)
	}
	if all := totals(m.outline); len(all) > 0 && (f.OffBy != "" || strings.HasSuffix(f.Path, "Amt") || strings.HasSuffix(f.Path, "Val")) {
		for _, e := range all {
			if e.Path == f.Path {
				write(e.Path, e.Literal)
			}
		}
		list = append(list, mend{all, "Work the amounts out anew"})
	}
	if m.outline.Has(f.Path) && (f.Member == nil || !f.Member.Mandatory) {
		name := f.Path[strings.LastIndexByte(f.Path, '.')+1:]
		list = append(list, mend{[]edit{{f.Path, ""}}, "Leave " + name + " out"})
	}
	return list
}

// byShape proposes what the schema wants: without quotes or with them, one of a few, shorter, fewer decimals.
func (m *mender) byShape(f *lint.Finding, write func(path, literal string)) {
	sent := m.outline.Value(f.Path)
	member, known := memberAt(f.Path)
	if !known {
		return
	}
	if f.Kind == lint.Type {
		write(f.Path, literal(f.Path, strings.ReplaceAll(strings.TrimSpace(sent), ",", "")))
		return
	}
	for _, e := range member.Enum {
		if strings.EqualFold(e, strings.TrimSpace(sent)) {
			write(f.Path, literal(f.Path, e))
		}
	}
	if len(member.Enum) <= 3 {
		for _, e := range member.Enum {
			write(f.Path, literal(f.Path, e))
		}
	}
	if most, err := strconv.Atoi(member.Max); err == nil && member.Type == schema.Text && len([]rune(sent)) > most {
		write(f.Path, lint.Quote(string([]rune(sent)[:most])))
	}
	if whole, decimals, ok := strings.Cut(sent, "."); ok && member.Type == schema.Number && len(decimals) > member.Decimals {
		write(f.Path, strings.TrimSuffix(whole+"."+decimals[:member.Decimals], "."))
	}
	if strings.HasSuffix(f.Path, "DocDtls.No") {
		write(f.Path, lint.Quote(strings.TrimLeft(sent, "0/- ")))
	}
	if strings.HasSuffix(f.Path, ".SlNo") {
		for i := range m.outline.Len("ItemList") {
			if strings.HasPrefix(f.Path, fmt.Sprintf("ItemList[%d].", i)) {
				write(f.Path, lint.Quote(strconv.Itoa(i+1)))
			}
		}
	}
}

// byParty proposes what the register says of a party: its State, its PIN, the right last character of its number.
func (m *mender) byParty(f *lint.Finding, write func(path, literal string)) {
	block, name, ok := strings.Cut(f.Path, ".")
	if !ok {
		return
	}
	gstin := m.outline.Value(block + ".Gstin")
	if len(gstin) != 15 {
		return
	}
	if name == "Gstin" {
		if c, ok := taxpayer.CheckCharacter(gstin[:14]); ok && c != gstin[14] {
			write(f.Path, lint.Quote(gstin[:14]+string(c)))
		}
		return
	}
	switch name {
	case "Stcd", "Pos":
		write(f.Path, lint.Quote(gstin[:2]))
	case "Pin":
		if t, known := m.taxpayer(gstin); known && t.Pin != 0 {
			write(f.Path, strconv.Itoa(t.Pin))
		}
	}
}

// words picks out of what is expected the words that may be written as they are: codes, numbers and dates.
func words(expected string) []string {
	var list []string
	for _, w := range strings.FieldsFunc(expected, func(r rune) bool { return r == ' ' || r == ',' }) {
		code := strings.ContainsAny(w, "0123456789") || w == strings.ToUpper(w) && strings.ContainsAny(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		if code && len(w) <= 16 && !strings.ContainsAny(w, `^$[]\"`) && len(list) < 3 {
			list = append(list, w)
		}
	}
	return list
}
