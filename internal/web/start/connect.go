package start

import (
	"encoding/json"
	"fmt"

	"github.com/irpsim/irpsim/internal/api/control"
	"github.com/irpsim/irpsim/internal/web/page"
)

// row is one setting a client needs.
type row struct {
	Name, Value string
	Files       []file // instead of a value
}

type file struct{ Name, Href string }

// snippet is the connection in one form that can be pasted.
type snippet struct{ Name, Title, Text string }

// masked stands for what a visitor without the admin token is not shown.
const masked = "••••••••"

// connection lists what a client has to be told.
func connection(v *page.Visit) []row {
	user, _ := v.User()
	secret, password := v.World.Secret(), user.Password
	if !v.Unlocked() {
		secret, password = masked, masked
	}
	keys := control.Prefix + "/keys/encryption"
	return []row{
		{Name: "Base URL", Value: v.Kit.URL()}, {Name: "client_id", Value: v.World.ID}, {Name: "client_secret", Value: secret},
		{Name: "user_name", Value: user.Name}, {Name: "Password", Value: password}, {Name: "Gstin", Value: user.Gstin},
		{Name: "Public key", Files: []file{{"encryption.pem", keys + ".pem"}, {".cer", keys + ".cer"}}},
	}
}

// snippets writes the connection in the forms people paste.
func snippets(v *page.Visit) []snippet {
	c := connection(v)
	get := func(i int) string { return c[i].Value }
	env := ""
	names := []string{"IRP_BASE_URL", "IRP_CLIENT_ID", "IRP_CLIENT_SECRET", "IRP_USER", "IRP_PASSWORD", "IRP_GSTIN"}
	for i, n := range names {
		env += page.Env(n, get(i))
	}
	object, _ := json.MarshalIndent(struct { // texts only: cannot fail
		BaseURL      string `json:"base_url"`
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
		UserName     string `json:"user_name"`
		Password     string `json:"password"`
		Gstin        string `json:"gstin"`
	}{get(0), get(1), get(2), get(3), get(4), get(5)}, "", "  ")
	key := get(0) + control.Prefix + "/keys/encryption.pem"
	curl := fmt.Sprintf(`curl -sS %s -o encryption.pem
appkey=$(openssl rand -base64 32)
data=$(printf '{"UserName":"%s","Password":"%s","AppKey":"%%s","ForceRefreshAccessToken":false}' "$appkey" \
  | base64 -w0 | openssl pkeyutl -encrypt -pubin -inkey encryption.pem -pkeyopt rsa_padding_mode:pkcs1 | base64 -w0)
curl -sS %s -H 'client_id: %s' -H 'client_secret: %s' -H 'gstin: %s' \
  -H 'Content-Type: application/json' -d "{\"Data\":\"$data\"}"`,
		key, get(3), get(4), get(0)+"/eivital/v1.04/auth", get(1), get(2), get(5))
	golang := fmt.Sprintf(`sim := irptest.New(t)      // the whole simulator inside your Go test
irn, err := sim.Client().Generate(ctx, invoice)

// or against this one: IRP_BASE_URL=%s go test ./...`, get(0))
	return []snippet{
		{"env", ".env", env}, {"json", "JSON", string(object)}, {"curl", "curl", curl}, {"go", "Go", golang},
	}
}
