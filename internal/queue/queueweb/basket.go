package queueweb

import (
	"net/url"
	"slices"
	"strings"
)

// basket is what somebody has chosen so far: matters, and answers to their questions. It travels in the address, so a kiosk keeps
// nothing of anybody and going back is the browser's own way back.
type basket struct {
	Items []string
	Said  url.Values // by "ITEM.question"
}

// maxMatters bounds one ticket.
const maxMatters = 5

func readBasket(q url.Values) basket {
	b := basket{Said: url.Values{}}
	for _, code := range q["with"] {
		if code != "" && !slices.Contains(b.Items, code) && len(b.Items) < maxMatters {
			b.Items = append(b.Items, code)
		}
	}
	for name, v := range q {
		if strings.Contains(name, ".") && len(v) > 0 && len(v[0]) < 100 {
			b.Said.Set(name, v[0])
		}
	}
	return b
}

// plus is the basket with one more matter.
func (b basket) plus(item string) basket {
	if item == "" || slices.Contains(b.Items, item) {
		return b
	}
	return basket{Items: append(slices.Clone(b.Items), item), Said: b.Said}
}

// say is the basket with one more answer.
func (b basket) say(item, question, value string) basket {
	said := url.Values{}
	for k, v := range b.Said {
		said[k] = v
	}
	said.Set(item+"."+question, value)
	return basket{Items: b.Items, Said: said}
}

// answers reads the answers to one item's questions, for Item.ParseAnswers.
func (b basket) answers(item string) func(string) string {
	return func(question string) string { return b.Said.Get(item + "." + question) }
}

// values is the basket as form or query values.
func (b basket) values() url.Values {
	out := url.Values{}
	for k, v := range b.Said {
		out[k] = v
	}
	if len(b.Items) > 0 {
		out["with"] = b.Items
	}
	return out
}

// to is an address that carries the basket on; pairs are further names and values.
func (b basket) to(path string, pairs ...string) string {
	q := b.values()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// field is one hidden field of a form.
type field struct{ Name, Value string }

// fields is the basket as hidden fields, in a fixed order.
func (b basket) fields() []field {
	var out []field
	for _, item := range b.Items {
		out = append(out, field{"with", item})
	}
	names := make([]string, 0, len(b.Said))
	for name := range b.Said {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		out = append(out, field{name, b.Said.Get(name)})
	}
	return out
}
