package citizen_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/notice"
)

const applicant = "罗雨薇"

// stage is a city with a clerk at a window (06) and a browser of somebody at home.
type stage struct {
	*halltest.Hall
	clerk  ids.Actor
	client *http.Client
	base   string
}

func newStage(h *halltest.Hall) *stage { return newStageAt(h, "06") }

func newStageAt(h *halltest.Hall, no string) *stage {
	s := &stage{Hall: h, clerk: h.At(no)}
	h.Must(h.Queue.OpenWindow(h.Ctx, s.clerk, s.clerk.Window))
	s.client, s.base = h.Browser()
	return s
}

// received is a case of an item whose papers were handed in.
func (s *stage) received(code string) casework.Opened {
	s.T.Helper()
	got, err := s.Cases.Receive(s.Ctx, s.clerk, s.clerk.Window, s.Intake(code, casework.Visit{}))
	s.Must(err)
	return got
}

// answered gives every row the answer OK but for the first that somebody has to bring.
func (s *stage) answered(c *casework.Case, first notice.Answer) *casework.Case {
	s.T.Helper()
	var rows []notice.Row
	left := first != notice.OK
	for _, r := range c.Rows {
		row := notice.Row{Material: r.Material, Answer: notice.OK, Verified: true}
		if left && !r.Exempt {
			row.Answer, left = first, false
		}
		rows = append(rows, row)
	}
	got, err := s.Cases.Check(s.Ctx, s.clerk, c.ID, c.Edition, rows)
	s.Must(err)
	return got
}

func (s *stage) accepted(code string) casework.Opened {
	s.T.Helper()
	o := s.received(code)
	c, err := s.Cases.Accept(s.Ctx, s.clerk, o.Case.ID, s.answered(o.Case, notice.OK).Edition, casework.Visit{})
	s.Must(err)
	return casework.Opened{Case: c, Secret: o.Secret}
}

// decided lets each post end its step until the result lies at the window.
func (s *stage) decided(c *casework.Case, want casework.Decision) *casework.Case {
	s.T.Helper()
	it, _ := s.Catalogue.Item(c.Item)
	for range 12 {
		open := s.openStep(c.ID)
		if open == nil || !c.Ready.IsZero() {
			return c
		}
		v := casework.Verdict{Outcome: outcome(it, open.Step, want), Reason: "材料与条件不符", LateReason: "补查档案"}
		if len(it.Conditions) > 0 {
			v.Condition = it.Conditions[0].ID
		}
		var err error
		c, err = s.Cases.DecideStep(s.Ctx, s.Holder(open.Post), open.ID, 0, v)
		s.Must(err)
	}
	s.T.Fatal("the case goes round in circles")
	return nil
}

func (s *stage) openStep(caseID string) (open *casework.Step) {
	s.Read(func(q *db.Q) error {
		steps, err := casework.Steps(q, caseID)
		for i := range steps {
			if steps[i].Open() {
				open = &steps[i]
			}
		}
		return err
	})
	return open
}

// outcome is the step's way to a decision, or its first.
func outcome(it *catalogue.Item, step string, want casework.Decision) string {
	for _, st := range it.Steps {
		if st.ID != step {
			continue
		}
		for _, o := range st.Outcomes {
			if casework.Decision(o.Decision) == want {
				return o.ID
			}
		}
		return st.Outcomes[0].ID
	}
	return ""
}

// get fetches a page; post sends a form.
func (s *stage) get(path string) (int, string, http.Header) {
	s.T.Helper()
	resp, err := s.client.Get(s.base + path)
	s.Must(err)
	return read(s.T, resp)
}

func (s *stage) post(path string, pairs ...string) (int, string, http.Header) {
	s.T.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	resp, err := s.client.PostForm(s.base+path, form)
	s.Must(err)
	return read(s.T, resp)
}

func read(t testing.TB, resp *http.Response) (int, string, http.Header) {
	t.Helper()
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body), resp.Header
}

// follow enters number and code and returns the page of the case.
func (s *stage) follow(o casework.Opened) string {
	s.T.Helper()
	status, _, head := s.post("/track", "no", o.Case.No, "code", o.Secret)
	if want := "/track/" + o.Case.ID; status != http.StatusSeeOther || head.Get("Location") != want {
		s.T.Fatalf("%d to %q, want %s", status, head.Get("Location"), want)
	}
	status, body, _ := s.get("/track/" + o.Case.ID)
	if status != http.StatusOK {
		s.T.Fatalf("the page of the case: %d\n%s", status, body)
	}
	return body
}

var heading = regexp.MustCompile(`(?s)<h2[^>]*>(.*?)</h2>`)

// headline is the sentence that answers first.
func headline(body string) string {
	m := heading.FindStringSubmatch(body)
	if m == nil {
		return ""
	}
	return strings.TrimSpace(m[1])
}
