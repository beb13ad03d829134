package clerk

import (
	"slices"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/pii"
	"yichuang/internal/queue"
	"yichuang/internal/site"
)

// intakeView is the identity form with the questions of the item's situation.
type intakeView struct {
	Kinds     []site.Option
	IDKinds   []site.Option
	AgentIDs  []site.Option
	Questions []site.Input
	Kind      string
	IDKind    string
	Agent     bool           // the agent part is open
	Override  bool           // a number was doubted: the form asks why it is taken all the same
	Same      *casework.Case // of an earlier matter of this visit: nobody says twice who they are
	UseSame   bool
}

var kinds = []string{personKind, "enterprise", "institution", "association", "unincorporated", "agency"}

func (w *Web) intakeView(p *site.Page, v *visitView) intakeView {
	in := intakeView{Kind: personKind, IDKind: string(pii.ResidentID)}
	allowed := v.Item.Applicants
	if len(allowed) == 0 {
		allowed = kinds
	}
	for _, k := range kinds {
		if slices.Contains(allowed, k) {
			in.Kinds = append(in.Kinds, site.Option{Value: k, Label: p.T("catalogue.applicant." + k)})
		}
	}
	in.Kind = in.Kinds[0].Value
	if in.Kind != personKind {
		in.IDKind = string(pii.USCC)
	}
	in.AgentIDs = idOptions(p, pii.PersonKinds())
	in.IDKinds = append(slices.Clone(in.AgentIDs), idOptions(p, []pii.Kind{pii.USCC})...)
	for _, s := range v.Item.Situations {
		in.Questions = append(in.Questions, p.With(v.Form, question(p, s)))
	}
	if v.Form != nil {
		in.Agent = v.Form.Is("agent")
		for _, name := range []string{"id", "phone", "agent_id"} {
			in.Override = in.Override || v.Form.Field[name] != nil && v.Form.Get(name) != ""
		}
		in.Override = in.Override || v.Form.Is("override")
	}
	return in
}

func idOptions(p *site.Page, list []pii.Kind) []site.Option {
	var out []site.Option
	for _, k := range list {
		out = append(out, site.Option{Value: string(k), Label: p.T("pii.kind." + string(k))})
	}
	return out
}

func question(p *site.Page, s catalogue.Situation) site.Input {
	in := site.Input{Name: "s_" + s.ID, Label: s.Text.In(string(p.Lang)), Type: "select"}
	switch s.Kind {
	case "yes_no":
		in.Options = []site.Option{{Value: "yes", Label: p.T("desk.yes")}, {Value: "no", Label: p.T("desk.no")}}
	case "number":
		in.Type, in.InputMode = "number", "numeric"
	default:
		for _, o := range s.Options {
			in.Options = append(in.Options, site.Option{Value: o.Value, Label: o.Text.In(string(p.Lang))})
		}
	}
	return in
}

// sameVisit finds the case of another matter of this visit.
func (w *Web) sameVisit(q db.Querier, t *queue.Ticket, but string) (*casework.Case, error) {
	for _, m := range t.Matters {
		if m.ID == but {
			continue
		}
		if c, err := w.Cases.OfMatter(q, m.ID); err != nil || c != nil {
			return c, err
		}
	}
	return nil, nil
}

// idLine is how an identity is shown at the desk: kind and last four characters.
func idLine(p *site.Page, party casework.Party) string {
	return p.T("desk.id_tail", "kind", p.T("pii.kind."+string(party.ID.Kind())), "tail", party.ID.Tail())
}

func (w *Web) allIDKinds(p *site.Page) []site.Option {
	return append(idOptions(p, pii.PersonKinds()), idOptions(p, []pii.Kind{pii.USCC})...)
}
