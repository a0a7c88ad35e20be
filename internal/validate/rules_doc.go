package validate

import (
	"strconv"
	"time"
)

// docRules check the date of the document.
var docRules = []Rule{
	{
		ID:         "doc-date-not-future",
		Code:       "2163",
		API:        GenerateIRN,
		Path:       "DocDtls.Dt",
		Title:      "The document must not be dated after today.",
		Why:        "An IRN is given to a document that exists. Today is the day in India, whatever the sender's zone.",
		Source:     "NIC Generate IRN page; NIC error list INV, Sept 2026",
		Confidence: Official,
		Check: func(in *Input, fail Fail) {
			if in.date.After(in.today) {
				fail.At("DocDtls.Dt").Because(func() Explanation {
					return Explanation{Found: in.doc.Dt, Expected: in.today.Format("02/01/2006") + " or earlier"}
				})
			}
		},
		Breaks: []Example{{Note: "tomorrow", Edits: Edits{"DocDtls.Dt": "{today+1}"}}},
		Passes: []Example{{Note: "today", Edits: Edits{"DocDtls.Dt": "{today}"}}},
	},
	{
		ID:    "doc-date-floor",
		Code:  "2284",
		API:   GenerateIRN,
		Path:  "DocDtls.Dt",
		Title: "The document must not be dated before the portal's earliest day.",
		Why:   "The portal keeps a day before which it registers nothing and moves it forward every few years.",
		Source: "NIC Generate IRN page, validation 9: 01/10/2022 on the page of 2023, 01/04/2025 on that of 2026; " +
			"the day on which the page changed is not known",
		Confidence: Official,
		Changes:    []Change{{Date: floorMoved, What: "The earliest document date moves from 01/10/2022 to 01/04/2025."}},
		Check: func(in *Input, fail Fail) {
			floor := in.floor()
			if in.dateOK && in.date.Before(floor) {
				day := floor.Format("02/01/2006")
				fail.At("DocDtls.Dt", day).Because(plain(in.doc.Dt, day+" or later"))
			}
		},
		Breaks: []Example{
			{Edits: Edits{"DocDtls.Dt": "31/03/2025"}, Slots: []string{"01/04/2025"}},
			{Edits: Edits{"DocDtls.Dt": "30/09/2022"}, Slots: []string{"01/10/2022"}, World: World{Now: noon(2025, time.March, 1)}},
		},
		Passes: []Example{{Note: "the first day", Edits: Edits{"DocDtls.Dt": "01/04/2025"}}},
	},
	{
		ID:         "doc-date-30-days-100-crore",
		Code:       "2305",
		API:        GenerateIRN,
		Path:       "DocDtls.Dt",
		Title:      "A supplier of 100 crore turnover must report within 30 days.",
		Why:        "The 30-day limit began with the largest taxpayers. The day of the document counts as the first.",
		Source:     "GSTN advisory for 01/11/2023",
		Confidence: Official,
		Since:      date(2023, time.November, 1),
		Until:      date(2025, time.April, 1),
		Check:      reportInTime(100),
		Breaks: []Example{{Edits: with(fromLarge, Edits{"DocDtls.Dt": "{today-30}"}), Slots: []string{"30", "100 Cr"},
			World: withTurnover(100).at(noon(2025, time.March, 20))}},
		Passes: []Example{
			{Edits: with(fromLarge, Edits{"DocDtls.Dt": "{today-29}"}),
				World: withTurnover(100).at(noon(2025, time.March, 20))},
			{Note: "99 crore were not enough then", Edits: with(fromLarge, Edits{"DocDtls.Dt": "{today-30}"}),
				World: withTurnover(99).at(noon(2025, time.March, 20))},
		},
	},
	{
		ID:         "doc-date-30-days",
		Code:       "2305",
		API:        GenerateIRN,
		Path:       "DocDtls.Dt",
		Title:      "A supplier of 10 crore turnover must report within 30 days.",
		Why:        "An invoice of 1 April must be in by 30 April: the day of the document counts as the first. Notes too.",
		Source:     "GSTN advisory for 01/04/2025; NIC error list INV, Sept 2026",
		Confidence: Official,
		Since:      date(2025, time.April, 1),
		Check:      reportInTime(10),
		Breaks: []Example{
			{Note: "the thirty-first day", Edits: with(fromLarge, Edits{"DocDtls.Dt": "{today-30}"}),
				Slots: []string{"30", "10 Cr"}, World: withTurnover(10)},
			{Note: "credit notes as well", Edits: with(credit, fromLarge, Edits{"DocDtls.Dt": "{today-45}"}),
				World: withTurnover(10)},
		},
		Passes: []Example{
			{Note: "the thirtieth day", Edits: with(fromLarge, Edits{"DocDtls.Dt": "{today-29}"}),
				World: withTurnover(10)},
			{Note: "a smaller supplier has more time", Edits: Edits{"DocDtls.Dt": "{today-30}"}},
		},
	},
}

// floorMoved is the first day for which the portal's page prints the later floor.
var floorMoved = date(2026, time.January, 1)

// floor is the earliest document date on the day of processing.
func (in *Input) floor() time.Time {
	switch {
	case !in.Settings.Floor.IsZero():
		return in.Settings.Floor
	case in.today.Before(floorMoved):
		return date(2022, time.October, 1)
	}
	return date(2025, time.April, 1)
}

// reportInTime refuses documents older than the window for suppliers of at least that many crore rupees of turnover.
func reportInTime(crore int) func(*Input, Fail) {
	return func(in *Input, fail Fail) {
		days := in.Settings.ReportingDays
		if days <= 0 || !in.dateOK || in.supplier.TurnoverCr < crore || in.date.AddDate(0, 0, days).After(in.today) {
			return
		}
		limit := strconv.Itoa(crore) + " Cr"
		fail.At("DocDtls.Dt", strconv.Itoa(days), limit).Because(func() Explanation {
			return Explanation{
				Found:    in.doc.Dt,
				Expected: in.today.AddDate(0, 0, 1-days).Format("02/01/2006") + " or later",
				Arithmetic: []Step{
					{Name: "today", Value: in.today.Format("02/01/2006")},
					{Op: "−", Name: "document date", Value: in.doc.Dt},
					{Op: "=", Name: "age", Value: strconv.Itoa(in.age()), Note: "days; at most " + strconv.Itoa(days-1)},
				},
				MasterRow: in.supplier.row(),
			}
		})
	}
}

// age is how many days lie between the document and today. India has no daylight saving, so days have 24 hours.
func (in *Input) age() int { return int(in.today.Sub(in.date) / (24 * time.Hour)) }

// businessRules are what comes after the test for duplicates and before the lines.
var businessRules = concat(docRules, registerRules, supplierRules, buyerRules, placeRules, shipRules)

func concat(sections ...[]Rule) []Rule {
	var all []Rule
	for _, s := range sections {
		all = append(all, s...)
	}
	return all
}
