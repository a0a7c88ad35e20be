package faces

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"sync"

	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/mastersindia"
	"github.com/irpsim/irpsim/internal/registrar"
)

// Bounds of bulk work, of all worlds together.
const (
	maxBulkPending = 64       // calls whose documents are not all answered
	maxBulkKept    = 256      // calls whose results can be asked for
	maxBulkBytes   = 64 << 20 // of the results kept; the oldest go first
)

// bulkBusy is what a call is answered when too many are under way.
const bulkBusy = "too many bulk requests are under way; ask for the results of earlier ones first"

// bulkWork does what bulk calls ask for: each world's calls one after the other, in the order in which they came.
type bulkWork struct {
	path string // that documents are put through

	mu      sync.Mutex
	jobs    map[string]*bulkJob
	order   []string // names of jobs, oldest first
	waiting map[string][]*bulkJob
	pending int
	bytes   int
}

type bulkJob struct {
	world   string
	name    string
	bodies  []json.RawMessage
	path    string
	again   func(ctx context.Context, path string, body []byte) []byte
	results []json.RawMessage // set when all are there
	bytes   int
}

func newBulkWork(path string) *bulkWork {
	return &bulkWork{path: path, jobs: map[string]*bulkJob{}, waiting: map[string][]*bulkJob{}}
}

// submit takes a bulk call on and answers at once.
func (b *bulkWork) submit(ctx context.Context, x *gateway.Exchange) (registrar.Answer, error) {
	m := mastersState(x)
	job := &bulkJob{
		world: x.World.ID, name: mastersindia.BulkID(x.Caller.Now, x.World.Chance.Bytes(6)), bodies: m.bulk.Bodies, path: b.path, again: x.Again,
	}
	if m.bulk.AccessToken != "" {
		job.path += "?access_token=" + url.QueryEscape(m.bulk.AccessToken)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pending >= maxBulkPending {
		return registrar.Answer{Value: mastersindia.Envelope{Results: mastersindia.Failed(bulkBusy)}}, nil
	}
	b.pending++
	b.jobs[job.name], b.order = job, append(b.order, job.name)
	b.forget()
	_, running := b.waiting[job.world]
	b.waiting[job.world] = append(b.waiting[job.world], job)
	if !running {
		go b.work(context.WithoutCancel(ctx), job.world) // the client has its answer and may go
	}
	return registrar.Answer{Value: mastersindia.Envelope{Results: mastersindia.Accepted(job.name)}}, nil
}

// work does the calls of a world until none waits.
func (b *bulkWork) work(ctx context.Context, world string) {
	for job := b.next(world); job != nil; job = b.next(world) {
		results := make([]json.RawMessage, 0, len(job.bodies))
		for _, body := range job.bodies {
			results = append(results, bulkResult(job.again(ctx, job.path, body)))
		}
		b.done(job, results)
	}
}

func (b *bulkWork) next(world string) *bulkJob {
	b.mu.Lock()
	defer b.mu.Unlock()
	jobs := b.waiting[world]
	if len(jobs) == 0 {
		delete(b.waiting, world)
		return nil
	}
	b.waiting[world] = jobs[1:]
	return jobs[0]
}

func (b *bulkWork) done(job *bulkJob, results []json.RawMessage) {
	b.mu.Lock()
	defer b.mu.Unlock()
	job.results, job.bodies, job.again = results, nil, nil
	for _, r := range results {
		job.bytes += len(r)
	}
	b.bytes += job.bytes
	b.pending--
	b.forget()
}

// forget drops the oldest results that are beyond the bounds, but never the only ones. The caller holds mu.
func (b *bulkWork) forget() {
	for i := 0; i < len(b.order) && (b.bytes > maxBulkBytes || len(b.order) > maxBulkKept) && len(b.order) > 1; {
		job := b.jobs[b.order[i]]
		if job.results == nil {
			i++
			continue
		}
		b.bytes -= job.bytes
		delete(b.jobs, job.name)
		b.order = slices.Delete(b.order, i, i+1)
	}
}

// poll answers with the results of a call of the same world when all are there.
func (b *bulkWork) poll(_ context.Context, x *gateway.Exchange) (registrar.Answer, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	job := b.jobs[x.Query.First("request_id")]
	known := job != nil && job.world == x.World.ID
	if !known || job.results == nil {
		return registrar.Answer{Value: mastersindia.Envelope{Results: mastersindia.Missed(known)}}, nil
	}
	return registrar.Answer{Value: mastersindia.Envelope{Results: job.results}}, nil
}

// bulkResult is what a bulk call tells of one document: the results of its answer, or the gateway's own words.
func bulkResult(answer []byte) json.RawMessage {
	var said struct {
		Results     json.RawMessage `json:"results"`
		Detail      string          `json:"detail"`
		Error       string          `json:"error"`
		Description string          `json:"error_description"`
	}
	if json.Unmarshal(answer, &said) == nil && said.Results != nil {
		return said.Results
	}
	why := orElse(said.Detail, orElse(said.Description, said.Error))
	text, err := gateway.Marshal(mastersindia.Failed(orElse(why, mastersindia.NoAnswer)))
	if err != nil {
		return json.RawMessage("null") // a struct of texts always marshals
	}
	return text
}
