package stories

import (
	"strconv"
	"strings"

	"yichuang/internal/almanac"
	"yichuang/internal/calendar"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
)

// enters drafts a change of the calendar as the system administrator: "enters next notice 2027 2026-12-05,workday,x". A notice has the
// made-up list of 2027 and these lines more, a region's list has these lines only.
func enters(s *story, a []string) error {
	year, err := strconv.Atoi(a[2])
	if err != nil {
		return err
	}
	file := "date,type,name\n" + strings.Join(a[3:], "\n")
	c := almanac.Content{Kind: almanac.Kind(a[1]), Year: year, Region: "林溪", Reason: "放假安排已公布"}
	if c.Kind == almanac.National {
		file, c.Title, c.Region = halltest.Year2027(a[3:]...), "关于2027年部分节假日安排的通知", ""
	}
	list, err := calendar.ReadFile(file, calendar.Marks{})
	if err != nil {
		return err
	}
	s.changes[a[0]], err = s.Almanac.Enter(s.Ctx, s.Actor(ids.RoleSysAdmin), halltest.City, c, list)
	return err
}

// consents is the supervision office's consent to later dates.
func consents(s *story, a []string) error {
	return s.Almanac.Agree(s.Ctx, s.Actor(ids.RoleSupervisor), s.changes[a[0]], strings.Join(a[1:], " "))
}

// putsInForce confirms a change as a role, and the clocks follow.
func putsInForce(s *story, a []string) error {
	if err := s.Almanac.Confirm(s.Ctx, s.Actor(ids.Role(a[1])), s.changes[a[0]], "与原文核对无误"); err != nil {
		return err
	}
	s.FollowCalendar()
	return nil
}
