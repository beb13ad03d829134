package casework

import (
	"strings"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/errs"
)

// SiteVisit is an agreed visit to a place by two people (现场勘验, CAS-6; 行政许可法 34: a check of facts needs two).
type SiteVisit struct {
	ID     string
	Hall   string
	Case   string
	Step   string
	From   time.Time
	Until  time.Time // by then they have been there: a promise with its own clock (LIM-13)
	Place  string
	First  string // staff
	Second string
	Staff  string // who agreed it
	Agreed time.Time
	End    *SiteEnd
}

// SiteEnd is how a visit ended: with what was found, or called off with a reason.
type SiteEnd struct {
	Done    bool
	Finding string
	Staff   string
	At      time.Time
}

// Open tells whether the visit is still to come.
func (v SiteVisit) Open() bool { return v.End == nil }

func (v SiteVisit) check(earlier []SiteVisit, now time.Time) error {
	var bad []*errs.Error
	need := func(ok bool, code, field string) {
		if !ok {
			bad = append(bad, errs.New(errs.Invalid, code).At(field))
		}
	}
	need(v.From.After(now), "case.site.past", "from")
	need(v.Until.After(v.From), "case.site.until", "until")
	need(strings.TrimSpace(v.Place) != "", "case.site.place", "place")
	need(v.First != "" && v.Second != "" && v.First != v.Second, "case.site.two", "second")
	for _, e := range earlier {
		need(!e.Open() || e.Step != v.Step, "case.site.agreed", "from")
	}
	return errs.Join(bad...)
}

// visited tells whether two people have been there for a step.
func visited(list []SiteVisit, step string) bool {
	for _, v := range list {
		if v.Step == step && v.End != nil && v.End.Done {
			return true
		}
	}
	return false
}

// needsVisit tells whether an outcome of a step on site rests on a visit; sending back does not.
func needsVisit(def catalogue.Step, o catalogue.Outcome) bool {
	return def.Kind == catalogue.Site && !o.Reason
}
