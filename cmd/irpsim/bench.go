package main

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/irpsim/irpsim/internal/client"
)

type benchCmd struct {
	Connections []int         `short:"c" default:"1,16,64" help:"Parallel connections, one round for each number."`
	Duration    time.Duration `short:"d" default:"5s" help:"Length of a round."`
	Rounds      int           `default:"1" help:"Repeat each round so often and add the median with its spread."`
	Op          string        `default:"generate" enum:"generate,get,login,refuse" help:"What to do: generate, get, login, or refuse: send documents with a wrong tax amount."`
	Items       int           `default:"1" help:"Lines of each document."`
	JSON        bool          `name:"json" help:"As JSON."`
	account
}

func (benchCmd) Help() string {
	return `Drives a running simulator and prints requests per second, latency, the server's CPU time per request and its memory. Registered documents stay registered: use a simulator started with --ephemeral.

Around each round it measures how many RSA-2048 operations with a key of two primes this machine makes a second on all cores with nothing else to do: signatures, or decryptions for logins. A registration needs two signatures and a login one decryption, so ratio is what of the possible is reached, the load generator's own work included when it runs on the same machine. Beyond is the server's CPU time without those operations. Each connection is one goroutine; of the answers one in 64 is opened and read, of the others the member Status is looked at. Beside a server on this machine half of the cores are used at most.

    irpsim serve --ephemeral &
    irpsim bench --connections 1,16,64 --duration 5s`
}

// round is the result of one number of connections.
type round struct {
	Connections  int     `json:"connections"`
	Requests     int     `json:"requests"`
	Errors       int     `json:"errors"`
	PerSecond    float64 `json:"requests_per_second"`
	P50          float64 `json:"p50_ms"`
	P99          float64 `json:"p99_ms"`
	CPU          float64 `json:"server_cpu_ms_per_request"` // 0 when the server does not tell
	RSS          float64 `json:"server_rss_mb"`
	SignsPerSec  float64 `json:"rsa2048_signs_per_second"`                  // of login: decryptions
	SigningRatio float64 `json:"ratio_to_signing_limit,omitempty"`          // of generate, and of login against decryptions
	Beyond       float64 `json:"server_cpu_ms_beyond_signatures,omitempty"` // of generate and login
}

const (
	maxDuration = time.Hour
	maxRounds   = 1000
	signTime    = time.Second
)

// Run measures.
func (c *benchCmd) Run(a *app) error {
	if err := c.check(); err != nil {
		return err
	}
	l, err := c.login(a)
	if err != nil {
		return err
	}
	load, err := newLoad(a, l, c.Op, c.Items)
	if err != nil {
		return withHint(err, l.base, "check the key and the URL")
	}
	rounds, err := c.rounds(a, l, load)
	if err != nil {
		return err
	}
	if c.JSON {
		err = a.printJSON(rounds)
	} else {
		err = a.showRounds(rounds, c.Op)
	}
	if err == nil && slices.ContainsFunc(rounds, func(r round) bool { return r.Errors > 0 }) {
		return fmt.Errorf("some requests went wrong; the first: %w", load.firstError())
	}
	return err
}

func (c *benchCmd) check() error {
	for _, n := range c.Connections {
		if n < 1 || n > maxConnections {
			return usage("--connections %d is not possible; give 1 to %d", n, maxConnections)
		}
	}
	if c.Duration <= 0 || c.Duration > maxDuration {
		return usage("--duration %s is not possible; give up to %s", c.Duration, maxDuration)
	}
	if c.Rounds < 1 || c.Rounds > maxRounds {
		return usage("--rounds %d is not possible; give 1 to %d", c.Rounds, maxRounds)
	}
	return nil
}

// needed is how many RSA operations a request of each kind needs.
var needed = map[string]float64{"generate": 2, "login": 1}

// rounds measures the signing rate before, between and after the rounds; each is held against the mean of its two.
func (c *benchCmd) rounds(a *app, l *login, load *load) ([]round, error) {
	sign := func() (float64, error) {
		a.say("measuring the RSA rate of this machine, %s", signTime)
		return rsaRate(signTime, c.Op == "login")
	}
	before, err := sign()
	if err != nil {
		return nil, err
	}
	var rounds []round
	for _, n := range slices.Repeat(c.Connections, c.Rounds) {
		r, err := c.round(a, l, load, n)
		if err != nil {
			return nil, err
		}
		after, err := sign()
		if err != nil {
			return nil, err
		}
		r.SignsPerSec, before = (before+after)/2, after
		if n := needed[c.Op]; n > 0 {
			r.SigningRatio = r.PerSecond / (r.SignsPerSec / n)
			if r.CPU > 0 {
				r.Beyond = r.CPU - n*1000*float64(runtime.GOMAXPROCS(0))/r.SignsPerSec
			}
		}
		rounds = append(rounds, r)
	}
	return rounds, nil
}

