package coverage

import (
	"encoding/xml"
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	t.Parallel()
	var one, two, sum Met
	one.Add("generate", nil, nil)
	one.Add("generate", []string{"2240", "2240", "2189"}, []string{"gst-rate", "gst-rate"})
	two.Add("get", []string{"2283"}, nil)
	one.AddTo(&sum)
	two.AddTo(&sum)
	r := Make(&sum, []Operation{{"generate", "Generate IRN"}, {"get", "Get IRN"}, {"cancel", "Cancel IRN"}})
	if got := r.Summary.Operations; got != (Share{2, 3}) || got.Percent() != 66 {
		t.Errorf("operations %+v, want 2 of 3", got)
	}
	if got := r.Summary.Codes.Met; got != 3 {
		t.Errorf("%d codes met, want 3", got)
	}
	if o := r.Operations[0]; o.Made != 2 || o.Succeeded != 1 || o.Codes["2240"] != 1 {
		t.Errorf("generate was counted as %+v, want 2 calls, 1 success, 2240 once", o)
	}
	text := r.Text()
	if !strings.Contains(text, "/_sim/v1/samples/2150") || strings.Contains(text, "/_sim/v1/samples/2240") {
		t.Errorf("the text names what was met, or not what was not:\n%s", text)
	}
	b, err := r.JUnit()
	if err != nil {
		t.Fatal(err)
	}
	var back suites
	if err := xml.Unmarshal(b, &back); err != nil || back.Suites[0].Tests != 3 || back.Suites[0].Failures != 1 {
		t.Errorf("JUnit came back as %+v, %v", back, err)
	}
	if page, err := r.HTML(); err != nil || !strings.Contains(page, "2 of 3 operations") {
		t.Errorf("HTML: %v\n%.300s", err, page)
	}
	sum.Clear()
	if r := Make(&sum, nil); r.Summary.Codes.Met != 0 {
		t.Errorf("after Clear %d codes are met", r.Summary.Codes.Met)
	}
}
