package doc

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yichuang/internal/errs"
	"yichuang/internal/text"
)

func TestFreezeThaw_SameBytesSameDigest(t *testing.T) {
	for name, letter := range samples(t) {
		again, err := Thaw(letter.Frozen())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(again.Frozen(), letter.Frozen()) || again.Digest() != letter.Digest() || len(letter.Digest()) != 64 {
			t.Errorf("%s changed on the way", name)
		}
	}
}

// The frozen form must not depend on how a struct is written in Go, or old digests would stop to fit.
func TestFreeze_GoldenVector(t *testing.T) {
	head := Head{Number: "A001", IssuedAt: 1795488240000000, Hall: Hall{Name: "临溪市<厅>&", Supervision: "0990-5550111"}}
	letter, err := Freeze(head, &Ticket{Number: "A001", Matters: []string{"a"}, Ahead: 2})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"content":{"ahead":2,"matters":["a"],"number":"A001"},"head":{"hall":{"name":"临溪市<厅>&","supervision":"0990-5550111"},` +
		`"issued_at":1795488240000000,"lang":"zh-CN","number":"A001"},"kind":"ticket","template":1}`
	if got := string(letter.Frozen()); got != want {
		t.Errorf("frozen form is\n%s\nwant\n%s", got, want)
	}
}

func TestThaw_RefusesWhatIsNotExactlyFrozen(t *testing.T) {
	frozen := string(samples(t)["notice"].Frozen())
	var env map[string]any
	json.Unmarshal([]byte(frozen), &env)
	spaced, _ := json.MarshalIndent(env, "", " ")
	for what, changed := range map[string]string{
		"other blanks":     string(spaced),
		"unknown template": strings.Replace(frozen, `"template":1`, `"template":2`, 1),
		"unknown kind":     strings.Replace(frozen, `"kind":"notice"`, `"kind":"letter"`, 1),
		"unknown field":    strings.Replace(frozen, `"content":{`, `"content":{"aaa":1,`, 1),
		"trailing bytes":   frozen + "\n",
		"nothing":          "",
	} {
		if _, err := Thaw([]byte(changed)); errs.Of(err).Kind != errs.Internal || err == nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestDigest_ChangesWithEveryWord(t *testing.T) {
	one := samples(t)["notice"]
	content := sampleNotice()
	content.Missing[1].How += "。"
	other, err := Freeze(one.Head, content)
	if err != nil || other.Digest() == one.Digest() {
		t.Errorf("another content, the same digest; %v", err)
	}
}

// codes collects field and code of every fault of one Freeze.
func codes(err error) map[string]string {
	out := map[string]string{}
	if err == nil {
		return out
	}
	e := errs.Of(err)
	for _, one := range append([]*errs.Error{e}, e.All...) {
		out[one.Field] = one.Code
	}
	return out
}

func TestONE1_NoticeMustBeComplete(t *testing.T) {
	_, err := Freeze(sampleHead(t, "n"), &Notice{})
	got := codes(err)
	for field, code := range map[string]string{
		"applicant.name": "doc.empty", "matter.name": "doc.empty", "basis": "doc.basis", "limit": "doc.limit", "missing": "doc.missing",
		"return.number": "doc.empty", "return.until": "doc.empty", "clerk.name": "doc.empty",
	} {
		if got[field] != code {
			t.Errorf("%s: %q, want %q", field, got[field], code)
		}
	}
}

func TestONE2_EachMissingMaterialSaysHow(t *testing.T) {
	content := sampleNotice()
	content.Missing[1].How = ""
	_, err := Freeze(sampleHead(t, "n"), content)
	if got := codes(err); len(got) != 1 || got["missing.1.how"] != "doc.how" {
		t.Errorf("%v", got)
	}
}

func TestLIM14_RefusalNamesTheUnmetConditionAndTheRemedies(t *testing.T) {
	base := Refusal{Applicant: Party{Name: "邓晓岚"}, Matter: Matter{Name: "m"}, AcceptedAt: 1}
	noReason, noRemedy, halfReason := base, base, base
	noReason.Remedies = remedies
	noRemedy.Reasons = []Reason{{Condition: "c", Finding: "f"}}
	halfReason.Remedies, halfReason.Reasons = remedies, []Reason{{Finding: "不予许可"}}
	for what, c := range map[string]struct {
		letter Refusal
		field  string
	}{"no reason": {noReason, "reasons"}, "no remedy": {noRemedy, "remedies"}, "no condition": {halfReason, "reasons.0"}} {
		if _, err := Freeze(sampleHead(t, "n"), &c.letter); codes(err)[c.field] == "" {
			t.Errorf("%s: frozen; %v", what, codes(err))
		}
	}
}

func TestONE5_NoJurisdictionSaysWhereToGo(t *testing.T) {
	content := &NotAccepted{Applicant: Party{Name: "邓晓岚"}, Matter: Matter{Name: "m"}, FiledAt: 1, Ground: NoJurisdiction,
		Reasons: []Reason{{Condition: "c", Finding: "f"}}, Remedies: remedies}
	if _, err := Freeze(sampleHead(t, "n"), content); codes(err)["elsewhere"] != "doc.elsewhere.error" {
		t.Errorf("%v", codes(err))
	}
	content.Ground = NotRequired
	if _, err := Freeze(sampleHead(t, "n"), content); err != nil {
		t.Errorf("no licence needed, so nowhere to go: %v", err)
	}
}

func TestSUP1_VisitSlipNeedsItsToken(t *testing.T) {
	head := sampleHead(t, "A032")
	head.Verify = ""
	_, err := Freeze(head, &VisitSlip{Ticket: "A032", Window: "06", Matters: []Done{{Matter: "m", Outcome: OutcomeLeft}}, EndedAt: 1})
	if codes(err)["verify"] == "" {
		t.Errorf("%v", codes(err))
	}
}

func TestNoIdentityNumberOnPaper(t *testing.T) {
	content := sampleNotice()
	content.Agent.Tail = "990000199001010017"
	if _, err := Freeze(sampleHead(t, "n"), content); codes(err)["agent.tail"] != "doc.tail.error" {
		t.Errorf("%v", codes(err))
	}
}

func TestFreeze_RefusesCharactersThatDeceive(t *testing.T) {
	for _, bad := range []string{"a\nb", "a\x00b", "\u202eevil", "a\u2066b", "\xff"} {
		content := sampleNotice()
		content.Applicant.Name = bad
		if _, err := Freeze(sampleHead(t, "n"), content); errs.Code(err) != "doc.characters" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestProperty_WhatIsFrozenThaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`[a-z<&"\\\x{4e00}-\x{4eff}\x{2028}*{}]{1,12}`)
		ticket := &Ticket{Number: line.Draw(t, "number"), Matters: rapid.SliceOfN(line, 1, 3).Draw(t, "matters"), Ahead: rapid.IntRange(0, 99).Draw(t, "ahead")}
		head := Head{Number: "x", IssuedAt: rapid.Int64Range(1, 1<<60).Draw(t, "at"), Hall: Hall{Name: line.Draw(t, "hall")}}
		letter, err := Freeze(head, ticket)
		if err != nil {
			t.Fatal(err)
		}
		if got := letter.Content.(*Ticket); got.Number != ticket.Number || len(got.Matters) != len(ticket.Matters) {
			t.Fatalf("%+v became %+v", ticket, got)
		}
	})
}

