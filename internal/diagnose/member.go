package diagnose

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
)

// judgeLogin looks at the members of a login that was opened, and tells which step they fail.
func (c *inquiry) judgeLogin(object []byte) []hit {
	object = trim(object)
	have := members(object)
	fields := map[string]string{}
	for name, value := range have {
		for _, known := range []string{"UserName", "Password", "AppKey"} {
			if strings.EqualFold(name, known) {
				fields[known] = textOf(value)
			}
		}
	}
	var missing []string
	for _, name := range []string{"UserName", "Password", "AppKey"} {
		if strings.TrimSpace(fields[name]) == "" {
			missing = append(missing, name)
		}
	}
	const did = "looked for UserName, Password and AppKey"
	if len(missing) > 0 {
		names := make([]string, 0, len(have))
		for name := range have {
			names = append(names, clip(name, 24))
		}
		sort.Strings(names)
		names = names[:min(len(names), 12)]
		if envelope(have) {
			return c.broke("members", did, "only an envelope", hit{"envelope-encrypted", Certain, "the text that was sealed is a JSON object with a member Data"})
		}
		evidence := fmt.Sprintf("missing or blank: %s; members found: %s", strings.Join(missing, ", "), strings.Join(names, ", "))
		return c.broke("members", did, evidence, hit{"login-members", Certain, evidence})
	}
	c.passOnce("members", did, "all there")
	if hits := judgeAppKey(fields["AppKey"]); len(hits) > 0 {
		return c.broke("AppKey", "decoded the AppKey from Base64 and counted its bytes", hits[0].evidence, hits...)
	}
	c.passOnce("AppKey", "decoded the AppKey from Base64 and counted its bytes", "a key")
	return c.encodedPassword(fields["Password"])
}

// encodedPassword knows a password in Base64, where the portal wants it as it is.
func (c *inquiry) encodedPassword(password string) []hit {
	for _, known := range c.know.Passwords {
		if known != "" && password == base64.StdEncoding.EncodeToString([]byte(known)) {
			return c.broke("Password", "compared the password", "it is a user's password in Base64", hit{"password-base64", Certain, "decoded from Base64 it is the password of a user"})
		}
	}
	return nil
}

// textOf reads a member that should be a text; of anything else it returns the JSON.
func textOf(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}

// broke records the failing step, unless the walk had stopped before.
func (c *inquiry) broke(name, did, result string, hits ...hit) []hit {
	if !c.failed() {
		c.fail(name, did, result, "")
	}
	return hits
}

func (c *inquiry) passOnce(name, did, result string) {
	if !c.failed() {
		c.pass(name, did, result, "")
	}
}
