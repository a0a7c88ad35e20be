//go:build linux

package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/irpsim/irpsim/internal/client"
	"github.com/irpsim/irpsim/internal/sample"
)

// seller is the GSTIN of the documents.
const seller = sample.DefaultSeller

// login makes a client of a world's seller.
func login(w client.World, base string) (*client.Client, error) {
	return w.Client(base, seller, &http.Client{Transport: client.Transport(), Timeout: 30 * time.Second})
}

// control makes a call of the control API and decodes its answer.
func control(ctx context.Context, base, method, path, body string, answer any) error {
	req, err := http.NewRequestWithContext(ctx, method, base+"/_sim/v1"+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s answered %s: %s", method, path, resp.Status, text)
	}
	if err != nil || answer == nil {
		return err
	}
	return json.Unmarshal(text, answer)
}
