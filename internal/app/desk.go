package app

import (
	"yichuang/internal/desk/clerk"
	"yichuang/internal/identity/identityweb"
)

// deskPages are the clerk's workbench.
func (a *App) deskPages() *clerk.Web {
	return &clerk.Web{Site: a.Site, Words: a.Words, DB: a.DB, Catalogue: a.Current, Queue: a.Queue, Cases: a.Cases, Clocks: a.Clocks, Letters: a.Letters,
		Views: a.View, Now: a.Now, Hall: a.SiteHall, PublicURL: a.Config.Base, Places: identityweb.Nav}
}
