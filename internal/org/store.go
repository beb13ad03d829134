package org

import (
	"encoding/json"

	"yichuang/internal/db"
)

func saveHall(tx *db.Tx, h Hall) error {
	_, err := tx.Exec(`INSERT INTO org_hall (id, hall_id, name_zh, name_en, address_zh, address_en, phone, booking_phone, region, head, uninterrupted, ord)
		VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en, address_zh = excluded.address_zh,
		address_en = excluded.address_en, phone = excluded.phone, booking_phone = excluded.booking_phone, region = excluded.region,
		head = excluded.head, uninterrupted = excluded.uninterrupted, ord = excluded.ord`,
		h.ID, h.Name.ZH, h.Name.EN, h.Address.ZH, h.Address.EN, h.Phone, h.BookingPhone, h.Region, h.Head, db.Bool(h.Uninterrupted), h.Order)
	return err
}

func saveZone(tx *db.Tx, z Zone) error {
	_, err := tx.Exec(`INSERT INTO org_zone (id, hall_id, code, name_zh, name_en) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET hall_id = excluded.hall_id, code = excluded.code, name_zh = excluded.name_zh, name_en = excluded.name_en`,
		z.ID, z.Hall, z.Code, z.Name.ZH, z.Name.EN)
	return err
}

func saveDepartment(tx *db.Tx, d Department) error {
	phones, err := json.Marshal(d.Phones)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO org_department (id, hall_id, name_zh, name_en, short_zh, short_en, uscc, doc_prefix, responsible, supervisor, phones)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET hall_id = excluded.hall_id, name_zh = excluded.name_zh, name_en = excluded.name_en,
		short_zh = excluded.short_zh, short_en = excluded.short_en, uscc = excluded.uscc, doc_prefix = excluded.doc_prefix,
		responsible = excluded.responsible, supervisor = excluded.supervisor, phones = excluded.phones`,
		d.ID, d.Hall, d.Name.ZH, d.Name.EN, d.Short.ZH, d.Short.EN, d.USCC, d.DocPrefix, d.Responsible, d.Supervisor, string(phones))
	return err
}

func saveWindow(tx *db.Tx, w Window) error {
	businesses, err := json.Marshal(w.Businesses)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO org_window (id, hall_id, no, zone_id, department_id, kind, name_zh, name_en, post_id, businesses)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET hall_id = excluded.hall_id, no = excluded.no, zone_id = excluded.zone_id,
		department_id = excluded.department_id, kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en,
		post_id = excluded.post_id, businesses = excluded.businesses`,
		w.ID, w.Hall, w.No, w.Zone, w.Department, string(w.Kind), w.Name.ZH, w.Name.EN, w.Post, string(businesses))
	return err
}

func savePost(tx *db.Tx, p Post) error {
	_, err := tx.Exec(`INSERT INTO org_post (id, hall_id, department_id, name_zh, name_en, kind, a, b)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET hall_id = excluded.hall_id, department_id = excluded.department_id, name_zh = excluded.name_zh,
		name_en = excluded.name_en, kind = excluded.kind, a = excluded.a, b = excluded.b`,
		p.ID, p.Hall, p.Department, p.Name.ZH, p.Name.EN, string(p.Kind), p.A, p.B)
	return err
}

// lockPost takes the post's row, so that two changes of one timeline come one after the other.
func lockPost(tx *db.Tx, id string) (Post, error) {
	p, err := db.One(tx, scanPost, `SELECT `+postColumns+` FROM org_post WHERE id = $1`+tx.Lock(), id)
	return p, missing(err, "post", id)
}

func saveHolding(tx *db.Tx, hall string, h Holding) error {
	tx.Touch("org_holder", h.ID)
	_, err := tx.Exec(`INSERT INTO org_holder (id, hall_id, post_id, staff_id, held_as, since, until) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET staff_id = excluded.staff_id, held_as = excluded.held_as, until = excluded.until`,
		h.ID, hall, h.Post, h.Staff, string(h.As), h.Since, h.Until)
	return err
}
