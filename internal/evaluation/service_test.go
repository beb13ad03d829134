package evaluation_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/evaluation"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/once"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
)

// served is a visit that ended at a window, with its token.
func served(h *halltest.Hall, no string) (queue.Finished, ids.Actor) {
	h.T.Helper()
	clerk := h.At(no)
	_ = h.Queue.OpenWindow(h.Ctx, clerk, clerk.Window) // open already at the second visit
	line := halltest.City + ":sb"
	_, err := h.Queue.Take(h.Ctx, h.Kiosk(), halltest.City, queue.Request{Line: line, Lines: []string{line}, Items: []string{""}, Origin: ids.New()}, once.Key{})
	h.Must(err)
	t, err := h.Queue.Call(h.Ctx, clerk, clerk.Window)
	h.Must(err)
	_, err = h.Queue.Arrive(h.Ctx, clerk, clerk.Window, t.ID)
	h.Must(err)
	h.Must(h.Queue.DecidePlain(h.Ctx, clerk, clerk.Window, t.ID, t.Matters[0].ID, queue.Consultation))
	f, err := h.Queue.Finish(h.Ctx, clerk, clerk.Window, t.ID)
	h.Must(err)
	return f, clerk
}

var nobody = ids.Actor{Kind: ids.Anonymous}

func say(level int) evaluation.Answer {
	return evaluation.Answer{Level: level, Channel: evaluation.Phone}
}

func figure(h *halltest.Hall) evaluation.Figure {
	var f evaluation.Figure
	h.Read(func(q *db.Q) error {
		var err error
		f, err = evaluation.OfHall(q, halltest.City, h.Clock.Now().AddDate(0, 0, -60), h.Clock.Now().Add(time.Hour))
		return err
	})
	return f
}

func TestSUP1_ARevisionKeepsTheFirstRowAndTheLastCounts(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		f, _ := served(h, "06")
		served(h, "06") // a second visit that nobody rates
		if got := figure(h); got.Visits != 2 || got.Rated != 0 || got.Satisfied() != 0 {
			t.Fatalf("unrated must stay unrated: %+v", got)
		}
		first, err := h.Ratings.Rate(h.Ctx, nobody, f.Rating, evaluation.Answer{Level: 2, Channel: evaluation.Phone, Comment: "等了很久",
			Aspects: []evaluation.Aspect{"wait"}}, once.Key{})
		h.Must(err)
		h.Wait(24 * time.Hour)
		_, err = h.Ratings.Rate(h.Ctx, nobody, " "+f.Rating[:5]+"-"+f.Rating[5:]+" ", say(4), once.Key{})
		h.Must(err)
		if _, err := h.Ratings.Rate(h.Ctx, nobody, f.Rating, say(5), once.Key{}); errs.Code(err) != "rating.revised" {
			t.Fatal("a third answer was taken", err)
		}
		h.Read(func(q *db.Q) error {
			v, err := h.Ratings.Of(q, f.Rating)
			if len(v.Ratings) != 2 || v.Ratings[0].ID != first.ID || v.Ratings[0].Level != 2 || v.Ratings[0].Comment != "等了很久" || v.Ratings[1].Level != 4 {
				t.Fatalf("%+v", v.Ratings)
			}
			return err
		})
		if got := figure(h); got.Visits != 2 || got.Rated != 1 || got.Levels[4] != 1 || got.Levels[2] != 0 || got.First[2] != 1 || got.First[4] != 0 {
			t.Fatalf("%+v", got)
		}
		h.Verified()
	})
}

func TestSUP1_ABadRatingOpensTwoClocksThatNoRevisionTakesAway(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		f, _ := served(h, "06")
		r, err := h.Ratings.Rate(h.Ctx, nobody, f.Rating, say(1), once.Key{})
		h.Must(err)
		_, err = h.Ratings.Rate(h.Ctx, nobody, f.Rating, say(5), once.Key{})
		h.Must(err)
		clocks := clocksOf(h, r.ID)
		// Tuesday 24 November 2026: one working day ends on Wednesday, five on the Tuesday after.
		want := map[promise.Kind]string{evaluation.Contact: "2026-11-25", promise.Rectify: "2026-12-01"}
		for kind, day := range want {
			c, ok := clocks[kind]
			if !ok || c.State != promise.Open || c.Post == "" || c.Result.Due.Format(time.DateOnly) != day {
				t.Errorf("%s: %+v", kind, c)
			}
		}
		good, _ := served(h, "06")
		ok, err := h.Ratings.Rate(h.Ctx, nobody, good.Rating, say(3), once.Key{})
		h.Must(err)
		if n := len(clocksOf(h, ok.ID)); n != 0 {
			t.Errorf("a good rating opened %d clocks", n)
		}
	})
}

