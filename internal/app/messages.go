package app

import (
	"context"
	"maps"
	"time"

	"yichuang/internal/almanac"
	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/jobs"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/message"
	"yichuang/internal/message/messageweb"
	"yichuang/internal/once"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/text"
)

// openJobs makes the background queue and the outbox. Without jobs (tests, one-off commands) messages are written and wait.
func (a *App) openJobs(ctx context.Context) error {
	if a.Config.Jobs {
		var err error
		if a.Jobs, err = jobs.Open(ctx, jobs.Config{DSN: a.Config.DSN, Log: a.Config.Log}); err != nil {
			return err
		}
	}
	a.Messages = message.New(message.Config{DB: a.DB, Cipher: a.Cipher, Senders: a.Config.Senders, Log: a.Config.Log,
		Hall: func(hall string, lang text.Lang) string { return a.SiteHall(hall, string(lang)).Name }}, a.Jobs)
	if a.Jobs != nil {
		jobs.Handle(a.Jobs, func(ctx context.Context, _ sweep) error { return a.Sweep(ctx) })
		almanac.Register(a.Jobs, func() *almanac.Service { return a.Almanac })
		a.Jobs.Every(time.Minute, sweep{})
		a.backUpNightly()
		a.auditNightly()
	}
	return nil
}

// sweep is the program's regular work: clocks that still rest on a former calendar, warnings of clocks, idempotency keys of yesterday.
// Nothing of legal meaning waits for it.
type sweep struct{}

// Kind names the job.
func (sweep) Kind() string { return "hall.sweep" }

const sweepPage = 200

// sweepBudget is how long one sweep moves clocks: less than the pause between two.
const sweepBudget = 30 * time.Second

// Sweep does the regular work once; it may be called at any time and by several processes.
func (a *App) Sweep(ctx context.Context) error {
	if _, err := a.Almanac.Apply(ctx, sweepBudget); err != nil {
		return err
	}
	for {
		var n int
		err := a.DB.Write(ctx, func(tx *db.Tx) (err error) {
			n, err = a.Clocks.Sweep(tx, sweepPage)
			return err
		})
		if err != nil {
			return err
		}
		if n < sweepPage {
			break
		}
	}
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := once.Forget(tx)
		return err
	})
}

// told maps what happened to a case to the message that tells the applicant.
var told = map[string]message.Template{"case.accepted": message.CaseAccepted, "case.noticed": message.CaseNoticed, "case.rejected": message.CaseRejected,
	"case.decided": message.CaseDecided, "case.ready": message.CaseReady, "case.withdrawn": message.CaseWithdrawn,
	"case.special_started": message.CaseStopped, "case.special_ended": message.CaseResumed, "case.extension_decided": message.CaseExtended,
	"case.terminated": message.CaseTerminated, "case.revoked": message.CaseRevoked, "case.site_agreed": message.SiteAgreed}

// teller writes a message for each act that the applicant should hear of, in sealed order, once for each act and person.
func (a *App) teller() journal.Subscriber {
	s := journal.Subscriber{Name: "messages", Handle: a.tell}
	for t := range told {
		s.Types = append(s.Types, t)
	}
	s.Types = append(s.Types, "promise.warned", "promise.recomputed")
	return s
}

func (a *App) tell(tx *db.Tx, act journal.Row) error {
	id, template := act.Object.ID, told[act.Type]
	if act.Type == "promise.recomputed" {
		return a.tellMove(tx, act)
	}
	if act.Type == "promise.warned" {
		var e promise.ClockWarned
		if err := act.Decode(&e); err != nil || e.Kind != promise.CaseWhole || e.Rung.When != promise.AtDue {
			return err
		}
		id, template = e.Subject.ID, message.CaseLate
	}
	if skip, err := a.nothingNew(tx, act); skip || err != nil {
		return err
	}
	return a.tellApplicant(tx, act, id, template, nil)
}

// nothingNew tells of acts on the limit that change nothing for the applicant: an extension that was refused, a procedure that ended while
// another still stops the limit.
func (a *App) nothingNew(tx *db.Tx, act journal.Row) (bool, error) {
	switch act.Type {
	case "case.extension_decided":
		var e casework.CaseExtensionDecided
		err := act.Decode(&e)
		return !e.Approved, err
	case "case.special_ended":
		list, err := promise.OfSubject(tx, promise.Subject{Type: casework.SubjectCase, ID: act.Object.ID})
		k := promise.Governing(list)
		return k == nil || k.Result.Suspended, err
	}
	return false, nil
}

// tellApplicant queues a message about a case, once for each act and person; more are parameters beside the usual ones.
func (a *App) tellApplicant(tx *db.Tx, act journal.Row, id string, template message.Template, more map[string]string) error {
	c, err := a.Cases.Get(tx, id)
	if err != nil {
		return err
	}
	if c.Applicant.Phone.Empty() {
		return nil
	}
	params, err := a.paramsOf(tx, c)
	if err != nil {
		return err
	}
	maps.Copy(params, more)
	return a.Messages.Queue(tx, c.Hall, message.Message{Event: act.Type + ":" + act.ID, Kind: message.SMS, To: message.ToPhone(c.Applicant.Phone),
		Template: template, Lang: text.ZH, Params: params})
}

// paramsOf are the holes of the templates: no name and no number of a person.
func (a *App) paramsOf(q db.Querier, c *casework.Case) (map[string]string, error) {
	out := map[string]string{"item": c.Item, "number": c.No, "link": a.Config.Base + "/track?no=" + c.No, "due": c.No, "window": "-"}
	if it, ok := a.Catalogue.Item(c.Item); ok {
		out["item"] = it.Name.ZH
	}
	if w, err := org.WindowByID(q, c.Window); err == nil {
		out["window"] = w.No
	}
	if list, err := letter.Of(q, journal.Ref{Type: "case", ID: c.ID}); err != nil {
		return nil, err
	} else if c.State == casework.Noticed && len(list) > 0 {
		out["number"] = list[len(list)-1].Number
	}
	k, err := promise.GoverningOf(q, casework.SubjectCase, []string{c.ID})
	if due := k[c.ID].Result; !due.Due.IsZero() {
		out["due"] = a.dateOf(due.Due, due.Provisional)
	}
	return out, err
}

// outboxPages show staff what became of the messages of their hall.
func (a *App) outboxPages() *messageweb.Web {
	return &messageweb.Web{Site: a.Site, DB: a.DB, Messages: a.Messages, Now: a.Now, Hall: a.SiteHall, Frame: a.SignIn.Frame}
}
