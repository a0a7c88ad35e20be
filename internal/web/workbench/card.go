package workbench

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/validate"
	"github.com/irpsim/irpsim/internal/web/page"
)

// card is a finding as the page tells it.
type card struct {
	ID         string // "f1"
	N          int
	Key        string // what its mend button sends
	Code       string
	Headline   string
	Rule       string
	Path       string
	Line       int // of the document, from 1; 0: none
	Message    string
	Sum        []sumRow
	Picture    *numberLine
	Range      string
	Found      string
	Expected   string
	Register   string
	Why        string
	Remedy     string
	Source     string
	Confidence string
	Later      bool
	Mend       string // what the button says; "" when no mend is known
	Follows    []follow
	First      bool
}

// follow is a finding that goes when the card's mend is made.
type follow struct{ Code, Text, Note string }

// sumRow is one row of the arithmetic in three columns. Rule draws a line.
type sumRow struct {
	Name, Value, Note string
	Class             string // "good", "hit"
	Code, Rule        bool
}

var lineOf = regexp.MustCompile(`(?i)^ItemList\[(\d+)\]\.?`)

// lineNumber is the line that a path is about, from 1; 0 when it is about none.
func lineNumber(path string) (int, string) {
	m := lineOf.FindStringSubmatch(path)
	if m == nil {
		return 0, path
	}
	n, _ := strconv.Atoi(m[1])
	return n + 1, path[len(m[0]):]
}

// makeCards tells every cause.
func (b *builder) makeCards() {
	for i, c := range b.causes {
		f := &b.report.Findings[c.At]
		n, _ := lineNumber(f.Path)
		k := &card{
			ID: "f" + strconv.Itoa(i+1), N: i + 1, Key: key(f), Code: string(f.Code), Headline: headline(f), Rule: f.Rule, Path: f.Path, Line: n,
			Message: f.Message, Found: f.Found, Expected: f.Expected, Register: f.MasterRow, Why: f.Why, Remedy: f.Mend, Source: f.Source,
			Confidence: f.Confidence, Later: f.Later, First: i == 0,
		}
		k.arithmetic(f)
		if c.Mend != nil {
			k.Mend = c.Mend.Label
			if len(c.Follows) > 0 {
				k.Mend += ": mends all " + count(len(c.Follows)+1)
			}
		}
		for _, at := range c.Follows {
			k.Follows = append(k.Follows, following(&b.report.Findings[at], f))
		}
		b.cards = append(b.cards, k)
	}
}

// count says small numbers in words.
func count(n int) string {
	words := []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}

// taxNames are what people call amounts.
var taxNames = map[string]string{
	"IgstAmt": "the IGST", "CgstAmt": "the CGST", "SgstAmt": "the SGST", "CesAmt": "the cess", "StateCesAmt": "the State cess",
	"AssAmt": "the taxable value", "TotItemVal": "the line's total", "TotInvVal": "The invoice value", "AssVal": "The taxable value",
	"IgstVal": "The IGST", "CgstVal": "The CGST", "SgstVal": "The SGST", "CesVal": "The cess", "StCesVal": "The State cess",
}

// headline says what is wrong in one line, with the amount in it.
func headline(f *lint.Finding) string {
	n, rest := lineNumber(f.Path)
	where := ""
	if n > 0 {
		where = fmt.Sprintf("Line %d: ", n)
	}
	if f.OffBy != "" {
		name := rest[strings.LastIndexByte(rest, '.')+1:]
		if known, ok := taxNames[name]; ok {
			name = known
		}
		by, low := strings.CutPrefix(f.OffBy, "-")
		if low {
			return where + name + " is " + page.Indian(by) + " too low"
		}
		return where + name + " is " + page.Indian(by) + " too high"
	}
	title := strings.TrimSuffix(f.Title, ".")
	title = strings.Replace(title, f.Path+" must", rest+" must", 1)
	if len(title) > 110 { // patterns are told below
		title, _, _ = strings.Cut(title, " that matches ")
	}
	for _, article := range []string{"A ", "An ", "The "} {
		if where != "" && strings.HasPrefix(title, article) {
			title = strings.ToLower(title[:1]) + title[1:]
		}
	}
	return where + title
}

