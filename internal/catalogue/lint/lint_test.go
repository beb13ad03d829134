package lint

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"yichuang/internal/catalogue"
	"yichuang/internal/text"
)

// good is a small catalogue without any finding, as files that a test may change.
func good(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	dir := os.DirFS("../testdata/good")
	names, err := fs.Glob(dir, "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("the good catalogue is missing", err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: raw}
	}
	return out
}

// plant replaces the nth (from 0) occurrence of a text in one file and returns the line on which it stood.
func plant(t *testing.T, files fstest.MapFS, name, old, with string, nth int) int {
	t.Helper()
	body := string(files[name].Data)
	at := 0
	for i := 0; ; i++ {
		hit := strings.Index(body[at:], old)
		if hit < 0 {
			t.Fatalf("%s does not hold %q", name, old)
		}
		if at += hit; i == nth {
			break
		}
		at += len(old)
	}
	files[name] = &fstest.MapFile{Data: []byte(body[:at] + with + body[at+len(old):])}
	return 1 + strings.Count(body[:at], "\n")
}

func lint(t *testing.T, files fs.FS) []catalogue.Finding {
	t.Helper()
	findings, err := Check(files)
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

func TestCheck_GoodCatalogueHasNoFinding(t *testing.T) {
	for _, f := range lint(t, good(t)) {
		t.Error(f)
	}
}

// fault is one planted fault: the text that is changed, and the finding it must give. down is how many lines below the changed
// place the finding points, where that is not the place itself.
type fault struct {
	name      string
	file      string
	old, with string
	nth       int
	code      string
	down      int
	severity  catalogue.Severity
}

const social, city = "social.yaml", "city.yaml"

var faults = []fault{
	{name: "LIM3_PromisedOverStatutory", file: social, old: "promised: {n: 10,", with: "promised: {n: 16,", code: "limit.over_statutory"},
	{name: "LIM3_PromisedOverStatutoryInOtherUnits", file: social, old: "promised: {n: 10, unit: natural_days", with: "promised: {n: 11, unit: working_days", code: "limit.over_statutory"},
	{name: "LIM3_PromiseStartsLater", file: social, old: "promised: {n: 10, unit: natural_days, start_event: complete_receipt", with: "promised: {n: 10, unit: natural_days, start_event: accepted", code: "limit.later_start"},
	{name: "LIM3_StepsLongerThanWhole", file: social, old: "limit: {n: 3, unit: natural_days}", with: "limit: {n: 9, unit: natural_days}", code: "step.over_whole", down: -5},
	{name: "LIM3_StepWithoutLimit", file: social, old: "        limit: {n: 2, unit: natural_days}\n", with: "", code: "step.no_limit", down: -4},
	{name: "LIM4_NoPromise", file: social, old: "    promised: {n: 0, unit: working_days, start_event: complete_receipt, source: S1 L8}\n", with: "", code: "limit.missing", down: -11},
	{name: "LIM1_ClassDoesNotFit", file: social, old: "class: days", with: "class: hours", code: "limit.class"},
	{name: "LIM3_UnknownUnit", file: social, old: "promised: {n: 10, unit: natural_days", with: "promised: {n: 10, unit: weeks", code: "limit.invalid"},
	{name: "LIM3_UnknownStartEvent", file: social, old: "start_event: complete_receipt, source: S1 L7", with: "start_event: someday, source: S1 L7", code: "limit.start_event"},
	{name: "LIM3_LimitWithoutSource", file: social, old: "start_event: complete_receipt, source: S1 L7", with: "start_event: complete_receipt", code: "limit.no_source"},
	{name: "LIM3_StatutoryWithoutArticle", file: social, old: `, basis: {law: 社会保险法, article: "57", tag: V}}`, with: "}", code: "limit.no_basis"},
	{name: "DUT1_ItemWithoutWindow", file: social, old: `queues: [payment], post: W2`, with: `queues: [register], post: W2`, code: "item.no_window", down: 132},
	{name: "DUT1_WindowWithoutPost", file: social, old: "queues: [register], post: W1", with: "queues: [register]", code: "window.no_post"},
	{name: "DUT1_PostWithoutA", file: social, old: "a: E-1, b: E-2", with: "b: E-2", code: "post.no_a"},
	{name: "DUT1_PostWithoutB", file: social, old: "a: E-1, b: E-2", with: "a: E-1", code: "post.no_b"},
	{name: "DUT1_SamePersonTwice", file: social, old: "a: E-1, b: E-2", with: "a: E-1, b: E-1", code: "post.same_person"},
	{name: "DUT7_NotQualified", file: social, old: "qualified: [register, payment]", with: "qualified: [register]", code: "staff.unqualified", down: -9},
	{name: "ONE2_MaterialWithoutHowToFix", file: social, old: "        how_to_fix: {zh: 出示原件, en: Show the original}\n", with: "", code: "material.no_fix", down: -6},
	{name: "ONE1_CatchAllMaterial", file: social, old: "name: {zh: 分支机构名单, en: List of branches}", with: "name: {zh: 其他材料, en: More papers}", code: "material.catch_all"},
	{name: "ONE1_CatchAllMaterialInDisguise", file: social, old: "zh: 分支机构名单", with: "zh: 法律法规规定的有关资料", code: "material.catch_all"},
	{name: "ONE1_MaterialWithoutCount", file: social, old: "count: 2", with: "count: 0", code: "material.count"},
	{name: "ONE1_ConditionNotInWords", file: social, old: "        when_text: {zh: 企业, en: Companies}\n", with: "", code: "material.when_text", down: -9},
	{name: "CAS7_UnknownStep", file: social, old: "next: test", with: "next: nowhere", code: "step.unknown"},
	{name: "CAS7_UnreachableStep", file: social, old: "          - {id: inspect, name: {zh: 需检测, en: To be tested}, next: test}\n", with: "", code: "step.unreachable"},
	{name: "CAS7_RouteWithoutEnd", file: social, old: "next: end}", with: "next: issue, reason: true}", code: "step.no_end", down: -5},
	{name: "CAS7_StepWithoutOutcome", file: social, old: "        outcomes:\n          - {id: done, name: {zh: 完成, en: Done}, next: decide}\n", with: "        outcomes: []\n", code: "step.no_outcome"},
	{name: "LIM14_ReturnWithoutReason", file: social, old: "next: review, reason: true}", with: "next: review}", code: "step.no_reason"},
	{name: "LIM14_NoCondition", file: social, old: "    conditions:\n      - {id: insured, text: {zh: 单位已参保, en: The employer is registered}}\n", with: "    conditions: []\n", code: "condition.missing"},
	{name: "LIM12_StepUsesUnlistedProcedure", file: social, old: "special: testing", with: "special: hearing", code: "special.unknown"},
	{name: "LIM12_ExtensionWithoutArticle", file: social, old: "    fees:\n      - code: book", with: "    extension: {days: 5, by: {zh: 负责人, en: Head}}\n    fees:\n      - code: book", code: "extension.no_basis"},
	{name: "LIM12_ExtensionInOtherUnit", file: social, old: "    fees:\n      - code: book", with: "    extension: {days: 5, by: {zh: 负责人, en: Head}, basis: {law: 行政许可法, article: \"45\", tag: V}}\n    fees:\n      - code: book", code: "extension.days"},
	{name: "CAS7_SideBySideWithoutJoin", file: social, old: "name: {zh: 符合, en: Pass}, next: decide}", with: "name: {zh: 符合, en: Pass}, next: decide, also: [test]}", code: "step.no_join"},
	{name: "LIM12_ProcedureWithoutArticle", file: social, old: `, basis: {law: 行政许可法, article: "45", tag: V}}`, with: "}", code: "special.no_basis"},
	{name: "PUB1_BasisMissing", file: social, old: "    basis:\n      - {law: 社会保险经办条例, article: \"6\", tag: V}\n", with: "    basis: []\n", code: "basis.missing"},
	{name: "PUB1_BasisPending", file: social, old: `{law: 社会保险经办条例, article: "6", tag: V}`, with: `{law: 某办法, article: "6"}`, code: "basis.pending", severity: catalogue.Warning},
	{name: "PUB1_BasisNotInListOfLaws", file: social, old: `{law: 社会保险经办条例, article: "6", tag: V}`, with: `{law: 社会保险经办条例, article: "7", tag: V}`, code: "basis.unlisted"},
	{name: "PUB1_BasisWithWrongTag", file: social, old: `{law: 社会保险经办条例, article: "6", tag: V}`, with: `{law: 社会保险经办条例, article: "6", tag: K}`, code: "basis.unlisted"},
	{name: "PUB1_NoComplaintPhone", file: social, old: "complaints: 0990-5550112, ", with: "", code: "department.no_phone"},
	{name: "PUB1_ItemWithoutName", file: social, old: "name: {zh: 缴费申报, en: Contribution declaration}", with: "name: {en: Contribution declaration}", code: "text.missing"},
	{name: "PUB1_EnglishMissing", file: social, old: "name: {zh: 缴费申报, en: Contribution declaration}", with: "name: {zh: 缴费申报}", code: "text.missing", severity: catalogue.Warning},
	{name: "PUB3_FeeWithoutStandard", file: social, old: "        standard: {zh: 每本10元, en: 10 yuan each}\n", with: "", code: "fee.no_standard", down: -2},
	{name: "PUB3_FeeWithoutAmount", file: social, old: "amount: 1000", with: "amount: 0", code: "fee.no_amount"},
	{name: "PUB3_FeeWithoutArticle", file: social, old: "        basis: {law: 行政许可法, article: \"39\", tag: V}\n", with: "", code: "fee.no_basis", down: -5},
	{name: "USCC_CheckDigit", file: social, old: "11990000MB9900013U", with: "11990000MB9900013T", code: "code.uscc"},
	{name: "LIM11_LadderWithAnUnknownPlace", file: city, old: "{when: before, n: 2,", with: "{when: sometime, n: 2,", code: "value.unknown"},
	{name: "LIM11_LadderTellsAStranger", file: city, old: "tell: [handler, b]", with: "tell: [handler, neighbour]", code: "value.unknown"},
	{name: "LIM11_LadderWithAnImpossiblePercentage", file: city, old: "{when: used, n: 70,", with: "{when: used, n: 170,", code: "ladder.n"},
	{name: "LIM11_LadderTellsNobody", file: city, old: "tell: [handler, b]", with: "tell: []", code: "ladder.nobody"},
	{name: "LIM11_LadderWithARungTwice", file: city, old: "{when: after, n: 3,", with: "{when: after, n: 1,", code: "ladder.twice"},
	{name: "LIM11_LadderThatDoesNotSayWhenItIsLate", file: city, old: "      - {when: due, tell: [handler, section], card: red}\n", with: "", code: "ladder.no_due", down: -3},
	{name: "LIM11_LadderWithARedCardBeforeTheDueDate", file: city, old: "card: yellow", with: "card: red", code: "ladder.card"},
	{name: "Region_NotSixDigits", file: city, old: `region: "990000"`, with: `region: "99000"`, code: "code.region"},
	{name: "Code_ItemTwice", file: social, old: "code: SI-02", with: "code: SI-01", code: "code.duplicate"},
	{name: "Code_BadgeTwice", file: social, old: `badge: "1002"`, with: `badge: "1001"`, code: "code.duplicate"},
	{name: "Code_LetterTwice", file: social, old: "letter: B", with: "letter: A", code: "code.duplicate"},
	{name: "Code_MaterialTwice", file: social, old: "- id: licence", with: "- id: form", code: "code.duplicate"},
	{name: "Code_Malformed", file: social, old: "code: SI-02", with: "code: SI 02", code: "code.invalid"},
	{name: "Code_Letter", file: social, old: "letter: B", with: "letter: bb", code: "code.letter"},
	{name: "Code_WindowNumber", file: social, old: `no: "2"`, with: `no: "two"`, code: "code.window"},
	{name: "Code_Basic", file: social, old: "code: SI-02", with: "code: SI-02\n    basic: \"123\"", code: "code.basic", down: 1},
	{name: "Code_ImplementationOfAnotherBody", file: social, old: "    popular: 1", with: "    popular: 1\n    basic: \"000120014001\"\n    implementation: 11990000MB9900021N3000120014001", code: "code.implementation", down: 2},
	{name: "Ref_UnknownQueue", file: social, old: "queues: [register], post: W1", with: "queues: [nowhere], post: W1", code: "reference.broken"},
	{name: "Ref_UnknownZone", file: social, old: "zone: A, kind: dedicated", with: "zone: Q, kind: dedicated", code: "reference.broken"},
	{name: "Ref_UnknownStaff", file: social, old: "responsible: E-LEAD", with: "responsible: E-NOBODY", code: "reference.broken"},
	{name: "Ref_UnknownPost", file: social, old: "post: REVIEW", with: "post: NOBODY", code: "reference.broken"},
	{name: "Ref_WindowPostOfAnotherHall", file: social, old: "queues: [register], post: W1", with: "queues: [register], post: REVIEW", code: "window.wrong_post"},
	{name: "CEL_DoesNotCompile", file: social, old: `when: unit_kind == "enterprise"`, with: `when: unit_kind = "enterprise"`, code: "condition.broken"},
	{name: "CEL_UnknownVariable", file: social, old: `when: unit_kind == "enterprise"`, with: `when: kind_of_unit == "enterprise"`, code: "condition.broken"},
	{name: "CEL_NotYesOrNo", file: social, old: `when: branches > 0 || foreign`, with: `when: branches`, code: "condition.broken"},
	{name: "Situation_TooFewAnswers", file: social, old: "          - {value: institution, text: {zh: 事业单位, en: Public body}}\n", with: "", code: "situation.options", down: -2},
	{name: "Situation_ReservedName", file: social, old: "{id: foreign,", with: "{id: agent,", code: "situation.id"},
	{name: "Situation_ChangesNothing", file: social, old: "when: branches > 0 || foreign", with: "when: branches > 0", code: "situation.unused", down: -27, severity: catalogue.Warning},
	{name: "Value_UnknownRole", file: social, old: "roles: [division]", with: "roles: [king]", code: "value.unknown"},
	{name: "Value_UnknownWindowKind", file: social, old: "kind: dedicated", with: "kind: golden", code: "value.unknown"},
	{name: "Value_Date", file: social, old: "effective: 2026-01-01", with: "effective: 2026-13-01", code: "value.date"},
	{name: "Item_NoVersion", file: social, old: "version: 1", with: "version: 0", code: "item.version"},
	{name: "CAS16_NoPlaces", file: social, old: "places: 1", with: "places: 0", code: "item.places"},
	{name: "CAS4_ChainWithoutStage", file: social, old: "    city_wide: true", with: "    city_wide: true\n    chain: pension", code: "item.chain", down: 1},
	{name: "Item_WalkInsRefused", file: social, old: "channels: [hall, online]", with: "channels: [online]", code: "item.no_hall_channel"},
	{name: "Item_AgentConflict", file: social, old: "    city_wide: true", with: "    in_person: true\n    services: {agent: true}", code: "item.agent_conflict"},
	{name: "Hours_Gap", file: city, old: "from: 10-01, to: 04-30", with: "from: 10-02, to: 04-30", code: "hours.gap", down: -2},
	{name: "Hours_Backwards", file: city, old: `"08:30-12:00", "14:00-17:30"`, with: `"14:00-17:30", "08:30-12:00"`, code: "hours.invalid", down: -1},
	{name: "Queue_NoMinutes", file: social, old: "minutes: 6", with: "minutes: 0", code: "queue.minutes"},
	{name: "Department_NoPrefix", file: social, old: "    doc_prefix: 样社保\n", with: "", code: "department.no_prefix", down: -3},
	{name: "File_UnknownField", file: social, old: "statutory:", with: "statutary:", code: "file.unknown_field"},
	{name: "File_Syntax", file: social, old: "popular: 1", with: "popular: many", code: "file.syntax"},
	{name: "File_NoCity", file: city, old: "city:\n  code: test\n  name: {zh: 样例市, en: Sample City}\n  region: \"990000\"\n  hotline: \"0990-12345\"\n  halls: [main, east]\n", with: "", code: "file.no_city", down: 1000},
	{name: "ONE1_DeferrableWithoutDays", file: social, old: "deferrable: {days: 5}", with: "deferrable: {days: 0}", code: "material.defer_days"},
}

// TestLint_PlantedFault: each kind of fault is found, at its line, with its severity.
func TestCheck_PlantedFault(t *testing.T) {
	for _, c := range faults {
		t.Run(c.name, func(t *testing.T) {
			files := good(t)
			line := plant(t, files, c.file, c.old, c.with, c.nth) + c.down
			want := c.severity
			if want == "" {
				want = catalogue.Error
			}
			for _, f := range lint(t, files) {
				if f.Code == c.code && f.Severity == want && (f.File == c.file && f.Line == line || c.down == 1000) {
					return
				}
			}
			for _, f := range lint(t, files) {
				t.Log(f)
			}
			t.Errorf("no %s %s at %s:%d", want, c.code, c.file, line)
		})
	}
}

// TestLint_EveryCodeIsPlantedAndWorded: a code that no planted fault raises, or that has no sentence, is not proved.
func TestCheck_EveryCodeIsPlantedAndWorded(t *testing.T) {
	words := text.Must(catalogue.Texts)
	planted := map[string]bool{}
	for _, c := range faults {
		planted[c.code] = true
	}
	for _, code := range raised(t) {
		if !planted[code] && !provedElsewhere[code] {
			t.Errorf("no test plants %s", code)
		}
		if !words.Has(text.ZH, "catalogue.lint."+code) {
			t.Errorf("no words for %s", code)
		}
	}
}

// provedElsewhere have tests of their own below: their fault is not one replaced text.
var provedElsewhere = map[string]bool{"file.no_hall": true, "step.none": true, "step.no_decision": true, "material.none": true}

var raising = regexp.MustCompile(`(?:Fail|Warn|Add|finding|whole)\(.*?"([a-z]+\.[a-z_]+)"`)

func raised(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"*.go", "../*.go"} {
		more, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, more...)
	}
	var out []string
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, hit := range raising.FindAllStringSubmatch(string(raw), -1) {
			out = append(out, hit[1])
		}
	}
	if len(out) < 60 {
		t.Fatalf("found only %d codes in the source", len(out))
	}
	return out
}

