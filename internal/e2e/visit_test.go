package e2e

import (
	"io/fs"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"yichuang"
	"yichuang/internal/catalogue"
	"yichuang/internal/halltest"
)

// The main job in a real browser: ticket at the kiosk, the display calls, the desk checks and tells once, the person is back with
// the code, is accepted, the inside decides, the window hands out, the person rates and follows all of it on a phone.
func TestTheVisitFromTheDoorToTheResult(t *testing.T) {
	chromium(t)
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		base := serve(t, h)
		hall := open(t, base) // kiosk, display and phone are public
		desk := open(t, base)
		desk.size(1440, 900)
		desk.signIn("E-SB-06", "shi-06")
		desk.visit("/h/shi/desk")
		desk.press(`form[action$="/window/open"] button`)

		kiosk, display := hall, hall.tab()
		kiosk.size(1080, 1920)
		display.size(1920, 1080)
		display.visit("/h/shi/screen")
		number := kiosk.takeTicket("SB-01")
		kiosk.picture("visit-1-ticket")

		desk.says("body", number)
		desk.press(`form[action$="/desk/call"] button`)
		display.says("body", number)
		display.picture("visit-2-called")
		desk.press(`form[action$="/arrive"] button`)
		desk.identify()
		desk.picture("visit-3-checklist")
		missing := desk.answerRows("missing")
		desk.says("#wb-foot", missing)
		desk.picture("visit-4-notice")
		desk.press(`button[formaction$="/notice"]`)
		code := desk.find(`\bR[34679ACDEFGHJKMNPRTVWXY]{7}\b`)
		caseNo := desk.find(`BJ\d{12}`)
		secret := desk.find(`\b[34679ACDEFGHJKMNPRTVWXY]{10}\b`) // by which the applicant follows the case; shown once
		desk.picture("visit-5-told")
		desk.press(`form[action$="/finish"] button`)
		rating := desk.ratingToken()

		phone := hall.tab()
		phone.size(390, 844)
		phone.rate(rating)

		h.Wait(24 * time.Hour) // the next morning
		kiosk.visit("/h/shi/kiosk/supplement")
		kiosk.fill(`form[action$="/supplement"] input[name="code"], form[action$="/supplement"] input[type="text"]`, code)
		kiosk.press(`form[action$="/supplement"] button`)
		kiosk.says("body", "R001")

		desk.signIn("E-SB-06", "shi-06")
		desk.visit("/h/shi/desk")
		desk.openIfClosed()
		desk.press(`form[action$="/desk/call"] button`)
		desk.press(`form[action$="/arrive"] button`)
		desk.press(`form[action$="/supply"] button`)
		desk.answerRows("ok")
		desk.press(`button[formaction$="/accept"]`)
		desk.picture("visit-6-accepted")
		desk.press(`form[action$="/finish"] button`)

		approver := open(t, base)
		approver.size(1440, 900)
		approver.decideAll(h, caseNo)

		desk.visit("/h/shi/desk/find?q=" + caseNo)
		desk.press(`a[href*="/desk/case/"], .tbl a`)
		desk.handOut("013U")
		desk.picture("visit-7-delivered")

		phone.visit("/track")
		phone.fill(`input[name="no"]`, caseNo)
		phone.fill(`input[name="code"]`, secret)
		phone.press(`form[action="/track"] button`)
		phone.until("the case on the phone", `location.pathname.startsWith("/track/")`)
		phone.picture("visit-8-track")
		if words := phone.text("body"); strings.Contains(words, "⟦") || !strings.Contains(words, "何静") {
			t.Errorf("the applicant sees who answers for the case, in words: %s", words)
		}
		if wide := eval[float64](phone, `document.documentElement.scrollWidth`); wide > 390 {
			t.Errorf("the phone's page scrolls sideways: %v", wide)
		}
		h.Verified()
	})
}

// signIn uses the demo's one click for a person of the catalogue, at a window or without one.
func (b *browser) signIn(code, window string) {
	b.t.Helper()
	city, err := fs.Sub(yichuang.Catalogue(), "linxi")
	if err != nil {
		b.t.Fatal(err)
	}
	once.Do(func() { staffOf, err = catalogue.Load(city) })
	if err != nil {
		b.t.Fatal(err)
	}
	who, ok := staffOf.Person(code)
	if !ok {
		b.t.Fatalf("the catalogue has no %s", code)
	}
	b.visit("/login")
	b.eval(`(f => { f.method = "post"; f.action = "/login/demo"; for (const [k, v] of Object.entries({login: "` + who.Badge + `", window: "` + window + `"})) {
		const i = document.createElement("input"); i.name = k; i.value = v; f.append(i) } document.body.append(f); window.before = true; f.submit(); return 1 })(document.createElement("form"))`)
	// Who was signed in already stands at such an address before the answer is there, so the old page is marked.
	b.until("signed in as "+code, `!window.before && location.pathname.startsWith("/h/") && document.readyState === "complete"`)
}

var (
	once    sync.Once
	staffOf *catalogue.Catalogue
)

