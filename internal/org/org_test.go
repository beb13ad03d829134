package org_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/org"
)

var admin = ids.Actor{Kind: ids.Staff, ID: "adm", Hall: "shi", Roles: []ids.Role{ids.RoleSysAdmin}}

var post = org.Post{ID: "SB-W1", Hall: "shi", Department: "shebao", Name: org.Name{ZH: "社保综合窗口岗一", EN: "Window post 1"},
	Kind: org.WindowPost, A: "hejing", B: "dengxiaolan"}

func write(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, d *db.DB, fn func(*db.Q) error) {
	t.Helper()
	if err := d.Read(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func found(t *testing.T, e dbtest.Env) {
	t.Helper()
	write(t, e.DB, func(tx *db.Tx) error { return org.UpsertPost(tx, admin, post) })
}

func acts(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	read(t, d, func(q *db.Q) error { return q.QueryRow(`SELECT count(*) FROM journal`).Scan(&n) })
	return n
}

func TestWhatIsSavedIsReadAgainAndSavingItTwiceIsNoSecondAct(t *testing.T) {
	hall := org.Hall{ID: "shi", Name: org.Name{ZH: "临溪市政务服务中心", EN: "Linxi City Service Hall"}, Address: org.Name{ZH: "样例大道1号"},
		Phone: "0990-5550100", BookingPhone: "0990-5550109", Region: "990000", Head: "luo", Uninterrupted: true, Order: 1}
	zone := org.Zone{ID: org.ZoneID("shi", "A"), Hall: "shi", Code: "A", Name: org.Name{ZH: "社保服务区"}}
	dept := org.Department{ID: "shebao", Name: org.Name{ZH: "社会保险中心"}, Short: org.Name{ZH: "社保"}, USCC: "11990000MB9900013U",
		DocPrefix: "临社保", Responsible: "yin", Supervisor: "tan", Phones: org.Phones{Enquiry: "0990-5550110", Discipline: "0990-5550112"}}
	window := org.Window{ID: org.WindowID("shi", "06"), Hall: "shi", No: "06", Zone: zone.ID, Department: "shebao", Kind: org.Integrated,
		Name: org.Name{ZH: "综合窗口", EN: "All matters"}, Post: post.ID, Businesses: []string{"sb-register", "sb-pay"}}
	save := func(tx *db.Tx) error {
		return errors.Join(org.UpsertHall(tx, admin, hall), org.UpsertZone(tx, admin, zone), org.UpsertDepartment(tx, admin, dept),
			org.UpsertPost(tx, admin, post), org.UpsertWindow(tx, admin, window))
	}
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		write(t, e.DB, save)
		first := acts(t, e.DB)
		if first != 6 { // five objects and the first holder
			t.Fatalf("%d acts", first)
		}
		write(t, e.DB, save)
		if n := acts(t, e.DB); n != first {
			t.Fatalf("saving the same again recorded %d more acts", n-first)
		}
		read(t, e.DB, func(q *db.Q) error {
			halls, _ := org.Halls(q)
			zones, _ := org.Zones(q, "shi")
			depts, _ := org.Departments(q)
			windows, _ := org.Windows(q, "shi")
			posts, err := org.Posts(q, "shi")
			got := []any{halls, zones, depts, windows, posts}
			want := []any{[]org.Hall{hall}, []org.Zone{zone}, []org.Department{dept}, []org.Window{window}, []org.Post{post}}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
			return err
		})
		window.Businesses = []string{"sb-pay"}
		write(t, e.DB, func(tx *db.Tx) error { return org.UpsertWindow(tx, admin, window) })
		read(t, e.DB, func(q *db.Q) error {
			w, err := org.WindowOfPost(q, post.ID)
			if !slices.Equal(w.Businesses, window.Businesses) {
				t.Errorf("businesses %v", w.Businesses)
			}
			return err
		})
		window.Businesses = []string{"sb-register", "sb-pay"}
	})
}

func TestDUT1_PostNeedsAAndAnotherPersonAsB(t *testing.T) {
	for name, c := range map[string]struct{ a, b, code string }{
		"no B":        {"hejing", "", "org.post.uncovered"},
		"no A":        {"", "hejing", "org.post.uncovered"},
		"same person": {"hejing", "hejing", "org.post.same_person"},
		"covered":     {"hejing", "dengxiaolan", ""},
	} {
		p := post
		p.A, p.B = c.a, c.b
		if got := errs.Code(p.Check()); got != c.code {
			t.Errorf("%s: %q, want %q", name, got, c.code)
		}
	}
}

