package client

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/irpsim/irpsim/internal/keys"
)

func TestWorldClient(t *testing.T) {
	t.Parallel()
	set, err := keys.Default()
	if err != nil {
		t.Fatal(err)
	}
	var w World // as GET /_sim/v1/creds tells of it
	text := `{"url":"http://h","client_id":"C","client_secret":"S","users":[{"user_name":"a","password":"p","gstin":"27"},{"user_name":"b","password":"q","gstin":"29"}]}`
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Client("http://h", "", nil); err == nil || !strings.Contains(err.Error(), "no RSA public key") {
		t.Errorf("a world without a key: %v", err)
	}
	w.EncryptionKey = string(set.EncryptionPEM())
	for gstin, want := range map[string]string{"": "a/p/27", "27": "a/p/27", "29": "b/q/29"} {
		c, err := w.Client("http://h", gstin, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.conf.UserName + "/" + c.conf.Password + "/" + c.conf.GSTIN; got != want || c.conf.ClientID != "C" || c.conf.ClientSecret != "S" || !c.conf.Key.Equal(&set.Encryption.PublicKey) {
			t.Errorf("the client of %q is %s of %s, want %s of C with the world's key", gstin, got, c.conf.ClientID, want)
		}
	}
	if _, err := w.Client("http://h", "33", nil); err == nil || !strings.Contains(err.Error(), `no user of "33"`) {
		t.Errorf("a GSTIN without a user: %v", err)
	}
}
