package manage

import (
	"strconv"
	"strings"

	"yichuang/internal/outage"
	"yichuang/internal/site"
)

// proposal reads what was chosen among the gaps; anything else is none, which the service refuses.
func proposal(choice string) outage.Proposal {
	kind, rest, _ := strings.Cut(choice, ":")
	at, window, _ := strings.Cut(rest, ":")
	n, _ := strconv.ParseInt(at, 10, 64) // no number is no gap
	if kind != "window" {
		return outage.Proposal{Gap: n}
	}
	return outage.Proposal{Window: window, Since: n}
}

// gapOptions are the gaps that may be proposed.
func gapOptions(p *site.Page, v outagesView) []site.Option {
	var out []site.Option
	for _, g := range v.Gaps {
		if !g.Short && !g.Used {
			out = append(out, site.Option{Value: g.Value, Label: gapWords(p, g)})
		}
	}
	return out
}

func gapWords(p *site.Page, g gapRow) string {
	where := p.T("manage.outage.hall")
	if g.Window != "" {
		where = p.T("manage.outage.window", "no", g.Window)
	}
	return where + " " + p.DayTime(g.From) + " – " + p.DayTime(g.To)
}

func causes(p *site.Page) []site.Option {
	var out []site.Option
	for _, c := range outage.Causes {
		out = append(out, site.Option{Value: string(c), Label: p.T("manage.outage.cause." + string(c))})
	}
	return out
}

func answers(p *site.Page) []site.Option {
	return []site.Option{{Value: "yes", Label: p.T("manage.outage.yes")}, {Value: "no", Label: p.T("manage.outage.no")}}
}

// outageTone is the colour of an outage's tag; the word stands in it too.
func outageTone(o *outage.Outage) string {
	switch o.State {
	case outage.Proposed:
		return "warn"
	case outage.Confirmed:
		return "blue"
	}
	return ""
}

// whereOf says what stood still.
func whereOf(p *site.Page, o *outage.Outage) string {
	if o.No != "" {
		return p.T("manage.outage.window", "no", o.No)
	}
	return p.T("manage.outage.hall")
}
