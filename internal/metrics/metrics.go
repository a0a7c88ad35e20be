// Package metrics is what Prometheus can ask a simulator: exchanges by API and outcome, their duration, the commits of the
// store, and whatever else the parts of the simulator count. docs/operation.md lists the names and what they mean.
package metrics

import (
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Set is the metrics of one simulator.
type Set struct {
	total     atomic.Uint64
	registry  *prometheus.Registry
	exchanges *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	commits   prometheus.Histogram
}

// New makes a Set. worlds tells how many worlds there are when it is asked.
func New(worlds func() float64) *Set {
	s := &Set{
		registry: prometheus.NewRegistry(),
		exchanges: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "irpsim_exchanges_total",
			Help: "Exchanges of the IRP face by API and outcome: ok, the first error code, denied by a gateway, lost to a fault, gone when the client did not wait, or broken when the simulator failed.",
		}, []string{"api", "outcome"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "irpsim_exchange_seconds", Help: "Time from the first byte of a request to the last of its answer.",
			Buckets: []float64{.0005, .001, .002, .004, .008, .016, .032, .064, .128, .256, .512, 1, 4, 16},
		}, []string{"api"}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "irpsim_store_commit_seconds", Help: "Time of a commit of the store: writing and fsync, failed ones included.",
			Buckets: []float64{.0001, .0003, .001, .003, .01, .03, .1, .3, 1, 3, 10},
		}),
	}
	s.registry.MustRegister(s.exchanges, s.seconds, s.commits,
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewGoCollector())
	s.Gauge("irpsim_worlds", "Worlds in the store.", worlds)
	return s
}

// Gauge adds a figure that goes up and down, read when it is asked for. A name that is taken panics, as does one that
// Prometheus does not know for a name: both are mistakes in the program that the first start shows.
func (s *Set) Gauge(name, help string, read func() float64) {
	s.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}

// Counter adds a figure that only rises, like [Set.Gauge].
func (s *Set) Counter(name, help string, read func() float64) {
	s.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, read))
}

// Info adds facts that do not change, as labels of a figure that is always 1.
func (s *Set) Info(name, help string, facts map[string]string) {
	s.registry.MustRegister(prometheus.NewGaugeFunc(
		prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: facts}, func() float64 { return 1 }))
}

// Exchange counts one exchange. The outcome is "ok", "lost", "gone", "denied", "broken" or a catalogue code, so the label
// stays bounded.
func (s *Set) Exchange(api, outcome string, took time.Duration) {
	s.total.Add(1)
	s.exchanges.WithLabelValues(api, outcome).Inc()
	s.seconds.WithLabelValues(api).Observe(took.Seconds())
}

// Commit counts one commit of the store.
func (s *Set) Commit(took time.Duration) { s.commits.Observe(took.Seconds()) }

// Total returns how many exchanges were counted.
func (s *Set) Total() uint64 { return s.total.Load() }

// Handler serves the text format.
func (s *Set) Handler() http.Handler {
	return promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{})
}
