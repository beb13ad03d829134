package letter_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
)

// press issues one kind of paper again and again.
type press struct {
	*halltest.Hall
	subject journal.Ref
	content doc.Content
}

func setUp(h *halltest.Hall) (*press, letter.Letter) {
	c := h.Sit("06").Accept("SB-01")
	p := &press{Hall: h, subject: journal.Ref{Type: "case", ID: c.ID}}
	var first letter.Letter
	h.Read(func(q *db.Q) error {
		list, err := letter.Of(q, p.subject)
		if err != nil {
			return err
		}
		l, content, err := h.Letters.Thaw(q, list[0].ID)
		first, p.content = l, content.Content
		return err
	})
	return p, first
}

var errUndone = errors.New("undone")

// issue makes one paper for a department, or undoes the act that makes it.
func (p *press) issue(department string, undo bool) (l letter.Letter, err error) {
	err = p.DB.Write(p.Ctx, func(tx *db.Tx) error {
		if l, err = p.Letters.Issue(tx, ids.TheSystem(halltest.City), letter.Draft{Hall: halltest.City, Department: department, Subject: p.subject}, p.content); err != nil {
			return err
		}
		if undo {
			return errUndone
		}
		return nil
	})
	return l, err
}

// Numbers of a body and a year run without gaps, also when acts are undone and many people issue at once; the next year begins at 1.
func TestONE3_NumbersRunWithoutGapsByBodyAndYear(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		p, first := setUp(h)
		var all sync.WaitGroup
		var mu sync.Mutex
		seen := map[string]bool{first.Number: true}
		for i := range 30 {
			all.Go(func() {
				l, err := p.issue(first.Department, i%3 == 0)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case i%3 == 0 && !errors.Is(err, errUndone), i%3 != 0 && err != nil:
					t.Error(err)
				case err == nil && seen[l.Number]:
					t.Errorf("%s was given twice", l.Number)
				case err == nil:
					seen[l.Number] = true
				}
			})
		}
		all.Wait()
		stem := strings.TrimSuffix(first.Number, "1号")
		for n := 1; n <= 21; n++ {
			if number := fmt.Sprintf("%s%d号", stem, n); !seen[number] {
				t.Errorf("%s is missing", number)
			}
		}
		if len(seen) != 21 {
			t.Errorf("%d numbers", len(seen))
		}
		if l, err := p.issue("chengjian", false); err != nil || !strings.HasSuffix(l.Number, "〕1号") || seen[l.Number] {
			t.Errorf("another body begins with %s (%v)", l.Number, err)
		}
		h.Clock.Set(time.Date(2027, 1, 4, 9, 0, 0, 0, clock.Zone))
		if l, err := p.issue(first.Department, false); err != nil || l.Number != strings.Replace(first.Number, "2026", "2027", 1) {
			t.Errorf("the next year begins with %s (%v)", l.Number, err)
		}
		h.Verified()
	})
}

// A void letter keeps its number: the next one takes the next, the old one stays found under its own, and it is void only once.
func TestONE3_AVoidLetterKeepsItsNumber(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		p, first := setUp(h)
		boss := ids.Actor{Kind: ids.Staff, ID: "boss", Hall: halltest.City, Roles: []ids.Role{ids.RoleManager}}
		void := func(who ids.Actor, reason string) error {
			return h.DB.Write(h.Ctx, func(tx *db.Tx) error {
				_, err := h.Letters.Void(tx, who, first.ID, reason)
				return err
			})
		}
		for _, c := range []struct {
			who    ids.Actor
			reason string
			want   string
		}{{boss, "", "letter.void.reason"}, {h.Kiosk(), "写错了日期", "identity.forbidden"}, {boss, "写错了日期", ""}, {boss, "又一次", "letter.void.twice"}} {
			if err := void(c.who, c.reason); errs.Code(err) != c.want {
				t.Errorf("%s voids it because of %q: %v, want %q", c.who.ID, c.reason, err, c.want)
			}
		}
		again, err := p.issue(first.Department, false)
		h.Must(err)
		if again.Number == first.Number {
			t.Errorf("%s was given again", again.Number)
		}
		h.Read(func(q *db.Q) error {
			l, err := h.Letters.Get(q, first.ID)
			if !l.Void || l.Number != first.Number || l.Reason != "写错了日期" || l.Digest != first.Digest || string(l.Frozen) != string(first.Frozen) {
				t.Errorf("the void letter: %s, void %v, %q", l.Number, l.Void, l.Reason)
			}
			return err
		})
		h.Verified()
	})
}
