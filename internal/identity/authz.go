package identity

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"

	"yichuang/internal/errs"
	"yichuang/internal/ids"
)

//go:embed authz.csv
var authzFile string

// Scope says on which objects a role may do an act. Each means exactly its word: who may act on the hall's objects may not act on
// his own in another hall, so that a caller who names the actor as the owner opens no other hall.
type Scope int

const (
	None       Scope = iota
	Own              // the actor's own: a citizen's ticket or case, a step whose post the person holds
	Department       // of the actor's department, in whatever hall
	Hall             // of the actor's hall
	Any
)

var scopes = map[string]Scope{"none": None, "own": Own, "department": Department, "hall": Hall, "any": Any}

// Object is what an act is done on, as far as authorization looks at it. An empty field matches nobody.
type Object struct {
	Hall       string
	Department string
	Owner      string // id of the staff member or citizen whose object it is; for a step: org.ResponsibleAt(post).Staff
}

// Grant is one line of the matrix.
type Grant struct {
	Act   string
	Role  ids.Role
	Scope Scope
}

var matrix = mustParse(authzFile)

func mustParse(file string) map[string]map[ids.Role]Scope {
	grants, err := parse(file)
	if err != nil {
		panic(err)
	}
	return grants
}

// parse reads the matrix; a cell without a line is none.
func parse(file string) (map[string]map[ids.Role]Scope, error) {
	r := csv.NewReader(strings.NewReader(file))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	out := map[string]map[ids.Role]Scope{}
	for _, row := range rows[1:] {
		act, role := row[0], ids.Role(row[1])
		scope, known := scopes[row[2]]
		if !known || !slices.Contains(Roles, role) {
			return nil, fmt.Errorf("authz.csv: unknown role or scope in %v", row)
		}
		if _, twice := out[act][role]; twice {
			return nil, fmt.Errorf("authz.csv: %s for %s stands twice", act, role)
		}
		if out[act] == nil {
			out[act] = map[ids.Role]Scope{}
		}
		out[act][role] = scope
	}
	return out, nil
}

// Acts lists every act of the matrix, sorted.
func Acts() []string { return slices.Sorted(maps.Keys(matrix)) }

// ScopeOf is one cell of the matrix.
func ScopeOf(act string, role ids.Role) Scope { return matrix[act][role] }

// Can tells whether an actor may do an act on an object: nil, or Forbidden, or Unauthenticated for somebody who has not signed in.
func Can(actor ids.Actor, act string, obj Object) error {
	return allow(actor, act, func(s Scope) bool { return s.reaches(actor, obj) })
}

// May tells whether an actor may do an act on any object at all in a hall (empty: anywhere): the first look, at a route. The
// service that knows the object asks Can.
func May(actor ids.Actor, act, hall string) error {
	return allow(actor, act, func(s Scope) bool {
		return s == Own || s == Department || s == Any || s == Hall && (hall == "" || hall == actor.Hall)
	})
}

// AtWindow refuses a person of the staff who does not sit at a window, given by its id and by the number on its sign.
func AtWindow(actor ids.Actor, window, no string) error {
	if actor.Kind == ids.Staff && actor.Window != window {
		return errs.New(errs.Forbidden, "window.not_yours", "window", no)
	}
	return nil
}

func allow(actor ids.Actor, act string, reaches func(Scope) bool) error {
	row, known := matrix[act]
	if !known {
		return errs.New(errs.Internal, "identity.act.unknown", "act", act)
	}
	for _, role := range rolesOf(actor) {
		if reaches(row[role]) {
			return nil
		}
	}
	if actor.Kind == ids.Anonymous || actor.Kind == "" {
		return errs.New(errs.Unauthenticated, "identity.sign_in", "act", act)
	}
	return errs.New(errs.Forbidden, "identity.forbidden", "act", act)
}

// rolesOf adds to the roles that an actor holds the one that everybody has: a citizen's.
func rolesOf(actor ids.Actor) []ids.Role {
	return append(slices.Clone(actor.Roles), ids.RoleCitizen)
}

func (s Scope) reaches(actor ids.Actor, obj Object) bool {
	switch s {
	case Own:
		return obj.Owner != "" && obj.Owner == actor.ID
	case Department:
		return obj.Department != "" && obj.Department == actor.Department
	case Hall:
		return obj.Hall != "" && obj.Hall == actor.Hall
	case Any:
		return true
	}
	return false
}
