package queueweb

import (
	"net/http"
	"slices"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/web"
)

// Calls for help at a kiosk (叫人帮忙) are acts: whether anybody came, and how fast, can be read later.
type (
	// HelpCalled: somebody at a kiosk asked for a person.
	HelpCalled struct{}
	// HelpAnswered: the guide desk went there.
	HelpAnswered struct{}
)

func (HelpCalled) EventType() string   { return "kiosk.help_called" }
func (HelpAnswered) EventType() string { return "kiosk.help_answered" }

var _ = journal.Register(HelpCalled{}, HelpAnswered{})

// helpFresh is how long an unanswered call stays on the guide desk.
const helpFresh = 30 * time.Minute

// helpRef names the kiosk in the journal.
func helpRef(device string) journal.Ref { return journal.Ref{Type: "kiosk", ID: device} }

// helpCall is one open call.
type helpCall struct {
	Kiosk string
	Place string
	At    time.Time
}

func (w *Web) recordHelp(r *http.Request, hall, kiosk string, e journal.Event) error {
	return w.DB.Write(r.Context(), func(tx *db.Tx) error {
		tx.Nudge("hall:" + hall)
		return journal.Record(tx, hall, web.Actor(r), helpRef(kiosk), e)
	})
}

// callHelp tells the guide desk that somebody stands at this kiosk and needs a person.
func (w *Web) callHelp(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	if err := w.recordHelp(r, hall.Code, device(r).ID, HelpCalled{}); err != nil {
		return err
	}
	return web.SeeOther(rw, r, kioskPath(hall.Code, "/help"))
}

// answerHelp says that somebody went.
func (w *Web) answerHelp(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	var open []helpCall
	if err := w.read(r, func(q *db.Q) error { open, err = w.openHelp(q, hall.Code, ""); return err }); err != nil {
		return err
	}
	kiosk := r.PathValue("id")
	if !slices.ContainsFunc(open, func(c helpCall) bool { return c.Kiosk == kiosk }) {
		return errs.New(errs.Conflict, "queue.help.gone")
	}
	if err := w.recordHelp(r, hall.Code, kiosk, HelpAnswered{}); err != nil {
		return err
	}
	return web.SeeOther(rw, r, "/h/"+hall.Code+"/guide-desk")
}

// openHelp lists the calls that nobody has answered, the oldest first; one a kiosk.
func (w *Web) openHelp(q db.Querier, hall, lang string) ([]helpCall, error) {
	since := w.Now().Add(-helpFresh).UnixMicro()
	called, err := journal.ByType(q, hall, HelpCalled{}.EventType(), since)
	if err != nil {
		return nil, err
	}
	answered, err := journal.ByType(q, hall, HelpAnswered{}.EventType(), since)
	if err != nil {
		return nil, err
	}
	last := map[string]int64{}
	for _, a := range answered {
		last[a.Object.ID] = max(last[a.Object.ID], a.Seq)
	}
	var out []helpCall
	for _, c := range called {
		known := slices.ContainsFunc(out, func(o helpCall) bool { return o.Kiosk == c.Object.ID })
		if c.Seq > last[c.Object.ID] && !known {
			out = append(out, helpCall{c.Object.ID, w.placeName(c.Who(), lang), db.FromMicro(c.At)})
		}
	}
	return out, nil
}

func (w *Web) placeName(device ids.Actor, lang string) string {
	if w.Place != nil {
		return w.Place(device, lang)
	}
	return device.ID
}
