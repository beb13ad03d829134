package manage

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"yichuang/internal/calendar"
	"yichuang/internal/db"
	"yichuang/internal/disclosure"
	"yichuang/internal/identity"
	"yichuang/internal/org"
	"yichuang/internal/promise"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// keptFilter says which promises are counted; it stands in the address.
type keptFilter struct {
	Month promise.Month
	Item  string
	Post  string
	Kind  promise.Kind
}

func keptFilterOf(r *http.Request, now time.Time) keptFilter {
	q := r.URL.Query()
	m, ok := promise.ParseMonth(q.Get("month"))
	if this := promise.MonthOf(now); !ok || m.Year > this.Year || m.Year == this.Year && m.Month > this.Month {
		m = this
	}
	return keptFilter{m, q.Get("item"), q.Get("post"), promise.Kind(q.Get("kind"))}
}

func (f keptFilter) query() string {
	q := url.Values{"month": {f.Month.String()}}
	for name, v := range map[string]string{"item": f.Item, "post": f.Post, "kind": string(f.Kind)} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return "?" + q.Encode()
}

// passes tells whether an outcome is counted, whatever its month.
func (f keptFilter) passes(o promise.Outcome) bool {
	return (f.Item == "" || o.Item == f.Item) && (f.Post == "" || o.Post == f.Post) && (f.Kind == "" || o.Kind == f.Kind)
}

// keptRow is one group of promises: how many were kept of how many.
type keptRow struct {
	Code, Name string
	Kept, Of   int
}

// Rate is in per cent, cut to one decimal: 99.96 % is not 100 %.
func (k keptRow) Rate() string {
	if k.Of == 0 {
		return ""
	}
	return number(100 * float64(k.Kept) / float64(k.Of))
}

// worstRow is one promise that was not kept.
type worstRow struct {
	promise.Outcome
	Number, Path           string // of the case
	ItemName, PostName     string
	KindWords, SourceWords string
	Late                   string // by how much, as hours and minutes of the clock on the wall
}

// keptView is how the promises of a month were kept.
type keptView struct {
	Hall                                 string
	Filter                               keptFilter
	File                                 string
	Total                                keptRow
	Figures                              []figureRow
	ByItem, ByPost, ByMonth, ByKind      []keptRow
	Worst                                []worstRow
	MonthList, ItemList, Posts, KindList []site.Option
}

const (
	keptMonths = 6
	mostWorst  = 20
)

// kept shows how the promises of a month were kept, with the worst cases; every figure comes from the acts of the journal (PUB-6, LIM-5).
func (w *Web) kept(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	p := w.page(r, hall.Code, "manage.kept.title")
	f := keptFilterOf(r, p.Now)
	v := keptView{Hall: hall.Code, Filter: f, File: at(hall.Code, "/promises.csv"+f.query())}
	if err := w.read(r, func(q *db.Q) error {
		from, _ := f.Month.Add(1 - keptMonths).Bounds()
		start, to := f.Month.Bounds()
		all, err := promise.Outcomes(q, hall.Code, from, to)
		if err != nil {
			return err
		}
		figures, err := disclosure.Figures(q, w.Catalogue(), hall.Code, calendar.DateOf(start))
		if err != nil {
			return err
		}
		v.Figures = figureRows(p, w.Catalogue(), figures)
		return w.fillKept(q, p, &v, all)
	}); err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, p, keptPage(p, v))
}

func (w *Web) fillKept(q db.Querier, p *site.Page, v *keptView, all []promise.Outcome) error {
	posts, err := org.Posts(q, v.Hall)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, x := range posts {
		names[x.ID] = x.Name.In(lang(p))
	}
	months := promise.ByMonth(all)
	inMonth := months[v.Filter.Month]
	v.ItemList = keptOptions(p.T("manage.filter.items"), inMonth, func(o promise.Outcome) (string, string) { return o.Item, w.itemName(p, o.Item) })
	v.Posts = keptOptions(p.T("manage.filter.posts"), inMonth, func(o promise.Outcome) (string, string) { return o.Post, names[o.Post] })
	v.KindList = keptOptions(p.T("manage.filter.kinds"), inMonth, func(o promise.Outcome) (string, string) { return string(o.Kind), kindWords(p, w, o.Kind) })
	this := promise.MonthOf(p.Now)
	for i := range 12 {
		v.MonthList = append(v.MonthList, site.Option{Value: this.Add(-i).String(), Label: this.Add(-i).String()})
	}
	counted := slices.DeleteFunc(slices.Clone(inMonth), func(o promise.Outcome) bool { return !v.Filter.passes(o) })
	v.Total = total(counted)
	v.ByItem = groups(counted, func(o promise.Outcome) (string, string) { return o.Item, w.itemName(p, o.Item) })
	v.ByPost = groups(counted, func(o promise.Outcome) (string, string) { return o.Post, names[o.Post] })
	v.ByKind = groups(counted, func(o promise.Outcome) (string, string) {
		return string(o.Kind) + " " + string(o.Source), kindWords(p, w, o.Kind) + p.T("manage.separator") + p.T("promise.source."+string(o.Source))
	})
	for i := range keptMonths {
		m := v.Filter.Month.Add(-i)
		row := total(slices.DeleteFunc(slices.Clone(months[m]), func(o promise.Outcome) bool { return !v.Filter.passes(o) }))
		row.Code, row.Name = m.String(), m.String()
		v.ByMonth = append(v.ByMonth, row)
	}
	v.Worst, err = w.worst(q, p, v.Hall, counted, names)
	return err
}

func (w *Web) itemName(p *site.Page, code string) string {
	if it, ok := w.Catalogue().Item(code); ok {
		return it.Name.In(lang(p))
	}
	return code
}

