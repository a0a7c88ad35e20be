package main

import (
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/lmittmann/tint"
	"golang.org/x/term"
)

// newLog makes the server's log on w: coloured text for people, JSON for machines. Values whose name says secret are
// masked unless the settings ask for them.
func newLog(w io.Writer, s settings, getenv func(string) string) *slog.Logger {
	var replace func([]string, slog.Attr) slog.Attr
	if !s.logSecrets {
		replace = maskSecret
	}
	format := s.logFormat
	if format == "" {
		format = "json"
		if isTerminal(w) {
			format = "text"
		}
	}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: s.logLevel, ReplaceAttr: replace}))
	}
	return slog.New(tint.NewTextHandler(w, &tint.Options{
		Level: s.logLevel, ReplaceAttr: replace, TimeFormat: "15:04:05.000",
		NoColor: !isTerminal(w) || getenv("NO_COLOR") != "",
	}))
}

// secretWords mark a name whose value must not be logged; compared without case, - and _.
var secretWords = [...]string{"secret", "password", "passwd", "token", "appkey", "sek", "authorization", "credential", "privatekey", "cookie"}

// maskSecret is the log's last look at an attribute. Only whether there was a value is kept.
func maskSecret(_ []string, a slog.Attr) slog.Attr {
	name := strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(a.Key))
	for _, word := range secretWords {
		if !strings.Contains(name, word) {
			continue
		}
		switch a.Value.Kind() {
		case slog.KindBool, slog.KindInt64, slog.KindUint64, slog.KindFloat64, slog.KindDuration, slog.KindTime:
			return a // "token_minutes": a number is no secret
		case slog.KindString:
			if a.Value.String() == "" {
				return a
			}
		}
		return slog.String(a.Key, "***")
	}
	return a
}

// isTerminal tells whether w is a terminal.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
