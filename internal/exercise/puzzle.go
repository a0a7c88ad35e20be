package exercise

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/journal"
)

// A verification leaves no exchange: it needs no portal, which is the point of it. So the trainee gets three signed QR
// codes of this very world, one of them altered, and types in which. The altered one follows from the world, the
// beginning and the IRNs, so judge and page agree without a secret being kept.

// Puzzle is three signed QR codes, as text.
type Puzzle struct {
	Tokens  []string
	altered int // index of the one that was changed after signing
}

const puzzleSize = 3

// PuzzleOf makes the puzzle of an exercise from the first three registrations after since; false as long as there are
// not so many.
func PuzzleOf(since uint64, entries []journal.Entry, state State) (Puzzle, bool) {
	p, _, ok := newRun(since, entries, state).puzzle()
	return p, ok
}

// puzzle also returns the registrations it is made of, as far as they have come.
func (r *run) puzzle() (Puzzle, []*journal.Entry, bool) {
	var p Puzzle
	var used []*journal.Entry
	seed := r.state.World + "\x00" + strconv.FormatUint(r.since, 10)
	for i := range r.entries {
		reg, ok := registered(&r.entries[i])
		if !ok || len(p.Tokens) == puzzleSize {
			continue
		}
		if _, ok := tamper(reg.SignedQRCode); !ok {
			continue // shortened by the journal
		}
		p.Tokens, used = append(p.Tokens, reg.SignedQRCode), append(used, &r.entries[i])
		seed += "\x00" + reg.Irn
	}
	if len(p.Tokens) < puzzleSize {
		return Puzzle{}, used, false
	}
	sum := sha256.Sum256([]byte(seed))
	p.altered = int(sum[0]) % puzzleSize
	p.Tokens[p.altered], _ = tamper(p.Tokens[p.altered])
	return p, used, true
}

// tamper raises the first digit of the total in a signed QR code and leaves the signature as it was, as somebody would who
// wants more money.
func tamper(token string) (string, bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", false
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", false
	}
	const member = `\"TotInvVal\":`
	_, rest, ok := strings.Cut(string(payload), member)
	at := len(payload) - len(rest)
	if !ok || rest == "" || rest[0] < '0' || rest[0] > '9' {
		return "", false
	}
	payload[at] = '1' + (payload[at]-'0')%9
	parts[1] = base64.RawURLEncoding.EncodeToString(payload)
	return strings.Join(parts, "."), true
}

// threeRegistered wants what the puzzle is made of.
func threeRegistered(r *run) outcome {
	_, used, ok := r.puzzle()
	if ok {
		return met(used[len(used)-1], "Three signed QR codes of your invoices are ready. One of them was changed afterwards.")
	}
	if len(used) > 0 {
		return outcome{verdict: Open, exchange: used[len(used)-1].ID, why: fmt.Sprintf("%d of %d.", len(used), puzzleSize)}
	}
	return outcome{verdict: Open}
}

// answered wants the number of the altered token.
func answered(r *run) outcome {
	text := strings.TrimSpace(r.state.Answer)
	if text == "" {
		return outcome{verdict: Open}
	}
	p, used, _ := r.puzzle()
	n, err := strconv.Atoi(text)
	switch {
	case err != nil || n < 1 || n > puzzleSize:
		return outcome{Broken, 0, "Type the number of the token: 1, 2 or 3."}
	case n-1 != p.altered:
		return outcome{Broken, used[n-1].ID, fmt.Sprintf("Token %d is as the portal signed it. Begin again: the next three are shuffled anew.", n)}
	}
	return outcome{Met, used[n-1].ID, fmt.Sprintf("Token %d does not verify: its total was changed after signing.", n)}
}
