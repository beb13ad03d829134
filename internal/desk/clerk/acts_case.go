package clerk

import (
	"errors"
	"slices"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/notice"
	"yichuang/internal/once"
	"yichuang/internal/pii"
	"yichuang/internal/queue"
)

// receive takes papers in: identity, situation, and from then on the checklist. A matter that has its case already just shows it.
func (w *Web) receive(a *act) (string, error) {
	item, ok := w.Catalogue().Item(a.form.Get("item"))
	if !ok {
		return "", casework.ErrNoItem
	}
	in := a.intake(item)
	var have *casework.Case
	err := w.read(a.r, func(q *db.Q) (err error) {
		if have, err = w.Cases.OfMatter(q, in.Matter); err != nil || !a.form.Is("same") {
			return err
		}
		return w.same(q, &in)
	})
	if err != nil || have != nil {
		return a.matter(), err
	}
	got, err := w.Cases.Receive(a.r.Context(), a.Who, a.Window.ID, in)
	if err != nil {
		return "", a.plain(item, err)
	}
	return a.matter(), a.keep(func(c *codes) { c.Track[got.Case.ID] = got.Secret })
}

// intake reads the identity form.
func (a *act) intake(item *catalogue.Item) casework.Intake {
	f := a.form
	in := casework.Intake{Ticket: f.Get("ticket"), Matter: f.Get("m"), Item: item.Code, Kind: f.Get("kind"), Override: f.Get("override"),
		Applicant: party(f.Get("name"), f.Get("id_kind"), f.Get("id"), f.Get("phone")),
		Answers:   item.ParseAnswers(func(question string) string { return f.Get("s_" + question) })}
	if f.Is("agent") {
		agent := party(f.Get("agent_name"), f.Get("agent_id_kind"), f.Get("agent_id"), f.Get("agent_phone"))
		in.Agent, in.Authority = &agent, f.Get("authority")
	}
	return in
}

// same takes who it is from an earlier matter of the visit.
func (w *Web) same(q db.Querier, in *casework.Intake) error {
	t, err := queue.Get(q, in.Ticket)
	if err != nil {
		return err
	}
	c, err := w.sameVisit(q, t, in.Matter)
	if err == nil && c != nil {
		in.Kind, in.Applicant, in.Agent, in.Authority = c.Kind, c.Applicant, c.Agent, c.Authority
	}
	return err
}

func party(name, kind, id, phone string) casework.Party {
	return casework.Party{Name: name, ID: pii.New(pii.Kind(kind), id), Phone: pii.New(pii.Phone, phone)}
}

// plain lets a refusal about the situation speak of the question's words and stand at its field.
func (a *act) plain(item *catalogue.Item, err error) error {
	e := errs.Of(err)
	var list []*errs.Error
	for _, one := range append([]*errs.Error{e}, e.All...) {
		for _, s := range item.Situations {
			if one.Field == s.ID {
				one = errs.New(one.Kind, one.Code, "question", s.Text.In(a.Lang), "answer", a.form.Get("s_"+s.ID)).At("s_" + s.ID)
			}
		}
		c := *one
		c.All = nil
		list = append(list, &c)
	}
	return errs.Join(list...)
}

// changeItem takes the filing for the item it should have been received as.
func (w *Web) changeItem(a *act) (string, error) {
	item, ok := w.Catalogue().Item(a.form.Get("item"))
	if !ok {
		return "", casework.ErrNoItem
	}
	k := casework.Change{Item: item.Code, Reason: a.form.Get("reason"),
		Answers: item.ParseAnswers(func(question string) string { return a.form.Get("s_" + question) })}
	if _, err := w.Cases.ChangeItem(a.r.Context(), a.Who, a.form.Get("case"), a.form.Int("edition"), k); err != nil {
		return "", a.plain(item, err)
	}
	a.done("item_changed")
	return a.matter(), nil
}

