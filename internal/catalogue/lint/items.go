package lint

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"yichuang/internal/catalogue"
	"yichuang/internal/pii"
)

var (
	itemTypes  = []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"} // national task_type
	applicants = []string{"person", "enterprise", "institution", "association", "unincorporated", "agency"}
	channels   = []string{"hall", "online", "phone", "post", "onsite"}
	basicForm  = regexp.MustCompile(`^[0-9]{12}$`)
	levelForm  = regexp.MustCompile(`^[1-6]$`)
)

//go:embed catchall.txt
var catchAllList string

// catchAll are the names that name nothing.
var catchAll = patterns(catchAllList)

func patterns(list string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for line := range strings.Lines(list) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, regexp.MustCompile(line))
		}
	}
	return out
}

func namesNothing(t catalogue.Text) bool {
	return slices.ContainsFunc(catchAll, func(r *regexp.Regexp) bool { return r.MatchString(t.ZH) || r.MatchString(t.EN) })
}

// itemHead checks what every guide must say (PUB-1).
func (k *checker) itemHead(it *catalogue.Item) {
	k.worded(it.Origin, on("name"), it.Name)
	k.worded(it.Origin, on("summary"), it.Summary)
	k.oneOf(it.Origin, on("type"), it.Type, itemTypes...)
	k.oneOf(it.Origin, on("class"), string(it.Class), string(catalogue.Immediate), string(catalogue.SameDay), string(catalogue.InHours), string(catalogue.InDays))
	if it.Version < 1 {
		k.Fail(it.Origin, on("version"), "item.version", "item", it.Code)
	}
	if _, err := time.Parse(time.DateOnly, it.Effective); err != nil {
		k.Fail(it.Origin, on("effective"), "value.date", "value", it.Effective)
	}
	for i, a := range it.Applicants {
		k.oneOf(it.Origin, on("applicants", i), a, applicants...)
	}
	if len(it.Conditions) == 0 {
		k.Fail(it.Origin, on("conditions"), "condition.missing", "item", it.Code)
	}
	seen := map[string]int{}
	for i, c := range it.Conditions {
		k.once(it, on("conditions", i, "id"), "condition", c.ID, seen)
		k.worded(it.Origin, on("conditions", i, "text"), c.Text)
	}
	k.worded(it.Origin, on("result", "name"), it.Result.Name)
	k.oneOf(it.Origin, on("result", "kind"), it.Result.Kind, "licence", "certificate", "decision", "letter", "record", "receipt", "answer")
}

// once refuses an id that stands twice within one item, or none at all.
func (k *checker) once(it *catalogue.Item, path []any, kind, id string, seen map[string]int) {
	if id == "" {
		k.Fail(it.Origin, path, "code.invalid", "kind", kind, "code", id)
	}
	if first, twice := seen[id]; twice {
		k.Fail(it.Origin, path, "code.duplicate", "kind", kind, "code", it.Code+"/"+id, "first", fmt.Sprintf("%s:%d", it.Origin.File(), first))
		return
	}
	seen[id] = it.Origin.Line(path...)
}

// itemCodes checks the national codes where an item has them (law-and-standards §2.4).
func (k *checker) itemCodes(it *catalogue.Item) {
	if it.Basic != "" && !basicForm.MatchString(it.Basic) {
		k.Fail(it.Origin, on("basic"), "code.basic", "item", it.Code, "code", it.Basic)
	}
	code := it.Implementation
	if code == "" {
		return
	}
	if len(code) != 31 {
		k.Fail(it.Origin, on("implementation"), "code.implementation", "item", it.Code, "code", code, "problem", "length")
		return
	}
	uscc, level, basic := code[:18], code[18:19], code[19:]
	d, known := k.c.Department(it.Department)
	problem := ""
	switch {
	case len(pii.Check(pii.New(pii.USCC, uscc), time.Time{})) > 0:
		problem = "uscc"
	case known && d.USCC != uscc:
		problem = "department"
	case !levelForm.MatchString(level):
		problem = "level"
	case basic != it.Basic:
		problem = "basic"
	}
	if problem != "" {
		k.Fail(it.Origin, on("implementation"), "code.implementation", "item", it.Code, "code", code, "problem", problem)
	}
}

// itemPlace: a matter that no window takes cannot be done by walking in, which nobody may be refused (优化营商环境条例 37).
func (k *checker) itemPlace(it *catalogue.Item) {
	if _, known := k.c.Queue(it.Queue); known && len(k.c.WindowsFor(it, "")) == 0 {
		k.Fail(it.Origin, on("queue"), "item.no_window", "item", it.Code, "queue", it.Queue)
	}
	for i, ch := range it.Channels {
		k.oneOf(it.Origin, on("channels", i), ch, channels...)
	}
	if !slices.Contains(it.Channels, "hall") {
		k.Fail(it.Origin, on("channels"), "item.no_hall_channel", "item", it.Code)
	}
	if it.InPerson && it.Services.Agent {
		k.Fail(it.Origin, on("in_person"), "item.agent_conflict", "item", it.Code)
	}
	if it.Places < 1 || it.Visits < 0 {
		k.Fail(it.Origin, on("places"), "item.places", "item", it.Code)
	}
	if (it.Chain == "") != (it.Stage == 0) {
		k.Fail(it.Origin, on("chain"), "item.chain", "item", it.Code)
	}
}

