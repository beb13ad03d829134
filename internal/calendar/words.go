package calendar

import (
	"strconv"

	"yichuang/internal/text"
)

// Words says the step in a language. The bundle must hold Texts. Grounds that the bundle does not know are shown as
// they were recorded, for an item may allow grounds of its own.
func (s Step) Words(b *text.Bundle, lang text.Lang) string {
	pairs := []any{}
	for k, v := range s.Params {
		switch k {
		case "kind":
			v = b.T(lang, "calendar.kind."+v, "name", s.Params["name"], "festival", s.festival(b, lang))
		case "ground":
			v = groundWords(b, lang, v)
		case "at":
			v = v[:len("2006-01-02")] + " " + v[len("2006-01-02T"):len("2006-01-02T15:04")]
		}
		pairs = append(pairs, k, v)
	}
	return b.T(lang, "calendar.step."+string(s.Code), pairs...)
}

func (s Step) festival(b *text.Bundle, lang text.Lang) string {
	if s.Params["festival"] == "" {
		return ""
	}
	return b.T(lang, "calendar.festival."+s.Params["festival"])
}

func groundWords(b *text.Bundle, lang text.Lang, ground string) string {
	if ground == "" {
		ground = "unstated"
	}
	if key := "calendar.ground." + ground; b.Has(lang, key) {
		return b.T(lang, key)
	}
	return ground
}

// Words names the weekday of a date in a language.
func (d Date) Words(b *text.Bundle, lang text.Lang) string {
	return b.T(lang, "calendar.weekday."+strconv.Itoa(int(d.Weekday())))
}
