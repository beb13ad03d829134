package org

import "yichuang/internal/journal"

// HallSaved: a hall was set up or changed.
type HallSaved struct {
	Hall Hall `json:"hall"`
}

// ZoneSaved: a zone was set up or changed.
type ZoneSaved struct {
	Zone Zone `json:"zone"`
}

// DepartmentSaved: a department was set up or changed.
type DepartmentSaved struct {
	Department Department `json:"department"`
}

// WindowSaved: a window was set up or changed.
type WindowSaved struct {
	Window Window `json:"window"`
}

// PostSaved: a post was founded or its A or B was named (DUT-1).
type PostSaved struct {
	Post Post `json:"post"`
}

// HolderSet: somebody holds a post from an instant on (DUT-2).
type HolderSet struct {
	Post  string `json:"post"`
	Staff string `json:"staff"`
	As    As     `json:"as"`
	At    int64  `json:"at"`
}

func (HallSaved) EventType() string       { return "org.hall.saved" }
func (ZoneSaved) EventType() string       { return "org.zone.saved" }
func (DepartmentSaved) EventType() string { return "org.department.saved" }
func (WindowSaved) EventType() string     { return "org.window.saved" }
func (PostSaved) EventType() string       { return "org.post.saved" }
func (HolderSet) EventType() string       { return "org.holder.set" }

var _ = journal.Register(HallSaved{}, ZoneSaved{}, DepartmentSaved{}, WindowSaved{}, PostSaved{}, HolderSet{})
