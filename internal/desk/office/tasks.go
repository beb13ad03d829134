package office

import (
	"cmp"
	"slices"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/urge"
)

// task is an open step at a post that the reader holds, with the clock that decides.
type task struct {
	casework.Task
	Item     string
	StepName string
	PostName string
	Covered  string // the A whose post the reader covers, empty at the own post
	Limit    *promise.Standing
	Lamp     site.LampKind
	Left     string // what is left, in words
	Urged    int    // how often the applicant pressed for it
}

// path is the page on which the task is decided. A department's office works for several halls; the case knows its own.
func (t task) path() string { return at(t.Case.Hall, "/step/"+t.Step.ID) }

// most bounds an inbox; one that is longer is a matter for the head of the hall, not for scrolling.
const most = 300

// tasks lists what waits for a person, what is due first on top (LIM-3: the earliest of all limits decides).
func (w *Web) tasks(q db.Querier, p *site.Page, staff string) ([]task, error) {
	held, err := org.HeldBy(q, staff, q.Now())
	if err != nil {
		return nil, err
	}
	var out []task
	for _, h := range held {
		list, err := w.tasksOf(q, p, h)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	if err := w.limits(q, p, out); err != nil {
		return nil, err
	}
	if err := urgings(q, out); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, byRemaining)
	return out, nil
}

func (w *Web) tasksOf(q db.Querier, p *site.Page, h org.Holding) ([]task, error) {
	list, err := w.Cases.Inbox(q, []string{h.Post}, most)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	post, err := org.PostByID(q, h.Post)
	if err != nil {
		return nil, err
	}
	covered := ""
	if h.As == org.AsB {
		covered = nameOf(q, post.A)
	}
	var out []task
	for _, x := range list {
		item, err := w.Catalogue().ItemAt(q, x.Case.Item, x.Case.Version)
		if err != nil {
			return nil, err
		}
		def, ok := item.StepByID(x.Step.Step)
		if !ok || def.Kind == catalogue.Issue { // the handing out happens at the window, with the person there
			continue
		}
		out = append(out, task{Task: x, Item: item.Name.In(lang(p)), StepName: def.Name.In(lang(p)), PostName: post.Name.In(lang(p)), Covered: covered})
	}
	return out, nil
}

// urgings counts for each task how often its applicant pressed.
func urgings(q db.Querier, list []task) error {
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = t.Case.ID
	}
	counts, err := urge.Counts(q, ids)
	for i := range list {
		list[i].Urged = counts[list[i].Case.ID]
	}
	return err
}

// limits finds for each task the clock that runs out first, of the step or of the whole case.
func (w *Web) limits(q db.Querier, p *site.Page, list []task) error {
	var steps, cases []string
	for _, t := range list {
		steps, cases = append(steps, t.Step.ID), append(cases, t.Case.ID)
	}
	ofStep, err := promise.GoverningOf(q, casework.SubjectStep, steps)
	if err != nil {
		return err
	}
	ofCase, err := promise.GoverningOf(q, casework.SubjectCase, cases)
	if err != nil {
		return err
	}
	for i := range list {
		var both []promise.Clock
		if c, ok := ofStep[list[i].Step.ID]; ok {
			both = append(both, c)
		}
		if c, ok := ofCase[list[i].Case.ID]; ok {
			both = append(both, c)
		}
		if c := promise.Governing(both); c != nil {
			s := w.Clocks.Stand(q, c)
			list[i].Limit, list[i].Lamp, list[i].Left = &s, site.LampKind(s.Lamp), s.Words(w.Words, p.Lang)
		}
	}
	return nil
}

// byRemaining puts expedited cases first (LIM-4), then what is due first, then what is stopped, then what has no limit; equals by arrival.
func byRemaining(a, b task) int {
	return cmp.Or(cmp.Compare(ordinary(a), ordinary(b)), cmp.Compare(rank(a), rank(b)), cmp.Compare(due(a), due(b)), a.Step.Opened.Compare(b.Step.Opened), cmp.Compare(a.Step.ID, b.Step.ID))
}

func ordinary(t task) int {
	if t.Case.Urgent != "" {
		return 0
	}
	return 1
}

func rank(t task) int {
	switch {
	case t.Limit == nil:
		return 2
	case t.Limit.Result.Suspended:
		return 1
	}
	return 0
}

func due(t task) int64 {
	if t.Limit == nil {
		return 0
	}
	return t.Limit.Result.Due.UnixMicro()
}

// nameOf is a person's name; on-duty staff are known by name (decision 16). Somebody unknown has none.
func nameOf(q db.Querier, staff string) string {
	st, err := identity.StaffByID(q, staff)
	if err != nil {
		return ""
	}
	return st.Name
}
