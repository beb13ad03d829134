package catalogue

import (
	"errors"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"yichuang/internal/errs"
)

func load(t testing.TB, files fstest.MapFS) *Catalogue {
	t.Helper()
	c, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func item(t testing.TB, c *Catalogue, code string) *Item {
	t.Helper()
	it, ok := c.Item(code)
	if !ok {
		t.Fatalf("no item %s", code)
	}
	return it
}

func codes[T any](list []*T, code func(*T) string) []string {
	var out []string
	for _, v := range list {
		out = append(out, code(v))
	}
	return out
}

func TestLoad_FindsWhatIsThere(t *testing.T) {
	c := load(t, good(t))
	if w, ok := c.Window("east", "1"); !ok || w.Post != "W3" {
		t.Errorf("window east/1 = %+v", w)
	}
	if c.DefaultHall().Code != "main" {
		t.Errorf("default hall %s", c.DefaultHall().Code)
	}
	queue := func(q *Queue) string { return q.Code }
	if got := codes(c.QueuesOf("main"), queue); !slices.Equal(got, []string{"register", "payment"}) {
		t.Errorf("queues of main: %v", got)
	}
	if got := codes(c.QueuesOf("east"), queue); !slices.Equal(got, []string{"register"}) {
		t.Errorf("queues of east: %v", got)
	}
	code := func(it *Item) string { return it.Code }
	if got := codes(c.ItemsAt("east"), code); !slices.Equal(got, []string{"SI-01"}) {
		t.Errorf("the east hall has no payment window, so it takes only registration: %v", got)
	}
	if got := codes(c.PopularItems(), code); !slices.Equal(got, []string{"SI-01"}) {
		t.Errorf("popular: %v", got)
	}
	if got := c.WindowsFor(item(t, c, "SI-01"), ""); len(got) != 2 {
		t.Errorf("registration is served at two windows, got %d", len(got))
	}
	for _, missing := range []string{"", "SI-99"} {
		if _, ok := c.Item(missing); ok {
			t.Errorf("found an item %q", missing)
		}
	}
}

func TestPUB2_PoliciesFirstAndOnlyInForce(t *testing.T) {
	c := load(t, good(t))
	code := func(n *Notice) string { return n.Code }
	if got := codes(c.NoticesAt("main", "2026-06-01"), code); !slices.Equal(got, []string{"policy", "later"}) {
		t.Errorf("main: %v", got)
	}
	if got := codes(c.NoticesAt("main", "2027-01-01"), code); !slices.Equal(got, []string{"policy"}) {
		t.Errorf("after its last day: %v", got)
	}
	if got := codes(c.NoticesAt("east", "2026-06-01"), code); !slices.Equal(got, []string{"policy"}) {
		t.Errorf("another hall: %v", got)
	}
}

func TestDUT7_QualifiedForOwnDepartmentOrByName(t *testing.T) {
	c := load(t, good(t))
	e1, _ := c.Person("E-1")
	if !c.QualifiedFor(e1, "payment") {
		t.Error("without a list a person serves every queue of the own department")
	}
	limited := *e1
	limited.Qualified = []string{"register"}
	if c.QualifiedFor(&limited, "payment") {
		t.Error("a list excludes what it does not name")
	}
	stranger := Staff{Department: "tax"}
	if c.QualifiedFor(&stranger, "payment") {
		t.Error("another department's queue")
	}
}

func TestLoad_RefusesWhatIsBroken(t *testing.T) {
	for name, change := range map[string][2]string{
		"a code twice":        {"code: SI-02", "code: SI-01"},
		"a reference":         {"queue: payment", "queue: nowhere"},
		"a condition":         {"when: agent", "when: agent +"},
		"an unknown field":    {"popular: 1", "populer: 1"},
		"something not YAML":  {"items:", "items: ["},
		"a value of no sense": {"version: 1", "version: one"},
	} {
		files := good(t)
		plant(t, files, social, change[0], change[1])
		if _, err := Load(files); errs.Code(err) != "catalogue.load.refused" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Load(fstest.MapFS{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("empty folder: %v", err)
	}
}

func TestLoad_VersionNamesTheContent(t *testing.T) {
	a, b := load(t, good(t)), load(t, good(t))
	files := good(t)
	plant(t, files, social, "minutes: 6", "minutes: 7")
	if a.Version != b.Version || a.Version == load(t, files).Version || len(a.Version) != 64 {
		t.Errorf("versions %s %s", a.Version, b.Version)
	}
}

func materials(t *testing.T, c *Catalogue, answers Answers) []string {
	t.Helper()
	list, err := c.MaterialsFor(item(t, c, "SI-01"), answers)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range list {
		out = append(out, m.ID)
	}
	return out
}

// TestONE1_SituationChoosesTheMaterials: the checklist follows from the answers, completely.
func TestONE1_SituationChoosesTheMaterials(t *testing.T) {
	c := load(t, good(t))
	for _, x := range []struct {
		answers Answers
		want    []string
	}{
		{Answers{"unit_kind": "institution", "branches": 0, "foreign": false}, []string{"form"}},
		{Answers{"unit_kind": "enterprise", "branches": 0, "foreign": false}, []string{"form", "licence"}},
		{Answers{"unit_kind": "enterprise", "branches": 3, "foreign": false}, []string{"form", "licence", "branch-list"}},
		{Answers{"unit_kind": "institution", "branches": 0, "foreign": true, "agent": true}, []string{"form", "branch-list", "authority"}},
	} {
		if got := materials(t, c, x.answers); !slices.Equal(got, x.want) {
			t.Errorf("%v: %v, want %v", x.answers, got, x.want)
		}
	}
}

// TestONE2_HalfAnsweredIsRefused: each unanswered question is named, so that the form can show them all.
func TestONE2_HalfAnsweredIsRefused(t *testing.T) {
	c := load(t, good(t))
	_, err := c.MaterialsFor(item(t, c, "SI-01"), Answers{"unit_kind": "institution"})
	e := errs.Of(err)
	if e.Code != "catalogue.situation.unanswered" || e.Field != "branches" || len(e.All) != 1 || e.All[0].Field != "foreign" {
		t.Errorf("%v, more: %v", e, e.All)
	}
	for _, wrong := range []Answers{
		{"unit_kind": "king", "branches": 0, "foreign": false},
		{"unit_kind": "institution", "branches": "many", "foreign": false},
		{"unit_kind": "institution", "branches": 0, "foreign": "yes"},
	} {
		if _, err := c.MaterialsFor(item(t, c, "SI-01"), wrong); errs.Code(err) != "catalogue.situation.no_such_answer" {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}

func TestParseAnswers_ReadsAForm(t *testing.T) {
	c := load(t, good(t))
	form := map[string]string{"unit_kind": "enterprise", "branches": "2", "foreign": "no", "agent": "yes"}
	got := item(t, c, "SI-01").ParseAnswers(func(k string) string { return form[k] })
	want := []string{"form", "licence", "branch-list", "authority"}
	if list := materials(t, c, got); !slices.Equal(list, want) {
		t.Errorf("%v from %v, want %v", list, got, want)
	}
	if _, asked := item(t, c, "SI-01").ParseAnswers(func(string) string { return "" })["foreign"]; asked {
		t.Error("a question without an answer got one")
	}
}

func TestBody_ComesBackTheSameAndStillWorks(t *testing.T) {
	c := load(t, good(t))
	body, err := item(t, c, "SI-01").Body()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ItemFromBody(body)
	if err != nil {
		t.Fatal(err)
	}
	again, err := back.Body()
	if err != nil || string(again) != string(body) {
		t.Fatalf("%v\n%s\n%s", err, body, again)
	}
	list, err := c.MaterialsFor(back, Answers{"unit_kind": "enterprise", "branches": 0, "foreign": false})
	if err != nil || len(list) != 2 {
		t.Errorf("the conditions of an old version must still choose: %v %v", list, err)
	}
	if back.Name.ZH != "单位社会保险登记" || back.Promised.N != 10 || len(back.Steps) != 4 {
		t.Errorf("lost something: %+v", back)
	}
}

func TestDiff_NamesWhatChanged(t *testing.T) {
	files := good(t)
	plant(t, files, social, "promised: {n: 10,", "promised: {n: 8,")
	plant(t, files, social, `- {id: registered, text: {zh: 单位已依法登记, en: The employer is registered}}`, `- {id: located, text: {zh: 在本市, en: Here}}`)
	plant(t, files, social, "code: SI-02", "code: SI-03")
	changes, err := Diff(load(t, good(t)), load(t, files))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range changes {
		got = append(got, c.String())
	}
	want := []string{
		"~ item SI-01 conditions.located: - -> map[id:located text:map[en:Here zh:在本市]]",
		"~ item SI-01 conditions.registered: map[id:registered text:map[en:The employer is registered zh:单位已依法登记]] -> -",
		"~ item SI-01 promised.n: 10 -> 8",
		"- item SI-02 缴费申报",
		"+ item SI-03 缴费申报",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	same, err := Diff(load(t, good(t)), load(t, good(t)))
	if err != nil || len(same) != 0 {
		t.Errorf("no difference expected: %v %v", same, err)
	}
}

func TestStaleVersions_ChangedItemNeedsANewVersion(t *testing.T) {
	files := good(t)
	plant(t, files, social, "promised: {n: 10,", "promised: {n: 8,")
	stale, err := StaleVersions(load(t, good(t)), load(t, files))
	if err != nil || !slices.Equal(stale, []string{"SI-01"}) {
		t.Errorf("%v %v", stale, err)
	}
	plant(t, files, social, "version: 1", "version: 2")
	if stale, _ = StaleVersions(load(t, good(t)), load(t, files)); len(stale) != 0 {
		t.Errorf("with a new version: %v", stale)
	}
}

func TestSearch_OfTheCatalogue(t *testing.T) {
	c := load(t, good(t))
	for query, want := range map[string]string{"开户": "SI-01", "缴费": "SI-02", "jf": "SI-02", "营业执照": "SI-01", "declaration": "SI-02"} {
		got := c.Search(query, 5)
		if len(got) == 0 || got[0].Code != want {
			t.Errorf("%s: %v", query, got)
		}
	}
}

func BenchmarkLoad_Linxi(b *testing.B) {
	for b.Loop() {
		if _, err := Load(os.DirFS("../../catalogue/linxi")); err != nil {
			b.Fatal(err)
		}
	}
}
