// Package plot draws curves as SVG, for reports that people read in a browser or beside the source.
package plot

import (
	"fmt"
	"math"
	"strings"
)

// Chart is one curve over a range that begins at nought.
type Chart struct {
	Title, Unit string // Unit "" for plain numbers
	Axis        string // what X counts
	X, Y        []float64
}

// Size of a plot and of the room around its field, in pixels.
const (
	plotWidth, plotHeight = 720, 240
	left, right, top, low = 64, 16, 32, 36
)

// SVG draws the chart from zero, so that a slope cannot be made of noise.
func (c Chart) SVG() string {
	span, most := 1.0, 0.0
	for i := range c.X {
		span, most = max(span, c.X[i]), max(most, c.Y[i])
	}
	step := tick(most)
	roof := step * math.Ceil(max(most, step)/step)
	x := func(at float64) float64 { return left + at/span*(plotWidth-left-right) }
	y := func(value float64) float64 { return plotHeight - low - value/roof*(plotHeight-top-low) }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", plotWidth, plotHeight)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/><text x="%d" y="18" font-weight="bold">%s%s</text>`+"\n",
		plotWidth, plotHeight, left, c.Title, strings.TrimSuffix(", "+c.Unit, ", "))
	for v := 0.0; v <= roof+step/2; v += step {
		fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%.4g</text>`+"\n", left, y(v), plotWidth-right, left-6, y(v)+4, v)
	}
	along := tick(span)
	for v := 0.0; v <= span; v += along {
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%.4g</text>`+"\n", x(v), plotHeight-low+16, v)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", plotWidth-right, plotHeight-4, c.Axis)
	b.WriteString(`<polyline fill="none" stroke="#0b57d0" stroke-width="1.5" points="`)
	for i := range c.X {
		fmt.Fprintf(&b, "%.1f,%.1f ", x(c.X[i]), y(c.Y[i]))
	}
	b.WriteString("\"/>\n</svg>\n")
	return b.String()
}

// tick is a round distance of about a fifth of a range.
func tick(most float64) float64 {
	if most <= 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(most/5)))
	for _, n := range []float64{1, 2, 5} {
		if most/5 <= n*unit {
			return n * unit
		}
	}
	return 10 * unit
}
