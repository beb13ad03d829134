package org

import (
	"encoding/json"

	"yichuang/internal/db"
	"yichuang/internal/errs"
)

const (
	hallColumns       = `id, name_zh, name_en, address_zh, address_en, phone, booking_phone, region, head, uninterrupted, ord`
	zoneColumns       = `id, hall_id, code, name_zh, name_en`
	departmentColumns = `id, hall_id, name_zh, name_en, short_zh, short_en, uscc, doc_prefix, responsible, supervisor, phones`
	windowColumns     = `id, hall_id, no, zone_id, department_id, kind, name_zh, name_en, post_id, businesses`
	postColumns       = `id, hall_id, department_id, name_zh, name_en, kind, a, b`
	holderColumns     = `id, post_id, staff_id, held_as, since, until`
)

// Halls lists the halls in the order of display; the first is the default hall.
func Halls(q db.Querier) ([]Hall, error) {
	return db.All(q, scanHall, `SELECT `+hallColumns+` FROM org_hall ORDER BY ord, id`)
}

// HallByID is one hall.
func HallByID(q db.Querier, id string) (Hall, error) {
	h, err := db.One(q, scanHall, `SELECT `+hallColumns+` FROM org_hall WHERE id = $1`, id)
	return h, missing(err, "hall", id)
}

// Zones lists a hall's zones by code.
func Zones(q db.Querier, hall string) ([]Zone, error) {
	return db.All(q, scanZone, `SELECT `+zoneColumns+` FROM org_zone WHERE hall_id = $1 ORDER BY code`, hall)
}

// ZoneByID is one zone.
func ZoneByID(q db.Querier, id string) (Zone, error) {
	z, err := db.One(q, scanZone, `SELECT `+zoneColumns+` FROM org_zone WHERE id = $1`, id)
	return z, missing(err, "zone", id)
}

// Departments lists all departments.
func Departments(q db.Querier) ([]Department, error) {
	return db.All(q, scanDepartment, `SELECT `+departmentColumns+` FROM org_department ORDER BY id`)
}

// DepartmentByID is one department.
func DepartmentByID(q db.Querier, id string) (Department, error) {
	d, err := db.One(q, scanDepartment, `SELECT `+departmentColumns+` FROM org_department WHERE id = $1`, id)
	return d, missing(err, "department", id)
}

// Windows lists a hall's windows by number.
func Windows(q db.Querier, hall string) ([]Window, error) {
	return db.All(q, scanWindow, `SELECT `+windowColumns+` FROM org_window WHERE hall_id = $1 ORDER BY length(no), no`, hall)
}

// WindowByID is one window.
func WindowByID(q db.Querier, id string) (Window, error) {
	w, err := db.One(q, scanWindow, `SELECT `+windowColumns+` FROM org_window WHERE id = $1`, id)
	return w, missing(err, "window", id)
}

// WindowOfPost is the window where a post sits.
func WindowOfPost(q db.Querier, post string) (Window, error) {
	w, err := db.One(q, scanWindow, `SELECT `+windowColumns+` FROM org_window WHERE post_id = $1 ORDER BY id LIMIT 1`, post)
	return w, missing(err, "window", post)
}

// Posts lists the posts of a hall and of the departments' offices.
func Posts(q db.Querier, hall string) ([]Post, error) {
	return db.All(q, scanPost, `SELECT `+postColumns+` FROM org_post WHERE hall_id = $1 OR hall_id = '' ORDER BY id`, hall)
}

// PostsOf lists the posts of which a person is the A or the B.
func PostsOf(q db.Querier, staff string) ([]Post, error) {
	return db.All(q, scanPost, `SELECT `+postColumns+` FROM org_post WHERE a = $1 OR b = $1 ORDER BY id`, staff)
}

// PostByID is one post.
func PostByID(q db.Querier, id string) (Post, error) {
	p, err := db.One(q, scanPost, `SELECT `+postColumns+` FROM org_post WHERE id = $1`, id)
	return p, missing(err, "post", id)
}

