package identity

import (
	"slices"
	"strings"

	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/org"
)

// Roles are all roles of the matrix.
var Roles = []ids.Role{ids.RoleCitizen, ids.RoleGuide, ids.RoleClerk, ids.RoleApprover, ids.RoleWindowHead, ids.RoleManager, ids.RoleSection,
	ids.RoleDivision, ids.RoleDirector, ids.RoleSupervisor, ids.RoleEditor, ids.RolePublisher, ids.RoleSysAdmin, ids.RoleSecAdmin,
	ids.RoleAuditor, ids.RoleDevice, ids.RoleSystem}

// exclusive administrators (三员): nobody holds two of them, and nobody gets one by covering.
var exclusive = []ids.Role{ids.RoleSysAdmin, ids.RoleSecAdmin, ids.RoleAuditor}

// notForStaff are roles that no person can be given.
var notForStaff = []ids.Role{ids.RoleCitizen, ids.RoleDevice, ids.RoleSystem}

// Staff (工作人员) is one person who works here.
type Staff struct {
	ID         string     `json:"id"`
	Login      string     `json:"login"`
	Name       string     `json:"name"`
	NameEN     string     `json:"name_en,omitempty"`
	BadgeNo    string     `json:"badge_no"` // 工号
	Title      org.Name   `json:"title"`    // 职务
	Hall       string     `json:"hall"`
	Department string     `json:"department"`
	Roles      []ids.Role `json:"roles"`
	Active     bool       `json:"active"`
}

// Check tells what is wrong with a person's data.
func (s Staff) Check() error {
	return errs.Join(need("id", s.ID), need("login", s.Login), need("name", s.Name), need("hall", s.Hall), checkRoles(s.Roles))
}

func need(field, value string) *errs.Error {
	if strings.TrimSpace(value) == "" {
		return errs.New(errs.Invalid, "identity.field.empty", "field", field).At(field)
	}
	return nil
}

// needReason refuses an act on another person that does not say why.
func needReason(reason string) *errs.Error {
	if strings.TrimSpace(reason) == "" {
		return errs.New(errs.Invalid, "identity.reason.empty").At("reason")
	}
	return nil
}

// checkRoles refuses unknown roles and two of the three administrators in one person.
func checkRoles(roles []ids.Role) *errs.Error {
	admins := 0
	for _, r := range roles {
		if !slices.Contains(Roles, r) || slices.Contains(notForStaff, r) {
			return errs.New(errs.Invalid, "identity.role.unknown", "role", r).At("roles")
		}
		if slices.Contains(exclusive, r) {
			admins++
		}
	}
	if admins > 1 {
		return errs.New(errs.Invalid, "identity.roles.exclusive").At("roles")
	}
	return nil
}

func hasAdmin(roles []ids.Role) bool {
	return slices.ContainsFunc(roles, func(r ids.Role) bool { return slices.Contains(exclusive, r) })
}

// tidy sorts roles and drops doubles, so that equal sets are equal.
func tidy(roles []ids.Role) []ids.Role {
	out := slices.Clone(roles)
	slices.Sort(out)
	if out = slices.Compact(out); out == nil {
		out = []ids.Role{}
	}
	return out
}

// normal is a login as it is stored and compared.
func normal(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// covering adds the roles of the A's whom a person covers as B: A's rights and duties (DUT-2), but no administrator's.
func covering(own []ids.Role, covered [][]ids.Role) []ids.Role {
	out := slices.Clone(own)
	for _, roles := range covered {
		for _, r := range roles {
			if !slices.Contains(exclusive, r) {
				out = append(out, r)
			}
		}
	}
	return tidy(out)
}

// actor is the person at a window ("" for none) in a session.
func (s Staff) actor(window, session string, covered [][]ids.Role) ids.Actor {
	return ids.Actor{Kind: ids.Staff, ID: s.ID, Name: s.Name, Hall: s.Hall, Department: s.Department, Window: window,
		Roles: covering(s.Roles, covered), Session: session}
}

const minPassword = 8 // characters

func checkPassword(login, password string) error {
	switch n := len([]rune(password)); {
	case n < minPassword:
		return errs.New(errs.Invalid, "identity.password.short", "min", minPassword).At("password")
	case n > 200:
		return errs.New(errs.Invalid, "identity.password.long", "max", 200).At("password")
	case normal(password) == normal(login):
		return errs.New(errs.Invalid, "identity.password.same_as_login").At("password")
	}
	return nil
}
