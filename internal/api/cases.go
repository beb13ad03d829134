package api

import (
	"context"
	"net/http"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/notice"
	"yichuang/internal/pii"
)

// Case is a case as programs see it: no name, no number.
type Case struct {
	ID        string     `json:"id"`
	No        string     `json:"no"`
	Item      string     `json:"item"`
	Version   int        `json:"item_version"`
	State     string     `json:"state"`
	National  int        `json:"national_state" doc:"Status of the national exchange, 1 to 15."`
	Decision  string     `json:"decision,omitempty"`
	Edition   int        `json:"edition" doc:"Give it back with the next act; a stale one is refused."`
	Received  time.Time  `json:"received_at"`
	Accepted  *time.Time `json:"accepted_at,omitempty"`
	Decided   *time.Time `json:"decided_at,omitempty"`
	Delivered *time.Time `json:"delivered_at,omitempty"`
	Rows      []Row      `json:"checklist"`
	Steps     []Step     `json:"steps,omitempty"`
}

// Row is one line of the checklist.
type Row struct {
	Material string `json:"material"`
	Answer   string `json:"answer,omitempty" enum:"ok,missing,wrong,later"`
	Fault    string `json:"fault,omitempty"`
	Fix      string `json:"fix,omitempty" maxLength:"300"`
	Verified bool   `json:"original_verified,omitempty"`
}

// Step is one piece of work at a post.
type Step struct {
	ID      string `json:"id"`
	Step    string `json:"step"`
	Post    string `json:"post"`
	Open    bool   `json:"open"`
	Outcome string `json:"outcome,omitempty"`
}