// supply goes on with a case whose applicant is back with what the notice asked for.
func (w *Web) supply(a *act) (string, error) {
	_, err := w.Cases.Supply(a.r.Context(), a.Who, a.form.Get("case"), a.visit())
	return a.matter(), err
}

// check keeps the answers given so far. A request of the page itself gets the new preview and action bar back.
func (w *Web) check(a *act) (string, error) {
	_, err := w.save(a)
	if a.r.Header.Get("Hx-Request") == "" {
		return a.matter(), err
	}
	if err != nil && !a.form.Fail(err) {
		return "", err
	}
	return "", w.footPart(a)
}

// save writes what the checklist of the form says and differs from what is stored; it returns the case as it stands then.
func (w *Web) save(a *act) (*casework.Case, error) {
	var c *casework.Case
	err := w.read(a.r, func(q *db.Q) (err error) {
		c, err = w.Cases.Get(q, a.form.Get("case"))
		return err
	})
	if err != nil {
		return nil, err
	}
	changed := a.answers(c.Rows)
	if edition := a.form.Int("edition"); edition != c.Edition {
		return nil, casework.ErrStale
	}
	if len(changed) == 0 {
		return c, nil
	}
	return w.Cases.Check(once.With(a.r.Context(), once.Key{}), a.Who, c.ID, c.Edition, changed) // doing this twice is no harm
}

// saved keeps the answers before the act that they lead to, and returns the case and the edition for it. A form that is out of date
// goes on: it may be this very form sent again, whose act finds its key; every other one is refused there.
func (w *Web) saved(a *act) (id string, edition int, err error) {
	c, err := w.save(a)
	if edition = a.form.Int("edition"); errors.Is(err, casework.ErrStale) && edition > 0 {
		return a.form.Get("case"), edition, nil
	}
	if err != nil {
		return "", 0, err
	}
	return c.ID, c.Edition, nil
}

// answers are the rows of the form that say something else than the stored ones.
func (a *act) answers(rows []notice.Row) []notice.Row {
	var out []notice.Row
	for _, r := range rows {
		now := typed(a.form.Values, r)
		if a.form.Is("rest") && now.Answer == notice.Unanswered {
			now.Answer = notice.OK
		}
		if now != r {
			out = append(out, now)
		}
	}
	return out
}

