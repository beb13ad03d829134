package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/org"
)

var (
	ctx    = context.Background()
	system = ids.TheSystem("shi")
	sysad  = ids.Actor{Kind: ids.Staff, ID: "sysad", Hall: "shi", Roles: []ids.Role{ids.RoleSysAdmin}}
	secad  = ids.Actor{Kind: ids.Staff, ID: "secad", Hall: "shi", Roles: []ids.Role{ids.RoleSecAdmin}}
)

const password = "样例口令-8842"

type hall struct {
	*Service
	db    *db.DB
	clock *clock.Manual
}

// each runs a test in a small hall: window 06 with post W (A hejing, B deng), leader post L (A yin, B su).
func each(t *testing.T, fn func(t *testing.T, h hall)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s, err := New(e.DB, Config{Params: Cheap, Parallel: 2})
		if err != nil {
			t.Fatal(err)
		}
		h := hall{s, e.DB, e.Clock}
		h.seed(t)
		fn(t, h)
	})
}

func (h hall) seed(t *testing.T) {
	t.Helper()
	hash, err := h.Hash(ctx, password)
	if err != nil {
		t.Fatal(err)
	}
	h.write(t, func(tx *db.Tx) error {
		for id, roles := range map[string][]ids.Role{"hejing": {ids.RoleClerk}, "deng": {ids.RoleClerk}, "su": {ids.RoleApprover},
			"yin": {ids.RoleDivision, ids.RoleSysAdmin}, "luo": {ids.RoleManager}} {
			st := Staff{ID: id, Login: strings.ToUpper(id), Name: "样例" + id, BadgeNo: "10-" + id, Hall: "shi", Department: "shebao", Roles: roles, Active: true}
			if err := errors.Join(UpsertStaff(tx, system, st), SavePassword(tx, system, id, hash)); err != nil {
				return err
			}
		}
		post := org.Post{ID: "W", Hall: "shi", Department: "shebao", Name: org.Name{ZH: "窗口岗"}, Kind: org.WindowPost, A: "hejing", B: "deng"}
		lead := org.Post{ID: "L", Department: "shebao", Name: org.Name{ZH: "负责人岗"}, Kind: org.LeaderPost, A: "yin", B: "su"}
		window := func(no string) org.Window {
			return org.Window{ID: org.WindowID("shi", no), Hall: "shi", No: no, Kind: org.Integrated, Post: "W"}
		}
		return errors.Join(org.UpsertPost(tx, system, post), org.UpsertPost(tx, system, lead),
			org.UpsertWindow(tx, system, window("06")), org.UpsertWindow(tx, system, window("07")))
	})
}

