package queueweb

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/queue"
)

const kioskHome = "/h/main/kiosk"

// press posts a form of a page with further values.
func (w *world) press(p page, ending string, more ...string) page {
	w.t.Helper()
	action, pairs := p.form(w.t, ending)
	return w.post(action, append(pairs, more...)...)
}

func TestHAL1_FromTheDoorToANumberByLinksAlone(t *testing.T) {
	w := small(t)
	w.open("1", "E-1")
	home := w.get(kioskHome).must(t, 200, "您好，请问要办什么事？", "登记", "不用等，直接办")
	choose := w.get(home.href(t, "取号办事")).must(t, 200, "按业务选")
	line := w.get(choose.href(t, "登记")).must(t, 200, "单位社会保险登记")
	item := w.get(line.href(t, "单位社会保险登记")).must(t, 200, "单位类别")
	if strings.Contains(item.text(), "前面还有") || item.has("kk-go") != nil {
		t.Fatal("the number comes after the questions")
	}
	if strings.Contains(item.text(), "谁来申请") {
		t.Fatal("a question that decides nothing is asked")
	}
}

func TestTheListOfMaterialsFollowsTheAnswers(t *testing.T) {
	w := small(t)
	q := url.Values{"SI-01.unit_kind": {"enterprise"}, "SI-01.branches": {"0"}, "SI-01.foreign": {"no"}, "SI-01.agent": {"no"}}
	p := w.get(kioskHome+"/item/SI-01?"+q.Encode()).must(t, 200, "社会保险登记表", "营业执照", "免交", "按您的情况，就这些")
	for _, never := range []string{"分支机构名单", "授权委托书"} {
		if strings.Contains(p.text(), never) {
			t.Errorf("%s is not needed here", never)
		}
	}
	q.Set("SI-01.agent", "yes")
	w.get(kioskHome+"/item/SI-01?"+q.Encode()).must(t, 200, "授权委托书")
	q = url.Values{"SI-01._all": {"1"}}
	w.get(kioskHome+"/item/SI-01?"+q.Encode()).must(t, 200, "分支机构名单", "有分支机构或外资", "没有问您的情况")
}

func TestQuestionsComeOneAtATimeAndGoingBackCorrects(t *testing.T) {
	w := small(t)
	p := w.get(kioskHome+"/item/SI-01").must(t, 200, "单位类别")
	if strings.Contains(p.text(), "分支机构数") {
		t.Fatal("two questions at once")
	}
	p = w.get(p.href(t, "企业")).must(t, 200, "分支机构数")
	p = w.get(p.href(t, "2")).must(t, 200, "是否外资")
	p = w.get(p.href(t, "否")).must(t, 200, "是替别人办吗")
	p = w.get(p.href(t, "否")).must(t, 200, "要带什么", "分支机构名单", "可以 5 个工作日内补")
	p.rules(t)
}

func (w *world) readyItem() page {
	return w.get(kioskHome+"/item/SI-01?SI-01._all=1").must(w.t, 200, "取号")
}

func TestHAL1_TheTicketPageSaysWhereWhenAndWhatToBring(t *testing.T) {
	w := small(t)
	w.open("1", "E-1")
	for range 3 {
		w.number(queue.Request{Line: "main:register"})
	}
	p := w.press(w.readyItem(), "/kiosk/take").must(t, 200, "A004", "单位社会保险登记", "1 号窗口", "一区", "趁排队，看看材料带齐没有", "社会保险登记表")
	if tno := p.has("tno"); tno == nil || words1(tno) != "A004" {
		t.Fatal("the number is not in the ticket's own type")
	}
	// 3 ahead, one window, 12 minutes each: 36 minutes ± 30 %, from 10:00.
	if !strings.Contains(strings.ReplaceAll(p.text(), " ", ""), "10:25–10:47") {
		t.Fatalf("the expected time is a range on the clock:\n%s", p.text())
	}
	if !strings.Contains(p.raw, "<svg class=\"qr\"") {
		t.Fatal("no QR code")
	}
	p.rules(t)
	slip := w.get(p.href(t, "打印小票和清单")).must(t, 200, "A004", "查询码", "社会保险登记表", "30 分钟内")
	slip.rules(t)
	if !strings.Contains(slip.raw, "data-timeout=\"40\"") {
		t.Fatal("the slip stays on the kiosk for whoever comes next")
	}
	done := w.press(p, "/cancel").must(t, 200, "这张号已经退了")
	if done.has("kk-acts") != nil && strings.Contains(done.text(), "不办了，退号") {
		t.Fatal("a number that was given back cannot be given back")
	}
}

