package catalogue

import (
	"fmt"
	"regexp"

	"github.com/google/cel-go/cel"

	"yichuang/internal/errs"
)

// Answers are what a person said to an item's situation questions, and the three that every item knows:
// applicant (string), agent (bool), channel (string). Values are string, bool or int.
type Answers map[string]any

// programs are an item's compiled conditions, one for each material with a "when".
type programs map[int]cel.Program

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// common are the questions that need not be asked: the intake knows the answers.
var common = map[string]*cel.Type{"applicant": cel.StringType, "agent": cel.BoolType, "channel": cel.StringType}

// ValidQuestion tells whether conditions can use an id: a word in lower case that does not hide a common variable.
func ValidQuestion(id string) bool {
	_, taken := common[id]
	return !taken && identifier.MatchString(id)
}

func celType(kind string) *cel.Type {
	switch kind {
	case "yes_no":
		return cel.BoolType
	case "number":
		return cel.IntType
	default:
		return cel.StringType
	}
}

// environment declares the item's variables.
func environment(it *Item) (*cel.Env, error) {
	var opts []cel.EnvOption
	for name, typ := range common {
		opts = append(opts, cel.Variable(name, typ))
	}
	for _, s := range it.Situations {
		if ValidQuestion(s.ID) {
			opts = append(opts, cel.Variable(s.ID, celType(s.Kind)))
		}
	}
	return cel.NewEnv(opts...)
}

// compile prepares all conditions of an item; bad is called for each that does not compile to a yes or no.
func compile(it *Item, bad func(material int, problem string)) {
	it.programs = programs{}
	var env *cel.Env
	for i, m := range it.Materials {
		if m.When == "" {
			continue
		}
		if env == nil {
			var err error
			if env, err = environment(it); err != nil {
				bad(i, err.Error())
				return
			}
		}
		prg, err := program(env, m.When)
		if err != nil {
			bad(i, err.Error())
			continue
		}
		it.programs[i] = prg
	}
}

func program(env *cel.Env, expr string) (cel.Program, error) {
	ast, issues := env.Compile(expr)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	if ast.OutputType() != cel.BoolType {
		return nil, fmt.Errorf("gives %s, not yes or no", ast.OutputType())
	}
	return env.Program(ast)
}

// MaterialsFor is the list of materials that these answers ask for. A question without an answer, or with one that the item
// does not offer, is refused: the checklist cannot be left half decided (ONE-2). agent and applicant default to false and "person".
func (c *Catalogue) MaterialsFor(it *Item, answers Answers) ([]Material, error) {
	vars, err := it.variables(answers)
	if err != nil {
		return nil, err
	}
	var out []Material
	for i, m := range it.Materials {
		needed, err := it.needs(i, vars)
		if err != nil {
			return nil, err
		}
		if needed {
			out = append(out, m)
		}
	}
	return out, nil
}

func (it *Item) needs(i int, vars map[string]any) (bool, error) {
	if it.Materials[i].When == "" {
		return true, nil
	}
	prg, ok := it.programs[i]
	if !ok {
		return false, errs.New(errs.Internal, "catalogue.condition.broken", "item", it.Code, "material", it.Materials[i].ID)
	}
	val, _, err := prg.Eval(vars)
	if err != nil {
		return false, errs.New(errs.Internal, "catalogue.condition.broken", "item", it.Code, "material", it.Materials[i].ID).Because(err)
	}
	needed, _ := val.Value().(bool)
	return needed, nil
}

// variables checks the answers against the questions.
func (it *Item) variables(answers Answers) (map[string]any, error) {
	vars := map[string]any{"applicant": "person", "agent": false, "channel": "hall"}
	for name := range common {
		if v, given := answers[name]; given {
			vars[name] = v
		}
	}
	var bad []*errs.Error
	for _, s := range it.Situations {
		v, given := answers[s.ID]
		switch {
		case !given:
			bad = append(bad, errs.New(errs.Invalid, "catalogue.situation.unanswered", "question", s.ID).At(s.ID))
		case !s.accepts(v):
			bad = append(bad, errs.New(errs.Invalid, "catalogue.situation.no_such_answer", "question", s.ID, "answer", v).At(s.ID))
		default:
			vars[s.ID] = v
		}
	}
	return vars, errs.Join(bad...)
}

func (s Situation) accepts(v any) bool {
	switch s.Kind {
	case "yes_no":
		_, ok := v.(bool)
		return ok
	case "number":
		_, ok := v.(int)
		return ok
	}
	for _, o := range s.Options {
		if o.Value == v {
			return true
		}
	}
	return false
}

// ParseAnswers reads answers as a form or a URL gives them: get returns the text of a question, "" when it was not answered.
func (it *Item) ParseAnswers(get func(string) string) Answers {
	out := Answers{}
	for _, s := range it.Situations {
		raw := get(s.ID)
		if raw == "" {
			continue
		}
		out[s.ID] = s.parse(raw)
	}
	if raw := get("applicant"); raw != "" {
		out["applicant"] = raw
	}
	if raw := get("channel"); raw != "" {
		out["channel"] = raw
	}
	if raw := get("agent"); raw != "" {
		out["agent"] = truth[raw]
	}
	return out
}

var truth = map[string]bool{"yes": true, "true": true, "1": true, "on": true}

func (s Situation) parse(raw string) any {
	switch s.Kind {
	case "yes_no":
		return truth[raw]
	case "number":
		var n int
		if _, err := fmt.Sscanf(raw, "%d", &n); err == nil {
			return n
		}
	}
	return raw
}
