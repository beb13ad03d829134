package admin

import (
	"net/http"
	"strconv"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/journal"
	"yichuang/internal/org"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

const (
	silentAfter  = 10 * time.Minute // a paired device that sends nothing for so long needs somebody to look at it
	warnUnsealed = 500              // acts that wait for the seal: the sealer stands still
)

// alarm is something that somebody should do.
type alarm struct{ Tone, Words, Href string }

// fact is one line about the system; a code is set so that its letters are told apart.
type fact struct {
	Label, Value string
	Code         bool
}

type overviewView struct {
	Alarms  []alarm
	Tiles   []site.Tile
	Facts   []fact
	Journal journal.State
}

func (w *Web) overview(rw http.ResponseWriter, r *http.Request) error {
	s, hall := w.page(r, "admin.overview.title"), web.Hall(r)
	findings, err := w.Findings()
	if err != nil {
		return err
	}
	var v overviewView
	err = w.DB.Read(r.Context(), func(q *db.Q) (err error) {
		if v.Journal, err = journal.StateOf(q, w.Subscribers...); err != nil {
			return err
		}
		if err = w.people(q, hall, s, &v); err != nil {
			return err
		}
		return w.deviceTile(q, hall, s, &v)
	})
	if err != nil {
		return err
	}
	w.catalogueTile(findings, s, &v)
	v.Tiles = append(v.Tiles, site.Tile{Label: s.T("admin.overview.acts"), Value: strconv.FormatInt(v.Journal.Size, 10), Icon: "shield-check",
		Context: s.T("admin.overview.unsealed", "n", v.Journal.Unsealed)})
	v.Alarms = append(v.Alarms, w.coverage(s)...)
	v.Alarms = append(v.Alarms, journalAlarms(s, v.Journal)...)
	c := w.Catalogue()
	v.Facts = []fact{{s.T("admin.overview.engine"), s.T("admin.engine." + string(w.DB.Engine())), false},
		{s.T("admin.overview.clock"), s.FullDay(w.Now()) + " " + s.HourMinute(w.Now()), false},
		{s.T("admin.overview.catalogue"), c.Version[:12], true}, {s.T("admin.overview.calendar"), w.View(hall).Version()[:12], true},
		{s.T("admin.overview.root"), v.Journal.Root, true}}
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, overviewBody(s, v)))
}

// people are the tiles of windows, sessions and staff.
func (w *Web) people(q db.Querier, hall string, s *sheetOf, v *overviewView) error {
	windows, err := queue.Windows(q, hall)
	if err != nil {
		return err
	}
	open := 0
	for _, win := range windows {
		if win.State == queue.WindowOpenState {
			open++
		}
	}
	live, err := w.Identity.Live(q, hall)
	if err != nil {
		return err
	}
	seats, err := w.Identity.Seats(q, hall)
	if err != nil {
		return err
	}
	staff, err := identity.StaffOf(q, hall)
	if err != nil {
		return err
	}
	active := 0
	for _, st := range staff {
		if st.Active {
			active++
		}
	}
	v.Tiles = append(v.Tiles,
		site.Tile{Label: s.T("admin.overview.windows"), Value: strconv.Itoa(open), Unit: s.T("admin.of", "n", len(windows)), Icon: "device-desktop",
			Context: s.T("admin.overview.seats", "n", len(seats)), Href: s.Root + "/windows"},
		site.Tile{Label: s.T("admin.overview.sessions"), Value: strconv.Itoa(len(live)), Icon: "login", Context: s.T("admin.overview.staff", "n", active)})
	return nil
}

func (w *Web) deviceTile(q db.Querier, hall string, s *sheetOf, v *overviewView) error {
	list, err := identity.Devices(q, hall)
	if err != nil {
		return err
	}
	paired, awake := 0, 0
	for _, d := range list {
		if d.Paired == 0 || d.Revoked != 0 {
			continue
		}
		paired++
		if !silent(d, q.Now()) {
			awake++
		}
	}
	t := site.Tile{Label: s.T("admin.overview.devices"), Value: strconv.Itoa(awake), Unit: s.T("admin.of", "n", paired), Icon: "device-tablet",
		Context: s.T("admin.overview.awake")}
	if s.may("admin.devices.view") {
		t.Href = s.Root + "/devices"
	}
	if paired > awake {
		t.Tone = "warn"
		v.Alarms = append(v.Alarms, alarm{"warn", s.T("admin.alarm.silent", "n", paired-awake, "minutes", int(silentAfter.Minutes())), t.Href})
	}
	v.Tiles = append(v.Tiles, t)
	return nil
}

// silent tells that a paired device has not been heard of for long.
func silent(d identity.Device, now int64) bool { return now-d.Seen > silentAfter.Microseconds() }

func (w *Web) catalogueTile(findings []catalogue.Finding, s *sheetOf, v *overviewView) {
	c := w.Catalogue()
	warnings, faults := catalogue.Count(findings, catalogue.Warning), catalogue.Count(findings, catalogue.Error)
	t := site.Tile{Label: s.T("admin.overview.items"), Value: strconv.Itoa(len(c.Items)), Icon: "list-check", Context: s.T("admin.overview.lint", "n", warnings)}
	if s.may("admin.items.view") {
		t.Href = s.Root + "/items"
	}
	if faults > 0 {
		v.Alarms = append(v.Alarms, alarm{"over", s.T("admin.alarm.lint", "n", faults), t.Href})
	}
	v.Tiles = append(v.Tiles, t)
}

// coverage warns of years whose days off nobody has loaded: this one always, the next one from November on.
func (w *Web) coverage(s *sheetOf) []alarm {
	now := calendar.DateOf(w.Now())
	c, href := w.View(s.Hall.ID).Calendar(), ""
	if s.may("admin.calendar.view") {
		href = s.Root + "/calendar"
	}
	missing, urgency := c.Missing(now)
	switch {
	case urgency == calendar.Calm:
		return nil
	case missing == now.Year():
		return []alarm{{string(urgency), s.T("admin.alarm.year", "year", missing), href}}
	}
	return []alarm{{string(urgency), s.T("admin.alarm.next_year", "year", missing), href}}
}

func journalAlarms(s *sheetOf, j journal.State) []alarm {
	var out []alarm
	if j.Unsealed > warnUnsealed {
		out = append(out, alarm{"over", s.T("admin.alarm.unsealed", "n", j.Unsealed), ""})
	}
	for _, c := range j.Cursors {
		if c.Parked > 0 {
			out = append(out, alarm{"over", s.T("admin.alarm.parked", "name", c.Subscriber, "n", c.Parked), ""})
		}
	}
	return out
}

// windowName is a window's name, or the word for its kind.
func (s *sheetOf) windowName(win org.Window) string {
	if name := win.Name.In(s.lang()); name != "" {
		return name
	}
	return s.T("identity.window.kind." + string(win.Kind))
}
