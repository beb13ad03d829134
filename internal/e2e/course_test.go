package e2e

import (
	"strings"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/halltest"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
)

// LIM-12 in a real browser: a licence over the New Year goes through two special procedures that overlap, an objection from a phone, an
// extension, a late end with its published reason, a revocation; every paper opens, and every clock says why it is due then.
func TestTheCourseOfALicenceInABrowser(t *testing.T) {
	chromium(t)
	h := halltest.OnSQLite(t)
	base := serve(t, h)
	d := h.Sit("11")
	opened, err := h.Cases.Receive(h.Ctx, d.Clerk, d.Window, h.Intake("CJ-03", casework.Visit{}))
	h.Must(err)
	c := d.Answer(opened.Case, notice.OK, nil)
	c, err = h.Cases.Accept(h.Ctx, d.Clerk, c.ID, c.Edition, casework.Visit{})
	h.Must(err)
	page := "/h/shi/office/case/" + c.ID

	lead := open(t, base)
	lead.size(1440, 900)
	lead.signIn("E-CJ-LEAD", "")
	lead.visit(page)
	lead.special("hearing", "5")
	lead.special("expert_review", "5")
	lead.says("#course", "期限暂停")
	lead.picture("course-1-special")
	lead.opens(h, c, doc.KindSpecial, "特别程序告知书", "工作日")

	phone := open(t, base)
	phone.size(390, 844)
	phone.visit("/track")
	phone.fill(`input[name="no"]`, c.No)
	phone.fill(`input[name="code"]`, opened.Secret)
	phone.press(`form[action="/track"] button`)
	phone.says("body", "期限的变化")
	phone.press(`form[action$="/contest"] button.btn-primary`)
	phone.says("body", "您已提出异议")
	phone.picture("course-4-phone")
	phone.size(320, 800)
	if wide := eval[float64](phone, `document.documentElement.scrollWidth`); wide > 320 {
		t.Errorf("the phone's page scrolls sideways: %v", wide)
	}
	lead.visit(page)
	lead.says("#course", "申请人有异议")

	h.Wait(48 * time.Hour)
	lead.signIn("E-CJ-LEAD", "")
	for range 2 {
		lead.visit(page)
		lead.fill(`form[action$="/special-end"] input[name="result-end"]`, "同意")
		lead.fill(`form[action$="/special-end"] input[name="reference-end"]`, "报告1号")
		lead.press(`form[action$="/special-end"] button.btn-primary`)
	}
	lead.says("#course", "结果：同意（报告1号）")

	deputy := open(t, base)
	deputy.size(1440, 900)
	deputy.signIn("E-CJ-DEP", "")
	deputy.visit(page)
	deputy.fill(`input[name="days-longer"]`, "10")
	deputy.fill(`textarea[name="reason-longer"]`, "核查范围扩大")
	deputy.press(`form[action$="/ask-extension"] button.btn-primary`)
	lead.visit("/h/shi/office")
	lead.says("body", "待审批的延期")
	lead.visit(page)
	lead.click(`input[name="answer-answer"][value="yes"]`)
	lead.press(`form[action$="/extension"] button.btn-primary`)
	lead.says("#course", "批准")
	lead.opens(h, c, doc.KindExtension, "延期办理告知书", "10个工作日")
	if words := lead.explained(page); !strings.Contains(words, "特别程序") && !strings.Contains(words, "听证") && !strings.Contains(words, "评审") {
		t.Errorf("the explanation does not name what stopped the clock: %s", words)
	}

	h.Wait(90 * 24 * time.Hour) // far beyond every limit: shares of the delay, then a reason that is published
	lead.signIn("E-CJ-LEAD", "")
	lead.visit(page)
	lead.says("#course", "超期分担")
	lead.picture("course-2-late")
	decideLate(h, c)
	lead.visit(page)
	lead.fill(`textarea[name="reason-revoke"]`, "场地证明系伪造")
	lead.press(`form[action$="/revoke"] button.btn-primary`)
	lead.says("body", "已撤销")
	lead.opens(h, c, doc.KindRevocation, "撤销决定书", "行政复议")
	lead.picture("course-3-revoked")
	h.Verified()
}

// special begins a special procedure from the page of the case.
func (b *browser) special(kind, days string) {
	b.t.Helper()
	b.click(`input[name="kind-special"][value="` + kind + `"]`)
	b.fill(`input[name="days-special"]`, days)
	b.fill(`input[name="by-special"]`, "专家组")
	b.fill(`input[name="reference-special"]`, "函9号")
	b.fill(`textarea[name="reason-special"]`, "依法需要")
	b.press(`form[action$="/special"] button.btn-primary`)
}

// opens shows the newest paper of a kind and looks for words on it.
func (b *browser) opens(h *halltest.Hall, c *casework.Case, kind doc.Kind, words ...string) {
	b.t.Helper()
	var id string
	h.Read(func(q *db.Q) error {
		list, err := letter.Of(q, journal.Ref{Type: "case", ID: c.ID})
		for _, l := range list {
			if l.Kind == kind {
				id = l.ID
			}
		}
		return err
	})
	at := b.url()
	b.visit("/letter/" + id)
	for _, w := range words {
		if text := b.text("body"); !strings.Contains(text, w) {
			b.t.Errorf("the %s does not say %q:\n%s", kind, w, text)
		}
	}
	b.picture("paper-" + string(kind))
	b.visit(strings.TrimPrefix(at, b.base))
}

// explained opens why each clock of a case is due when it is.
func (b *browser) explained(page string) string {
	b.t.Helper()
	b.visit(page)
	return eval[string](b, `[...document.querySelectorAll("details")].filter(d => d.querySelector("ol")).map(d => { d.open = true; return d.innerText }).join("\n")`)
}

// decideLate lets every post end its step with its first outcome and the reason why it is late.
func decideLate(h *halltest.Hall, c *casework.Case) {
	h.T.Helper()
	it, _ := h.Catalogue.Item(c.Item)
	for waitingFor(h, c.No) != "" {
		st := h.OpenStep(c.ID)
		def, _ := it.StepByID(st.Step)
		h.BeOnSite(c, st)
		_, err := h.Cases.DecideStep(h.Ctx, h.Holder(st.Post), st.ID, 0, casework.Verdict{Outcome: def.Outcomes[0].ID, LateReason: "审核积压"})
		h.Must(err)
	}
}
