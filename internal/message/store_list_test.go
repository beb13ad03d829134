package message_test

import (
	"fmt"
	"testing"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/message"
)

func TestListByHallStatusAndPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		out := newOutside(t)
		s := service(t, e.DB, out.sender(t), nil)
		for i := range 5 {
			queue(t, e.DB, s, sms(fmt.Sprint(i), phone))
			e.Clock.Advance(time.Minute)
		}
		deliver(t, s, "3")
		first := list(t, e.DB, s, "h1", message.Filter{Limit: 2})
		rest := list(t, e.DB, s, "h1", message.Filter{After: first[1].ID})
		var order []string
		for _, l := range append(first, rest...) {
			order = append(order, l.Event)
		}
		if fmt.Sprint(order) != "[4 3 2 1 0]" {
			t.Fatal(order)
		}
		if l := list(t, e.DB, s, "h1", message.Filter{Status: message.Delivered}); len(l) != 1 || l[0].Event != "3" {
			t.Fatalf("%+v", l)
		}
		if l := list(t, e.DB, s, "h2", message.Filter{}); len(l) != 0 {
			t.Fatal("another hall's messages")
		}
		err := e.DB.Read(ctx, func(q *db.Q) error {
			n, err := message.Counts(q, "h1", dbtest.Start.Add(time.Minute))
			if fmt.Sprint(n) != "map[created:3 delivered:1]" {
				t.Error(n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
