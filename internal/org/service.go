package org

import (
	"reflect"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

// UpsertHall sets up or changes a hall. Saving what is there already does nothing.
func UpsertHall(tx *db.Tx, actor ids.Actor, h Hall) error {
	if err := h.Check(); err != nil {
		return err
	}
	old, err := HallByID(tx, h.ID)
	if done, err := same(old, h, err); done {
		return err
	}
	if err := saveHall(tx, h); err != nil {
		return err
	}
	return record(tx, actor, h.ID, "hall", h.ID, HallSaved{h})
}

// UpsertZone sets up or changes a zone.
func UpsertZone(tx *db.Tx, actor ids.Actor, z Zone) error {
	if err := z.Check(); err != nil {
		return err
	}
	old, err := ZoneByID(tx, z.ID)
	if done, err := same(old, z, err); done {
		return err
	}
	if err := saveZone(tx, z); err != nil {
		return err
	}
	return record(tx, actor, z.Hall, "zone", z.ID, ZoneSaved{z})
}

// UpsertDepartment sets up or changes a department.
func UpsertDepartment(tx *db.Tx, actor ids.Actor, d Department) error {
	if err := d.Check(); err != nil {
		return err
	}
	old, err := DepartmentByID(tx, d.ID)
	if done, err := same(old, d, err); done {
		return err
	}
	if err := saveDepartment(tx, d); err != nil {
		return err
	}
	return record(tx, actor, d.Hall, "department", d.ID, DepartmentSaved{d})
}

// UpsertWindow sets up or changes a window; its post must be there already.
func UpsertWindow(tx *db.Tx, actor ids.Actor, w Window) error {
	if err := w.Check(); err != nil {
		return err
	}
	if _, err := PostByID(tx, w.Post); err != nil {
		return err
	}
	if w.Businesses == nil {
		w.Businesses = []string{}
	}
	old, err := WindowByID(tx, w.ID)
	if done, err := same(old, w, err); done {
		return err
	}
	if err := saveWindow(tx, w); err != nil {
		return err
	}
	return record(tx, actor, w.Hall, "window", w.ID, WindowSaved{w})
}

// UpsertPost founds a post, held by its A from now on, or changes it. Where the former A or B holds it, the new one holds it at
// once: a leaver leaves no gap.
func UpsertPost(tx *db.Tx, actor ids.Actor, p Post) error {
	if err := p.Check(); err != nil {
		return err
	}
	old, err := PostByID(tx, p.ID)
	if done, err := same(old, p, err); done {
		return err
	}
	if err := savePost(tx, p); err != nil {
		return err
	}
	if err := record(tx, actor, p.Hall, "post", p.ID, PostSaved{p}); err != nil {
		return err
	}
	if old.ID == "" {
		return SetHolder(tx, actor, p.ID, p.A, AsA, tx.Now())
	}
	return replaceHolder(tx, actor, old, p)
}

// replaceHolder puts the new A and B in the place of the former ones, now and in what is planned.
func replaceHolder(tx *db.Tx, actor ids.Actor, old, p Post) error {
	line, err := Holders(tx, p.ID)
	if err != nil {
		return err
	}
	for _, h := range line {
		if h.Until != 0 && h.Until <= tx.Now() {
			continue
		}
		staff := p.A
		if h.As == AsB {
			staff = h.Staff
			if staff == old.B || staff == p.A {
				staff = p.B
			}
		}
		if staff == h.Staff {
			continue
		}
		if err := SetHolder(tx, actor, p.ID, staff, h.As, max(h.Since, tx.Now())); err != nil {
			return err
		}
	}
	return nil
}

// SetHolder lets a person hold a post as A or B from an instant (microseconds UTC, not in the past) until the next change that is
// already planned (DUT-2). A is the post's A; whoever else covers does so as B.
func SetHolder(tx *db.Tx, actor ids.Actor, post, staff string, as As, at int64) error {
	p, err := lockPost(tx, post)
	if err != nil {
		return err
	}
	if (as == AsA) != (staff == p.A) || staff == "" {
		return errs.New(errs.Invalid, "org.holder.person", "post", post, "as", as).At("staff")
	}
	line, err := Holders(tx, post)
	if err != nil {
		return err
	}
	changed, err := line.Set(Holding{ID: ids.New(), Post: post, Staff: staff, As: as, Since: at}, tx.Now())
	if err != nil {
		return err
	}
	for _, h := range changed {
		if err := saveHolding(tx, p.Hall, h); err != nil {
			return err
		}
	}
	return journal.Record(tx, p.Hall, actor, journal.Ref{Type: "post", ID: post}, HolderSet{post, staff, as, at})
}

// same tells whether nothing is to be done: the stored object equals the new one, or reading failed for another reason than absence.
func same[T any](old, now T, err error) (bool, error) {
	if err != nil {
		absent := errs.Of(err).Kind == errs.NotFound
		return !absent, err
	}
	return reflect.DeepEqual(old, now), nil
}

func record(tx *db.Tx, actor ids.Actor, hall, kind, id string, event journal.Event) error {
	tx.Touch("org_"+kind, id)
	tx.Nudge("org:" + hall)
	return journal.Record(tx, hall, actor, journal.Ref{Type: kind, ID: id}, event)
}
