package app

import (
	"yichuang"
	"yichuang/internal/journal"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// features is the table of contents: every service and every web half of the program, in the order of the imports.
type features struct {
	Site  *site.Site
	Words *text.Bundle
	Queue *queue.Service
}

// build makes the services and pages.
func (a *App) build() {
	a.Words = text.Must(site.Texts, texts)
	a.Site = site.New(a.Words, site.NewAssets(yichuang.ThirdParty()), a.Config.Demo)
	a.Queue = &queue.Service{DB: a.DB, Hours: a, Settings: queue.Defaults}
}

// routes are all routes of the program.
func (a *App) routes() []web.Route {
	out := a.own()
	out = append(out, a.Site.Routes()...)
	return out
}

// subscribers follow the journal.
func (a *App) subscribers() []journal.Subscriber { return nil }
