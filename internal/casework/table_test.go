package casework_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/notice"
)

// declared is the table as people agreed on it, beside the one in the code.
var declared = map[casework.State]string{
	casework.Received:   "check notice accept confirm_silence reject withdraw terminate correct change_item",
	casework.Noticed:    "supply withdraw terminate correct",
	casework.Accepted:   "decide_step settle recall_step supply_later ask_extension decide_extension start_special end_special contest expedite withdraw terminate correct",
	casework.Decided:    "decide_step supply_later contest deliver revoke correct",
	casework.Delivered:  "file revoke",
	casework.Filed:      "revoke",
	casework.Rejected:   "",
	casework.Withdrawn:  "",
	casework.Terminated: "",
	casework.Revoked:    "",
}

// CAS-1: each pair of state and act is declared or it is not, and every act has a row somewhere.
func TestCAS1_TheTableOfStatesIsTheAgreedOne(t *testing.T) {
	used := map[casework.Act]bool{}
	for _, s := range casework.States {
		want, known := declared[s]
		if !known {
			t.Errorf("nobody agreed on the state %s", s)
		}
		var got []string
		for _, a := range casework.Acts {
			if row, ok := casework.Next(s, a); ok {
				got, used[a] = append(got, string(a)), true
				if _, ok := declared[row.To]; !ok || row.Rule == "" {
					t.Errorf("%s in %s leads to %q by the rule %q", a, s, row.To, row.Rule)
				}
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, agreed: %s", s, got, want)
		}
	}
	for _, a := range casework.Acts {
		if !used[a] {
			t.Errorf("%s has no row", a)
		}
	}
}

// call performs an act with everything filled in that does not depend on the case; the rights it asks for stand beside it.
type call struct {
	right string
	do    func(h *halltest.Hall, who ids.Actor, c *casework.Case) error
}

var calls = map[casework.Act]call{
	casework.ActCheck: {"case.check", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.Check(h.Ctx, who, c.ID, 0, nil)
		return err
	}},
	casework.ActNotice: {"case.notice", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.Notice(h.Ctx, who, c.ID, 0, casework.Visit{}, false, "")
		return err
	}},
	casework.ActSupply: {"case.receive", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.Supply(h.Ctx, who, c.ID, casework.Visit{})
		return err
	}},
	casework.ActAccept: {"case.accept", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.Accept(h.Ctx, who, c.ID, 0, casework.Visit{})
		return err
	}},
	casework.ActSilence: {"case.accept", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.ConfirmSilence(h.Ctx, who, c.ID, 0, casework.Visit{})
		return err
	}},
	casework.ActReject: {"case.reject", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.Reject(h.Ctx, who, c.ID, 0, casework.Visit{}, casework.Rejection{Ground: casework.NotRequired, Condition: "c1", Finding: "不需要"})
		return err
	}},
	casework.ActLater: {"case.supply_later", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.SupplyLater(h.Ctx, who, c.ID, 0, "form", true)
		return err
	}},
	casework.ActAskLonger: {"case.ask_extension", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.AskExtension(h.Ctx, who, c.ID, 0, 5, "情况复杂")
		return err
	}},
	casework.ActLonger: {"case.extend", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		return h.Cases.DecideExtension(h.Ctx, who, c.ID, "none", true, "")
	}},
	casework.ActSpecial: {"case.special", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.StartSpecial(h.Ctx, who, c.ID, 0, casework.Procedure{Kind: "tender"})
		return err
	}},
	casework.ActSpecialEnd: {"case.special", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		return h.Cases.EndSpecial(h.Ctx, who, c.ID, "none", casework.ProcedureEnd{Result: "通过", Reference: "1号"}, "")
	}},
	casework.ActContest: {"case.contest", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		return h.Cases.Contest(h.Ctx, who, c.ID, "special", "none", "")
	}},
	casework.ActExpedite: {"case.expedite", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.Expedite(h.Ctx, who, c.ID, 0, "工期紧")
		return err
	}},
	casework.ActDeliver: {"case.deliver", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.Deliver(h.Ctx, who, c.ID, 0, casework.Visit{}, casework.Handover{Identity: "身份证", Tail: c.Applicant.ID.Tail(), Way: "window"})
		return err
	}},
	casework.ActFile: {"case.file", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.File(h.Ctx, who, c.ID, 0)
		return err
	}},
	casework.ActWithdraw: {"case.withdraw", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.Withdraw(h.Ctx, who, c.ID)
		return err
	}},
	casework.ActTerminate: {"case.terminate", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.Terminate(h.Ctx, who, c.ID, 0, casework.ApplicantGone, "申请人已注销")
		return err
	}},
	casework.ActRevoke: {"case.revoke", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.Revoke(h.Ctx, who, c.ID, 0, "材料系伪造")
		return err
	}},
	casework.ActCorrect: {"case.correct", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.Correct(h.Ctx, who, c.ID, 0, casework.Correction{Name: "临溪样例塑业有限公司", Reason: "录错"})
		return err
	}},
	casework.ActChange: {"case.correct", func(h *halltest.Hall, who ids.Actor, c *casework.Case) error {
		_, err := h.Cases.ChangeItem(h.Ctx, who, c.ID, 0, casework.Change{Item: "SB-02", Reason: "听错了"})
		return err
	}},
}

// inside are the acts on steps: settle has no door of its own, the other two are asked for a step and not for a case.
var inside = map[casework.Act]bool{casework.ActDecideStep: true, casework.ActRecall: true, casework.ActSettle: true}