func caseOf(c *casework.Case, steps []casework.Step) Case {
	out := Case{ID: c.ID, No: c.No, Item: c.Item, Version: c.Version, State: string(c.State), National: c.National(), Decision: string(c.Decision),
		Edition: c.Edition, Received: c.Received, Accepted: instant(c.Accepted), Decided: instant(c.DecidedAt), Delivered: instant(c.Delivered)}
	for _, r := range c.Rows {
		out.Rows = append(out.Rows, Row{r.Material, string(r.Answer), string(r.Fault), r.Fix, r.Verified})
	}
	for _, s := range steps {
		out.Steps = append(out.Steps, Step{s.ID, s.Step, s.Post, s.Open(), s.Outcome})
	}
	return out
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type caseAnswer struct{ Body Case }

type receiveInput struct {
	WindowPath
	Body struct {
		Ticket   string            `json:"ticket,omitempty"`
		Matter   string            `json:"matter,omitempty"`
		Item     string            `json:"item"`
		Kind     string            `json:"applicant_kind" enum:"person,enterprise,institution,association,unincorporated,agency"`
		Name     string            `json:"name" minLength:"1" maxLength:"100"`
		IDKind   string            `json:"id_kind" enum:"resident_id,passport,hk_macao_pass,taiwan_pass,permanent_residence,uscc"`
		ID       string            `json:"id" minLength:"1" maxLength:"40"`
		Phone    string            `json:"phone,omitempty" maxLength:"20"`
		Answers  map[string]string `json:"answers,omitempty"`
		Override string            `json:"override,omitempty" maxLength:"200" doc:"Why a number that fails its check digit is taken all the same."`
	}
}

type receivedAnswer struct {
	Body struct {
		Case
		Code string `json:"tracking_code" doc:"Given once."`
	}
}

// VisitBody is where an act happens and on which edition of the case.
type VisitBody struct {
	Edition int    `json:"edition"`
	Ticket  string `json:"ticket,omitempty"`
	Matter  string `json:"matter,omitempty"`
}

func (v VisitBody) visit() casework.Visit { return casework.Visit{Ticket: v.Ticket, Matter: v.Matter} }

type caseAct struct {
	Repeatable
	ID   string `path:"id"`
	Body VisitBody
}

func (a *API) caseOperations() {
	op(a, "POST", "/api/v1/windows/{window}/cases", "case.receive", "Take papers in", http.StatusCreated, a.receive)
	op(a, "GET", "/api/v1/cases/{id}", "case.view", "One case with its checklist and steps", 0, a.oneCase)
	op(a, "POST", "/api/v1/cases/{id}/check", "case.check", "Answer rows of the checklist", 0, a.check)
	op(a, "POST", "/api/v1/cases/{id}/accept", "case.accept", "Accept", 0, func(ctx context.Context, in *caseAct) (*caseAnswer, error) {
		return a.answer(ctx)(a.Cases.Accept(ctx, actor(ctx), in.ID, in.Body.Edition, in.Body.visit()))
	})
	op(a, "POST", "/api/v1/cases/{id}/notice", "case.notice", "Tell everything missing, once", 0, a.notice)
	op(a, "POST", "/api/v1/cases/{id}/finish-now", "case.finish_now", "Finish an immediate item", 0, a.finishNow)
	op(a, "POST", "/api/v1/cases/{id}/deliver", "case.deliver", "Hand the result out", 0, a.deliver)
	op(a, "POST", "/api/v1/cases/{id}/file", "case.file", "Close the archive", 0, func(ctx context.Context, in *caseAct) (*caseAnswer, error) {
		return a.answer(ctx)(a.Cases.File(ctx, actor(ctx), in.ID, in.Body.Edition))
	})
	op(a, "POST", "/api/v1/steps/{id}/decide", "case.step.decide", "End a post's step", 0, a.decide)
}

// answer gives a case back with its steps.
func (a *API) answer(ctx context.Context) func(c *casework.Case, err error) (*caseAnswer, error) {
	return func(c *casework.Case, err error) (*caseAnswer, error) {
		if err != nil {
			return nil, err
		}
		var out caseAnswer
		err = a.DB.Read(ctx, func(q *db.Q) error {
			steps, err := casework.Steps(q, c.ID)
			out.Body = caseOf(c, steps)
			return err
		})
		return &out, err
	}
}

func (a *API) receive(ctx context.Context, in *receiveInput) (*receivedAnswer, error) {
	it, ok := a.Catalogue().Item(in.Body.Item)
	if !ok {
		return nil, errs.New(errs.Invalid, "api.no_item", "item", in.Body.Item).At("item")
	}
	b := in.Body
	got, err := a.Cases.Receive(ctx, actor(ctx), in.Window, casework.Intake{Ticket: b.Ticket, Matter: b.Matter, Item: b.Item, Kind: b.Kind,
		Applicant: casework.Party{Name: b.Name, ID: pii.New(pii.Kind(b.IDKind), b.ID), Phone: pii.New(pii.Phone, b.Phone)},
		Answers:   answersOf(it, b.Answers), Override: b.Override})
	if err != nil {
		return nil, err
	}
	var out receivedAnswer
	out.Body.Case, out.Body.Code = caseOf(got.Case, nil), got.Secret
	return &out, nil
}

func answersOf(it *catalogue.Item, given map[string]string) catalogue.Answers {
	return it.ParseAnswers(func(k string) string { return given[k] })
}

func (a *API) oneCase(ctx context.Context, in *idInput) (*caseAnswer, error) {
	var c *casework.Case
	err := a.DB.Read(ctx, func(q *db.Q) (err error) {
		c, err = a.Cases.Get(q, in.ID)
		return err
	})
	if err == nil && !sees(actor(ctx), c) {
		err = casework.ErrUnknown
	}
	return a.answer(ctx)(c, err)
}

// sees: a program sees the cases of its own hall.
func sees(who ids.Actor, c *casework.Case) bool { return who.Hall == c.Hall }

type checkInput struct {
	Repeatable
	ID   string `path:"id"`
	Body struct {
		Edition int   `json:"edition"`
		Rows    []Row `json:"rows" minItems:"1" maxItems:"60"`
	}
}

func (a *API) check(ctx context.Context, in *checkInput) (*caseAnswer, error) {
	var rows []notice.Row
	for _, r := range in.Body.Rows {
		rows = append(rows, notice.Row{Material: r.Material, Answer: notice.Answer(r.Answer), Fault: doc.Fault(r.Fault), Fix: r.Fix, Verified: r.Verified})
	}
	return a.answer(ctx)(a.Cases.Check(ctx, actor(ctx), in.ID, in.Body.Edition, rows))
}

type noticeInput struct {
	Repeatable
	ID   string `path:"id"`
	Body struct {
		VisitBody
		Declined bool   `json:"declined,omitempty" doc:"The person declined the paper and was told orally."`
		Reason   string `json:"reason,omitempty" maxLength:"300" doc:"Why something is asked for that the first sheet did not name; it is a breach."`
	}
}

type noticeAnswer struct {
	Body struct {
		Case
		Number string `json:"notice_number"`
		Code   string `json:"return_code" doc:"Brings the person back without queueing; given once."`
	}
}

func (a *API) notice(ctx context.Context, in *noticeInput) (*noticeAnswer, error) {
	told, err := a.Cases.Notice(ctx, actor(ctx), in.ID, in.Body.Edition, in.Body.visit(), in.Body.Declined, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	var out noticeAnswer
	out.Body.Case, out.Body.Number, out.Body.Code = caseOf(told.Case, nil), told.Notice.Number, told.Code
	return &out, nil
}

type handoverInput struct {
	Repeatable
	ID   string `path:"id"`
	Body struct {
		VisitBody
		ToAgent  bool   `json:"to_agent,omitempty"`
		Identity string `json:"identity_seen" minLength:"1" maxLength:"60"`
		Tail     string `json:"id_tail" maxLength:"4" doc:"Last characters of the number on what was shown."`
		Way      string `json:"way,omitempty" enum:"window,post,electronic" default:"window"`
	}
}

func (in *handoverInput) handover() casework.Handover {
	return casework.Handover{ToAgent: in.Body.ToAgent, Identity: in.Body.Identity, Tail: in.Body.Tail, Way: in.Body.Way}
}

func (a *API) finishNow(ctx context.Context, in *handoverInput) (*caseAnswer, error) {
	return a.answer(ctx)(a.Cases.FinishNow(ctx, actor(ctx), in.ID, in.Body.Edition, in.Body.visit(), in.handover()))
}

func (a *API) deliver(ctx context.Context, in *handoverInput) (*caseAnswer, error) {
	return a.answer(ctx)(a.Cases.Deliver(ctx, actor(ctx), in.ID, in.Body.Edition, in.Body.visit(), in.handover()))
}

type decideInput struct {
	Repeatable
	ID   string `path:"id"`
	Body struct {
		Edition   int    `json:"edition,omitempty"`
		Outcome   string `json:"outcome"`
		Reason    string `json:"reason,omitempty" maxLength:"500"`
		Condition string `json:"condition,omitempty"`
		Late      string `json:"late_reason,omitempty" maxLength:"500" doc:"Why a limit was missed; it is published."`
	}
}

func (a *API) decide(ctx context.Context, in *decideInput) (*caseAnswer, error) {
	return a.answer(ctx)(a.Cases.DecideStep(ctx, actor(ctx), in.ID, in.Body.Edition, casework.Verdict{Outcome: in.Body.Outcome, Reason: in.Body.Reason,
		Condition: in.Body.Condition, LateReason: in.Body.Late}))
}
