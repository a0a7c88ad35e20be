package page

import "strconv"

// PerPage is how many rows a page of a table has.
const PerPage = 50

// Pager turns the pages of a table; the page stands in the address as page=2.
type Pager struct {
	Page, Pages int
	From, To    int    // the rows of this page: list[From:To]
	Prev, Next  string // addresses, "" at the ends
}

// NewPager divides total rows.
func NewPager(v *Visit, total int) Pager {
	p := Pager{Pages: max(1, (total+PerPage-1)/PerPage)}
	p.Page, _ = strconv.Atoi(v.Get("page")) // what is no number is the first page
	p.Page = min(max(p.Page, 1), p.Pages)
	p.From = min((p.Page-1)*PerPage, total)
	p.To = min(p.From+PerPage, total)
	if p.Page > 1 {
		p.Prev = v.With("page", strconv.Itoa(p.Page-1))
	}
	if p.Page < p.Pages {
		p.Next = v.With("page", strconv.Itoa(p.Page+1))
	}
	return p
}