// takeTicket takes a number for an item at the kiosk and returns it.
func (b *browser) takeTicket(item string) string {
	b.t.Helper()
	b.visit("/h/shi/kiosk/item/" + item)
	for eval[bool](b, `!document.querySelector('form[action$="/kiosk/take"] button')`) { // questions first
		b.press(`main a[href*="/kiosk/item/` + item + `?"]`)
	}
	b.press(`form[action$="/kiosk/take"] button.kk-take`)
	return b.find(`A\d{3}`)
}

// find is the first piece of the page's text that fits a pattern.
func (b *browser) find(pattern string) string {
	b.t.Helper()
	found := regexp.MustCompile(pattern).FindString(b.text("body"))
	if found == "" {
		b.t.Fatalf("nothing like %s\n%s\n%s", pattern, b.url(), b.text("body"))
	}
	return found
}

// identify takes down who it is; the first answer to each question of the situation is given.
func (b *browser) identify() {
	b.t.Helper()
	b.fill(`#intake input[name="name"]`, "临溪市云禾农业有限公司")
	b.choose(`#intake select[name="kind"]`, "enterprise")
	b.choose(`#intake select[name="id_kind"]`, "uscc")
	b.fill(`#intake input[name="id"]`, "11990000MB9900013U")
	b.fill(`#intake input[name="phone"]`, "13800000000")
	eval[int](b, `[...new Set([...document.querySelectorAll('#intake input[type=radio]')].map(e => e.name))].map(n => { const e = document.querySelector('#intake input[type=radio][name="'+n+'"]'); e.checked = true; return 1 }).length`)
	eval[int](b, `[...document.querySelectorAll('#intake select')].filter(e => !e.value && e.options.length > 1).map(e => { e.selectedIndex = 1; return 1 }).length`)
	b.press(`button[form="intake"]`)
	b.until("the checklist", `document.querySelector("#rows")`)
}

// choose selects an option where there is a choice.
func (b *browser) choose(selector, value string) {
	b.t.Helper()
	eval[bool](b, `(e => { if (!e) return false; e.value = "`+value+`"; e.dispatchEvent(new Event("change", {bubbles: true})); return true })(document.querySelector(`+quote(selector)+`))`)
}

// answerRows gives the first open row an answer and every other one "ok"; it returns the first row's name.
func (b *browser) answerRows(first string) string {
	b.t.Helper()
	name := eval[string](b, `(rows => { let done = ""; for (const r of rows) {
		const seg = r.querySelector(".seg"); if (!seg) continue;
		const shared = !r.querySelector('input[name^="verified-"]');
		const pick = (!done && !shared) ? "`+first+`" : "ok";
		if (!done && !shared) done = r.querySelector(".name").innerText;
		const input = seg.querySelector('input[value="' + pick + '"]'); if (!input.checked) input.click();
	} return done })(document.querySelectorAll("#rows [data-row]"))`)
	b.until("every answer saved", `document.querySelector('button[formaction$="/notice"], button[formaction$="/accept"]')`)
	return name
}

// openIfClosed opens the window when it was closed overnight.
func (b *browser) openIfClosed() {
	b.t.Helper()
	if eval[bool](b, `!!document.querySelector('form[action$="/window/open"] button')`) {
		b.press(`form[action$="/window/open"] button`)
	}
}

// ratingToken is what the slip at the end of the visit carries.
func (b *browser) ratingToken() string {
	b.t.Helper()
	token := eval[string](b, `(e => e ? e.getAttribute("href").split("/rate/")[1] : "")(document.querySelector('a[href*="/rate/"]'))`)
	if token == "" {
		token = b.find(`\b[34679ACDEFGHJKMNPRTVWXY]{10}\b`)
	}
	return token
}

// rate gives five of five on the phone.
func (b *browser) rate(token string) {
	b.t.Helper()
	b.visit("/rate/" + token)
	if eval[bool](b, `!!document.querySelector('input[type=radio]:checked')`) {
		b.t.Error("a rating is chosen before the person chose one")
	}
	b.click(`input[type="radio"][value="5"]`)
	b.press(`form button.btn-primary`)
}

// decideAll lets each post end its step in the office until nothing waits.
func (b *browser) decideAll(h *halltest.Hall, caseNo string) {
	b.t.Helper()
	for range 6 {
		login := waitingFor(h, caseNo)
		if login == "" {
			return
		}
		b.signIn(login, "")
		b.visit("/h/shi/office")
		b.press(`a[href*="/office/step/"]`)
		step := eval[string](b, `location.pathname.split("/").pop()`)
		b.click(`.of-form input[name="outcome"]`)
		b.press(`.of-form button[data-key="F9"]`)
		b.until("the step decided", `!document.querySelector(".of-form") || !location.pathname.includes("`+step+`")`)
	}
	b.t.Fatal("the case goes round in circles")
}

func (b *browser) eval(expr string) { b.t.Helper(); eval[any](b, expr) }

// handOut gives the result to the applicant against the last characters of the number.
func (b *browser) handOut(tail string) {
	b.t.Helper()
	b.fill(`form[action$="/deliver"] input[name="identity-hand"]`, "营业执照原件")
	b.fill(`form[action$="/deliver"] input[name="tail-hand"]`, tail)
	b.press(`form[action$="/deliver"] button.btn-primary`)
}
