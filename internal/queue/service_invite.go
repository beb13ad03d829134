package queue

import (
	"yichuang/internal/db"
	"yichuang/internal/ids"
)

// InviteBack lets a ticket go first after an outage, in the transaction of the act that establishes the outage.
func (s *Service) InviteBack(tx *db.Tx, actor ids.Actor, ticketID string) error {
	t, err := lock(tx, ticketID)
	if err != nil {
		return err
	}
	was := t.State
	if !t.InviteBack() {
		return nil
	}
	if err := save(tx, t, Outage); err != nil {
		return err
	}
	s.nudge(tx, t)
	return record(tx, actor, t, TicketInvited{was})
}
