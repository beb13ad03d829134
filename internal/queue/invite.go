package queue

// Outage is the reason of a ticket that goes first because the hall had stood still while its holder waited (APT-5).
const Outage = "outage"

// InviteBack lets a ticket go first whose holder waited when the hall stood still: before others of its line, at its own place among
// those. Whoever was called and had gone home waits again, however long ago that was. A visit under way goes on where it was, and the
// voucher of an ended day goes first anyway: changed is false.
func (t *Ticket) InviteBack() (changed bool) {
	if t.State != Waiting && t.State != Missed {
		return false
	}
	t.State, t.Calls, t.Reason = Waiting, 0, Outage
	if t.Class != Appointment {
		t.Class, t.Order = Priority, t.Taken
	}
	return true
}
