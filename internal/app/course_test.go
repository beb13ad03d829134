package app_test

import (
	"strings"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/message"
)

// LIM-12: each act on the limit is told to the applicant, once; an act that changes nothing for him is not.
func TestLIM12_TheApplicantIsToldOfEachChangeOfTheLimit(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		c := h.Sit("11").Accept("CJ-03")
		lead := ids.Actor{Kind: ids.Staff, ID: "E-CJ-LEAD", Hall: c.Hall, Department: c.Department, Roles: []ids.Role{ids.RoleSection}}
		deputy := lead
		deputy.ID = "E-CJ-DEP"
		var stops []casework.Procedure
		for _, kind := range []string{"hearing", "expert_review"} {
			p, err := h.Cases.StartSpecial(h.Ctx, lead, c.ID, 0, casework.Procedure{Kind: kind, Days: 5, By: "专家组", Reference: "函9号", Reason: "依法需要"})
			h.Must(err)
			stops = append(stops, p)
		}
		h.Wait(time.Hour)
		for _, p := range stops { // the first end leaves the limit stopped
			h.Must(h.Cases.EndSpecial(h.Ctx, lead, c.ID, p.ID, casework.ProcedureEnd{Result: "同意", Reference: "报告1号"}, ""))
			h.Must(h.Runner.Drain(h.Ctx))
		}
		x, err := h.Cases.AskExtension(h.Ctx, lead, c.ID, 0, 5, "范围扩大")
		h.Must(err)
		h.Must(h.Cases.DecideExtension(h.Ctx, deputy, c.ID, x.ID, false, "不必"))
		x, err = h.Cases.AskExtension(h.Ctx, lead, c.ID, 0, 5, "资料到了")
		h.Must(err)
		h.Must(h.Cases.DecideExtension(h.Ctx, deputy, c.ID, x.ID, true, ""))
		h.Must(h.Runner.Drain(h.Ctx))
		_, err = h.Cases.Terminate(h.Ctx, lead, c.ID, 0, casework.ApplicantGone, "单位已注销")
		h.Must(err)
		h.Must(h.Runner.Drain(h.Ctx))
		told := map[message.Template]int{}
		h.Read(func(q *db.Q) error {
			list, err := h.Messages.List(q, c.Hall, message.Filter{})
			for _, m := range list {
				if strings.HasPrefix(string(m.Template), "case.") {
					told[m.Template]++
				}
			}
			return err
		})
		want := map[message.Template]int{message.CaseAccepted: 1, message.CaseStopped: 2, message.CaseResumed: 1, message.CaseExtended: 1, message.CaseTerminated: 1}
		for k, n := range want {
			if told[k] != n {
				t.Errorf("%s was sent %d times, want %d: %v", k, told[k], n, told)
			}
		}
		h.Verified()
	})
}
