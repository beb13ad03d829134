package clerk_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/notice"
	"yichuang/internal/once"
	"yichuang/internal/queue"
)

const desk = "/h/shi/desk"

// clerk sits at window 06 and works with the forms that the pages show.
type clerk struct {
	*halltest.Client
	page halltest.Answer
}

func sit(t *testing.T) *clerk {
	h := halltest.OnSQLite(t)
	c := &clerk{Client: h.SignIn("E-SB-06", "shi-06")}
	c.open(desk)
	c.send("/window/open")
	return c
}

func (c *clerk) open(path string) {
	c.T.Helper()
	if c.page = c.Get(path); c.page.Status != http.StatusOK {
		c.T.Fatalf("%s: %d %s", path, c.page.Status, errorLine(c.page.Body))
	}
	if strings.Contains(c.page.Body, "⟦") {
		c.T.Fatalf("%s: words are missing: %s", path, regexp.MustCompile(`⟦[^⟧]*⟧`).FindString(c.page.Body))
	}
}

// fields are what a browser would send of the form that is posted to an address, with the fields outside that belong to it.
func (c *clerk) fields(action string) url.Values {
	c.T.Helper()
	root, err := html.Parse(strings.NewReader(c.page.Body))
	c.Must(err)
	out := url.Values{}
	found := false
	var id string
	each(root, func(n *html.Node) {
		if n.Data == "form" && attr(n, "action") == action {
			found, id = true, attr(n, "id")
			each(n, func(x *html.Node) { add(out, x) })
		}
	})
	if !found {
		c.T.Fatalf("no form to %s on the page:\n%s", action, errorLine(c.page.Body))
	}
	each(root, func(n *html.Node) {
		if id != "" && attr(n, "form") == id {
			add(out, n)
		}
	})
	return out
}

func add(out url.Values, n *html.Node) {
	name, kind := attr(n, "name"), attr(n, "type")
	_, checked := lookup(n, "checked")
	switch {
	case name == "" || n.Data == "button":
	case n.Data == "textarea" && n.FirstChild != nil:
		out.Set(name, n.FirstChild.Data)
	case n.Data == "select":
		each(n, func(o *html.Node) {
			if _, yes := lookup(o, "selected"); o.Data == "option" && (yes || !out.Has(name)) {
				out.Set(name, attr(o, "value"))
			}
		})
	case n.Data == "input" && (kind != "radio" && kind != "checkbox" || checked):
		out.Set(name, attr(n, "value"))
	}
}

func each(n *html.Node, do func(*html.Node)) {
	if n.Type == html.ElementNode {
		do(n)
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		each(k, do)
	}
}

