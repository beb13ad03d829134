package catalogue

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"yichuang/internal/pii"
)

var (
	itemTypes  = []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"} // national task_type
	applicants = []string{"person", "enterprise", "institution", "association", "unincorporated", "agency"}
	channels   = []string{"hall", "online", "phone", "post", "onsite"}
	basicForm  = regexp.MustCompile(`^[0-9]{12}$`)
	levelForm  = regexp.MustCompile(`^[1-6]$`)
	catchAll   = regexp.MustCompile(`其[他它]([\p{Han}]{0,4})?(材料|资料|证件|文件)|(有关|相关|等|所需|需要的)(证明)?(材料|资料|证件|文件)|(?i)\bother\s+(relevant\s+)?(materials?|documents?|papers?)\b|\betc\b`)
)

// itemHead checks what every guide must say (PUB-1).
func (k *checker) itemHead(it *Item) {
	k.worded(it.at, on("name"), it.Name)
	k.worded(it.at, on("summary"), it.Summary)
	k.oneOf(it.at, on("type"), it.Type, itemTypes...)
	k.oneOf(it.at, on("class"), string(it.Class), string(Immediate), string(SameDay), string(InHours), string(InDays))
	if it.Version < 1 {
		k.fail(it.at, on("version"), "item.version", "item", it.Code)
	}
	if _, err := time.Parse(time.DateOnly, it.Effective); err != nil {
		k.fail(it.at, on("effective"), "value.date", "value", it.Effective)
	}
	for i, a := range it.Applicants {
		k.oneOf(it.at, on("applicants", i), a, applicants...)
	}
	if len(it.Conditions) == 0 {
		k.fail(it.at, on("conditions"), "condition.missing", "item", it.Code)
	}
	seen := map[string]int{}
	for i, c := range it.Conditions {
		k.once(it, on("conditions", i, "id"), "condition", c.ID, seen)
		k.worded(it.at, on("conditions", i, "text"), c.Text)
	}
	k.worded(it.at, on("result", "name"), it.Result.Name)
	k.oneOf(it.at, on("result", "kind"), it.Result.Kind, "licence", "certificate", "decision", "letter", "record", "receipt", "answer")
}

// once refuses an id that stands twice within one item, or none at all.
func (k *checker) once(it *Item, path []any, kind, id string, seen map[string]int) {
	if id == "" {
		k.fail(it.at, path, "code.invalid", "kind", kind, "code", id)
	}
	if first, twice := seen[id]; twice {
		k.fail(it.at, path, "code.duplicate", "kind", kind, "code", it.Code+"/"+id, "first", fmt.Sprintf("%s:%d", it.at.file, first))
		return
	}
	seen[id] = it.at.line(path...)
}

// itemCodes checks the national codes where an item has them (law-and-standards §2.4).
func (k *checker) itemCodes(it *Item) {
	if it.Basic != "" && !basicForm.MatchString(it.Basic) {
		k.fail(it.at, on("basic"), "code.basic", "item", it.Code, "code", it.Basic)
	}
	code := it.Implementation
	if code == "" {
		return
	}
	if len(code) != 31 {
		k.fail(it.at, on("implementation"), "code.implementation", "item", it.Code, "code", code, "problem", "length")
		return
	}
	uscc, level, basic := code[:18], code[18:19], code[19:]
	d, known := k.c.departments[it.Department]
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
		k.fail(it.at, on("implementation"), "code.implementation", "item", it.Code, "code", code, "problem", problem)
	}
}

// itemPlace: a matter that no window takes cannot be done by walking in, which nobody may be refused (优化营商环境条例 37).
func (k *checker) itemPlace(it *Item) {
	if _, known := k.c.queues[it.Queue]; known && len(k.c.WindowsFor(it, "")) == 0 {
		k.fail(it.at, on("queue"), "item.no_window", "item", it.Code, "queue", it.Queue)
	}
	for i, ch := range it.Channels {
		k.oneOf(it.at, on("channels", i), ch, channels...)
	}
	if !slices.Contains(it.Channels, "hall") {
		k.fail(it.at, on("channels"), "item.no_hall_channel", "item", it.Code)
	}
	if it.InPerson && it.Services.Agent {
		k.fail(it.at, on("in_person"), "item.agent_conflict", "item", it.Code)
	}
	if it.Places < 1 || it.Visits < 0 {
		k.fail(it.at, on("places"), "item.places", "item", it.Code)
	}
	if (it.Chain == "") != (it.Stage == 0) {
		k.fail(it.at, on("chain"), "item.chain", "item", it.Code)
	}
}

