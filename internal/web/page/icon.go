package page

import "html/template"

// icons are drawn in a box of 16 by 16, stroked in the colour of the text.
var icons = map[string]string{
	"tick":    `<path d="M3 8.5 6.5 12 13 4.5"/>`,
	"cross":   `<path d="m4 4 8 8M12 4l-8 8"/>`,
	"copy":    `<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2"/>`,
	"wrap":    `<path d="M2.5 4h11M2.5 8h8.5a2 2 0 0 1 0 4H8m1.500-1.500L8 12l1.500 1.500M2.500 12H5"/>`,
	"down":    `<path d="m4 6 4 4 4-4"/>`,
	"right":   `<path d="m6 4 4 4-4 4"/>`,
	"arrow":   `<path d="M2.500 8h11M9.500 4l4 4-4 4"/>`,
	"search":  `<circle cx="7" cy="7" r="4.300"/><path d="m10.300 10.300 3.200 3.200"/>`,
	"menu":    `<path d="M2.500 4.500h11M2.500 8h11M2.500 11.500h11"/>`,
	"theme":   `<circle cx="8" cy="8" r="2.700"/><path d="M8 1.800v1.500M8 12.700v1.500M1.800 8h1.500M12.700 8h1.500M3.600 3.600l1 1M11.400 11.400l1 1M12.400 3.600l-1 1M4.600 11.400l-1 1"/>`,
	"key":     `<circle cx="5" cy="11" r="2.700"/><path d="m7 9 6-6M10.500 5.500 12.500 7.500"/>`,
	"lock":    `<rect x="3.500" y="7" width="9" height="6.500" rx="1.200"/><path d="M5.500 7V5a2.500 2.500 0 0 1 5 0v2"/>`,
	"seal":    `<circle cx="8" cy="6.200" r="3.700"/><path d="m6 9.500-1 4.700 3-1.600 3 1.600-1-4.700"/>`,
	"braces":  `<path d="M6 2.500c-2 0-1.500 2-1.500 3.500S4 8 3 8c1 0 1.500.500 1.500 2S4 13.500 6 13.500M10 2.500c2 0 1.500 2 1.500 3.500s.500 2 1.500 2c-1 0-1.500.500-1.500 2s.500 3.500-1.500 3.500"/>`,
	"coded":   `<path d="M3 4.500h10M3 8h10M3 11.500h6"/>`,
	"bolt":    `<path d="M9 1.800 3.500 9H8l-1 5.200L12.500 7H8z"/>`,
	"play":    `<path d="M5 3.200v9.600L12.500 8z"/>`,
	"pen":     `<path d="m3 13 .700-3L11 2.700l2.300 2.300L6 12.300z"/>`,
	"clock":   `<circle cx="8" cy="8" r="5.700"/><path d="M8 4.800V8l2.200 1.500"/>`,
	"info":    `<circle cx="8" cy="8" r="5.700"/><path d="M8 7.300v3.500M8 5.200v.100"/>`,
	"alert":   `<path d="M8 2.300 14 13H2zM8 6.500v3M8 11.300v.100"/>`,
	"eye":     `<path d="M1.800 8S4 3.800 8 3.800 14.200 8 14.200 8 12 12.200 8 12.200 1.800 8 1.800 8z"/><circle cx="8" cy="8" r="1.900"/>`,
	"eyeoff":  `<path d="m2.500 2.500 11 11M6.500 4c5-1 7.700 4 7.700 4a11 11 0 0 1-1.700 2.200M9.600 12c-5 1-7.800-4-7.800-4A10 10 0 0 1 4 5.400"/>`,
	"print":   `<path d="M4.500 6V2.500h7V6M4.500 11.500h-2V6h11v5.500h-2"/><path d="M4.500 9.500h7v4h-7z"/>`,
	"file":    `<path d="M4 2h5l3 3v9H4zM9 2v3h3"/>`,
	"save":    `<path d="M8 2.500v7.500M5 7.200 8 10l3-2.800M3 13h10"/>`,
	"plus":    `<path d="M8 3.500v9M3.500 8h9"/>`,
	"minus":   `<path d="M3.500 8h9"/>`,
	"trash":   `<path d="M3 4.500h10M6 4.500v-2h4v2M4.500 4.500l.600 9h5.800l.600-9"/>`,
	"user":    `<circle cx="8" cy="5.500" r="2.700"/><path d="M2.800 13.500c.700-3 2.700-4 5.200-4s4.500 1 5.200 4"/>`,
	"mail":    `<rect x="2" y="3.500" width="12" height="9" rx="1.200"/><path d="m2.500 4.500 5.500 4 5.500-4"/>`,
	"phone":   `<rect x="4.500" y="1.800" width="7" height="12.400" rx="1.400"/><path d="M7.300 12h1.400"/>`,
	"link":    `<path d="M6.800 9.200a2.600 2.600 0 0 0 3.700 0l2.100-2.100a2.600 2.600 0 0 0-3.700-3.700l-.700.700M9.200 6.800a2.600 2.600 0 0 0-3.700 0L3.400 8.900a2.600 2.600 0 0 0 3.700 3.700l.700-.700"/>`,
	"undo":    `<path d="M3 6.500h6.500a3.500 3.500 0 0 1 0 7H6M3 6.500 6 3.500M3 6.500l3 3"/>`,
	"flag":    `<path d="M4 14V2.500h7.500L10 5.500l1.500 3H4"/>`,
	"book":    `<path d="M8 4C6.500 2.800 4.500 2.500 2 2.500v10c2.500 0 4.500.300 6 1.500 1.500-1.200 3.500-1.500 6-1.500v-10c-2.500 0-4.500.300-6 1.500zM8 4v10"/>`,
	"compare": `<path d="M5 2.500v11M11 2.500v11M2.500 5 5 2.500 7.500 5M8.500 11l2.500 2.500 2.500-2.500"/>`,
	"list":    `<path d="M5.500 4h8M5.500 8h8M5.500 12h8M2.500 4v.100M2.500 8v.100M2.500 12v.100"/>`,
	"dot":     `<circle cx="8" cy="8" r="2"/>`,
}

// icon draws an icon beside a word that says the same, so it is hidden from screen readers.
func icon(name string) template.HTML {
	path, ok := icons[name]
	if !ok {
		panic("page: there is no icon " + name) // a template is wrong; the test that renders every page finds it
	}
	return template.HTML(`<svg class="i" viewBox="0 0 16 16" aria-hidden="true">` + path + `</svg>`) // #nosec: constants
}
