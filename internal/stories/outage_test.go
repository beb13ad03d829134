package stories

import (
	"strconv"
	"strings"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/outage"
)

// beats writes the heartbeat of this minute.
func beats(s *story, _ []string) error { return s.Outages.Beat(s.Ctx) }

// outage propose WHO CAUSE REASON rests on the last measured gap; outage confirm WHO is the second person's word. WHO is head or director.
func outageOf(s *story, a []string) error {
	who := ids.Actor{Kind: ids.Staff, ID: a[1], Hall: halltest.City, Roles: []ids.Role{ids.RoleManager}}
	if a[1] == "director" {
		who.Roles = []ids.Role{ids.RoleDirector}
	}
	if a[0] == "confirm" {
		_, err := s.Outages.Confirm(s.Ctx, who, s.outage.ID, s.outage.Edition)
		return err
	}
	var list []outage.Gap
	if err := s.DB.Read(s.Ctx, func(q *db.Q) (err error) {
		list, err = s.Outages.Gaps(q, halltest.City, s.Clock.Now().Add(-24*time.Hour))
		return err
	}); err != nil {
		return err
	}
	if len(list) == 0 {
		return outage.ErrNoGap
	}
	o, err := s.Outages.Propose(s.Ctx, who, halltest.City, outage.Proposal{Gap: list[0].To.UnixMicro(), Cause: outage.Cause(a[2]), Reason: strings.Join(a[3:], " ")})
	s.outage = o
	return err
}

// told N counts the people whom the last outage concerns, and demands that those who left a number have their message.
func toldIs(s *story, a []string) error {
	if err := s.Runner.Drain(s.Ctx); err != nil {
		return err
	}
	return s.DB.Read(s.Ctx, func(q *db.Q) error {
		people, err := outage.People(q, s.outage.ID)
		sms := 0
		for _, p := range people {
			if p.Way == outage.BySMS {
				sms++
			}
		}
		var sent int
		if err == nil {
			err = q.QueryRow(`SELECT count(*) FROM message WHERE template IN ('outage.case', 'outage.ticket')`).Scan(&sent)
		}
		if err == nil && (strconv.Itoa(len(people)) != a[0] || sent != sms || sms == 0) {
			err = errs.New(errs.Internal, "story.told", "people", len(people), "sms", sms, "sent", sent)
		}
		return err
	})
}
