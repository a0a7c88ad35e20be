package chaos

import (
	"encoding/json"
	"strings"
	"testing"
)

// Every action, every member: what is read is what is shown again.
func TestParseRoundTrip(t *testing.T) {
	t.Parallel()
	tests := []string{
		`{"match":{},"do":{"code":"2147"}}`,
		`{"id":"my.fault_1-a","match":{"api":"generate","gstin":"29*","doc_no":"INV/*/7","irn":"ab*"},"do":{"code":["2176","2177"]},"times":3,"after":2,"probability":0.25}`,
		`{"match":{},"do":{"code":"_3109"},"probability":0}`,
		`{"match":{},"do":{"commit_then":"drop"}}`, `{"match":{},"do":{"commit_then":"504"}}`, `{"match":{},"do":{"commit_then":"truncate"}}`,
		`{"match":{},"do":{"commit_then":"garble"}}`, `{"match":{},"do":{"commit_then":"delay","delay":"5s"}}`,
		`{"match":{},"do":{"before":"drop"}}`, `{"match":{},"do":{"before":"500"}}`, `{"match":{},"do":{"before":"502"}}`,
		`{"match":{},"do":{"before":"503"}}`, `{"match":{},"do":{"before":"504","delay":"1s"}}`, `{"match":{},"do":{"before":"html"}}`,
		`{"match":{},"do":{"before":"empty"}}`, `{"match":{},"do":{"before":"timeout"}}`,
		`{"match":{},"do":{"delay":"2s"}}`, `{"match":{},"do":{"delay":{"p50":"80ms","p99":"2s"}}}`, `{"match":{},"do":{"dribble":"10s"}}`,
		`{"match":{},"do":{"token":"expire"}}`, `{"match":{},"do":{"sek":"wrong"}}`, `{"match":{},"do":{"dribble":"1s","signature":"bad"}}`,
		`{"match":{},"do":{"infodtls":[{"InfCd":"EWBALERT","Desc":null},{"InfCd":"","Desc":{"a":[1,"x"]}}]}}`, `{"match":{},"do":{"ewb":"4013"}}`,
	}
	for _, text := range tests {
		f, complaints := Parse([]byte(text))
		if len(complaints) > 0 {
			t.Errorf("Parse(%s) complains: %v", text, complaints)
			continue
		}
		got, err := json.Marshal(f)
		want := text
		if f.ID == "" {
			want = `{"id":"",` + text[1:]
		}
		if err != nil || string(got) != want {
			t.Errorf("Parse(%s) shows as\n%s (%v), want\n%s", text, got, err, want)
		}
	}
}

