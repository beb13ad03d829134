package halltest

import (
	"net/http"
	"net/url"
	"time"

	"yichuang/internal/app"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/notice"
	"yichuang/internal/once"
	"yichuang/internal/pii"
	"yichuang/internal/queue"
)

// Desk is an open window with the person who sits there.
type Desk struct {
	*Hall
	Window string
	Clerk  ids.Actor
}

// Sit opens a window with the A of its post.
func (h *Hall) Sit(no string) *Desk {
	h.T.Helper()
	clerk := h.At(no)
	h.Must(h.Queue.OpenWindow(h.Ctx, clerk, clerk.Window))
	return &Desk{h, clerk.Window, clerk}
}

// Ticket takes a ticket for an item at the door.
func (h *Hall) Ticket(item string) queue.Taken {
	h.T.Helper()
	it, ok := h.Catalogue.Item(item)
	if !ok {
		h.T.Fatal("no item", item)
	}
	line := app.LineID(City, it.Queue)
	got, err := h.Queue.Take(h.Ctx, h.Kiosk(), City, queue.Request{Line: line, Items: []string{item}, Lines: []string{line}, Origin: ids.New()}, once.Key{})
	h.Must(err)
	return got
}

// Next calls whoever is next and lets them arrive.
func (d *Desk) Next() (*queue.Ticket, casework.Visit) {
	d.T.Helper()
	t, err := d.Queue.Call(d.Ctx, d.Clerk, d.Window)
	d.Must(err)
	_, err = d.Queue.Arrive(d.Ctx, d.Clerk, d.Window, t.ID)
	d.Must(err)
	return t, casework.Visit{Ticket: t.ID, Matter: t.Matters[0].ID}
}

// Receive takes down a person and the wish.
func (d *Desk) Receive(item string, v casework.Visit) *casework.Case {
	d.T.Helper()
	got, err := d.Cases.Receive(d.Ctx, d.Clerk, d.Window, d.Intake(item, v))
	d.Must(err)
	return got.Case
}

// Intake is what a made-up applicant of the first kind that an item takes says to each question.
func (h *Hall) Intake(item string, v casework.Visit) casework.Intake {
	h.T.Helper()
	it, ok := h.Catalogue.Item(item)
	if !ok {
		h.T.Fatal("no item", item)
	}
	kind, number := "person", pii.New(pii.ResidentID, "990000199001010017")
	if len(it.Applicants) > 0 {
		kind = it.Applicants[0]
	}
	if kind != "person" {
		number = pii.New(pii.USCC, "11990000MB9900013U")
	}
	return casework.Intake{Ticket: v.Ticket, Matter: v.Matter, Item: item, Kind: kind, Answers: firstAnswers(it),
		Applicant: casework.Party{Name: "罗雨薇", ID: number, Phone: pii.New(pii.Phone, "13800000000")}}
}

// firstAnswers says the first thing possible to each question of an item.
func firstAnswers(it *catalogue.Item) catalogue.Answers {
	out := catalogue.Answers{}
	for _, q := range it.Situations {
		switch q.Kind {
		case "yes_no":
			out[q.ID] = true
		case "number":
			out[q.ID] = 1
		default:
			out[q.ID] = q.Options[0].Value
		}
	}
	return out
}

// Answer gives the rows of a case one answer, but for the materials named.
func (d *Desk) Answer(c *casework.Case, all notice.Answer, but map[string]notice.Answer) *casework.Case {
	d.T.Helper()
	var rows []notice.Row
	for _, r := range c.Rows {
		a := all
		if x, ok := but[r.Material]; ok {
			a = x
		}
		rows = append(rows, notice.Row{Material: r.Material, Answer: a, Verified: true})
	}
	got, err := d.Cases.Check(d.Ctx, d.Clerk, c.ID, c.Edition, rows)
	d.Must(err)
	return got
}

// Accept walks one visitor from the door to an accepted case.
func (d *Desk) Accept(item string) *casework.Case {
	d.T.Helper()
	d.Ticket(item)
	t, v := d.Next()
	c := d.Answer(d.Receive(item, v), notice.OK, nil)
	c, err := d.Cases.Accept(d.Ctx, d.Clerk, c.ID, c.Edition, v)
	d.Must(err)
	_, err = d.Queue.Finish(d.Ctx, d.Clerk, d.Window, t.ID)
	d.Must(err)
	return c
}

// OpenStep is the step at which a case waits.
func (h *Hall) OpenStep(caseID string) casework.Step {
	h.T.Helper()
	var out casework.Step
	h.Read(func(q *db.Q) error {
		steps, err := casework.Steps(q, caseID)
		for _, st := range steps {
			if st.Open() {
				out = st
			}
		}
		return err
	})
	return out
}

// Decide lets the A of the post end the open step of a case with an outcome.
func (h *Hall) Decide(c *casework.Case, v casework.Verdict) *casework.Case {
	h.T.Helper()
	st := h.OpenStep(c.ID)
	h.BeOnSite(c, st)
	got, err := h.Cases.DecideStep(h.Ctx, h.Holder(st.Post), st.ID, 0, v)
	h.Must(err)
	return got
}

// SignIn opens a browser in which a person is signed in, at a window or ("") at none.
func (h *Hall) SignIn(staff, window string) *Client {
	h.T.Helper()
	var login string
	h.Read(func(q *db.Q) error {
		st, err := identity.StaffByID(q, staff)
		login = st.Login
		return err
	})
	token, _, err := h.Identity.DemoLogin(h.Ctx, identity.DemoInput{Login: login, Window: window})
	h.Must(err)
	c, base := h.Browser()
	at, err := url.Parse(base)
	h.Must(err)
	c.Jar.SetCookies(at, []*http.Cookie{{Name: app.SessionCookie, Value: token, Path: "/"}})
	c.Timeout = time.Minute
	return &Client{h, c, base}
}

// BeOnSite lets two people be at the place for a step that needs it, at a time agreed a minute before; nothing happens for other steps.
func (h *Hall) BeOnSite(c *casework.Case, st casework.Step) {
	h.T.Helper()
	it, _ := h.Catalogue.Item(c.Item)
	if def, ok := it.StepByID(st.Step); !ok || def.Kind != catalogue.Site {
		return
	}
	who, now := h.Holder(st.Post), h.Clock.Now()
	v, err := h.Cases.AgreeVisit(h.Ctx, who, st.ID, casework.SiteVisit{From: now.Add(time.Minute), Until: now.Add(time.Hour), Place: "工地", First: who.ID,
		Second: h.First(ids.RoleManager).ID})
	h.Must(err)
	h.Wait(2 * time.Minute)
	h.Must(h.Cases.EndVisit(h.Ctx, who, st.ID, v.ID, "与图纸一致", ""))
}
