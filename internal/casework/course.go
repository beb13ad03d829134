package casework

import (
	"slices"
	"strings"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/errs"
	"yichuang/internal/notice"
	"yichuang/internal/promise"
)

// Procedure is a special procedure of a case (特别程序, 行政许可法 45): its time does not count. Begun and ended by acts, told in
// writing, contestable by the applicant (LIM-12, reliability.md K4).
type Procedure struct {
	ID        string
	Hall      string
	Case      string
	Kind      string // one of the kinds that the item's law allows
	Days      int    // working days that the applicant was told
	By        string // who carries it out
	Reference string // the document by which it was ordered
	Reason    string
	File      string // evidence, a file of the case; may be empty
	Flagged   bool   // begun within the last fifth of the limit
	Letter    string
	Stop      string // of the clocks
	Staff     string
	Started   time.Time
	End       *ProcedureEnd
}

// ProcedureEnd is how a special procedure ended.
type ProcedureEnd struct {
	Result    string
	Reference string // the report or record that shows it
	File      string
	Staff     string
	At        time.Time
}

// Running tells whether the procedure still stops the clocks.
func (p Procedure) Running() bool { return p.End == nil }

// check says everything that is wrong with a procedure at once. earlier are those of the case so far: each kind once, or the clock could be
// stopped for ever by one ground.
func (p Procedure) check(item *catalogue.Item, earlier []Procedure) error {
	var bad []*errs.Error
	need := func(ok bool, code, field string, pairs ...any) {
		if !ok {
			bad = append(bad, errs.New(errs.Invalid, code, pairs...).At(field))
		}
	}
	at := slices.IndexFunc(item.Special, func(x catalogue.Special) bool { return x.Kind == p.Kind })
	need(at >= 0, "case.special.not_allowed", "kind", "kind", p.Kind)
	need(!slices.ContainsFunc(earlier, func(e Procedure) bool { return e.Kind == p.Kind }), "case.special.again", "kind")
	need(p.Days > 0, "case.special.days", "days")
	if at >= 0 {
		need(p.Days <= item.Special[at].Days, "case.special.too_long", "days", "most", item.Special[at].Days)
	}
	need(strings.TrimSpace(p.By) != "", "case.special.by", "by")
	need(strings.TrimSpace(p.Reference) != "", "case.special.reference", "reference")
	need(strings.TrimSpace(p.Reason) != "", "case.special.reason", "reason")
	return errs.Join(bad...)
}

func (e ProcedureEnd) check() error {
	var bad []*errs.Error
	if strings.TrimSpace(e.Result) == "" {
		bad = append(bad, errs.New(errs.Invalid, "case.special.result").At("result"))
	}
	if strings.TrimSpace(e.Reference) == "" {
		bad = append(bad, errs.New(errs.Invalid, "case.special.report").At("reference"))
	}
	return errs.Join(bad...)
}

// lastFifth tells whether little of a limit was left at an instant: stopping a clock then is looked at.
func lastFifth(s promise.Standing) bool {
	return s.Lamp == promise.LampOver || s.Progress.Left*5 <= s.Progress.Total
}

// Extension is a longer limit that a handler asks for and the leader decides (延期, 行政许可法 42): once, before the due time, told with
// its reasons, counted from the same start.
type Extension struct {
	ID     string
	Hall   string
	Case   string
	Days   int // working days on top of the limit
	Reason string
	Staff  string
	Asked  time.Time
	End    *ExtensionEnd
}

// ExtensionEnd is the leader's answer.
type ExtensionEnd struct {
	Approved bool
	Note     string
	Letter   string
	Staff    string
	At       time.Time
}

// licenceExtension is the extension that 行政许可法 42(1) gives every licence: ten working days.
const licenceExtension = 10

// MayExtend is by how many working days the law lets the limit of an item be longer, and where that stands; zero where it does not.
func MayExtend(item *catalogue.Item) (days int, basis string) {
	switch {
	case item.Extension != nil:
		return item.Extension.Days, item.Extension.Basis.Law + " " + item.Extension.Basis.Article
	case item.Type == licence && item.Statutory != nil:
		return licenceExtension, licenceLaw + "42"
	}
	return 0, ""
}

func (x Extension) check(item *catalogue.Item, earlier []Extension) error {
	most, _ := MayExtend(item)
	var bad []*errs.Error
	need := func(ok bool, code, field string) {
		if !ok {
			bad = append(bad, errs.New(errs.Invalid, code, "most", most).At(field))
		}
	}
	need(most > 0, "case.extension.no_basis", "days")
	need(x.Days > 0 && (most == 0 || x.Days <= most), "case.extension.days", "days")
	need(strings.TrimSpace(x.Reason) != "", "case.extension.reason", "reason")
	need(!slices.ContainsFunc(earlier, func(e Extension) bool { return e.End == nil || e.End.Approved }), "case.extension.once", "days")
	return errs.Join(bad...)
}

