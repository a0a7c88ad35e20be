package world

import ("testing";"strings";"fmt";"github.com/irpsim/irpsim/internal/clock")

func TestZZ(t *testing.T) {
	lines := []string{goodUser}
	tok := strings.Repeat("A", 1600)
	for n := range 4000 {
		l := goodInvoice(n+1, 0)
		l = strings.ReplaceAll(l, `"a.b.c"`, `"`+tok+"."+tok+`.c"`)
		l = strings.Replace(l, `"{}"`, `"{\"a\":\"`+strings.Repeat("x", 1500)+`\"}"`, 1)
		lines = append(lines, l)
	}
	text := file(lines...)
	b := clock.Wall(); f := readSnapshotFile(strings.NewReader(text)); fmt.Println(clock.Since(b), f.complaints)
}
