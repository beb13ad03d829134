package letterweb

import (
	"bytes"
	"embed"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/letter"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// Web draws the pages.
type Web struct {
	Site    *site.Site
	DB      *db.DB
	Letters *letter.Service
	Press   letter.Press
	Now     func() time.Time
	// Hall describes a hall in a language; the empty id asks for the default hall.
	Hall func(hall, lang string) site.Hall
	// Nav are the tabs of the citizen pages. May be nil.
	Nav func(p *site.Page, current string) []site.NavItem
	// Follows tells whether this browser follows a case, by its tracking cookie.
	Follows func(r *http.Request, q db.Querier, caseID string) bool
}

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/letter/{id}", Act: "letter.open", Do: w.open},
		{Method: http.MethodGet, Path: "/v/{id}", Act: web.Public, Do: w.verify},
		paperStyles.Route(),
		styles.Route(),
	}
}

// open shows a letter, or its PDF when the address ends so.
func (w *Web) open(rw http.ResponseWriter, r *http.Request) error {
	id, pdf := strings.CutSuffix(r.PathValue("id"), ".pdf")
	var l letter.Letter
	var content doc.Letter
	var void int64
	actor := web.Actor(r)
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		var err error
		if l, content, err = w.Letters.Thaw(q, id); err != nil {
			return err
		}
		if actor, err = w.reader(r, q, l); err != nil {
			return err
		}
		void, err = letter.VoidSince(q, l)
		return err
	})
	if errs.Of(err) != nil && errs.Of(err).Kind == errs.Unauthenticated { // somebody with a code, not somebody with a password
		return web.SeeOther(rw, r, "/track?next="+url.QueryEscape(r.URL.Path))
	}
	if err != nil {
		return err
	}
	if pdf {
		return w.pdf(rw, r, actor, l)
	}
	return w.show(rw, r, l, content, void)
}

// reader is who may open a letter: staff by the matrix, the applicant by the cookie of the case that it is about.
func (w *Web) reader(r *http.Request, q db.Querier, l letter.Letter) (ids.Actor, error) {
	actor := web.Actor(r)
	if w.Follows != nil && l.Subject.Type == "case" && w.Follows(r, q, l.Subject.ID) {
		return ids.Actor{Kind: ids.Citizen, ID: l.Subject.ID, Hall: l.Hall, Roles: []ids.Role{ids.RoleCitizen}}, nil
	}
	return actor, identity.Can(actor, "letter.open", identity.Object{Hall: l.Hall, Department: l.Department})
}

func (w *Web) show(rw http.ResponseWriter, r *http.Request, l letter.Letter, content doc.Letter, void int64) error {
	p := w.Site.Page(r, site.Print, w.Hall(l.Hall, string(web.From(r).Lang)), "", w.Now())
	p.Title, p.Class = title(p, l.Kind)+" "+l.Number, "letter-page"
	if l.Subject.Type == "case" && web.Actor(r).Kind != ids.Staff {
		p.Back = "/track/" + l.Subject.ID
	}
	var paper bytes.Buffer
	if err := doc.Fragment(&paper, content, doc.Options{Elder: p.Size == "elder", Void: void}); err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, p, show(p, "/letter/"+l.ID+".pdf", templ.Raw(paper.String())))
}

// pdf answers with the PDF; without fonts it says which command brings them.
func (w *Web) pdf(rw http.ResponseWriter, r *http.Request, actor ids.Actor, l letter.Letter) error {
	l, raw, err := w.Letters.PDF(r.Context(), actor, l.ID, w.Press)
	if errs.Code(err) == "doc.fonts" {
		p := w.Site.Page(r, site.Citizen, w.Hall(l.Hall, string(web.From(r).Lang)), "", w.Now())
		p.Title, p.Back = p.T("letter.page.no_fonts"), strings.TrimSuffix(r.URL.Path, ".pdf")
		return w.Site.Write(rw, r, http.StatusServiceUnavailable, p, noFonts(p, p.Back))
	}
	if err != nil {
		return err
	}
	h := rw.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", "inline; filename*=UTF-8''"+url.PathEscape(l.Number)+".pdf")
	_, _ = rw.Write(raw) // the browser is gone: nobody to tell
	return nil
}

//go:embed letter.css
var css []byte

var paperStyles, styles = site.NewSheet("/doc.css", doc.PrintCSS), site.NewSheet("/letter.css", css)

// title is the paper's name in the page's language.
func title(p *site.Page, k doc.Kind) string { return p.T("letter.kind." + string(k)) }
