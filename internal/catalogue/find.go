package catalogue

import "yichuang/internal/catalogue/search"

// guides are the catalogue's items as the search sees them.
func (c *Catalogue) guides() []search.Guide {
	var out []search.Guide
	for i := range c.Items {
		it := &c.Items[i]
		g := search.Guide{Code: it.Code, Name: it.Name.ZH, English: it.Name.EN, Keywords: it.Keywords, Summary: it.Summary.both(), Popular: it.Popular > 0}
		if d, ok := c.departments[it.Department]; ok {
			g.Department = append(d.Name.both(), d.Short.both()...)
		}
		for _, m := range it.Materials {
			g.Materials = append(g.Materials, m.Name.both()...)
		}
		out = append(out, g)
	}
	return out
}

func (t Text) both() []string { return []string{t.ZH, t.EN} }

// Search finds items by plain words, best first: two Chinese characters are enough, pinyin initials work too (HAL-2).
func (c *Catalogue) Search(words string, limit int) []*Item {
	var out []*Item
	for _, h := range c.index.Search(words, limit) {
		out = append(out, c.items[h.Code])
	}
	return out
}

// LadderOf is the ladder of reminders of a hall: its own, else the city's; empty when the program's default holds.
func (c *Catalogue) LadderOf(hall string) []Rung {
	if h, ok := c.Hall(hall); ok && len(h.Ladder) > 0 {
		return h.Ladder
	}
	if c.City != nil {
		return c.City.Ladder
	}
	return nil
}
