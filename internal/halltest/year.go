package halltest

import (
	"strings"

	"yichuang/internal/almanac"
	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
)

// Year2027 is a made-up list for 2027 as a file, with more lines at its end.
func Year2027(more ...string) string {
	return "date,type,name\n" + span("2027-01-01", "2027-01-03", "元旦") + span("2027-02-05", "2027-02-11", "春节") + "2027-02-14,workday,春节\n" +
		span("2027-04-03", "2027-04-05", "清明节") + span("2027-05-01", "2027-05-05", "劳动节") + "2027-05-08,workday,劳动节\n" +
		"2027-06-09,holiday,端午节\n2027-09-15,holiday,中秋节\n2027-09-26,workday,国庆节\n" + span("2027-10-01", "2027-10-07", "国庆节") +
		"2027-10-09,workday,国庆节\n" + strings.Join(more, "\n") + "\n"
}

func span(from, to, name string) string {
	var b strings.Builder
	first, _ := calendar.ParseDate(from)
	last, _ := calendar.ParseDate(to)
	for d := first; d <= last; d++ {
		b.WriteString(d.String() + ",holiday," + name + "\n")
	}
	return b.String()
}

// Actor is a member of the staff as signed in.
func (h *Hall) Actor(role ids.Role) (a ids.Actor) {
	h.T.Helper()
	st := h.First(role)
	h.Read(func(q *db.Q) (err error) {
		a, err = identity.ActorOf(q, st.ID, "")
		return err
	})
	return a
}

// EnterYear drafts a list of days as the system administrator.
func (h *Hall) EnterYear(c almanac.Content, file string) string {
	h.T.Helper()
	list, err := calendar.ReadFile(file, calendar.Marks{})
	h.Must(err)
	id, err := h.Almanac.Enter(h.Ctx, h.Actor(ids.RoleSysAdmin), City, c, list)
	h.Must(err)
	return id
}

// ConfirmYear confirms a draft as the hall's head and moves the running clocks.
func (h *Hall) ConfirmYear(id string) {
	h.T.Helper()
	h.Must(h.Almanac.Confirm(h.Ctx, h.Actor(ids.RoleManager), id, "与通知原文核对无误"))
	h.FollowCalendar()
}

// FollowCalendar moves the running clocks to the calendar in force, as the background does.
func (h *Hall) FollowCalendar() {
	h.T.Helper()
	for done := false; !done; {
		var err error
		done, err = h.Almanac.Apply(h.Ctx, 0)
		h.Must(err)
	}
}