func TestNumbersOfWindowsStandInOrderAndTwiceIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		found(t, e)
		window := func(no string) org.Window {
			return org.Window{ID: org.WindowID("shi", no), Hall: "shi", No: no, Kind: org.Integrated, Post: post.ID}
		}
		for _, no := range []string{"10", "2", "1"} {
			write(t, e.DB, func(tx *db.Tx) error { return org.UpsertWindow(tx, admin, window(no)) })
		}
		read(t, e.DB, func(q *db.Q) error {
			list, err := org.Windows(q, "shi")
			var nos []string
			for _, w := range list {
				nos = append(nos, w.No)
			}
			if fmt.Sprint(nos) != "[1 2 10]" {
				t.Errorf("order %v", nos)
			}
			return err
		})
		err := e.DB.Write(context.Background(), func(tx *db.Tx) error {
			w := window("2")
			w.ID = "other"
			return org.UpsertWindow(tx, admin, w)
		})
		if err == nil {
			t.Fatal("two windows with one number in one hall")
		}
	})
}

func TestDUT2_BHoldsAtOnceAndABackAsPlanned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		found(t, e)
		ten := dbtest.Start.UnixMicro()
		hour := time.Hour.Microseconds()
		e.Clock.Advance(time.Hour)
		write(t, e.DB, func(tx *db.Tx) error {
			return errors.Join(org.SetHolder(tx, admin, post.ID, "dengxiaolan", org.AsB, tx.Now()),
				org.SetHolder(tx, admin, post.ID, "hejing", org.AsA, tx.Now()+3*hour))
		})
		for at, want := range map[int64]org.Responsible{
			ten:              {Staff: "hejing", As: org.AsA, Since: ten},
			ten + hour - 1:   {Staff: "hejing", As: org.AsA, Since: ten},
			ten + hour:       {Staff: "dengxiaolan", As: org.AsB, Since: ten + hour},
			ten + 4*hour - 1: {Staff: "dengxiaolan", As: org.AsB, Since: ten + hour},
			ten + 4*hour:     {Staff: "hejing", As: org.AsA, Since: ten + 4*hour},
			ten + 99*hour:    {Staff: "hejing", As: org.AsA, Since: ten + 4*hour},
		} {
			read(t, e.DB, func(q *db.Q) error {
				got, err := org.ResponsibleAt(q, post.ID, at)
				all, _ := org.HoldersAt(q, "shi", at)
				held, _ := org.HeldBy(q, want.Staff, at)
				if got != want || all[post.ID] != want || len(held) != 1 || held[0].As != want.As {
					t.Errorf("after %d h: %+v %+v %+v, want %+v", (at-ten)/hour, got, all, held, want)
				}
				return err
			})
		}
	})
}

func TestDUT3_NobodyRewritesWhoWasResponsible(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		found(t, e)
		e.Clock.Advance(time.Hour)
		for code, at := range map[string]time.Duration{"org.holder.backdated": -time.Microsecond, "": 0} {
			err := e.DB.Write(context.Background(), func(tx *db.Tx) error {
				return org.SetHolder(tx, admin, post.ID, "dengxiaolan", org.AsB, tx.Now()+at.Microseconds())
			})
			if errs.Code(err) != code {
				t.Errorf("at %v: %v, want %q", at, err, code)
			}
		}
		for _, c := range []struct {
			staff string
			as    org.As
		}{{"dengxiaolan", org.AsA}, {"hejing", org.AsB}, {"", org.AsB}} {
			err := e.DB.Write(context.Background(), func(tx *db.Tx) error { return org.SetHolder(tx, admin, post.ID, c.staff, c.as, tx.Now()) })
			if errs.Code(err) != "org.holder.person" {
				t.Errorf("%+v: %v", c, err)
			}
		}
		read(t, e.DB, func(q *db.Q) error {
			_, err := org.ResponsibleAt(q, post.ID, dbtest.Start.UnixMicro()-1)
			if errs.Of(err).Kind != errs.NotFound {
				t.Errorf("before the post was founded: %v", err)
			}
			h, err := journal.History(q, journal.Ref{Type: "post", ID: post.ID})
			if len(h) != 3 || h[2].Type != "org.holder.set" {
				t.Errorf("history %+v", h)
			}
			return err
		})
	})
}