func lookup(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func attr(n *html.Node, name string) string { v, _ := lookup(n, name); return v }

// errorLine shortens a page for a failing test.
func errorLine(body string) string {
	text := regexp.MustCompile(`(?s)<script.*?</script>|<[^>]*>|\s+`).ReplaceAllString(body, " ")
	return text[:min(len(text), 1500)]
}

// post sends a form changed by pairs of names and values and follows the redirect.
func (c *clerk) post(path string, f url.Values, pairs ...string) {
	c.T.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	if c.page = c.Post(desk+path, f); c.page.Status == http.StatusSeeOther {
		c.open(c.page.Location)
	}
}

// send posts a form of the page and expects that it worked.
func (c *clerk) send(path string, pairs ...string) {
	c.T.Helper()
	c.post(path, c.fields(desk+path), pairs...)
	if c.page.Status != http.StatusOK {
		c.T.Fatalf("%s: %d %s", path, c.page.Status, errorLine(c.page.Body))
	}
}

// sheet presses a button of the checklist: its form goes to another address.
func (c *clerk) sheet(path string, pairs ...string) {
	c.T.Helper()
	c.post(path, c.fields(desk+"/check"), pairs...)
}

func (c *clerk) has(words ...string) {
	c.T.Helper()
	for _, w := range words {
		if !strings.Contains(c.page.Body, w) {
			c.T.Fatalf("the page does not say %q (%d):\n%s", w, c.page.Status, errorLine(c.page.Body))
		}
	}
}

// rows are the materials on the page; a shared one has no tick for the original.
func (c *clerk) rows() (own []string) {
	for _, m := range regexp.MustCompile(`name="verified-([a-z_0-9]+)"`).FindAllStringSubmatch(c.page.Body, -1) {
		own = append(own, m[1])
	}
	return own
}

func (c *clerk) find(pattern string) string {
	c.T.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(c.page.Body)
	if m == nil {
		c.T.Fatalf("%s is not on the page:\n%s", pattern, errorLine(c.page.Body))
	}
	return m[len(m)-1]
}

// identify fills in the identity form of SB-01.
func (c *clerk) identify() {
	c.T.Helper()
	c.send("/receive", "kind", "enterprise", "name", "临溪样例塑业有限公司", "id_kind", "uscc", "id", "11990000MB9900013U", "phone", "13800000000",
		"s_insurance", "all", "s_unit_kind", "company", "s_risky", "no")
}

func TestONE2_AWholeVisitThroughTheForms(t *testing.T) {
	c := sit(t)
	number := c.Ticket("SB-01").Ticket.Number
	c.open(desk)
	c.has("下一位", number, "新参保单位社会保险登记")
	c.send("/call")
	c.has("呼叫中", "已到窗")
	c.send("/arrive")
	c.has("接待中", "核验身份", "请您递上办理新参保单位社会保险登记资料")
	c.identify()
	c.has("2 / 6", "临溪样例塑业有限公司", "若今天受理", "首次到厅")
	own := c.rows()
	c.sheet("/check", "answer-"+own[0], "missing")
	c.has("告知单预览", "还有", "is-miss")
	c.sheet("/notice") // half checked: once means once
	c.has("请核对完再出具")
	c.sheet("/check", "rest", "ok", "answer-"+own[0], "missing")
	c.sheet("/notice", "given", "paper")
	c.has("已一次性告知", "业务事项告知单")
	code := c.find(`>(R[34679ACDEFGHJKMNPRTVWXY]{7})<`)
	caseNo := c.find(`BJ\d{12}`)
	c.send("/finish")
	c.has("号办完了", "/slip", code)
	c.open(desk + "/slip")
	c.has(code, number)

	c.Wait(10 * time.Minute)
	_, err := c.Cases.ReturnTicket(c.Ctx, c.Kiosk(), halltest.City, code, halltest.City+":sb")
	c.Must(err)
	c.open(desk)
	c.has("补件返回·不重新排队")
	c.send("/call")
	c.send("/arrive")
	c.has("带着补正的材料回来了")
	c.send("/supply")
	c.has("第 2 次到厅")
	c.sheet("/accept")
	c.has("不能受理")
	c.sheet("/check", "rest", "ok")
	c.sheet("/accept")
	c.has("已受理", "受理通知书", "前办结")
	c.send("/finish")

	c.open(desk + "/cases")
	c.has(caseNo, "剩")
	c.page = c.Get(desk + "/find?q=" + caseNo)
	c.open(c.page.Location)
	c.has("为什么是这一天", "收到补件", "业务事项告知单", "受理通知书")
	c.Verified()
}

func TestONE4_ASecondDemandAsksForTheReason(t *testing.T) {
	c := sit(t)
	c.Ticket("SB-01")
	c.open(desk)
	c.send("/call")
	c.send("/arrive")
	c.identify()
	own := c.rows()
	c.sheet("/check", "rest", "ok", "answer-"+own[0], "missing")
	c.sheet("/notice")
	code := c.find(`>(R[34679ACDEFGHJKMNPRTVWXY]{7})<`)
	c.send("/finish")
	_, err := c.Cases.ReturnTicket(c.Ctx, c.Kiosk(), halltest.City, code, halltest.City+":sb")
	c.Must(err)
	c.open(desk)
	c.send("/call")
	c.send("/arrive")
	c.send("/supply")
	c.sheet("/check", "rest", "ok", "answer-"+own[1], "wrong", "fault-"+own[1], "unsealed", "fix-"+own[1], "盖章后重交")
	c.has("二次告知", "转监察", "盖章后重交")
	c.sheet("/notice")
	if c.page.Status != http.StatusConflict {
		t.Fatal("a second demand without a reason:", c.page.Status)
	}
	c.has("请写明为什么上次没有告知", "盖章后重交")
	c.sheet("/notice", "reason", "上次看漏了印章")
	c.has("这是二次告知")
	c.Read(func(q *db.Q) error {
		list, err := notice.Breaches(q, halltest.City, c.Clock.Now().Add(-time.Hour), 5)
		if len(list) != 1 || list[0].Second != "上次看漏了印章" {
			t.Fatalf("%+v", list)
		}
		return err
	})
}

func TestARepeatedFormActsOnceAndAStaleOneLosesNothing(t *testing.T) {
	c := sit(t)
	c.Ticket("SB-01")
	c.open(desk)
	c.send("/call")
	c.send("/arrive")
	f := c.fields(desk + "/receive")
	for k, v := range map[string]string{"kind": "enterprise", "name": "临溪样例塑业有限公司", "id_kind": "uscc", "id": "11990000MB9900013U", "s_insurance": "all",
		"s_unit_kind": "company", "s_risky": "no"} {
		f.Set(k, v)
	}
	c.post("/receive", f)
	c.post("/receive", f)
	c.has("材料清单")
	c.Read(func(q *db.Q) error {
		n, err := casework.Counts(q, halltest.City)
		if n[casework.Received] != 1 {
			t.Fatal("the same form made", n[casework.Received], "cases")
		}
		return err
	})
	own := c.rows()
	old := c.fields(desk + "/check")
	c.sheet("/check", "answer-"+own[0], "ok")
	c.post("/check", old, "answer-"+own[1], "wrong", "fix-"+own[1], "这句话不能丢")
	if c.page.Status != http.StatusConflict {
		t.Fatal("an old page overwrote a newer one:", c.page.Status)
	}
	c.has("刚刚被别人改过", "这句话不能丢")
}

func TestAWrongNumberComesBackWithEverythingTypedAndAnOverride(t *testing.T) {
	c := sit(t)
	c.Ticket("SB-11")
	c.open(desk)
	c.send("/call")
	c.send("/arrive")
	f := c.fields(desk + "/receive")
	c.post("/receive", f, "name", "罗雨薇", "id_kind", "resident_id", "id", "990000199001010018", "phone", "13800000000")
	if c.page.Status != http.StatusUnprocessableEntity {
		t.Fatal("a wrong check digit:", c.page.Status, errorLine(c.page.Body))
	}
	c.has("校验位对不上", "罗雨薇", "写明理由后照录", `value="990000199001010018"`)
	c.send("/receive", "override", "原件上如此")
	c.has("材料清单")
}

func TestLIM2_AnImmediateItemIsHandedOverInTheVisit(t *testing.T) {
	c := sit(t)
	c.Ticket("SB-11")
	c.open(desk)
	c.send("/call")
	c.send("/arrive")
	c.send("/receive", "name", "罗雨薇", "id_kind", "resident_id", "id", "990000199001010017")
	c.sheet("/check", "rest", "ok")
	c.post("/finish-now", c.fields(desk+"/finish-now"), "identity-now", "居民身份证原件", "tail-now", "0000")
	c.has("证件后四位和登记的不一致", "居民身份证原件", "open")
	c.send("/finish-now", "identity-now", "居民身份证原件", "tail-now", "0017")
	c.has("已办结并交付", "送达回证")
	c.send("/finish")
	c.Verified()
}

func TestLIM14_ARejectionNamesTheUnmetConditionAndWhereToGo(t *testing.T) {
	c := sit(t)
	c.Ticket("SB-01")
	c.open(desk)
	c.send("/call")
	c.send("/arrive")
	c.identify()
	f := c.fields(desk + "/reject")
	c.post("/reject", f, "ground-reject", "no_jurisdiction", "condition-reject", "", "finding-reject", "不在本市注册")
	c.has("请指明不符合哪一条", "不在本市注册")
	c.send("/reject", "condition-reject", "c2", "office-reject", "邻市政务服务大厅")
	c.has("已出具不受理通知", "不予受理通知书")
}

func TestHAL1_CallingOutOfOrderAndPuttingAsideNeedAReason(t *testing.T) {
	c := sit(t)
	c.Ticket("SB-01")
	second := c.Ticket("SB-11").Ticket
	c.open(desk)
	c.post("/call-out", c.fields(desk+"/call-out"), "ticket-out", second.ID)
	c.has("请写一句原因")
	c.send("/call-out", "ticket-out", second.ID, "reason-out", "行动不便")
	c.has(second.Number, "呼叫中")
	c.send("/undo", "reason-undo", "叫错了")
	c.send("/call")
	c.send("/arrive")
	c.post("/park", c.fields(desk+"/park"))
	c.has("请写一句原因")
	c.send("/park", "reason-park", "去复印执照")
	c.has("去复印执照", "接着办")
	c.send("/resume")
	c.has("接待中")
	c.send("/outcome", "outcome-plain", "consultation")
	c.has("已答复咨询")
	c.send("/finish")
	c.send("/window/pause", "reason-pause", "开会", "return_at-pause", "10:30")
	c.has("10:30 回来")
	c.send("/window/open")
	c.send("/window/close")
	c.has("窗口没有开")
}

func TestI1_NobodyIsFoundByNameButByNumber(t *testing.T) {
	c := sit(t)
	no := c.Sit("05").Accept("SB-01").No
	c.open(desk + "/find?q=" + url.QueryEscape("罗雨薇"))
	c.has("不能按姓名查")
	if c.page = c.Get(desk + "/find?q=" + no); c.page.Status != http.StatusSeeOther {
		t.Fatal("a case number opens the case at once")
	}
	c.open(c.page.Location)
	body := c.page.Body
	c.post(strings.TrimPrefix(c.action("/unmask"), desk), c.fields(c.action("/unmask")), "field-unmask", "id")
	c.has("请写明为什么要看")
	if strings.Contains(body, "11990000MB9900013U") || strings.Contains(c.page.Body, "990000199001010017") {
		t.Fatal("a number in full without a reason")
	}
}

// action is the address of the page's form that ends so.
func (c *clerk) action(end string) string {
	c.T.Helper()
	return c.find(`action="(/h/shi/desk/case/[a-z0-9]+` + end + `)"`)
}

func TestAFileIsKeptAtItsRowAndOpensInASandbox(t *testing.T) {
	c := sit(t)
	c.Ticket("SB-01")
	c.open(desk)
	c.send("/call")
	c.send("/arrive")
	c.identify()
	f := c.fields(desk + "/upload")
	var body, picture bytes.Buffer
	c.Must(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))))
	m := multipart.NewWriter(&body)
	for k := range f {
		if k != "file" {
			c.Must(m.WriteField(k, f.Get(k)))
		}
	}
	part, err := m.CreateFormFile("file", "scan.png")
	c.Must(err)
	_, err = part.Write(picture.Bytes())
	c.Must(err)
	c.Must(m.Close())
	res, err := c.HTTP.Post(c.Base+desk+"/upload", m.FormDataContentType(), &body)
	c.Must(err)
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Fatal(res.StatusCode)
	}
	c.open(desk)
	open := c.find(`href="(/h/shi/desk/file/[a-z0-9]+)"`)
	got := c.Get(open)
	if got.Header.Get("Content-Type") != "image/png" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Fatal(got.Status, got.Header)
	}
}

