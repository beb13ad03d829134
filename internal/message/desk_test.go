package message_test

import (
	"testing"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/message"
	"yichuang/internal/text"
)

func note(event, staff string) message.Message {
	return message.Message{Event: event, Kind: message.Desk, To: message.ToStaff(staff), Template: message.ClockBefore, Lang: text.ZH, Link: "/h/h1/office/case/c1",
		Params: map[string]string{"item": "社会保险登记", "number": "LX1", "kind": "办结", "n": "1", "due": "2026-12-08"}}
}

// A note lies on the desk with the commit, goes out by no gateway, stands once for each event and person, and is read by its
// recipient only.
func TestANoteLiesOnTheDeskOnceUntilItIsRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		out := newOutside(t)
		s := service(t, e.DB, out.sender(t), nil)
		queue(t, e.DB, s, note("a", "hejing"))
		queue(t, e.DB, s, note("a", "hejing"))
		queue(t, e.DB, s, note("a", "mengfan"))
		queue(t, e.DB, s, note("b", "hejing"))
		if n, err := s.Sweep(ctx); n != 0 || err != nil || len(out.calls()) != 0 {
			t.Errorf("a note goes nowhere: %d %v %v", n, err, out.calls())
		}
		unread := func(staff string, want int) []message.Note {
			t.Helper()
			var list []message.Note
			if err := e.DB.Read(ctx, func(q *db.Q) (err error) {
				if list, err = s.Notes(q, staff, true, 10); err != nil {
					return err
				}
				n, err := s.Unread(q, staff)
				if n != want || len(list) != want {
					t.Errorf("%s has %d notes, counted %d, want %d", staff, len(list), n, want)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return list
		}
		list := unread("hejing", 2)
		if list[0].Link != "/h/h1/office/case/c1" || list[0].Body == "" || list[0].Template != message.ClockBefore {
			t.Errorf("note %+v", list[0])
		}
		others := unread("mengfan", 1)
		if err := s.MarkRead(ctx, "hejing", others[0].ID); err != nil {
			t.Fatal(err)
		}
		unread("mengfan", 1)
		if err := s.MarkRead(ctx, "hejing", list[0].ID); err != nil {
			t.Fatal(err)
		}
		unread("hejing", 1)
		if err := s.MarkRead(ctx, "hejing", ""); err != nil {
			t.Fatal(err)
		}
		unread("hejing", 0)
		unread("mengfan", 1)
	})
}

func TestANoteOfTheMadeUpPastIsReadAlready(t *testing.T) {
	e := dbtest.SQLite(t)
	s := service(t, e.DB, nil, nil)
	s.Hold(true)
	queue(t, e.DB, s, note("a", "hejing"))
	if err := e.DB.Read(ctx, func(q *db.Q) error {
		n, err := s.Unread(q, "hejing")
		all, err2 := s.Notes(q, "hejing", false, 10)
		if n != 0 || len(all) != 1 || err2 != nil {
			t.Errorf("%d unread of %v, %v", n, all, err2)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
