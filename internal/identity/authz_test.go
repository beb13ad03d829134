package identity

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yichuang/internal/errs"
	"yichuang/internal/ids"
)

// What the rulebook and the decisions say of each role, written down without looking at the matrix.
var sample = map[ids.Role]map[string]Scope{
	ids.RoleCitizen: {"catalogue.view": Any, "screen.view": Any, "track.view": Own, "rating.give": Own, "rating.revise": Own,
		"case.view": Own, "case.withdraw": Own, "queue.ticket.take": Own, "desk.view": None, "pii.unmask": None, "manage.view": None},
	ids.RoleDevice: {"queue.ticket.take": Hall, "queue.view": Hall, "rating.give": Hall, "queue.ticket.call": None, "case.accept": None,
		"case.view": None, "pii.unmask": None, "identity.device.create": None},
	ids.RoleGuide: {"queue.ticket.take": Hall, "queue.ticket.return": Hall, "queue.ticket.call": None, "case.receive": None},
	ids.RoleClerk: {"queue.ticket.call": Hall, "queue.ticket.finish": Hall, "queue.window.open": Hall, "case.receive": Hall,
		"case.accept": Hall, "case.notice": Hall, "case.second_notice": Hall, "case.finish_now": Hall, "case.deliver": Hall,
		"case.step.decide": Own, "case.decide": None, "case.void_letter": None, "desk.view": Hall, "manage.view": None, "rating.give": None,
		"queue.day_end": None, "identity.staff.create": None, "identity.password.change": Own, "rating.view": Own},
	ids.RoleApprover: {"case.step.decide": Own, "case.step.return": Own, "case.decide": Own, "case.view": Department, "office.view": Department,
		"case.accept": None, "queue.ticket.call": None, "blob.open": Department},
	ids.RoleWindowHead: {"queue.ticket.call": Hall, "case.void_letter": Hall, "case.correct": Hall, "manage.view": Hall, "admin.org.edit": None},
	ids.RoleManager: {"manage.view": Hall, "queue.day_end": Hall, "queue.ticket.call": None, "case.accept": None, "case.view": Hall,
		"identity.device.create": Hall, "identity.staff.create": None, "admin.org.edit": None, "admin.staff.view": Hall,
		"admin.calendar.edit": None, "calendar.confirm": Hall, "calendar.agree": None},
	ids.RoleSection:  {"case.step.decide": Own, "case.view": Department, "case.accept": None},
	ids.RoleDivision: {"case.decide": Own, "case.view": Department, "manage.view": Hall},
	ids.RoleDirector: {"case.decide": Own, "manage.view": Hall, "admin.org.edit": None},
	ids.RoleSupervisor: {"case.view": Hall, "queue.view": Hall, "manage.view": Hall, "rating.view": Hall, "admin.journal.view": Hall,
		"case.correct": None, "case.accept": None, "queue.ticket.call": None, "admin.calendar.edit": None, "calendar.confirm": None, "calendar.agree": Hall},
	ids.RoleEditor:    {"admin.items.edit": Any, "admin.items.publish": None, "case.view": None},
	ids.RolePublisher: {"admin.items.publish": Any, "admin.items.edit": None},
	ids.RoleSysAdmin: {"identity.staff.create": Any, "admin.org.edit": Any, "identity.roles.set": None, "admin.journal.view": None,
		"case.view": None, "pii.unmask": None, "identity.token.bind": None, "system.metrics": Any, "admin.calendar.edit": Any, "calendar.confirm": Any, "calendar.agree": None},
	ids.RoleSecAdmin: {"identity.roles.set": Any, "identity.staff.create": None, "admin.journal.view": None, "identity.staff.deactivate": Any},
	ids.RoleAuditor:  {"admin.journal.view": Any, "identity.roles.set": None, "identity.staff.create": None, "case.view": None, "system.verify": Any},
	ids.RoleSystem:   {"queue.day_end": Any, "identity.token.bind": Any, "case.file": Any, "case.decide": None, "case.accept": None},
}

func TestMatrixSaysWhatTheRulebookSays(t *testing.T) {
	for _, role := range Roles {
		if len(sample[role]) == 0 {
			t.Errorf("no expectation for %s", role)
		}
		for act, want := range sample[role] {
			if _, known := matrix[act]; !known {
				t.Errorf("%s is no act", act)
			}
			if got := ScopeOf(act, role); got != want {
				t.Errorf("%s for %s: %v, want %v", act, role, got, want)
			}
		}
	}
}

// Every cell × every relation of actor and object: allowed exactly when the cell's scope holds the relation.
func TestEveryCellIsHonoured(t *testing.T) {
	const me, myHall, myDept = "s1", "shi", "shebao"
	relations := map[string]struct {
		obj    Object
		within []Scope
	}{
		"own":                         {Object{"dong", "tax", me}, []Scope{Own, Any}},
		"department, another hall":    {Object{"dong", myDept, "s2"}, []Scope{Department, Any}},
		"hall, another department":    {Object{myHall, "tax", "s2"}, []Scope{Hall, Any}},
		"department and hall":         {Object{myHall, myDept, "s2"}, []Scope{Department, Hall, Any}},
		"foreign":                     {Object{"dong", "tax", "s2"}, []Scope{Any}},
		"an object that says nothing": {Object{}, []Scope{Any}},
	}
	cells := 0
	for _, act := range Acts() {
		for _, role := range Roles {
			actor := ids.Actor{Kind: ids.Staff, ID: me, Hall: myHall, Department: myDept, Roles: []ids.Role{role}}
			for name, r := range relations {
				want := slices.Contains(r.within, matrix[act][role]) || slices.Contains(r.within, matrix[act][ids.RoleCitizen])
				if got := Can(actor, act, r.obj) == nil; got != want {
					t.Errorf("%s by %s on %s: %v, want %v", act, role, name, got, want)
				}
				cells++
			}
		}
	}
	if cells != len(matrix)*17*len(relations) {
		t.Fatalf("%d cells", cells)
	}
}

