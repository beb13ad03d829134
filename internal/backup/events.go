package backup

import "yichuang/internal/journal"

// Restored: the hall came back from a backup. Everything after the head that it names is gone from this database; whoever holds a
// later head (a witness, a printed one) can see that.
type Restored struct {
	Backup  string `json:"backup"`
	Made    int64  `json:"made"` // microseconds UTC
	Engine  string `json:"engine"`
	Program string `json:"program"` // that made the backup
	Size    int64  `json:"size"`
	Root    string `json:"root"`
	Lost    int    `json:"lost,omitempty"` // files that were damaged before the backup
}

// EventType names the act.
func (Restored) EventType() string { return "hall.restored" }

var _ = journal.Register(Restored{})
