package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"yichuang/internal/halltest"
)

// A clerk serves two people with keys alone: the first is told once what is missing, the second is accepted. Nobody touches a mouse,
// and after every key somebody who looks at the screen can see where the focus is.
func TestKeyboard_ClerkServesFromCallToNoticeAndAcceptance(t *testing.T) {
	chromium(t)
	h := halltest.OnSQLite(t)
	base := serve(t, h)
	door := open(t, base)
	door.takeTicket("SB-01")
	door.takeTicket("SB-01")

	desk := open(t, base)
	desk.size(1440, 900)
	desk.signIn("E-SB-06", "shi-06")
	desk.visit("/h/shi/desk")
	desk.turn("the open window", kb.F2)

	desk.receiveByKeys()
	desk.answerByKeys("2") // the first row is missing
	desk.turn("the answers of the other rows", "a", chromedp.KeyModifiers(chromedp.ModifierAlt))
	desk.until("the key for the notice", `document.querySelector('[data-key="F8"]')`)
	desk.turn("the notice", kb.F8)
	if code := desk.find(`\bR[34679ACDEFGHJKMNPRTVWXY]{7}\b`); code == "" {
		t.Error("no return code after the notice")
	}
	desk.turn("the end of the first visit", kb.F2)

	desk.receiveByKeys()
	rows := eval[int](desk, `document.querySelectorAll("#rows [data-row]").length`)
	if rows < 2 {
		t.Fatalf("%d rows prove nothing about arrows", rows)
	}
	for range rows {
		desk.answerByKeys("1")
	}
	desk.until("the key for acceptance", `document.querySelector('button[formaction$="/accept"][data-key="F9"]')`)
	desk.turn("the acceptance", kb.F9)
	desk.find(`BJ\d{12}`)
	desk.turn("the end of the second visit", kb.F2)
	h.Verified()
}

// turn presses a key that leads to another page, and waits for that page; a clerk can go on from where the focus then stands.
func (b *browser) turn(what, key string, opts ...chromedp.KeyOption) {
	b.t.Helper()
	eval[bool](b, `window.__old = true`)
	b.do(chromedp.KeyEvent(key, opts...))
	b.until(what, `!window.__old && document.readyState === "complete"`)
}

// receiveByKeys calls, lets the person arrive and takes down who it is.
func (b *browser) receiveByKeys() {
	b.t.Helper()
	b.until("somebody to call", `document.querySelector('form[action$="/desk/call"] [data-key="F2"]')`)
	b.turn("the call", kb.F2)
	b.turn("the person at the window", kb.F2)
	b.seesFocus("the intake form")
	b.pick(`#intake select[name="kind"]`, "enterprise")
	b.write(`#intake input[name="name"]`, "临溪市云禾农业有限公司")
	b.pick(`#intake select[name="id_kind"]`, "uscc")
	b.write(`#intake input[name="id"]`, "11990000MB9900013U")
	b.write(`#intake input[name="phone"]`, "13800000000")
	for _, name := range eval[[]string](b, `[...new Set([...document.querySelectorAll('#intake [name^="s_"]')].map(e => e.name))]`) {
		b.tabTo(`#intake [name="` + name + `"]`)
		if eval[bool](b, `document.activeElement.matches("[type=radio]")`) {
			b.key(" ")
		} else if eval[bool](b, `document.activeElement.matches("select") && !document.activeElement.value`) {
			b.key(kb.ArrowDown)
		}
		b.seesFocus("the answer to " + name)
	}
	b.turn("the checklist", kb.F9)
	b.until("the checklist", `document.querySelector("#rows [data-row]")`)
}

// answerByKeys goes one row down and gives it an answer by its digit; the page keeps it without a further key.
func (b *browser) answerByKeys(digit string) {
	b.t.Helper()
	b.key(kb.ArrowDown)
	b.seesFocus("the row below")
	count, open := b.text("#answered"), !eval[bool](b, `!!document.querySelector("[data-row].is-now input[type=radio]:checked")`)
	b.key(digit)
	b.seesFocus("the answer")
	if !eval[bool](b, `!!document.querySelector("[data-row].is-now input[type=radio]:checked")`) {
		b.t.Fatalf("the key %s answered nothing\n%s", digit, b.text("body"))
	}
	if open { // a row that shared data has answered counts before
		b.until("the kept answer", `document.querySelector("#answered").innerText !== `+quote(count))
	}
}

// tabTo presses Tab until a field has the focus.
func (b *browser) tabTo(selector string) {
	b.t.Helper()
	for range 80 {
		if eval[bool](b, `document.activeElement.matches(`+quote(selector)+`)`) {
			return
		}
		b.key(kb.Tab)
		b.seesFocus("Tab on the way to " + selector)
	}
	b.t.Fatalf("no Tab leads to %s", selector)
}

// write goes to a field and types.
func (b *browser) write(selector, words string) {
	b.t.Helper()
	b.tabTo(selector)
	b.key(words)
	if got := eval[string](b, `document.activeElement.value`); got != words {
		b.t.Fatalf("%s holds %q after typing %q", selector, got, words)
	}
}

// pick goes to a list and moves with the arrow until a value is chosen.
func (b *browser) pick(selector, value string) {
	b.t.Helper()
	b.tabTo(selector)
	b.key(kb.Home)
	for range 12 {
		if eval[string](b, `document.activeElement.value`) == value {
			return
		}
		b.key(kb.ArrowDown)
	}
	b.t.Fatalf("no arrow leads to %s in %s", value, selector)
}

// seesFocus fails when nothing has the focus, or when what has it lies outside the screen or under something else.
func (b *browser) seesFocus(when string) {
	b.t.Helper()
	if fault := eval[string](b, focusFault); fault != "" {
		b.t.Errorf("after %s: %s (%s)", when, fault, strings.TrimPrefix(b.url(), b.base))
	}
}

// focusFault says what is wrong with the focus. A radio button that its label draws is seen where the label is.
const focusFault = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "nothing has the focus";
	const name = e.tagName + " " + (e.name || e.id || e.className || e.innerText).slice(0, 40);
	const seen = [e, e.closest("label"), ...(e.labels || [])].filter(Boolean).some(x => {
		const r = x.getBoundingClientRect();
		if (r.width < 4 || r.height < 4) return false;
		const at = [r.left + Math.min(r.width / 2, 40), r.top + r.height / 2];
		if (at[0] < 0 || at[1] < 0 || at[0] > innerWidth || at[1] > innerHeight) return false;
		const top = document.elementFromPoint(...at);
		return !!top && (x.contains(top) || top.contains(x));
	});
	return seen ? "" : name + " has the focus and is not to be seen";
})()`
