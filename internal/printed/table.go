package printed

// grid is a table with measured columns.
type grid struct {
	heads  []Column
	widths []float64
	face   face
}

const (
	cellPad  = 1.2  // beside a text
	rowPad   = 1.05 // above and below it
	itemLeft = 36.0 // the least that the description has
)

func (g *grid) bold() face { return face{g.face.family, "B", g.face.size} }

// measureColumns gives every column what its widest text needs and the description the rest, in the largest letters that
// leave it enough. When even the smallest do not, the widest columns are narrowed, and their texts are set smaller.
func (s *sheet) measureColumns() grid {
	g := grid{heads: s.v.Columns}
	for size := 8.0; ; size -= 0.5 {
		g.face = sans(size)
		rest := s.natural(&g)
		if rest >= itemLeft {
			g.widths[1] = rest
			return g
		}
		if size > 5.5 {
			continue
		}
		share := (width - itemLeft) / (width - rest)
		for i := range g.widths {
			g.widths[i] *= share
		}
		g.widths[1] = itemLeft
		return g
	}
}

// natural fills the widths of all columns but the description, and returns what is left for that.
func (s *sheet) natural(g *grid) float64 {
	g.widths = make([]float64, len(g.heads))
	rest := width
	for i, h := range g.heads {
		if i == 1 {
			continue
		}
		w := s.measure(g.bold(), h.Head)
		f := g.face
		if i == len(g.heads)-1 {
			f = g.bold()
		}
		for _, l := range s.v.Lines {
			w = max(w, s.measure(f, l.Cells[i]))
		}
		g.widths[i] = w + 2*cellPad
		rest -= g.widths[i]
	}
	return rest
}

// lines sets the lines of the document. The head stands on every page that has some; a line is never divided.
func (s *sheet) lines() {
	if len(s.v.Lines) == 0 {
		return
	}
	g := s.measureColumns()
	f, small := g.face, sans(g.face.size-1.2)
	head := f.line() + 2*rowPad
	for i, l := range s.v.Lines {
		item := s.wrap(f, g.widths[1]-2*cellPad, l.Cells[1])
		var note []string
		if l.Note != "" {
			note = s.wrap(small, width-g.widths[0]-2*cellPad, l.Note)
		}
		height := float64(len(item))*f.line() + float64(len(note))*small.line() + 2*rowPad
		if i == 0 {
			s.need(head + height)
			s.tableHead(&g)
		} else if s.need(height) {
			s.tableHead(&g)
		}
		x := left
		for k, cell := range l.Cells {
			switch {
			case k == 1:
				s.block(x+cellPad, s.y+rowPad, f, ink(), item)
				s.block(x+cellPad, s.y+rowPad+float64(len(item))*f.line(), small, soft(), note)
			case k == len(l.Cells)-1:
				s.fit(x, s.y+rowPad, g.widths[k], g.bold(), ink(), cell, true)
			default:
				s.cell(&g, k, x, f, cell)
			}
			x += g.widths[k]
		}
		s.y += height
		s.rule(left, right, s.y, 0.15, hair())
	}
	if s.v.More != "" {
		s.need(8)
		s.y += 2 + s.block(left, s.y+2, bold(8), red(), s.wrap(bold(8), width, s.v.More))
	}
	s.y += 4
}

// cell writes into column k; the outermost texts stand flush with the page.
func (s *sheet) cell(g *grid, k int, x float64, f face, text string) {
	if k == 0 {
		s.fit(x, s.y+rowPad, g.widths[k]-cellPad, f, ink(), text, false)
		return
	}
	s.fit(x+cellPad, s.y+rowPad, g.widths[k]-2*cellPad, f, ink(), text, !g.heads[k].Left)
}

func (s *sheet) tableHead(g *grid) {
	f := g.bold()
	s.rule(left, right, s.y, 0.25, ink())
	x := left
	for k, h := range g.heads {
		inner, at := g.widths[k]-2*cellPad, x+cellPad
		switch k {
		case 0:
			at, inner = x, inner+cellPad
		case len(g.heads) - 1:
			inner += cellPad
		}
		s.fit(at, s.y+rowPad, inner, f, soft(), h.Head, !h.Left)
		x += g.widths[k]
	}
	s.y += f.line() + 2*rowPad
	s.rule(left, right, s.y, 0.25, ink())
}

