package guess_test

import (
	"errors"
	"testing"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/guess"
	"yichuang/internal/halltest"
)

var wrong = errs.New(errs.NotFound, "test.wrong")

func TestO1_TheHourlyLimitHidesEvenARightGuess(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		looked := 0
		try := func(answer error, source string) error {
			return guess.Try(h.Ctx, h.DB, func(db.Querier) error { looked++; return answer }, guess.Limit{Source: source, Hourly: 3}, guess.Limit{Source: "address:x", Hourly: 5})
		}
		for range 20 {
			h.Must(try(nil, "number:A")) // right guesses cost nothing
		}
		for range 3 {
			if err := try(wrong, "number:A"); !errors.Is(err, wrong) {
				t.Fatal(err)
			}
		}
		before := looked
		if err := try(nil, "number:A"); errs.Of(err).Kind != errs.TooMany || looked != before {
			t.Fatal("the fourth try was looked at", err)
		}
		h.Must(try(nil, "number:B")) // another number from the same address
		for range 2 {
			_ = try(wrong, "number:B")
		}
		if err := try(nil, "number:C"); errs.Of(err).Kind != errs.TooMany {
			t.Fatal("the address has no limit of its own", err)
		}
		h.Wait(time.Hour)
		h.Must(try(nil, "number:A"))
	})
}
