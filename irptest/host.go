package irptest

import (
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/clock"
	"github.com/irpsim/irpsim/internal/server"
	"github.com/irpsim/irpsim/internal/taxpayer"
	"github.com/irpsim/irpsim/internal/world"
)

// host is a running server and what every test on it needs.
type host struct {
	server *server.Server
	url    string
	key    *rsa.PublicKey
	keyPEM string
	http   *http.Client
	own    bool // belongs to one test and ends with it
}

// answerTime bounds one call of a typed client or of the control API, in real time. A fault that keeps an answer back for
// longer shows as an error.
const answerTime = 10 * time.Second

// shared is the server that all tests of a process use, each in a world of its own. The first test starts it and it lives
// as long as the process: its state is in a temporary file that has no name any more.
var shared = sync.OnceValues(func() (*host, error) {
	h, err := startHost(context.Background(), server.Config{Rand: new(uint64)})
	if h != nil {
		h.own = false
	}
	return h, err
})

func startHost(ctx context.Context, cfg server.Config) (*host, error) {
	cfg.Listen, cfg.Ephemeral, cfg.Version = "127.0.0.1:0", true, "irptest"
	s, err := server.Start(ctx, cfg)
	if err != nil {
		return nil, err
	}
	h := &host{
		server: s, url: s.Info().HTTP, own: true,
		http: &http.Client{Transport: signed{client.Transport()}, Timeout: answerTime},
	}
	pem, err := h.call(ctx, http.MethodGet, client.KeyPath, nil)
	if err != nil {
		return nil, errors.Join(err, h.stop(ctx))
	}
	h.keyPEM = string(pem)
	h.key, err = client.ParsePublicKey(pem)
	return h, err
}

// userAgent tells the typed client's exchanges from those of the program under test.
const userAgent = "irptest"

// signed is a transport that says who calls.
type signed struct{ http.RoundTripper }

func (s signed) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", userAgent)
	return s.RoundTripper.RoundTrip(r)
}

// ownHost starts a server for one test, whose default world is the test's.
func ownHost(ctx context.Context, c config, settings world.Settings, taxpayers []taxpayer.Taxpayer) (*host, *world.World, error) {
	var creds server.Credentials
	if len(c.users) > 0 {
		u := c.users[0]
		creds.UserName, creds.Password, creds.GSTIN = u.Name, u.Password, u.Gstin
	}
	h, err := startHost(ctx, server.Config{Rand: &c.seed, Credentials: creds})
	if err != nil {
		return nil, nil, err
	}
	w := h.server.Worlds().Default()
	err = errors.Join(
		w.MoveClock(ctx, func(k *clock.Clock) error { return k.Freeze(c.start) }),
		w.SetSettings(ctx, settings),
	)
	for _, t := range taxpayers {
		err = errors.Join(err, w.PutTaxpayer(ctx, t))
	}
	for i, u := range c.users {
		if i > 0 {
			err = errors.Join(err, w.PutUser(ctx, u))
		}
	}
	if err != nil {
		return nil, nil, errors.Join(err, h.stop(ctx))
	}
	return h, w, nil
}

// newWorld makes the world of a test. Its client id comes from the test's name, so that the draws of chance, which depend
// on it, are the same in every run; a second world under the same name gets the next one.
func (h *host) newWorld(ctx context.Context, name string, c config, settings world.Settings, taxpayers []taxpayer.Taxpayer) (*world.World, error) {
	spec := world.Spec{
		Name: name, Settings: &settings, Taxpayers: taxpayers, Clock: &clock.State{Mode: clock.Frozen, Now: c.start},
	}
	if len(c.users) > 0 {
		spec.Users = append(append(spec.Users, c.users...), h.server.Worlds().Default().Users()...)
	}
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for n := 1; ; n++ {
		draw := c.source(fmt.Sprintf("world/%s/%d", name, n))
		spec.ID = draw.Text(5, letters) + "29TXP" + draw.Text(5, letters+chance.Digits)
		spec.Secret = draw.Text(20, chance.Alphanumeric)
		w, err := h.server.Worlds().Create(ctx, spec)
		if !errors.Is(err, world.ErrTaken) {
			return w, err
		}
	}
}

// release removes what a test leaves behind.
func (h *host) release(ctx context.Context, w *world.World) error {
	if h.own {
		return h.stop(ctx)
	}
	return h.server.Worlds().Delete(ctx, w.ID)
}

// stop ends the server; exchanges that hang on purpose get a moment.
func (h *host) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	h.http.CloseIdleConnections()
	_, err := h.server.Shutdown(ctx)
	return err
}

// control makes a call of the control API about a world.
func (h *host) control(ctx context.Context, worldID, method, path string, in any) ([]byte, error) {
	u, err := url.Parse("/_sim/v1" + path)
	if err != nil {
		return nil, err
	}
	q := u.Query()
	q.Set("world", worldID)
	u.RawQuery = q.Encode()
	var body []byte
	if in != nil {
		if body, err = json.Marshal(in); err != nil {
			return nil, err
		}
	}
	return h.call(ctx, method, u.String(), body)
}

// call makes an HTTP call of the server that is none of the portal. The error has the detail of what it refuses.
func (h *host) call(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, h.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := h.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		var problem struct{ Detail string }
		if json.Unmarshal(answer, &problem) != nil || problem.Detail == "" {
			problem.Detail = string(answer)
		}
		return nil, fmt.Errorf("HTTP %d: %s", resp.StatusCode, problem.Detail)
	}
	return answer, nil
}
