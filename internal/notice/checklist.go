package notice

import (
	"slices"
	"time"

	"yichuang/internal/doc"
	"yichuang/internal/errs"
)

// Answer is what a look at one material found.
type Answer string

const (
	Unanswered Answer = ""
	OK         Answer = "ok"      // 齐全
	Missing    Answer = "missing" // 缺
	Wrong      Answer = "wrong"   // 不符
	Later      Answer = "later"   // 容缺: accepted now, supplied by a date
)

// Row is one material of a filing's checklist.
type Row struct {
	Material  string    `json:"material"` // id in the item's version
	Answer    Answer    `json:"answer"`
	Fault     doc.Fault `json:"fault,omitempty"`    // what is wrong, when it is
	Fix       string    `json:"fix,omitempty"`      // how to put it right, as the clerk words it; the catalogue's words when empty
	Verified  bool      `json:"verified,omitempty"` // 原件核验: the original was seen and given back
	By        string    `json:"by,omitempty"`       // staff who looked
	At        time.Time `json:"at,omitzero"`
	LaterBy   time.Time `json:"later_by,omitzero"` // until when a 容缺 material follows
	Approved  string    `json:"approved,omitempty"`
	Deferable bool      `json:"-"` // the catalogue allows 容缺
	Exempt    bool      `json:"-"` // shared data: nobody brings it
}

// Check makes sure that an answer can stand: wrong needs to say what, later needs that the catalogue allows it.
func (r Row) Check() *errs.Error {
	field := "answer-" + r.Material
	switch r.Answer {
	case Unanswered, OK:
		return nil
	case Missing, Wrong:
		if r.Exempt && r.Answer == Missing {
			return errs.New(errs.Invalid, "notice.check.exempt").At(field) // ONE: what sharing can supply is not asked for
		}
		return nil
	case Later:
		if !r.Deferable {
			return errs.New(errs.Invalid, "notice.check.not_deferrable").At(field)
		}
		return nil
	}
	return errs.New(errs.Invalid, "notice.check.answer").At(field)
}

// Complete tells whether every row is answered and nothing stands in the way of acceptance.
func Complete(rows []Row) bool {
	for _, r := range rows {
		if r.Answer != OK && r.Answer != Later {
			return false
		}
	}
	return true
}

// Gaps are the rows that a notice lists (ONE-2). It refuses a checklist that is half checked: once means once.
func Gaps(rows []Row) ([]Row, error) {
	var gaps []Row
	for _, r := range rows {
		switch r.Answer {
		case Unanswered:
			return nil, errs.New(errs.Conflict, "notice.unanswered", "left", unanswered(rows))
		case Missing, Wrong:
			gaps = append(gaps, r)
		}
	}
	if len(gaps) == 0 {
		return nil, errs.New(errs.Conflict, "notice.nothing_missing")
	}
	return gaps, nil
}

func unanswered(rows []Row) int {
	n := 0
	for _, r := range rows {
		if r.Answer == Unanswered {
			n++
		}
	}
	return n
}

// Notice is an issued one-time notice.
type Notice struct {
	ID       string
	Hall     string
	Case     string
	Item     string
	Ticket   string
	Letter   string // id of the paper
	Number   string // its document number
	Declined bool   // the person declined the paper and was told orally (ONE-3, S5)
	Seq      int    // 1 for the first on its case
	Second   string // the reason of a second demand; empty for the first and for a repetition
	Breach   bool   // ONE-4: something new was asked for
	Gaps     []Row
	Issued   time.Time
	Until    time.Time // the return code works until then
	Clerk    string
	Supplied time.Time
}

// Extra are the gaps that no earlier sheet of the case named: a second demand (ONE-4, decision 18).
func Extra(gaps []Row, earlier []Notice) []Row {
	var extra []Row
	for _, g := range gaps {
		named := slices.ContainsFunc(earlier, func(n Notice) bool {
			return slices.ContainsFunc(n.Gaps, func(r Row) bool { return r.Material == g.Material })
		})
		if !named {
			extra = append(extra, g)
		}
	}
	return extra
}

// ReturnDays is how long the return code works, in natural days.
const ReturnDays = 30

// Compose makes the notice of a checklist. The first lists every gap. A later one may repeat what is still missing; whatever is new
// needs a reason, is issued at once, and counts as a breach that the supervisor sees.
func Compose(id string, rows []Row, earlier []Notice, reason string, now time.Time) (Notice, error) {
	gaps, err := Gaps(rows)
	if err != nil {
		return Notice{}, err
	}
	n := Notice{ID: id, Gaps: gaps, Seq: len(earlier) + 1, Issued: now, Until: now.AddDate(0, 0, ReturnDays)}
	if len(earlier) == 0 {
		return n, nil
	}
	if extra := Extra(gaps, earlier); len(extra) > 0 {
		if reason == "" {
			return Notice{}, errs.New(errs.Conflict, "notice.second", "new", len(extra)).At("reason")
		}
		n.Second, n.Breach = reason, true
	}
	return n, nil
}