func clocksOf(h *halltest.Hall, id string) map[promise.Kind]promise.Clock {
	out := map[promise.Kind]promise.Clock{}
	h.Read(func(q *db.Q) error {
		list, err := promise.OfSubject(q, promise.Subject{Type: evaluation.Subject, ID: id})
		for _, c := range list {
			out[c.Kind] = c
		}
		return err
	})
	return out
}

func TestSUP1_WhoeverLeadsAnswersABadRatingNeverTheOneWhoWasRated(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		f, clerk := served(h, "06")
		r, err := h.Ratings.Rate(h.Ctx, nobody, f.Rating, say(2), once.Key{})
		h.Must(err)
		if _, err := h.Ratings.Handle(h.Ctx, clerk, r.ID, evaluation.Contacted, "没事", ""); errs.Of(err).Kind != errs.Forbidden {
			t.Fatal("the clerk answered her own rating", err)
		}
		boss := clerk
		boss.ID, boss.Roles = "somebody else", []ids.Role{ids.RoleManager}
		_, err = h.Ratings.Handle(h.Ctx, boss, r.ID, evaluation.Contacted, "电话核实：等候时间较长", "")
		h.Must(err)
		if _, err := h.Ratings.Handle(h.Ctx, boss, r.ID, evaluation.Contacted, "再写一次", ""); errs.Code(err) != "rating.handle.twice" {
			t.Fatal(err)
		}
		h.Wait(10 * 24 * time.Hour)
		if _, err := h.Ratings.Handle(h.Ctx, boss, r.ID, evaluation.Rectified, "加开窗口", ""); errs.Code(err) != "promise.keep.late_reason" {
			t.Fatal("late without a reason", err)
		}
		_, err = h.Ratings.Handle(h.Ctx, boss, r.ID, evaluation.Rectified, "加开窗口", "人手不足")
		h.Must(err)
		clocks := clocksOf(h, r.ID)
		if clocks[evaluation.Contact].State != promise.Kept || clocks[promise.Rectify].State != promise.Broken {
			t.Fatalf("%+v", clocks)
		}
		h.Verified()
	})
}

func TestSUP1_OnlyTheHolderRatesAndOnlyInTime(t *testing.T) {
	h := halltest.OnSQLite(t)
	f, clerk := served(h, "06")
	for _, who := range []ids.Actor{clerk, ids.TheSystem(halltest.City)} {
		if _, err := h.Ratings.Rate(h.Ctx, who, f.Rating, say(5), once.Key{}); errs.Code(err) != "rating.staff" {
			t.Error(who.Kind, err)
		}
	}
	for _, bad := range []evaluation.Answer{say(0), say(6), {Level: 1, Channel: evaluation.Phone, Aspects: []evaluation.Aspect{"made up"}}} {
		if _, err := h.Ratings.Rate(h.Ctx, nobody, f.Rating, bad, once.Key{}); errs.Of(err).Kind != errs.Invalid {
			t.Error(bad, err)
		}
	}
	if _, err := h.Ratings.Rate(h.Ctx, nobody, "AAAAAAAAAA", say(5), once.Key{}); errs.Code(err) != "rating.unknown" {
		t.Error(err)
	}
	h.Wait(31 * 24 * time.Hour)
	if _, err := h.Ratings.Rate(h.Ctx, nobody, f.Rating, say(5), once.Key{}); errs.Code(err) != "rating.late" {
		t.Error(err)
	}
}

// The fifth day counts whole: 24 November is followed by the 29th, and the 30th is too late.
func TestSUP1_RevisionEndsWithTheFifthDay(t *testing.T) {
	for days, want := range map[int]string{5: "", 6: "rating.revise_late"} {
		h := halltest.OnSQLite(t)
		f, _ := served(h, "06")
		_, err := h.Ratings.Rate(h.Ctx, nobody, f.Rating, say(5), once.Key{})
		h.Must(err)
		h.Clock.Set(time.Date(2026, 11, 24+days, 0, 0, 1, 0, h.Clock.Now().Location()))
		if days == 5 {
			h.Clock.Set(time.Date(2026, 11, 24+days, 23, 59, 0, 0, h.Now().Location()))
		}
		if _, err = h.Ratings.Rate(h.Ctx, nobody, f.Rating, say(3), once.Key{}); err == nil && want != "" || err != nil && errs.Code(err) != want {
			t.Errorf("after %d days: %v", days, err)
		}
	}
}

