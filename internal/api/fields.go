package api

import (
	"net/http"
	"sort"

	"github.com/danielgtaylor/huma/v2"
)

type operation = *huma.Operation

// bodyFields lists the fields of an operation's body.
func bodyFields(spec *huma.OpenAPI, o *huma.Operation) []docParam {
	if o.RequestBody == nil {
		return nil
	}
	var out []docParam
	for _, media := range o.RequestBody.Content {
		s := media.Schema
		for s != nil && s.Ref != "" {
			s = spec.Components.Schemas.SchemaFromRef(s.Ref)
		}
		if s == nil {
			continue
		}
		for name, p := range s.Properties {
			kind := p.Type
			if p.Ref != "" {
				kind = "object"
			}
			out = append(out, docParam{name, kind, p.Description})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

func (a *API) css(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, err := w.Write([]byte(docsCSS))
	return err
}
