package catalogue

import (
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/org"
)

// Settle sets up halls, zones, departments, staff, posts and windows as the catalogue has them: for a new installation and for the
// demo. Later the administration owns them, so a restart does not call it. Staff sign in with their badge number and have no
// password yet.
func (c *Catalogue) Settle(tx *db.Tx, actor ids.Actor) error {
	for i := range c.Halls {
		if err := c.settleHall(tx, actor, &c.Halls[i]); err != nil {
			return err
		}
	}
	for i := range c.Departments {
		if err := org.UpsertDepartment(tx, actor, c.Departments[i].org()); err != nil {
			return err
		}
	}
	for i := range c.Staff {
		if err := identity.UpsertStaff(tx, actor, c.staffOf(&c.Staff[i])); err != nil {
			return err
		}
	}
	for i := range c.Posts {
		if err := org.UpsertPost(tx, actor, c.Posts[i].org()); err != nil {
			return err
		}
	}
	for i := range c.Windows {
		if err := org.UpsertWindow(tx, actor, c.Windows[i].org()); err != nil {
			return err
		}
	}
	return nil
}

func (c *Catalogue) settleHall(tx *db.Tx, actor ids.Actor, h *Hall) error {
	if err := org.UpsertHall(tx, actor, c.hallOf(h)); err != nil {
		return err
	}
	for _, z := range h.Zones {
		zone := org.Zone{ID: org.ZoneID(h.Code, z.Code), Hall: h.Code, Code: z.Code, Name: z.Name.org()}
		if err := org.UpsertZone(tx, actor, zone); err != nil {
			return err
		}
	}
	return nil
}

func (t Text) org() org.Name { return org.Name{ZH: t.ZH, EN: t.EN} }

func (c *Catalogue) hallOf(h *Hall) org.Hall {
	out := org.Hall{ID: h.Code, Name: h.Name.org(), Address: h.Address.org(), Phone: h.Phone, BookingPhone: h.Booking, Region: h.Region,
		Head: h.Head, Uninterrupted: h.Uninterrupted}
	for i, code := range c.City.Halls {
		if code == h.Code {
			out.Order = int64(i + 1)
		}
	}
	return out
}

func (d Department) org() org.Department {
	return org.Department{ID: d.Code, Name: d.Name.org(), Short: d.Short.org(), USCC: d.USCC, DocPrefix: d.DocPrefix, Responsible: d.Responsible,
		Supervisor: d.Supervisor, Phones: org.Phones(d.Phones)}
}

func (c *Catalogue) staffOf(s *Staff) identity.Staff {
	hall := s.Hall
	if hall == "" {
		hall = c.DefaultHall().Code
	}
	return identity.Staff{ID: s.Code, Login: s.Badge, Name: s.Name.ZH, NameEN: s.Name.EN, BadgeNo: s.Badge, Title: s.Title.org(), Hall: hall,
		Department: s.Department, Roles: s.Roles, Active: true}
}

func (p Post) org() org.Post {
	return org.Post{ID: p.Code, Hall: p.Hall, Department: p.Department, Name: p.Name.org(), Kind: org.PostKind(p.Kind), A: p.A, B: p.B}
}

func (w Window) org() org.Window {
	return org.Window{ID: org.WindowID(w.Hall, w.No), Hall: w.Hall, No: w.No, Zone: org.ZoneID(w.Hall, w.Zone), Department: w.Department,
		Kind: org.WindowKind(w.Kind), Name: w.Name.org(), Post: w.Post, Businesses: w.Queues}
}