func (c *benchCmd) round(a *app, l *login, load *load, n int) (round, error) {
	if err := load.prepare(a.ctx, n); err != nil {
		return round{}, err
	}
	a.say("%s on %d connections, %s", c.Op, n, c.Duration)
	before, told := processMetrics(a.ctx, l.http, l.base)
	times, took, bad := load.run(a.ctx, n, c.Duration)
	after, _ := processMetrics(a.ctx, l.http, l.base)
	if len(times) == 0 {
		return round{}, fmt.Errorf("not one request came through: %w", load.firstError())
	}
	r := round{
		Connections: n, Requests: len(times), Errors: bad,
		PerSecond: float64(len(times)) / took.Seconds(), P50: millis(quantile(times, 50)), P99: millis(quantile(times, 99)),
	}
	if told == nil {
		r.CPU = (after.cpuSeconds - before.cpuSeconds) * 1000 / float64(len(times)+bad)
		r.RSS = after.rssBytes / (1 << 20)
	}
	return r, nil
}

func (a *app) showRounds(rounds []round, op string) error {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "connections\t"+op+"/s\tp50 ms\tp99 ms\tserver CPU ms\tbeyond ms\tRSS MB\terrors\tRSA/s\tratio\t")
	for _, r := range rounds {
		ratio, beyond := "-", "-"
		if r.SigningRatio > 0 {
			ratio, beyond = fmt.Sprintf("%.2f", r.SigningRatio), fmt.Sprintf("%.2f", r.Beyond)
		}
		_, _ = fmt.Fprintf(w, "%d\t%.0f\t%.1f\t%.1f\t%.2f\t%s\t%.0f\t%d\t%.0f\t%s\t\n",
			r.Connections, r.PerSecond, r.P50, r.P99, r.CPU, beyond, r.RSS, r.Errors, r.SignsPerSec, ratio)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return a.print("%s%s", b.String(), medians(rounds, op))
}

// medians sums up repeated rounds, a line for each number of connections; "" when nothing was repeated.
func medians(rounds []round, op string) string {
	var b strings.Builder
	byConnections := map[int][]round{}
	var order []int
	for _, r := range rounds {
		if byConnections[r.Connections] == nil {
			order = append(order, r.Connections)
		}
		byConnections[r.Connections] = append(byConnections[r.Connections], r)
	}
	for _, n := range order {
		list := byConnections[n]
		if len(list) < 2 {
			return ""
		}
		of := func(name string, pick func(round) float64) {
			values := make([]float64, 0, len(list))
			for _, r := range list {
				values = append(values, pick(r))
			}
			slices.Sort(values)
			fmt.Fprintf(&b, ", %s %.2f (%.2f to %.2f)", name, values[len(values)/2], values[0], values[len(values)-1])
		}
		fmt.Fprintf(&b, "median of %d rounds at %d connections", len(list), n)
		of(op+"/s", func(r round) float64 { return r.PerSecond })
		of("p50 ms", func(r round) float64 { return r.P50 })
		of("server CPU ms", func(r round) float64 { return r.CPU })
		if needed[op] > 0 {
			of("beyond RSA ms", func(r round) float64 { return r.Beyond })
			of("ratio", func(r round) float64 { return r.SigningRatio })
			of("p50 ÷ one after the other", func(r round) float64 {
				return r.P50 / (needed[op] * 1000 * float64(runtime.GOMAXPROCS(0)) / r.SignsPerSec)
			})
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// quantile returns the p-th percentile of sorted times.
func quantile(sorted []time.Duration, p int) time.Duration {
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// refusalOnly returns a refusal as it is and anything else with what was being done.
func refusalOnly(err error, doing string) error {
	if _, ok := errors.AsType[*client.Refusal](err); ok {
		return err
	}
	return fmt.Errorf("%s: %w", doing, err)
}
