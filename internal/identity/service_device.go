package identity

import (
	"context"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

// CreateDevice prepares a device and returns the code that pairs it within ten minutes.
func (s *Service) CreateDevice(ctx context.Context, actor ids.Actor, d Device) (Device, string, error) {
	if err := d.Check(); err != nil {
		return d, "", err
	}
	if err := s.Check(ctx, actor, "identity.device.create", Object{Hall: d.Hall}); err != nil {
		return d, "", err
	}
	if d.Staff != "" {
		if err := s.Check(ctx, actor, "identity.token.bind", Object{Hall: d.Hall}); err != nil {
			return d, "", err
		}
	}
	d.ID, d.Paired, d.Seen, d.Revoked = ids.New(), 0, 0, 0
	code := ids.Secret()
	return d, code, s.db.Write(ctx, func(tx *db.Tx) error {
		if d.Staff != "" {
			if _, err := StaffByID(tx, d.Staff); err != nil {
				return err
			}
		}
		d.Created = tx.Now()
		if err := insertDevice(tx, d, ids.Hash(code)); err != nil {
			return err
		}
		return journal.Record(tx, d.Hall, actor, journal.Ref{Type: "device", ID: d.ID}, DeviceCreated{d})
	})
}

// Pair exchanges a code for the device's token; a code works once.
func (s *Service) Pair(ctx context.Context, code, address string) (Device, string, error) {
	from := origin{"pair", address}
	count, err := s.guess(ctx, from)
	if err != nil {
		return Device{}, "", err
	}
	token := ids.New()
	var d Device
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if d, err = pairDevice(tx, ids.Hash(code), ids.Hash(token)); err != nil {
			return err
		}
		if err := forgive(tx, from); err != nil {
			return err
		}
		return journal.Record(tx, d.Hall, d.actor(), journal.Ref{Type: "device", ID: d.ID}, DevicePaired{d.ID})
	})
	if err != nil {
		s.noteGuess(ctx, from, count)
		return Device{}, "", err
	}
	return d, token, nil
}

// Revoke makes a device's token and code worthless at once.
func (s *Service) Revoke(ctx context.Context, actor ids.Actor, device string) error {
	var d Device
	err := s.db.Read(ctx, func(q *db.Q) (err error) {
		d, err = DeviceByID(q, device)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Check(ctx, actor, "identity.device.revoke", Object{Hall: d.Hall}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return revokeDevice(tx, actor, d) })
}

// AuthenticateToken tells which device, system or bound person a bearer token belongs to.
func (s *Service) AuthenticateToken(ctx context.Context, bearer string) (actor ids.Actor, err error) {
	var d Device
	err = s.db.Read(ctx, func(q *db.Q) error {
		if d, err = deviceByToken(q, ids.Hash(bearer)); err != nil {
			return err
		}
		actor = d.actor()
		if d.Staff != "" {
			actor, err = actorOf(q, d.Staff, d.Window, "")
		}
		return err
	})
	if err != nil {
		return ids.Actor{}, err
	}
	if now := s.db.Now().UnixMicro(); now-d.Seen >= seenEvery.Microseconds() {
		return actor, s.db.Write(ctx, func(tx *db.Tx) error { return seeDevice(tx, d.ID) })
	}
	return actor, nil
}

// actor is the device as the journal names it.
func (d Device) actor() ids.Actor {
	a := ids.Actor{Kind: ids.Device, ID: d.ID, Hall: d.Hall, Window: d.Window, Roles: []ids.Role{ids.RoleDevice}}
	if d.Kind == Partner {
		a.Kind, a.Roles = ids.System, []ids.Role{ids.RoleSystem}
	}
	return a
}

func revokeDevice(tx *db.Tx, actor ids.Actor, d Device) error {
	if err := markRevoked(tx, d.ID); db.None(err) {
		return nil // revoked before
	} else if err != nil {
		return err
	}
	return journal.Record(tx, d.Hall, actor, journal.Ref{Type: "device", ID: d.ID}, DeviceRevoked{d.ID})
}

func noSuchDevice(id string) error {
	return errs.New(errs.NotFound, "identity.device.unknown", "id", id)
}