// itemMaterials: every paper is named, countable and says how it is put right (ONE-2); there is no catch-all.
func (k *checker) itemMaterials(it *Item) {
	if len(it.Materials) == 0 && it.Class != Immediate {
		k.fail(it.at, on("materials"), "material.none", "item", it.Code)
	}
	seen := map[string]int{}
	for i, m := range it.Materials {
		at := func(field string) []any { return on("materials", i, field) }
		k.once(it, at("id"), "material", m.ID, seen)
		k.worded(it.at, at("name"), m.Name)
		k.worded(it.at, at("from"), m.From)
		k.worded(it.at, at("how_to_get"), m.HowToGet)
		if strings.TrimSpace(m.HowToFix.ZH) == "" {
			k.fail(it.at, at("how_to_fix"), "material.no_fix", "item", it.Code, "material", m.ID)
		}
		if catchAll.MatchString(m.Name.ZH) || catchAll.MatchString(m.Name.EN) {
			k.fail(it.at, at("name"), "material.catch_all", "item", it.Code, "material", m.ID, "name", m.Name.ZH)
		}
		k.oneOf(it.at, at("form"), m.Form, "original", "copy", "electronic", "original_and_copy", "form")
		if m.Count < 1 {
			k.fail(it.at, at("count"), "material.count", "item", it.Code, "material", m.ID)
		}
		if m.When != "" && m.WhenText.ZH == "" {
			k.fail(it.at, at("when_text"), "material.when_text", "item", it.Code, "material", m.ID)
		}
		if m.Defer != nil && m.Defer.Days < 1 {
			k.fail(it.at, at("deferrable"), "material.defer_days", "item", it.Code, "material", m.ID)
		}
		if m.Exempt != nil {
			k.worded(it.at, on("materials", i, "exempt", "source"), m.Exempt.Source)
		}
	}
}

// itemSituations: a question has an id that conditions can use, and answers to choose from.
func (k *checker) itemSituations(it *Item) {
	seen := map[string]int{}
	for i, s := range it.Situations {
		k.once(it, on("situations", i, "id"), "situation", s.ID, seen)
		k.worded(it.at, on("situations", i, "text"), s.Text)
		k.oneOf(it.at, on("situations", i, "kind"), s.Kind, "choice", "yes_no", "number")
		if _, taken := common[s.ID]; taken || !identifier.MatchString(s.ID) {
			k.fail(it.at, on("situations", i, "id"), "situation.id", "item", it.Code, "situation", s.ID)
		}
		if s.Kind == "choice" && len(s.Options) < 2 {
			k.fail(it.at, on("situations", i, "options"), "situation.options", "item", it.Code, "situation", s.ID)
		}
		if !it.mentions(s.ID) {
			k.report(Warning, it.at, on("situations", i), "situation.unused", "item", it.Code, "situation", s.ID)
		}
	}
}

// mentions tells whether some material depends on a question. A question that changes nothing wastes everybody's time.
func (it *Item) mentions(id string) bool {
	word := regexp.MustCompile(`\b` + regexp.QuoteMeta(id) + `\b`)
	return slices.ContainsFunc(it.Materials, func(m Material) bool { return word.MatchString(m.When) })
}

// itemFees: a charge without a published standard, amount and basis is arbitrary (PUB-3).
func (k *checker) itemFees(it *Item) {
	seen := map[string]int{}
	for i, f := range it.Fees {
		at := func(field string) []any { return on("fees", i, field) }
		k.once(it, at("code"), "fee", f.Code, seen)
		k.worded(it.at, at("name"), f.Name)
		if f.Standard.ZH == "" {
			k.fail(it.at, at("standard"), "fee.no_standard", "item", it.Code, "fee", f.Code)
		}
		if f.Amount <= 0 || f.Unit.ZH == "" {
			k.fail(it.at, at("amount"), "fee.no_amount", "item", it.Code, "fee", f.Code)
		}
		if f.Basis == nil {
			k.fail(it.at, at("basis"), "fee.no_basis", "item", it.Code, "fee", f.Code)
		}
	}
}

// itemBasis: an item has a basis, and what is cited as verified must stand in the list of laws.
func (k *checker) itemBasis(it *Item) {
	if len(it.Basis) == 0 {
		k.fail(it.at, on("basis"), "basis.missing", "item", it.Code)
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

func (k *checker) cited(it *Item, path []any, b *Basis) {
	switch {
	case b == nil:
	case b.Pending():
		k.report(Warning, it.at, path, "basis.pending", "item", it.Code, "law", b.Law, "article", b.Article)
	case !k.c.Citable(*b):
		k.fail(it.at, path, "basis.unlisted", "item", it.Code, "law", b.Law, "article", b.Article, "tag", b.Tag)
	}
}

// Citable tells whether a citation with a tag stands in the list of laws.
func (c *Catalogue) Citable(b Basis) bool {
	return slices.ContainsFunc(c.Laws, func(l Law) bool {
		return l.Law == b.Law && l.Tag == b.Tag && slices.Contains(l.Articles, b.Article)
	})
}
