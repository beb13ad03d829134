package stories

import (
	"strings"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
)

// from-paper NAME KIND WINDOW ITEM SOURCE DATE TIME writes down a paper of an accepted case, by the holder of the window's post.
func fromPaper(s *story, a []string) error {
	at, ok := casework.Moment(strings.Join(a[5:], " "))
	if !ok {
		return errs.New(errs.Internal, "story.time")
	}
	who := s.At(a[2])
	e, err := s.Cases.Enter(s.Ctx, who, halltest.City, casework.Draft{Kind: promise.Outside(a[1]), Source: a[4], Item: a[3], Window: a[2], Received: at, Accepted: at,
		Party: casework.Party{Name: "林溪某某公司", ID: pii.New(pii.USCC, "11990000MB9900013U")}})
	if err == nil {
		s.entries[a[0]] = e
	}
	return err
}

// entry NAME WHO is the second person's word; WHO is the head of the hall, or the clerk of a window, who may not.
func entryIs(s *story, a []string) error {
	who := ids.Actor{Kind: ids.Staff, ID: a[1], Hall: halltest.City, Roles: []ids.Role{ids.RoleManager}}
	if a[1] != "head" {
		who.Roles = []ids.Role{ids.RoleClerk}
	}
	got, err := s.Cases.ConfirmEntry(s.Ctx, who, s.entries[a[0]].ID)
	if err == nil {
		s.cases[a[0]] = got.Case
	}
	return err
}

// uncounted demands that no promise of a whole case stands in the figures.
func uncounted(s *story, _ []string) error {
	return s.DB.Read(s.Ctx, func(q *db.Q) error {
		now := s.Clock.Now()
		list, err := promise.Compliance(q, halltest.City, now.AddDate(0, -2, 0), now.AddDate(0, 2, 0))
		for _, f := range list {
			if f.Kind == promise.CaseWhole || f.Kind == promise.CaseStep {
				err = errs.New(errs.Internal, "story.counted", "item", f.Item, "kind", f.Kind)
			}
		}
		return err
	})
}
