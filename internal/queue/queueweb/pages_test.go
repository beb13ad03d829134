package queueweb

import (
	"context"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/queue"
)

func (w *world) load(id string) *queue.Ticket {
	w.t.Helper()
	var t *queue.Ticket
	err := w.svc.DB.Read(context.Background(), func(q *db.Q) error {
		var err error
		t, err = queue.Get(q, id)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

func (w *world) readJournal(eventType string, into *[]journal.Row) {
	w.t.Helper()
	err := w.svc.DB.Read(context.Background(), func(q *db.Q) error {
		var err error
		*into, err = journal.ByType(q, hallCode, eventType, 0)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) call(c ids.Actor) *queue.Ticket {
	w.t.Helper()
	t, err := w.svc.Call(context.Background(), c, c.Window)
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

// finish serves the ticket at a window to its end.
func (w *world) finish(c ids.Actor, t *queue.Ticket) {
	w.t.Helper()
	ctx := context.Background()
	if _, err := w.svc.Arrive(ctx, c, c.Window, t.ID); err != nil {
		w.t.Fatal(err)
	}
	for _, m := range t.Matters {
		if err := w.svc.DecidePlain(ctx, c, c.Window, t.ID, m.ID, queue.Consultation); err != nil {
			w.t.Fatal(err)
		}
	}
	if _, err := w.svc.Finish(ctx, c, c.Window, t.ID); err != nil {
		w.t.Fatal(err)
	}
}

// miss calls until the person counts as missed.
func (w *world) miss(c ids.Actor, t *queue.Ticket) {
	w.t.Helper()
	ctx := context.Background()
	for range queue.Defaults.CallsToMiss - 1 {
		w.clock.Advance(queue.Defaults.CallGap)
		if _, err := w.svc.Recall(ctx, c, c.Window, t.ID); err != nil {
			w.t.Fatal(err)
		}
	}
	w.clock.Advance(queue.Defaults.CallGap)
	if _, err := w.svc.Miss(ctx, c, c.Window, t.ID); err != nil {
		w.t.Fatal(err)
	}
}

func TestHAL3_TheDisplayShowsTheCallSixBeforeItAndTheQueues(t *testing.T) {
	w := small(t)
	w.as(nobody)
	w.get("/h/main/screen").must(t, 200, "目前不用等").rules(t)
	c := w.open("1", "E-1")
	for range 9 {
		w.number(queue.Request{Line: "main:register"})
	}
	for range 8 {
		w.finish(c, w.call(c))
		w.clock.Advance(time.Minute)
	}
	last := w.call(c)
	w.clock.Advance(queue.Defaults.CallGap)
	if _, err := w.svc.Recall(context.Background(), c, c.Window, last.ID); err != nil {
		t.Fatal(err)
	}
	w.number(queue.Request{Line: "main:register", Class: queue.Priority, Reason: "elder"})
	p := w.get("/h/main/screen").must(t, 200, "再次呼叫", "老弱优先", "新政策", "普通公告")
	p.rules(t)
	if now := words1(p.has("hd-call")); !strings.Contains(now, "A009") || !strings.Contains(now, "1") {
		t.Fatalf("current call: %s", now)
	}
	before := words1(p.has("hd-prev"))
	if !strings.HasPrefix(before, "A008") || !strings.Contains(before, "A003") || strings.Contains(before, "A002") || strings.Contains(before, "A009") {
		t.Fatalf("six before it, the newest first: %s", before)
	}
	if strings.Index(p.text(), "新政策") > strings.Index(p.text(), "普通公告") {
		t.Fatal("policies run first (PUB-2)")
	}
	calls := 0
	each(p.tree, func(n *html.Node) {
		if attr(n, "data-call") != "" {
			calls++
		}
	})
	if calls != 7 {
		t.Fatalf("%d calls can be spoken, want all seven", calls)
	}
	if w.get("/h/main/screen/A").must(t, 200, "A009"); strings.Contains(w.get("/h/main/screen/B").text(), "A009") {
		t.Fatal("a call of zone A stands in another zone")
	}
}

func TestDecision16_NothingPublicNamesACitizenOrCarriesFreeText(t *testing.T) {
	w := small(t)
	c := w.open("1", "E-1")
	w.number(queue.Request{Line: "main:register", Person: "blind-index-of-somebody"})
	late := w.number(queue.Request{Line: "main:register"})
	if _, err := w.svc.CallOutOfOrder(context.Background(), c, c.Window, late.Ticket.ID, "邓晓岚是我同学"); err != nil {
		t.Fatal(err)
	}
	w.as(nobody)
	p := w.get("/h/main/screen").must(t, 200, "A002", "有原因提前，已记录")
	for _, never := range []string{"邓晓岚", "同学", "blind-index", "何静"} {
		if strings.Contains(p.raw, never) {
			t.Errorf("the display shows %q", never)
		}
	}
}

func TestK11_WhyATicketGoesAheadIsShown(t *testing.T) {
	w := small(t)
	c := w.open("1", "E-1")
	w.number(queue.Request{Line: "main:register", Class: queue.Priority, Reason: "elder"})
	w.call(c)
	w.as(nobody)
	w.get("/h/main/screen").must(t, 200, "L001", "优先：老年人")
}

func TestPUB6_PromisesAreShownAlsoWhenMissed(t *testing.T) {
	w := small(t)
	if w.get("/h/main/screen").has("hd-prom") != nil {
		t.Fatal("figures out of nothing")
	}
	w.web.Promises = func(context.Context, string) []PromiseFigure {
		return []PromiseFigure{
			{Title: catalogue.Text{ZH: "按时办结", EN: "On time"}, Value: 98.6, Target: 95, Unit: "percent"},
			{Title: catalogue.Text{ZH: "预约按时办结"}, Value: 99.1, Target: 100, Unit: "percent"},
			{Title: catalogue.Text{ZH: "平均等候"}, Value: 18, Target: 15, Unit: "minutes", AtMost: true},
			{Title: catalogue.Text{ZH: "差一点"}, Value: 94.96, Target: 95, Unit: "percent"},
			{Title: catalogue.Text{ZH: "还没有"}, Target: 100, Unit: "percent", None: true},
		}
	}
	text := strings.ReplaceAll(w.get("/h/main/screen").must(t, 200).text(), " ", "")
	for _, want := range []string{"98.6%✓做到了按时办结·承诺95%", "99.1%差0.9预约按时办结·承诺100%", "18分差3平均等候·承诺15分", "94.9%差0.1差一点·承诺95%", "–还没有·承诺100%"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
}

func TestLivePartsAreTheSameElementWithTheSameRight(t *testing.T) {
	w := small(t)
	c := w.open("1", "E-1")
	taken := w.number(queue.Request{Line: "main:register"})
	w.call(c)
	for path, who := range map[string]ids.Actor{"/h/main/screen": nobody, "/h/main/screen/A": nobody, "/h/main/kiosk": atKiosk,
		"/h/main/sign/1": nobody, "/t/" + taken.Secret: nobody, "/h/main/guide-desk": aGuide} {
		w.as(who)
		p := w.get(path).must(t, 200)
		parts := 0
		each(p.tree, func(n *html.Node) {
			url := attr(n, "hx-get")
			if url == "" {
				return
			}
			parts++
			part := w.get(url).must(t, 200)
			again := false
			each(part.tree, func(m *html.Node) { again = again || attr(m, "id") == attr(n, "id") && attr(m, "hx-get") == url })
			if !again || strings.Contains(part.raw, "<html") {
				t.Errorf("%s does not give %s back", url, attr(n, "id"))
			}
		})
		if parts == 0 || attr(p.body(), "data-topics") == "" || !strings.Contains(p.raw, `http-equiv="refresh"`) {
			t.Errorf("%s: %d live parts, topics %q, refresh without script", path, parts, attr(p.body(), "data-topics"))
		}
	}
}

func (p page) body() (body *html.Node) {
	each(p.tree, func(n *html.Node) {
		if n.Data == "body" {
			body = n
		}
	})
	return body
}

func TestHAL4_TheSignSaysWhatTheWindowDoesNow(t *testing.T) {
	w := small(t)
	w.as(nobody)
	w.get("/h/main/sign/1").must(t, 200, "现在没开窗").rules(t)
	c := w.open("1", "E-1")
	w.get("/h/main/sign/1").must(t, 200, "空闲，请等叫号", "何静", "1001", "A 岗", "登记")
	w.number(queue.Request{Line: "main:register"})
	tk := w.call(c)
	w.get("/h/main/sign/1").must(t, 200, "请到本窗口", "A001")
	w.finish(c, tk)
	if err := w.svc.PauseWindow(context.Background(), c, c.Window, "meeting", w.web.Now().Add(50*time.Minute)); err != nil {
		t.Fatal(err)
	}
	p := w.get("/h/main/sign/1").must(t, 200, "暂离，10:50 回")
	if strings.Contains(p.text(), "meeting") || strings.Contains(p.text(), "A001") {
		t.Fatal("the sign tells more than it should")
	}
	b := clerkAt("2", "E-1") // E-1 is B at window 2
	if err := w.svc.OpenWindow(context.Background(), b, b.Window); err != nil {
		t.Fatal(err)
	}
	w.get("/h/main/sign/2").must(t, 200, "B 岗，顶 邓晓岚 的岗")
}

func TestThePhoneSaysInOneSentenceWhatHappens(t *testing.T) {
	w := small(t)
	c := w.open("1", "E-1")
	first, second := w.number(queue.Request{Line: "main:register"}), w.number(queue.Request{Line: "main:register", Items: []string{"SI-01"}, Lines: []string{"main:register"}})
	phone := "/t/" + second.Secret
	w.as(nobody)
	w.get("/t/"+first.Secret).must(t, 200, "下一个就是您，请到 1 号窗口附近等")
	p := w.get(phone).must(t, 200, "前面还有 1 人，大约 10:08–10:16 叫到您", "社会保险登记表", "没有问您的情况")
	p.rules(t)
	w.finish(c, w.call(c))
	w.call(c)
	w.get(phone).must(t, 200, "正在叫您，请到 1 号窗口")
	if _, err := w.svc.Arrive(context.Background(), c, c.Window, second.Ticket.ID); err != nil {
		t.Fatal(err)
	}
	w.get(phone).must(t, 200, "正在 1 号窗口为您办理")
	w.get("/t/"+first.Secret).must(t, 200, "办完了", "评价码")
	lower := strings.ToLower(second.Secret)
	w.get("/t/"+lower).must(t, 200, "正在 1 号窗口为您办理")
}

func TestTheHolderGivesTheNumberBackOnThePhone(t *testing.T) {
	w := small(t)
	taken, other := w.number(queue.Request{Line: "main:register"}), w.number(queue.Request{Line: "main:register"})
	w.as(nobody)
	w.press(w.get("/t/"+taken.Secret), "/cancel").must(t, 200, "这张号已经退了")
	if w.load(taken.Ticket.ID).State != queue.Cancelled || w.load(other.Ticket.ID).State != queue.Waiting {
		t.Fatal("the wrong number was given back")
	}
	w.post("/t/"+taken.Secret+"/cancel").must(t, 409, "A001", "不能这样办")
	if p := w.post("/t/ABCDEFGHJK/cancel"); p.status != 404 {
		t.Fatal(p.status)
	}
}

func TestAMissedPersonComesBackAtTheKioskOrTheGuideDesk(t *testing.T) {
	w := small(t)
	c := w.open("1", "E-1")
	taken := w.number(queue.Request{Line: "main:register"})
	w.miss(c, w.call(c))
	w.as(nobody)
	w.get("/t/"+taken.Secret).must(t, 200, "叫过您了，您没到。10:31 前回来还能接着排")
	w.as(atKiosk)
	p := w.press(w.get("/h/main/kiosk/slip"), "/kiosk/slip", "no", strings.ToLower(taken.Secret)).must(t, 200, "我回来了，接着排")
	w.press(p, "/return").must(t, 200, "A001")
	if w.load(taken.Ticket.ID).State != queue.Waiting {
		t.Fatal("not in line again")
	}
	w.miss(c, w.call(c))
	w.as(aGuide)
	w.press(w.get("/h/main/guide-desk").must(t, 200, "过号的人", "A001"), "/return").must(t, 200, "已经让他接着排")
	w.miss(c, w.call(c))
	w.clock.Advance(31 * time.Minute)
	w.as(atKiosk)
	w.post("/h/main/kiosk/ticket/"+taken.Ticket.ID+"/return").must(t, 409, "不能接着排了")
}

func TestADayThatEndedTooEarlyBecomesAVoucher(t *testing.T) {
	w := small(t)
	taken := w.number(queue.Request{Line: "main:register", Items: []string{"SI-01"}, Lines: []string{"main:register"}})
	manager := ids.Actor{Kind: ids.Staff, ID: "m", Hall: hallCode, Roles: []ids.Role{ids.RoleManager}}
	if _, err := w.svc.EndDay(context.Background(), manager, hallCode); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(24 * time.Hour)
	w.as(nobody)
	w.get("/t/"+taken.Secret).must(t, 200, "那天没有轮到您，对不起", "优先号")
	w.as(atKiosk)
	p := w.press(w.get("/h/main/kiosk/slip"), "/kiosk/slip", "no", w.url+"/t/"+taken.Secret).must(t, 200, "换优先号") // scanned
	fresh := w.press(p, "/redeem").must(t, 200, "L001", "单位社会保险登记")
	if !strings.Contains(fresh.raw, "<svg class=\"qr\"") {
		t.Fatal("the new number has no code")
	}
	w.get("/t/"+taken.Secret).must(t, 200, "这张优先号已经换过了")
	w.post("/h/main/kiosk/ticket/"+taken.Ticket.ID+"/redeem").must(t, 409, "已经换过")
}

func TestTheGuideDeskTakesShowsAndCancels(t *testing.T) {
	w := small(t)
	w.open("1", "E-1")
	w.as(aGuide)
	desk := w.get("/h/main/guide-desk").must(t, 200, "帮人取号", "没有人在等", "没有人过号")
	desk.rules(t)
	p := w.press(desk, "/guide-desk/take", "with", "SI-01", "line", "payment", "priority", "elder").must(t, 200, "号取好了", "L001", "登记")
	p.rules(t)
	w.get(p.href(t, "打印小票")).must(t, 200, "L001", "查询码").rules(t)
	w.press(p, "/guide-desk/take", "with", "", "line", "payment", "priority", "").must(t, 200, "B001")
	w.press(w.get("/h/main/guide-desk"), "/guide-desk/take", "with", "", "line", "", "priority", "").must(t, 422, "没有选业务")
	var taken []journal.Row
	w.readJournal("ticket.taken", &taken)
	if len(taken) != 2 || taken[0].Who().ID != "g1" || !strings.Contains(taken[0].Payload, "elder") {
		t.Fatalf("who took it and why is not in the journal: %+v", taken)
	}
	w.press(w.get("/h/main/guide-desk"), "/cancel").must(t, 200, "号已经退了")
	w.as(nobody)
	if p := w.get("/h/main/guide-desk"); p.url.Path != "/login" {
		t.Fatal("the guide desk is open to everybody")
	}
	auditor := ids.Actor{Kind: ids.Staff, ID: "a", Hall: hallCode, Roles: []ids.Role{ids.RoleDirector}}
	w.as(auditor)
	look := w.get("/h/main/guide-desk").must(t, 200)
	if strings.Contains(look.text(), "帮人取号") {
		t.Fatal("a button for somebody who may not press it")
	}
}

func TestEveryPageKeepsTheRulesInEveryMode(t *testing.T) {
	w := small(t)
	c := w.open("1", "E-1")
	taken := w.number(queue.Request{Line: "main:register", Items: []string{"SI-01"}, Lines: []string{"main:register"}})
	w.number(queue.Request{Line: "main:register"})
	w.call(c)
	waits := w.number(queue.Request{Line: "main:payment", Class: queue.Priority, Reason: "elder"})
	for _, mode := range []string{"lang=en", "size=elder", "contrast=high", "reach=low", "lang=zh-CN"} {
		w.as(atKiosk)
		w.get(kioskHome + "?" + mode)
		for path, who := range map[string]ids.Actor{kioskHome: atKiosk, "/h/main/screen": nobody, "/h/main/sign/1": nobody, "/h/main/sign/2": nobody,
			"/t/" + taken.Secret: nobody, "/t/" + waits.Secret: nobody, "/h/main/guide-desk": aGuide, "/h/main/kiosk/ticket/" + waits.Ticket.ID: atKiosk,
			"/h/main/kiosk/ticket/" + waits.Ticket.ID + "/slip": atKiosk, "/h/main/kiosk/identify": atKiosk} {
			w.as(who)
			w.get(path).must(t, 200).rules(t)
		}
	}
}

func TestTheFullestLinesStayInTheHallsOrder(t *testing.T) {
	rows := []lineLoad{{Code: "a", Waiting: 1}, {Code: "b", Waiting: 9}, {Code: "c"}, {Code: "d", Waiting: 5}}
	got := ""
	for _, l := range fullest(rows, 2) {
		got += l.Code
	}
	if got != "bd" {
		t.Fatal(got)
	}
}
