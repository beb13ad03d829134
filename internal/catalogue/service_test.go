package catalogue

import (
	"context"
	"testing"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/org"
)

var publisher = ids.Actor{Kind: ids.Staff, ID: "pub", Hall: "main", Roles: []ids.Role{ids.RolePublisher}}

func write(t *testing.T, e dbtest.Env, fn func(*db.Tx) error) error {
	t.Helper()
	return e.DB.Write(context.Background(), fn)
}

func publish(t *testing.T, e dbtest.Env, c *Catalogue) (added int, err error) {
	t.Helper()
	err = write(t, e, func(tx *db.Tx) error {
		added, err = c.Publish(tx, publisher)
		return err
	})
	return added, err
}

func at(t *testing.T, e dbtest.Env, c *Catalogue, code string, version int) (it *Item, err error) {
	t.Helper()
	err = e.DB.Read(context.Background(), func(q *db.Q) error {
		it, err = c.ItemAt(q, code, version)
		return err
	})
	return it, err
}

func published(t *testing.T, e dbtest.Env) (acts []Published) {
	t.Helper()
	err := e.DB.Read(context.Background(), func(q *db.Q) error {
		rows, err := journal.ByType(q, "main", Published{}.EventType(), 0)
		for _, r := range rows {
			var p Published
			if err := r.Decode(&p); err != nil {
				return err
			}
			acts = append(acts, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return acts
}

// TestPublish_RunningCasesKeepTheirVersion is what versions are for: the limit a case was accepted under does not move.
func TestPublish_RunningCasesKeepTheirVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		first := load(t, good(t))
		if added, err := publish(t, e, first); err != nil || added != 2 {
			t.Fatalf("%d %v", added, err)
		}
		files := good(t)
		plant(t, files, social, "version: 1", "version: 2")
		plant(t, files, social, "promised: {n: 10,", "promised: {n: 8,")
		second := load(t, files)
		if added, err := publish(t, e, second); err != nil || added != 1 {
			t.Fatalf("only the changed item is a new version: %d %v", added, err)
		}
		for version, want := range map[int]int{1: 10, 2: 8} {
			it, err := at(t, e, second, "SI-01", version)
			if err != nil || it.Promised.N != want || it.Version != version {
				t.Errorf("version %d: %v %+v, want %d days", version, err, it, want)
			}
		}
		old, err := at(t, e, second, "SI-01", 1)
		if err != nil {
			t.Fatal(err)
		}
		list, err := second.MaterialsFor(old, Answers{"unit_kind": "institution", "branches": 1, "foreign": false})
		if err != nil || len(list) != 2 {
			t.Errorf("the old version's conditions still choose: %v %v", list, err)
		}
		if _, err := at(t, e, second, "SI-01", 3); errs.Code(err) != "catalogue.version.unknown" {
			t.Errorf("a version that never was: %v", err)
		}
		if got := published(t, e); len(got) != 2 || len(got[0].Items) != 2 || len(got[1].Items) != 1 {
			t.Errorf("acts: %+v", got)
		}
	})
}

func TestPublish_TwiceIsOnceAndGoingBackIsAnAct(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		first := load(t, good(t))
		files := good(t)
		plant(t, files, social, "minutes: 6", "minutes: 7")
		second := load(t, files)
		for i, step := range []struct {
			c    *Catalogue
			acts int
		}{{first, 1}, {first, 1}, {second, 2}, {first, 3}, {first, 3}} {
			if _, err := publish(t, e, step.c); err != nil {
				t.Fatal(err)
			}
			if got := len(published(t, e)); got != step.acts {
				t.Errorf("step %d: %d acts, want %d", i, got, step.acts)
			}
		}
	})
}

func TestPublish_ChangedContentNeedsANewVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		if _, err := publish(t, e, load(t, good(t))); err != nil {
			t.Fatal(err)
		}
		files := good(t)
		plant(t, files, social, "promised: {n: 10,", "promised: {n: 8,")
		if _, err := publish(t, e, load(t, files)); errs.Code(err) != "catalogue.publish.changed" {
			t.Errorf("%v", err)
		}
		if got := len(published(t, e)); got != 1 {
			t.Errorf("a refused publication left an act: %d", got)
		}
	})
}

// TestItemAt_RefusesAnEditedRow: a promise cannot be made longer by hand after the case was accepted.
func TestItemAt_RefusesAnEditedRow(t *testing.T) {
	e := dbtest.SQLite(t)
	if _, err := publish(t, e, load(t, good(t))); err != nil {
		t.Fatal(err)
	}
	files := good(t)
	plant(t, files, social, "version: 1", "version: 2")
	err := write(t, e, func(tx *db.Tx) error {
		tx.Touch("catalogue_item_version", "SI-01@1")
		tx.Act()
		return tx.ExecOne(`UPDATE catalogue_item_version SET body = replace(body, '"n":10', '"n":30') WHERE id = 'SI-01@1'`)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := at(t, e, load(t, files), "SI-01", 1); errs.Code(err) != "catalogue.version.altered" {
		t.Errorf("%v", err)
	}
}

// TestPublish_NoRowWithoutAnAct: the store refuses a version that slips in without an act (decision 23).
func TestPublish_NoRowWithoutAnAct(t *testing.T) {
	e := dbtest.SQLite(t)
	it := item(t, load(t, good(t)), "SI-01")
	err := write(t, e, func(tx *db.Tx) error { return insertVersion(tx, "main", it, []byte("{}"), Digest([]byte("{}"))) })
	if err == nil {
		t.Error("a version was stored without an act")
	}
}

// TestDUT1_SettledHallHasItsPeople: after setting up, each window's post is held by its A, and doing it again changes nothing.
func TestDUT1_SettledHallHasItsPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		c := load(t, good(t))
		for range 2 {
			if err := write(t, e, func(tx *db.Tx) error { return c.Settle(tx, publisher) }); err != nil {
				t.Fatal(err)
			}
		}
		err := e.DB.Read(context.Background(), func(q *db.Q) error {
			w, err := org.WindowByID(q, org.WindowID("main", "2"))
			if err != nil {
				return err
			}
			p, err := org.PostByID(q, w.Post)
			if err != nil {
				return err
			}
			a, err := identity.StaffByID(q, p.A)
			if err != nil {
				return err
			}
			if a.Name != "邓晓岚" || a.Login != "1002" || p.B != "E-1" || w.Businesses[0] != "payment" {
				t.Errorf("%+v %+v %+v", w, p, a)
			}
			rows, err := journal.ByType(q, "main", "org.window.saved", 0)
			if len(rows) != 2 {
				t.Errorf("settling twice wrote %d window acts in the main hall, want 2", len(rows))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
