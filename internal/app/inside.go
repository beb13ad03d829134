package app

import (
	"yichuang/internal/desk/manage"
	"yichuang/internal/desk/office"
	"yichuang/internal/desk/supervise"
)

// officePages are the inbox and the steps of the posts inside.
func (a *App) officePages() *office.Web {
	return &office.Web{Site: a.Site, Words: a.Words, DB: a.DB, Catalogue: a.Current, Cases: a.Cases, Clocks: a.Clocks, Messages: a.Messages, Now: a.Now,
		Hall: a.SiteHall, Frame: a.SignIn.Frame,
		FilePath:   func(hall, file string) string { return "/h/" + hall + "/desk/file/" + file },
		LetterPath: func(id string) string { return "/letter/" + id }}
}

// managePages are the live board of a hall and its running clocks.
func (a *App) managePages() *manage.Web {
	return &manage.Web{Site: a.Site, Words: a.Words, DB: a.DB, Catalogue: a.Current, Queue: a.Queue, Cases: a.Cases, Clocks: a.Clocks,
		Outages: a.Outages, Identity: a.Identity, Hours: a, View: a.View, Now: a.Now, Hall: a.SiteHall, Frame: a.SignIn.Frame,
		CasePath: func(hall, id string) string { return "/h/" + hall + "/office/case/" + id }}
}

// supervisePages are the cards of electronic supervision.
func (a *App) supervisePages() *supervise.Web {
	return &supervise.Web{Site: a.Site, Words: a.Words, DB: a.DB, Catalogue: a.Current, Cards: a.Cards, Cases: a.Cases, View: a.View, Now: a.Now, Hall: a.SiteHall,
		Frame: a.SignIn.Frame, CasePath: func(hall, id string) string { return "/h/" + hall + "/office/case/" + id }}
}
