package stories

import (
	"slices"
	"strconv"
	"strings"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/promise"
)

// leader is the holder of a department's leader post with the rights of a section head.
func (s *story) leader(post string) ids.Actor {
	who := s.Holder(post)
	who.Roles = append(slices.Clone(who.Roles), ids.RoleSection)
	return who
}

// special NAME POST KIND DAYS begins a special procedure.
func special(s *story, a []string) error {
	days, err := strconv.Atoi(a[3])
	if err != nil {
		return err
	}
	_, err = s.Cases.StartSpecial(s.Ctx, s.leader(a[1]), s.cases[a[0]].ID, 0, casework.Procedure{Kind: a[2], Days: days, By: "专家组", Reference: "函1号", Reason: "依法需要"})
	return err
}

// special-ends NAME POST KIND [why it took longer] ends it.
func specialEnds(s *story, a []string) error {
	var list []casework.Procedure
	err := s.DB.Read(s.Ctx, func(q *db.Q) (err error) {
		list, err = casework.Procedures(q, s.cases[a[0]].ID)
		return err
	})
	i := slices.IndexFunc(list, func(p casework.Procedure) bool { return p.Kind == a[2] })
	if err != nil || i < 0 {
		return errs.New(errs.NotFound, "story.special").Because(err)
	}
	return s.Cases.EndSpecial(s.Ctx, s.leader(a[1]), s.cases[a[0]].ID, list[i].ID, casework.ProcedureEnd{Result: "通过", Reference: "报告1号"}, strings.Join(a[3:], " "))
}

// asks-longer NAME POST DAYS REASON asks for an extension.
func asksLonger(s *story, a []string) error {
	days, err := strconv.Atoi(a[2])
	if err != nil {
		return err
	}
	_, err = s.Cases.AskExtension(s.Ctx, s.Holder(a[1]), s.cases[a[0]].ID, 0, days, strings.Join(a[3:], " "))
	return err
}

// answers-longer NAME STAFF yes|no [WORDS] is the leader's answer to the last wish.
func answersLonger(s *story, a []string) error {
	var list []casework.Extension
	c := s.cases[a[0]]
	err := s.DB.Read(s.Ctx, func(q *db.Q) (err error) {
		list, err = casework.Extensions(q, c.ID)
		return err
	})
	if err != nil || len(list) == 0 {
		return errs.New(errs.NotFound, "story.extension").Because(err)
	}
	who := ids.Actor{Kind: ids.Staff, ID: a[1], Hall: c.Hall, Department: c.Department, Roles: []ids.Role{ids.RoleSection}}
	return s.Cases.DecideExtension(s.Ctx, who, c.ID, list[len(list)-1].ID, a[2] == "yes", strings.Join(a[3:], " "))
}

// confirms WINDOW NAME confirms that five days passed in silence.
func confirms(s *story, a []string) error {
	got, err := s.Cases.ConfirmSilence(s.Ctx, s.desks[a[0]].Clerk, s.cases[a[1]].ID, 0, s.visits[a[0]])
	if err == nil {
		s.cases[a[1]] = got
	}
	return err
}

// passes NAME STEP lets a post end its open step with its first outcome.
func passes(s *story, a []string) error {
	c := s.cases[a[0]]
	var steps []casework.Step
	if err := s.DB.Read(s.Ctx, func(q *db.Q) (err error) {
		steps, err = casework.Steps(q, c.ID)
		return err
	}); err != nil {
		return err
	}
	i := slices.IndexFunc(steps, func(st casework.Step) bool { return st.Open() && st.Step == a[1] })
	if i < 0 {
		return errs.New(errs.NotFound, "story.step")
	}
	it, _ := s.Catalogue.Item(c.Item)
	def, _ := it.StepByID(a[1])
	s.BeOnSite(c, steps[i])
	got, err := s.Cases.DecideStep(s.Ctx, s.Holder(steps[i].Post), steps[i].ID, 0, casework.Verdict{Outcome: def.Outcomes[0].ID})
	if err == nil {
		s.cases[a[0]] = got
	}
	return err
}

// twin NAME FIRST demands that a case is of one story with an earlier one; "-" means with none.
func twinIs(s *story, a []string) error {
	want := ""
	if a[1] != "-" {
		want = s.cases[a[1]].ID
	}
	if s.cases[a[0]].Twin != want {
		return errs.New(errs.Internal, "story.twin")
	}
	return nil
}

func (s *story) manager(c *casework.Case, role ids.Role) ids.Actor {
	return ids.Actor{Kind: ids.Staff, ID: s.First(ids.RoleManager).ID, Hall: c.Hall, Department: c.Department, Roles: []ids.Role{role}}
}

// terminates NAME GROUND FINDING ends a case without a decision.
func terminates(s *story, a []string) error {
	c := s.cases[a[0]]
	got, err := s.Cases.Terminate(s.Ctx, s.manager(c, ids.RoleManager), c.ID, 0, casework.Termination(a[1]), strings.Join(a[2:], " "))
	if err == nil {
		s.cases[a[0]] = got
	}
	return err
}

// revokes NAME REASON takes a granted decision back.
func revokes(s *story, a []string) error {
	c := s.cases[a[0]]
	got, err := s.Cases.Revoke(s.Ctx, s.manager(c, ids.RoleDivision), c.ID, 0, strings.Join(a[1:], " "))
	if err == nil {
		s.cases[a[0]] = got
	}
	return err
}

// due NAME DATE [statutory|promised] [provisional] compares the date by which the whole case must be decided; "suspended" is a date too.
func dueIs(s *story, a []string) error {
	return s.DB.Read(s.Ctx, func(q *db.Q) error {
		clocks, err := promise.OfSubject(q, promise.Subject{Type: casework.SubjectCase, ID: s.cases[a[0]].ID})
		seen := 0
		for _, k := range clocks {
			if k.Kind != promise.CaseWhole || len(a) > 2 && a[2] != "provisional" && string(k.Source) != a[2] {
				continue
			}
			seen++
			got := k.Result.Due.Format("2006-01-02")
			if k.Result.Suspended {
				got = "suspended"
			}
			if got != a[1] || slices.Contains(a, "provisional") != k.Result.Provisional {
				return errs.New(errs.Internal, "story.due", "due", got, "provisional", k.Result.Provisional)
			}
		}
		if err == nil && seen == 0 {
			err = errs.New(errs.Internal, "story.no_limit")
		}
		return err
	})
}
