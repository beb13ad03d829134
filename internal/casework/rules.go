package casework

import (
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/errs"
	"yichuang/internal/notice"
)

// rowsFor makes the checklist of a situation. Answers already given to a material stay; what sharing supplies is answered.
func rowsFor(materials []catalogue.Material, before []notice.Row) []notice.Row {
	given := map[string]notice.Row{}
	for _, r := range before {
		given[r.Material] = r
	}
	var rows []notice.Row
	for _, m := range materials {
		r, ok := given[m.ID]
		if !ok {
			r = notice.Row{Material: m.ID}
			if m.Exempt != nil {
				r.Answer = notice.OK
			}
		}
		rows = append(rows, dress(r, m))
	}
	return rows
}

// dress adds what the item's version says about a row.
func dress(r notice.Row, m catalogue.Material) notice.Row {
	r.Deferable, r.Exempt = m.Defer != nil, m.Exempt != nil
	return r
}

// Check takes answers; rows that are not named keep theirs. The moment at which everything is well for the first time is the
// complete receipt that limits may start at (decision 6).
func (c *Case) Check(answers []notice.Row, by string, now time.Time) error {
	if err := c.move(ActCheck); err != nil {
		return err
	}
	byID := map[string]notice.Row{}
	var bad []*errs.Error
	for _, a := range answers {
		byID[a.Material] = a
	}
	for i, r := range c.Rows {
		a, ok := byID[r.Material]
		if !ok {
			continue
		}
		a.Deferable, a.Exempt = r.Deferable, r.Exempt
		if e := a.Check(); e != nil {
			bad = append(bad, e)
			continue
		}
		if same(a, r) {
			continue
		}
		a.By, a.At = by, now
		c.Rows[i] = a
	}
	if err := errs.Join(bad...); err != nil {
		return err
	}
	c.complete(now)
	return nil
}

// complete notes when the checklist became complete, and forgets it when it is so no longer.
func (c *Case) complete(now time.Time) {
	switch complete := notice.Complete(c.Rows); {
	case complete && c.Completed.IsZero():
		c.Completed = now
	case !complete:
		c.Completed = time.Time{}
	}
}

func same(a, b notice.Row) bool {
	return a.Answer == b.Answer && a.Fault == b.Fault && a.Fix == b.Fix && a.Verified == b.Verified && a.LaterBy.Equal(b.LaterBy)
}

// Accept takes the case (受理, CAS-1): every row is answered well, and what may come later has its date and its approver.
func (c *Case) Accept(handler string, now time.Time) error {
	if c.State == Received && !notice.Complete(c.Rows) {
		return errs.New(errs.Conflict, "case.accept.incomplete")
	}
	for _, r := range c.Rows {
		if r.Answer == notice.Later && r.LaterBy.IsZero() {
			return errs.New(errs.Invalid, "case.accept.later_date").At("answer-" + r.Material)
		}
	}
	if err := c.move(ActAccept); err != nil {
		return err
	}
	c.Accepted, c.Handler = now, handler
	if c.Completed.IsZero() { // a checklist without rows is complete from the beginning
		c.Completed = now
	}
	return nil
}

// oralSource is the source whose rule lets a person decline the paper of a one-time notice (S5 L186).
const oralSource = "S5"

// MayDecline tells whether the paper of a notice may be declined and the person told orally: where S5 applies, and never for a
// licence, whose correction is always written (ONE-3, decision 9).
func MayDecline(c *catalogue.Catalogue, item *catalogue.Item) bool {
	d, ok := c.Department(item.Department)
	return ok && d.Source == oralSource && item.Type != licence
}

// Notify moves a case to "told once".
func (c *Case) Notify() error {
	if err := c.move(ActNotice); err != nil {
		return err
	}
	c.Notices++
	return nil
}

// Supply begins a new look at a case whose applicant is back (补正). Rows that were well stay well; a new five-day check begins.
func (c *Case) Supply(now time.Time) error {
	if err := c.move(ActSupply); err != nil {
		return err
	}
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Answer == notice.Missing || r.Answer == notice.Wrong {
			r.Answer, r.Fault, r.Verified = notice.Unanswered, "", false
		}
	}
	c.Completed = time.Time{}
	return nil
}

// Ground says why a filing is not taken.
type Ground string

const (
	NotRequired    Ground = "not_required"    // 32(1)
	NoJurisdiction Ground = "no_jurisdiction" // 32(2)
)

// Rejection is a filing that is not taken, and why (ONE-5, LIM-14).
type Rejection struct {
	Ground    Ground
	Condition string // id of the unmet published condition
	Finding   string // what was found, in words for the person
	Office    string // where to go instead
	Address   string
	Phone     string
}

