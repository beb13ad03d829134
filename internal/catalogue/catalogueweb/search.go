package catalogueweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"yichuang/internal/catalogue"
	"yichuang/internal/site"
)

const (
	pageSize   = 20
	foundLimit = 200 // more hits than that help nobody
	queryLimit = 60  // characters of a query that count
)

// group is the items of one department, in the order of the list.
type group struct {
	Department string
	Items      []*catalogue.Item
}

// listView is a list of items: a search result or a part of the whole catalogue.
type listView struct {
	Query       string
	Total       int
	Groups      []group
	Pager       site.Pager
	Departments []site.Chip
	Classes     []site.Chip
}

func (w *Web) search(rw http.ResponseWriter, r *http.Request) error {
	query := clip(strings.TrimSpace(r.FormValue("q")), queryLimit)
	p := w.page(r, "/items", "/", "portal.search.title")
	if query == "" {
		return w.Site.Write(rw, r, http.StatusOK, p, searchPage(p, listView{}))
	}
	p.Title = p.T("portal.search.for", "q", query)
	found := w.Catalogue.Search(query, foundLimit)
	v := w.list(r, byDepartment(found))
	v.Query = query
	return w.Site.Write(rw, r, http.StatusOK, p, searchPage(p, v))
}

// items lists the whole catalogue, filtered by department and class; the filters are links.
func (w *Web) items(rw http.ResponseWriter, r *http.Request) error {
	p := w.page(r, "/items", "/", "portal.items.title")
	department, class := r.FormValue("department"), r.FormValue("class")
	var list []*catalogue.Item
	for i := range w.Catalogue.Items {
		it := &w.Catalogue.Items[i]
		if (department == "" || it.Department == department) && (class == "" || string(it.Class) == class) {
			list = append(list, it)
		}
	}
	v := w.list(r, byDepartment(list))
	v.Departments, v.Classes = w.departmentChips(p, department, class), classChips(p, department, class)
	return w.Site.Write(rw, r, http.StatusOK, p, itemsPage(p, v))
}

// byDepartment brings the items of a department together; the department of the best item comes first.
func byDepartment(list []*catalogue.Item) []*catalogue.Item {
	rank := map[string]int{}
	for _, it := range list {
		if _, known := rank[it.Department]; !known {
			rank[it.Department] = len(rank)
		}
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b *catalogue.Item) int { return rank[a.Department] - rank[b.Department] })
	return out
}

// list cuts one page out of items that stand by department.
func (w *Web) list(r *http.Request, all []*catalogue.Item) listView {
	pages := max(1, (len(all)+pageSize-1)/pageSize)
	page, _ := strconv.Atoi(r.FormValue("page")) // anything else is the first page
	page = min(max(page, 1), pages)
	v := listView{Total: len(all), Pager: site.Pager{Page: page, Pages: pages}}
	if page > 1 {
		v.Pager.Prev = pageURL(r, page-1)
	}
	if page < pages {
		v.Pager.Next = pageURL(r, page+1)
	}
	for _, it := range all[(page-1)*pageSize : min(page*pageSize, len(all))] {
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Department != it.Department {
			v.Groups = append(v.Groups, group{Department: it.Department})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Items = append(g.Items, it)
	}
	for i := range v.Groups {
		v.Groups[i].Department = w.departmentName(r, v.Groups[i].Department)
	}
	return v
}

func (w *Web) departmentName(r *http.Request, code string) string {
	if d, ok := w.Catalogue.Department(code); ok {
		return d.Name.In(string(site.ModesOf(r).Lang))
	}
	return code
}

// departmentChips offers the departments that have items.
func (w *Web) departmentChips(p *site.Page, department, class string) []site.Chip {
	has := map[string]bool{}
	for i := range w.Catalogue.Items {
		has[w.Catalogue.Items[i].Department] = true
	}
	out := []site.Chip{{Label: p.T("portal.items.all"), Href: itemsURL("", class), On: department == ""}}
	for _, d := range w.Catalogue.Departments {
		if has[d.Code] {
			out = append(out, site.Chip{Label: d.Short.In(lang(p)), Href: itemsURL(d.Code, class), On: department == d.Code})
		}
	}
	return out
}

func classChips(p *site.Page, department, class string) []site.Chip {
	out := []site.Chip{{Label: p.T("portal.items.any"), Href: itemsURL(department, ""), On: class == ""}}
	for _, c := range []catalogue.Class{catalogue.Immediate, catalogue.SameDay, catalogue.InHours, catalogue.InDays} {
		out = append(out, site.Chip{Label: p.T("catalogue.class." + string(c)), Href: itemsURL(department, string(c)), On: class == string(c)})
	}
	return out
}

func itemsURL(department, class string) string {
	q := url.Values{}
	if department != "" {
		q.Set("department", department)
	}
	if class != "" {
		q.Set("class", class)
	}
	return (&url.URL{Path: "/items", RawQuery: q.Encode()}).String()
}

func pageURL(r *http.Request, page int) string {
	q := r.URL.Query()
	q.Set("page", strconv.Itoa(page))
	return (&url.URL{Path: r.URL.Path, RawQuery: q.Encode()}).String()
}

// clip keeps the first n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
