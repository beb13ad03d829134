package api

import (
	"context"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/org"
	"yichuang/internal/promise"
)

// Why is why a clock was due when it was, at one instant.
type Why struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind"`
	Source string    `json:"source" enum:"statutory,promised"`
	Item   string    `json:"item,omitempty"`
	Post   string    `json:"post"`
	Basis  string    `json:"basis,omitempty"`
	At     time.Time `json:"at"`
	Then   Account   `json:"as_then_known"`
	Now    Account   `json:"as_now_known"`
	Acts   []Deed    `json:"acts" doc:"What the date owes something to, in order; those after the instant are marked."`
}

// Account is one computation of a due date, day by day.
type Account struct {
	State       string     `json:"state" enum:"open,kept,broken,cancelled"`
	Start       time.Time  `json:"start"`
	N           int        `json:"limit"`
	Unit        string     `json:"unit"`
	Due         *time.Time `json:"due,omitempty" doc:"Absent while the clock stands still."`
	Provisional bool       `json:"provisional,omitempty"`
	Recorded    *time.Time `json:"recorded_due,omitempty" doc:"As the last act by then recorded it."`
	Agrees      bool       `json:"agrees" doc:"The computation gives what was recorded."`
	Version     string     `json:"calendar_version"`
	Excluded    []Excluded `json:"excluded,omitempty"`
	Days        []Day      `json:"days"`
}

// Day says what became of one day.
type Day struct {
	Date   string            `json:"date" format:"date"`
	Code   string            `json:"code" doc:"received, counted, not_working, excluded, ends …"`
	Params map[string]string `json:"params,omitempty"`
}

// Excluded is time that does not count; to is absent while it lasts.
type Excluded struct {
	From   time.Time  `json:"from"`
	To     *time.Time `json:"to,omitempty"`
	Ground string     `json:"ground"`
}

// Deed is one act on a clock.
type Deed struct {
	At     time.Time  `json:"at"`
	Type   string     `json:"type"`
	Due    *time.Time `json:"due,omitempty"`
	Reason string     `json:"reason,omitempty"`
	Later  bool       `json:"later,omitempty"`
}

type whyInput struct {
	ID string    `path:"id"`
	At time.Time `query:"at" doc:"An instant that is not in the future; without it, now."`
}

type whyAnswer struct{ Body Why }

func (a *API) clockOperations() {
	op(a, "GET", "/api/v1/clocks/{id}", "case.view", "Why a clock was due when it was, at any past instant", 0, a.why)
}

func (a *API) why(ctx context.Context, in *whyInput) (*whyAnswer, error) {
	var out whyAnswer
	return &out, a.DB.Read(ctx, func(q *db.Q) error {
		k, err := promise.ByID(q, in.ID)
		if err != nil {
			return err
		}
		post, err := org.PostByID(q, k.Post)
		if err != nil {
			return err
		}
		if err := identity.Can(actor(ctx), "case.view", identity.Object{Hall: k.Hall, Department: post.Department}); err != nil {
			return err
		}
		if in.At.IsZero() {
			in.At = db.FromMicro(q.Now())
		}
		x, err := a.Clocks.Why(q, k.ID, in.At)
		out.Body = Why{ID: k.ID, Kind: string(k.Kind), Source: string(k.Source), Item: k.Item, Post: k.Post, Basis: k.Basis, At: x.At,
			Then: accountOf(x.Then), Now: accountOf(x.Now), Acts: []Deed{}}
		for _, d := range x.Deeds {
			out.Body.Acts = append(out.Body.Acts, Deed{d.At.In(calendar.Zone), d.Type, instant(d.Dates.Result().Due), d.Reason, d.Later})
		}
		return err
	})
}

func accountOf(a promise.Account) Account {
	x := a.Explanation
	out := Account{State: string(a.State), Start: a.Start, N: a.Limit.N, Unit: a.Limit.Unit.String(), Due: instant(x.Result.Due), Provisional: x.Result.Provisional,
		Recorded: instant(a.Result.Due), Agrees: a.Agrees, Version: x.Version, Days: []Day{}}
	for _, e := range a.Exclusions {
		out.Excluded = append(out.Excluded, Excluded{e.From, instant(e.To), e.Ground})
	}
	for _, d := range x.Steps {
		out.Days = append(out.Days, Day{d.Date.String(), string(d.Code), d.Params})
	}
	return out
}