func TestK15_ThePadTakesAnAnswerOnlyAroundTheEndOfTheVisitAndOnce(t *testing.T) {
	h := halltest.OnSQLite(t)
	pad := h.Kiosk()
	pressed := evaluation.Answer{Level: 5, Channel: evaluation.Pad}
	f, _ := served(h, "06")
	if _, err := h.Ratings.Rate(h.Ctx, pad, f.Rating, pressed, once.Key{}); errs.Code(err) != "rating.pad" {
		t.Fatal("pressed before anybody could read", err)
	}
	h.Wait(20 * time.Second)
	_, err := h.Ratings.Rate(h.Ctx, pad, f.Rating, pressed, once.Key{})
	h.Must(err)
	if _, err := h.Ratings.Rate(h.Ctx, pad, f.Rating, pressed, once.Key{}); errs.Code(err) != "rating.again" {
		t.Fatal("rated twice on site", err)
	}
	_, err = h.Ratings.Rate(h.Ctx, nobody, f.Rating, say(1), once.Key{}) // from home
	h.Must(err)
	late, _ := served(h, "06")
	h.Wait(2 * time.Minute)
	if _, err := h.Ratings.Rate(h.Ctx, pad, late.Rating, pressed, once.Key{}); errs.Code(err) != "rating.pad" {
		t.Fatal(err)
	}
}

func TestSUP1_TheSameFormTwiceIsOneRatingAndTwoAtOnceKeepOrder(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		f, _ := served(h, "06")
		key := once.Key{Scope: "form", Key: "1", Body: "x"}
		a, err := h.Ratings.Rate(h.Ctx, nobody, f.Rating, say(2), key)
		h.Must(err)
		b, err := h.Ratings.Rate(h.Ctx, nobody, f.Rating, say(2), key)
		if err != nil || a.ID != b.ID || b.Seq != 1 {
			t.Fatal(b, err)
		}
		g, _ := served(h, "06")
		var wg sync.WaitGroup
		var mu sync.Mutex
		taken := 0
		for range 8 {
			wg.Go(func() {
				if _, err := h.Ratings.Rate(h.Ctx, nobody, g.Rating, say(4), once.Key{}); err == nil {
					mu.Lock()
					taken++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if taken != 2 {
			t.Fatalf("%d answers were taken of eight at once; the first and its revision are two", taken)
		}
	})
}

func TestSUP1_TheJournalHoldsNoWordsOfThePersonAndFiguresGoByWindowAndMonth(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		f, clerk := served(h, "06")
		_, err := h.Ratings.Rate(h.Ctx, nobody, f.Rating, evaluation.Answer{Level: 1, Channel: evaluation.Phone, Comment: "电话13800000000",
			Aspects: []evaluation.Aspect{"attitude", "slow"}}, once.Key{})
		h.Must(err)
		h.Read(func(q *db.Q) error {
			rows, _, err := journal.Last(q, journal.Filter{Type: "rating.given"}, 0, 5)
			if len(rows) != 1 || strings.Contains(rows[0].Payload, "138") {
				t.Errorf("%+v", rows)
			}
			from, to := h.Clock.Now().Add(-time.Hour), h.Clock.Now().Add(time.Hour)
			byWindow, err2 := evaluation.ByWindow(q, halltest.City, from, to)
			h.Must(err2)
			if len(byWindow) != 1 || byWindow[0].Key != clerk.Window || byWindow[0].Rated != 1 || byWindow[0].Visits != 1 || byWindow[0].BadOnes() != 1 {
				t.Errorf("%+v", byWindow)
			}
			if own, shown := byWindow[0].ForWindow(); shown || own.BadOnes() != 0 {
				t.Errorf("a window can tell who wrote its only rating: %+v", own)
			}
			byMonth, err2 := evaluation.ByMonth(q, halltest.City, from, to)
			h.Must(err2)
			if len(byMonth) != 1 || byMonth[0].Key != "2026-11" {
				t.Errorf("%+v", byMonth)
			}
			wrong, err2 := evaluation.WhatWasWrong(q, halltest.City, from, to)
			h.Must(err2)
			if wrong["attitude"] != 1 || wrong["slow"] != 1 || len(wrong) != 2 {
				t.Errorf("%v", wrong)
			}
			return err
		})
	})
}
