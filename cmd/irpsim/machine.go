package main

import (
	"bufio"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/seal"
)

// rsaRate measures how many RSA-2048 signatures a second all cores make together, as RS256 tokens need them, or how many
// decryptions, as logins do. It measures with a key of two primes, whatever the server signs with.
func rsaRate(length time.Duration, decrypt bool) (float64, error) {
	set, err := keys.Default()
	if err != nil {
		return 0, err
	}
	digest := sha256.Sum256([]byte("irpsim bench"))
	sealed, err := seal.SealRSA(chance.New(nil, "bench"), &set.Encryption.PublicKey, digest[:])
	if err != nil {
		return 0, err
	}
	once := func() error {
		if decrypt {
			_, err := seal.OpenRSA(context.Background(), set.Encryption, sealed)
			return err
		}
		_, err := rsa.SignPKCS1v15(nil, set.Signing, crypto.SHA256, digest[:])
		return err
	}
	var count, failed atomic.Int64
	var wait sync.WaitGroup
	start := clock.Wall()
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for clock.Since(start) < length {
				if once() != nil {
					failed.Add(1)
					return
				}
				count.Add(1)
			}
		})
	}
	wait.Wait()
	if failed.Load() > 0 || count.Load() == 0 {
		return 0, fmt.Errorf("this machine cannot use the test key")
	}
	return float64(count.Load()) / clock.Since(start).Seconds(), nil
}

// process is what a server tells of itself.
type process struct{ cpuSeconds, rssBytes float64 }

// processMetrics reads the process series of the server's Prometheus page.
func processMetrics(ctx context.Context, h *http.Client, base string) (process, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/metrics", nil)
	if err != nil {
		return process{}, err
	}
	resp, err := h.Do(req)
	if err != nil {
		return process{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return process{}, fmt.Errorf("%s/metrics answered %s", base, resp.Status)
	}
	return readProcess(io.LimitReader(resp.Body, 4<<20))
}

// readProcess picks CPU time and resident memory out of the Prometheus text format.
func readProcess(r io.Reader) (process, error) {
	var p process
	found := 0
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), " ")
		if !ok {
			continue
		}
		var to *float64
		switch name {
		case "process_cpu_seconds_total":
			to = &p.cpuSeconds
		case "process_resident_memory_bytes":
			to = &p.rssBytes
		default:
			continue
		}
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return p, fmt.Errorf("metrics: %s is %q", name, value)
		}
		*to = v
		found++
	}
	if err := lines.Err(); err != nil {
		return p, err
	}
	if found < 2 {
		return p, fmt.Errorf("the metrics page has no series of the process")
	}
	return p, nil
}
