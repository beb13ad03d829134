package app

import (
	"cmp"
	"strconv"

	"yichuang/internal/card"
	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/journal"
	"yichuang/internal/message"
	"yichuang/internal/promise"
	"yichuang/internal/text"
	"yichuang/internal/urge"
)

// ladder is a hall's ladder of reminders as the catalogue has it.
func (a *App) ladder(hall string) promise.Ladder {
	rungs := a.Catalogue.LadderOf(hall)
	if len(rungs) == 0 {
		return promise.DefaultLadder
	}
	var out promise.Ladder
	for _, r := range rungs {
		x := promise.Rung{When: promise.When(r.When), N: r.N, Card: promise.Card(r.Card)}
		for _, who := range r.Tell {
			x.Tell = append(x.Tell, promise.Who(who))
		}
		out = append(out, x)
	}
	return out
}

// rungTemplates is what a rung says on the desks.
var rungTemplates = map[promise.When]message.Template{promise.Used: message.ClockUsed, promise.Before: message.ClockBefore,
	promise.AtDue: message.ClockDue, promise.After: message.ClockAfter}

// reminder puts a note on the desk of everybody whom a rung tells, once for each act and person. The act says whom: that was settled
// when the rung was reached.
func (a *App) reminder() journal.Subscriber {
	return journal.Subscriber{Name: "reminders", Types: []string{"promise.warned", "case.urged", "card.given"}, Handle: func(tx *db.Tx, act journal.Row) error {
		switch act.Type {
		case "case.urged":
			return a.tellUrged(tx, act)
		case "card.given":
			return a.tellCard(tx, act)
		}
		return a.remind(tx, act)
	}}
}

// tellUrged tells those who had the case in hand that the applicant presses for it.
func (a *App) tellUrged(tx *db.Tx, act journal.Row) error {
	var e urge.CaseUrged
	if err := act.Decode(&e); err != nil {
		return err
	}
	c, err := a.Cases.Get(tx, act.Object.ID)
	if err != nil {
		return err
	}
	params := map[string]string{"item": a.itemWords(c.Item), "number": c.No, "n": strconv.Itoa(e.N)}
	for _, staff := range e.Told {
		if err := a.note(tx, act, message.CaseUrged, staff, params, caseLink(c)); err != nil {
			return err
		}
	}
	return nil
}

// tellCard tells whoever answers for a card that it waits for an explanation.
func (a *App) tellCard(tx *db.Tx, act journal.Row) error {
	var e card.CardGiven
	if err := act.Decode(&e); err != nil {
		return err
	}
	params := map[string]string{"item": a.itemWords(e.Item), "number": cmp.Or(e.No, "-"), "card": a.Words.T(text.ZH, "supervise.colour."+string(e.Colour)), "until": e.Until}
	return a.note(tx, act, message.CardGiven, e.Staff, params, "/h/"+act.Hall+"/supervise/cards/"+act.Object.ID)
}

// itemWords is the name of an item, a dash for none.
func (a *App) itemWords(code string) string {
	if it, ok := a.Catalogue.Item(code); ok {
		return it.Name.ZH
	}
	return cmp.Or(code, "-")
}

// note puts a note on a desk, once for each act, person and template.
func (a *App) note(tx *db.Tx, act journal.Row, t message.Template, staff string, params map[string]string, link string) error {
	return a.Messages.Queue(tx, act.Hall, message.Message{Event: act.Type + ":" + act.ID, Kind: message.Desk, To: message.ToStaff(staff), Template: t,
		Lang: text.ZH, Params: params, Link: link})
}

func caseLink(c *casework.Case) string { return "/h/" + c.Hall + "/office/case/" + c.ID }

func (a *App) remind(tx *db.Tx, act journal.Row) error {
	var e promise.ClockWarned
	if err := act.Decode(&e); err != nil {
		return err
	}
	params := map[string]string{"item": a.itemWords(e.Item), "number": "-", "kind": a.kindWords(e.Kind), "n": strconv.Itoa(e.Rung.N),
		"due": db.FromMicro(e.Due).Format("2006-01-02 15:04")}
	link := ""
	c, err := a.caseOf(tx, e.Subject)
	if err != nil {
		return err
	}
	if c != nil {
		params["number"], link = c.No, caseLink(c)
	}
	for _, t := range e.Told {
		if err := a.note(tx, act, rungTemplates[e.Rung.When], t.Staff, params, link); err != nil {
			return err
		}
	}
	return nil
}

// caseOf is the case that a clock is about; nil for a clock about something else.
func (a *App) caseOf(q db.Querier, s promise.Subject) (*casework.Case, error) {
	switch s.Type {
	case casework.SubjectCase:
		return a.Cases.Get(q, s.ID)
	case casework.SubjectStep:
		st, err := casework.StepByID(q, s.ID)
		if err != nil {
			return nil, err
		}
		return a.Cases.Get(q, st.Case)
	}
	return nil, nil
}

// kindWords name a kind of promise; features add kinds of their own.
func (a *App) kindWords(k promise.Kind) string {
	if key := "promise.kind." + string(k); a.Words.Has(text.ZH, key) {
		return a.Words.T(text.ZH, key)
	}
	return string(k)
}
