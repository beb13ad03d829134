package office

import (
	"fmt"
	"strings"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/urge"
)

// evidence is everything that a decision rests on, in the order in which it is read.
type evidence struct {
	Case       *casework.Case
	Item       *catalogue.Item
	State      string
	Handler    string // 承办人, responsible to the end (CAS-2)
	Papers     []paper
	Answers    []answer
	Earlier    []earlier
	Conditions []catalogue.Condition
	Basis      []string
	Limits     []limit
	Letters    []letterLine
	Urgings    []urge.Urging
	History    []deed
	Now        *casework.Step // the step at which the case waits
}

// paper is one row of the checklist as it was answered.
type paper struct {
	Name, Answer string
	Kind         string // form and who issues it
	Lamp         site.LampKind
	Seen         string // how it was verified and by whom
	Note         string // fault, fix, until when a later one follows
	Files        []fileLine
}

type fileLine struct{ Name, Path, Size string }

// answer is one question of the situation with what the applicant said.
type answer struct{ Question, Said string }

// earlier is a step that ended.
type earlier struct {
	Name, Outcome, Reason, Who, As, Post string
	Done                                 time.Time
}

// limit is one clock of the case or of the step, explained day by day.
type limit struct {
	Kind, Source, Length, Left, Basis string
	Lamp                              site.LampKind
	Start, Due                        time.Time
	Suspended, Provisional, Late      bool
	Open                              bool
	Days                              []dayLine
	Path                              string // why it was due when it was, at any instant
}

type dayLine struct{ Day, Words string }

type letterLine struct {
	Title, Number, Path string
	Issued              time.Time
	Void                bool
}

// deed is one act of the case's history.
type deed struct {
	At          time.Time
	Words, Name string
}

// evidence collects what is on file. step is the one in hand; its own limits come first.
func (w *Web) evidence(q db.Querier, p *site.Page, c *casework.Case, step *casework.Step) (evidence, error) {
	item, err := w.Catalogue().ItemAt(q, c.Item, c.Version)
	if err != nil {
		return evidence{}, err
	}
	e := evidence{Case: c, Item: item, State: p.T("office.state." + string(c.State)), Handler: nameOf(q, c.Handler), Conditions: item.Conditions}
	e.Answers, e.Basis = answersOf(p, item, c.Answers), basisOf(p, item)
	if e.Papers, err = w.papers(q, p, c, item); err != nil {
		return e, err
	}
	steps, err := casework.Steps(q, c.ID)
	if err != nil {
		return e, err
	}
	for i := range steps {
		if steps[i].Open() {
			e.Now = &steps[i]
			continue
		}
		e.Earlier = append(e.Earlier, earlierOf(q, p, item, steps[i]))
	}
	if step == nil {
		step = e.Now
	}
	if e.Limits, err = w.limitsOf(q, p, c, step); err != nil {
		return e, err
	}
	if e.Letters, err = w.lettersOf(q, p, c); err != nil {
		return e, err
	}
	if e.Urgings, err = urge.Of(q, c.ID); err != nil {
		return e, err
	}
	e.History, err = w.historyOf(q, p, c)
	return e, err
}

func (w *Web) papers(q db.Querier, p *site.Page, c *casework.Case, item *catalogue.Item) ([]paper, error) {
	files, err := casework.FilesOf(q, c.ID)
	if err != nil {
		return nil, err
	}
	var out []paper
	for _, r := range c.Rows {
		m, ok := item.MaterialByID(r.Material)
		if !ok {
			m = &catalogue.Material{ID: r.Material, Name: catalogue.Text{ZH: r.Material}}
		}
		x := paper{Name: m.Name.In(lang(p)), Kind: m.From.In(lang(p)), Answer: answerWords(p, r), Lamp: answerLamp(r), Seen: seenWords(q, p, r), Note: noteWords(p, r)}
		if m.Form != "" {
			x.Kind = joined(p, p.T("office.form."+m.Form), x.Kind)
		}
		for _, f := range files {
			if f.Material == r.Material {
				x.Files = append(x.Files, w.fileLine(p, c, f))
			}
		}
		out = append(out, x)
	}
	return out, nil
}

func (w *Web) fileLine(p *site.Page, c *casework.Case, f casework.File) fileLine {
	out := fileLine{Name: f.Name, Size: p.T("office.file.size", "kb", (f.Bytes+1023)/1024)}
	if w.FilePath != nil {
		out.Path = w.FilePath(c.Hall, f.ID)
	}
	return out
}

// joined puts words after words.
func joined(p *site.Page, first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return first + p.T("office.separator") + second
}

func answerWords(p *site.Page, r notice.Row) string {
	switch {
	case r.Exempt && r.Answer == notice.OK:
		return p.T("office.paper.shared")
	case r.Answer == notice.Unanswered:
		return p.T("office.paper.unanswered")
	}
	return p.T("site.answer." + string(r.Answer))
}

func answerLamp(r notice.Row) site.LampKind {
	switch r.Answer {
	case notice.OK:
		return site.LampDone
	case notice.Later:
		return site.LampWarn
	case notice.Missing, notice.Wrong:
		return site.LampOver
	}
	return site.LampHalt
}

// seenWords say how a paper was verified and by whom.
func seenWords(q db.Querier, p *site.Page, r notice.Row) string {
	if r.By == "" {
		return ""
	}
	key := "office.paper.looked"
	if r.Verified {
		key = "office.paper.verified"
	}
	return p.T(key, "name", nameOf(q, r.By), "at", p.DayTime(r.At))
}

