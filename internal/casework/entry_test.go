package casework

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/errs"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, calendar.Zone)

// paper is a draft that nothing is wrong with.
func paper(kind promise.Outside) Draft {
	return Draft{Kind: kind, Source: "旧档2026-0017", Item: "X-01", Applicant: "person", Window: "06", Received: noon.Add(-2 * time.Hour),
		Accepted: noon.Add(-time.Hour), Party: Party{Name: "罗雨薇", ID: pii.New(pii.ResidentID, "990000199001010017")}}
}

var (
	twoSteps = &catalogue.Item{Code: "X-01", Applicants: []string{"person"}, Steps: []catalogue.Step{{ID: "accept"}, {ID: "review"}}}
	morning  = bounds{Still: StoodStill{"o1", noon.Add(-3 * time.Hour), noon.Add(-30 * time.Minute)}}
	starting = bounds{GoLive: noon.Add(-time.Hour)}
)

func codes(err error) map[string]string {
	out := map[string]string{}
	if err == nil {
		return out
	}
	e := errs.Of(err)
	for _, one := range append([]*errs.Error{e}, e.All...) {
		out[one.Field] = one.Code
	}
	return out
}

func TestWhatAnEntryNeeds(t *testing.T) {
	if err := errors.Join(paper(promise.Migrated).check(twoSteps, starting, noon), paper(promise.LateEntry).check(twoSteps, morning, noon)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(d *Draft)
		field  string
		code   string
	}{
		"no source":                    {func(d *Draft) { d.Source = "" }, "source", "case.entry.source"},
		"no name":                      {func(d *Draft) { d.Party.Name = "" }, "name", "case.receive.name"},
		"no number":                    {func(d *Draft) { d.Party.ID = pii.Number{} }, "id", "case.receive.id"},
		"an applicant of another kind": {func(d *Draft) { d.Applicant = "enterprise" }, "applicant", "case.receive.kind"},
		"no receipt":                   {func(d *Draft) { d.Received = time.Time{} }, "received_at", "case.entry.received"},
		"a receipt to come":            {func(d *Draft) { d.Received, d.Accepted = noon.Add(time.Minute), time.Time{} }, "received_at", "case.entry.future"},
		"accepted before it was here":  {func(d *Draft) { d.Accepted = d.Received.Add(-time.Minute) }, "accepted_at", "case.entry.order"},
		"accepted in future":           {func(d *Draft) { d.Accepted = noon.Add(time.Minute) }, "accepted_at", "case.entry.future"},
		"a step that the item has not": {func(d *Draft) { d.Step = "decide" }, "step", "case.entry.step"},
		"a step before acceptance":     {func(d *Draft) { d.Step, d.Accepted = "accept", time.Time{} }, "step", "case.entry.step"},
		"a later step, since when?":    {func(d *Draft) { d.Step = "review" }, "step_since", "case.entry.step_since"},
		"a step from before":           {func(d *Draft) { d.Step, d.StepSince = "review", d.Received }, "step_since", "case.entry.order"},
		"no kind":                      {func(d *Draft) { d.Kind = "" }, "kind", "case.entry.kind"},
	} {
		d := paper(promise.Migrated)
		c.change(&d)
		if got := codes(d.check(twoSteps, bounds{}, noon)); got[c.field] != c.code {
			t.Errorf("%s: %v, want %s at %s", name, got, c.code, c.field)
		}
	}
}

// A case is called old only when it is older than the hall's work with the program, and written on paper only within an outage.
func TestK10_AnEntryIsNoWayOutOfTheFigures(t *testing.T) {
	d := paper(promise.Migrated)
	d.Received = starting.GoLive
	d.Accepted = noon
	if got := codes(d.check(twoSteps, starting, noon)); got["received_at"] != "case.entry.after_go_live" {
		t.Errorf("received on the day of go-live: %v", got)
	}
	d = paper(promise.LateEntry)
	if got := codes(d.check(twoSteps, bounds{}, noon)); got["received_at"] != "case.entry.no_outage" {
		t.Errorf("without an outage: %v", got)
	}
	d.Accepted = morning.Still.To.Add(time.Second)
	if got := codes(d.check(twoSteps, morning, noon)); got["accepted_at"] != "case.entry.no_outage" {
		t.Errorf("accepted after the outage: %v", got)
	}
}

