package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"yichuang/internal/halltest"
)

// axeFile is brought by scripts/third_party.sh; it is used by tests only and embedded nowhere.
const axeFile = "../../.cache/npm/node_modules/axe-core/axe.min.js"

// Every page: no serious fault for people who cannot see, point or read well; no missing word; no sideways scroll on a narrow phone.
func TestPagesAreAccessible(t *testing.T) {
	chromium(t)
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		t.Skip("no axe-core: run make third_party")
	}
	h := halltest.OnSQLite(t)
	base := serve(t, h)
	browsers := map[string]*browser{}
	for _, s := range screens {
		b := browsers[s.role]
		if b == nil {
			b = open(t, base)
			b.as(s.role)
			browsers[s.role] = b
		}
		b.size(s.w, s.h)
		b.visit(s.path)
		if words := b.text("body"); strings.Contains(words, "⟦") {
			t.Errorf("%s lacks a word", s.path)
		}
		eval[any](b, string(axe)+"; 1")
		eval[any](b, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21aa"]}).then(r => { window.__faults = r.violations
			.filter(v => v.impact === "serious" || v.impact === "critical")
			.map(v => v.id + ": " + v.help + " at " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | ")) }); 1`)
		b.until("axe on "+s.path, `window.__faults`)
		for _, fault := range eval[[]string](b, `window.__faults`) {
			t.Errorf("%s: %s", s.path, fault)
		}
		if s.w <= 390 {
			b.size(320, 800)
			b.visit(s.path)
			if wide := eval[float64](b, `document.documentElement.scrollWidth`); wide > 320 {
				t.Errorf("%s scrolls sideways at 320: %v", s.path, wide)
			}
		}
		if small := eval[[]string](b, clipped); len(small) > 0 {
			t.Errorf("%s clips text: %s", s.path, fmt.Sprint(small))
		}
	}
}

// clipped finds buttons and headings whose words do not fit their box.
const clipped = `[...document.querySelectorAll("button,h1,h2,.btn,.lamp,.tag")].filter(e => e.offsetParent && !e.classList.contains("sr") && getComputedStyle(e).overflow !== "visible"
	&& e.scrollWidth > e.clientWidth + 2).slice(0, 5).map(e => e.innerText.slice(0, 20))`
