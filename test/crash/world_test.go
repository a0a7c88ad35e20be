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
)

// world is a world as the control API tells of it.
type world struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	Users        []struct {
		Name     string `json:"user_name"`
		Password string `json:"password"`
		GSTIN    string `json:"gstin"`
	} `json:"users"`
}

// seller is the GSTIN of the documents.
const seller = "29ZZZCS0001A1ZI"

// login makes a client of the world's seller.
func (w world) login(ctx context.Context, base string) (*client.Client, error) {
	for _, u := range w.Users {
		if u.GSTIN != seller {
			continue
		}
		key, err := client.FetchKey(ctx, nil, base, "")
		if err != nil {
			return nil, err
		}
		return client.New(client.Config{
			BaseURL: base, ClientID: w.ClientID, ClientSecret: w.ClientSecret, UserName: u.Name, Password: u.Password, GSTIN: u.GSTIN, Key: key,
			HTTP: &http.Client{Transport: client.Transport(), Timeout: 30 * time.Second},
		})
	}
	return nil, fmt.Errorf("world %s has no user of %s", w.ClientID, seller)
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
