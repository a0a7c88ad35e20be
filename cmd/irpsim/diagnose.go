package main

import (
	"encoding/json"
	"net/http"
	"os"

	"github.com/irpsim/irpsim/internal/diagnose"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/seal"
)

type diagnoseCmd struct {
	Stage     string `required:"" enum:"auth,payload" placeholder:"STAGE" help:"What cannot be opened: auth, the Data of a login, or payload, that of any other call."`
	Data      dashed `default:"-" placeholder:"TEXT" help:"What was sent as Data, or the whole request body; a text, a file, or - for stdin, which is the default."`
	APIV      string `name:"auth-version" enum:"1.04,1.03" default:"1.04" placeholder:"VERSION" help:"Version of the login, 1.04 or 1.03 (default 1.04)."`
	AuthToken string `placeholder:"TOKEN" help:"The AuthToken of the call; its Sek is known to the simulator."`
	Sek       string `placeholder:"BASE64" help:"The Sek that the client used, unwrapped or as the login answered it."`
	AppKey    string `placeholder:"BASE64" help:"The AppKey of the client's login."`
	Language  string `placeholder:"NAME" help:"Show how it is done right in openssl, go, python, node, java, csharp or php."`
	Offline   bool   `help:"Without a simulator, by the test keys inside the program or those of --keys."`
	Keys      string `placeholder:"DIR" help:"With --offline: the folder of keys that the simulator serves with."`
	Password  text   `var:"IRPSIM_PASSWORD" placeholder:"TEXT" help:"With --offline: the user's password, to tell when it was encrypted alone."`
	JSON      bool   `name:"json" help:"As JSON."`
	steer
}

func (diagnoseCmd) Help() string {
	return `Names the mistake when the portal cannot open what a client sends: wrong padding, another key, Base64 twice or never, the Sek still wrapped, CBC for ECB, and many more. Ends with 3 when there is one.

    irpsim diagnose --stage auth --data request.json
    irpsim diagnose --stage payload --auth-token 1MtWd… --data 'mJ9Xr0k…' --language python
    irpsim diagnose --stage payload --offline --sek u0s8BWqZ… --data request.json`
}

// Run diagnoses.
func (c *diagnoseCmd) Run(a *app) error {
	agent, ok := agents()[diagnose.Language(c.Language)]
	if c.Language != "" && !ok {
		return usage("--language: there are no examples in %q; there are openssl, go, python, node, java, csharp and php", c.Language)
	}
	if !c.Offline && (c.Keys != "" || c.Password.given) {
		return usage("--keys and --password go with --offline; the simulator knows its own")
	}
	if c.Offline && c.AuthToken != "" {
		return usage("only a simulator knows the Sek behind --auth-token; give it with --sek, or leave out --offline")
	}
	raw, err := a.given(string(c.Data))
	if err != nil {
		return err
	}
	var d diagnose.Diagnosis
	if c.Offline {
		d, err = c.here(a, dataOf(raw), agent)
	} else {
		d, err = c.there(a, dataOf(raw), agent)
	}
	if err != nil {
		return err
	}
	if err := c.show(a, d); err != nil || d.OK {
		return err
	}
	return findings()
}

// agents are the names under which a client of each language is known.
func agents() map[diagnose.Language]string {
	return map[diagnose.Language]string{
		diagnose.OpenSSL: "openssl", diagnose.Go: "go-http-client", diagnose.Python: "python", diagnose.Node: "node",
		diagnose.Java: "java/", diagnose.CSharp: "dotnet", diagnose.PHP: "php",
	}
}

func (c *diagnoseCmd) there(a *app, data, agent string) (d diagnose.Diagnosis, err error) {
	body, err := json.Marshal(struct {
		Stage     string `json:"stage"`
		Version   string `json:"version"`
		Data      string `json:"data"`
		AuthToken string `json:"auth_token,omitempty"`
		Sek       string `json:"sek,omitempty"`
		AppKey    string `json:"app_key,omitempty"`
	}{c.Stage, c.APIV, data, c.AuthToken, c.Sek, c.AppKey})
	if err != nil {
		return d, err
	}
	raw, err := c.fetch(a, order{method: http.MethodPost, path: "/crypto/diagnose", body: body, agent: agent})
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(raw, &d)
}

func (c *diagnoseCmd) here(a *app, data, agent string) (diagnose.Diagnosis, error) {
	var none diagnose.Diagnosis
	load := keys.Default
	if c.Keys != "" {
		if _, err := os.Stat(c.Keys); err != nil { // loading would make the folder
			return none, usage("--keys: %w", err)
		}
		load = func() (*keys.Set, error) { return keys.Load(c.Keys) }
	}
	set, err := load()
	if err != nil {
		return none, err
	}
	know := diagnose.Knowledge{Keys: set}
	if password := c.Password.or(a, "IRPSIM_PASSWORD", ""); password != "" {
		know.Passwords = []string{password}
	}
	if c.AppKey != "" {
		if know.AppKey, err = seal.ParseAppKey(c.AppKey); err != nil {
			return none, usage("--app-key: base64 of 16 or 32 bytes is needed")
		}
	}
	if c.Sek != "" {
		if err := know.LearnSek(c.Sek); err != nil {
			return none, usage("--sek: %w", err)
		}
	}
	return diagnose.Diagnose(diagnose.Request{
		Stage: diagnose.Stage(c.Stage), Version: c.APIV, Data: data, UserAgent: agent,
	}, know), nil
}

func (c *diagnoseCmd) show(a *app, d diagnose.Diagnosis) error {
	if c.JSON {
		return a.printJSON(d)
	}
	if err := a.print("%s", d.Text()); err != nil || c.Language == "" || d.Example == "" {
		return err
	}
	return a.print("\nHow it is done right:\n\n%s", d.Example)
}
