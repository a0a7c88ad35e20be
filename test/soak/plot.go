package main

import (
	"fmt"
	"math"
	"strings"
)

// Size of a plot and of the room around its field, in pixels.
const (
	plotWidth, plotHeight = 720, 240
	left, right, top, low = 64, 16, 32, 36
)

// plot draws one measure over the time, from zero, so that a slope cannot be made of noise.
func plot(m measure, samples []sample) string {
	span, most := 1.0, 0.0
	for _, s := range samples {
		span, most = max(span, s.At.Minutes()), max(most, m.of(s)/m.scale)
	}
	step := tick(most)
	roof := step * math.Ceil(max(most, step)/step)
	x := func(minutes float64) float64 { return left + minutes/span*(plotWidth-left-right) }
	y := func(value float64) float64 { return plotHeight - low - value/roof*(plotHeight-top-low) }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", plotWidth, plotHeight)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/><text x="%d" y="18" font-weight="bold">%s%s</text>`+"\n",
		plotWidth, plotHeight, left, m.title, strings.TrimSuffix(", "+m.unit, ", "))
	for v := 0.0; v <= roof+step/2; v += step {
		fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%.4g</text>`+"\n", left, y(v), plotWidth-right, left-6, y(v)+4, v)
	}
	minutes := tick(span)
	for v := 0.0; v <= span; v += minutes {
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%.4g</text>`+"\n", x(v), plotHeight-low+16, v)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">minutes</text>`+"\n", plotWidth-right, plotHeight-4)
	b.WriteString(`<polyline fill="none" stroke="#0b57d0" stroke-width="1.5" points="`)
	for _, s := range samples {
		fmt.Fprintf(&b, "%.1f,%.1f ", x(s.At.Minutes()), y(m.of(s)/m.scale))
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