// Holders is the whole timeline of a post.
func Holders(q db.Querier, post string) (Timeline, error) {
	return db.All(q, scanHolding, `SELECT `+holderColumns+` FROM org_holder WHERE post_id = $1 ORDER BY since`, post)
}

// HeldBy lists what a person holds at an instant (microseconds UTC), own posts and covered ones.
func HeldBy(q db.Querier, staff string, t int64) ([]Holding, error) {
	return db.All(q, scanHolding, `SELECT `+holderColumns+` FROM org_holder
		WHERE staff_id = $1 AND since <= $2 AND (until = 0 OR until > $2) ORDER BY post_id`, staff, t)
}

// HoldersAt tells for each post of a hall (and of the departments' offices) who answers for it at an instant.
func HoldersAt(q db.Querier, hall string, t int64) (map[string]Responsible, error) {
	list, err := db.All(q, scanHolding, `SELECT `+holderColumns+` FROM org_holder
		WHERE (hall_id = $1 OR hall_id = '') AND since <= $2 AND (until = 0 OR until > $2)`, hall, t)
	out := map[string]Responsible{}
	for _, h := range list {
		out[h.Post] = Responsible{h.Staff, h.As, h.Since}
	}
	return out, err
}

// ResponsibleAt is the one person who answers for a post at an instant (microseconds UTC), as A or as B (DUT-3).
func ResponsibleAt(q db.Querier, post string, t int64) (Responsible, error) {
	h, err := db.One(q, scanHolding, `SELECT `+holderColumns+` FROM org_holder
		WHERE post_id = $1 AND since <= $2 AND (until = 0 OR until > $2)`, post, t)
	return Responsible{h.Staff, h.As, h.Since}, missing(err, "holder", post)
}

// missing turns an absent row into the typed error that pages show as 404.
func missing(err error, what, id string) error {
	if db.None(err) {
		return errs.New(errs.NotFound, "org."+what+".unknown", "id", id)
	}
	return err
}

func scanHall(s db.Scanner) (Hall, error) {
	var h Hall
	var uninterrupted int64
	err := s.Scan(&h.ID, &h.Name.ZH, &h.Name.EN, &h.Address.ZH, &h.Address.EN, &h.Phone, &h.BookingPhone, &h.Region, &h.Head, &uninterrupted, &h.Order)
	h.Uninterrupted = uninterrupted == 1
	return h, err
}

func scanZone(s db.Scanner) (Zone, error) {
	var z Zone
	err := s.Scan(&z.ID, &z.Hall, &z.Code, &z.Name.ZH, &z.Name.EN)
	return z, err
}

func scanDepartment(s db.Scanner) (Department, error) {
	var d Department
	var phones string
	err := s.Scan(&d.ID, &d.Hall, &d.Name.ZH, &d.Name.EN, &d.Short.ZH, &d.Short.EN, &d.USCC, &d.DocPrefix, &d.Responsible, &d.Supervisor, &phones)
	if err != nil {
		return d, err
	}
	err = json.Unmarshal([]byte(phones), &d.Phones)
	return d, err
}

func scanWindow(s db.Scanner) (Window, error) {
	var w Window
	var businesses string
	err := s.Scan(&w.ID, &w.Hall, &w.No, &w.Zone, &w.Department, &w.Kind, &w.Name.ZH, &w.Name.EN, &w.Post, &businesses)
	if err != nil {
		return w, err
	}
	err = json.Unmarshal([]byte(businesses), &w.Businesses)
	return w, err
}

func scanPost(s db.Scanner) (Post, error) {
	var p Post
	err := s.Scan(&p.ID, &p.Hall, &p.Department, &p.Name.ZH, &p.Name.EN, &p.Kind, &p.A, &p.B)
	return p, err
}

func scanHolding(s db.Scanner) (Holding, error) {
	var h Holding
	err := s.Scan(&h.ID, &h.Post, &h.Staff, &h.As, &h.Since, &h.Until)
	return h, err
}