// Every pair of state, act and role that is not declared is refused, changes nothing, and is written down where the role had the right.
func TestCAS1_EveryUndeclaredPairIsRefusedWithoutEffect(t *testing.T) {
	h := halltest.OnSQLite(t)
	denied := map[string]int{}
	h.Cases.Deny = func(_ context.Context, who ids.Actor, act string, _ identity.Object) { denied[act]++ }
	cases := oneOfEach(h)
	for _, s := range casework.States {
		c := cases[s]
		if c == nil || c.State != s {
			t.Fatalf("no case in the state %s: %+v", s, c)
		}
		before := fmt.Sprintf("%+v", stored(h, c))
		for _, a := range casework.Acts {
			if inside[a] {
				continue
			}
			x, ok := calls[a]
			if !ok {
				t.Fatalf("%s is called by no test", a)
			}
			_, known := casework.Next(s, a)
			for _, role := range everyRole {
				who := ids.Actor{Kind: ids.Staff, ID: "x-" + string(role), Hall: c.Hall, Department: c.Department, Window: c.Window, Roles: []ids.Role{role}}
				if role == ids.RoleCitizen {
					who = ids.Actor{Kind: ids.Citizen, ID: c.ID, Hall: c.Hall, Roles: []ids.Role{role}}
				}
				object := identity.Object{Hall: c.Hall, Department: c.Department, Owner: c.Handler}
				if who.Kind == ids.Citizen {
					object.Owner = c.ID
				}
				allowed := identity.Can(who, x.right, object) == nil
				if allowed && known {
					continue // declared and allowed: the walks prove those
				}
				was := denied[x.right]
				err := x.do(h, who, c)
				switch {
				case !allowed && errs.Of(err).Kind != errs.Forbidden:
					t.Errorf("%s in %s by %s: %v, want forbidden", a, s, role, err)
				case allowed && errs.Code(err) != "case.state":
					t.Errorf("%s in %s by %s: %v, want case.state", a, s, role, err)
				case allowed && denied[x.right] != was+1:
					t.Errorf("%s in %s by %s was not written down", a, s, role)
				}
			}
		}
		if after := fmt.Sprintf("%+v", stored(h, c)); after != before {
			t.Errorf("a refused act changed the case in %s:\n%s\n%s", s, before, after)
		}
	}
	h.Verified()
}

var everyRole = []ids.Role{ids.RoleCitizen, ids.RoleGuide, ids.RoleClerk, ids.RoleApprover, ids.RoleWindowHead, ids.RoleManager, ids.RoleSection, ids.RoleDivision,
	ids.RoleDirector, ids.RoleSupervisor, ids.RoleEditor, ids.RolePublisher, ids.RoleSysAdmin, ids.RoleSecAdmin, ids.RoleAuditor, ids.RoleDevice}

// stored is the case as the database has it.
func stored(h *halltest.Hall, c *casework.Case) (out casework.Case) {
	h.Read(func(q *db.Q) error {
		got, err := h.Cases.Get(q, c.ID)
		if err == nil {
			out = *got
		}
		return err
	})
	return out
}

// oneOfEach walks a case into every state there is.
func oneOfEach(h *halltest.Hall) map[casework.State]*casework.Case {
	d := sit(h, "06")
	out := map[casework.State]*casework.Case{}
	keep := func(c *casework.Case, err error) *casework.Case {
		h.Must(err)
		out[c.State] = c
		return c
	}
	received := func() *casework.Case { return d.receive("SB-01", casework.Visit{}).Case }
	accepted := func() *casework.Case {
		c := d.answer(received(), notice.OK, nil)
		c, err := h.Cases.Accept(h.Ctx, d.clerk, c.ID, c.Edition, casework.Visit{})
		h.Must(err)
		return c
	}
	hand := casework.Handover{Identity: "营业执照原件", Tail: "013U", Way: "window"}
	keep(received(), nil)
	c := received()
	c = d.answer(c, notice.OK, map[string]notice.Answer{"form": notice.Missing})
	told, err := h.Cases.Notice(h.Ctx, d.clerk, c.ID, c.Edition, casework.Visit{}, false, "")
	keep(told.Case, err)
	keep(accepted(), nil)
	keep(d.through(accepted()), nil)
	delivered := d.through(accepted())
	keep(h.Cases.Deliver(h.Ctx, d.clerk, delivered.ID, 0, casework.Visit{}, hand))
	filed := d.through(accepted())
	_, err = h.Cases.Deliver(h.Ctx, d.clerk, filed.ID, 0, casework.Visit{}, hand)
	h.Must(err)
	keep(h.Cases.File(h.Ctx, d.clerk, filed.ID, 0))
	c = received()
	keep(h.Cases.Reject(h.Ctx, d.clerk, c.ID, 0, casework.Visit{}, casework.Rejection{Ground: casework.NotRequired, Condition: "c1", Finding: "不需要登记"}))
	keep(h.Cases.Withdraw(h.Ctx, d.clerk, received().ID))
	head := h.First(ids.RoleManager)
	manager := ids.Actor{Kind: ids.Staff, ID: head.ID, Name: head.Name, Hall: c.Hall, Roles: []ids.Role{ids.RoleManager}}
	keep(h.Cases.Terminate(h.Ctx, manager, received().ID, 0, casework.ApplicantGone, "申请人已注销"))
	revoked := d.through(accepted())
	leader := ids.Actor{Kind: ids.Staff, ID: head.ID, Name: head.Name, Hall: c.Hall, Department: c.Department, Roles: []ids.Role{ids.RoleDivision}}
	keep(h.Cases.Revoke(h.Ctx, leader, revoked.ID, 0, "材料系伪造"))
	h.Wait(time.Second)
	return out
}