// hsnHead and hsnRow set the summary by HSN code into a width.
func (s *sheet) hsnHead(w float64) {
	s.put(left, s.y, bold(7.5), dim(), "By HSN")
	s.y += bold(7.5).line()
	s.hsnCells(w, bold(7.5), s.v.HSNHeads)
}

func (s *sheet) hsnCells(w float64, f face, cells []string) {
	column := w / float64(len(cells))
	for k, c := range cells {
		s.fit(left+float64(k)*column, s.y+0.7, column-1, f, ink(), c, k > 0)
	}
	s.y += hsnRow
	s.rule(left, left+w, s.y, 0.15, hair())
}

const hsnRow = 5.2

// end is the amount in words, the totals, and the summary by HSN code: beside the totals, or below them when it is long.
func (s *sheet) end() {
	const totals, gap = 72.0, 10.0
	beside := width - totals - gap
	short := len(s.v.HSN) > 0 && len(s.v.HSN) <= longHSN
	said := s.wrap(bold(9), beside, s.v.Words)
	leftHeight := sans(7.5).line() + float64(len(said))*bold(9).line() + 3
	if short {
		leftHeight += float64(len(s.v.HSN)+1)*hsnRow + bold(7.5).line()
	}
	s.need(max(leftHeight, float64(len(s.v.Totals))*5.6+14))
	start := s.y
	if s.v.Words != "" {
		s.put(left, s.y, bold(7.5), dim(), "In words")
		s.y += sans(7.5).line()
		s.y += s.block(left, s.y, bold(9), ink(), said) + 3
	}
	if short {
		s.hsnHead(beside)
		for _, row := range s.v.HSN {
			s.hsnCells(beside, sans(8), row)
		}
	}
	reached := s.y
	s.y = start
	s.totals(right-totals, totals)
	s.y = max(s.y, reached) + 4
	if !short && len(s.v.HSN) > 0 {
		s.need(4 * hsnRow)
		s.hsnHead(width)
		for _, row := range s.v.HSN {
			if s.need(hsnRow) {
				s.hsnHead(width)
			}
			s.hsnCells(width, sans(8), row)
		}
		s.y += 4
	}
}

func (s *sheet) totals(x, w float64) {
	for _, f := range s.v.Totals {
		s.put(x, s.y, sans(9), ink(), f.Name)
		s.fit(x+30, s.y, w-30, sans(9), ink(), f.Value, true)
		s.y += 5.6
	}
	if s.v.Grand == "" {
		return
	}
	s.rule(x, x+w, s.y+0.6, 0.5, ink())
	s.put(x, s.y+2, bold(12), ink(), "Invoice value")
	s.fit(x+32, s.y+2, w-32, bold(12), ink(), s.v.Grand, true)
	s.y += 9
}

// sections sets what is left, two beside each other when both are short.
func (s *sheet) sections() {
	list := s.v.Sections
	for len(list) > 0 {
		const column, gap = 88.0, 10.0
		if len(list) > 1 {
			h := max(s.sectionHeight(list[0], column), s.sectionHeight(list[1], column))
			if h < 90 {
				s.need(h)
				y := s.y
				s.section(left, column, list[0])
				s.y = y
				s.section(left+column+gap, column, list[1])
				s.y = y + h
				list = list[2:]
				continue
			}
		}
		s.need(min(s.sectionHeight(list[0], width), 40))
		s.section(left, width, list[0])
		s.y += 2
		list = list[1:]
	}
}

const factLabel = 30.0

func (s *sheet) sectionHeight(sec Section, w float64) float64 {
	h := bold(7.5).line() + 3
	for _, f := range sec.Facts {
		h += s.factHeight(f, w)
	}
	return h
}

func (s *sheet) factHeight(f Fact, w float64) float64 {
	names := s.wrap(sans(8.5), factLabel-2, f.Name)
	return float64(max(len(names), len(s.wrap(sans(8.5), w-factLabel, f.Value)))) * sans(8.5).line()
}

func (s *sheet) section(x, w float64, sec Section) {
	s.put(x, s.y, bold(7.5), dim(), sec.Title)
	s.y += bold(7.5).line() + 0.5
	for _, f := range sec.Facts {
		h := s.factHeight(f, w)
		s.need(h)
		s.block(x, s.y, sans(8.5), dim(), s.wrap(sans(8.5), factLabel-2, f.Name))
		s.block(x+factLabel, s.y, sans(8.5), ink(), s.wrap(sans(8.5), w-factLabel, f.Value))
		s.y += h
	}
}