// TestLIM3_NamesTheFirstBadDay: eleven working days pass for fifteen natural ones until the spring festival of 2019. Counted by hand
// from 23 January: working days 24, 25, 28-31 January, 1-3 February (2 and 3 are make-up days), 11, 12 February; natural days end on
// 7 February, a holiday, and roll to the 11th.
func TestLIM3_NamesTheFirstBadDay(t *testing.T) {
	files := good(t)
	plant(t, files, social, "promised: {n: 10, unit: natural_days", "promised: {n: 11, unit: working_days", 0)
	for _, f := range lint(t, files) {
		if f.Code != "limit.over_statutory" {
			continue
		}
		if f.Params["day"] != "2019-01-23" || f.Params["promised_due"] != "2019-02-12 17:00:00" || f.Params["statutory_due"] != "2019-02-11 17:00:00" {
			t.Error(f)
		}
		return
	}
	t.Fatal("not found")
}

// TestLIM3_SafeInOtherUnitsPasses: five working days are never longer than fifteen natural days, whatever the holidays.
func TestLIM3_SafeInOtherUnitsPasses(t *testing.T) {
	files := good(t)
	plant(t, files, social, "promised: {n: 10, unit: natural_days", "promised: {n: 5, unit: working_days", 0)
	for _, f := range lint(t, files) {
		if f.Code == "limit.over_statutory" {
			t.Error(f)
		}
	}
}

