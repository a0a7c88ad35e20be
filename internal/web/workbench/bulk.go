package workbench

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/irpsim/irpsim/internal/bulk"
	"github.com/irpsim/irpsim/internal/lint"
	"github.com/irpsim/irpsim/internal/web/page"
	"github.com/irpsim/irpsim/internal/web/wire"
)

// bulkLimits bound an upload to the page: it is sent document by document over the wire while the reader waits.
func bulkLimits() bulk.Limits {
	return bulk.Limits{Documents: 200, Bytes: 6 << 20, Document: 2 << 20, Parallel: 1}
}

// bulkRun is an upload and what became of it.
type bulkRun struct {
	Rows  []bulk.Outcome
	Tally bulk.Tally
}

// bulkView is what the page shows.
type bulkView struct {
	Run     *bulkRun
	Most    int
	Example string
	Curl    string
}

func (p *pages) bulkView(v *page.Visit) bulkView {
	return bulkView{Run: p.bulk.Last(v.World.ID), Most: bulkLimits().Documents, Curl: "irpsim gen --count 5 | irpsim register --url " + v.Kit.URL() + " -"}
}

func (p *pages) showBulk(v *page.Visit) (page.Answer, error) {
	return page.Answer{Title: "Upload many documents", Template: "workbench/bulk", Part: "workbench/bulk-part", View: p.bulkView(v)}, nil
}

func (p *pages) runBulk(v *page.Visit) (page.Answer, error) {
	upload, err := uploaded(v)
	if err != nil {
		return page.Answer{}, err
	}
	run := &bulkRun{}
	run.Tally, err = bulk.Run(v.Context(), upload, bulkLimits(), through(v), func(o bulk.Outcome) error {
		run.Rows = append(run.Rows, o)
		return nil
	})
	switch {
	case errors.Is(err, bulk.ErrNoUpload), errors.Is(err, bulk.ErrTooMany), errors.Is(err, bulk.ErrTooLong):
		if len(run.Rows) == 0 {
			return page.Answer{}, page.Bad(sentence(err.Error()), "Upload a JSON array of at most 200 plain invoices: [{…},{…}].")
		}
		run.Rows = append(run.Rows, bulk.Outcome{Index: len(run.Rows), Status: bulk.Unanswered, Error: err.Error()})
	case err != nil:
		return page.Answer{}, err
	}
	p.bulk.Keep(v.World.ID, run)
	if !v.Partial {
		return page.Answer{Goto: "/workbench/bulk#outcome"}, nil
	}
	return page.Answer{Part: "workbench/bulk-part", View: p.bulkView(v)}, nil
}

func sentence(text string) string {
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// uploaded is the file, or the text when there is none.
func uploaded(v *page.Visit) (io.Reader, error) {
	if err := v.ParseMultipartForm(page.FormMemory); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return nil, err
	}
	if f, _, err := v.FormFile("file"); err == nil {
		var first [1]byte
		if n, _ := f.Read(first[:]); n == 1 {
			_, err := f.Seek(0, io.SeekStart)
			return f, err
		}
	}
	text := strings.TrimSpace(v.PostFormValue("text"))
	if text == "" {
		return nil, page.Bad("There is nothing to upload.", "Choose a file or paste a JSON array of invoices.")
	}
	return strings.NewReader(text), nil
}

// through registers over the wire, each document as the user of its supplier.
func through(v *page.Visit) bulk.Register {
	return func(ctx context.Context, document []byte) (bulk.Result, error) {
		o, _ := lint.ReadOutline(document)
		session, _, err := v.Wire.Session(ctx, v.World, sender(v, o))
		if err != nil {
			return bulk.Result{}, err
		}
		call, err := v.Wire.Call(ctx, session, http.MethodPost, generatePath, document)
		if err != nil {
			return bulk.Result{}, err
		}
		if call.Exchange.Lost != "" {
			return bulk.Result{}, errors.New(call.Exchange.Lost)
		}
		return resultOf(call.Answer)
	}
}

func resultOf(e wire.Envelope) (bulk.Result, error) {
	var r bulk.Result
	if !e.Parsed {
		return r, errors.New("what came is no envelope of the portal")
	}
	for _, d := range e.Details {
		r.Errors = append(r.Errors, bulk.Error{Code: d.Code, Message: d.Message})
	}
	var info []struct {
		InfCd string
		Desc  json.RawMessage
	}
	_ = json.Unmarshal(e.Info, &info) // nil and what is no list tell nothing
	for _, i := range info {
		r.Info = append(r.Info, bulk.Info{Code: i.InfCd, Desc: i.Desc})
	}
	if !e.OK {
		if len(r.Errors) == 0 {
			return r, errors.New("the answer is a refusal without a reason")
		}
		return r, nil
	}
	var got struct {
		Irn, AckDt, EwbDt, EwbValidTill string
		AckNo, EwbNo                    json.Number
	}
	if err := json.Unmarshal([]byte(e.Plain), &got); err != nil || got.Irn == "" {
		return r, errors.New("the answer does not open with the session's key")
	}
	r.Irn, r.AckNo, r.AckDt = got.Irn, got.AckNo, got.AckDt
	r.EwbNo, r.EwbDt, r.EwbValidTill = got.EwbNo, got.EwbDt, got.EwbValidTill
	return r, nil
}
