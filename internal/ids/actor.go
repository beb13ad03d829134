package ids

import "slices"

// ActorKind says what acts.
type ActorKind string

const (
	Anonymous ActorKind = "anonymous" // somebody whom nobody asked for a name
	Citizen   ActorKind = "citizen"   // holder of a ticket, a case code or a rating token
	Staff     ActorKind = "staff"
	Device    ActorKind = "device" // kiosk, display, evaluator, paired and revocable
	System    ActorKind = "system" // the program itself or a paired system
)

// Role is one of the rulebook's roles.
type Role string

const (
	RoleCitizen    Role = "citizen"
	RoleGuide      Role = "guide"       // 导办
	RoleClerk      Role = "clerk"       // 窗口人员
	RoleApprover   Role = "approver"    // 审批人员
	RoleWindowHead Role = "window_head" // 窗口负责人
	RoleManager    Role = "manager"     // 大厅负责人
	RoleSection    Role = "section"     // 科长
	RoleDivision   Role = "division"    // 分管领导
	RoleDirector   Role = "director"    // 局长
	RoleSupervisor Role = "supervisor"  // 监察
	RoleEditor     Role = "editor"      // 事项编辑
	RolePublisher  Role = "publisher"   // 发布
	RoleSysAdmin   Role = "sysadmin"    // 系统管理员
	RoleSecAdmin   Role = "secadmin"    // 安全管理员
	RoleAuditor    Role = "auditor"     // 审计管理员
	RoleDevice     Role = "device"
	RoleSystem     Role = "system"
)

// Actor is who does an act: copied into the journal, so it carries no personal data of citizens.
type Actor struct {
	Kind       ActorKind `json:"kind"`
	ID         string    `json:"id,omitempty"`
	Name       string    `json:"name,omitempty"` // staff only: on-duty staff are public (decision 16)
	Hall       string    `json:"hall,omitempty"`
	Department string    `json:"department,omitempty"`
	Window     string    `json:"window,omitempty"`
	Roles      []Role    `json:"roles,omitempty"`
	Session    string    `json:"-"`
}

// Has tells whether the actor holds a role.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// Key is the actor's place in logs and idempotency scopes.
func (a Actor) Key() string { return string(a.Kind) + ":" + a.ID }

// TheSystem acts in jobs and subscribers.
func TheSystem(hall string) Actor {
	return Actor{Kind: System, ID: "yichuang", Hall: hall, Roles: []Role{RoleSystem}}
}
