package promise

import (
	"strings"
	"testing"

	"yichuang/internal/calendar"
	"yichuang/internal/errs"
	"yichuang/internal/text"
)

func TestEveryErrorAndNameHasWords(t *testing.T) {
	b := text.Must(Texts)
	if missing := b.Check(); missing != nil {
		t.Error(missing)
	}
	var keys []string
	for _, e := range []*errs.Error{ErrIncomplete, ErrNoOwner, ErrStart, ErrLimit, ErrAgreed, ErrUnknown, ErrReason, ErrLateReason, ErrLateCancel,
		ErrGround, ErrNoNotice, ErrNotMeasured, ErrBackdated, ErrNothingRuns, ErrNotStopped, ErrExtendedOnce, ErrNotLonger, ErrTooLate} {
		keys = append(keys, "error."+e.Code)
	}
	for _, k := range []Kind{CaseWhole, CaseStep, FiveDays, Delivery, OneOff, Rectify, GiveAnswer} {
		keys = append(keys, "promise.kind."+string(k))
	}
	for _, l := range []Lamp{LampOK, LampWarn, LampOver, LampHalt, LampDone} {
		keys = append(keys, "promise.lamp."+string(l))
	}
	for _, k := range append(keys, "error.promise.closed", "promise.source.statutory", "promise.source.promised", "promise.rung.used", "promise.rung.before", "promise.rung.due", "promise.rung.after") {
		if !b.Has(text.ZH, k) {
			t.Errorf("no words for %s", k)
		}
	}
}

func TestStandingSaysWhatIsLeft(t *testing.T) {
	b := text.Must(Texts)
	late := started(t, terms("2026-03-02T10:00", 5, calendar.WorkingDays))
	_ = late.Keep(engine, at("2026-03-10T09:00"), "x")
	stopped := started(t, terms("2026-03-02T10:00", 5, calendar.WorkingDays))
	stopped.Exclusions = []calendar.Exclusion{calendar.Since(calendar.NewDate(2026, 3, 4), "hearing")}
	stopped.Derive(engine, stopped.Start)
	for _, c := range []struct {
		clock *Clock
		now   string
		want  string
	}{
		{started(t, terms("2026-03-02T10:00", 5, calendar.WorkingDays)), "2026-03-04T10:00", "剩3个工作日"},
		{started(t, terms("2026-03-02T10:00", 20, calendar.NaturalDays)), "2026-03-04T10:00", "剩19天"},
		{started(t, terms("2026-03-02T10:00", 5, calendar.WorkingDays)), "2026-03-09T10:00", "今天17:00前"},
		{started(t, terms("2026-03-02T10:00", 2, calendar.Hours)), "2026-03-02T10:30", "今天12:00前"},
		{started(t, terms("2026-03-02T10:00", 5, calendar.WorkingDays)), "2026-03-09T17:30", "已超期"},
		{started(t, terms("2026-03-02T10:00", 5, calendar.WorkingDays)), "2026-03-11T10:00", "超期2个工作日"},
		{stopped, "2026-03-11T10:00", "计时中止"},
		{late, "2026-03-11T10:00", "超期完成"},
	} {
		if got := c.clock.Stand(engine, at(c.now)).Words(b, text.ZH); got != c.want || strings.ContainsAny(got, "{⟦") {
			t.Errorf("%s at %s: %q, want %q", c.clock.Limit, c.now, got, c.want)
		}
	}
}