// TestLIM3_ExcludedTimeIsNotCounted: the testing step of 30 days stands in the good catalogue; without its legal ground it counts.
func TestLIM3_ExcludedTimeIsNotCounted(t *testing.T) {
	files := good(t)
	plant(t, files, social, "        special: testing\n", "", 0)
	for _, f := range lint(t, files) {
		if f.Code == "step.over_whole" {
			return
		}
	}
	t.Error("a step of 30 days within a whole of 10 passed")
}

// TestCAS7_SomebodyDecides: a route on which nobody grants or refuses never closes a case.
func TestCAS7_SomebodyDecides(t *testing.T) {
	files := good(t)
	body := string(files[social].Data)
	for _, d := range []string{"decision: granted, next: issue", "decision: refused, next: issue"} {
		body = strings.Replace(body, d, "next: issue", 1)
	}
	files[social] = &fstest.MapFile{Data: []byte(body)}
	for _, f := range lint(t, files) {
		if f.Code == "step.no_decision" && f.Params["item"] == "SI-01" {
			return
		}
	}
	t.Error("a route without a decision passed")
}

// TestLIM3_StepsOfSeveralUnits: within five working days there is room for one natural day and one working day, whatever the
// holidays; there is none for ten natural days and one working day.
func TestLIM3_StepsOfSeveralUnits(t *testing.T) {
	for natural, over := range map[string]bool{"1": false, "10": true} {
		files := good(t)
		plant(t, files, social, "promised: {n: 10, unit: natural_days", "promised: {n: 5, unit: working_days", 0)
		plant(t, files, social, "limit: {n: 3, unit: natural_days}", "limit: {n: "+natural+", unit: natural_days}", 0)
		plant(t, files, social, "limit: {n: 2, unit: natural_days}", "limit: {n: 1, unit: working_days}", 0)
		found := false
		for _, f := range lint(t, files) {
			found = found || f.Code == "step.over_whole"
		}
		if found != over {
			t.Errorf("%s natural days and a working day: over the whole = %v, want %v", natural, found, over)
		}
	}
}

func TestCheck_WithoutHalls(t *testing.T) {
	files := fstest.MapFS{"a.yaml": {Data: []byte("items:\n  - code: X\n    class: days\n    materials: []\n    steps: []\n")}}
	seen := map[string]bool{}
	for _, f := range lint(t, files) {
		seen[f.Code] = true
	}
	for _, code := range []string{"file.no_hall", "file.no_city", "step.none", "material.none"} {
		if !seen[code] {
			t.Errorf("no %s", code)
		}
	}
}

func TestCheck_EmptyFolder(t *testing.T) {
	if _, err := Check(fstest.MapFS{}); err == nil {
		t.Error("an empty folder passed")
	}
}
