package identity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/org"
)

func TestLeaverLosesRightsAtOnceAndKeepsTheHistory(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		session := h.login(t, "hejing", "shi-06")
		bound := h.token(t, Device{Hall: "shi", Kind: Partner, Name: "measuring", Window: "shi-07", Staff: "hejing"})
		h.clock.Advance(time.Hour)
		want(t, "a clerk dismisses", h.Deactivate(ctx, ids.Actor{Kind: ids.Staff, ID: "deng", Hall: "shi", Roles: []ids.Role{ids.RoleClerk}}, "hejing", "离职"), "identity.forbidden")
		want(t, "without a reason", h.Deactivate(ctx, sysad, "hejing", " "), "identity.reason.empty")
		if err := h.Deactivate(ctx, sysad, "hejing", "离职"); err != nil {
			t.Fatal(err)
		}
		_, err := h.Authenticate(ctx, session)
		want(t, "session", err, "identity.session.over")
		_, err = h.AuthenticateToken(ctx, bound)
		want(t, "bound token", err, "identity.token.unknown")
		_, _, err = h.Login(ctx, LoginInput{Login: "hejing", Password: password, Address: "x"})
		want(t, "sign-in", err, "identity.login.failed")
		h.db.Read(ctx, func(q *db.Q) error {
			before, err1 := org.ResponsibleAt(q, "W", dbtest.Start.UnixMicro())
			now, err2 := org.ResponsibleAt(q, "W", q.Now())
			st, err3 := StaffByID(q, "hejing")
			if before.Staff != "hejing" || now.Staff != "deng" || now.As != org.AsB || st.Active || errors.Join(err1, err2, err3) != nil {
				t.Errorf("%+v %+v %+v", before, now, st)
			}
			history, err := journal.History(q, journal.Ref{Type: "staff", ID: "hejing"})
			if len(history) != 3 || history[2].Type != "identity.staff.deactivated" {
				t.Errorf("%d acts", len(history))
			}
			return err
		})
	})
}

func TestRolesEndSessionsAndAreNotSetByOneself(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		session := h.login(t, "su", "")
		want(t, "by the system administrator", h.SetRoles(ctx, sysad, "su", []ids.Role{ids.RoleClerk}, "调岗"), "identity.forbidden")
		want(t, "two administrators", h.SetRoles(ctx, secad, "su", []ids.Role{ids.RoleSecAdmin, ids.RoleAuditor}, "调岗"), "identity.roles.exclusive")
		want(t, "oneself", h.SetRoles(ctx, ids.Actor{Kind: ids.Staff, ID: "su", Roles: []ids.Role{ids.RoleSecAdmin}}, "su", []ids.Role{ids.RoleManager}, "调岗"), "identity.not_on_oneself")
		if _, err := h.Authenticate(ctx, session); err != nil {
			t.Fatalf("a refused change ended the session: %v", err)
		}
		if err := h.SetRoles(ctx, secad, "su", []ids.Role{ids.RoleSection, ids.RoleSection}, "调岗"); err != nil {
			t.Fatal(err)
		}
		_, err := h.Authenticate(ctx, session)
		want(t, "old session", err, "identity.session.over")
		a, err := h.Authenticate(ctx, h.login(t, "su", ""))
		if err != nil || fmt.Sprint(a.Roles) != "[section]" {
			t.Errorf("%v %v", a.Roles, err)
		}
	})
}

func TestStaffIsTakenOnByTheSystemAdministrator(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		st := Staff{Login: "Qin", Name: "秦样例", BadgeNo: "2001", Hall: "shi", Department: "shebao", Roles: []ids.Role{ids.RoleClerk}}
		_, err := h.CreateStaff(ctx, secad, st, password)
		want(t, "by the security administrator", err, "identity.forbidden")
		_, err = h.CreateStaff(ctx, sysad, st, "1234567")
		want(t, "short password", err, "identity.password.short")
		admin := st
		admin.Roles = []ids.Role{ids.RoleSecAdmin}
		_, err = h.CreateStaff(ctx, sysad, admin, password)
		want(t, "an administrator makes administrators", err, "identity.roles.by_secadmin")
		made, err := h.CreateStaff(ctx, sysad, st, password)
		if err != nil || made.ID == "" || made.Login != "qin" {
			t.Fatalf("%+v %v", made, err)
		}
		_, err = h.CreateStaff(ctx, sysad, st, password)
		want(t, "the login twice", err, "identity.login.taken")
		h.login(t, "qin", "shi-06")
		h.db.Read(ctx, func(q *db.Q) error {
			list, err := StaffOf(q, "shi")
			if len(list) != 6 || err != nil {
				t.Errorf("%d people %v", len(list), err)
			}
			return err
		})
	})
}

func TestPasswordChangeEndsTheOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		here, there := h.login(t, "luo", ""), h.login(t, "luo", "")
		actor, err := h.Authenticate(ctx, here)
		if err != nil {
			t.Fatal(err)
		}
		const fresh = "全新口令-7731"
		want(t, "wrong old one", h.ChangePassword(ctx, actor, "x", fresh), "identity.password.wrong")
		if err := h.ChangePassword(ctx, actor, password, fresh); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Authenticate(ctx, here); err != nil {
			t.Errorf("the session at hand: %v", err)
		}
		_, err = h.Authenticate(ctx, there)
		want(t, "the other session", err, "identity.session.over")
		_, _, err = h.Login(ctx, LoginInput{Login: "luo", Password: password, Address: "a"})
		want(t, "the old password", err, "identity.login.failed")
		if err := h.ResetPassword(ctx, sysad, "luo", password, "本人忘记"); err != nil {
			t.Fatal(err)
		}
		_, err = h.Authenticate(ctx, here)
		want(t, "after a reset", err, "identity.session.over")
		h.login(t, "luo", "")
	})
}

func TestDemoSignsInWithOneClickAndARealHallDoesNot(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		_, _, err := h.DemoLogin(ctx, DemoInput{Login: "hejing", Window: "shi-06"})
		want(t, "a real hall", err, "identity.demo.off")
		h.Demo = true
		h.login(t, "deng", "shi-06")
		token, actor, err := h.DemoLogin(ctx, DemoInput{Login: "hejing", Window: "shi-06"})
		if err != nil || actor.Window != "shi-06" {
			t.Fatalf("%+v %v", actor, err)
		}
		if _, err := h.Authenticate(ctx, token); err != nil {
			t.Error(err)
		}
		if _, _, err := h.DemoLogin(ctx, DemoInput{Login: "nobody"}); err == nil {
			t.Error("an unknown account")
		}
	})
}

// token creates and pairs a device as the program itself.
func (h hall) token(t *testing.T, d Device) string {
	t.Helper()
	_, code, err := h.CreateDevice(ctx, system, d)
	if err != nil {
		t.Fatal(err)
	}
	_, token, err := h.Pair(ctx, code, "10.0.0.9")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestDeviceIsPairedOnceWithinTenMinutesAndRevoked(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		manager := ids.Actor{Kind: ids.Staff, ID: "luo", Hall: "shi", Roles: []ids.Role{ids.RoleManager}}
		kiosk := Device{Hall: "shi", Kind: Kiosk, Name: "自助机1", Zone: "shi-Z"}
		_, _, err := h.CreateDevice(ctx, manager, Device{Hall: "dong", Kind: Kiosk, Name: "x"})
		want(t, "another hall's device", err, "identity.forbidden")
		_, _, err = h.CreateDevice(ctx, manager, Device{Hall: "shi", Kind: "toaster", Name: "x"})
		want(t, "no such kind", err, "identity.device.kind")
		d, code, err := h.CreateDevice(ctx, manager, kiosk)
		if err != nil {
			t.Fatal(err)
		}
		_, late, err := h.CreateDevice(ctx, manager, kiosk)
		if err != nil {
			t.Fatal(err)
		}
		_, token, err := h.Pair(ctx, strings.ToLower(code), "a")
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = h.Pair(ctx, code, "b")
		want(t, "a code twice", err, "identity.pair.code")
		_, _, err = h.Pair(ctx, "", "c")
		want(t, "no code", err, "identity.pair.code")
		h.clock.Advance(10 * time.Minute)
		_, _, err = h.Pair(ctx, late, "d")
		want(t, "after ten minutes", err, "identity.pair.code")

		a, err := h.AuthenticateToken(ctx, token)
		if err != nil || a.Kind != ids.Device || a.ID != d.ID || a.Hall != "shi" || Can(a, "queue.ticket.take", Object{Hall: "shi"}) != nil {
			t.Fatalf("%+v %v", a, err)
		}
		want(t, "in another hall", Can(a, "queue.ticket.take", Object{Hall: "dong"}), "identity.forbidden")
		_, err = h.AuthenticateToken(ctx, "")
		want(t, "no token", err, "identity.token.unknown")
		h.db.Read(ctx, func(q *db.Q) error {
			got, err := DeviceByID(q, d.ID)
			if got.Seen != q.Now() || err != nil {
				t.Errorf("seen %d at %d %v", got.Seen, q.Now(), err)
			}
			return err
		})
		for range 2 {
			if err := h.Revoke(ctx, manager, d.ID); err != nil {
				t.Fatal(err)
			}
		}
		_, err = h.AuthenticateToken(ctx, token)
		want(t, "revoked", err, "identity.token.unknown")
		if n := len(h.acts(t, "identity.device.revoked")); n != 1 {
			t.Errorf("%d acts of revoking", n)
		}
	})
}

