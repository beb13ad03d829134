package catalogue

import "slices"

var specialKinds = []string{"hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"}

// itemSteps checks the route of an item: every step can be reached, every step leads to the end, somebody decides.
func (k *checker) itemSteps(it *Item) {
	if len(it.Steps) == 0 {
		k.fail(it.at, on("steps"), "step.none", "item", it.Code)
		return
	}
	k.specials(it)
	seen := map[string]int{}
	for i := range it.Steps {
		k.once(it, on("steps", i, "id"), "step", it.Steps[i].ID, seen)
		k.step(it, i)
	}
	k.reach(it)
	if !it.decides() {
		k.fail(it.at, on("steps"), "step.no_decision", "item", it.Code)
	}
	k.stepsWithinWhole(it)
}

func (k *checker) specials(it *Item) {
	for i, s := range it.Special {
		k.oneOf(it.at, on("special", i, "kind"), s.Kind, specialKinds...)
		if s.Basis == nil {
			k.fail(it.at, on("special", i), "special.no_basis", "item", it.Code, "special", s.Kind)
		}
	}
}

func (k *checker) step(it *Item, i int) {
	s := it.Steps[i]
	at := func(field string) []any { return on("steps", i, field) }
	k.worded(it.at, at("name"), s.Name)
	k.oneOf(it.at, at("kind"), string(s.Kind), string(Review), string(Decide), string(Site), string(External), string(Issue))
	switch {
	case s.Limit != nil:
		k.limit(it, at("limit"), *s.Limit, true)
	case s.Kind != Issue:
		k.fail(it.at, at("limit"), "step.no_limit", "item", it.Code, "step", s.ID)
	}
	if s.Special != "" && !slices.ContainsFunc(it.Special, func(p Special) bool { return p.Kind == s.Special }) {
		k.fail(it.at, at("special"), "special.unknown", "item", it.Code, "step", s.ID, "special", s.Special)
	}
	if len(s.Outcomes) == 0 {
		k.fail(it.at, at("outcomes"), "step.no_outcome", "item", it.Code, "step", s.ID)
	}
	seen := map[string]int{}
	for j, o := range s.Outcomes {
		k.outcome(it, i, j, o, seen)
	}
}

func (k *checker) outcome(it *Item, i, j int, o Outcome, seen map[string]int) {
	at := func(field string) []any { return on("steps", i, "outcomes", j, field) }
	k.once(it, at("id"), "outcome", o.ID, seen)
	k.worded(it.at, at("name"), o.Name)
	if o.Decision != "" {
		k.oneOf(it.at, at("decision"), o.Decision, "granted", "refused", "maintained", "changed")
	}
	next := it.position(o.Next)
	if o.Next != End && next < 0 {
		k.fail(it.at, at("next"), "step.unknown", "item", it.Code, "step", it.Steps[i].ID, "next", o.Next)
		return
	}
	back := o.Next != End && next <= i
	if (back || o.Decision == "refused") && !o.Reason {
		k.fail(it.at, at("reason"), "step.no_reason", "item", it.Code, "step", it.Steps[i].ID, "outcome", o.ID)
	}
}

// position of a step in the list, -1 when there is none.
func (it *Item) position(id string) int {
	return slices.IndexFunc(it.Steps, func(s Step) bool { return s.ID == id })
}

func (it *Item) decides() bool {
	return slices.ContainsFunc(it.Steps, func(s Step) bool {
		return slices.ContainsFunc(s.Outcomes, func(o Outcome) bool { return o.Decision != "" })
	}) || it.Class == Immediate
}

// reach reports steps that no route leads to, and steps from which no route leads to the end (CAS-7).
func (k *checker) reach(it *Item) {
	n := len(it.Steps)
	forward, ends := make([][]int, n), make([]bool, n)
	backward := make([][]int, n)
	for i, s := range it.Steps {
		for _, o := range s.Outcomes {
			if o.Next == End {
				ends[i] = true
			} else if next := it.position(o.Next); next >= 0 {
				forward[i] = append(forward[i], next)
				backward[next] = append(backward[next], i)
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
			k.fail(it.at, on("steps", i), "step.unreachable", "item", it.Code, "step", s.ID)
		}
		if !to[i] {
			k.fail(it.at, on("steps", i), "step.no_end", "item", it.Code, "step", s.ID)
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
func (it *Item) routes() [][]Limit {
	var out [][]Limit
	visiting := map[string]bool{}
	var walk func(id string, sofar []Limit)
	walk = func(id string, sofar []Limit) {
		s, ok := it.StepByID(id)
		if !ok || visiting[id] || len(out) >= maxRoutes {
			return
		}
		visiting[id] = true
		defer delete(visiting, id)
		if s.counts() {
			sofar = append(slices.Clone(sofar), *s.Limit)
		}
		for _, o := range s.Outcomes {
			if o.Next == End || o.Decision != "" {
				out = append(out, sofar)
			} else {
				walk(o.Next, sofar)
			}
		}
	}
	walk(it.Steps[0].ID, nil)
	return out
}

func (s *Step) counts() bool {
	return s.Limit != nil && s.Limit.N > 0 && s.Kind != Issue && s.Special == "" && s.Limit.StartEvent == ""
}

// stepsWithinWhole compares every route with the promise (LIM-3).
func (k *checker) stepsWithinWhole(it *Item) {
	whole := it.Promised
	if it.Otherwise != nil {
		whole = it.Otherwise
	}
	if whole == nil || k.view == nil {
		return
	}
	for _, route := range it.routes() {
		if bad, over := k.over(route, []Limit{*whole}); over {
			k.fail(it.at, on("steps"), "step.over_whole", "item", it.Code, "steps", limitsText(route), "whole", whole.String(),
				"day", bad.day, "steps_due", bad.first, "whole_due", bad.second)
			return
		}
	}
}
