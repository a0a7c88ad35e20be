package server_test

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/irpsim/irpsim/internal/chance"
	"github.com/irpsim/irpsim/internal/seal"
)

// sealed103 seals one member of the old login.
func (r raw) sealed103(plain string) string {
	r.t.Helper()
	data, err := seal.SealRSA(chance.New(nil, ""), r.key, []byte(plain))
	if err != nil {
		r.t.Fatal(err)
	}
	return data
}

// TestLogin103 holds the login of version 1.03: no Gstin, password and key sealed one by one, the same session as 1.04's.
func TestLogin103(t *testing.T) {
	t.Parallel()
	r := start(t).raw()
	key := "0123456789abcdef0123456789abcdef"
	body := func(user, password, appKey string) string {
		b, err := json.Marshal(map[string]any{"data": map[string]any{
			"UserName": user, "Password": password, "AppKey": appKey, "ForceRefreshAccessToken": false,
		}})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	password, appKey := r.sealed103("Irpsim@2026"), r.sealed103(key)
	noGstin := r.without("Gstin", "user_name")
	incomplete := refused("1007", "Authentication failed. Pls. inform the helpdesk")
	tests := []struct {
		name, body string
		headers    map[string]string
		want       string
	}{
		{"data missing", `{}`, noGstin, refused("5003", "Data cannot be null or empty")},
		{"data a text", `{"data":"x"}`, noGstin, refused("5003", "Data cannot be null or empty")},
		{"no client id", body("irpsim_user", password, appKey), r.without("client_id", "Gstin"), refused("1011", "Client Id is required")},
		{"no client id, nothing readable", body("irpsim_user", "AAAA", "AAAA"), r.without("client_id"), refused("1011", "Client Id is required")},
		{"no user name", body("", password, appKey), noGstin, refused("1006", "User Name is required")},
		{"no user name, nothing readable", body(" ", "AAAA", "AAAA"), noGstin, refused("1006", "User Name is required")},
		{"blank password", body("irpsim_user", " ", appKey), noGstin, incomplete},
		{"blank app key", body("irpsim_user", password, " "), noGstin, incomplete},
		{"password not for our key", body("irpsim_user", "AAAA", appKey), noGstin, refused("1013", "Decryption of password failed")},
		{"app key not for our key", body("irpsim_user", password, "AAAA"), noGstin, refused("1016", "Decryption of App Key failed")},
		{"app key Base64-ed before RSA", body("irpsim_user", password, r.sealed103(base64.StdEncoding.EncodeToString([]byte(key)))), noGstin, refused("1016", "Decryption of App Key failed")},
		{"unknown user", body("nobody", password, appKey), noGstin, refused("1017", "Incorrect user id/User does not exists")},
		{"wrong password", body("irpsim_user", r.sealed103("x"), appKey), noGstin, refused("1019", "Incorrect Password")},
	}
	for _, tt := range tests {
		if status, got := r.send("/eivital/v1.03/auth", tt.body, tt.headers); status != 200 || got != tt.want {
			t.Errorf("%s: HTTP %d\n got %s\nwant %s", tt.name, status, got, tt.want)
		}
	}

	var old, now struct {
		Data struct{ AuthToken, Sek string }
	}
	_, got := r.send("/eivital/v1.03/auth", body("irpsim_user", password, appKey), noGstin)
	if err := json.Unmarshal([]byte(got), &old); err != nil {
		t.Fatal(err)
	}
	inner := `{"UserName":"irpsim_user","Password":"Irpsim@2026","AppKey":"` + base64.StdEncoding.EncodeToString([]byte(key)) + `"}`
	_, got = r.send("/eivital/v1.04/auth", r.login104(inner), r.headers)
	if err := json.Unmarshal([]byte(got), &now); err != nil {
		t.Fatal(err)
	}
	if old.Data.AuthToken == "" || old != now {
		t.Errorf("1.03 gave %+v, 1.04 %+v: want the same token, and the same Sek under the same key", old.Data, now.Data)
	}
}

// TestBareToken: with the setting, a gateway's client comes without client id and secret; whatever token it has lost is
// 1005, on which it logs in again.
func TestBareToken(t *testing.T) {
	t.Parallel()
	r := start(t).raw()
	c := r.client()
	if _, err := c.Gstin(t.Context(), "27ZZZCB0002B1Z0", false); err != nil {
		t.Fatal(err)
	}
	token, _ := c.Session()
	const path, none = "/eicore/v1.03/Invoice", "1011"
	for _, tt := range []struct{ setting, token, code string }{
		{"false", token, none}, {"true", token, "2255"}, {"true", "", none}, {"true", "unknownunknownunknown1234", "1005"},
	} {
		r.control("PATCH", "/settings", `{"bare_token":`+tt.setting+`}`, 200, nil)
		h := r.without("client_id", "client_secret")
		if h["AuthToken"] = tt.token; tt.token == "" {
			delete(h, "AuthToken")
		}
		_, got := r.send(path, `{}`, h)
		var answer struct{ ErrorDetails []struct{ ErrorCode string } }
		if err := json.Unmarshal([]byte(got), &answer); err != nil || len(answer.ErrorDetails) != 1 || answer.ErrorDetails[0].ErrorCode != tt.code {
			t.Errorf("bare_token %s, AuthToken %q: got %s, want %s", tt.setting, tt.token, got, tt.code)
		}
	}
}