// Reject refuses to take a filing. It must name an unmet published condition of the item, otherwise the program refuses (LIM-14).
func (c *Case) Reject(item *catalogue.Item, r Rejection, now time.Time) error {
	var bad []*errs.Error
	if r.Ground != NotRequired && r.Ground != NoJurisdiction {
		bad = append(bad, errs.New(errs.Invalid, "case.reject.ground").At("ground"))
	}
	if _, ok := condition(item, r.Condition); !ok {
		bad = append(bad, errs.New(errs.Invalid, "case.reject.condition").At("condition"))
	}
	if r.Finding == "" {
		bad = append(bad, errs.New(errs.Invalid, "case.reject.finding").At("finding"))
	}
	if r.Ground == NoJurisdiction && r.Office == "" {
		bad = append(bad, errs.New(errs.Invalid, "case.reject.office").At("office"))
	}
	if err := errs.Join(bad...); err != nil {
		return err
	}
	if err := c.move(ActReject); err != nil {
		return err
	}
	c.Ended, c.Ground = now, r.Ground
	return nil
}

func condition(item *catalogue.Item, id string) (catalogue.Condition, bool) {
	for _, x := range item.Conditions {
		if x.ID == id {
			return x, true
		}
	}
	return catalogue.Condition{}, false
}

// Verdict is what a post says about its step.
type Verdict struct {
	Outcome    string // id in the item's version
	Reason     string
	Condition  string // for a refusal
	LateReason string // when a limit has passed; it is published
}

// decide checks a verdict against the item's version and returns the outcome that it names.
func decide(c *Case, item *catalogue.Item, st Step, v Verdict) (catalogue.Outcome, error) {
	if !st.Open() {
		return catalogue.Outcome{}, errs.New(errs.Conflict, "case.step.done")
	}
	def, ok := stepOf(item, st.Step)
	if !ok {
		return catalogue.Outcome{}, errs.New(errs.Internal, "case.step.unknown", "step", st.Step)
	}
	for _, o := range def.Outcomes {
		if o.ID != v.Outcome {
			continue
		}
		if (o.Reason || Decision(o.Decision) == Refused) && v.Reason == "" {
			return o, errs.New(errs.Invalid, "case.step.reason").At("reason")
		}
		if _, ok := condition(item, v.Condition); Decision(o.Decision) == Refused && !ok {
			return o, errs.New(errs.Invalid, "case.reject.condition").At("condition") // LIM-14
		}
		if _, ok := Next(c.State, ActDecideStep); !ok {
			return o, errs.New(errs.Conflict, undeclared, "act", ActDecideStep, "state", c.State, "number", c.No)
		}
		return o, nil
	}
	return catalogue.Outcome{}, errs.New(errs.Invalid, "case.step.outcome").At("outcome")
}

// settle records a decision on the case.
func (c *Case) settle(d Decision, now time.Time) error {
	if c.State == Decided {
		return errs.New(errs.Conflict, "case.decided_already", "number", c.No)
	}
	if err := c.move(ActSettle); err != nil {
		return err
	}
	c.Decision, c.DecidedAt = d, now
	return nil
}

func stepOf(item *catalogue.Item, id string) (catalogue.Step, bool) {
	for _, s := range item.Steps {
		if s.ID == id {
			return s, true
		}
	}
	return catalogue.Step{}, false
}

// Handover is how a result is given out.
type Handover struct {
	ToAgent  bool
	Identity string // what was looked at, in words: 居民身份证原件
	Tail     string // last four characters of the number that was shown
	Way      string // window, post, electronic
}

// Deliver hands the result out against identity or authority (送达).
func (c *Case) Deliver(h Handover, now time.Time) error {
	var bad []*errs.Error
	if h.Identity == "" {
		bad = append(bad, errs.New(errs.Invalid, "case.deliver.identity").At("identity"))
	}
	if h.ToAgent && c.Agent == nil {
		bad = append(bad, errs.New(errs.Invalid, "case.deliver.no_agent").At("to"))
	}
	if want := c.recipient(h).ID; !want.Empty() && h.Tail != want.Tail() && h.Way == "window" {
		bad = append(bad, errs.New(errs.Invalid, "case.deliver.tail").At("tail"))
	}
	if err := errs.Join(bad...); err != nil {
		return err
	}
	if n := len(c.Outstanding()); n > 0 && c.Decision == Granted { // 容缺: the result is not given out before the last paper is here
		return errs.New(errs.Conflict, "case.deliver.outstanding", "n", n)
	}
	if c.State == Decided && c.Ready.IsZero() {
		return errs.New(errs.Conflict, "case.deliver.not_ready", "number", c.No)
	}
	if err := c.move(ActDeliver); err != nil {
		return err
	}
	c.Delivered = now
	return nil
}

func (c *Case) recipient(h Handover) Party {
	if h.ToAgent && c.Agent != nil {
		return *c.Agent
	}
	return c.Applicant
}

// File closes the archive of a case: decided and delivered (I11).
func (c *Case) File(now time.Time) error {
	if err := c.move(ActFile); err != nil {
		return err
	}
	c.FiledAt = now
	return nil
}

// Withdraw ends a case at the applicant's own wish, before it is decided.
func (c *Case) Withdraw(now time.Time) error {
	if err := c.move(ActWithdraw); err != nil {
		return err
	}
	c.Ended = now
	return nil
}
