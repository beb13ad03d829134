package queueweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/queue"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// question is one question whose answer decides what to bring; each answer is a link.
type question struct {
	ID, Text string
	Options  []link
	Number   bool // a figure may be typed as well
}

// bring is one line of what to bring.
type bring struct {
	Icon, Name, Hint, Get string
	Free                  bool // nobody has to bring it (免提交)
}

// skip is the answer of somebody who wants the whole list without being asked.
const skip = "_all"

// itemView is one matter: the next open question, or what to bring and the number.
type itemView struct {
	Hall      string
	Basket    basket // without this item
	Code      string
	Item      *catalogue.Item
	Name      string
	Summary   string
	Limit     string
	Fee       string
	Ask       *question
	AskSkip   string // address of the whole list
	Brings    []bring
	Whole     bool     // the list is the whole one, with cases
	With      []string // names of the other matters of this ticket
	Classes   []site.Option
	Chosen    string // class chosen before an error
	Load      lineLoad
	Identify  string // address of the identity page; empty without one
	Known     bool   // an identity was given
	Again     string // address for one more matter; empty when the ticket is full
	Back      string
	Errors    []site.FieldError
	PriorityO bool // the class list stands open
}

// item shows a matter: its questions one at a time, then what to bring, then the number.
func (w *Web) item(rw http.ResponseWriter, r *http.Request) error {
	hall, err := w.hall(r)
	if err != nil {
		return err
	}
	it, ok := w.Catalogue().Item(r.PathValue("item"))
	if !ok || !slices.Contains(w.Catalogue().ItemsAt(hall.Code), it) {
		return errNoItem
	}
	p := w.kioskPage(r, hall, idleShort, "queue.item.title")
	v, err := w.itemView(r, p, hall, it, readBasket(r.URL.Query()))
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, http.StatusOK, p, item(p, v))
}

func (w *Web) itemView(r *http.Request, p *site.Page, hall *catalogue.Hall, it *catalogue.Item, b basket) (itemView, error) {
	lang := string(p.Lang)
	path := kioskPath(hall.Code, "/item/"+url.PathEscape(it.Code))
	with := basket{Items: slices.DeleteFunc(slices.Clone(b.Items), func(s string) bool { return s == it.Code }), Said: b.Said}
	v := itemView{Hall: hall.Code, Basket: with, Code: it.Code, Item: it, Name: it.Name.In(lang), Summary: it.Summary.In(lang),
		With: w.names(with.Items, lang), Known: personOf(r) != "", Back: with.to(kioskPath(hall.Code, "/line/"+it.Queue))}
	p.Title = v.Name
	v.Limit, v.Fee = limitWords(p, it), feeWords(p, it, lang)
	if v.Ask = nextQuestion(p, it, with, path); v.Ask != nil {
		v.AskSkip = with.say(it.Code, skip, "1").to(path)
		return v, nil
	}
	v.Brings, v.Whole = w.brings(p, it, with)
	for _, c := range w.Catalogue().Priorities {
		v.Classes = append(v.Classes, site.Option{Value: c.Code, Label: c.Name.In(lang), Hint: c.Proof.In(lang)})
	}
	if w.Person != nil && !v.Known {
		v.Identify = kioskPath(hall.Code, "/identify") + "?next=" + url.QueryEscape(with.to(path))
	}
	if len(with.Items)+1 < maxMatters {
		v.Again = with.plus(it.Code).to(kioskPath(hall.Code, "/take"))
	}
	return v, w.read(r, func(q *db.Q) error {
		rows, err := loads(q, hall.Code, p.Lang)
		if i := slices.IndexFunc(rows, func(l lineLoad) bool { return l.Code == it.Queue }); i >= 0 {
			v.Load = rows[i]
		}
		return err
	})
}

// nextQuestion is the first question without an answer, or nil.
func nextQuestion(p *site.Page, it *catalogue.Item, b basket, path string) *question {
	said := b.answers(it.Code)
	if said(skip) != "" {
		return nil
	}
	for _, q := range questions(p, it) {
		if said(q.ID) != "" {
			continue
		}
		for i := range q.Options {
			q.Options[i].Href = b.say(it.Code, q.ID, q.Options[i].Href).to(path)
		}
		return &q
	}
	return nil
}

// questions are all that decide the list; an option's Href holds its value until the page is known. Whether an agent comes and who
// applies are asked only when a material depends on it.
func questions(p *site.Page, it *catalogue.Item) []question {
	var out []question
	if len(it.Applicants) > 1 && dependsOn(it, "applicant") {
		q := question{ID: "applicant", Text: p.T("queue.item.applicant")}
		for _, a := range it.Applicants {
			q.Options = append(q.Options, link{Name: p.T("queue.applicant." + a), Href: a})
		}
		out = append(out, q)
	}
	for _, s := range it.Situations {
		q := question{ID: s.ID, Text: s.Text.In(string(p.Lang))}
		switch s.Kind {
		case "yes_no":
			q.Options = yesNo(p)
		case "number":
			q.Number = true
			for _, n := range []string{"0", "1", "2", "3"} {
				q.Options = append(q.Options, link{Name: n, Href: n})
			}
		default:
			for _, o := range s.Options {
				q.Options = append(q.Options, link{Name: o.Text.In(string(p.Lang)), Href: o.Value})
			}
		}
		out = append(out, q)
	}
	if !it.InPerson && dependsOn(it, "agent") {
		out = append(out, question{ID: "agent", Text: p.T("queue.item.agent"), Options: yesNo(p)})
	}
	return out
}

