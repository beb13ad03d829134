package manage

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/disclosure"
	"yichuang/internal/promise"
	"yichuang/internal/site"
)

// figureRow is one promise of the month beside its target (PUB-6).
type figureRow struct {
	Title, Departments string
	Target, Actual     string // Actual is empty when nothing is measured
	Gap                string // how much is missing or too much, in words; empty when the promise is kept
	Counted            string // 187 / 190
	Met, Known         bool
}

// figureRows lists what is measured before what is not; within that the catalogue's order stays.
func figureRows(p *site.Page, c *catalogue.Catalogue, list []disclosure.Figure) []figureRow {
	var out []figureRow
	for _, f := range list {
		out = append(out, rowOf(p, c, f))
	}
	slices.SortStableFunc(out, func(a, b figureRow) int { return rank(a) - rank(b) })
	return out
}

func rank(f figureRow) int {
	if f.Known {
		return 0
	}
	return 1
}

func rowOf(p *site.Page, c *catalogue.Catalogue, f disclosure.Figure) figureRow {
	row := figureRow{Title: f.Title.In(lang(p)), Known: f.Known, Met: f.Met(), Target: p.T("manage.figure."+f.Direction, "value", amount(p, f.Target, f.Unit))}
	var names []string
	for _, code := range f.Departments {
		if d, ok := c.Department(code); ok {
			names = append(names, d.Short.In(lang(p)))
		}
	}
	row.Departments = strings.Join(names, p.T("manage.separator"))
	if !f.Known {
		return row
	}
	row.Actual, row.Counted = amount(p, f.Actual, f.Unit), p.T("manage.figure.counted", "kept", f.Kept, "of", f.Of)
	if gap := f.Gap(); gap > 0 {
		row.Gap = p.T("manage.promises."+f.Direction, "gap", p.T("manage.gap."+f.Unit, "n", number(math.Ceil(gap*10-1e-6)/10)))
	}
	return row
}

// amount writes a figure with its unit. It is cut, not rounded up: 99.96 % is not 100 %.
func amount(p *site.Page, value float64, unit string) string {
	return p.T("manage.unit."+unit, "n", number(value))
}

func number(v float64) string {
	return strconv.FormatFloat(math.Floor(v*10+1e-6)/10, 'f', -1, 64)
}

// promised finds the target of a measure of the whole hall; ok is false when the catalogue promises nothing of the kind.
func promised(c *catalogue.Catalogue, measure string) (catalogue.Promise, bool) {
	for _, x := range c.Promises {
		if x.Measure == measure && len(x.Departments) == 0 {
			return x, true
		}
	}
	return catalogue.Promise{}, false
}

// promisedWait is how long people are told that they wait at most; zero without such a promise.
func promisedWait(c *catalogue.Catalogue) time.Duration {
	x, _ := promised(c, "waiting_minutes")
	return time.Duration(x.Target * float64(time.Minute))
}

// tiles are the figures of this moment.
func (b *board) tiles(p *site.Page, c *catalogue.Catalogue, f floor) []site.Tile {
	return []site.Tile{
		{Label: p.T("manage.tile.waiting"), Value: strconv.Itoa(b.Waiting), Unit: p.T("manage.unit.people"), Context: p.T("manage.tile.waiting.note", "n", b.InHall)},
		b.meanTile(p, c),
		b.longestTile(p, c),
		{Label: p.T("manage.tile.windows"), Value: strconv.Itoa(f.Open), Unit: p.T("manage.tile.windows.of", "n", f.All),
			Context: p.T("manage.tile.windows.note", "paused", f.Paused, "closed", f.Closed), Tone: tone(f.Away > 0, "over")},
		{Label: p.T("manage.tile.served"), Value: strconv.Itoa(b.Served.Served), Context: p.T("manage.tile.served.note", "notices", b.Notices, "second", b.Second),
			Tone: tone(b.Second > 0, "warn")},
		{Label: p.T("manage.tile.late"), Value: strconv.Itoa(b.load.Lamps[promise.LampOver]), Tone: tone(b.load.Lamps[promise.LampOver] > 0, "over"), Href: at(b.Hall, "/clocks?about=case&lamp=over"),
			Context: p.T("manage.tile.late.note", "warn", b.load.Lamps[promise.LampWarn], "halt", b.load.Lamps[promise.LampHalt], "ok", b.load.Lamps[promise.LampOK])},
		{Label: p.T("manage.tile.today"), Value: strconv.Itoa(b.load.Today), Unit: p.T("manage.unit.cases"), Context: p.T("manage.tile.today.note", "n", b.Ready)},
		b.onTimeTile(p),
	}
}

func tone(on bool, name string) string {
	if on {
		return name
	}
	return ""
}

func (b *board) meanTile(p *site.Page, c *catalogue.Catalogue) site.Tile {
	t := site.Tile{Label: p.T("manage.tile.mean"), Value: p.T("manage.none"), Context: p.T("manage.tile.mean.nobody")}
	if b.Served.Served == 0 {
		return t
	}
	mean := float64(b.Served.Waited) / 60
	t.Value, t.Unit, t.Context = number(mean), p.T("manage.unit.min"), ""
	if x, ok := promised(c, "waiting_minutes"); ok {
		t.Context = p.T("manage.tile.mean.note", "n", number(x.Target))
		t.Tone = tone(mean > x.Target, "warn")
	}
	return t
}

func (b *board) longestTile(p *site.Page, c *catalogue.Catalogue) site.Tile {
	t := site.Tile{Label: p.T("manage.tile.longest"), Value: p.T("manage.none"), Context: p.T("manage.tile.longest.nobody")}
	if b.Longest.Number == "" {
		return t
	}
	waits := p.Now.Sub(b.Longest.Since)
	t.Value, t.Unit, t.Context = strconv.Itoa(int(waits.Minutes())), p.T("manage.unit.min"), p.T("manage.tile.longest.note", "number", b.Longest.Number, "line", b.Longest.Name)
	if limit := promisedWait(c); limit > 0 && waits > limit {
		t.Tone, t.Icon = "warn", "alert-triangle"
	}
	return t
}

func (b *board) onTimeTile(p *site.Page) site.Tile {
	t := site.Tile{Label: p.T("manage.tile.on_time"), Value: p.T("manage.none"), Context: p.T("manage.figure.unknown")}
	for _, f := range b.month {
		if f.Measure != "items_on_time" || len(f.Departments) > 0 {
			continue
		}
		target := p.T("manage.figure."+f.Direction, "value", amount(p, f.Target, f.Unit))
		if !f.Known {
			t.Context = target
			break
		}
		t.Value, t.Unit, t.Context, t.Tone = number(f.Actual), p.T("manage.unit.sign."+f.Unit), p.T("manage.tile.on_time.note", "target", target, "kept", f.Kept, "of", f.Of), tone(!f.Met(), "over")
		break
	}
	return t
}
