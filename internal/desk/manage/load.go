package manage

import (
	"cmp"
	"slices"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/site"
)

// mostClocks bounds what one reading looks at.
const mostClocks = 5000

// running is a case with the clock that is worst for it now.
type running struct {
	Case  caseRef
	Clock promise.Standing
}

// load is how the running cases of a hall stand.
type load struct {
	Cases []running // what is due first on top, stopped ones last
	Lamps map[promise.Lamp]int
	Today int // due today and not late
}

// loadOf reads the running clocks and keeps for each case the one that is due first (LIM-3). The clock of a step that is in time
// changes nothing for its case, so its case is not looked up.
func (w *Web) loadOf(q db.Querier, hall string) (load, error) {
	clocks, err := promise.OpenOfHall(q, hall, mostClocks)
	if err != nil {
		return load{}, err
	}
	worst := map[string]running{}
	for _, s := range w.Clocks.Standings(q, clocks) {
		if !ofCase(s) || s.Subject.Type == casework.SubjectStep && s.Lamp == promise.LampOK {
			continue
		}
		c, err := caseOf(q, s.Subject)
		if err != nil {
			return load{}, err
		}
		if old, ok := worst[c.ID]; c.ID != "" && (!ok || sooner(s, old.Clock)) {
			worst[c.ID] = running{c, s}
		}
	}
	return summary(worst), nil
}

func summary(worst map[string]running) load {
	out := load{Lamps: map[promise.Lamp]int{}}
	for _, r := range worst {
		out.Cases = append(out.Cases, r)
		out.Lamps[r.Clock.Lamp]++
		if r.Clock.Today && r.Clock.Lamp != promise.LampOver {
			out.Today++
		}
	}
	slices.SortFunc(out.Cases, func(a, b running) int {
		switch {
		case sooner(a.Clock, b.Clock):
			return -1
		case sooner(b.Clock, a.Clock):
			return 1
		}
		return cmp.Compare(a.Case.No, b.Case.No)
	})
	return out
}

// sooner tells whether a clock is due before another; a stopped one comes last.
func sooner(a, b promise.Standing) bool {
	if a.Result.Suspended != b.Result.Suspended {
		return b.Result.Suspended
	}
	return a.Result.Due.Before(b.Result.Due)
}

// dueRow is a case in the list of those that are due.
type dueRow struct {
	Path, Item, No, Applicant string
	Lamp                      site.LampKind
	Left                      string
	Post, Who                 string // in whose hands it is now
	Since                     time.Time
	Stayed                    string
	Handler, Kind             string
}

// hands are post and person in one line.
func (d dueRow) hands(p *site.Page) string {
	if d.Who == "" {
		return d.Post
	}
	return d.Post + p.T("manage.separator") + d.Who
}

// row reads what the list says about a case.
func (w *Web) row(q db.Querier, p *site.Page, hall string, r running) (dueRow, error) {
	c, err := w.Cases.Get(q, r.Case.ID)
	if err != nil {
		return dueRow{}, err
	}
	item, err := w.Catalogue().ItemAt(q, c.Item, c.Version)
	if err != nil {
		return dueRow{}, err
	}
	out := dueRow{Path: w.CasePath(hall, c.ID), Item: item.Name.In(lang(p)), No: c.No, Applicant: c.Applicant.Masked(), Lamp: site.LampKind(r.Clock.Lamp),
		Left: r.Clock.Words(w.Words, p.Lang), Handler: nameOf(q, c.Handler), Kind: p.T("promise.kind." + string(r.Clock.Kind))}
	if err := w.inHands(q, p, c, item, &out); err != nil {
		return out, err
	}
	out.Stayed = span(p, p.Now.Sub(out.Since))
	return out, nil
}

// inHands says where the case is now: at the post of its open step, with the applicant, or at the window.
func (w *Web) inHands(q db.Querier, p *site.Page, c *casework.Case, item *catalogue.Item, out *dueRow) error {
	post := c.Post
	out.Since = c.Received
	if c.State == casework.Noticed {
		out.Post = p.T("manage.hands.applicant")
		return nil
	}
	steps, err := casework.Steps(q, c.ID)
	if err != nil {
		return err
	}
	for _, st := range steps {
		if st.Open() {
			post, out.Since = st.Post, st.Opened
			if def, ok := item.StepByID(st.Step); ok {
				out.Post = def.Name.In(lang(p))
			}
		}
	}
	if out.Post == "" {
		out.Post = postName(q, post, lang(p))
	}
	r, err := org.ResponsibleAt(q, post, q.Now())
	if err != nil {
		return err
	}
	out.Who = nameOf(q, r.Staff)
	return nil
}

// span writes how long something lasts in the coarsest unit that still says something.
func span(p *site.Page, d time.Duration) string {
	switch d = max(0, d); {
	case d < time.Hour:
		return p.T("manage.span.minutes", "n", int(d.Minutes()))
	case d < 24*time.Hour:
		return p.T("manage.span.hours", "n", int(d.Hours()))
	}
	return p.T("manage.span.days", "n", int(d.Hours()/24))
}

// nameOf is a person's name; on-duty staff are known by name (decision 16). Somebody unknown has none.
func nameOf(q db.Querier, staff string) string {
	st, err := identity.StaffByID(q, staff)
	if err != nil {
		return ""
	}
	return st.Name
}

func postName(q db.Querier, id, lang string) string {
	post, err := org.PostByID(q, id)
	if err != nil {
		return id
	}
	return post.Name.In(lang)
}