func TestDecision24_SeveralMattersOneNumber(t *testing.T) {
	w := small(t)
	first := w.readyItem()
	more := w.get(first.href(t, "再加一件")).must(t, 200, "还要办哪件事", "单位社会保险登记")
	line := w.get(more.href(t, "缴费"))
	second := w.get(line.href(t, itemName(t, w, "SI-02")))
	if q := second.url.Query(); len(q["with"]) != 1 || q["with"][0] != "SI-01" {
		t.Fatalf("the first matter was lost: %v", q)
	}
	u := *second.url
	q := u.Query()
	q.Set("SI-02._all", "1")
	second = w.get(u.Path + "?" + q.Encode())
	p := w.press(second, "/kiosk/take").must(t, 200, "A001", "单位社会保险登记", itemName(t, w, "SI-02"))
	tk := w.ticketAt(p)
	if len(tk.Matters) != 2 || tk.Matters[0].Line != "main:register" || tk.Matters[1].Line != "main:payment" || tk.Line != "main:register" {
		t.Fatalf("%+v", tk)
	}
}

func itemName(t *testing.T, w *world, code string) string {
	t.Helper()
	it, ok := w.cat.Item(code)
	if !ok {
		t.Fatal(code)
	}
	return it.Name.ZH
}

// ticketAt is the ticket of a ticket page.
func (w *world) ticketAt(p page) *queue.Ticket {
	w.t.Helper()
	parts := strings.Split(p.url.Path, "/")
	return w.load(parts[len(parts)-1])
}

func TestAPT8_PriorityIsChosenAtTheKioskAndNeedsAKnownClass(t *testing.T) {
	w := small(t)
	p := w.press(w.readyItem(), "/kiosk/take", "priority", "elder").must(t, 200, "L001")
	if tk := w.ticketAt(p); tk.Class != queue.Priority || tk.Reason != "elder" {
		t.Fatalf("%+v", tk)
	}
	w.press(w.readyItem(), "/kiosk/take", "priority", "friend-of-mine").must(t, 422, "请写一句原因")
}

func TestARefusalKeepsWhatWasChosen(t *testing.T) {
	w := small(t)
	w.clock.Set(time.Date(2026, 11, 24, 16, 50, 0, 0, w.web.Now().Location()))
	p := w.press(w.readyItem(), "/kiosk/take", "priority", "elder").must(t, 422, "“登记”今天 16:40 停止取号了", "要带什么")
	checked := ""
	each(p.tree, func(n *html.Node) {
		if n.Data == "input" && attr(n, "type") == "radio" && strings.Contains(p.raw, "checked") {
			for _, a := range n.Attr {
				if a.Key == "checked" {
					checked = attr(n, "value")
				}
			}
		}
	})
	if checked != "elder" {
		t.Fatalf("the chosen class %q was lost", checked)
	}
	if !strings.HasPrefix(words1(p.has("kk-body").Parent.Parent), "有错误") {
		t.Fatal("the title does not begin with the error")
	}
}

func TestABrokenPrinterMakesNoGhostNumber(t *testing.T) {
	w := small(t)
	w.web.Print = func(context.Context, ids.Actor, Slip) error { return errors.New("no paper") }
	p := w.press(w.readyItem(), "/kiosk/take").must(t, 200, "A001", "小票没打出来，号码照样有效")
	if w.ticketAt(p).State != queue.Waiting {
		t.Fatal("the number does not count")
	}
	var asked Slip
	w.web.Print = func(_ context.Context, _ ids.Actor, s Slip) error { asked = s; return nil }
	w.press(w.readyItem(), "/kiosk/take").must(t, 200, "A002", "取号成功，请取走小票")
	if asked.Ticket.Number != "A002" || !strings.Contains(asked.URL, "/t/") {
		t.Fatalf("%+v", asked)
	}
}