// Whatever two people try: one settles an entry, never whoever made it, and a refusal has its reason.
func TestEveryCourseOfAnEntry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := &Entry{State: EntryProposed, By: "a"}
		for range rapid.IntRange(1, 8).Draw(t, "tries") {
			before, who, note := *e, rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "who"), rapid.SampledFrom([]string{" ", "看不清"}).Draw(t, "note")
			var err error
			if rapid.Bool().Draw(t, "confirm") {
				err = e.Confirm(who, noon)
			} else {
				err = e.Refuse(who, note, noon)
			}
			switch {
			case err != nil && (e.State != before.State || e.Second != before.Second):
				t.Fatalf("%v changed it", err)
			case err == nil && (before.State != EntryProposed || who != "b"):
				t.Fatalf("%s by %q after %s", e.State, who, before.State)
			case err == nil && e.State == EntryRefused && e.Note == "":
				t.Fatal("refused without a reason")
			}
		}
	})
}

func TestAnEnteredCaseHasTheTimesOfThePaper(t *testing.T) {
	e := &Entry{Draft: paper(promise.LateEntry), At: noon}
	c := &Case{State: Received}
	e.enter(c)
	if c.State != Accepted || !c.Received.Equal(e.Received) || !c.Accepted.Equal(e.Accepted) || !c.Completed.Equal(e.Received) || !c.EntryAt.Equal(noon) ||
		c.EntrySource != e.Source || c.outside() != promise.LateEntry {
		t.Errorf("%+v", c)
	}
	e.Accepted, c = time.Time{}, &Case{State: Received}
	e.enter(c)
	if c.State != Received || !c.Accepted.IsZero() {
		t.Errorf("not accepted on paper: %+v", c)
	}
}

const heading = "source,item,applicant,name,id_kind,id,window,received_at,phone,accepted_at,step,step_since\n"

func TestAFileOfRunningCasesSaysWhichCellsAreWrong(t *testing.T) {
	drafts, bad := ReadEntries(strings.NewReader("\ufeff" + heading +
		"旧1,SB-01,person,罗雨薇,resident_id,990000199001010017,06,2026-11-02,13800000000,2026-11-02 09:30,,\n" +
		"旧2,SB-01,person,何静,passport,E1,06,2026/11/3 8:05,,soon,,\n" +
		"旧1,SB-01,person,何静,card,E1,06,2026-11-03,,,,\n"))
	if len(drafts) != 3 {
		t.Fatalf("%d drafts", len(drafts))
	}
	d := drafts[0]
	if d.Source != "旧1" || d.Party.Name != "罗雨薇" || !d.Received.Equal(time.Date(2026, 11, 2, 0, 0, 0, 0, calendar.Zone)) ||
		!d.Accepted.Equal(time.Date(2026, 11, 2, 9, 30, 0, 0, calendar.Zone)) || d.Party.Phone.Empty() || d.Kind != promise.Migrated {
		t.Errorf("%+v", d)
	}
	type cell struct {
		row    int
		column string
	}
	got := map[cell]string{}
	for _, p := range bad {
		got[cell{p.Row, p.Column}] = p.Err.Code
	}
	want := map[cell]string{{3, "accepted_at"}: "case.entry.time", {4, "id_kind"}: "case.entry.id_kind", {4, "source"}: "case.entry.same_source"}
	if len(got) != len(want) {
		t.Errorf("problems %v", got)
	}
	for c, code := range want {
		if got[c] != code {
			t.Errorf("row %d column %s: %q, want %q", c.row, c.column, got[c], code)
		}
	}
	for file, want := range map[string]cell{"": {0, ""}, "source,item\n": {1, "applicant"}, heading + "\"x\n": {2, ""}} {
		_, bad := ReadEntries(strings.NewReader(file))
		if len(bad) == 0 || bad[0].Row != want.row || bad[0].Column != want.column {
			t.Errorf("%q: %+v", file, bad)
		}
	}
}