func TestParseComplains(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want []string // each in one complaint of its own, in this order
	}{
		{``, []string{"the fault is empty: give a JSON object"}},
		{`null`, []string{"the fault is null"}},
		{`[]`, []string{"the fault is []"}},
		{`{}`, []string{"do is missing"}},
		{`{"do":{}}`, []string{"do is empty"}},
		{`{"do":{"code":"2147"},"match":{"ap":"x"},"tims":1}`, []string{`no member "ap" in match; there are api, doc_no, gstin, irn`, `no member "tims"; there are after, do, id, match, probability, times`}},
		{`{"do":{"code":"2149"}}`, []string{`do.code is "2149", which is not a code`}},
		{`{"do":{"code":2147}}`, []string{"do.code is 2147: give a text in quotes", "not a code"}},
		{`{"do":{"code":[]}}`, []string{"list of 1 to 20"}},
		{`{"do":{"commit_then":"dropp"}}`, []string{`do.commit_then is "dropp": give "drop" or "504"`}},
		{`{"do":{"before":504}}`, []string{`do.before is 504: give "drop" or "500"`}},
		{`{"do":{"delay":"soon"}}`, []string{"do.delay is \"soon\": give a duration from 1ms to 10m0s"}},
		{`{"do":{"delay":"11m"}}`, []string{"do.delay"}},
		{`{"do":{"delay":"-1s"}}`, []string{"do.delay"}},
		{`{"do":{"delay":{"p50":"2s","p99":"1s"}}}`, []string{"the second not less than the first"}},
		{`{"do":{"delay":{"p99":"1s"}}}`, []string{"give both p50 and p99"}},
		{`{"do":{"delay":{"p50":"2s","p95":"1s"}}}`, []string{`no member "p95" in do.delay`}},
		{`{"do":{"token":"bad"}}`, []string{`give "expire"`}},
		{`{"do":{"sek":true}}`, []string{`give "wrong"`}},
		{`{"do":{"infodtls":[]}}`, []string{"list of 1 to 20"}},
		{`{"do":{"infodtls":["x"]}}`, []string{`do.infodtls[0] is "x": give a JSON object`}},
		{`{"do":{"ewb":"1"}}`, []string{"do.ewb"}},
		{`{"do":{"code":"2147","before":"504","sek":"wrong"}}`, []string{"do has code and before and sek: one fault does one of them"}},
		{`{"do":{"commit_then":"drop","dribble":"1s"}}`, []string{"dribble beside commit_then"}},
		{`{"do":{"code":"2147"},"times":0,"after":-1,"probability":1.5,"id":"a b"}`, []string{"after is -1", "id is \"a b\"", "probability is 1.5", "times is 0"}},
		{`{"do":{"code":"2147"},"id":"magic"}`, []string{"id is"}},
		{`{"do":{"code":"2147"},"id":".."}`, []string{"id is"}},
		{`{"do":{"code":"2147"},"times":1.5}`, []string{"times is 1.5"}},
		{`{"do":{"code":"2147"},"probability":null}`, []string{"probability is null"}},
		{`{"do":{"code":"2147"},"match":{"doc_no":7}}`, []string{"match.doc_no is 7"}},
		{`{"do":{"code":"2147"},"match":{"doc_no":"` + strings.Repeat("x", 101) + `"}}`, []string{"at most 100 bytes"}},
		{`{"do":{"code":"2147"},"match":{"doc_no":"*********"}}`, []string{"at most 8 asterisks"}},
		{`{"do":{"code":"` + strings.Repeat("x", maxText) + `"}}`, []string{"the fault has"}},
	}
	for _, tt := range tests {
		_, got := Parse([]byte(tt.text))
		if len(got) != len(tt.want) {
			t.Errorf("Parse(%.80s) complains %q, want %d complaints", tt.text, got, len(tt.want))
			continue
		}
		for i, want := range tt.want {
			if !strings.Contains(got[i], want) {
				t.Errorf("Parse(%.80s) complains %q, want %q in it", tt.text, got[i], want)
			}
		}
	}
}

