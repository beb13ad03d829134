package gateway

import "net/netip"

// Public is public of a written address, for tests.
func Public(addr string) bool { return public(netip.MustParseAddr(addr)) }