func TestCAS1_AResultIsHandedOverAndFiledAtTheCasePage(t *testing.T) {
	c := sit(t)
	made := c.Sit("05").Accept("SB-01")
	for made.Ready.IsZero() {
		st := c.OpenStep(made.ID)
		item, _ := c.Catalogue.Item("SB-01")
		def, _ := item.StepByID(st.Step)
		made = c.Decide(made, casework.Verdict{Outcome: def.Outcomes[0].ID})
	}
	c.Ticket("SB-11")
	c.open(desk + "/ready")
	c.has(made.No)
	c.open(desk)
	c.send("/call")
	c.send("/arrive")
	at := desk + "/case/" + made.ID
	c.open(at)
	f := c.fields(at + "/unmask")
	c.post(strings.TrimPrefix(at, desk)+"/unmask", f, "field-unmask", "id", "reason-unmask", "核对证件")
	c.has(made.Applicant.ID.Reveal())
	c.open(at)
	if strings.Contains(c.page.Body, made.Applicant.ID.Reveal()) {
		t.Fatal("the number is still shown in full at the next look")
	}
	c.post(strings.TrimPrefix(at, desk)+"/deliver", c.fields(at+"/deliver"), "identity-hand", "营业执照原件", "tail-hand", made.Applicant.ID.Tail())
	c.has("已交付", "送达回证")
	c.post(strings.TrimPrefix(at, desk)+"/file", c.fields(at+"/file"))
	c.has("已归档")
	c.open(desk)
	c.has("已交付")
	c.send("/finish")
	c.Verified()
}

func TestTheSecondMatterOfAVisitAsksNobodyTwiceWhoTheyAre(t *testing.T) {
	c := sit(t)
	lines := []string{halltest.City + ":sb", halltest.City + ":sb"}
	_, err := c.Queue.Take(c.Ctx, c.Kiosk(), halltest.City, queue.Request{Line: lines[0], Items: []string{"SB-11", "SB-12"}, Lines: lines, Origin: "test"}, once.Key{})
	c.Must(err)
	c.open(desk)
	c.send("/call")
	c.send("/arrive")
	c.send("/receive", "name", "罗雨薇", "id_kind", "resident_id", "id", "990000199001010017")
	c.sheet("/check", "rest", "ok")
	c.sheet("/accept")
	c.has("接着办：参保缴费凭证打印")
	if _, early := c.page.Form(desk + "/finish"); early {
		t.Fatal("the visit can be ended with a matter undecided")
	}
	c.open(strings.ReplaceAll(c.find(`href="(/h/shi/desk\?m=[a-z0-9]+)" data-key`), "&amp;", "&"))
	c.has("同一申请人：罗雨薇")
	c.send("/receive", "kind", "person")
	c.has("材料清单", "罗雨薇", "0017")
}
