package api

import (
	"context"
	"encoding/json"
	"html/template"
	"net/http"
	"sort"

	"yichuang/internal/catalogue"
	"yichuang/internal/web"
)

// Item is an item of the catalogue, shortly.
type Item struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	NameEN     string `json:"name_en"`
	Department string `json:"department"`
	Class      string `json:"class"`
	Promised   string `json:"promised_limit,omitempty"`
	Statutory  string `json:"statutory_limit,omitempty"`
}

func itemOf(it *catalogue.Item) Item {
	out := Item{Code: it.Code, Name: it.Name.ZH, NameEN: it.Name.EN, Department: it.Department, Class: string(it.Class)}
	if it.Promised != nil {
		out.Promised = it.Promised.String()
	}
	if it.Statutory != nil {
		out.Statutory = it.Statutory.String()
	}
	return out
}

type searchInput struct {
	Words string `query:"q" maxLength:"60" doc:"Plain words; two Chinese characters or pinyin initials are enough. Everything when empty."`
}

type itemsAnswer struct{ Body []Item }

type itemAnswer struct{ Body json.RawMessage }

type codeInput struct {
	Code string `path:"code"`
}

type rateInput struct {
	Repeatable
	Body struct {
		Token string `json:"token" minLength:"10" maxLength:"20"`
		Level int    `json:"level" minimum:"1" maximum:"5" doc:"5 very satisfied … 1 very dissatisfied."`
	}
}

func (a *API) publicOperations() {
	op(a, "GET", "/api/v1/items", web.Public, "Find items of the catalogue", 0, func(_ context.Context, in *searchInput) (*itemsAnswer, error) {
		var out itemsAnswer
		if in.Words != "" {
			for _, it := range a.Catalogue().Search(in.Words, 50) {
				out.Body = append(out.Body, itemOf(it))
			}
			return &out, nil
		}
		for i := range a.Catalogue().Items {
			out.Body = append(out.Body, itemOf(&a.Catalogue().Items[i]))
		}
		return &out, nil
	})
	op(a, "GET", "/api/v1/items/{code}", web.Public, "One item in full", 0, func(_ context.Context, in *codeInput) (*itemAnswer, error) {
		it, ok := a.Catalogue().Item(in.Code)
		if !ok {
			return nil, web.ErrNotFound
		}
		body, err := it.Body()
		return &itemAnswer{body}, err
	})
	op(a, "POST", "/api/v1/ratings", web.Public, "Rate a finished visit with the token of its slip", http.StatusNoContent, func(ctx context.Context, in *rateInput) (*nothing, error) {
		return nil, a.Rate(ctx, actor(ctx), in.Body.Token, in.Body.Level)
	})
}

var docsPage = template.Must(template.New("docs").Parse(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Yichuang API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/api/docs.css">
<main><h1>Yichuang API 1</h1><p>Errors are problem documents (RFC 9457) with a stable <code>code</code>. Acts with an effect accept an
<code>Idempotency-Key</code>. A token goes into <code>Authorization: Bearer …</code>. The same as a file: <a href="/api/openapi.json">openapi.json</a>.</p>
{{range .}}<section><h2><code>{{.Method}} {{.Path}}</code></h2><p>{{.Summary}}. {{.Act}}.</p>
{{if .Params}}<table><caption>Parameters</caption><tr><th>name</th><th>in</th><th>meaning</th></tr>{{range .Params}}<tr><td><code>{{.Name}}</code></td><td>{{.In}}</td><td>{{.Doc}}</td></tr>{{end}}</table>{{end}}
{{if .Fields}}<table><caption>Body</caption><tr><th>field</th><th>type</th><th>meaning</th></tr>{{range .Fields}}<tr><td><code>{{.Name}}</code></td><td>{{.In}}</td><td>{{.Doc}}</td></tr>{{end}}</table>{{end}}
</section>{{end}}</main></html>`))

const docsCSS = `body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;color:#17202b}h2{margin-top:2rem;font-size:1.1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0}td,th,caption{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #d5dbe3}code{background:#eef2f7;padding:0 .2em;overflow-wrap:anywhere}`

type docParam struct{ Name, In, Doc string }

type docOperation struct {
	Method, Path, Summary, Act string
	Params, Fields             []docParam
}

// docs is the description as one plain page, without scripts and without anything from elsewhere.
func (a *API) docs(w http.ResponseWriter, r *http.Request) error {
	var list []docOperation
	spec := a.huma.OpenAPI()
	for path, item := range spec.Paths {
		for method, o := range map[string]operation{"GET": item.Get, "POST": item.Post} {
			if o == nil {
				continue
			}
			d := docOperation{Method: method, Path: path, Summary: o.Summary, Act: o.Description}
			for _, p := range o.Parameters {
				d.Params = append(d.Params, docParam{p.Name, p.In, p.Schema.Description + p.Description})
			}
			d.Fields = bodyFields(spec, o)
			list = append(list, d)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Path+list[i].Method < list[j].Path+list[j].Method })
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return docsPage.Execute(w, list)
}
