package app

import (
	"context"

	"yichuang"
	"yichuang/internal/almanac"
	"yichuang/internal/api"
	"yichuang/internal/blob"
	"yichuang/internal/calendar"
	"yichuang/internal/card"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/catalogue/catalogueweb"
	"yichuang/internal/desk/admin"
	"yichuang/internal/desk/citizen"
	"yichuang/internal/desk/clerk"
	"yichuang/internal/desk/manage"
	"yichuang/internal/desk/office"
	"yichuang/internal/desk/supervise"
	"yichuang/internal/doc"
	"yichuang/internal/evaluation"
	"yichuang/internal/evaluation/evaluationweb"
	"yichuang/internal/identity/identityweb"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/letter/letterweb"
	"yichuang/internal/message"
	"yichuang/internal/message/messageweb"
	"yichuang/internal/once"
	"yichuang/internal/outage"
	"yichuang/internal/pii"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
	"yichuang/internal/queue/queueweb"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/urge"
	"yichuang/internal/web"
)

// features is the table of contents: every service and every web half of the program, in the order of the imports.
type features struct {
	Site  *site.Site
	Words *text.Bundle
	Queue *queue.Service

	Clocks  *promise.Service
	Almanac *almanac.Service
	Letters *letter.Service
	Files   *blob.Store
	Cases   *casework.Service
	Urging  *urge.Service
	Cards   *card.Service
	Outages *outage.Service
	Ratings *evaluation.Service
	Public  *catalogueweb.Web
	API     *api.API
	SignIn  *identityweb.Web
	Admin   *admin.Web
	Floor   *queueweb.Web
	Desk    *clerk.Web
	Office  *office.Web
	Manage  *manage.Web
	Watch   *supervise.Web
	Outbox  *messageweb.Web
}

// build makes the services and pages.
func (a *App) build() error {
	a.Words = text.Must(site.Texts, texts, calendar.Texts, almanac.Texts, catalogue.Texts, promise.Texts, letter.Texts, pii.Texts, doc.Texts, blob.Texts, catalogueweb.Texts,
		identityweb.Texts, admin.Texts, message.Texts, messageweb.Texts, queueweb.Texts, office.Texts, manage.Texts, supervise.Texts, citizen.Texts, clerk.Texts, letterweb.Texts, evaluationweb.Texts)
	a.Site = site.New(a.Words, site.NewAssets(yichuang.ThirdParty()), a.Config.Demo)
	a.Queue = &queue.Service{DB: a.DB, Hours: a, Settings: queue.Defaults}
	a.Clocks = promise.New(a.View, promise.DefaultWarning)
	a.Clocks.Ladder = a.ladder
	a.Almanac = a.openAlmanac()
	a.Clocks.Before = a.Almanac.ViewAt
	a.Letters = &letter.Service{DB: a.DB, Cipher: a.Cipher, Base: a.Config.Base, Demo: a.Config.Demo}
	var err error
	if a.Files, err = blob.Open(a.Config.Files); err != nil {
		return err
	}
	a.Cases = casework.New(casework.Service{DB: a.DB, Catalogue: a.Current, Queue: a.Queue, Clocks: a.Clocks, Letters: a.Letters, Files: a.Files,
		Views: a.View, Remedies: a.remedies(), Deny: a.Identity.Deny, Still: still}, a.Cipher)
	a.Urging = &urge.Service{DB: a.DB, Cases: a.Cases, Views: a.View}
	a.Cards = &card.Service{DB: a.DB, Views: a.View, Settings: card.Defaults}
	a.Outages = &outage.Service{DB: a.DB, Queue: a.Queue, Clocks: a.Clocks, Cases: a.Cases, Views: a.View, Settings: outage.Defaults}
	a.Outages.Made.Store(a.Config.Demo)
	a.Ratings = &evaluation.Service{DB: a.DB, Clocks: a.Clocks, Cipher: a.Cipher, Settings: evaluation.Defaults}
	a.SignIn = &identityweb.Web{Site: a.Site, DB: a.DB, Identity: a.Identity, Now: a.Now, Hall: a.SiteHall, SessionCookie: SessionCookie,
		DeviceCookie: DeviceCookie, Unread: a.Messages.Unread}
	a.Admin = a.adminPages()
	a.Office = a.officePages()
	a.Manage = a.managePages()
	a.Watch = a.supervisePages()
	a.Outbox = a.outboxPages()
	a.Public = a.publicPages()
	a.Floor = a.floorPages()
	a.Desk = a.deskPages()
	a.API = &api.API{DB: a.DB, Queue: a.Queue, Cases: a.Cases, Clocks: a.Clocks, Catalogue: a.Current, Words: a.Words, Now: a.Now,
		Rate: func(ctx context.Context, who ids.Actor, token string, level int) error {
			_, err := a.Ratings.Rate(ctx, who, token, evaluation.Answer{Level: level}, once.From(ctx))
			return err
		}}
	return nil
}

// Routes are all routes of the program.
func (a *App) Routes() []web.Route {
	out := a.own()
	out = append(out, a.Site.Routes()...)
	out = append(out, a.API.Routes()...)
	out = append(out, a.Public.Routes()...)
	out = append(out, a.applicantRoutes()...)
	out = append(out, a.SignIn.Routes()...)
	out = append(out, a.Admin.Routes()...)
	out = append(out, a.Office.Routes()...)
	out = append(out, a.Manage.Routes()...)
	out = append(out, a.Watch.Routes()...)
	out = append(out, a.Outbox.Routes()...)
	out = append(out, a.Floor.Routes()...)
	out = append(out, a.Desk.Routes()...)
	return out
}

// subscribers follow the journal.
func (a *App) subscribers() []journal.Subscriber {
	return []journal.Subscriber{a.teller(), a.reminder(), a.Cards.Subscriber(), a.outageTeller()}
}

// Current is the catalogue in force.
func (a *App) Current() *catalogue.Catalogue { return a.Catalogue }

// remedies are the rights that a refusal names: review by the city's government, an action in its court (行政复议法 20, 行政诉讼法 46).
func (a *App) remedies() doc.Remedies {
	city := a.Catalogue.City.Name.ZH
	return doc.Remedies{Review: a.Words.T(text.ZH, "app.remedies.review", "city", city), ReviewDays: 60,
		Court: a.Words.T(text.ZH, "app.remedies.court", "city", city), CourtMonths: 6}
}
