// Package metrics is what Prometheus can ask a simulator: exchanges by API and outcome, their duration, the worlds and
// the process.
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
}

// New makes a Set. worlds tells how many worlds there are when it is asked.
func New(worlds func() float64) *Set {
	s := &Set{
		registry: prometheus.NewRegistry(),
		exchanges: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "irpsim_exchanges_total", Help: "Exchanges of the IRP face by API and outcome: ok, the first error code, lost to a fault, or broken when the simulator failed.",
		}, []string{"api", "outcome"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "irpsim_exchange_seconds", Help: "Time from the first byte of a request to the last of its answer.",
			Buckets: []float64{.0005, .001, .002, .004, .008, .016, .032, .064, .128, .256, .512, 1, 4, 16},
		}, []string{"api"}),
	}
	s.registry.MustRegister(s.exchanges, s.seconds,
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewGoCollector(),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "irpsim_worlds", Help: "Worlds in the store."}, worlds))
	return s
}

// Exchange counts one exchange. The outcome is "ok", "lost", "broken" or a catalogue code, so the label stays bounded.
func (s *Set) Exchange(api, outcome string, took time.Duration) {
	s.total.Add(1)
	s.exchanges.WithLabelValues(api, outcome).Inc()
	s.seconds.WithLabelValues(api).Observe(took.Seconds())
}

// Total returns how many exchanges were counted.
func (s *Set) Total() uint64 { return s.total.Load() }

// Handler serves the text format.
func (s *Set) Handler() http.Handler {
	return promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{})
}
