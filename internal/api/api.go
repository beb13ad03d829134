package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/once"
	"yichuang/internal/promise"
	"yichuang/internal/queue"
	"yichuang/internal/text"
	"yichuang/internal/web"
)

// API holds the services that the operations call.
type API struct {
	DB        *db.DB
	Queue     *queue.Service
	Cases     *casework.Service
	Clocks    *promise.Service
	Catalogue func() *catalogue.Catalogue
	Words     *text.Bundle
	Rate      func(ctx context.Context, actor ids.Actor, token string, level int) error
	Now       func() time.Time

	huma   huma.API
	mux    *http.ServeMux
	routes []web.Route
}

// Routes builds the operations and returns their routes, each with the act that it performs.
func (a *API) Routes() []web.Route {
	a.mux, a.routes = http.NewServeMux(), nil
	cfg := huma.DefaultConfig("Yichuang", "1")
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "", "", ""
	cfg.CreateHooks = nil // no $schema links: answers are what the schema says and nothing more
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	cfg.Security = []map[string][]string{{"token": {}}}
	a.huma = humago.New(a.mux, cfg)
	a.queueOperations()
	a.caseOperations()
	a.clockOperations()
	a.publicOperations()
	a.routes = append(a.routes, web.Route{Method: "GET", Path: "/api/openapi.json", Act: web.Public, Do: a.openAPI},
		web.Route{Method: "GET", Path: "/api/docs", Act: web.Public, Do: a.docs},
		web.Route{Method: "GET", Path: "/api/docs.css", Act: web.Public, Do: a.css})
	return a.routes
}

// OpenAPI is the description of the interface.
func (a *API) OpenAPI() *huma.OpenAPI { return a.huma.OpenAPI() }

func (a *API) openAPI(w http.ResponseWriter, r *http.Request) error {
	raw, err := a.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(raw)
	return err
}

// op registers an operation: its act of the matrix, and a handler that returns domain errors.
func op[I, O any](a *API, method, path, act, summary string, status int, fn func(ctx context.Context, in *I) (*O, error)) {
	id := strings.ToLower(method) + strings.NewReplacer("/", "-", "{", "", "}", "").Replace(strings.TrimPrefix(path, "/api/v1"))
	huma.Register(a.huma, huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, DefaultStatus: status,
		Description: "Act: " + act, Tags: []string{strings.Split(strings.TrimPrefix(path, "/api/v1/"), "/")[0]}},
		func(ctx context.Context, in *I) (*O, error) {
			if k, ok := any(in).(keyed); ok {
				ctx = once.With(ctx, k.once(ctx, method+" "+path, in))
			}
			out, err := fn(ctx, in)
			if err != nil {
				return nil, a.problem(ctx, err)
			}
			return out, nil
		})
	a.routes = append(a.routes, web.Route{Method: method, Path: path, Act: act, Do: func(w http.ResponseWriter, r *http.Request) error {
		a.mux.ServeHTTP(w, r)
		return nil
	}})
}

// problem turns a domain error into the document that the client gets; an unknown one goes on to the log and says nothing.
func (a *API) problem(ctx context.Context, err error) error {
	return web.NewProblem(a.Words, web.FromContext(ctx).Lang, errs.Of(err))
}

func init() {
	huma.NewError = func(status int, msg string, details ...error) huma.StatusError {
		p := web.Problem{Type: "urn:yichuang:error:api.request", Title: msg, Status: status, Code: "api.request"}
		for _, d := range details {
			if x, ok := d.(huma.ErrorDetailer); ok {
				e := x.ErrorDetail()
				p.Errors = append(p.Errors, web.Problem{Type: p.Type, Title: e.Message, Status: status, Code: "api.field", Field: strings.TrimPrefix(e.Location, "body.")})
			}
		}
		return p
	}
}

// Repeatable is what every operation with an effect accepts.
type Repeatable struct {
	Key string `header:"Idempotency-Key" maxLength:"64" doc:"Made by the client; the same key with the same body has one effect."`
}

// keyed is an input that may bring a key.
type keyed interface {
	once(ctx context.Context, route string, in any) once.Key
}

// once makes the key of a request; everything that was sent, path and body, must be the same in a repetition.
func (r Repeatable) once(ctx context.Context, route string, in any) once.Key {
	if r.Key == "" {
		return once.Key{}
	}
	raw, err := json.Marshal(in)
	if err != nil { // an input is plain values; were one not, its key would still tell requests apart
		raw = fmt.Appendf(nil, "%#v", in)
	}
	return once.Key{Scope: actor(ctx).Key() + " " + route, Key: r.Key, Body: once.Digest(raw)}
}

func actor(ctx context.Context) ids.Actor { return web.FromContext(ctx).Actor }
