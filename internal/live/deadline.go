package live

import (
	"time"

	"yichuang/internal/clock"
)

// deadline is when a write to a reader that does not read is given up.
func deadline() time.Time { return clock.System{}.Now().Add(writeLimit) }
