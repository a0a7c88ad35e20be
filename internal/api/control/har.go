package control

import (
	"encoding/json"
	"iter"
	"net/http"
	"slices"
	"time"

	"github.com/irpsim/irpsim/internal/journal"
)

// The parts of an HTTP archive (HAR 1.2) that an exchange fills.
type (
	har struct {
		Log harLog `json:"log"`
	}
	harLog struct {
		Version string     `json:"version"`
		Creator harCreator `json:"creator"`
		Entries []harEntry `json:"entries"`
	}
	harCreator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	harEntry struct {
		Started  string      `json:"startedDateTime"`
		Time     float64     `json:"time"`
		Request  harRequest  `json:"request"`
		Response harResponse `json:"response"`
		Cache    struct{}    `json:"cache"`
		Timings  harTimings  `json:"timings"`
		Comment  string      `json:"comment,omitempty"`
	}
	harRequest struct {
		Method      string      `json:"method"`
		URL         string      `json:"url"`
		Version     string      `json:"httpVersion"`
		Cookies     []harPair   `json:"cookies"`
		Headers     []harPair   `json:"headers"`
		Query       []harPair   `json:"queryString"`
		PostData    *harContent `json:"postData,omitempty"`
		HeadersSize int         `json:"headersSize"`
		BodySize    int         `json:"bodySize"`
	}
	harResponse struct {
		Status      int        `json:"status"`
		StatusText  string     `json:"statusText"`
		Version     string     `json:"httpVersion"`
		Cookies     []harPair  `json:"cookies"`
		Headers     []harPair  `json:"headers"`
		Content     harContent `json:"content"`
		Redirect    string     `json:"redirectURL"`
		HeadersSize int        `json:"headersSize"`
		BodySize    int        `json:"bodySize"`
	}
	harContent struct {
		Size     int    `json:"size"`
		MimeType string `json:"mimeType"`
		Text     string `json:"text"`
		Comment  string `json:"comment,omitempty"` // the decrypted text
	}
	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	harTimings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
)

// archive makes an HTTP archive of exchanges, oldest first as the format has them. Secrets are masked in the journal
// already; decrypted texts are comments.
func archive(entries []journal.Entry, base, version string) ([]byte, error) {
	a := har{harLog{Version: harVersion, Creator: harCreator{"irpsim", version}, Entries: []harEntry{}}}
	a.Log.Entries = slices.AppendSeq(a.Log.Entries, harEntries(entries, base))
	return json.MarshalIndent(a, "", " ")
}

const harVersion = "1.2"

// sendArchive answers with the archive, entry by entry.
func (s *Server) sendArchive(c *call, entries []journal.Entry) error {
	hideLogins(entries) // an archive is made to be passed on
	creator, err := json.Marshal(harCreator{"irpsim", s.Version})
	if err != nil {
		return err
	}
	start := `{"log":{"version":"` + harVersion + `","creator":` + string(creator) + `,"entries":[`
	return sendList(c, start, harEntries(entries, s.URL()), "]}}\n")
}

func harEntries(entries []journal.Entry, base string) iter.Seq[harEntry] {
	return func(yield func(harEntry) bool) {
		for _, e := range slices.Backward(entries) {
			if !yield(harOf(e, base)) {
				return
			}
		}
	}
}

func harOf(e journal.Entry, base string) harEntry {
	ms := float64(e.Duration) / float64(time.Millisecond)
	entry := harEntry{
		Started: e.Time.Format(time.RFC3339Nano), Time: ms, Timings: harTimings{Wait: ms},
		Request: harRequest{
			Method: e.Method, URL: base + e.Path, Version: "HTTP/1.1", Cookies: []harPair{}, Query: []harPair{},
			Headers: pairs(e.Request.Headers), HeadersSize: -1, BodySize: len(e.Request.Body),
		},
		Response: harResponse{
			Status: e.HTTPStatus, StatusText: http.StatusText(e.HTTPStatus), Version: "HTTP/1.1", Cookies: []harPair{},
			Headers: pairs(e.Response.Headers), HeadersSize: -1, BodySize: len(e.Response.Body),
			Content: harContent{len(e.Response.Body), e.Response.Headers["Content-Type"], e.Response.Body, e.Response.Plain},
		},
		Comment: e.Fault,
	}
	if e.Request.Body != "" {
		entry.Request.PostData = &harContent{len(e.Request.Body), "application/json", e.Request.Body, e.Request.Plain}
	}
	return entry
}

func pairs(m map[string]string) []harPair {
	list := []harPair{}
	for name, value := range m {
		list = append(list, harPair{name, value})
	}
	slices.SortFunc(list, func(a, b harPair) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return list
}
