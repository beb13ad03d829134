package clerk

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/letter"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// Texts are the words of this package, for text.Must; the words for the error codes of cases and notices are among them.
//
//go:embed text.zh-CN.yaml text.en.yaml
var Texts embed.FS

// Web draws the pages of the desk.
type Web struct {
	Site      *site.Site
	Words     *text.Bundle
	DB        *db.DB
	Catalogue func() *catalogue.Catalogue
	Queue     *queue.Service
	Cases     *casework.Service
	Clocks    *promise.Service
	Letters   *letter.Service
	Views     promise.Views
	Now       func() time.Time
	// Hall describes a hall on its pages, in a language.
	Hall func(hall, lang string) site.Hall
	// PublicURL begins the addresses in QR codes; empty: the address that the browser used.
	PublicURL string
	// Places are the other work places that the person may enter; may be nil.
	Places func(who ids.Actor, t func(key string, pairs ...any) string, path string) []site.NavItem
}

// Routes is the table of this feature.
func (w *Web) Routes() []web.Route {
	return append(append(w.visitRoutes(), w.caseRoutes()...), web.Route{Method: http.MethodGet, Path: "/desk.css", Act: web.Public, Do: styles})
}

const base = "/h/{hall}/desk"

func get(path, act string, do web.Handler) web.Route {
	return web.Route{Method: http.MethodGet, Path: base + path, Act: act, Do: do}
}

func (w *Web) post(path, act string, do deed) web.Route {
	return web.Route{Method: http.MethodPost, Path: base + path, Act: act, Do: w.act(do)}
}

func (w *Web) visitRoutes() []web.Route {
	return []web.Route{
		get("", "desk.view", w.desk),
		get("/queue", "desk.view", w.queuePart),
		get("/side", "desk.view", w.sidePart),
		get("/slip", "desk.view", w.slip),
		w.post("/window/open", "queue.window.open", w.openWindow),
		w.post("/window/pause", "queue.window.pause", w.pauseWindow),
		w.post("/window/close", "queue.window.close", w.closeWindow),
		w.post("/call", "queue.ticket.call", w.call),
		w.post("/call-out", "queue.ticket.call_out_of_order", w.callOut),
		w.post("/recall", "queue.ticket.recall", w.recall),
		w.post("/undo", "queue.ticket.undo_call", w.undo),
		w.post("/miss", "queue.ticket.miss", w.miss),
		w.post("/arrive", "queue.ticket.arrive", w.arrive),
		w.post("/park", "queue.ticket.park", w.park),
		w.post("/resume", "queue.ticket.resume", w.resume),
		w.post("/return", "queue.ticket.return", w.comeBack),
		w.post("/transfer", "queue.ticket.transfer", w.transfer),
		w.post("/outcome", "queue.ticket.finish", w.outcome),
		w.post("/reconsider", "queue.ticket.decide_matter", w.reconsider),
		w.post("/change-item", "case.correct", w.changeItem),
		w.post("/finish", "queue.ticket.finish", w.finish),
		w.post("/receive", "case.receive", w.receive),
		w.post("/supply", "case.receive", w.supply),
		w.post("/check", "case.check", w.check),
		w.post("/accept", "case.accept", w.accept),
		w.post("/notice", "case.notice", w.notice),
		w.post("/reject", "case.reject", w.reject),
		w.post("/finish-now", "case.finish_now", w.finishNow),
		{Method: http.MethodPost, Path: base + "/upload", Act: "blob.put", Do: w.upload},
		get("/file/{id}", "blob.open", w.openFile),
	}
}

func (w *Web) caseRoutes() []web.Route {
	return []web.Route{
		get("/cases", "desk.view", w.cases),
		get("/ready", "desk.view", w.ready),
		get("/find", "desk.view", w.find),
		get("/case/{id}", "case.view", w.caseShow),
		w.post("/case/{id}/deliver", "case.deliver", w.deliver),
		w.post("/case/{id}/file", "case.file", w.fileAway),
		w.post("/case/{id}/silence", "case.accept", w.silence),
		w.post("/case/{id}/later", "case.supply_later", w.later),
		w.post("/case/{id}/correct", "case.correct", w.correct),
		w.post("/case/{id}/unmask", "pii.unmask", w.unmask),
		w.post("/case/{id}/void", "case.void_letter", w.void),
	}
}

// read opens a reading transaction.
func (w *Web) read(r *http.Request, do func(q *db.Q) error) error { return w.DB.Read(r.Context(), do) }

//go:embed desk.css
var css []byte

var cssTag = func() string {
	sum := sha256.Sum256(css)
	return hex.EncodeToString(sum[:6])
}()

// styles serves the few rules that only these pages need.
func styles(rw http.ResponseWriter, _ *http.Request) error {
	rw.Header().Set("Content-Type", "text/css; charset=utf-8")
	rw.Header().Set("Cache-Control", "public, max-age=86400")
	_, err := rw.Write(css)
	return err
}

// address is the absolute address of a path, for a QR code.
func (w *Web) address(r *http.Request, path string) string {
	switch {
	case w.PublicURL != "":
		return w.PublicURL + path
	case web.Secure(r):
		return "https://" + r.Host + path
	}
	return "http://" + r.Host + path
}