// A leaver is replaced in what is held now and in what is planned.
func TestANewAOrBHoldsInThePlaceOfTheFormer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		found(t, e)
		hour := time.Hour.Microseconds()
		e.Clock.Advance(time.Hour)
		write(t, e.DB, func(tx *db.Tx) error {
			return errors.Join(org.SetHolder(tx, admin, post.ID, "dengxiaolan", org.AsB, tx.Now()+hour),
				org.SetHolder(tx, admin, post.ID, "hejing", org.AsA, tx.Now()+2*hour))
		})
		p := post
		p.A, p.B = "suyining", "hezhiqiu"
		write(t, e.DB, func(tx *db.Tx) error { return org.UpsertPost(tx, admin, p) })
		read(t, e.DB, func(q *db.Q) error {
			line, err := org.Holders(q, post.ID)
			var who []string
			for _, h := range line {
				who = append(who, h.Staff)
			}
			if fmt.Sprint(who) != "[hejing suyining hezhiqiu suyining]" {
				t.Errorf("holders %v", who)
			}
			return err
		})
	})
}

func TestTwoChangesAtOnceLeaveOneTimeline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		found(t, e)
		e.Clock.Advance(time.Hour)
		now := e.Clock.Now().UnixMicro()
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				err := e.DB.Write(context.Background(), func(tx *db.Tx) error {
					return org.SetHolder(tx, admin, post.ID, fmt.Sprint("stand-in ", i), org.AsB, now+int64(i%7))
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		read(t, e.DB, func(q *db.Q) error {
			line, err := org.Holders(q, post.ID)
			if len(line) != 8 {
				t.Errorf("%d holdings, want the first and seven instants", len(line))
			}
			gapless(t, line)
			return err
		})
	})
}

type failer interface{ Fatalf(string, ...any) }

// gapless demands that each holding begins where the one before ends, and that the last is open.
func gapless(t failer, line org.Timeline) {
	for i, h := range line {
		last := i == len(line)-1
		if last && h.Until != 0 || !last && (h.Until != line[i+1].Since || h.Until <= h.Since) {
			t.Fatalf("gap or overlap at %d: %+v", i, line)
		}
	}
}

func TestDUT3_TimelineHasOneAnswerAtAnyInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := org.Timeline{{ID: "0", Post: "p", Staff: "a", As: org.AsA, Since: 10}}
		now := int64(10)
		asked := map[int64]string{} // what was answered about the past may not change
		for i := range rapid.IntRange(1, 12).Draw(t, "changes") {
			now += rapid.Int64Range(0, 5).Draw(t, "pause")
			past := line
			for at := int64(10); at < now; at++ {
				h, _ := past.At(at)
				asked[at] = h.Staff
			}
			next := org.Holding{ID: fmt.Sprint(i + 1), Post: "p", Staff: fmt.Sprint("s", i), As: org.AsB,
				Since: now + rapid.Int64Range(-2, 8).Draw(t, "ahead")}
			changed, err := line.Set(next, now)
			if (err != nil) != (next.Since < now) {
				t.Fatalf("set %+v at %d: %v", next, now, err)
			}
			line = apply(line, changed)
			gapless(t, line)
			if h, _ := line.At(next.Since); err == nil && h.Staff != next.Staff {
				t.Fatalf("%s set from %d, %s answers", next.Staff, next.Since, h.Staff)
			}
			for at, who := range asked {
				if h, _ := line.At(at); h.Staff != who {
					t.Fatalf("at %d it was %s, now it reads %s", at, who, h.Staff)
				}
			}
		}
		for at := int64(10); at < now+20; at++ {
			n := 0
			for _, h := range line {
				if h.Since <= at && (h.Until == 0 || at < h.Until) {
					n++
				}
			}
			if n != 1 {
				t.Fatalf("%d answers at %d in %+v", n, at, line)
			}
		}
	})
}

// apply saves changed holdings as the store does, by id.
func apply(line org.Timeline, changed []org.Holding) org.Timeline {
	out := slices.Clone(line)
	for _, h := range changed {
		if i := slices.IndexFunc(out, func(o org.Holding) bool { return o.ID == h.ID }); i >= 0 {
			out[i] = h
		} else {
			out = append(out, h)
		}
	}
	slices.SortFunc(out, func(a, b org.Holding) int { return int(a.Since - b.Since) })
	return out
}
