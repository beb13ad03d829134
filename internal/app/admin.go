package app

import (
	"sync"

	"yichuang/internal/catalogue"
	"yichuang/internal/catalogue/lint"
	"yichuang/internal/desk/admin"
)

// adminPages are the pages of those who look after the hall.
func (a *App) adminPages() *admin.Web {
	var names []string
	for _, s := range a.subscribers() {
		names = append(names, s.Name)
	}
	findings := sync.OnceValues(func() ([]catalogue.Finding, error) { return lint.Check(a.Config.Catalogue) })
	return &admin.Web{Site: a.Site, Words: a.Words, DB: a.DB, Identity: a.Identity, Almanac: a.Almanac, Catalogue: a.Current, View: a.View, Now: a.Now, Hall: a.SiteHall,
		Frame: a.SignIn.Frame, Subscribers: names, Findings: findings, Base: a.Config.Base}
}