func TestTheSameFormTwiceIsOneNumber(t *testing.T) {
	w := small(t)
	p := w.readyItem()
	first, second := w.press(p, "/kiosk/take"), w.press(p, "/kiosk/take")
	if w.ticketAt(first).ID != w.ticketAt(second).ID {
		t.Fatal("two numbers")
	}
	if !strings.Contains(second.raw, "<svg class=\"qr\"") {
		t.Fatal("the repeated answer has a slip that works")
	}
}

func TestIdentityIsOptionalAndKeptAsAnIndexOnly(t *testing.T) {
	const no = "11010519491231002X"
	w := small(t)
	item := w.readyItem()
	pad := w.get(item.href(t, "先刷身份证")).must(t, 200, "已输入 0 位")
	pad.rules(t)
	action, pairs := pad.form(t, "/identify")
	typed := ""
	for _, key := range []string{"1", "1", "del", "1"} { // the pad works without scripts: each key is a form
		p := w.post(action, append(pairs, "no", typed, "key", key)...)
		typed = ""
		each(p.tree, func(n *html.Node) {
			if attr(n, "name") == "no" {
				typed = attr(n, "value")
				if attr(n, "type") != "password" {
					t.Fatal("the digits can be read on the screen")
				}
			}
		})
	}
	if typed != "11" {
		t.Fatalf("the pad typed %q", typed)
	}
	w.post(action, append(pairs, "no", "110105194912310021")...).must(t, 422, "这个号码对不上")
	known := w.post(action, append(pairs, "no", no)...).must(t, 200, "已经认出您")
	p := w.press(known, "/kiosk/take").must(t, 200, "A001")
	if tk := w.ticketAt(p); tk.Person == "" || strings.Contains(tk.Person, no) {
		t.Fatalf("person = %q", tk.Person)
	}
	w.press(w.readyItem(), "/kiosk/take").must(t, 422, "您在这个业务里已经有一张号 A001")
	w.get(kioskHome)
	if strings.Contains(w.readyItem().text(), "已经认出您") {
		t.Fatal("the next person is taken for the one before")
	}
}

func TestTheWayBackStaysInsideTheKiosk(t *testing.T) {
	for _, next := range []string{"https://evil.example/", "//evil.example/h/main/kiosk/take", "/h/main/kiosk/../../x", "/login", "/h/dong/kiosk/take", "", ":"} {
		if got := inKiosk("main", next); got != "/h/main/kiosk/take" {
			t.Errorf("%q leads to %q", next, got)
		}
	}
	if got := inKiosk("main", "/h/main/kiosk/item/SI-01?with=SI-02"); got != "/h/main/kiosk/item/SI-01?with=SI-02" {
		t.Error(got)
	}
}

func TestWhatIsNotOfferedYetLeadsToTheGuideDesk(t *testing.T) {
	w := small(t)
	home := w.get(kioskHome)
	for _, button := range []string{"预约签到", "补交材料", "领取结果"} {
		p := w.get(home.href(t, button)).must(t, 200, "请到导办台", "0990-5550100", "叫人帮忙")
		p.rules(t)
	}
}

func TestNumbersForBookingNoticeAndResult(t *testing.T) {
	w := small(t)
	w.web.CheckIn = func(_ context.Context, _ ids.Actor, _, no string) (queue.Taken, error) {
		return queue.Taken{}, errs.New(errs.NotFound, "ticket.unknown", "no", no)
	}
	w.web.ReturnTicket = func(ctx context.Context, who ids.Actor, hall, no string) (queue.Taken, error) {
		return w.number(queue.Request{Line: "main:register", Class: queue.Return, Reason: no}), nil
	}
	w.web.DeliveryLine = func(_ context.Context, _, no string) (string, error) { return "main:payment", nil }
	p := w.get(kioskHome + "/supplement")
	w.press(p, "/supplement", "no", "").must(t, 422, "还没有填号码")
	w.press(p, "/supplement", "no", "n-7").must(t, 200, "R001")
	w.press(w.get(kioskHome+"/collect"), "/collect", "no", "C1").must(t, 200, "B001")
	w.press(w.get(kioskHome+"/checkin"), "/checkin", "no", "YY").must(t, 422, "没有找到这个号码")
}

func TestTrackLeadsOnWithWhatWasTyped(t *testing.T) {
	w := small(t)
	w.get(kioskHome+"/track").must(t, 200, "办件号", "查询码").rules(t)
	w.get(kioskHome+"/track?number=&code=").must(t, 422, "还没有填号码")
	p := w.get(kioskHome + "/track?number=LX-1&code=ABC")
	if p.url.Path != "/track" || p.url.Query().Get("number") != "LX-1" || p.url.Query().Get("code") != "ABC" {
		t.Fatal(p.url)
	}
}