func total(list []promise.Outcome) (k keptRow) {
	for _, o := range list {
		k.add(o)
	}
	return k
}

func (k *keptRow) add(o promise.Outcome) {
	if k.Of++; o.Kept {
		k.Kept++
	}
}

// groups counts outcomes by a key, the least kept first.
func groups(list []promise.Outcome, key func(promise.Outcome) (code, name string)) []keptRow {
	var out []keptRow
	for _, o := range list {
		code, name := key(o)
		i := slices.IndexFunc(out, func(k keptRow) bool { return k.Code == code })
		if i < 0 {
			i, out = len(out), append(out, keptRow{Code: code, Name: name})
		}
		out[i].add(o)
	}
	slices.SortStableFunc(out, func(a, b keptRow) int {
		return cmp.Or(cmp.Compare(a.Kept*b.Of, b.Kept*a.Of), cmp.Compare(b.Of, a.Of), cmp.Compare(a.Code, b.Code))
	})
	return out
}

func keptOptions(all string, list []promise.Outcome, of func(promise.Outcome) (value, label string)) []site.Option {
	out := []site.Option{{Value: "", Label: all}}
	for _, g := range groups(list, of) {
		if g.Code != "" {
			out = append(out, site.Option{Value: g.Code, Label: cmp.Or(g.Name, g.Code)})
		}
	}
	slices.SortStableFunc(out[1:], func(a, b site.Option) int { return cmp.Compare(a.Value, b.Value) })
	return out
}

// worst are the promises that were missed by most, the worst first.
func (w *Web) worst(q db.Querier, p *site.Page, hall string, list []promise.Outcome, posts map[string]string) ([]worstRow, error) {
	missed := slices.DeleteFunc(slices.Clone(list), func(o promise.Outcome) bool { return o.Kept })
	slices.SortStableFunc(missed, func(a, b promise.Outcome) int { return cmp.Compare(b.Overrun(p.Now), a.Overrun(p.Now)) })
	var out []worstRow
	for _, o := range missed[:min(len(missed), mostWorst)] {
		row, err := w.outcomeRow(q, p, hall, o, posts)
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

func (w *Web) outcomeRow(q db.Querier, p *site.Page, hall string, o promise.Outcome, posts map[string]string) (worstRow, error) {
	c, err := caseOf(q, o.Subject)
	row := worstRow{Outcome: o, Number: c.No, ItemName: w.itemName(p, o.Item), PostName: cmp.Or(posts[o.Post], o.Post), KindWords: kindWords(p, w, o.Kind),
		SourceWords: p.T("promise.source." + string(o.Source))}
	if over := o.Overrun(p.Now); over > 0 {
		row.Late = p.T("manage.kept.late", "days", int(over.Hours())/24, "hours", int(over.Hours())%24)
	}
	if c.ID != "" {
		row.Path = w.CasePath(hall, c.ID)
	}
	return row, err
}

// keptFile writes the filtered promises of the month, one a line. Taking them out of the program is an act; no citizen is named.
func (w *Web) keptFile(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.may(r)
	if err != nil {
		return err
	}
	who := web.Actor(r)
	if err := identity.Can(who, "manage.export", identity.Object{Hall: hall.Code}); err != nil {
		return err
	}
	p := w.page(r, hall.Code, "manage.kept.title")
	f := keptFilterOf(r, p.Now)
	table := [][]string{nil}
	for _, name := range []string{"kind", "source", "item_code", "item", "number", "post", "start", "due"} {
		table[0] = append(table[0], p.T("manage.column."+name))
	}
	table[0] = append(table[0], p.T("manage.kept.ended"), p.T("manage.kept.kept"), p.T("manage.kept.hours"), p.T("manage.kept.reason"))
	if err := w.read(r, func(q *db.Q) error {
		from, to := f.Month.Bounds()
		list, err := promise.Outcomes(q, hall.Code, from, to)
		if err != nil {
			return err
		}
		posts := map[string]string{}
		for _, o := range list {
			if !f.passes(o) {
				continue
			}
			if _, known := posts[o.Post]; !known {
				posts[o.Post] = postName(q, o.Post, lang(p))
			}
			row, err := w.outcomeRow(q, p, hall.Code, o, posts)
			if err != nil {
				return err
			}
			table = append(table, row.cells(p))
		}
		return nil
	}); err != nil {
		return err
	}
	if err := w.DB.Write(r.Context(), func(tx *db.Tx) error {
		return w.Clocks.Exported(tx, who, hall.Code, promise.ClocksExported{Format: "csv", Filter: "promises" + f.query(), Rows: len(table) - 1})
	}); err != nil {
		return err
	}
	rw.Header().Set("Content-Disposition", `attachment; filename="promises-`+hall.Code+"-"+f.Month.String()+`.csv"`)
	rw.Header().Set("Cache-Control", "no-store")
	rw.Header().Set("Content-Type", "text/csv; charset=utf-8")
	writeCSV(rw, table)
	return nil
}

func (x worstRow) cells(p *site.Page) []string {
	due, ended, kept, hours := "", "", p.T("manage.kept.no"), ""
	if !x.Due.IsZero() {
		due = stamp(x.Due)
	}
	if !x.Ended.IsZero() {
		ended = stamp(x.Ended)
	}
	if x.Kept {
		kept = p.T("manage.kept.yes")
	}
	if over := x.Overrun(p.Now); over > 0 {
		hours = strconv.FormatFloat(over.Hours(), 'f', 1, 64)
	}
	return []string{x.KindWords, x.SourceWords, x.Item, x.ItemName, x.Number, x.PostName, stamp(x.Start), due, ended, kept, hours, x.Reason}
}