func TestPairingCodesAreNotGuessedFast(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		looked := 0
		for range 50 {
			if _, _, err := h.Pair(ctx, ids.Secret(), "6.6.6.6"); errs.Code(err) == "identity.pair.code" {
				looked++
			}
		}
		if looked != freeGuesses+1 {
			t.Fatalf("%d codes tried", looked)
		}
	})
}

// Decision 22: a measuring program acts as a person at a window; only the program itself can bind such a token.
func TestBoundTokenActsAsThePerson(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		d := Device{Hall: "shi", Kind: Partner, Name: "measuring", Window: "shi-07", Staff: "hejing"}
		_, _, err := h.CreateDevice(ctx, sysad, d)
		want(t, "an administrator acts as a clerk", err, "identity.forbidden")
		a, err := h.AuthenticateToken(ctx, h.token(t, d))
		if err != nil || a.Kind != ids.Staff || a.ID != "hejing" || a.Window != "shi-07" || !a.Has(ids.RoleClerk) || a.Has(ids.RoleSystem) {
			t.Fatalf("%+v %v", a, err)
		}
		d.Staff = ""
		if a, err = h.AuthenticateToken(ctx, h.token(t, d)); err != nil || a.Kind != ids.System {
			t.Fatalf("%+v %v", a, err)
		}
	})
}

func TestDenialsAreWrittenDownOnceAMinute(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		clerk := ids.Actor{Kind: ids.Staff, ID: "deng", Hall: "shi", Roles: []ids.Role{ids.RoleClerk}}
		for range 40 {
			want(t, "refused", h.Check(ctx, clerk, "case.void_letter", Object{Hall: "shi"}), "identity.forbidden")
		}
		h.Check(ctx, clerk, "manage.view", Object{Hall: "shi"})
		if err := h.Check(ctx, clerk, "desk.view", Object{Hall: "shi"}); err != nil {
			t.Fatal(err)
		}
		want(t, "a stranger", h.Check(ctx, ids.Actor{Kind: ids.Anonymous}, "desk.view", Object{Hall: "shi"}), "identity.sign_in")
		if n := len(h.acts(t, "identity.denied")); n != 2 {
			t.Fatalf("%d denials written down, want one for each act", n)
		}
		h.clock.Advance(time.Minute)
		h.Check(ctx, clerk, "case.void_letter", Object{Hall: "shi"})
		list := h.acts(t, "identity.denied")
		var d Denied
		if len(list) != 3 || list[2].Decode(&d) != nil || d.Suppressed != 39 || d.Act != "case.void_letter" || list[2].Who().ID != "deng" {
			t.Fatalf("%+v %+v", list, d)
		}
	})
}

func TestPasswordsAreHashedOnlySoManyAtOnce(t *testing.T) {
	s := &Service{params: Cheap, slots: make(chan struct{}, 1)}
	s.slots <- struct{}{} // somebody else hashes
	c, cancel := context.WithCancel(ctx)
	cancel()
	_, err := s.Hash(c, password)
	want(t, "nobody waits for ever", err, "identity.busy")
	<-s.slots
	hash, err := s.Hash(ctx, password)
	if err != nil || !strings.HasPrefix(hash, "$argon2id$") {
		t.Fatal(hash, err)
	}
}
