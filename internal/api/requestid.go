package api

import (
	"context"
	"net/http"
	"strconv"
	"sync/atomic"
)

type requestIDKey struct{}

// withRequestID numbers the requests of a process, so that a log line, a journal entry and a defect can be matched. The
// number never leaves the process: the portal sends none.
func withRequestID(next http.Handler) http.Handler {
	var last atomic.Uint64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := "r" + strconv.FormatUint(last.Add(1), 36)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}
