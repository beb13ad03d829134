package lint

import (
	"slices"

	"yichuang/internal/catalogue"
)

var specialKinds = []string{"hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"}

// itemSteps checks the route of an item: every step can be reached, every step leads to the end, somebody decides.
func (k *checker) itemSteps(it *catalogue.Item) {
	if len(it.Steps) == 0 {
		k.Fail(it.Origin, on("steps"), "step.none", "item", it.Code)
		return
	}
	k.specials(it)
	seen := map[string]int{}
	for i := range it.Steps {
		k.once(it, on("steps", i, "id"), "step", it.Steps[i].ID, seen)
		k.step(it, i)
	}
	k.reach(it)
	if !decides(it) {
		k.Fail(it.Origin, on("steps"), "step.no_decision", "item", it.Code)
	}
	k.stepsWithinWhole(it)
}

func (k *checker) specials(it *catalogue.Item) {
	for i, s := range it.Special {
		k.oneOf(it.Origin, on("special", i, "kind"), s.Kind, specialKinds...)
		if s.Basis == nil {
			k.Fail(it.Origin, on("special", i), "special.no_basis", "item", it.Code, "special", s.Kind)
		}
	}
	if x := it.Extension; x != nil {
		if x.Basis == nil || x.Basis.Pending() {
			k.Fail(it.Origin, on("extension"), "extension.no_basis", "item", it.Code)
		}
		if x.Days <= 0 || it.Statutory == nil || it.Statutory.Unit != "working_days" {
			k.Fail(it.Origin, on("extension", "days"), "extension.days", "item", it.Code)
		}
		k.worded(it.Origin, on("extension", "by"), x.By)
	}
}

func (k *checker) step(it *catalogue.Item, i int) {
	s := it.Steps[i]
	at := func(field string) []any { return on("steps", i, field) }
	k.worded(it.Origin, at("name"), s.Name)
	k.oneOf(it.Origin, at("kind"), string(s.Kind), string(catalogue.Review), string(catalogue.Decide), string(catalogue.Site), string(catalogue.External), string(catalogue.Issue))
	switch {
	case s.Limit != nil:
		k.limit(it, at("limit"), *s.Limit, true)
	case s.Kind != catalogue.Issue:
		k.Fail(it.Origin, at("limit"), "step.no_limit", "item", it.Code, "step", s.ID)
	}
	if s.Special != "" && !slices.ContainsFunc(it.Special, func(p catalogue.Special) bool { return p.Kind == s.Special }) {
		k.Fail(it.Origin, at("special"), "special.unknown", "item", it.Code, "step", s.ID, "special", s.Special)
	}
	if len(s.Outcomes) == 0 {
		k.Fail(it.Origin, at("outcomes"), "step.no_outcome", "item", it.Code, "step", s.ID)
	}
	seen := map[string]int{}
	for j, o := range s.Outcomes {
		k.outcome(it, i, j, o, seen)
	}
}

func (k *checker) outcome(it *catalogue.Item, i, j int, o catalogue.Outcome, seen map[string]int) {
	at := func(field string) []any { return on("steps", i, "outcomes", j, field) }
	k.once(it, at("id"), "outcome", o.ID, seen)
	k.worded(it.Origin, at("name"), o.Name)
	if o.Decision != "" {
		k.oneOf(it.Origin, at("decision"), o.Decision, "granted", "refused", "maintained", "changed")
	}
	next := position(it, o.Next)
	if o.Next != catalogue.End && next < 0 {
		k.Fail(it.Origin, at("next"), "step.unknown", "item", it.Code, "step", it.Steps[i].ID, "next", o.Next)
		return
	}
	for _, also := range o.Also {
		if position(it, also) < 0 {
			k.Fail(it.Origin, at("also"), "step.unknown", "item", it.Code, "step", it.Steps[i].ID, "next", also)
		}
	}
	if len(o.Also) > 0 && !slices.ContainsFunc(it.Steps, func(s catalogue.Step) bool { return s.Join }) {
		k.Fail(it.Origin, at("also"), "step.no_join", "item", it.Code, "step", it.Steps[i].ID)
	}
	back := o.Next != catalogue.End && next <= i
	if (back || o.Decision == "refused") && !o.Reason {
		k.Fail(it.Origin, at("reason"), "step.no_reason", "item", it.Code, "step", it.Steps[i].ID, "outcome", o.ID)
	}
}

