package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"yichuang/internal/halltest"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
)

type object = map[string]any

// client speaks to a hall with a device's token.
type client struct {
	t     *testing.T
	base  string
	token string
}

// do sends a request and demands a status; it returns the answer.
func (c client) do(status int, method, path, key string, body any) object {
	c.t.Helper()
	raw, _ := json.Marshal(body)
	req, err := http.NewRequest(method, c.base+path, bytes.NewReader(raw))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	var out object
	if res.StatusCode != http.StatusNoContent {
		if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
			c.t.Fatalf("%s %s: %d %v", method, path, res.StatusCode, err)
		}
	}
	if res.StatusCode != status {
		c.t.Fatalf("%s %s: %d, want %d: %v", method, path, res.StatusCode, status, out)
	}
	return out
}

// token pairs a device; staff and window bind it to a person for measurements (decision 22).
func token(h *halltest.Hall, d identity.Device) string {
	h.T.Helper()
	_, code, err := h.Identity.CreateDevice(h.Ctx, ids.TheSystem(halltest.City), d)
	h.Must(err)
	_, tok, err := h.Identity.Pair(h.Ctx, code, "127.0.0.1")
	h.Must(err)
	return tok
}

func TestAVisitOverTheAPIWithIdempotencyAndProblems(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		_, base := h.Browser()
		clerk := h.At("06")
		nobody := client{t, base, ""}
		kiosk := client{t, base, token(h, identity.Device{Hall: halltest.City, Kind: identity.Kiosk, Name: "1"})}
		desk := client{t, base, token(h, identity.Device{Hall: halltest.City, Kind: identity.Partner, Name: "bench", Staff: clerk.ID, Window: clerk.Window})}
		take := object{"items": []string{"SB-01"}}
		first := kiosk.do(201, "POST", "/api/v1/halls/shi/tickets", "k1", take)
		if again := kiosk.do(201, "POST", "/api/v1/halls/shi/tickets", "k1", take); again["id"] != first["id"] {
			t.Fatal("the same key made another ticket", again)
		}
		if p := kiosk.do(422, "POST", "/api/v1/halls/shi/tickets", "k1", object{"items": []string{"SB-06"}}); p["code"] != "once.other_body" {
			t.Fatal(p)
		}
		if p := nobody.do(401, "POST", "/api/v1/halls/shi/tickets", "", take); p["code"] != "identity.sign_in" {
			t.Fatal(p)
		}
		w := "/api/v1/windows/" + clerk.Window
		kiosk.do(403, "POST", w+"/call", "", nil)
		desk.do(204, "POST", w+"/open", "", nil)
		called := desk.do(200, "POST", w+"/call", "", nil)
		at := w + "/tickets/" + fmt.Sprint(called["id"])
		desk.do(200, "POST", at+"/arrive", "", nil)
		matter := called["matters"].([]any)[0].(map[string]any)["id"]
		receive := object{"ticket": called["id"], "matter": matter, "item": "SB-01", "applicant_kind": "enterprise", "name": "临溪市云禾农业有限公司",
			"id_kind": "uscc", "id": "11990000MB9900013X", "answers": answers(h, "SB-01")}
		if p := desk.do(422, "POST", w+"/cases", "", receive); p["field"] != "id" {
			t.Fatal("a wrong check digit passed without an override", p)
		}
		receive["id"] = "11990000MB9900013U"
		c := desk.do(201, "POST", w+"/cases", "", receive)
		var rows []object
		for _, r := range c["checklist"].([]any) {
			rows = append(rows, object{"material": r.(map[string]any)["material"], "answer": "ok"})
		}
		cs := "/api/v1/cases/" + fmt.Sprint(c["id"])
		c = desk.do(200, "POST", cs+"/check", "", object{"edition": c["edition"], "rows": rows})
		if p := desk.do(409, "POST", cs+"/accept", "", object{"edition": 1, "ticket": called["id"], "matter": matter}); p["code"] != "case.stale" {
			t.Fatal("an old edition was taken", p)
		}
		c = desk.do(200, "POST", cs+"/accept", "", object{"edition": c["edition"], "ticket": called["id"], "matter": matter})
		if c["state"] != "accepted" {
			t.Fatal(c)
		}
		done := desk.do(200, "POST", at+"/finish", "", nil)
		nobody.do(204, "POST", "/api/v1/ratings", "", object{"token": done["rating"], "level": 5})
	})
}

func answers(h *halltest.Hall, item string) map[string]string {
	out := map[string]string{}
	it, _ := h.Catalogue.Item(item)
	for _, q := range it.Situations {
		out[q.ID] = map[string]string{"yes_no": "yes", "number": "1"}[q.Kind]
		if len(q.Options) > 0 {
			out[q.ID] = q.Options[0].Value
		}
	}
	return out
}

// No operation has a field of legal meaning: received, accepted, due, late, kept, score are computed.
func TestNoFieldOfLegalMeaningCanBeSet(t *testing.T) {
	h := halltest.OnSQLite(t)
	_, base := h.Browser()
	res, err := http.Get(base + "/api/openapi.json")
	h.Must(err)
	defer res.Body.Close()
	var spec struct {
		OpenAPI string                       `json:"openapi"`
		Paths   map[string]map[string]object `json:"paths"`
		Comps   struct {
			Schemas map[string]struct{ Properties object } `json:"schemas"`
		} `json:"components"`
	}
	h.Must(json.NewDecoder(res.Body).Decode(&spec))
	if !strings.HasPrefix(spec.OpenAPI, "3.1") || len(spec.Paths) < 20 {
		t.Fatal(spec.OpenAPI, len(spec.Paths))
	}
	looked := 0
	for path, methods := range spec.Paths {
		for _, o := range methods {
			raw, _ := json.Marshal(o["requestBody"])
			_, ref, found := strings.Cut(string(raw), "#/components/schemas/")
			if !found {
				continue
			}
			name, _, _ := strings.Cut(ref, `"`)
			for field := range spec.Comps.Schemas[name].Properties {
				looked++
				for _, bad := range []string{"_at", "due", "late", "kept", "score", "state", "on_time"} {
					if strings.Contains(field, bad) && field != "late_reason" {
						t.Errorf("%s takes %q", path, field)
					}
				}
			}
		}
	}
	if looked < 20 {
		t.Fatalf("only %d fields were looked at", looked)
	}
}
