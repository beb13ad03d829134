package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"yichuang/internal/halltest"
)

// Without scripts a clerk does the whole of the work: plain forms only. One person is told what is missing, the next is accepted.
func TestPlain_ClerkServesWithoutScripts(t *testing.T) {
	chromium(t)
	h := halltest.OnSQLite(t)
	base := serve(t, h)
	desk := open(t, base)
	desk.size(1440, 900)
	desk.signIn("E-SB-06", "shi-06")
	desk.plain()
	desk.takeTicket("SB-01")
	desk.takeTicket("SB-01")
	desk.visit("/h/shi/desk")
	if eval[bool](desk, `document.documentElement.classList.contains("js") || "htmx" in window`) {
		t.Fatal("scripts run: the test would prove nothing")
	}
	desk.press(`form[action$="/window/open"] button`)

	desk.serveUpToTheList()
	desk.click(`input[name^="answer-"][value="missing"]:not(:disabled)`)
	desk.press(`button[form="check"][name="rest"]`)
	desk.press(`button[formaction$="/notice"]`)
	desk.find(`\bR[34679ACDEFGHJKMNPRTVWXY]{7}\b`)
	desk.press(`form[action$="/finish"] button`)

	desk.serveUpToTheList()
	desk.press(`button[form="check"][name="rest"]`)
	desk.press(`button[formaction$="/accept"]`)
	desk.find(`BJ\d{12}`)
	desk.press(`form[action$="/finish"] button`)
	h.Verified()
}

// A clerk without scripts keeps answers by a button, and a dialog unfolds where it stands.
func TestPlain_AnswersAreKeptAndDialogsUnfold(t *testing.T) {
	chromium(t)
	h := halltest.OnSQLite(t)
	desk := open(t, serve(t, h))
	desk.size(1440, 900)
	desk.signIn("E-SB-06", "shi-06")
	desk.plain()
	desk.takeTicket("SB-01")
	desk.visit("/h/shi/desk")
	desk.press(`form[action$="/window/open"] button`)
	desk.serveUpToTheList()
	desk.click(`input[name^="answer-"][value="ok"]:not(:disabled)`)
	before := desk.text("#answered")
	desk.press(`noscript button[form="check"], button.btn[form="check"]:not([name]):not([formaction])`)
	if now := desk.text("#answered"); now == before {
		t.Errorf("the answer was not kept: %s", now)
	}
	desk.click(`#park > summary`)
	desk.fill(`#park [name="reason-park"]`, "回去取公章")
	desk.press(`#park form button[type="submit"], #park form button:not([type])`)
	if words := desk.text(".wb-asides"); words == "" {
		t.Errorf("the visit was not parked\n%s", desk.text("body"))
	}
	h.Verified()
}

// plain turns the scripts of every page from here on off; what the test itself looks up is not of the page.
func (b *browser) plain() {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// serveUpToTheList calls, lets the person arrive and takes down who it is.
func (b *browser) serveUpToTheList() {
	b.t.Helper()
	b.press(`form[action$="/desk/call"] button`)
	b.press(`form[action$="/arrive"] button`)
	b.identify()
}
