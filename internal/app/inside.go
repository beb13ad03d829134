package app

import (
	"yichuang/internal/desk/office"
)

// officePages are the inbox and the steps of the posts inside.
func (a *App) officePages() *office.Web {
	return &office.Web{Site: a.Site, Words: a.Words, DB: a.DB, Catalogue: a.Current, Cases: a.Cases, Clocks: a.Clocks, Now: a.Now,
		Hall: a.SiteHall, Frame: a.SignIn.Frame,
		FilePath: func(hall, file string) string { return "/h/" + hall + "/desk/file/" + file }}
}
