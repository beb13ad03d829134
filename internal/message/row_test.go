package message

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/pii"
	"yichuang/internal/text"
)

func TestPauseDoublesUpToTheLongest(t *testing.T) {
	s := Settings{Pause: time.Minute, Longest: 10 * time.Minute}
	for n, want := range map[int]time.Duration{1: 1, 2: 2, 3: 4, 4: 8, 5: 10, 60: 10} {
		if got := pause(n, s); got != want*time.Minute {
			t.Errorf("after failure %d: %s, want %d minutes", n, got, want)
		}
	}
}

// Whatever workers do with a message, in whatever order their outcomes come in: it is sent at most the agreed number of times, never
// after it was delivered or given up, never by two at once within a lease, and a success is never lost.
func TestEveryCourseOfAMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Settings{Attempts: 4, Pause: time.Minute, Longest: time.Hour, Timeout: 10 * time.Second, Lease: 2 * time.Minute}
		r := row{status: Created, held: rapid.Bool().Draw(t, "held")}
		var now, lastStart int64
		var open []int // attempts whose outcome has not come in
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now += rapid.Int64Range(0, int64(3*time.Minute/time.Microsecond)).Draw(t, "passes")
			before := r
			if len(open) == 0 || rapid.Bool().Draw(t, "start") {
				if !r.start(now, s) {
					continue
				}
				if before.held || before.status.final() {
					t.Fatalf("started a message that is %s, held %v", before.status, before.held)
				}
				if before.status == Sending && now-lastStart < s.Lease.Microseconds() {
					t.Fatal("two at once within a lease")
				}
				lastStart, open = now, append(open, r.attempts)
				continue
			}
			i := rapid.IntRange(0, len(open)-1).Draw(t, "which")
			attempt := open[i]
			open = slices.Delete(open, i, i+1)
			switch rapid.IntRange(0, 2).Draw(t, "outcome") {
			case 0:
				if r.end(attempt, nil, now, s); r.status != Delivered {
					t.Fatalf("a success left the message %s", r.status)
				}
			case 1:
				r.end(attempt, errors.New("for now"), now, s)
			case 2:
				r.end(attempt, &Failure{Permanent: true, Reason: "refused"}, now, s)
			}
			if before.status == Delivered && r != before {
				t.Fatal("something changed after the delivery")
			}
		}
		if r.attempts > s.Attempts {
			t.Fatalf("%d attempts, at most %d were agreed", r.attempts, s.Attempts)
		}
	})
}

func TestALateFailureDoesNotDisturbTheNextAttempt(t *testing.T) {
	r := row{status: Created}
	r.start(0, Defaults)
	late := Defaults.Lease.Microseconds()
	if !r.start(late, Defaults) {
		t.Fatal("a lost attempt must be made again")
	}
	if r.end(1, &Failure{Permanent: true, Reason: "refused"}, late+1, Defaults) || r.status != Sending {
		t.Fatalf("the first attempt's failure counted: %s", r.status)
	}
}

func TestALateSuccessCountsAndIsTheLastWord(t *testing.T) {
	for _, second := range []error{nil, errors.New("for now"), &Failure{Permanent: true, Reason: "refused"}} {
		r := row{status: Created}
		r.start(0, Defaults)
		late := Defaults.Lease.Microseconds()
		r.start(late, Defaults)
		if !r.end(1, nil, late+1, Defaults) || r.status != Delivered {
			t.Fatal("the first attempt went out after all:", r.status)
		}
		before := r
		if r.end(2, second, late+2, Defaults) || r != before {
			t.Fatalf("%v changed a delivered message: %+v", second, r)
		}
	}
}

func TestALostLastAttemptIsGivenUp(t *testing.T) {
	s := Defaults
	s.Attempts = 1
	r := row{status: Created}
	r.start(0, s)
	if r.start(s.Lease.Microseconds(), s) || r.status != PermanentFailure || r.reason != "attempts" {
		t.Fatalf("%s %s", r.status, r.reason)
	}
}

