package citizen_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/notice"
)

// once keys differ between two drawings of the same page, and nothing else may.
var onceKey = regexp.MustCompile(`value="[0-9a-z]{26}"`)

func TestO1_AWrongAnswerDoesNotTellWhichPartWasWrong(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		s := newStage(h)
		o, other := s.accepted("SB-01"), s.accepted("SB-01")
		say := func(no, code string) string {
			status, body, _ := s.post("/track", "no", no, "code", code)
			if status != http.StatusUnprocessableEntity {
				t.Fatalf("%s %s: %d", no, code, status)
			}
			body = onceKey.ReplaceAllString(body, "")
			return strings.NewReplacer(no, "NO", code, "CODE").Replace(body)
		}
		unknown := say("ZZ2611240999", "AAAAAAAAAA")
		for _, c := range [][2]string{{o.Case.No, "AAAAAAAAAA"}, {"ZZ2611240999", o.Secret}, {o.Case.No, other.Secret}} {
			if got := say(c[0], c[1]); got != unknown {
				t.Errorf("the answer to %v differs from that to an unknown number", c)
			}
		}
		s.follow(casework.Opened{Case: o.Case, Secret: " " + strings.ToLower(o.Secret)}) // as people type
	})
}

func TestO1_TenWrongCodesCloseTheNumberForAnHourWhetherItExistsOrNot(t *testing.T) {
	h := halltest.OnSQLite(t)
	s := newStage(h)
	o := s.accepted("SB-01")
	for _, no := range []string{o.Case.No, "ZZ2611240999"} {
		for i := range 10 {
			if status, _, _ := s.post("/track", "no", no, "code", "AAAAAAAAAA"); status != http.StatusUnprocessableEntity {
				t.Fatalf("try %d: %d", i+1, status)
			}
		}
		if status, _, _ := s.post("/track", "no", no, "code", o.Secret); status != http.StatusTooManyRequests {
			t.Fatalf("the eleventh try for %s: %d", no, status)
		}
	}
	h.Wait(time.Hour)
	s.follow(o)
}

func TestO1_TheAddressOfAPageOpensNothingAndAccessEnds(t *testing.T) {
	h := halltest.OnSQLite(t)
	s := newStage(h)
	o, other := s.accepted("SB-01"), s.accepted("SB-01")
	for _, id := range []string{o.Case.ID, ids.New()} {
		status, _, head := s.get("/track/" + id)
		if status != http.StatusSeeOther || !strings.HasPrefix(head.Get("Location"), "/track?") {
			t.Errorf("without a code: %d %s", status, head.Get("Location"))
		}
	}
	s.follow(o)
	if status, _, _ := s.get("/track/" + other.Case.ID); status != http.StatusSeeOther {
		t.Error("one code opened two cases")
	}
	s.follow(other)
	if _, body, _ := s.get("/track"); !strings.Contains(body, o.Case.No) || !strings.Contains(body, other.Case.No) {
		t.Error("a person with two cases sees only one")
	}
	h.Wait(2*time.Hour + time.Second)
	if status, _, _ := s.get("/track/" + o.Case.ID); status != http.StatusSeeOther {
		t.Error("access did not end")
	}
	s.follow(o)
	s.post("/track/leave")
	if status, _, _ := s.get("/track/" + o.Case.ID); status != http.StatusSeeOther {
		t.Error("the page is open after leaving")
	}
}

