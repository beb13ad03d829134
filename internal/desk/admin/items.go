package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

type itemsView struct {
	Query, Department, Class string
	Pending                  bool
	Departments, Classes     []site.Option
	Lines                    []itemLine
	Pager                    site.Pager
	Total                    int
}

type itemLine struct {
	Code, Href, Name, Department, Class, Promised, Statutory string
	Version                                                  int
	Own, Pending                                             bool
}

var classes = []catalogue.Class{catalogue.Immediate, catalogue.SameDay, catalogue.InHours, catalogue.InDays}

func (w *Web) items(rw http.ResponseWriter, r *http.Request) error {
	s, c, q := w.page(r, "admin.items.title"), w.Catalogue(), r.URL.Query()
	v := itemsView{Query: strings.TrimSpace(q.Get("q")), Department: q.Get("department"), Class: q.Get("class"), Pending: q.Get("pending") != ""}
	for i := range c.Departments {
		v.Departments = append(v.Departments, site.Option{Value: c.Departments[i].Code, Label: c.Departments[i].Short.In(s.lang())})
	}
	for _, class := range classes {
		v.Classes = append(v.Classes, site.Option{Value: string(class), Label: s.T("catalogue.class." + string(class))})
	}
	list := slices.DeleteFunc(found(c, v.Query), func(it *catalogue.Item) bool { return !v.matches(it) })
	page := web.PageOf(r, pageSize)
	page.Total, v.Total = len(list), len(list)
	for _, it := range list[min(page.Offset(), len(list)):min(page.Offset()+page.Size, len(list))] {
		v.Lines = append(v.Lines, s.itemLine(c, it))
	}
	filters := url.Values{"q": {v.Query}, "department": {v.Department}, "class": {v.Class}, "pending": {q.Get("pending")}}
	v.Pager = pager(page, s.Root+"/items", filters)
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, itemsBody(s, v)))
}

// found are the items for some words: first the one whose code it is, then what the search finds; all items for no words.
func found(c *catalogue.Catalogue, words string) []*catalogue.Item {
	if it, ok := c.Item(strings.ToUpper(words)); ok {
		return []*catalogue.Item{it}
	}
	if words != "" {
		return c.Search(words, len(c.Items))
	}
	out := make([]*catalogue.Item, len(c.Items))
	for i := range c.Items {
		out[i] = &c.Items[i]
	}
	return out
}

func (v itemsView) matches(it *catalogue.Item) bool {
	return (v.Department == "" || it.Department == v.Department) && (v.Class == "" || string(it.Class) == v.Class) && (!v.Pending || it.PendingBasis())
}

func (s *sheetOf) itemLine(c *catalogue.Catalogue, it *catalogue.Item) itemLine {
	out := itemLine{Code: it.Code, Href: s.Root + "/items/" + it.Code, Name: it.Name.In(s.lang()), Class: s.T("catalogue.class." + string(it.Class)), Version: it.Version,
		Promised: s.limit(it.Promised), Statutory: s.limit(it.Statutory), Own: it.Promised != nil && it.Promised.Own(), Pending: it.PendingBasis()}
	if d, ok := c.Department(it.Department); ok {
		out.Department = d.Short.In(s.lang())
	}
	return out
}

// limit is a length of time in words; a limit of nothing is today.
func (s *sheetOf) limit(l *catalogue.Limit) string {
	switch {
	case l == nil:
		return s.T("admin.none")
	case l.N == 0:
		return s.T("admin.items.today")
	}
	return s.T("admin.items.limit", "n", l.N, "unit", s.T("calendar.unit."+l.Unit))
}

type itemView struct {
	*catalogue.Item
	Line     itemLine
	Queue    string
	Windows  string
	Versions []site.Chip
	Newest   bool
}

func (w *Web) item(rw http.ResponseWriter, r *http.Request) error {
	s, c, code := w.page(r, "admin.items.title"), w.Catalogue(), r.PathValue("code")
	now, ok := c.Item(code)
	if !ok {
		return errs.New(errs.NotFound, "admin.item.unknown", "code", code)
	}
	v := itemView{Item: now}
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		list, err := catalogue.Versions(q, code)
		if err != nil {
			return err
		}
		if n, err := strconv.Atoi(r.URL.Query().Get("v")); err == nil {
			if v.Item, err = c.ItemAt(q, code, n); err != nil {
				return err
			}
		}
		for _, n := range slices.Backward(list) {
			v.Versions = append(v.Versions, site.Chip{Label: s.T("admin.items.version", "n", n), On: n == v.Version, Href: s.Root + "/items/" + code + "?v=" + itoa(n)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Newest, v.Line, s.Title = v.Version == now.Version, s.itemLine(c, v.Item), v.Name.In(s.lang())
	v.Queue = queueNames(c, []string{v.Item.Queue}, s.lang(), s)
	var nos []string
	for _, win := range c.WindowsFor(v.Item, web.Hall(r)) {
		nos = append(nos, win.No)
	}
	slices.Sort(nos)
	v.Windows = strings.Join(nos, s.T("admin.list"))
	return w.Site.Write(rw, r, http.StatusOK, s.Page, frame(s, itemBody(s, v)))
}

// source says where a limit comes from.
func (s *sheetOf) source(l *catalogue.Limit) string {
	switch {
	case l == nil || l.Source == "":
		return ""
	case l.Own():
		return s.T("catalogue.limit.own")
	case l.Source == "law" && l.Basis != nil:
		return s.basis(*l.Basis)
	case l.Source == "law":
		return s.T("catalogue.limit.law")
	}
	return l.Source
}

// basis cites an article; where the catalogue names no law yet, only the mark stays.
func (s *sheetOf) basis(b catalogue.Basis) string {
	if b.Pending() && b.Law == s.unnamed {
		return ""
	}
	if b.Article == "" {
		return s.T("admin.items.law", "law", b.Law)
	}
	return s.T("admin.items.article", "law", b.Law, "article", b.Article)
}

// worded joins the words of coded values: prefix.code.
func (s *sheetOf) worded(prefix string, codes []string) string {
	out := make([]string, len(codes))
	for i, code := range codes {
		out[i] = s.T(prefix + code)
	}
	return strings.Join(out, s.T("admin.list"))
}

// post names the post of a step.
func (s *sheetOf) post(code string) string {
	if code == catalogue.AtWindow {
		return s.T("admin.items.at_window")
	}
	if p, ok := s.posts(code); ok {
		return p.Name.In(s.lang())
	}
	return code
}