func noteWords(p *site.Page, r notice.Row) string {
	var parts []string
	if r.Fault != "" && (r.Answer == notice.Missing || r.Answer == notice.Wrong) {
		parts = append(parts, p.T("doc.fault."+string(r.Fault)))
	}
	if r.Answer == notice.Later && !r.LaterBy.IsZero() {
		parts = append(parts, p.T("office.paper.later", "day", p.Day(r.LaterBy)))
	}
	if r.Fix != "" {
		parts = append(parts, r.Fix)
	}
	return strings.Join(parts, p.T("office.separator"))
}

// answersOf are the questions of the item with what was said; the program's own variables are not among them.
func answersOf(p *site.Page, item *catalogue.Item, said catalogue.Answers) []answer {
	var out []answer
	for _, s := range item.Situations {
		v, ok := said[s.ID]
		if !ok {
			continue
		}
		words := fmt.Sprint(v)
		switch v {
		case true:
			words = p.T("office.yes")
		case false:
			words = p.T("office.no")
		}
		for _, o := range s.Options {
			if o.Value == words {
				words = o.Text.In(lang(p))
			}
		}
		out = append(out, answer{s.Text.In(lang(p)), words})
	}
	return out
}

func basisOf(p *site.Page, item *catalogue.Item) []string {
	var out []string
	for _, b := range item.Basis {
		key := "office.basis"
		switch {
		case b.Article == "": // nobody has found the article yet
			key = "office.basis.none"
		case b.Pending():
			key = "office.basis.pending"
		}
		out = append(out, p.T(key, "law", b.Law, "article", b.Article))
	}
	return out
}

// stepWords name a step and how it ended, in the words of the item's version.
func stepWords(item *catalogue.Item, st casework.Step, lang string) (name, outcome string) {
	def, ok := item.StepByID(st.Step)
	if !ok {
		return st.Step, st.Outcome
	}
	name, outcome = def.Name.In(lang), st.Outcome
	if o, ok := def.OutcomeByID(st.Outcome); ok {
		outcome = o.Name.In(lang)
	}
	return name, outcome
}

func earlierOf(q db.Querier, p *site.Page, item *catalogue.Item, st casework.Step) earlier {
	out := earlier{Reason: st.Reason, Who: nameOf(q, st.By), As: st.As, Done: st.Done, Post: postName(q, st.Post, lang(p))}
	out.Name, out.Outcome = stepWords(item, st, lang(p))
	return out
}

func postName(q db.Querier, id, lang string) string {
	post, err := org.PostByID(q, id)
	if err != nil {
		return id
	}
	return post.Name.In(lang)
}

// limitsOf are the clocks of the step and of the case that run or ended; the one that decides stands first.
func (w *Web) limitsOf(q db.Querier, p *site.Page, c *casework.Case, step *casework.Step) ([]limit, error) {
	clocks, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: c.ID})
	if err != nil {
		return nil, err
	}
	if step != nil {
		own, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectStep, ID: step.ID})
		if err != nil {
			return nil, err
		}
		clocks = append(own, clocks...)
	}
	var out []limit
	first := promise.Governing(clocks)
	if first != nil {
		out = append(out, w.limitOf(q, p, first))
	}
	for i := range clocks {
		if k := &clocks[i]; first == nil || k.ID != first.ID {
			out = append(out, w.limitOf(q, p, k))
		}
	}
	return out, nil
}

func (w *Web) limitOf(q db.Querier, p *site.Page, k *promise.Clock) limit {
	s := w.Clocks.Stand(q, k)
	out := limit{Kind: p.T("promise.kind." + string(k.Kind)), Source: p.T("promise.source." + string(k.Source)), Length: letter.LimitWords(p.Lang, k.Limit),
		Left: s.Words(w.Words, p.Lang), Basis: k.Basis, Lamp: site.LampKind(s.Lamp), Start: k.Start, Due: k.Result.Due, Suspended: k.Result.Suspended,
		Provisional: k.Result.Provisional, Late: k.Late(p.Now), Open: k.State == promise.Open, Path: at(k.Hall, "/clock/"+k.ID)}
	for _, line := range w.Clocks.Explain(k).Steps {
		out.Days = append(out.Days, dayLine{p.Day(line.Date.Start()), line.Words(w.Words, p.Lang)})
	}
	return out
}

func (w *Web) lettersOf(q db.Querier, p *site.Page, c *casework.Case) ([]letterLine, error) {
	list, err := letter.Of(q, journal.Ref{Type: "case", ID: c.ID})
	var out []letterLine
	for _, l := range list {
		x := letterLine{Title: p.T("office.letter." + string(l.Kind)), Number: l.Number, Issued: l.Issued, Void: l.Void}
		if w.LetterPath != nil {
			x.Path = w.LetterPath(l.ID)
		}
		out = append(out, x)
	}
	return out, err
}

// historyOf lists the acts on the case, the newest first. What an act says beyond its kind stands in its own place on the page.
func (w *Web) historyOf(q db.Querier, p *site.Page, c *casework.Case) ([]deed, error) {
	rows, err := journal.History(q, journal.Ref{Type: "case", ID: c.ID})
	var out []deed
	for i := len(rows) - 1; i >= 0; i-- {
		words, who := rows[i].Type, rows[i].Who().Name
		if key := "office.act." + rows[i].Type; w.Words.Has(p.Lang, key) {
			words = p.T(key)
		}
		out = append(out, deed{db.FromMicro(rows[i].At), words, who})
	}
	return out, err
}
