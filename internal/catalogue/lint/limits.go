package lint

import (
	"slices"
	"strings"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
)

const completeReceipt = 1

// itemLimits checks the limits of an item and how they stand to each other (LIM-1, LIM-3, LIM-4).
func (k *checker) itemLimits(it *catalogue.Item) {
	if it.Promised == nil {
		k.Fail(it.Origin, on("promised"), "limit.missing", "item", it.Code)
		return
	}
	ok := k.limit(it, on("promised"), *it.Promised, false)
	k.promiseStart(it, "promised", it.Promised)
	if it.Otherwise != nil {
		ok = k.limit(it, on("otherwise"), *it.Otherwise, false) && ok
		k.promiseStart(it, "otherwise", it.Otherwise)
	}
	if it.Statutory != nil {
		ok = k.limit(it, on("statutory"), *it.Statutory, false) && ok
		if it.Statutory.Basis == nil {
			k.Fail(it.Origin, on("statutory"), "limit.no_basis", "item", it.Code)
		}
	}
	if !ok {
		return
	}
	k.class(it)
	if it.Statutory != nil {
		k.promiseWithinLaw(it, "promised", *it.Promised)
		if it.Otherwise != nil {
			k.promiseWithinLaw(it, "otherwise", *it.Otherwise)
		}
	}
}

// limit checks one limit by itself. In a step an empty start event means the arrival there.
func (k *checker) limit(it *catalogue.Item, path []any, l catalogue.Limit, step bool) bool {
	ok := true
	if _, err := l.Calendar(); err != nil {
		k.Fail(it.Origin, path, "limit.invalid", "item", it.Code, "problem", err)
		ok = false
	}
	if _, known := catalogue.StartEvents[l.StartEvent]; !known && !(step && l.StartEvent == "") {
		k.Fail(it.Origin, path, "limit.start_event", "item", it.Code, "event", l.StartEvent)
		ok = false
	}
	if l.Source == "" && !step {
		k.Fail(it.Origin, path, "limit.no_source", "item", it.Code)
	}
	if l.Source == "law" && l.Basis == nil {
		k.Fail(it.Origin, path, "limit.no_basis", "item", it.Code)
	}
	k.cited(it, path, l.Basis)
	return ok
}

// promiseStart: a promise starts at complete receipt at the latest, and never after the statutory limit does (decision 6).
func (k *checker) promiseStart(it *catalogue.Item, field string, l *catalogue.Limit) {
	latest, law := completeReceipt, "complete_receipt"
	if it.Statutory != nil && catalogue.StartEvents[it.Statutory.StartEvent] < latest {
		latest, law = catalogue.StartEvents[it.Statutory.StartEvent], it.Statutory.StartEvent
	}
	if catalogue.StartEvents[l.StartEvent] > latest {
		k.Fail(it.Origin, on(field, "start_event"), "limit.later_start", "item", it.Code, "promised", l.StartEvent, "statutory", law)
	}
}

// class agrees with the promised limit: at once and same day are N = 0, hours are 限时, days are 限期.
func (k *checker) class(it *catalogue.Item) {
	p := it.Promised
	fits := map[catalogue.Class]bool{
		catalogue.Immediate: p.N == 0,
		catalogue.SameDay:   p.N == 0,
		catalogue.InHours:   p.N > 0 && p.Unit == "hours",
		catalogue.InDays:    p.N > 0 && p.Unit != "hours",
	}[it.Class]
	if !fits {
		k.Fail(it.Origin, on("class"), "limit.class", "item", it.Code, "class", it.Class, "promised", p.String())
	}
}

func (k *checker) promiseWithinLaw(it *catalogue.Item, field string, promised catalogue.Limit) {
	if k.view == nil {
		return
	}
	if bad, over := k.over([]catalogue.Limit{promised}, []catalogue.Limit{*it.Statutory}); over {
		k.Fail(it.Origin, on(field), "limit.over_statutory", "item", it.Code, "promised", promised.String(), "statutory", it.Statutory.String(),
			"day", bad.day, "promised_due", bad.first, "statutory_due", bad.second)
	}
}

// pair names two chains of limits; equal pairs are compared once.
type pair struct{ first, second string }

// firstBad is the first start day on which the first chain ends after the second.
type firstBad struct {
	over               bool
	day, first, second string
}

// over compares two chains of limits with the engine, from every start day of the loaded years.
func (k *checker) over(first, second []catalogue.Limit) (firstBad, bool) {
	key := pair{limitsText(first), limitsText(second)}
	bad, done := k.compared[key]
	if !done {
		bad = k.compare(engine(first), engine(second))
		k.compared[key] = bad
	}
	return bad, bad.over
}

// engine adds up the limits of one unit, so that a last day rolls once and not after each step.
func engine(list []catalogue.Limit) []calendar.Limit {
	var out []calendar.Limit
	for _, l := range list {
		c, err := l.Calendar()
		if err != nil {
			continue
		}
		i := slices.IndexFunc(out, func(o calendar.Limit) bool { return o.Unit == c.Unit })
		if i < 0 {
			out = append(out, c)
			continue
		}
		out[i].N += c.N
	}
	return out
}

func (k *checker) compare(first, second []calendar.Limit) firstBad {
	years := k.view.Calendar().Years()
	end := calendar.NewDate(years[len(years)-1]+1, 1, 1)
	for d := calendar.NewDate(years[0], 1, 1); d < end; d++ {
		for _, start := range k.moments(d) {
			a, b := k.chain(start, first), k.chain(start, second)
			if a.After(b) {
				return firstBad{true, d.String(), a.Format(time.DateTime), b.Format(time.DateTime)}
			}
		}
	}
	return firstBad{}
}

// chain is the due instant of limits that run one after the other.
func (k *checker) chain(start time.Time, list []calendar.Limit) time.Time {
	for _, l := range list {
		start = k.view.Due(start, l, nil).Due
	}
	return start
}

// moments are the instants of a day between which a due instant moves evenly or not at all: the ends of the office hours.
func (k *checker) moments(d calendar.Date) []time.Time {
	out := []time.Time{d.Start()}
	for _, t := range k.view.Hall().Timetables {
		for _, s := range t.Sessions {
			out = append(out, d.At(s.Open), d.At(s.Close-1), d.At(s.Close))
		}
	}
	return out
}

// view is the calendar of the default hall, nil when its timetable is broken: the hall's own check reports that.
func view(c *catalogue.Catalogue) *calendar.View {
	hall := calendar.StandardHall()
	if len(c.Halls) > 0 {
		var err error
		if hall, err = c.DefaultHall().Timetable(); err != nil {
			return nil
		}
	}
	return calendar.NewView(calendar.Builtin(), hall, calendar.Policy{})
}

func limitsText(list []catalogue.Limit) string {
	parts := make([]string, len(list))
	for i, l := range list {
		parts[i] = l.String()
	}
	return strings.Join(parts, " + ")
}
