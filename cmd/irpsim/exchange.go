package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// exchange is an entry of the journal as the control API tells it.
type exchange struct {
	ID         uint64    `json:"id"`
	Time       time.Time `json:"time"`
	API        string    `json:"api"`
	Face       string    `json:"face"`
	Method     string    `json:"method"`
	Path       string    `json:"path"`
	RequestID  string    `json:"request_id"`
	Remote     string    `json:"remote"`
	ClientID   string    `json:"client_id"`
	UserName   string    `json:"user_name"`
	Gstin      string    `json:"gstin"`
	Irn        string    `json:"irn"`
	Codes      []string  `json:"codes"`
	HTTPStatus int       `json:"http_status"`
	DurationMS float64   `json:"duration_ms"`
	Request    message   `json:"request"`
	Response   message   `json:"response"`
	Fault      string    `json:"fault"`
	Notes      []struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Rule    string `json:"rule"`
		Path    string `json:"path"`
		Text    string `json:"text"`
	} `json:"notes"`
}

// message is one direction of an exchange.
type message struct {
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	Plain   json.RawMessage   `json:"plain"`
}

const exchangeForm = "%-5s %-19s  %-16s %-16s %-13s %-15s %9s  %s"

var exchangeHead = strings.TrimRight(fmt.Sprintf(exchangeForm, "ID", "TIME", "API", "DOCUMENT", "IRN", "CODES", "MS", "FAULT"), " ") + "\n"

// row is the exchange in one line.
func (e exchange) row(p painter) string {
	short := e.Irn
	if len(short) > 12 {
		short = short[:12] + "…"
	}
	outcome := first(strings.Join(e.Codes, ","), "ok")
	style := p.good
	if outcome != "ok" || e.HTTPStatus != 200 {
		style = p.bad
	}
	if outcome == "ok" {
		switch e.HTTPStatus {
		case 0:
			outcome = "no answer"
		case 200:
		default:
			outcome = "HTTP " + strconv.Itoa(e.HTTPStatus)
		}
	}
	row := fmt.Sprintf(exchangeForm, strconv.FormatUint(e.ID, 10), e.Time.Format("2006-01-02 15:04:05"), e.API, e.number(), short,
		style(fmt.Sprintf("%-15s", outcome)), strconv.FormatFloat(e.DurationMS, 'f', 1, 64), e.Fault)
	return strings.TrimRight(row, " ") + "\n"
}

// number is that of the document that was sent, "" when none was.
func (e exchange) number() string {
	if _, no := (document{text: e.Request.Plain}).who(); no != "" {
		return no
	}
	var m struct{ DocNo string } // of an e-way bill
	if json.Unmarshal(e.Request.Plain, &m) != nil {
		return ""
	}
	return m.DocNo
}

// full is everything about the exchange.
func (e exchange) full(p painter) string {
	var b strings.Builder
	status := "no answer"
	if e.HTTPStatus != 0 {
		status = "HTTP " + strconv.Itoa(e.HTTPStatus)
	}
	fmt.Fprintf(&b, "%s\n%s %s\n", p.bold(fmt.Sprintf("exchange %d: %s, %s", e.ID, e.API, e.Time.Format(time.RFC3339))), e.Method, e.Path)
	fmt.Fprintf(&b, "%s in %s ms\n", status, strconv.FormatFloat(e.DurationMS, 'f', 1, 64))
	for _, m := range []struct{ name, value string }{
		{"refused", strings.Join(e.Codes, ", ")}, {"fault", e.Fault}, {"IRN", e.Irn}, {"document", e.number()}, {"client id", e.ClientID},
		{"user", e.UserName}, {"GSTIN", e.Gstin}, {"from", e.Remote}, {"request id", e.RequestID}, {"face", e.Face},
	} {
		if m.value != "" {
			fmt.Fprintf(&b, "  %-11s %s\n", m.name, m.value)
		}
	}
	e.Request.write(&b, p, "request")
	e.Response.write(&b, p, "response")
	if len(e.Notes) > 0 {
		fmt.Fprintf(&b, "\n%s\n", p.bold("notes"))
	}
	for _, n := range e.Notes {
		writeNote(&b, p, n.Code, n.Message, n.Rule, n.Path, n.Text)
	}
	return b.String()
}

func writeNote(b *strings.Builder, p painter, code, message, rule, path, text string) {
	if head := strings.TrimSpace(code + " " + message); head != "" {
		fmt.Fprintf(b, "  %s\n", p.bad(head))
	}
	var where []string
	for _, w := range []struct{ name, value string }{{"rule", rule}, {"at", path}} {
		if w.value != "" {
			where = append(where, w.name+" "+w.value)
		}
	}
	if len(where) > 0 {
		fmt.Fprintf(b, "    %s\n", strings.Join(where, ", "))
	}
	if text != "" {
		fmt.Fprintf(b, "    %s\n", strings.ReplaceAll(text, "\n", "\n    "))
	}
}

func (m message) write(b *strings.Builder, p painter, name string) {
	if len(m.Headers) == 0 && m.Body == "" {
		return
	}
	fmt.Fprintf(b, "\n%s\n", p.bold(name))
	for _, h := range slices.Sorted(maps.Keys(m.Headers)) {
		fmt.Fprintf(b, "  %s\n", p.dim(h+": "+m.Headers[h]))
	}
	if m.Body != "" {
		fmt.Fprintf(b, "  %s\n", strings.ReplaceAll(strings.TrimRight(m.Body, "\n"), "\n", "\n  "))
	}
	if len(m.Plain) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n  %s\n", p.bold(name+", decrypted"), plainText(m.Plain))
}

// plainText prints a document over several lines, and a text that is none as it is.
func plainText(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return strings.ReplaceAll(text, "\n", "\n  ")
	}
	var b bytes.Buffer
	if json.Indent(&b, raw, "  ", "  ") != nil {
		return string(raw)
	}
	return b.String()
}