// Silent tells whether the five working days for telling what is missing ran out without a word on a licence: then the filing counts as
// accepted from its receipt (视为受理待确认, 行政许可法 32(4)). It is computed when read; a person confirms the letter.
func Silent(c *Case, item *catalogue.Item, clocks []promise.Clock, now time.Time) (since time.Time, silent bool) {
	if c.State != Received || item.Type != licence {
		return time.Time{}, false
	}
	for _, k := range clocks {
		if k.Kind == promise.FiveDays && k.Source == promise.Statutory && k.Late(now) {
			return k.Start, true
		}
	}
	return time.Time{}, false
}

// acceptSilently takes a case as accepted from the receipt of its papers, complete or not.
func (c *Case) acceptSilently(since time.Time, handler string) error {
	if err := c.move(ActSilence); err != nil {
		return err
	}
	c.Accepted, c.Completed, c.Handler = since, since, handler
	return nil
}

// Outstanding are the rows whose material was let come later and has not come (容缺).
func (c *Case) Outstanding() []notice.Row {
	var out []notice.Row
	for _, r := range c.Rows {
		if r.Answer == notice.Later {
			out = append(out, r)
		}
	}
	return out
}

// SupplyLater notes that a material that was let come later is here. What comes after its day is taken all the same; the day stays on the row.
func (c *Case) SupplyLater(material, by string, verified bool, now time.Time) error {
	for i, r := range c.Rows {
		if r.Material != material || r.Answer != notice.Later {
			continue
		}
		if err := c.move(ActLater); err != nil {
			return err
		}
		c.Rows[i].Answer, c.Rows[i].Verified, c.Rows[i].By, c.Rows[i].At = notice.OK, verified, by, now
		return nil
	}
	return errs.New(errs.Conflict, "case.later.none").At("material")
}

// Expedite lets a case go before others, with a reason on record (特事特办, LIM-4). Its limits stay as they are: urgency is no excuse.
func (c *Case) Expedite(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return errs.New(errs.Invalid, "case.expedite.reason").At("reason")
	}
	if c.Urgent != "" {
		return errs.New(errs.Conflict, "case.expedite.already")
	}
	if err := c.move(ActExpedite); err != nil {
		return err
	}
	c.Urgent = strings.TrimSpace(reason)
	return nil
}

// Termination says why a case ends without a decision (终止办理). The list is closed: a case is not ended because it is inconvenient.
type Termination string

const (
	ApplicantGone Termination = "applicant_gone" // the person died or the organisation was closed
	ObjectGone    Termination = "object_gone"    // what was applied for exists no more
	NotSupplied   Termination = "not_supplied"   // what a notice asked for did not come within its validity
	LawChanged    Termination = "law_changed"    // the matter needs no decision any more
)

// Terminations lists the grounds.
var Terminations = []Termination{ApplicantGone, ObjectGone, NotSupplied, LawChanged}

// Terminate ends a case without a decision. until is how long the last notice is valid; before that, missing papers are no ground.
func (c *Case) Terminate(t Termination, finding string, until, now time.Time) error {
	var bad []*errs.Error
	if !slices.Contains(Terminations, t) {
		bad = append(bad, errs.New(errs.Invalid, "case.terminate.ground").At("ground"))
	}
	if strings.TrimSpace(finding) == "" {
		bad = append(bad, errs.New(errs.Invalid, "case.terminate.finding").At("finding"))
	}
	if t == NotSupplied && (c.State != Noticed || !now.After(until)) {
		bad = append(bad, errs.New(errs.Conflict, "case.terminate.too_early").At("ground"))
	}
	if err := errs.Join(bad...); err != nil {
		return err
	}
	if err := c.move(ActTerminate); err != nil {
		return err
	}
	c.Ended = now
	return nil
}

// Revoke takes a granted decision back (撤销).
func (c *Case) Revoke(reason string, now time.Time) error {
	if strings.TrimSpace(reason) == "" {
		return errs.New(errs.Invalid, "case.revoke.reason").At("reason")
	}
	if _, ok := Next(c.State, ActRevoke); ok && c.Decision != Granted {
		return errs.New(errs.Conflict, "case.revoke.not_granted", "number", c.No)
	}
	if err := c.move(ActRevoke); err != nil {
		return err
	}
	c.Ended = now
	return nil
}

// twinWithin is how long after a withdrawal, refusal or termination the same wish of the same person is looked at as one story (K6).
const twinWithin = 30 * 24 * time.Hour
