package site

import (
	"net/http"
	"time"

	"yichuang/internal/clock"
)

// galleryNow is a fixed moment, so that the sheet looks the same on every day.
var galleryNow = time.Date(2026, 11, 24, 10, 42, 0, 0, clock.Zone)

// gallery answers GET /gallery: every component on one sheet, in the reader's language and modes. ?surface= shows it on another
// surface. Everything on it is made up; tests and the screenshots use it.
func (s *Site) gallery(w http.ResponseWriter, r *http.Request) error {
	surface := Surface(r.FormValue("surface"))
	switch surface {
	case Citizen, Kiosk, Display, Print:
	default:
		surface = Staff
	}
	p := s.Page(r, surface, Hall{}, "", galleryNow)
	p.Title = p.T("site.gallery.title")
	p.Hall = Hall{ID: "gallery", Name: p.T("site.gallery.hall"), Host: p.T("site.gallery.host"), Phone: "0990-5550100",
		SupervisionPhone: "0990-5550101", Home: "/", SiteCode: "0000000000", Hours: "9:00–17:00"}
	p.Kiosk = KioskFrame{Place: p.T("site.gallery.place"), Home: "/gallery?surface=kiosk", Help: "/gallery"}
	p.Nav = []NavItem{{Icon: "home", Label: p.T("site.gallery.nav.home"), Href: "/gallery", Current: true},
		{Icon: "files", Label: p.T("site.gallery.nav.cases"), Href: "/gallery?surface=citizen"}}
	if surface == Staff {
		p.User = &User{Name: p.T("site.gallery.clerk"), Window: "06", Business: p.T("site.gallery.business"), LogoutPath: "/gallery",
			Duty: p.T("site.gallery.duty"), AlertsHref: "/gallery", Alerts: 3}
		p.Find, p.Console = "/gallery", true
	}
	return s.Write(w, r, http.StatusOK, p, gallery(p))
}

// gallerySteps is a tracker in the middle of its way.
func gallerySteps(p *Page) []Step {
	return []Step{{p.T("site.gallery.step.accept"), StepDone}, {p.T("site.gallery.step.review"), StepNow},
		{p.T("site.gallery.step.finish"), StepTodo}}
}

func galleryLegs(p *Page) []Leg {
	return []Leg{
		{State: StepDone, Title: p.T("site.gallery.step.accept"), Lines: []string{p.DayTime(galleryNow.AddDate(0, 0, -7))},
			LinkText: p.T("site.gallery.letter"), LinkHref: "/gallery"},
		{State: StepNow, Title: p.T("site.gallery.step.review"), Tag: p.T("site.gallery.now"), Lines: []string{p.Day(galleryNow)}},
		{State: StepTodo, Title: p.T("site.gallery.step.finish")},
	}
}