func TestActorWithoutHallOrIdReachesNothingByBeingEmpty(t *testing.T) {
	nobody := ids.Actor{Kind: ids.Staff, Roles: []ids.Role{ids.RoleClerk, ids.RoleApprover, ids.RoleManager}}
	for _, act := range Acts() {
		if matrix[act][ids.RoleCitizen] != Any && Can(nobody, act, Object{}) == nil {
			t.Errorf("%s is allowed because two empty words are equal", act)
		}
	}
}

func TestRefusalSaysWhetherSigningInWouldHelp(t *testing.T) {
	for _, c := range []struct {
		kind ids.ActorKind
		act  string
		want errs.Kind
	}{
		{ids.Anonymous, "desk.view", errs.Unauthenticated}, {"", "desk.view", errs.Unauthenticated},
		{ids.Citizen, "desk.view", errs.Forbidden}, {ids.Device, "desk.view", errs.Forbidden}, {ids.Staff, "desk.view", errs.Forbidden},
		{ids.Staff, "no.such.act", errs.Internal},
	} {
		if got := errs.Of(Can(ids.Actor{Kind: c.kind, ID: "x"}, c.act, Object{Hall: "shi"})).Kind; got != c.want {
			t.Errorf("%s doing %s: kind %v, want %v", c.kind, c.act, got, c.want)
		}
	}
}

func TestMayLooksAtTheHallAndLeavesTheObjectToCan(t *testing.T) {
	clerk := ids.Actor{Kind: ids.Staff, ID: "s1", Hall: "shi", Roles: []ids.Role{ids.RoleClerk}}
	for _, c := range []struct {
		act, hall string
		ok        bool
	}{{"desk.view", "shi", true}, {"desk.view", "", true}, {"desk.view", "dong", false}, {"case.step.decide", "dong", true}, {"manage.view", "shi", false},
		{"catalogue.view", "dong", true}} {
		if got := May(clerk, c.act, c.hall) == nil; got != c.ok {
			t.Errorf("%s in %q: %v", c.act, c.hall, got)
		}
	}
	if May(ids.Actor{Kind: ids.Anonymous}, "track.view", "shi") != nil {
		t.Error("whoever has a code is let to the page that asks for it")
	}
}

// The supervisor looks at everything in the hall and changes nothing but his own: the steps that stand at the supervision post, as
// those of complaints do, his word on an own card, and his password. What he decides is his office:
// the finding on a card, and whether an own edit of the calendar may move dates later (K9).
func TestSupervisorOnlyReads(t *testing.T) {
	reads := []string{"view", "open", "unmask", "verify", "export"}
	own := []string{"case.step.decide", "card.explain", "identity.password.change"}
	office := []string{"card.close", "calendar.agree"}
	for _, act := range Acts() {
		verb := act[strings.LastIndexByte(act, '.')+1:]
		scope := ScopeOf(act, ids.RoleSupervisor)
		if scope != None && !slices.Contains(reads, verb) && !(scope == Own && slices.Contains(own, act)) && !slices.Contains(office, act) {
			t.Errorf("the supervisor may do %s", act)
		}
	}
}

func TestNoAdministratorTouchesCasesOrPersonalData(t *testing.T) {
	for _, act := range Acts() {
		for _, role := range exclusive {
			if ScopeOf(act, role) != None && (strings.HasPrefix(act, "case.") || strings.HasPrefix(act, "pii.") || strings.HasPrefix(act, "blob.")) {
				t.Errorf("%s may do %s", role, act)
			}
		}
	}
}

func TestMoreRolesNeverMeanFewerRights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "a", "b"})
		few := rapid.SliceOfN(rapid.SampledFrom(Roles), 0, 3).Draw(t, "few")
		more := append(slices.Clone(few), rapid.SampledFrom(Roles).Draw(t, "one more"))
		obj := Object{word.Draw(t, "hall"), word.Draw(t, "department"), word.Draw(t, "owner")}
		actor := ids.Actor{Kind: ids.Staff, ID: "a", Hall: word.Draw(t, "my hall"), Department: word.Draw(t, "my department"), Roles: few}
		richer := actor
		richer.Roles = more
		act := rapid.SampledFrom(Acts()).Draw(t, "act")
		if Can(actor, act, obj) == nil && Can(richer, act, obj) != nil {
			t.Fatalf("%v may do %s and %v may not", few, act, more)
		}
		if Can(actor, act, obj) == nil && May(actor, act, obj.Hall) != nil {
			t.Fatalf("the route of %s is closed to %v, who may do it", act, few)
		}
	})
}

func TestBrokenMatrixIsFound(t *testing.T) {
	for name, file := range map[string]string{
		"role": "act,role,scope\na.b,king,any\n", "scope": "act,role,scope\na.b,clerk,some\n",
		"twice": "act,role,scope\na.b,clerk,any\na.b,clerk,own\n", "columns": "act,role,scope\na.b,clerk\n",
	} {
		if _, err := parse(file); err == nil {
			t.Errorf("wrong %s not found", name)
		}
	}
}
