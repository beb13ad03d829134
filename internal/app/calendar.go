package app

import (
	"context"

	"time"

	"yichuang/internal/almanac"
	"yichuang/internal/calendar"
	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/journal"
	"yichuang/internal/message"
	"yichuang/internal/promise"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// openAlmanac makes the service that knows the calendar in force.
func (a *App) openAlmanac() *almanac.Service {
	cfg := almanac.Config{DB: a.DB, Base: calendar.Builtin(), Timetable: a.timetable, Changed: a.forgetViews, Clocks: a.Clocks}
	if a.Jobs != nil {
		cfg.Order = func(tx *db.Tx, change string) error { return a.Jobs.Insert(tx, almanac.Job(change)) }
	}
	return almanac.New(cfg)
}

// forgetViews drops the compiled calendars, so that the next look compiles the one in force.
func (a *App) forgetViews() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.views)
}

// followCalendar reads the calendar again when this or another process has changed it. A nudge that is lost is made up for by the
// regular sweep.
func (a *App) followCalendar(ctx context.Context) {
	next, take, leave := a.Hub.Listen([]string{almanac.Topic})
	defer leave()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next:
			take()
			if err := a.Almanac.Reload(ctx); err != nil && ctx.Err() == nil {
				a.Config.Log.Warn("calendar: cannot be read again", "error", err)
			}
		}
	}
}

// tellMove tells the applicant that a changed calendar moved the date of a case, or made a provisional one firm. Of the clocks of a case
// that moved together one act carries what there is to tell.
func (a *App) tellMove(tx *db.Tx, act journal.Row) error {
	var e promise.ClockRecomputed
	if err := act.Decode(&e); err != nil || e.Announced == nil {
		return err
	}
	k, err := promise.ByID(tx, act.Object.ID)
	if err != nil || k.Subject.Type != casework.SubjectCase {
		return err
	}
	template := message.CaseMoved
	if e.Announced.From == e.Announced.To {
		if !e.Announced.Settled {
			return nil
		}
		template = message.CaseSettled
	}
	return a.tellApplicant(tx, act, k.Subject.ID, template, map[string]string{"reason": e.Reason,
		"before": a.dateOf(db.FromMicro(e.Announced.From), e.Announced.Settled), "due": a.dateOf(db.FromMicro(e.Announced.To), e.Provisional)})
}

// dateOf writes a date for a message, and that it is provisional.
func (a *App) dateOf(t time.Time, provisional bool) string {
	day := t.In(calendar.Zone).Format(time.DateOnly)
	if provisional {
		return a.Words.T(text.ZH, "app.date.provisional", "date", day)
	}
	return day
}

// calendarGauge tells /metrics whether a year's notice is missing (CAL-1).
func (a *App) calendarGauge() web.Gauge {
	return web.Gauge{Name: "yichuang_calendar_year_missing", Help: "0 while the calendar is complete, 1 from 1 November, 2 from 1 December.", Value: func() float64 {
		_, urgency := a.Almanac.Calendar().Missing(calendar.DateOf(a.Now()))
		return map[calendar.Urgency]float64{calendar.Calm: 0, calendar.Warned: 1, calendar.Urgent: 2}[urgency]
	}}
}
