package identity

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang/internal/errs"
	"yichuang/internal/ids"
)

func TestThreeAdministratorsAreThreePeople(t *testing.T) {
	for _, c := range []struct {
		roles []ids.Role
		code  string
	}{
		{[]ids.Role{ids.RoleSysAdmin}, ""},
		{[]ids.Role{ids.RoleSysAdmin, ids.RoleSecAdmin}, "identity.roles.exclusive"},
		{[]ids.Role{ids.RoleSecAdmin, ids.RoleAuditor}, "identity.roles.exclusive"},
		{[]ids.Role{ids.RoleAuditor, ids.RoleClerk, ids.RoleSysAdmin}, "identity.roles.exclusive"},
		{[]ids.Role{ids.RoleClerk, ids.RoleApprover}, ""},
		{[]ids.Role{ids.RoleSystem}, "identity.role.unknown"}, {[]ids.Role{"king"}, "identity.role.unknown"},
	} {
		st := Staff{ID: "x", Login: "x", Name: "x", Hall: "shi", Roles: c.roles}
		if got := errs.Code(st.Check()); got != c.code {
			t.Errorf("%v: %q, want %q", c.roles, got, c.code)
		}
	}
}

func TestDUT2_CoveringGivesTheRolesOfAButNoAdministrators(t *testing.T) {
	own := []ids.Role{ids.RoleApprover}
	got := covering(own, [][]ids.Role{{ids.RoleDivision, ids.RoleSysAdmin}, {ids.RoleApprover, ids.RoleAuditor}})
	if !slices.Equal(got, []ids.Role{ids.RoleApprover, ids.RoleDivision}) {
		t.Fatal(got)
	}
	if !slices.Equal(own, []ids.Role{ids.RoleApprover}) {
		t.Fatal("the person's own roles were changed", own)
	}
}

// AUTH-02: the delay doubles, ends at five minutes and is forgotten after an hour of silence.
func TestAUTH02_DelayGrowsAndEnds(t *testing.T) {
	now := int64(1_000_000_000_000)
	var a attempts
	want := []time.Duration{0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300}
	for i, w := range want {
		a = a.failed(now, freeGuesses)
		if got := a.wait(now); got != w*time.Second {
			t.Fatalf("after guess %d: %v, want %v", i+1, got, w*time.Second)
		}
		now = a.Next
		if now < a.Last {
			now = a.Last
		}
	}
	if a = a.failed(now+int64(61*time.Minute/time.Microsecond), freeGuesses); a.Fails != 1 {
		t.Fatalf("%d guesses remembered after an hour of silence", a.Fails-1)
	}
}

func TestSessionRunsOutByIdlenessAndByAge(t *testing.T) {
	opened := int64(1_000_000_000_000)
	at := func(d time.Duration) int64 { return opened + d.Microseconds() }
	for _, c := range []struct {
		window    string
		seen, now time.Duration
		want      string
	}{
		{"shi-06", 0, 15*time.Minute - 1000, ""}, {"shi-06", 0, 15 * time.Minute, EndIdle},
		{"", 0, 15 * time.Minute, ""}, {"", 0, 30 * time.Minute, EndIdle},
		{"shi-06", 10*time.Hour - time.Minute, 10*time.Hour - 1000, ""}, {"shi-06", 10*time.Hour - time.Minute, 10 * time.Hour, EndAbsolute},
	} {
		s := Session{Window: c.window, Opened: opened, Seen: at(c.seen)}
		if got := s.over(at(c.now), Defaults); got != c.want {
			t.Errorf("at %q, seen after %v, now %v: %q, want %q", c.window, c.seen, c.now, got, c.want)
		}
	}
	if (Session{Ended: 1, Reason: EndLogout, Opened: opened, Seen: opened}).over(opened, Defaults) != EndLogout {
		t.Error("an ended session stays ended")
	}
}

func TestPasswordIsLongEnoughAndNotTheLogin(t *testing.T) {
	for _, c := range []struct{ password, code string }{
		{"1234567", "identity.password.short"}, {"一二三四五六七", "identity.password.short"}, {"一二三四五六七八", ""}, {"12345678", ""},
		{" Hejing-01 ", "identity.password.same_as_login"}, {strings.Repeat("x", 201), "identity.password.long"},
	} {
		if got := errs.Code(checkPassword("hejing-01", c.password)); got != c.code {
			t.Errorf("%q: %q, want %q", c.password, got, c.code)
		}
	}
}