func TestTemplatesAreWholeInBothLanguages(t *testing.T) {
	if missing := words.Check(); len(missing) > 0 {
		t.Error(missing)
	}
	for _, lang := range []text.Lang{text.ZH, text.EN} {
		for name, params := range Params {
			key := "message.template." + string(name)
			used := map[string]bool{}
			for _, part := range []string{".subject", ".body"} {
				if !words.Has(lang, key+part) {
					t.Errorf("%s lacks %s%s", lang, key, part)
				}
				for _, h := range hole.FindAllString(words.T(lang, key+part), -1) {
					used[strings.Trim(h, "{}")] = true
				}
			}
			for _, p := range append([]string{"hall"}, params...) {
				if !used[p] {
					t.Errorf("%s in %s does not use %s", name, lang, p)
				}
				delete(used, p)
			}
			for p := range used {
				t.Errorf("%s in %s uses %s, which nobody gives", name, lang, p)
			}
		}
		for _, key := range words.Keys(lang) {
			if rest, ok := strings.CutPrefix(key, "message.template."); ok {
				name := rest[:strings.LastIndexByte(rest, '.')]
				if _, known := Params[Template(name)]; !known {
					t.Errorf("%s: no template %s", lang, name)
				}
			}
		}
	}
}

func TestRenderTakesValuesAsTheyAre(t *testing.T) {
	params := map[string]string{"hall": "临溪市政务服务大厅", "number": "A001", "ahead": "{number}\r\nBcc: all@example.test"}
	c, err := render(TicketSoon, text.ZH, params)
	if err != nil || c.Body != "【临溪市政务服务大厅】您的A001号前面还有{number} Bcc: all@example.test人，请回到等候区。" {
		t.Fatalf("%q %v", c.Body, err)
	}
	delete(params, "ahead")
	if _, err := render(TicketSoon, text.ZH, params); err == nil {
		t.Fatal("a text with a hole must not go out")
	}
	if _, err := render("no.such", text.ZH, params); err == nil {
		t.Fatal("unknown template")
	}
}

func TestRecipients(t *testing.T) {
	phone := ToPhone(pii.New(pii.Phone, "138 0000 1234"))
	for name, c := range map[string]struct {
		m    Message
		good bool
	}{
		"phone by sms":     {Message{Event: "e", Kind: SMS, To: phone}, true},
		"phone by call":    {Message{Event: "e", Kind: Call, To: phone}, true},
		"phone by mail":    {Message{Event: "e", Kind: Mail, To: phone}, false},
		"nobody":           {Message{Event: "e", Kind: SMS}, false},
		"id as phone":      {Message{Event: "e", Kind: SMS, To: ToPhone(pii.New(pii.Passport, "E12345678"))}, false},
		"address":          {Message{Event: "e", Kind: Mail, To: ToMail(" he.jing@example.test ")}, true},
		"address by sms":   {Message{Event: "e", Kind: SMS, To: ToMail("he.jing@example.test")}, false},
		"name and address": {Message{Event: "e", Kind: Mail, To: ToMail("He <he.jing@example.test>")}, false},
		"injection":        {Message{Event: "e", Kind: Mail, To: ToMail("a@example.test\r\nRCPT TO:<b@example.test>")}, false},
		"two":              {Message{Event: "e", Kind: Mail, To: ToMail("a@example.test,b@example.test")}, false},
		"no event":         {Message{Kind: SMS, To: phone}, false},
		"pigeon":           {Message{Event: "e", Kind: "pigeon", To: phone}, false},
	} {
		if err := c.m.check(); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
	if a, b := ToMail("a-b@example.test").indexed(), ToMail("ab@example.test").indexed(); a.Equal(b) {
		t.Error("two addresses share an index")
	}
	if a, b := ToMail("A@Example.test").indexed(), ToMail("a@example.test").indexed(); !a.Equal(b) {
		t.Error("one address has two indexes")
	}
}
