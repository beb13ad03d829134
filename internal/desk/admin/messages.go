package admin

import (
	"net/http"
	"net/url"
	"slices"

	"yichuang/internal/db"
	"yichuang/internal/message"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// Outbox reads the messages of a hall, newest first: message.Service.List.
type Outbox func(q db.Querier, hall string, f message.Filter) ([]message.Line, error)

var statuses = []message.Status{message.Created, message.Sending, message.Delivered, message.TemporaryFailure, message.PermanentFailure}

type messagesView struct {
	Status string
	Chips  []site.Chip
	Lines  []messageLine
	Next   string // address of the older ones
}

type messageLine struct{ About, Kind, To, Status, Tone, Reason, Created, Next string }

func (w *Web) messages(rw http.ResponseWriter, r *http.Request) error {
	s, hall := w.page(r, "admin.messages.title"), web.Hall(r)
	f := message.Filter{After: r.URL.Query().Get("after"), Limit: actsOnPage}
	if st := message.Status(r.URL.Query().Get("status")); slices.Contains(statuses, st) {
		f.Status = st
	}
	v := messagesView{Status: string(f.Status)}
	path := s.Root + "/messages"
	v.Chips = append(v.Chips, site.Chip{Label: s.T("admin.all"), Href: path, On: f.Status == ""})
	for _, st := range statuses {
		v.Chips = append(v.Chips, site.Chip{Label: s.T("message.status." + string(st)), Href: path + "?status=" + string(st), On: f.Status == st})
	}
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		list, err := w.Messages(q, hall, f)
		for _, l := range list {
			v.Lines = append(v.Lines, s.messageLine(l))
		}
		if len(list) == f.Limit {
			v.Next = path + "?" + url.Values{"status": {v.Status}, "after": {list[len(list)-1].ID}}.Encode()
		}
		return err
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, messagesBody(s, v)))
}

func (s *sheetOf) messageLine(l message.Line) messageLine {
	out := messageLine{About: s.T("admin.message." + string(l.Template)), Kind: s.T("message.kind." + string(l.Kind)), To: l.To, Created: s.DayTime(l.Created),
		Status: s.T("message.status." + string(l.Status))}
	if l.Reason != "" {
		out.Reason = s.T("message.reason." + l.Reason)
	}
	if !l.Next.IsZero() {
		out.Next = s.DayTime(l.Next)
	}
	switch {
	case l.Held:
		out.Status, out.Tone = s.T("admin.messages.held"), "line"
	case l.Status == message.Delivered:
		out.Tone = "ok"
	case l.Status == message.TemporaryFailure:
		out.Tone = "warn"
	case l.Status == message.PermanentFailure:
		out.Tone = "over"
	}
	return out
}