func TestSearchNeedsNoKeyboard(t *testing.T) {
	w := small(t)
	p := w.get(kioskHome+"/find").must(t, 200)
	for _, letter := range []string{"S", "B"} { // 社保
		p = w.get(p.href(t, letter)).must(t, 200)
	}
	p.must(t, 200, "单位社会保险登记")
	w.get(kioskHome+"/find?q="+url.QueryEscape("开户")).must(t, 200, "单位社会保险登记")
	w.get(kioskHome+"/find?q=zzzzzz").must(t, 200, "没找到")
}

func TestHelpReachesTheGuideDeskOnce(t *testing.T) {
	w := small(t)
	p := w.get(kioskHome)
	w.press(p, "/help").must(t, 200, "导办员马上过来")
	w.press(p, "/help")
	w.as(aGuide)
	desk := w.get("/h/main/guide-desk").must(t, 200, "有人要帮忙", "k1")
	if strings.Count(desk.text(), "k1") != 1 {
		t.Fatal("one kiosk, one call")
	}
	desk = w.press(desk, "/done").must(t, 200)
	if strings.Contains(desk.text(), "有人要帮忙") {
		t.Fatal("the call stays after somebody went")
	}
	w.post("/h/main/guide-desk/help/k1/done").must(t, 409, "已经有人去了")
	var acts []journal.Row
	w.readJournal("kiosk.help_answered", &acts)
	if len(acts) != 1 || acts[0].Who().ID != "g1" {
		t.Fatal("who went is not in the journal")
	}
}

func TestAClosedHallSaysWhenItOpens(t *testing.T) {
	w := small(t)
	w.clock.Set(time.Date(2026, 11, 24, 17, 30, 0, 0, w.web.Now().Location()))
	w.get(kioskHome).must(t, 200, "今天已经下班", "09:00", "0990-5550109")
}

func TestNobodyTakesANumberWithoutAPairedDevice(t *testing.T) {
	w := small(t)
	form := w.readyItem()
	w.as(nobody)
	if p := w.press(form, "/kiosk/take"); p.status != 401 {
		t.Fatalf("%d %s", p.status, p.text())
	}
	if p := w.get(kioskHome); p.url.Path != "/login" {
		t.Fatal("an unpaired browser sees", p.url)
	}
	other := atKiosk
	other.Hall = "east"
	w.as(other)
	if p := w.press(form, "/kiosk/take"); p.status != 403 {
		t.Fatal("a kiosk of another hall took a number", p.status)
	}
}

// A crawl with the kiosk's own rights: no link on any of its pages leads nowhere, and every page keeps the rules in both languages.
func TestNoDeadButtonsOnTheKiosk(t *testing.T) {
	for _, mode := range []string{"", "?lang=en", "?size=elder"} {
		w := small(t)
		w.open("1", "E-1")
		if mode != "" {
			w.get(kioskHome + mode)
		}
		seen, todo := map[string]bool{}, []string{kioskHome, "/h/main/kiosk/slip"}
		for len(todo) > 0 && len(seen) < 120 {
			path := todo[0]
			todo = todo[1:]
			if seen[path] {
				continue
			}
			seen[path] = true
			p := w.get(path)
			if p.status != 200 {
				t.Fatalf("%s: %d", path, p.status)
			}
			p.rules(t)
			if mode == "?lang=en" && strings.Contains(words1(p.has("kk-body")), "取号") {
				t.Errorf("%s: Chinese interface words on an English page", path)
			}
			each(p.tree, func(n *html.Node) {
				href := attr(n, "href")
				modeLink := strings.Contains(href, "size=") || strings.Contains(href, "lang=") || strings.Contains(href, "reach=") || strings.Contains(href, "contrast=")
				letters := strings.Contains(href, "/find?") && len(href) > 60
				if n.Data == "a" && strings.HasPrefix(href, "/h/") && !modeLink && !letters {
					todo = append(todo, href)
				}
			})
		}
		if len(seen) < 15 {
			t.Fatalf("only %d pages were reached", len(seen))
		}
	}
}