func TestTexts_BothLanguagesHaveTheSameKeysAndParameters(t *testing.T) {
	if gaps := bundle.Check(); len(gaps) != 0 {
		t.Error(gaps)
	}
	for _, key := range bundle.Keys(text.ZH) {
		zh, en := bundle.T(text.ZH, key), bundle.T(text.EN, key)
		if strings.Count(zh, "**") != strings.Count(en, "**") && strings.Count(en, "**")%2 != 0 || strings.Count(zh, "**")%2 != 0 {
			t.Errorf("%s: unpaired marks", key)
		}
		for _, name := range parameters(zh) {
			if !strings.HasPrefix(key, "doc.date") && !strings.HasPrefix(key, "doc.moment") && !strings.Contains(en, name) {
				t.Errorf("%s: the English text lacks %s", key, name)
			}
		}
	}
}

func parameters(s string) []string {
	var out []string
	for _, part := range strings.Split(s, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		out = append(out, "{"+name+"}")
	}
	return out
}

func TestRich_ParametersKeepTheirStars(t *testing.T) {
	got := words{text.ZH}.rich("deputy.note", "name", "**甲**{clerk}", "clerk", "乙!!")
	if got.String() != "**甲**{clerk}（B岗，乙!!不在时由其接办）" || !got[0].Bold || got[1].Bold {
		t.Errorf("%+v", got)
	}
}

// Every sheet in either language shows real words: no missing key and no parameter left open.
func TestSheets_NoOpenWords(t *testing.T) {
	for name, letter := range samples(t) {
		for _, lang := range []text.Lang{text.ZH, text.EN} {
			letter.Head.Lang = lang
			var html strings.Builder
			if err := HTML(&html, letter, Options{Reprint: 1}, "p.css"); err != nil {
				t.Fatal(err)
			}
			for _, sign := range []string{"⟦", "{", "}", "**", "!!", "ZgotmplZ", "style="} {
				if strings.Contains(html.String(), sign) {
					t.Errorf("%s %s holds %q", name, lang, sign)
				}
			}
		}
	}
}