func (h hall) write(t *testing.T, fn func(*db.Tx) error) {
	t.Helper()
	if err := h.db.Write(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func (h hall) acts(t *testing.T, eventType string) (out []journal.Row) {
	t.Helper()
	err := h.db.Read(ctx, func(q *db.Q) (err error) {
		for _, hallID := range []string{"shi", ""} {
			rows, e := journal.ByType(q, hallID, eventType, 0)
			out, err = append(out, rows...), errors.Join(err, e)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (h hall) login(t *testing.T, who, window string) string {
	t.Helper()
	token, _, err := h.Login(ctx, LoginInput{Login: who, Password: password, Window: window, Address: "10.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func want(t *testing.T, what string, err error, code string) {
	t.Helper()
	if errs.Code(err) != code {
		t.Errorf("%s: %v, want %q", what, err, code)
	}
}

func TestAUTH01_RightPasswordOpensASessionAndNothingElseDoes(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		token, actor, err := h.Login(ctx, LoginInput{Login: " HeJing ", Password: password, Window: "shi-06", Address: "10.0.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		got, err := h.Authenticate(ctx, token)
		if err != nil || got.Key() != "staff:hejing" || got.Window != "shi-06" || got.Session != actor.Session || !got.Has(ids.RoleClerk) {
			t.Fatalf("%+v %v", got, err)
		}
		if len(token) < 26 {
			t.Errorf("a token of %d characters holds less than 128 bits", len(token))
		}
		for name, in := range map[string]LoginInput{
			"wrong password": {Login: "hejing", Password: password + "x", Address: "a"}, "no such account": {Login: "nobody", Password: password, Address: "b"},
			"no password": {Login: "hejing", Address: "c"}, "no account": {Address: "d"}, "hash as password": {Login: "hejing", Password: h.dummy, Address: "e"},
		} {
			_, _, err := h.Login(ctx, in)
			want(t, name, err, "identity.login.failed")
		}
		for _, token := range []string{"", "x", ids.Hash(token)} {
			_, err := h.Authenticate(ctx, token)
			want(t, "token "+token, err, "identity.sign_in")
		}
		var stored string
		h.db.Read(ctx, func(q *db.Q) error { return q.QueryRow(`SELECT token_hash FROM identity_session`).Scan(&stored) })
		if stored == token || stored != ids.Hash(token) {
			t.Error("the token itself is stored")
		}
	})
}

func TestAUTH03_GuessingSlowsDownOneAddressAndLocksNobodyOut(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		guess := func(pw, address string) error {
			_, _, err := h.Login(ctx, LoginInput{Login: "hejing", Password: pw, Address: address})
			return err
		}
		for range freeGuesses + 1 {
			want(t, "guess", guess("wrong", "6.6.6.6"), "identity.login.failed")
		}
		err := guess(password, "6.6.6.6")
		if want(t, "even the right one waits", err, "identity.login.wait"); errs.Of(err).Params["seconds"] != "1" || errs.Of(err).Kind != errs.TooMany {
			t.Errorf("%v", err)
		}
		want(t, "the clerk at her own window", guess(password, "10.0.0.1"), "")
		h.clock.Advance(time.Second)
		want(t, "after the wait", guess(password, "6.6.6.6"), "")
		want(t, "forgiven", guess("wrong", "6.6.6.6"), "identity.login.failed")
		want(t, "forgiven", guess(password, "6.6.6.6"), "")
		if n := len(h.acts(t, "identity.login.delayed")); n != 1 {
			t.Errorf("%d acts about guessing, want 1", n)
		}
	})
}

// A hundred guesses at the same instant are not cheaper than one after the other.
func TestAUTH04_ParallelGuessesAreCountedBeforeTheyAreCompared(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		var wg sync.WaitGroup
		codes := make([]string, 60)
		for i := range codes {
			wg.Go(func() {
				_, _, err := h.Login(ctx, LoginInput{Login: "hejing", Password: fmt.Sprint("guess", i), Address: "6.6.6.6"})
				codes[i] = errs.Code(err)
			})
		}
		wg.Wait()
		compared := 0
		for _, c := range codes {
			if c == "identity.login.failed" {
				compared++
			}
		}
		if compared != freeGuesses+1 {
			t.Fatalf("%d passwords were compared, want %d", compared, freeGuesses+1)
		}
	})
}

func TestAUTH05_OneAddressTryingManyAccountsWaits(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		compared := 0
		for i := range 100 {
			_, _, err := h.Login(ctx, LoginInput{Login: fmt.Sprint("user", i), Password: "x", Address: "6.6.6.6"})
			if errs.Code(err) == "identity.login.failed" {
				compared++
			}
		}
		if compared != freeGuessesAddress+1 {
			t.Fatalf("%d accounts tried", compared)
		}
	})
}

func TestOneLiveSessionAWindow(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		first := h.login(t, "hejing", "shi-06")
		h.clock.Advance(time.Minute)
		take := func(reason string) (string, error) {
			token, _, err := h.Login(ctx, LoginInput{Login: "deng", Password: password, Window: "shi-06", TakeoverReason: reason, Address: "10.0.0.2"})
			return token, err
		}
		for range freeGuesses + 3 { // a right password is no guess, however often the window is taken
			_, err := take("")
			e := errs.Of(err)
			if e == nil || e.Kind != errs.Conflict || e.Code != "identity.window.taken" || e.Params["who"] != "样例hejing" || e.Params["since"] != "10:00" {
				t.Fatalf("%v", err)
			}
		}
		if _, err := h.Authenticate(ctx, first); err != nil {
			t.Fatalf("a refused takeover ended the session: %v", err)
		}
		second, err := take("何静离岗,B岗接替")
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.Authenticate(ctx, first)
		want(t, "the old session", err, "identity.session.over")
		if got, err := h.Authenticate(ctx, second); err != nil || got.ID != "deng" {
			t.Errorf("%+v %v", got, err)
		}
		ended := h.acts(t, "identity.session.ended")
		var e SessionEnded
		if len(ended) != 1 || ended[0].Decode(&e) != nil || e.Note != "何静离岗,B岗接替" || e.Reason != EndTakeover || ended[0].Who().ID != "deng" {
			t.Errorf("%+v %+v", ended, e)
		}
		third := h.login(t, "deng", "shi-07") // M4: one person sits at one window
		_, err = h.Authenticate(ctx, second)
		want(t, "the window left", err, "identity.session.over")
		h.db.Read(ctx, func(q *db.Q) error {
			seats, err := h.Seats(q, "shi")
			if err != nil || len(seats) != 1 || seats["shi-07"].Staff.ID != "deng" {
				t.Errorf("%+v %v", seats, err)
			}
			return nil
		})
		h.clock.Advance(15 * time.Minute) // an idle session does not hold the window
		token, _, err := h.Login(ctx, LoginInput{Login: "hejing", Password: password, Window: "shi-07", Address: "10.0.0.1"})
		if err != nil || token == third {
			t.Errorf("after idleness: %v", err)
		}
	})
}