// position of a step in the list, -1 when there is none.
func position(it *catalogue.Item, id string) int {
	return slices.IndexFunc(it.Steps, func(s catalogue.Step) bool { return s.ID == id })
}

func decides(it *catalogue.Item) bool {
	return slices.ContainsFunc(it.Steps, func(s catalogue.Step) bool {
		return slices.ContainsFunc(s.Outcomes, func(o catalogue.Outcome) bool { return o.Decision != "" })
	}) || it.Class == catalogue.Immediate
}

// reach reports steps that no route leads to, and steps from which no route leads to the end (CAS-7).
func (k *checker) reach(it *catalogue.Item) {
	n := len(it.Steps)
	forward, ends := make([][]int, n), make([]bool, n)
	backward := make([][]int, n)
	for i, s := range it.Steps {
		for _, o := range s.Outcomes {
			ends[i] = ends[i] || o.Next == catalogue.End
			for _, id := range o.Nexts() {
				if next := position(it, id); next >= 0 {
					forward[i] = append(forward[i], next)
					backward[next] = append(backward[next], i)
				}
			}
		}
	}
	from := flood(forward, []int{0})
	var last []int
	for i, e := range ends {
		if e {
			last = append(last, i)
		}
	}
	to := flood(backward, last)
	for i, s := range it.Steps {
		if !from[i] {
			k.Fail(it.Origin, on("steps", i), "step.unreachable", "item", it.Code, "step", s.ID)
		}
		if !to[i] {
			k.Fail(it.Origin, on("steps", i), "step.no_end", "item", it.Code, "step", s.ID)
		}
	}
}

// flood marks everything that can be reached from the starts.
func flood(edges [][]int, starts []int) []bool {
	seen := make([]bool, len(edges))
	for len(starts) > 0 {
		i := starts[len(starts)-1]
		starts = starts[:len(starts)-1]
		if !seen[i] {
			seen[i] = true
			starts = append(starts, edges[i]...)
		}
	}
	return seen
}

// maxRoutes bounds the enumeration; a route map with more is a mistake of its own.
const maxRoutes = 500

// routes lists the limits along every simple route from the first step to the decision or the end. Not counted: issuing (its clock
// is the delivery), steps whose time the law excludes, and steps with a start event of their own (CAS-4: each measured apart).
func routes(it *catalogue.Item) [][]catalogue.Limit {
	var out [][]catalogue.Limit
	visiting := map[string]bool{}
	var walk func(id string, sofar []catalogue.Limit)
	walk = func(id string, sofar []catalogue.Limit) {
		s, ok := it.StepByID(id)
		if !ok || visiting[id] || len(out) >= maxRoutes {
			return
		}
		visiting[id] = true
		defer delete(visiting, id)
		if counts(s) {
			sofar = append(slices.Clone(sofar), *s.Limit)
		}
		for _, o := range s.Outcomes {
			if o.Next == catalogue.End || o.Decision != "" {
				out = append(out, sofar)
			} else {
				for _, next := range o.Nexts() { // of steps side by side, each way counts alone
					walk(next, sofar)
				}
			}
		}
	}
	walk(it.Steps[0].ID, nil)
	return out
}

func counts(s *catalogue.Step) bool {
	return s.Limit != nil && s.Limit.N > 0 && s.Kind != catalogue.Issue && s.Special == "" && s.Limit.StartEvent == ""
}

// stepsWithinWhole compares every route with the promise (LIM-3).
func (k *checker) stepsWithinWhole(it *catalogue.Item) {
	whole := it.Promised
	if it.Otherwise != nil {
		whole = it.Otherwise
	}
	if whole == nil || k.view == nil {
		return
	}
	for _, route := range routes(it) {
		if bad, over := k.over(route, []catalogue.Limit{*whole}); over {
			k.Fail(it.Origin, on("steps"), "step.over_whole", "item", it.Code, "steps", limitsText(route), "whole", whole.String(),
				"day", bad.day, "steps_due", bad.first, "whole_due", bad.second)
			return
		}
	}
}
