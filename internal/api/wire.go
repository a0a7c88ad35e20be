package api

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/irpsim/irpsim/internal/chaos"
	"github.com/irpsim/irpsim/internal/clock"
)

// outgoing is an answer on its way out.
type outgoing struct {
	ready   bool // there is one
	body    string
	reset   bool          // the connection breaks instead
	half    bool          // it breaks in the middle of the body
	dribble time.Duration // the body takes so long
}

const htmlType = "text/html"

// drop leaves the client without an answer.
func (c *call) drop() error {
	c.status, c.entry.Response.Body = 0, ""
	c.out = outgoing{reset: true}
	return errEnded
}

// outage answers as something in front of the portal would.
func (c *call) outage(o chaos.Outage) error {
	switch o {
	case chaos.OutDrop:
		return c.drop()
	case chaos.OutEmpty:
		c.write(htmlType, http.StatusOK, nil)
	case chaos.OutHTML:
		c.write(htmlType, http.StatusOK, page("Down for maintenance"))
	default:
		c.gateway(statusOf(o))
	}
	return errEnded
}

// statusOf is the HTTP status of an outage.
func statusOf(o chaos.Outage) int {
	if n, err := strconv.Atoi(string(o)); err == nil {
		return n
	}
	return http.StatusOK
}

// gateway answers with the HTML page of a server between client and portal.
func (c *call) gateway(status int) {
	c.write(htmlType, status, page(strconv.Itoa(status)+" "+http.StatusText(status)))
}

func page(title string) []byte {
	return fmt.Appendf(nil, "<html>\r\n<head><title>%[1]s</title></head>\r\n<body>\r\n<center><h1>%[1]s</h1></center>\r\n<hr>\r\n</body>\r\n</html>\r\n", title)
}

// finish does to a composed answer what struck it.
func (c *call) finish() {
	if len(c.struck.names) == 0 {
		return
	}
	c.entry.Fault = strings.Join(c.struck.names, ", ")
	c.ResponseWriter.Header().Set(chaos.Header, c.entry.Fault)
	if !c.out.ready {
		return
	}
	c.out.dribble = c.struck.dribble
	switch c.struck.loss {
	case chaos.LoseDrop:
		_ = c.drop() // the exchange has ended already
	case chaos.LoseGateway:
		c.gateway(http.StatusGatewayTimeout)
	case chaos.LoseTruncate:
		c.out.half = true
		c.entry.Response.Body = c.out.body[:len(c.out.body)/2]
	case chaos.LoseGarble:
		c.out.body = garble(c.out.body)
		c.entry.Response.Body = c.out.body
	}
}

// deliver sends what write composed. The journal has the exchange by then: a client that saw its answer finds it there.
func (c *call) deliver() {
	w := c.ResponseWriter
	switch {
	case c.out.reset:
		reset(w)
		return
	case !c.out.ready:
		return
	}
	// A client that reads nothing must not hold its answer for ever.
	_ = http.NewResponseController(w).SetWriteDeadline(clock.Wall().Add(readWithin + c.out.dribble))
	w.Header().Set("Content-Length", strconv.Itoa(len(c.out.body)))
	if c.out.half {
		c.out.body = c.out.body[:len(c.out.body)/2] // net/http then closes the connection, which owes the rest
	}
	w.WriteHeader(c.status)
	if c.out.dribble > 0 {
		c.drip()
		return
	}
	_, _ = io.WriteString(w, c.out.body) // the client is gone: there is nobody to tell
}

// readWithin is how long a client may leave an answer unread.
const readWithin = time.Minute

// drop interval of a dribbled body, and the most pieces it comes in.
const (
	dripEvery = 50 * time.Millisecond
	maxDrips  = 1000
)

// drip sends the body piece by piece over the time asked for, until the client leaves or the server stops.
func (c *call) drip() {
	body, flush := c.out.body, http.NewResponseController(c.ResponseWriter)
	drips := max(1, min(len(body), int(c.out.dribble/dripEvery), maxDrips))
	for i := range drips {
		if !chaos.Wait(c.Context(), c.out.dribble/time.Duration(drips)) {
			return
		}
		if _, err := io.WriteString(c.ResponseWriter, body[i*len(body)/drips:(i+1)*len(body)/drips]); err != nil {
			return
		}
		_ = flush.Flush() // an error shows at the next piece
	}
}

// reset breaks the connection so that the client sees a reset instead of an orderly end.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // no connection of our own: the server closes it without a byte
	}
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn() // without the closing alert of TLS
	}
	if t, ok := conn.(interface{ SetLinger(sec int) error }); ok {
		_ = t.SetLinger(0) // without it the end is orderly, and as empty
	}
	_ = conn.Close()
}

// garble damages the longest plain text of a JSON answer, which is the cipher text where there is one; the JSON stays valid.
// What is no JSON is damaged as a whole.
func garble(body string) string {
	out := []byte(body)
	if !json.Valid(out) {
		return string(damage(out))
	}
	var from, to int
	for i := 0; i < len(out); i++ {
		if out[i] != '"' {
			continue
		}
		end, escaped := i+1, false
		for ; out[end] != '"'; end++ {
			if out[end] == '\\' {
				escaped = true // changing what follows might break the JSON
				end++
			}
		}
		if end-i-1 > to-from && !escaped {
			from, to = i+1, end
		}
		i = end
	}
	damage(out[from:to])
	return string(out)
}

// damage changes letters and digits near both ends of a text in place, so that base64 stays base64 but first and last block
// of a cipher text open to noise. The very end stays: there base64 has bits that must be zero.
func damage(text []byte) []byte {
	const stretch, tail = 32, 4
	for i, b := range text {
		if i >= stretch && i < len(text)-stretch-tail || i >= len(text)-tail && len(text) > tail {
			continue
		}
		switch {
		case b == 'z' || b == 'Z':
			text[i] = b - 25
		case b == '9':
			text[i] = '0'
		case b >= 'a' && b < 'z', b >= 'A' && b < 'Z', b >= '0' && b < '9':
			text[i] = b + 1
		}
	}
	return text
}
