package validate

import (
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/einv"
)

// Line is one item of the document and what several rules need to know of it.
type Line struct {
	*einv.Item
	index     int
	service   bool // IsServc Y
	hsnListed bool // the portal lists the HSN
	hsnOf99   bool // the master files it under services
	rateOK    bool // GstRt is in the master
}

// load points the line at item i. What the line before it has as well, HSN and rate often, is not looked up again.
func (l *Line) load(in *Input, i int) {
	it := &in.items[i]
	if l.Item == nil || l.HsnCd != it.HsnCd {
		l.hsnListed, l.hsnOf99 = lookUpHSN(it.HsnCd)
	}
	if l.Item == nil || l.GstRt.Milli() != it.GstRt.Milli() {
		l.rateOK = rateNotified(it.GstRt.Milli(), in.today)
	}
	l.Item, l.index = it, i
	l.service = it.IsServc == "Y"
}

// goods reports whether the line is sold as goods.
func (l *Line) goods() bool { return !l.service }

// transport reports whether an HSN is a service of carrying goods (9965, 9968).
func transport(hsn string) bool {
	return strings.HasPrefix(hsn, "9965") || strings.HasPrefix(hsn, "9968")
}

// itemPath is the path of a member of line i.
func itemPath(i int, member string) string {
	return "ItemList[" + strconv.Itoa(i) + "]." + member
}