// Every state answers first what is happening, with nothing of the person but a mask.
func TestNET2_EveryStateHasItsSentence(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		s := newStage(h)
		check := func(o casework.Opened, head string, parts ...string) {
			t.Helper()
			body := s.follow(o)
			if got := headline(body); got != head {
				t.Errorf("headline %q, want %q", got, head)
			}
			for _, part := range parts {
				if !strings.Contains(body, part) {
					t.Errorf("%s: the page lacks %q", head, part)
				}
			}
			if strings.Contains(body, applicant) || strings.Contains(body, "199001010017") || strings.Contains(body, "13800000000") || strings.Contains(body, "⟦") {
				t.Errorf("%s: the page shows what it must not", head)
			}
			if !strings.Contains(body, "罗**") || !strings.Contains(body, s.clerk.Name) {
				t.Errorf("%s: masked applicant or clerk is missing", head)
			}
		}
		o := s.received("SB-01")
		check(o, "材料收到了，正在核对", "您现在什么都不用做。", "12 月 1 日（周二）")

		told, err := s.Cases.Notice(h.Ctx, s.clerk, o.Case.ID, s.answered(o.Case, notice.Missing).Edition, casework.Visit{}, false, "")
		h.Must(err)
		check(o, "还要补 1 样材料", "12 月 24 日（周四）", "补件号", "除了这些，这件事不再要求您补别的材料。", "/letter/"+told.Notice.Letter)
		body := s.follow(o)
		if strings.Contains(body, told.Code) {
			t.Error("the page gives the return code away")
		}

		a := s.accepted("SB-01")
		it, _ := h.Catalogue.Item("SB-01")
		check(a, "已经受理，正在办理", it.Steps[0].Name.ZH, "这个日期是怎么算的", "收件当日不计入")

		d := s.accepted("SB-01")
		d.Case = s.decided(d.Case, casework.Granted)
		check(d, "办好了，请来领"+it.Result.Name.ZH, "06 号窗口", "身份证件原件")
		c, err := s.Cases.Deliver(h.Ctx, s.clerk, d.Case.ID, 0, casework.Visit{}, casework.Handover{Way: "window", Tail: d.Case.Applicant.ID.Tail(), Identity: "原件"})
		h.Must(err)
		check(casework.Opened{Case: c, Secret: d.Secret}, "办结了，结果已经领走")

		r := s.received("SB-01")
		_, err = s.Cases.Reject(h.Ctx, s.clerk, r.Case.ID, s.answered(r.Case, notice.OK).Edition, casework.Visit{},
			casework.Rejection{Ground: casework.NotRequired, Condition: it.Conditions[0].ID, Finding: "不属于登记范围"})
		h.Must(err)
		check(r, "这次没有受理", "不受理通知书")
	})
}

