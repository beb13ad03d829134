package outage

import "encoding/json"

// made tells whether a heartbeat says that what lies before it is made history. One that cannot be read proves no gap.
func made(payload string) bool {
	var e Beaten
	return json.Unmarshal([]byte(payload), &e) != nil || e.Made
}
