package office

import (
	"net/http"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/web"
)

// decide ends one step with one outcome and goes on to the next task.
func (w *Web) decide(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	ahead, err := w.order(r)
	if err != nil {
		return err
	}
	v := casework.Verdict{Outcome: f.Get("outcome"), Reason: f.Get("reason"), Condition: f.Get("condition"), LateReason: f.Get("late_reason")}
	_, err = w.Cases.DecideStep(r.Context(), web.Actor(r), id, edition(f), v)
	if err != nil && !w.already(r, id, v) {
		if err = asField(err); !f.Fail(err) {
			return err
		}
		return w.showStep(rw, r, errs.Of(err).Kind.Status(), f)
	}
	web.Flash(rw, "office.decided")
	return web.SeeOther(rw, r, w.onward(r, ahead, id))
}

// edition is the row version that the form was drawn from; a form without one is out of date.
func edition(f *web.Form) int {
	if n := f.Int("edition"); n > 0 {
		return n
	}
	return -1
}

// asField lets the published reason of lateness have its own field: the page asks for it beside the limit.
func asField(err error) error {
	if e := errs.Of(err); e.Code == "promise.keep.late_reason" {
		return errs.New(errs.Invalid, e.Code).At("late_reason")
	}
	return err
}

// already tells whether the same person has ended the step with the same outcome: the form was sent twice, and once is enough.
func (w *Web) already(r *http.Request, id string, v casework.Verdict) bool {
	var st casework.Step
	err := w.read(r, func(q *db.Q) (err error) {
		st, err = casework.StepByID(q, id)
		return err
	})
	return err == nil && !st.Open() && st.By == web.Actor(r).ID && st.Outcome == v.Outcome && st.Reason == v.Reason
}

// order lists the reader's tasks before the decision, so that "next" means what was next on the screen.
func (w *Web) order(r *http.Request) ([]task, error) {
	p := w.page(r, "office.title")
	var list []task
	err := w.read(r, func(q *db.Q) (err error) {
		list, err = w.tasks(q, p, web.Actor(r).ID)
		return err
	})
	return list, err
}

// onward is the task after the decided one, the first when it was the last, the inbox when nothing is left.
func (w *Web) onward(r *http.Request, list []task, id string) string {
	for i, t := range list {
		if t.Step.ID != id || len(list) < 2 {
			continue
		}
		return list[(i+1)%len(list)].path()
	}
	return at(web.Hall(r), "")
}