// typed lays what a form says about a row over what is stored.
func typed(values map[string][]string, r notice.Row) notice.Row {
	first := func(name string) string {
		if v := values[name+"-"+r.Material]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	if first("row") == "" { // the form does not show this row
		return r
	}
	if v := first("answer"); v != "" && notice.Answer(v) != r.Answer {
		r = notice.Row{Material: r.Material, Answer: notice.Answer(v), By: r.By, At: r.At, Deferable: r.Deferable, Exempt: r.Exempt}
	}
	r.Verified = first("verified") != ""
	r.Fault, r.Fix = "", ""
	switch r.Answer {
	case notice.Missing:
		r.Fault, r.Fix = doc.FaultAbsent, first("fix")
	case notice.Wrong:
		r.Fault, r.Fix = doc.Fault(first("fault")), first("fix")
	}
	return r
}

func (w *Web) accept(a *act) (string, error) {
	id, edition, err := w.saved(a)
	if err != nil {
		return "", err
	}
	_, err = w.Cases.Accept(a.r.Context(), a.Who, id, edition, a.visit())
	return a.matter(), err
}

// notice tells everything that is missing, once; the return code is shown once.
func (w *Web) notice(a *act) (string, error) {
	id, edition, err := w.saved(a)
	if err != nil {
		return "", err
	}
	told, err := w.Cases.Notice(a.r.Context(), a.Who, id, edition, a.visit(), a.form.Get("given") == "oral", a.form.Get("reason"))
	if err != nil {
		return "", err
	}
	if told.Code == "" { // sent again: the code stands on the paper
		return a.matter(), nil
	}
	return a.matter(), a.keep(func(k *codes) { k.Return[id] = told.Code })
}

func (w *Web) reject(a *act) (string, error) {
	r := casework.Rejection{Ground: casework.Ground(a.get("ground")), Condition: a.get("condition"), Finding: a.get("finding"),
		Office: a.get("office"), Address: a.get("address"), Phone: a.get("phone")}
	_, err := w.Cases.Reject(a.r.Context(), a.Who, a.form.Get("case"), a.form.Int("edition"), a.visit(), r)
	return a.matter(), err
}

func (w *Web) finishNow(a *act) (string, error) {
	_, err := w.Cases.FinishNow(a.r.Context(), a.Who, a.form.Get("case"), a.form.Int("edition"), a.visit(), a.handover())
	return a.matter(), err
}

func (a *act) handover() casework.Handover {
	return casework.Handover{ToAgent: a.get("to") == "agent", Identity: a.get("identity"), Tail: a.get("tail"), Way: "window"}
}

// silence confirms that a licence counts as accepted since five days passed without a word.
func (w *Web) silence(a *act) (string, error) {
	id := a.r.PathValue("id")
	_, err := w.Cases.ConfirmSilence(a.r.Context(), a.Who, id, a.form.Int("edition"), a.visit())
	return a.at("/case/" + id), err
}

// later takes a paper that was let come later; it is seen at the window.
func (w *Web) later(a *act) (string, error) {
	id := a.r.PathValue("id")
	_, err := w.Cases.SupplyLater(a.r.Context(), a.Who, id, a.form.Int("edition"), a.form.Get("material"), true)
	if err == nil {
		a.done("later")
	}
	return a.at("/case/" + id), err
}

// deliver hands a result out; when somebody is being served here for it, it is that matter's outcome.
func (w *Web) deliver(a *act) (string, error) {
	_, err := w.Cases.Deliver(a.r.Context(), a.Who, a.r.PathValue("id"), a.form.Int("edition"), a.visit(), a.handover())
	if err == nil {
		a.done("delivered")
	}
	return a.at("/case/" + a.r.PathValue("id")), err
}

func (w *Web) fileAway(a *act) (string, error) {
	_, err := w.Cases.File(a.r.Context(), a.Who, a.r.PathValue("id"), a.form.Int("edition"))
	if err == nil {
		a.done("filed")
	}
	return a.at("/case/" + a.r.PathValue("id")), err
}

func (w *Web) correct(a *act) (string, error) {
	k := casework.Correction{Name: a.get("name"), ID: pii.New(pii.Kind(a.get("id_kind")), a.get("id")), Phone: pii.New(pii.Phone, a.get("phone")),
		Reason: a.get("reason"), Override: a.get("override")}
	_, err := w.Cases.Correct(a.r.Context(), a.Who, a.r.PathValue("id"), a.form.Int("edition"), k)
	if err == nil {
		a.done("corrected")
	}
	return a.at("/case/" + a.r.PathValue("id")), err
}

// unmask answers with the page itself: the number is in no address and is gone with the next look.
func (w *Web) unmask(a *act) (string, error) {
	field := a.get("field")
	if !slices.Contains(casework.PII, field) {
		return "", errs.New(errs.Invalid, "case.unmask.nothing").At("field")
	}
	if again, err := w.claim(a.r); again || err != nil {
		return w.back(a), err
	}
	plain, err := w.Cases.Unmask(a.r.Context(), a.Who, a.r.PathValue("id"), field, a.get("reason"))
	if err != nil {
		return "", err
	}
	return "", w.showCase(a.rw, a.r, 200, a.r.PathValue("id"), nil, map[string]string{field: plain})
}

func (w *Web) void(a *act) (string, error) {
	err := w.DB.Write(a.r.Context(), func(tx *db.Tx) error {
		_, _, err := once.Act(tx, "case.void_letter", func() (string, error) {
			_, err := w.Letters.Void(tx, a.Who, a.get("letter"), a.get("reason"))
			return a.get("letter"), err
		})
		return err
	})
	if err == nil {
		a.done("voided")
	}
	return a.at("/case/" + a.r.PathValue("id")), err
}