func TestParseHeader(t *testing.T) {
	t.Parallel()
	tests := []struct {
		values []string
		want   string // actions joined by |, or ! and a part of the complaint
	}{
		{[]string{"code=2147"}, "code=2147"},
		{[]string{" code = 2176, 2177 ; delay=80ms..2s"}, "code=2176,2177; delay=80ms..2s"},
		{[]string{"commit_then=delay; delay=5s", "ewb=4013"}, "commit_then=delay; delay=5s|ewb=4013"},
		{[]string{`infodtls=[{"InfCd":"A;B","Desc":";"}]`}, "infodtls=A;B"},
		{[]string{`delay=1s; infodtls=[{"InfCd":"A"}]`}, "infodtls=A; delay=1s"},
		{[]string{`{"before":"504"}`}, "before=504"},
		{[]string{"dribble=10s"}, "dribble=10s"}, {[]string{"token=expire"}, "token=expire"},
		{[]string{"sek=wrong"}, "sek=wrong"}, {[]string{"signature=bad"}, "signature=bad"},
		{[]string{""}, "!give an action such as code=2147"},
		{[]string{"2147"}, "!give an action such as code=2147"},
		{[]string{"code="}, "!give an action such as code=2147"},
		{[]string{"code=2147;code=2148"}, "!code twice"},
		{[]string{"cod=2147"}, `!no member "cod" in X-Irpsim-Fault`},
		{[]string{"code=2147;before=504"}, "!one fault does one of them"},
		{[]string{"infodtls=[{]"}, "!X-Irpsim-Fault.infodtls"},
		{[]string{`{"code":`}, "!X-Irpsim-Fault is"},
		{make([]string, 21), "!at most 20 times"},
	}
	for _, tt := range tests {
		actions, complaints := ParseHeader(tt.values)
		if part, bad := strings.CutPrefix(tt.want, "!"); bad {
			if len(complaints) != 1 || !strings.Contains(complaints[0], part) {
				t.Errorf("ParseHeader(%q) complains %q, want %q", tt.values, complaints, part)
			}
			continue
		}
		var got []string
		for _, a := range actions {
			got = append(got, a.String())
		}
		if len(complaints) > 0 || strings.Join(got, "|") != tt.want {
			t.Errorf("ParseHeader(%q) = %q, complaints %q, want %q", tt.values, got, complaints, tt.want)
		}
	}
}

// What an action prints as, the header takes again.
func FuzzParseHeader(f *testing.F) {
	for _, s := range []string{"code=2147", "commit_then=delay; delay=80ms..2s", `infodtls=[{"InfCd":"A;B","Desc":";"}]`, `{"before":"504"}`, "a=b;;=", "delay=..", "code=\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		actions, complaints := ParseHeader([]string{value})
		if len(complaints) > 0 {
			return
		}
		for _, a := range actions {
			if len(a.InfoDtls) > 0 { // printed by names only
				continue
			}
			again, complaints := ParseHeader([]string{a.String()})
			if len(complaints) > 0 || len(again) != 1 || again[0].String() != a.String() {
				t.Errorf("%q prints as %q, which reads as %v with complaints %q", value, a.String(), again, complaints)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(`{"match":{"api":"generate"},"do":{"code":["2147"]},"times":1}`)
	f.Add(`{"do":{"delay":{"p50":"1s","p99":"2s"}},"probability":0.5}`)
	f.Add(`{"do":{"infodtls":[{"InfCd":"x","Desc":[{}]}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		fault, complaints := Parse([]byte(text))
		if len(complaints) > 0 {
			return
		}
		fault.ID = "x"
		shown, err := json.Marshal(State{Fault: fault, Order: 3, Seen: 2, Struck: 1})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		var st State
		if err := json.Unmarshal(shown, &st); err != nil {
			t.Fatalf("%s shows as %s, which cannot be read: %v", text, shown, err)
		}
		again, err := json.Marshal(st)
		if err != nil || string(again) != string(shown) {
			t.Errorf("%s shows as %s and then as %s (%v)", text, shown, again, err)
		}
	})
}

func TestMagic(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"E2150-1": "code=2150", "E2150-": "code=2150", "E100-7": "code=100", "GHOST-1": "commit_then=drop", "SLOW2S-1": "delay=2s", "SLOW600S-": "delay=10m0s",
		"E2149-1": "", "E-1": "", "EX-1": "", "E21501": "", "e2150-1": "", "GHOST": "", "GHOSTS-1": "", "SLOW-1": "", "SLOWS-1": "", "SLOW0S-1": "", "SLOW02S-1": "",
		"SLOW601S-1": "", "SLOW2M-1": "", "SLOW-2S-1": "", "SLOW+2S-1": "", "": "", "INV-E2150-1": "", "SLOW99999999S-": "",
	}
	for number, want := range tests {
		a, ok := Magic(number)
		if ok != (want != "") || ok && a.String() != want {
			t.Errorf("Magic(%q) = %q, %v, want %q", number, a.String(), ok, want)
		}
	}
}