func TestNET2_WhenWeAreLateThePageSaysSoAndNamesWhoHasIt(t *testing.T) {
	h := halltest.OnSQLite(t)
	s := newStage(h)
	o := s.accepted("SB-01")
	h.Wait(60 * 24 * time.Hour)
	body := s.follow(o)
	if got := headline(body); got != "比答应的时间晚了，对不起" {
		t.Fatal(got)
	}
	holder := s.Holder(s.openStep(o.Case.ID).Post)
	hall := h.SiteHall(halltest.City, "zh-CN")
	for _, part := range []string{holder.Name, hall.SupervisionPhone, "超期", "lamp-over"} {
		if part == "" || !strings.Contains(body, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
}

func TestNET2_TheApplicantWithdrawsWithAConfirmation(t *testing.T) {
	h := halltest.OnSQLite(t)
	s := newStage(h)
	o := s.accepted("SB-01")
	if status, _, _ := s.post("/track/" + o.Case.ID + "/withdraw"); status != http.StatusSeeOther {
		t.Fatal("withdrawal without a code")
	}
	h.Read(func(q *db.Q) error {
		c, err := h.Cases.Get(q, o.Case.ID)
		if c.State != casework.Accepted {
			t.Fatal("withdrawn by a stranger")
		}
		return err
	})
	body := s.follow(o)
	if !strings.Contains(body, `action="/track/`+o.Case.ID+`/withdraw"`) || !strings.Contains(body, "不能恢复") {
		t.Error("no confirmation")
	}
	s.post("/track/" + o.Case.ID + "/withdraw")
	if body = s.follow(o); headline(body) != "您已经撤回了申请" || strings.Contains(body, "/withdraw") {
		t.Error(headline(body))
	}
	h.Verified()
}

func TestNET2_ThePageIsLiveAndItsPartIsTheSameElement(t *testing.T) {
	h := halltest.OnSQLite(t)
	s := newStage(h)
	o := s.accepted("SB-01")
	body := s.follow(o)
	if !strings.Contains(body, `data-topics="case:`+o.Case.ID+`"`) || !strings.Contains(body, `hx-get="/track/`+o.Case.ID+`/now"`) {
		t.Error("the page does not listen")
	}
	status, part, _ := s.get("/track/" + o.Case.ID + "/now")
	if status != http.StatusOK || !strings.HasPrefix(strings.TrimSpace(part), `<div class="track-now"`) {
		t.Errorf("%d %.80s", status, part)
	}
	if _, english, _ := s.get("/track/" + o.Case.ID + "?lang=en"); english != "" && strings.Contains(english, "⟦") {
		t.Error(english)
	}
	if body := s.follow(o); headline(body) != "Accepted, we are working on it" || strings.Contains(body, "⟦") {
		t.Error(headline(body))
	}
}

func TestTheFormOnlyGoesOnToPagesOfItsOwn(t *testing.T) {
	h := halltest.OnSQLite(t)
	s := newStage(h)
	o := s.accepted("SB-01")
	for next, want := range map[string]string{"//evil.example": "/track/" + o.Case.ID, "https://evil.example/track/": "/track/" + o.Case.ID,
		"/letter/" + o.Case.ID + ".pdf": "/letter/" + o.Case.ID + ".pdf"} {
		_, _, head := s.post("/track", "no", o.Case.No, "code", o.Secret, "next", next)
		if head.Get("Location") != want {
			t.Errorf("%s leads to %s", next, head.Get("Location"))
		}
	}
}

// While another agency has the case, its stretch and its clock are what the page shows (CAS-4).
func TestNET2_AnotherAgencysStretchHasItsOwnClock(t *testing.T) {
	h := halltest.OnSQLite(t)
	for i := range h.Catalogue.Items {
		it := &h.Catalogue.Items[i]
		at := slices.IndexFunc(it.Steps, func(st catalogue.Step) bool { return st.Kind == catalogue.External && st.Limit != nil })
		windows := h.Catalogue.WindowsFor(it, halltest.City)
		if at < 0 || len(it.Materials) == 0 || len(windows) == 0 {
			continue
		}
		s := &stage{Hall: h, clerk: h.At(windows[0].No)}
		s.client, s.base = h.Browser()
		o := s.accepted(it.Code)
		for range at {
			open := s.openStep(o.Case.ID)
			_, err := s.Cases.DecideStep(h.Ctx, s.Holder(open.Post), open.ID, 0, casework.Verdict{Outcome: outcome(it, open.Step, casework.Granted)})
			h.Must(err)
		}
		if open := s.openStep(o.Case.ID); open.Step != it.Steps[at].ID {
			t.Fatalf("%s stands at %s", it.Code, open.Step)
		}
		body := s.follow(o)
		if !strings.HasPrefix(headline(body), "正在等") || !strings.Contains(body, "办完这一段") || strings.Contains(body, "⟦") {
			t.Errorf("%s: %s", it.Code, headline(body))
		}
		return
	}
	t.Fatal("the catalogue has no step at another agency")
}

// LIM-12: every stop is on the applicant's page, and one tap objects to it.
func TestLIM12_TheApplicantSeesAStopAndObjects(t *testing.T) {
	h := halltest.OnSQLite(t)
	s := newStageAt(h, "13")
	o := s.accepted("LZ-01")
	lead := h.Holder("LZ-LEAD")
	p, err := h.Cases.StartSpecial(h.Ctx, lead, o.Case.ID, 0, casework.Procedure{Kind: "expert_review", Days: 10, By: "专家组", Reference: "函9号", Reason: "桥梁荷载"})
	h.Must(err)
	path := "/track/" + o.Case.ID + "/contest"
	if s.post(path, "type", "special", "about", p.ID); objected(h, o.Case) != 0 {
		t.Fatal("a stranger objected")
	}
	body := s.follow(o)
	for _, part := range []string{"专家评审", "告知所需 10 个工作日", "桥梁荷载", "期限暂停", path} {
		if !strings.Contains(body, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	s.post(path, "type", "special", "about", p.ID, "words", "不需要评审")
	s.post(path, "type", "special", "about", p.ID, "words", "再说一次")
	if n := objected(h, o.Case); n != 1 {
		t.Errorf("%d objections, want one", n)
	}
	if body = s.follow(o); !strings.Contains(body, "您已提出异议") || strings.Contains(body, path) {
		t.Error("the page does not say that the objection was received")
	}
	h.Verified()
}

func objected(h *halltest.Hall, c *casework.Case) (n int) {
	h.Read(func(q *db.Q) error {
		list, err := casework.Objections(q, c.ID)
		n = len(list)
		return err
	})
	return n
}

// 行政许可法 32(4): when nothing was said in five working days, the page says at once that it counts as accepted.
func TestNET2_SilenceIsShownAsAcceptanceAtOnce(t *testing.T) {
	h := halltest.OnSQLite(t)
	s := newStageAt(h, "13")
	o := s.received("LZ-01")
	if got := headline(s.follow(o)); strings.Contains(got, "视为") {
		t.Fatal(got)
	}
	h.Wait(9 * 24 * time.Hour)
	if got := headline(s.follow(o)); got != "已过五天没有告知，依法视为已经受理" {
		t.Error(got)
	}
}