func TestTwoPeopleSitDownAtOnceAndOneIsTold(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		var wg sync.WaitGroup
		codes := make([]string, 2)
		for i, who := range []string{"hejing", "deng"} {
			wg.Go(func() {
				_, _, err := h.Login(ctx, LoginInput{Login: who, Password: password, Window: "shi-06", Address: who})
				codes[i] = errs.Code(err)
			})
		}
		wg.Wait()
		slices.Sort(codes)
		if fmt.Sprint(codes) != "[ identity.window.taken]" {
			t.Fatalf("%q", codes)
		}
	})
}

func TestWindowNeedsAClerkOfItsHall(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		h.write(t, func(tx *db.Tx) error {
			return org.UpsertWindow(tx, system, org.Window{ID: "dong-01", Hall: "dong", No: "01", Kind: org.Integrated, Post: "W"})
		})
		for _, c := range []struct{ who, window, code string }{
			{"su", "shi-06", "identity.window.not_a_clerk"}, {"hejing", "dong-01", "identity.window.other_hall"},
			{"hejing", "nowhere", "identity.window.unknown"}, {"su", "", ""},
		} {
			_, _, err := h.Login(ctx, LoginInput{Login: c.who, Password: password, Window: c.window, Address: c.window})
			want(t, c.who+" at "+c.window, err, c.code)
		}
	})
}

func TestSESS_IdleSessionEndsAndPeekDoesNotKeepItAlive(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		token := h.login(t, "hejing", "shi-06")
		for range 5 {
			h.clock.Advance(10 * time.Minute)
			if _, err := h.Authenticate(ctx, token); err != nil {
				t.Fatalf("a working clerk was signed out: %v", err)
			}
		}
		h.clock.Advance(14 * time.Minute)
		if _, err := h.Peek(ctx, token); err != nil {
			t.Fatal(err)
		}
		h.clock.Advance(time.Minute)
		_, err := h.Authenticate(ctx, token)
		want(t, "15 minutes without a request", err, "identity.session.over")
		if errs.Of(err).Kind != errs.Unauthenticated {
			t.Error(err)
		}
	})
}

func TestSESS_LastSeenIsWrittenOnceAMinuteAtMost(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		token := h.login(t, "hejing", "shi-06")
		start := h.clock.Now()
		seen := map[int64]bool{}
		for range 30 {
			h.clock.Advance(10 * time.Second)
			if _, err := h.Authenticate(ctx, token); err != nil {
				t.Fatal(err)
			}
			h.db.Read(ctx, func(q *db.Q) error {
				var us int64
				err := q.QueryRow(`SELECT seen FROM identity_session`).Scan(&us)
				seen[us-start.UnixMicro()] = true
				return err
			})
		}
		if len(seen) != 6 { // the sign-in and five minutes
			t.Fatalf("written %d times in five minutes", len(seen))
		}
	})
}

func TestSESS_EverySignInHasItsOwnTokenAndLogoutEndsIt(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		a, b := h.login(t, "luo", ""), h.login(t, "luo", "")
		if a == b {
			t.Fatal("one token for two sign-ins")
		}
		for range 2 {
			if err := h.Logout(ctx, a); err != nil {
				t.Fatal(err)
			}
		}
		_, err := h.Authenticate(ctx, a)
		want(t, "after signing out", err, "identity.session.over")
		if _, err := h.Authenticate(ctx, b); err != nil {
			t.Errorf("the other session ended too: %v", err)
		}
		if err := h.Logout(ctx, "unknown"); err != nil {
			t.Error(err)
		}
	})
}

func TestDUT2_BHasTheRightsOfAWhileCoveringAndNotAfter(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		token := h.login(t, "su", "")
		is := func(role ids.Role) bool {
			a, err := h.Authenticate(ctx, token)
			if err != nil {
				t.Fatal(err)
			}
			return a.Has(role)
		}
		if is(ids.RoleDivision) {
			t.Fatal("B has A's role without covering")
		}
		h.clock.Advance(time.Minute)
		cover := func(staff string, as org.As) {
			h.write(t, func(tx *db.Tx) error { return org.SetHolder(tx, system, "L", staff, as, tx.Now()) })
		}
		cover("su", org.AsB)
		if !is(ids.RoleDivision) || is(ids.RoleSysAdmin) {
			t.Fatal("B has A's rights at once, and no administrator's")
		}
		h.clock.Advance(time.Minute)
		cover("yin", org.AsA)
		if is(ids.RoleDivision) {
			t.Fatal("B keeps A's rights after A is back")
		}
	})
}
