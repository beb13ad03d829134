package app

import (
	"strconv"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/journal"
	"yichuang/internal/message"
	"yichuang/internal/promise"
	"yichuang/internal/text"
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
	return journal.Subscriber{Name: "reminders", Types: []string{"promise.warned"}, Handle: a.remind}
}

func (a *App) remind(tx *db.Tx, act journal.Row) error {
	var e promise.ClockWarned
	if err := act.Decode(&e); err != nil {
		return err
	}
	params := map[string]string{"item": e.Item, "number": "-", "kind": a.kindWords(e.Kind), "n": strconv.Itoa(e.Rung.N),
		"due": db.FromMicro(e.Due).Format("2006-01-02 15:04")}
	if it, ok := a.Catalogue.Item(e.Item); ok {
		params["item"] = it.Name.ZH
	}
	if params["item"] == "" {
		params["item"] = params["kind"]
	}
	link := ""
	c, err := a.caseOf(tx, e.Subject)
	if err != nil {
		return err
	}
	if c != nil {
		params["number"], link = c.No, "/h/"+c.Hall+"/office/case/"+c.ID
	}
	for _, t := range e.Told {
		m := message.Message{Event: "promise.warned:" + act.ID, Kind: message.Desk, To: message.ToStaff(t.Staff), Template: rungTemplates[e.Rung.When],
			Lang: text.ZH, Params: params, Link: link}
		if err := a.Messages.Queue(tx, act.Hall, m); err != nil {
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
