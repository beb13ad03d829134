package supervise

import (
	"net/http"
	"net/url"
	"strconv"

	"yichuang/internal/calendar"
	"yichuang/internal/card"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// row is one card as it stands in lists and on its page.
type row struct {
	card.Card
	Path, CasePath string
	ItemName       string
	KindWords      string
	PostName, Who  string
	Until          calendar.Date
	Old            bool
}

// listView is the list of cards.
type listView struct {
	Hall   string
	Query  string // of the fragment
	Rows   []row
	Chips  []site.Chip
	Colour []site.Chip
	Old    int
	Pager  site.Pager
	Closes bool // the reader is the supervisor
	Whole  bool // the reader sees more than the own cards
}

const cardsPage = 50

// reach is the widest choice of cards that a reader may see: the hall's, the department's, or the own ones.
func reach(who ids.Actor, hall string) (card.Filter, error) {
	for _, x := range []struct {
		obj identity.Object
		f   card.Filter
	}{
		{identity.Object{Hall: hall}, card.Filter{Hall: hall}},
		{identity.Object{Department: who.Department}, card.Filter{Department: who.Department}},
		{identity.Object{Owner: who.ID}, card.Filter{Staff: who.ID}},
	} {
		if identity.Can(who, "card.view", x.obj) == nil {
			return x.f, nil
		}
	}
	return card.Filter{}, identity.Can(who, "card.view", identity.Object{Hall: hall})
}

// choice is what the address asks for.
type choice struct{ State, Colour string }

func choiceOf(r *http.Request) choice {
	q := r.URL.Query()
	return choice{q.Get("state"), q.Get("colour")}
}

func (c choice) query(page int) string {
	q := url.Values{}
	if c.State != "" {
		q.Set("state", c.State)
	}
	if c.Colour != "" {
		q.Set("colour", c.Colour)
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// stateOld is the filter of the open cards that wait too long.
const stateOld = "old"

// narrow puts the choice on top of the reach.
func (c choice) narrow(f card.Filter, oldBefore int64) card.Filter {
	f.Colour = c.Colour
	switch c.State {
	case stateOld:
		f.Open, f.Before = true, oldBefore
	case "":
		f.Open = true
	default:
		f.State = card.State(c.State)
	}
	return f
}

func (w *Web) cards(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.list(r)
	if err != nil {
		return err
	}
	p.Topics = []string{"cards:" + v.Hall}
	return w.Site.Write(rw, r, http.StatusOK, p, cardsPageView(p, v))
}

func (w *Web) cardsPart(rw http.ResponseWriter, r *http.Request) error {
	p, v, err := w.list(r)
	if err != nil {
		return err
	}
	return w.Site.Fragment(rw, r, cardsList(p, v))
}

func (w *Web) list(r *http.Request) (*site.Page, listView, error) {
	hall, c, pg := web.Hall(r), choiceOf(r), web.PageOf(r, cardsPage)
	p := w.page(r, "supervise.cards.title")
	f, err := reach(web.Actor(r), hall)
	if err != nil {
		return p, listView{}, err
	}
	v := listView{Hall: hall, Query: c.query(pg.Number), Whole: f.Staff == ""}
	v.Closes = identity.Can(web.Actor(r), "card.close", identity.Object{Hall: hall}) == nil
	old := w.oldBefore(hall)
	err = w.read(r, func(q *db.Q) error {
		list, total, err := card.List(q, c.narrow(f, old), pg.Size, pg.Offset())
		if err != nil {
			return err
		}
		pg.Total = total
		for i := range list {
			x, err := w.row(q, p, &list[i])
			if err != nil {
				return err
			}
			v.Rows = append(v.Rows, x)
		}
		return w.chips(q, p, &v, f, c, old)
	})
	v.Pager = site.Pager{Page: pg.Number, Pages: pg.Last()}
	if pg.Number > 1 {
		v.Pager.Prev = at(hall, "/cards"+c.query(pg.Number-1))
	}
	if pg.Number < pg.Last() {
		v.Pager.Next = at(hall, "/cards"+c.query(pg.Number+1))
	}
	return p, v, err
}

// oldBefore is the instant before which an open card was given that is old now.
func (w *Web) oldBefore(hall string) int64 {
	v, d := w.View(hall), calendar.DateOf(w.Now())
	for n := w.Cards.Settings.Old; ; d-- {
		if !v.IsWorkingDay(d) {
			continue
		}
		if n == 0 {
			return d.Start().UnixMicro()
		}
		n--
	}
}

func (w *Web) chips(q db.Querier, p *site.Page, v *listView, f card.Filter, c choice, old int64) error {
	for _, state := range []string{"", string(card.Given), string(card.Explained), stateOld, string(card.Closed)} {
		x := choice{state, c.Colour}
		n, err := card.Count(q, x.narrow(f, old))
		if err != nil {
			return err
		}
		key := "supervise.filter." + state
		if state == "" {
			key = "supervise.filter.open"
		}
		chip := site.Chip{Label: p.T(key, "n", n, "days", w.Cards.Settings.Old), Href: at(v.Hall, "/cards"+x.query(1)), On: c.State == state}
		if state == stateOld {
			v.Old, chip.Lamp = n, site.LampOver
		}
		v.Chips = append(v.Chips, chip)
	}
	for _, colour := range []promise.Card{promise.NoCard, promise.Yellow, promise.Red} {
		key := "supervise.colour." + string(colour)
		if colour == promise.NoCard {
			key = "supervise.colour.all"
		}
		v.Colour = append(v.Colour, site.Chip{Label: p.T(key), Href: at(v.Hall, "/cards"+choice{c.State, string(colour)}.query(1)), On: c.Colour == string(colour)})
	}
	return nil
}

func (w *Web) row(q db.Querier, p *site.Page, c *card.Card) (row, error) {
	view := w.View(c.Hall)
	x := row{Card: *c, Path: at(c.Hall, "/cards/"+c.ID), ItemName: c.Item, KindWords: kindWords(w, p, c.Kind), Until: c.Until(view, w.Cards.Settings),
		Old: c.IsOld(view, w.Cards.Settings, p.Now)}
	if it, ok := w.Catalogue().Item(c.Item); ok {
		x.ItemName = it.Name.In(lang(p))
	}
	if c.Case != "" {
		x.CasePath = w.CasePath(c.Hall, c.Case)
	}
	post, err := org.PostByID(q, c.Post)
	if err != nil && errs.Of(err).Kind != errs.NotFound {
		return x, err
	}
	x.PostName, x.Who = post.Name.In(lang(p)), nameOf(q, c.Staff)
	return x, nil
}

// nameOf is a person's name; on-duty staff are known by name (decision 16).
func nameOf(q db.Querier, staff string) string {
	st, err := identity.StaffByID(q, staff)
	if err != nil {
		return staff
	}
	return st.Name
}

// kindWords name a kind of promise; features add kinds of their own, whose words may stand elsewhere.
func kindWords(w *Web, p *site.Page, k promise.Kind) string {
	if key := "promise.kind." + string(k); w.Words.Has(p.Lang, key) {
		return p.T(key)
	}
	return string(k)
}
