package app

import (
	"yichuang"
	"yichuang/internal/desk/citizen"
	"yichuang/internal/doc"
	"yichuang/internal/evaluation/evaluationweb"
	"yichuang/internal/letter"
	"yichuang/internal/letter/letterweb"
	"yichuang/internal/web"
)

// applicantRoutes are the pages of people after their visit: following a case, its papers, rating.
func (a *App) applicantRoutes() []web.Route {
	track := &citizen.Web{Site: a.Site, Words: a.Words, DB: a.DB, Cases: a.Cases, Clocks: a.Clocks, Urging: a.Urging, Catalogue: a.Current, View: a.View, Now: a.Now,
		Hall: a.SiteHall, Nav: a.Public.Nav}
	papers := &letterweb.Web{Site: a.Site, DB: a.DB, Letters: a.Letters, Now: a.Now, Hall: a.SiteHall, Nav: a.Public.Nav, Follows: track.Follows,
		Press: letter.Press{Files: a.Files, Fonts: doc.NewFonts(yichuang.ThirdParty())}}
	rate := &evaluationweb.Web{Site: a.Site, DB: a.DB, Ratings: a.Ratings, Now: a.Now, Hall: a.SiteHall, Nav: a.Public.Nav}
	return append(append(track.Routes(), papers.Routes()...), rate.Routes()...)
}
