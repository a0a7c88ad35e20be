package lab

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/irpsim/irpsim/einv"
	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/keys"
	"github.com/irpsim/irpsim/internal/seal"
	"github.com/irpsim/irpsim/internal/world"
)

// verdict is what the portal says to a request, before it is sent: the refusal of the step that does not hold, or that all
// of them do. Protocol reference 21.1 and 21.4; a test sends every mistake and compares.
type verdict struct {
	Code    string // "" when the portal opens it
	Message string
}

// Text is the message with a full stop behind it.
func (v verdict) Text() string { return strings.TrimSuffix(v.Message, ".") + "." }

func refusal(e *fault.Error) verdict {
	return verdict{string(e.Findings[0].Code), e.Findings[0].Message}
}

// judge knows what a world answers; strict is its setting strict_crypto.
type judge struct {
	keys   *keys.Set
	world  *world.World
	strict bool
}

// login foretells the answer to a login's body.
func (j judge) login(ctx context.Context, path, body string) verdict {
	if path == auth103 {
		return j.login103(ctx, body)
	}
	var outer struct{ Data *string }
	if json.Unmarshal([]byte(body), &outer) != nil || outer.Data == nil || *outer.Data == "" {
		return refusal(fault.New(fault.AuthDataMissing))
	}
	plain, err := seal.OpenAuth(ctx, j.keys.Encryption, *outer.Data)
	if errors.Is(err, seal.ErrInner) && !j.strict {
		plain, err = seal.OpenRSA(ctx, j.keys.Encryption, *outer.Data)
	}
	switch {
	case errors.Is(err, seal.ErrInner):
		return refusal(fault.AuthError())
	case err != nil:
		return refusal(fault.New(fault.AuthUndecryptable))
	}
	a, _, err := einv.Decode[einv.Auth](plain)
	if err != nil {
		return refusal(fault.AuthError())
	}
	return j.members(a.UserName, a.Password, a.AppKey, nil)
}

func (j judge) login103(ctx context.Context, body string) verdict {
	var outer struct{ Data json.RawMessage }
	if json.Unmarshal([]byte(body), &outer) != nil || !bytes.HasPrefix(bytes.TrimSpace(outer.Data), []byte("{")) {
		return refusal(fault.New(fault.AuthDataMissing))
	}
	a, _, err := einv.Decode[einv.Auth](outer.Data)
	if err != nil {
		return refusal(fault.New(fault.AuthIncomplete))
	}
	password, err := seal.OpenRSA(ctx, j.keys.Encryption, strings.TrimSpace(a.Password))
	if err != nil && a.Password != "" && a.AppKey != "" && a.UserName != "" {
		return refusal(fault.New(fault.PasswordUnreadable))
	}
	key, err := seal.OpenRSA(ctx, j.keys.Encryption, strings.TrimSpace(a.AppKey))
	if err != nil && a.Password != "" && a.AppKey != "" && a.UserName != "" {
		return refusal(fault.New(fault.AppKeyUnreadable))
	}
	return j.members(a.UserName, string(password), a.AppKey, key)
}

// members judges what a login holds once it is open. raw is the AppKey of version 1.03.
func (j judge) members(user, password, appKey string, raw []byte) verdict {
	keyed := len(raw) == 16 || len(raw) == 32
	if raw == nil {
		_, err := seal.ParseAppKey(appKey)
		keyed = err == nil
	}
	known, ok := j.world.User(strings.TrimSpace(user))
	switch {
	case strings.TrimSpace(user) == "":
		return refusal(fault.New(fault.UserNameMissing))
	case strings.TrimSpace(password) == "", strings.TrimSpace(appKey) == "":
		return refusal(fault.New(fault.AuthIncomplete))
	case !keyed:
		return refusal(fault.New(fault.AppKeyUnreadable))
	case !ok:
		return refusal(fault.New(fault.UnknownUser))
	case known.Password != password:
		return refusal(fault.New(fault.WrongPassword))
	}
	return verdict{}
}

// payload foretells whether the portal opens a call's body; what the rules say to the document comes after that.
func (j judge) payload(sek []byte, body string) verdict {
	var outer struct{ Data *string }
	if json.Unmarshal([]byte(body), &outer) != nil || outer.Data == nil || *outer.Data == "" {
		return refusal(fault.New(fault.PayloadEmpty))
	}
	plain, err := seal.Open(sek, *outer.Data)
	switch {
	case errors.Is(err, seal.ErrPadding):
		return refusal(fault.BadPadding())
	case err != nil:
		return refusal(fault.Unreadable())
	}
	if !j.strict {
		if inner, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(plain))); err == nil {
			plain = inner
		}
	}
	if plain = bytes.TrimSpace(bytes.TrimPrefix(plain, []byte("\uFEFF"))); !bytes.HasPrefix(plain, []byte("{")) || !json.Valid(plain) || !utf8.Valid(plain) {
		return refusal(fault.Unreadable())
	}
	return verdict{}
}
