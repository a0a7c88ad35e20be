package irn

import "fmt"

// Places of an AckNo's parts: one digit each for portal and shard, two for the year, eleven for the running number.
const (
	runningPlaces = 100_000_000_000
	firstRunning  = 10_000_000_000 // a running number never has a leading zero
	lastRunning   = runningPlaces - 1 - firstRunning
)

// Ack is what an acknowledgement number says.
type Ack struct {
	Portal  int   // 1 or 2: e-Invoice 1, e-Invoice 2; other portals use their own digit
	Shard   int   // 1 to 9
	Year    int   // calendar year, 2000 to 2099
	Running int64 // counts from 0 to 89,999,999,999
}

// AckNo returns the acknowledgement number of 15 digits. It is 0, which no portal gives, when an argument is outside the
// range that [Ack] states.
func AckNo(portal, shard, year int, running int64) int64 {
	if portal < 1 || portal > 9 || shard < 1 || shard > 9 || year < 2000 || year > 2099 || running < 0 || running > lastRunning {
		return 0
	}
	head := int64(portal*1000 + shard*100 + year%100)
	return head*runningPlaces + firstRunning + running
}

// ParseAckNo takes an acknowledgement number apart: the inverse of [AckNo].
func ParseAckNo(n int64) (Ack, error) {
	head, tail := n/runningPlaces, n%runningPlaces
	a := Ack{Portal: int(head / 1000), Shard: int(head / 100 % 10), Year: 2000 + int(head%100), Running: tail - firstRunning}
	if AckNo(a.Portal, a.Shard, a.Year, a.Running) != n || n == 0 {
		return Ack{}, fmt.Errorf("%d is no AckNo: it has 15 digits, the first two from 1 to 9 and the fifth not 0", n)
	}
	return a, nil
}
