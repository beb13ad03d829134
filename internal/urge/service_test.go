package urge_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/message"
	"yichuang/internal/promise"
	"yichuang/internal/urge"
)

func applicant(caseID string) ids.Actor {
	return ids.Actor{Kind: ids.Citizen, ID: caseID, Hall: halltest.City, Roles: []ids.Role{ids.RoleCitizen}}
}

func clocks(h *halltest.Hall, c *casework.Case, step string) (out []promise.Clock) {
	h.Read(func(q *db.Q) error {
		for _, s := range []promise.Subject{{Type: "case", ID: c.ID}, {Type: "step", ID: step}} {
			list, err := promise.OfSubject(q, s)
			if err != nil {
				return err
			}
			out = append(out, list...)
		}
		return nil
	})
	return out
}

// An urging is counted once a working day however many press at once, reaches whoever holds the post, and leaves every clock as it was.
func TestAnUrgingIsCountedOnceADayAndMovesNoClock(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := h.Sit("06").Accept("SB-01")
		st := h.OpenStep(c.ID)
		before := clocks(h, c, st.ID)
		var all sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for range 6 {
			all.Go(func() {
				_, err := h.Urging.Urge(h.Ctx, applicant(c.ID), c.ID)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					done++
				case !errors.Is(err, urge.ErrToday):
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done != 1 {
			t.Errorf("%d urgings of one day counted", done)
		}
		h.Wait(24 * time.Hour) // Wednesday
		got, err := h.Urging.Urge(h.Ctx, applicant(c.ID), c.ID)
		if err != nil || got.N != 2 {
			t.Errorf("the next day: %+v %v", got, err)
		}
		after := clocks(h, c, st.ID)
		for i := range before {
			if after[i].Generation != before[i].Generation || !after[i].Result.Due.Equal(before[i].Result.Due) || after[i].State != before[i].State {
				t.Errorf("a clock moved: %+v, was %+v", after[i], before[i])
			}
		}
		h.Must(h.Runner.Drain(h.Ctx))
		h.Read(func(q *db.Q) error {
			notes, err := h.Messages.Notes(q, h.Holder(st.Post).ID, true, 50)
			n := 0
			for _, x := range notes {
				if x.Template == message.CaseUrged {
					n++
				}
			}
			if n != 2 {
				t.Errorf("whoever has it in hand was told %d times, want 2", n)
			}
			rows, err2 := journal.ByType(q, halltest.City, "case.urged", 0)
			if len(rows) != 2 {
				t.Errorf("%d acts", len(rows))
			}
			counts, err3 := urge.Counts(q, []string{c.ID, "nobody"})
			if counts[c.ID] != 2 || len(counts) != 1 {
				t.Errorf("counts %v", counts)
			}
			return errors.Join(err, err2, err3)
		})
		h.Verified()
	})
}

func TestOnlyTheApplicantUrgesAndOnlyTheOwnCase(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := h.Sit("06")
	c, other := d.Accept("SB-01"), d.Accept("SB-05")
	for name, who := range map[string]ids.Actor{"the holder of another code": applicant(other.ID), "a clerk": d.Clerk, "nobody": {Kind: ids.Anonymous}} {
		_, err := h.Urging.Urge(h.Ctx, who, c.ID)
		if k := errs.Of(err).Kind; k != errs.Forbidden && k != errs.Unauthenticated {
			t.Errorf("%s urges: %v", name, err)
		}
	}
}