func following(f, cause *lint.Finding) follow {
	n, rest := lineNumber(f.Path)
	k := follow{Code: string(f.Code), Text: headline(f), Note: "follows from it"}
	if f.OffBy != "" {
		k.Text = rest[strings.LastIndexByte(rest, '.')+1:] + " " + page.Indian(f.Found) + ", calculated " + page.Indian(f.Expected)
		if n > 0 {
			k.Text = fmt.Sprintf("Line %d: ", n) + k.Text
		}
		if strings.TrimPrefix(f.OffBy, "-") == strings.TrimPrefix(cause.OffBy, "-") {
			k.Note = "same " + page.Indian(strings.TrimPrefix(f.OffBy, "-"))
		}
	}
	return k
}

// arithmetic lays the calculation out in three columns and draws the accepted range.
func (k *card) arithmetic(f *lint.Finding) {
	if f.OffBy == "" || len(f.Arithmetic) == 0 || len(f.Ranges) == 0 {
		return
	}
	k.Sum = steps(f.Arithmetic, k.Line)
	k.Sum = append(k.Sum, sumRow{Rule: true})
	r := f.Ranges[0]
	k.Sum = append(k.Sum,
		sumRow{Name: "= expected", Value: page.Indian(f.Expected), Note: "accepted " + page.Indian(r.Min) + " to " + page.Indian(r.Max), Class: "good"},
		sumRow{Name: "found", Value: page.Indian(f.Found), Note: f.Path, Class: "hit", Code: true},
		sumRow{Rule: true},
		sumRow{Name: "off by", Value: page.Indian(f.OffBy), Note: swapped(f.Found, f.Expected), Class: "hit"})
	k.Picture = picture(f.Found, r)
	k.Range = "Accepted: " + page.Indian(r.Min) + " to " + page.Indian(r.Max) + "."
	for _, other := range f.Ranges[1:] {
		k.Range += " " + strings.TrimSpace("Also "+page.Indian(other.Min)+" to "+page.Indian(other.Max)+" "+other.When) + "."
	}
}

// steps are the rows of a calculation; “÷ 100” after a rate makes it per cent.
func steps(list []validate.Step, line int) []sumRow {
	var rows []sumRow
	for i := 0; i < len(list); i++ {
		s := list[i]
		if s.Op == "=" {
			continue
		}
		r := sumRow{Name: strings.TrimSpace(s.Op + " " + s.Name), Value: page.Indian(s.Value), Note: s.Note}
		if i+1 < len(list) && list[i+1].Op == "÷" && list[i+1].Name == "" {
			r.Value += " %"
			if list[i+1].Value == "200" {
				r.Note = "half of it is CGST, half SGST"
			}
			i++
		}
		if s.Name == "AssAmt" && line > 0 && r.Note == "" {
			r.Note = fmt.Sprintf("taxable value of line %d", line)
		}
		rows = append(rows, r)
	}
	return rows
}

// swapped asks whether two neighbouring digits changed places.
func swapped(found, expected string) string {
	a, _, _ := strings.Cut(found, ".")
	b, _, _ := strings.Cut(expected, ".")
	if len(a) != len(b) {
		return ""
	}
	var at []int
	for i := range len(a) {
		if a[i] != b[i] {
			at = append(at, i)
		}
	}
	if len(at) == 2 && at[1] == at[0]+1 && a[at[0]] == b[at[1]] && a[at[1]] == b[at[0]] {
		return "digits swapped? " + b[at[0]:at[1]+1] + ", " + a[at[0]:at[1]+1]
	}
	return ""
}

// numberLine draws where the amount found lies beside the accepted range; distances are not to scale.
type numberLine struct {
	Found, Accepted string
	FoundX, RangeX  int // middle of each in a picture 250 wide
	Label           string
}

func picture(found string, r validate.Range) *numberLine {
	x, ok := new(big.Rat).SetString(found)
	low, ok2 := new(big.Rat).SetString(r.Min)
	if !ok || !ok2 || len(found) > maxDigits {
		return nil
	}
	n := &numberLine{Found: page.Indian(found), Accepted: page.Indian(plain(r.Min)) + " – " + page.Indian(plain(r.Max)), FoundX: 45, RangeX: 182}
	side := "left"
	if x.Cmp(low) > 0 {
		n.FoundX, n.RangeX, side = 205, 68, "right"
	}
	n.Label = "Found " + n.Found + " lies " + side + " of the accepted range " + page.Indian(r.Min) + " to " + page.Indian(r.Max)
	return n
}

// plain leaves decimals out that are nothing.
func plain(amount string) string { return strings.TrimSuffix(amount, ".00") }

// BoxX is where the box of the range begins.
func (n *numberLine) BoxX() int { return n.RangeX - 9 }
