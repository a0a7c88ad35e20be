// Command peers holds irpsim against simulators and mocks that people use for other APIs: how soon they answer, what they
// take at rest and after ten thousand requests, and how many requests a second they answer. Everybody takes turns, so that
// a slow moment of the machine meets all alike.
//
// A peer that is not there is named and left out. irpsim refuses sealed documents with a wrong tax amount, after decryption,
// schema and rules; Prism checks a plain document against a schema and gives a canned answer; WireMock gives one without
// looking.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const usage = `Holds irpsim against stripe-mock, Prism and WireMock, in turns. What is not there is left out:

    go build -o irpsim ./cmd/irpsim
    go install github.com/stripe/stripe-mock@latest
    npm install @stoplight/prism-cli wiremock        # WireMock wants a Java runtime
    go run ./test/perf/peers -irpsim ./irpsim -npm . -rounds 5
`

// options are the flags, and where the figures go.
type options struct {
	out                 io.Writer
	irpsim, stripe, npm string
	rounds, connections int
	length              time.Duration
}

func (o options) say(format string, args ...any) { _, _ = fmt.Fprintf(o.out, format, args...) }

func main() {
	o := options{out: os.Stderr}
	flag.StringVar(&o.irpsim, "irpsim", "./irpsim", "the irpsim to measure")
	flag.StringVar(&o.stripe, "stripe", "stripe-mock", "stripe-mock")
	flag.StringVar(&o.npm, "npm", ".", "folder whose node_modules hold Prism and WireMock")
	flag.IntVar(&o.rounds, "rounds", 5, "how often everybody has a turn")
	flag.IntVar(&o.connections, "c", 16, "parallel connections")
	flag.DurationVar(&o.length, "d", 4*time.Second, "how long a turn takes")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if o.rounds < 1 || o.connections < 1 || o.connections > mostConnections {
		fmt.Fprintf(os.Stderr, "peers: give at least one round, and 1 to %d connections\n", mostConnections)
		os.Exit(2)
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	all, err := peers(o, dir)
	if err != nil {
		return err
	}
	there := slices.DeleteFunc(all, func(p *peer) bool {
		_, err := exec.LookPath(p.command[0])
		if err == nil && p.needs != "" {
			_, err = os.Stat(p.needs)
		}
		if err != nil {
			o.say("left out: %s (%v)\n", p.name, err)
		}
		return err != nil
	})
	return errors.Join(starts(o, there), loads(o, there))
}

// starts measures, peer by peer and round by round, the start of a process to its first answer and its memory a second later.
func starts(o options, all []*peer) error {
	took, resident := map[string][]float64{}, map[string][]float64{}
	for range o.rounds {
		for _, p := range all {
			ready, err := p.start()
			if err != nil {
				return err
			}
			took[p.name] = append(took[p.name], float64(ready.Microseconds())/1000)
			time.Sleep(time.Second)
			m, err := p.memory()
			p.stop()
			if err != nil {
				return err
			}
			resident[p.name] = append(resident[p.name], m.resident)
		}
	}
	o.say("\nstart to the first answer, ms; resident at rest, MB: median (lowest to highest)\n")
	for _, p := range all {
		o.say("  %-12s %-28s %s\n", p.name, spread(took[p.name]), spread(resident[p.name]))
	}
	return nil
}

// loads measures, round by round, how many requests a second those answer that have something to be asked, and then their
// memory after ten thousand of the requests that leave the most behind.
func loads(o options, all []*peer) error {
	all = slices.DeleteFunc(slices.Clone(all), func(p *peer) bool { return p.asked == nil })
	for _, p := range all {
		if _, err := p.start(); err != nil {
			return err
		}
		defer p.stop()
		ask, err := p.asked()
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		p.ask = ask
	}
	rates := map[string][]float64{}
	for round := range o.rounds + 1 {
		for _, p := range all {
			rate, err := p.rate(o.connections, o.length)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			if round > 0 { // the first warms up
				rates[p.name] = append(rates[p.name], rate)
			}
		}
	}
	o.say("\nrequests a second on %d connections: median (lowest to highest)\n", o.connections)
	for _, p := range all {
		o.say("  %-12s %s\n", p.name, spread(rates[p.name]))
	}
	o.say("\nmemory after 10,000 further requests (irpsim: registrations), MB: resident, of it anonymous\n")
	for _, p := range all {
		if err := p.repeat(o.connections, 10_000); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		m, err := p.memory()
		if err != nil {
			return err
		}
		o.say("  %-12s %.0f, %.0f\n", p.name, m.resident, m.anonymous)
	}
	return nil
}

// spread is the median of values with the lowest and the highest.
func spread(values []float64) string {
	slices.Sort(values)
	return fmt.Sprintf("%.4g (%.4g to %.4g)", values[len(values)/2], values[0], values[len(values)-1])
}

// peers are all that are known. What they read is written to dir.
func peers(o options, dir string) ([]*peer, error) {
	api, stub := filepath.Join(dir, "api.yaml"), filepath.Join(dir, "mappings", "invoice.json")
	answer := fmt.Sprintf(`{"Status":1,"Data":%q}`, strings.Repeat("QUJD", 750)) // three kilobytes, as irpsim's is six
	files := map[string]string{
		api:  fmt.Sprintf(openAPI, answer),
		stub: fmt.Sprintf(`{"request":{"method":"POST","url":"/invoice"},"response":{"status":200,"headers":{"Content-Type":"application/json"},"body":%q}}`, answer),
	}
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	prism := filepath.Join(o.npm, "node_modules", "@stoplight", "prism-cli", "dist", "index.js")
	jar := filepath.Join(o.npm, "node_modules", "wiremock", "build", "wiremock-standalone-*.jar")
	if found, _ := filepath.Glob(jar); len(found) > 0 {
		jar = found[0]
	}
	irpsim := &peer{
		name: "irpsim", url: "http://127.0.0.1:4810", ready: "/readyz",
		command: []string{o.irpsim, "serve", "--data", filepath.Join(dir, "store.db"), "--listen", "127.0.0.1:4810", "--log-level", "error"},
	}
	irpsim.asked = irpsim.refused
	canned := func(p *peer) *peer { p.asked = p.canned; return p }
	return []*peer{
		irpsim,
		{name: "stripe-mock", url: "http://127.0.0.1:4811", ready: "/v1/charges", command: []string{o.stripe, "-http-port", "4811"}},
		canned(&peer{
			name: "Prism", url: "http://127.0.0.1:4812", ready: "/ready", needs: prism,
			command: []string{"node", prism, "mock", "-p", "4812", "-v", "error", api},
		}),
		canned(&peer{
			name: "WireMock", url: "http://127.0.0.1:4813", ready: "/__admin/mappings", needs: jar,
			command: []string{"java", "-jar", jar, "--port", "4813", "--root-dir", dir},
		}),
	}, nil
}

// openAPI describes the same to Prism: a document with the members that irpsim's has, each of its type.
const openAPI = `openapi: 3.0.3
info: {title: invoice, version: "1"}
paths:
  /ready:
    get:
      responses:
        "200": {description: ready, content: {application/json: {example: {"ok": true}}}}
  /invoice:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [Version, TranDtls, DocDtls, SellerDtls, BuyerDtls, ItemList, ValDtls]
              properties:
                Version: {type: string, maxLength: 6}
                TranDtls: {type: object, required: [TaxSch, SupTyp]}
                DocDtls: {type: object, required: [Typ, No, Dt], properties: {Typ: {type: string, pattern: "^(INV|CRN|DBN)$"}, No: {type: string, pattern: "^([a-zA-Z1-9]{1}[a-zA-Z0-9/-]{0,15})$"}}}
                SellerDtls: {type: object, required: [Gstin, LglNm, Addr1, Loc, Pin, Stcd]}
                BuyerDtls: {type: object, required: [Gstin, LglNm, Pos, Addr1, Loc, Stcd]}
                ItemList: {type: array, minItems: 1, items: {type: object, required: [SlNo, HsnCd, TotAmt, AssAmt, GstRt, TotItemVal]}}
                ValDtls: {type: object, required: [AssVal, TotInvVal]}
      responses:
        "200": {description: registered, content: {application/json: {example: %s}}}
`
