package lint

import (
	"fmt"
	"slices"

	"yichuang/internal/catalogue"
)

// longestRung bounds how many working days a rung lies from the due date.
const longestRung = 60

// ladder checks the reminders of a city or a hall: each rung has a place, somebody to tell and a card that fits; that a limit has run
// out is always said (LIM-11). No ladder at all is the program's default.
func (k *checker) ladder(at catalogue.Origin, place string, rungs []catalogue.Rung) {
	if len(rungs) == 0 {
		return
	}
	due := false
	seen := map[string]bool{}
	for i, r := range rungs {
		k.oneOf(at, on("ladder", i, "when"), r.When, "used", "before", "due", "after")
		k.rung(at, i, r)
		name := fmt.Sprint(r.When, " ", r.N)
		if seen[name] {
			k.Fail(at, on("ladder", i), "ladder.twice", "when", r.When, "n", r.N)
		}
		seen[name] = true
		due = due || r.When == "due" && r.Card == "red"
	}
	if !due {
		k.Fail(at, on("ladder"), "ladder.no_due", "place", place)
	}
}

func (k *checker) rung(at catalogue.Origin, i int, r catalogue.Rung) {
	most := map[string]int{"used": 99, "before": longestRung, "after": longestRung}[r.When]
	if r.When == "due" && r.N != 0 || most > 0 && (r.N < 1 || r.N > most) {
		k.Fail(at, on("ladder", i, "n"), "ladder.n", "when", r.When, "n", r.N)
	}
	if len(r.Tell) == 0 {
		k.Fail(at, on("ladder", i), "ladder.nobody", "when", r.When, "n", r.N)
	}
	for j, who := range r.Tell {
		k.oneOf(at, on("ladder", i, "tell", j), who, "handler", "b", "section", "division")
	}
	fits := []string{"", "red"}
	switch r.When {
	case "before":
		fits = []string{"", "yellow"}
	case "used":
		fits = []string{""}
	}
	if !slices.Contains(fits, r.Card) {
		k.Fail(at, on("ladder", i, "card"), "ladder.card", "when", r.When, "card", r.Card)
	}
}
