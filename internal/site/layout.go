package site

import (
	"strings"

	"github.com/a-h/templ"
)

// sheets in the order in which they build on each other.
var sheets = []string{"tokens.css", "components.css", "screens.css", "public.css", "print.css", "frame.css"}

// htmxConfig keeps htmx inside the CSP (no inline style, no eval) and lets a 422 bring the form back with its errors.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"historyCacheSize":0,"responseHandling":[` +
	`{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

// htmlAttrs writes the surface and the reader's modes; "icons" tells the style sheet that there is no sprite.
func htmlAttrs(p *Page) templ.Attributes {
	a := templ.Attributes{"lang": string(p.Lang), "data-surface": string(p.Surface)}
	for name, value := range map[string]string{"data-size": p.Size, "data-contrast": p.Contrast, "data-reach": p.Reach} {
		if value != "" {
			a[name] = value
		}
	}
	if !p.assets.Has("icons.svg") {
		a["data-icons"] = "none"
	}
	return a
}

// Live are the attributes of a fragment that fetches itself again when one of its topics is nudged:
//
//	<section { site.Live("queue", "/h/city/desk/queue", "desk:city")... }>
//
// The answer must be the same element with the same id. The page lists the topics in Page.Topics too.
func Live(id, url string, topics ...string) templ.Attributes {
	var trigger strings.Builder
	for _, t := range topics {
		trigger.WriteString("live:" + t + " from:body, ")
	}
	return templ.Attributes{"id": id, "hx-get": url, "hx-trigger": trigger.String() + "refresh", "hx-swap": "outerHTML"}
}
