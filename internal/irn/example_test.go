package irn_test

import (
	"fmt"
	"time"

	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/irn"
)

func ExampleOf() {
	docDate := time.Date(2026, time.November, 20, 0, 0, 0, 0, clock.IST)
	now := time.Date(2026, time.November, 22, 12, 31, 7, 0, clock.IST)
	fmt.Println(irn.FinancialYear(docDate))
	fmt.Println(irn.Of("29AAACQ3770E000", "INV", "sim/26-27/0001", docDate, now))
	// Output:
	// 2026-27
	// 14832aa86e421ca6b174e695c61d24c114a5040ec7e03f2b21069240b5db03ad
}
