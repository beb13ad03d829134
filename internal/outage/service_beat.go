package outage

import (
	"context"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

// pulse is the object of all heartbeats: one for a database, whatever the number of its halls and processes.
var pulse = journal.Ref{Type: "heartbeat", ID: "program"}

// Beat writes that the program runs, when a minute has passed since the last time. Of processes that beat at once one does.
func (s *Service) Beat(ctx context.Context) error {
	var last time.Time
	if err := s.DB.Read(ctx, func(q *db.Q) (err error) {
		last, err = lastBeat(q)
		return err
	}); err != nil || !s.Settings.due(last, s.DB.Now()) {
		return err
	}
	fresh := s.Made.Load()
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.LockName("heartbeat"); err != nil {
			return err
		}
		last, err := lastBeat(tx)
		if err != nil || !s.Settings.due(last, tx.Time()) {
			return err
		}
		e := Beaten{Made: fresh}
		if e.Open, err = openPromises(tx); err != nil {
			return err
		}
		if e.Head, e.Root, err = journal.Head(tx); err != nil {
			return err
		}
		return journal.Record(tx, "", ids.TheSystem(""), pulse, e)
	})
	if err == nil {
		s.Made.Store(false)
	}
	return err
}

// Gaps lists the gaps since an instant that an outage of a hall may rest on or that were too short for one, the newest first.
func (s *Service) Gaps(q db.Querier, hall string, since time.Time) ([]Gap, error) {
	list, err := stills(q, since, s.Settings.Still)
	if err != nil {
		return nil, err
	}
	view := s.Views(hall)
	var out []Gap
	for _, g := range list {
		lived, err := lived(q, g)
		if err != nil {
			return nil, err
		}
		if lived {
			g.Office = view.OfficeMinutes(g.From, g.To, nil)
			out = append(out, g)
		}
	}
	return out, nil
}

// gap finds one gap by the instant at which it ended: acts of one instant have no order that lasts.
func (s *Service) gap(q db.Querier, hall string, ended int64) (Gap, error) {
	list, err := s.Gaps(q, hall, db.FromMicro(q.Now()).Add(-s.Settings.Look))
	for _, g := range list {
		if db.Micro(g.To) == ended {
			return g, err
		}
	}
	if err == nil {
		err = ErrNoGap
	}
	return Gap{}, err
}
