package org

import "yichuang/internal/errs"

// Name is a wording in Chinese, which has the legal effect, and English.
type Name struct {
	ZH string `json:"zh"`
	EN string `json:"en,omitempty"`
}

// In is the wording for a language tag; Chinese where there is no English.
func (n Name) In(lang string) string {
	if len(lang) >= 2 && lang[:2] == "en" && n.EN != "" {
		return n.EN
	}
	return n.ZH
}

// Hall (大厅) is one place with a door.
type Hall struct {
	ID            string `json:"id"` // "shi"; stands in URLs
	Name          Name   `json:"name"`
	Address       Name   `json:"address"`
	Phone         string `json:"phone"`
	BookingPhone  string `json:"booking_phone"` // 预约电话 (APT-14)
	Region        string `json:"region"`        // GB/T 2260
	Head          string `json:"head"`          // staff id of the hall head (大厅负责人)
	Uninterrupted bool   `json:"uninterrupted"` // 不间断工作制 (APT-12)
	Order         int64  `json:"order"`         // of display; the first is the default hall
}

// Zone (区) is a part of a hall with a display of its own.
type Zone struct {
	ID   string `json:"id"`
	Hall string `json:"hall"`
	Code string `json:"code"`
	Name Name   `json:"name"`
}

// Phones of a department, published with every item (PUB-1, PUB-7).
type Phones struct {
	Enquiry     string `json:"enquiry,omitempty"`
	Responsible string `json:"responsible,omitempty"`
	Complaints  string `json:"complaints,omitempty"`
	Discipline  string `json:"discipline,omitempty"`
}

// Department (部门) is the authority that answers for an item.
type Department struct {
	ID          string `json:"id"`
	Hall        string `json:"hall,omitempty"` // empty: serves all halls of the city
	Name        Name   `json:"name"`
	Short       Name   `json:"short"`
	USCC        string `json:"uscc,omitempty"`       // 统一社会信用代码
	DocPrefix   string `json:"doc_prefix,omitempty"` // 机关代字
	Responsible string `json:"responsible,omitempty"`
	Supervisor  string `json:"supervisor,omitempty"`
	Phones      Phones `json:"phones"`
}

// WindowKind says whom a window serves.
type WindowKind string

const (
	Integrated WindowKind = "integrated" // 综合窗口
	Dedicated  WindowKind = "dedicated"  // 专窗
	Priority   WindowKind = "priority"   // 绿色通道窗口 (APT-8)
	Unresolved WindowKind = "unresolved" // 办不成事反映窗口
)

// Window (窗口) is a desk where a ticket is called to.
type Window struct {
	ID         string     `json:"id"`
	Hall       string     `json:"hall"`
	No         string     `json:"no"` // "06"
	Zone       string     `json:"zone"`
	Department string     `json:"department,omitempty"` // empty at a window of several departments
	Kind       WindowKind `json:"kind"`
	Name       Name       `json:"name"`
	Post       string     `json:"post"`
	Businesses []string   `json:"businesses"` // codes of the queues it serves, in order of preference
}

// WindowID is the id of a window by its hall and number.
func WindowID(hall, no string) string { return hall + "-" + no }

// ZoneID is the id of a zone by its hall and code.
func ZoneID(hall, code string) string { return hall + "-" + code }

// PostKind says what a post does.
type PostKind string

const (
	WindowPost   PostKind = "window"   // 窗口岗
	ApproverPost PostKind = "approver" // 审批岗
	LeaderPost   PostKind = "leader"   // 领导岗
)

// Post (岗位) has an A and a B, so that nobody's absence stops a matter (DUT-1).
type Post struct {
	ID         string   `json:"id"`
	Hall       string   `json:"hall,omitempty"` // empty: the department's office
	Department string   `json:"department"`
	Name       Name     `json:"name"`
	Kind       PostKind `json:"kind"`
	A          string   `json:"a"` // staff id
	B          string   `json:"b"` // staff id of another person
}

func need(field, value string) *errs.Error {
	if value == "" {
		return errs.New(errs.Invalid, "org.field.empty", "field", field).At(field)
	}
	return nil
}

// Check tells what is wrong with a hall's data.
func (h Hall) Check() error { return errs.Join(need("id", h.ID), need("name", h.Name.ZH)) }

// Check tells what is wrong with a zone's data.
func (z Zone) Check() error {
	return errs.Join(need("id", z.ID), need("hall", z.Hall), need("code", z.Code), need("name", z.Name.ZH))
}

// Check tells what is wrong with a department's data.
func (d Department) Check() error { return errs.Join(need("id", d.ID), need("name", d.Name.ZH)) }

// Check tells what is wrong with a window's data.
func (w Window) Check() error {
	return errs.Join(need("id", w.ID), need("hall", w.Hall), need("no", w.No), need("post", w.Post), w.checkKind())
}

func (w Window) checkKind() *errs.Error {
	switch w.Kind {
	case Integrated, Dedicated, Priority, Unresolved:
		return nil
	}
	return errs.New(errs.Invalid, "org.window.kind", "kind", w.Kind).At("kind")
}

// Check tells what is wrong with a post's data: DUT-1 wants an A and another person as B.
func (p Post) Check() error {
	return errs.Join(need("id", p.ID), need("name", p.Name.ZH), need("department", p.Department), p.checkKind(), p.checkCover())
}

func (p Post) checkKind() *errs.Error {
	switch p.Kind {
	case WindowPost, ApproverPost, LeaderPost:
		return nil
	}
	return errs.New(errs.Invalid, "org.post.kind", "kind", p.Kind).At("kind")
}

func (p Post) checkCover() *errs.Error {
	switch {
	case p.A == "":
		return errs.New(errs.Invalid, "org.post.uncovered", "post", p.ID).At("a")
	case p.B == "":
		return errs.New(errs.Invalid, "org.post.uncovered", "post", p.ID).At("b")
	case p.A == p.B:
		return errs.New(errs.Invalid, "org.post.same_person", "post", p.ID).At("b")
	}
	return nil
}