// itemMaterials: every paper is named, countable and says how it is put right (ONE-2); there is no catch-all.
func (k *checker) itemMaterials(it *catalogue.Item) {
	if len(it.Materials) == 0 && it.Class != catalogue.Immediate {
		k.Fail(it.Origin, on("materials"), "material.none", "item", it.Code)
	}
	seen := map[string]int{}
	for i, m := range it.Materials {
		at := func(field string) []any { return on("materials", i, field) }
		k.once(it, at("id"), "material", m.ID, seen)
		k.worded(it.Origin, at("name"), m.Name)
		k.worded(it.Origin, at("from"), m.From)
		k.worded(it.Origin, at("how_to_get"), m.HowToGet)
		if strings.TrimSpace(m.HowToFix.ZH) == "" {
			k.Fail(it.Origin, at("how_to_fix"), "material.no_fix", "item", it.Code, "material", m.ID)
		}
		if namesNothing(m.Name) {
			k.Fail(it.Origin, at("name"), "material.catch_all", "item", it.Code, "material", m.ID, "name", m.Name.ZH)
		}
		k.oneOf(it.Origin, at("form"), m.Form, "original", "copy", "electronic", "original_and_copy", "form")
		if m.Count < 1 {
			k.Fail(it.Origin, at("count"), "material.count", "item", it.Code, "material", m.ID)
		}
		if m.When != "" && m.WhenText.ZH == "" {
			k.Fail(it.Origin, at("when_text"), "material.when_text", "item", it.Code, "material", m.ID)
		}
		if m.Defer != nil && m.Defer.Days < 1 {
			k.Fail(it.Origin, at("deferrable"), "material.defer_days", "item", it.Code, "material", m.ID)
		}
		if m.Exempt != nil {
			k.worded(it.Origin, on("materials", i, "exempt", "source"), m.Exempt.Source)
		}
	}
}

// itemSituations: a question has an id that conditions can use, and answers to choose from.
func (k *checker) itemSituations(it *catalogue.Item) {
	seen := map[string]int{}
	for i, s := range it.Situations {
		k.once(it, on("situations", i, "id"), "situation", s.ID, seen)
		k.worded(it.Origin, on("situations", i, "text"), s.Text)
		k.oneOf(it.Origin, on("situations", i, "kind"), s.Kind, "choice", "yes_no", "number")
		if !catalogue.ValidQuestion(s.ID) {
			k.Fail(it.Origin, on("situations", i, "id"), "situation.id", "item", it.Code, "situation", s.ID)
		}
		if s.Kind == "choice" && len(s.Options) < 2 {
			k.Fail(it.Origin, on("situations", i, "options"), "situation.options", "item", it.Code, "situation", s.ID)
		}
		if !mentioned(it, s.ID) {
			k.Warn(it.Origin, on("situations", i), "situation.unused", "item", it.Code, "situation", s.ID)
		}
	}
}

// mentioned tells whether some material depends on a question. A question that changes nothing wastes everybody's time.
func mentioned(it *catalogue.Item, id string) bool {
	word := regexp.MustCompile(`\b` + regexp.QuoteMeta(id) + `\b`)
	return slices.ContainsFunc(it.Materials, func(m catalogue.Material) bool { return word.MatchString(m.When) })
}

// itemFees: a charge without a published standard, amount and basis is arbitrary (PUB-3).
func (k *checker) itemFees(it *catalogue.Item) {
	seen := map[string]int{}
	for i, f := range it.Fees {
		at := func(field string) []any { return on("fees", i, field) }
		k.once(it, at("code"), "fee", f.Code, seen)
		k.worded(it.Origin, at("name"), f.Name)
		if f.Standard.ZH == "" {
			k.Fail(it.Origin, at("standard"), "fee.no_standard", "item", it.Code, "fee", f.Code)
		}
		if f.Amount <= 0 || f.Unit.ZH == "" {
			k.Fail(it.Origin, at("amount"), "fee.no_amount", "item", it.Code, "fee", f.Code)
		}
		if f.Basis == nil {
			k.Fail(it.Origin, at("basis"), "fee.no_basis", "item", it.Code, "fee", f.Code)
		}
	}
}

// itemBasis: an item has a basis, and what is cited as verified must stand in the list of laws.
func (k *checker) itemBasis(it *catalogue.Item) {
	if len(it.Basis) == 0 {
		k.Fail(it.Origin, on("basis"), "basis.missing", "item", it.Code)
	}
	for i := range it.Basis {
		k.cited(it, on("basis", i), &it.Basis[i])
	}
	for i, c := range it.Conditions {
		k.cited(it, on("conditions", i, "basis"), c.Basis)
	}
	for i, m := range it.Materials {
		k.cited(it, on("materials", i, "basis"), m.Basis)
	}
	for i, f := range it.Fees {
		k.cited(it, on("fees", i, "basis"), f.Basis)
	}
	for i, s := range it.Special {
		k.cited(it, on("special", i, "basis"), s.Basis)
	}
}

func (k *checker) cited(it *catalogue.Item, path []any, b *catalogue.Basis) {
	switch {
	case b == nil:
	case b.Pending():
		k.Warn(it.Origin, path, "basis.pending", "item", it.Code, "law", b.Law, "article", b.Article)
	case !k.c.Citable(*b):
		k.Fail(it.Origin, path, "basis.unlisted", "item", it.Code, "law", b.Law, "article", b.Article, "tag", b.Tag)
	}
}
