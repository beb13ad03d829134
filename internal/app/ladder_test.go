package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/message"
	"yichuang/internal/org"
	"yichuang/internal/promise"
)

// sweepAt lets the program's regular work happen at an instant, as often as it finds something, and its followers after it.
func sweepAt(h *halltest.Hall, at time.Time) {
	h.T.Helper()
	h.Clock.Set(at)
	for {
		n := 0
		h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) (err error) { n, err = h.Clocks.Sweep(tx, 50); return err }))
		if n == 0 {
			break
		}
	}
	h.Must(h.Runner.Drain(h.Ctx))
}

func notesOf(h *halltest.Hall, staff string) (out []string) {
	h.T.Helper()
	h.Read(func(q *db.Q) error {
		list, err := h.Messages.Notes(q, staff, true, 100)
		for _, n := range list {
			out = append(out, string(n.Template)+" "+n.Body)
		}
		return err
	})
	return out
}

func count(list []string, prefix, part string) (n int) {
	for _, s := range list {
		if strings.HasPrefix(s, prefix) && strings.Contains(s, part) {
			n++
		}
	}
	return n
}

// LIM-11: the catalogue's ladder tells the right people at the right rung, as the posts are held at that moment, once.
func TestLIM11_TheLadderTellsWhoHoldsThePostAtThatMoment(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := h.Sit("06").Accept("SB-01")
		st := h.OpenStep(c.ID)
		var post org.Post
		var step promise.Clock
		h.Read(func(q *db.Q) error {
			list, err := promise.OfSubject(q, promise.Subject{Type: "step", ID: st.ID})
			if err != nil || len(list) == 0 {
				t.Fatalf("no clock of the step: %v", err)
			}
			step = list[0]
			post, err = org.PostByID(q, st.Post)
			return err
		})
		due := step.Result.Due
		before := time.Date(due.Year(), due.Month(), due.Day(), 9, 1, 0, 0, clock.Zone).AddDate(0, 0, -1)
		for !h.View(halltest.City).IsWorkingDay(calendar.DateOf(before)) {
			before = before.AddDate(0, 0, -1)
		}
		h.Clock.Set(before.Add(-time.Hour))
		h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
			return org.SetHolder(tx, ids.TheSystem(halltest.City), post.ID, post.B, org.AsB, tx.Now())
		}))
		sweepAt(h, before)
		part := "（" + c.No + "）的环节"
		if got := notesOf(h, post.A); count(got, "clock.before", part) != 0 {
			t.Errorf("the A, who does not hold the post now, is told: %q", got)
		}
		if got := notesOf(h, post.B); count(got, "clock.before", part) != 1 {
			t.Errorf("the B holds the post and is told once: %q", got)
		}
		sweepAt(h, due.Add(time.Minute))
		lead := "E-SB-LEAD"
		if got := notesOf(h, lead); count(got, "clock.due", part) != 1 || count(got, "clock.before", part) != 0 {
			t.Errorf("the section head hears when it is due: %q", got)
		}
		if got := notesOf(h, "E-HL-DEP"); count(got, "clock", part) != 0 {
			t.Errorf("the division leader hears too early: %q", got)
		}
		next := h.View(halltest.City).NextWorkingDay(calendar.DateOf(due)).Start().Add(10 * time.Hour)
		sweepAt(h, next)
		sweepAt(h, next.Add(time.Minute))
		if got := notesOf(h, "E-HL-DEP"); count(got, "clock.after", part) != 1 {
			t.Errorf("the division leader hears one working day later, once: %q", got)
		}
		if got := notesOf(h, post.B); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, c.Applicant.Name) }) {
			t.Error("a note names a citizen")
		}
		h.Verified()
	})
}

// The note stands above the inbox and on the page of notes, with a number on the bell, and goes when it is read.
func TestANoteStandsAboveTheInboxUntilItIsRead(t *testing.T) {
	h := halltest.OnSQLite(t)
	h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
		return h.Messages.Queue(tx, halltest.City, message.Message{Event: "x", Kind: message.Desk, To: message.ToStaff("E-SB-11"), Template: message.ClockBefore, Lang: "zh-CN",
			Link:   "/h/shi/office",
			Params: map[string]string{"item": "社保登记", "number": "LX-1", "kind": "环节", "n": "1", "due": "2026-12-01"}})
	}))
	b := h.SignIn("E-SB-11", "")
	inbox := b.Get("/h/shi/office")
	if inbox.Status != 200 || !strings.Contains(inbox.Body, "LX-1") || !strings.Contains(inbox.Body, `class="count count-over">1<`) {
		t.Fatalf("inbox %d: the note or its number is missing", inbox.Status)
	}
	if other := h.SignIn("E-SB-12", "").Get("/h/shi/notes"); other.Status != 200 || strings.Contains(other.Body, "LX-1") {
		t.Errorf("%d: another's note is shown", other.Status)
	}
	form, ok := inbox.Form("/h/shi/notes/read")
	if !ok {
		t.Fatal("no form to mark it as read")
	}
	if got := b.Post("/h/shi/notes/read", form); got.Status != 303 || got.Location != "/h/shi/office" {
		t.Errorf("read: %d %s", got.Status, got.Location)
	}
	if again := b.Get("/h/shi/office"); strings.Contains(again.Body, "LX-1") {
		t.Error("a note that was read still stands above the inbox")
	}
	if all := b.Get("/h/shi/notes?all=1"); !strings.Contains(all.Body, "LX-1") {
		t.Error("a note that was read stands among all")
	}
}
