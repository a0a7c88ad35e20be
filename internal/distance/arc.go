package distance

import "math"

// earthRadius is the mean radius of the Earth in km.
const earthRadius = 6371

// radian is one unit of [Point], a ten-thousandth of a degree, in radians.
const radian = math.Pi / 180 / 10_000

// Km returns the great circle between two points in km, by the haversine formula.
//
// Rounding to whole km would differ between machines if the last bit did, and the functions of package math may differ
// there: compilers fuse their products and sums where the processor can. So the series are summed here, and every
// product is converted, which forbids the fusing. What is left (+, -, *, / and the square root) is exact everywhere.
func (p Point) Km(q Point) float64 {
	sinLat := sine(float64(float64(q.Lat-p.Lat) * (radian / 2)))
	sinLon := sine(float64(float64(q.Lon-p.Lon) * (radian / 2)))
	cos := float64(cosine(float64(float64(p.Lat)*radian)) * cosine(float64(float64(q.Lat)*radian)))
	h := float64(sinLat*sinLat) + float64(cos*float64(sinLon*sinLon))
	return float64(2 * earthRadius * arcsine(math.Sqrt(h)))
}

// sine and cosine sum Taylor's series until a term no longer counts. In the box around India no angle passes π/4, so
// that is after ten terms. The bounds of the loops only end the sums of points that are nowhere on Earth.
func sine(x float64) float64 { return alternating(x, x, 2) }

func cosine(x float64) float64 { return alternating(1, x, 1) }

// alternating sums first − first·x²/n(n+1) + first·x⁴/n(n+1)(n+2)(n+3) − …
func alternating(first, x, n float64) float64 {
	sum, term, square := first, first, float64(x*x)
	for ; n < 60; n += 2 {
		term = -float64(term*square) / float64(n*(n+1))
		next := sum + term
		if next == sum {
			break
		}
		sum = next
	}
	return sum
}

// arcsine sums x + x³/2·3 + 1·3·x⁵/2·4·5 + …, for 0 ≤ x < 0.7.
func arcsine(x float64) float64 {
	sum, power, square := x, x, float64(x*x)
	for n := 1.0; n < 200; n += 2 {
		power = float64(float64(power*square)*n) / (n + 1)
		next := sum + power/(n+2)
		if next == sum {
			break
		}
		sum = next
	}
	return sum
}