func yesNo(p *site.Page) []link {
	return []link{{Name: p.T("queue.yes"), Href: "yes"}, {Name: p.T("queue.no"), Href: "no"}}
}

func dependsOn(it *catalogue.Item, variable string) bool {
	return slices.ContainsFunc(it.Materials, func(m catalogue.Material) bool { return strings.Contains(m.When, variable) })
}

// brings lists what to bring for the answers given; whole tells that they did not decide it, so every line says for whom it is.
func (w *Web) brings(p *site.Page, it *catalogue.Item, b basket) (list []bring, whole bool) {
	answers := it.ParseAnswers(b.answers(it.Code))
	if _, said := answers["applicant"]; !said && len(it.Applicants) == 1 {
		answers["applicant"] = it.Applicants[0]
	}
	materials, err := w.Catalogue().MaterialsFor(it, answers)
	if err != nil { // not every question was answered: the whole list
		materials, whole = it.Materials, true
	}
	for _, m := range materials {
		list = append(list, bringOf(p, m, whole))
	}
	slices.SortStableFunc(list, func(a, b bring) int { return rank(a.Free) - rank(b.Free) })
	return list, whole
}

func rank(free bool) int {
	if free {
		return 1
	}
	return 0
}

var materialIcons = map[string]string{"form": "pencil", "copy": "copy", "original": "file-text", "original_and_copy": "files", "electronic": "device-desktop"}

func bringOf(p *site.Page, m catalogue.Material, whole bool) bring {
	lang := string(p.Lang)
	out := bring{Icon: materialIcons[m.Form], Name: m.Name.In(lang), Get: m.HowToGet.In(lang)}
	if out.Icon == "" {
		out.Icon = "file-text"
	}
	var hint []string
	if whole && m.When != "" {
		hint = append(hint, m.WhenText.In(lang))
	}
	switch {
	case m.Exempt != nil:
		out.Free, out.Icon = true, "circle-check"
		hint = append(hint, p.T("queue.bring.exempt", "source", m.Exempt.Source.In(lang)))
	case m.Form == "form":
		hint = append(hint, p.T("queue.bring.form"))
	default:
		hint = append(hint, p.T("queue.bring.form."+m.Form, "n", m.Count))
	}
	if m.Defer != nil {
		hint = append(hint, p.T("queue.bring.defer", "n", m.Defer.Days))
	}
	if m.Commit {
		hint = append(hint, p.T("queue.bring.commit"))
	}
	out.Hint = strings.Join(hint, p.T("queue.comma"))
	return out
}

// limitWords says how long the matter takes: the promise (LIM-4).
func limitWords(p *site.Page, it *catalogue.Item) string {
	l := it.Promised
	switch {
	case it.Class == catalogue.Immediate:
		return p.T("queue.limit.immediate")
	case l == nil || l.N == 0:
		return p.T("queue.limit.same_day")
	}
	return p.T("queue.limit."+l.Unit, "n", l.N)
}

func feeWords(p *site.Page, it *catalogue.Item, lang string) string {
	if len(it.Fees) == 0 {
		return p.T("queue.fee.none")
	}
	var out []string
	for _, f := range it.Fees {
		out = append(out, f.Standard.In(lang))
	}
	return strings.Join(out, p.T("queue.comma"))
}

// request turns a posted form into what the queue is asked for.
func (w *Web) request(q db.Querier, hall *catalogue.Hall, f *web.Form, origin string) (queue.Request, error) {
	req := queue.Request{Class: queue.Ordinary, Origin: origin}
	if class := f.Get("priority"); class != "" {
		if !slices.ContainsFunc(w.Catalogue().Priorities, func(c catalogue.Priority) bool { return c.Code == class }) {
			return req, queue.ErrReasonRequired
		}
		req.Class, req.Reason = queue.Priority, class
	}
	for _, code := range readBasket(f.Values).Items {
		it, ok := w.Catalogue().Item(code)
		if !ok {
			return req, errNoItem
		}
		l, err := lineByCode(q, hall.Code, it.Queue)
		if err != nil {
			return req, err
		}
		req.Items, req.Lines = append(req.Items, code), append(req.Lines, l.ID)
	}
	if len(req.Items) > 0 {
		return req, nil
	}
	l, err := lineByCode(q, hall.Code, f.Get("line"))
	req.Line = l.ID
	return req, err
}
