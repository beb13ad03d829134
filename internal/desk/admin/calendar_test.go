package admin_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"yichuang/internal/almanac"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
)

var notice2027 = almanac.Content{Kind: almanac.National, Year: 2027, Title: "国务院办公厅关于2027年部分节假日安排的通知", Reason: "通知已发布"}

// upload sends a change of the calendar as a browser does, with a file.
func (b *browser) upload(file string, pairs ...string) (int, string, *http.Response) {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := m.WriteField(pairs[i], pairs[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("list", "2027.csv")
	if err == nil {
		_, err = part.Write([]byte(file))
	}
	if err != nil || m.Close() != nil {
		b.t.Fatal(err)
	}
	return b.do(b.Post(b.base+root+"/calendar/new", m.FormDataContentType(), &body))
}

func wants(t *testing.T, what, body string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(body, w) {
			t.Errorf("%s: %q is missing", what, w)
		}
	}
}

func lacks(t *testing.T, what, body string, not ...string) {
	t.Helper()
	for _, w := range not {
		if strings.Contains(body, w) {
			t.Errorf("%s: %q is there", what, w)
		}
	}
}

// The whole way of a notice through the pages: a faulty file, a draft with its moves, two persons, the moved clock.
func TestK9_ANoticeIsImportedSeenAndConfirmedByTwoPersons(t *testing.T) {
	h := halltest.OnSQLite(t)
	c := h.Sit("01").Accept("JM-05")
	admin, head := as(t, h, ids.RoleSysAdmin), as(t, h, ids.RoleManager)
	title := "国务院办公厅关于2027年部分节假日安排的通知"

	_, body, _ := admin.get(root + "/calendar")
	wants(t, "a missing year", body, "2027 年的放假通知还没有导入", root+"/calendar/new?kind=notice")
	bad := halltest.Year2027("2027-03-03,workday,x", "2028-01-01,holiday,元旦")
	status, body, _ := admin.upload(bad, "kind", "notice", "year", "2027", "title", title, "reason", "通知已发布")
	if status != http.StatusUnprocessableEntity {
		t.Fatalf("a faulty file: %d", status)
	}
	wants(t, "a faulty file", body, "2027-03-03 不是周末", "2028-01-01 不属于 2027 年", title, "2027-02-05,holiday,春节")

	good := halltest.Year2027("2026-12-04,holiday,元旦")
	status, _, resp := admin.upload(good, "kind", "notice", "year", "2027", "title", title, "reason", "通知已发布")
	path := resp.Header.Get("Location")
	if status != http.StatusSeeOther || !strings.HasPrefix(path, root+"/calendar/changes/") {
		t.Fatalf("entered: %d %s", status, path)
	}
	_, body, _ = admin.get(path)
	wants(t, "the draft for who entered it", body, "要由另一个人", c.No, "2026-12-08 17:00", "2026-12-09 17:00", "+1 个工作日", "暂定", "文号未核")
	lacks(t, "the draft for who entered it", body, "/confirm\"")
	if status, _, _ := admin.post(path+"/confirm", "reason", "r"); status != http.StatusConflict {
		t.Errorf("confirmed by who entered it: %d", status)
	}
	_, file, _ := head.get(path + "/moves.csv")
	wants(t, "the file", file, "办件编号", c.No, "2026-12-09 17:00", "由暂定变为确定")

	if status, body, _ := head.post(path+"/confirm", "reason", ""); status != http.StatusUnprocessableEntity || !strings.Contains(body, "请写明理由") {
		t.Errorf("confirmed without a reason: %d", status)
	}
	if status, _, _ := head.post(path+"/confirm", "reason", "与原文核对无误"); status != http.StatusSeeOther {
		t.Fatalf("confirmed: %d", status)
	}
	_, body, _ = head.get(path)
	wants(t, "in force", body, "正在更新", "<progress")
	h.FollowCalendar()
	_, body, _ = head.get(path)
	wants(t, "applied", body, "更新完毕", "与原文核对无误")
	_, body, _ = admin.get(root + "/calendar?year=2027")
	wants(t, "the year", body, title)
	lacks(t, "the year", body, "还没有导入，")
}

func TestK9_TheSupervisorAgreesToLaterDatesOnThePage(t *testing.T) {
	h := halltest.OnSQLite(t)
	h.ConfirmYear(h.EnterYear(notice2027, halltest.Year2027()))
	c := h.Sit("01").Accept("JM-05")
	admin, head, watch := as(t, h, ids.RoleSysAdmin), as(t, h, ids.RoleManager), as(t, h, ids.RoleSupervisor)
	_, _, resp := admin.post(root+"/calendar/new", "kind", "region", "year", "2026", "region", "林溪", "reason", "地方节日", "file", "date,type,name\n2026-12-03,holiday,民族节\n")
	path := resp.Header.Get("Location")
	_, body, _ := watch.get(path)
	wants(t, "an own edit", body, "保留较早的日期", c.No, path+"/agree")
	lacks(t, "an own edit for the supervisor", body, path+"/confirm")
	if status, _, _ := head.post(path+"/agree", "reason", "r"); status != http.StatusForbidden {
		t.Errorf("the head of the hall agrees: %d", status)
	}
	if status, _, _ := watch.post(path+"/agree", "reason", "有地方规定"); status != http.StatusSeeOther {
		t.Fatalf("agree: %d", status)
	}
	_, body, _ = head.get(path)
	wants(t, "agreed", body, "监察部门同意推后", "+1 个工作日", "有地方规定")
	if status, _, _ := admin.post(path+"/withdraw", "reason", "改由下周录入"); status != http.StatusSeeOther {
		t.Errorf("withdrawn: %d", status)
	}
	if status, _, _ := head.post(path+"/confirm", "reason", "r"); status != http.StatusConflict {
		t.Errorf("confirmed after it was withdrawn: %d", status)
	}
}

func TestAClosureIsOfOneHallOnly(t *testing.T) {
	h := halltest.OnSQLite(t)
	admin := as(t, h, ids.RoleSysAdmin)
	if status, body, _ := admin.post(root+"/calendar/new", "kind", "closure", "from", "2026-11-27", "to", "2026-11-26", "reason", "消防改造"); status != http.StatusUnprocessableEntity {
		t.Errorf("backwards: %d %.300s", status, body)
	}
	_, _, resp := admin.post(root+"/calendar/new", "kind", "closure", "from", "2026-11-26", "to", "2026-11-27", "reason", "消防改造")
	path := resp.Header.Get("Location")
	_, body, _ := admin.get(path)
	wants(t, "a closure", body, "闭厅不改变任何办理时限", "消防改造")
	other := strings.Replace(path, "/h/shi/", "/h/dong/", 1)
	for _, p := range []string{other, other + "/moves.csv"} {
		if status, _, _ := admin.get(p); status != http.StatusNotFound {
			t.Errorf("%s: %d", p, status)
		}
	}
}

func TestCalendarPagesAreDrawnInEnglishAndForbiddenToOthers(t *testing.T) {
	h := halltest.OnSQLite(t)
	id := h.EnterYear(notice2027, halltest.Year2027())
	b := as(t, h, ids.RoleSysAdmin)
	b.get("/pair?lang=en")
	for _, kind := range []string{"", "notice", "region", "closure", "correction", "nonsense"} {
		if status, body, _ := b.get(root + "/calendar/new?kind=" + kind); status != http.StatusOK || !strings.Contains(body, "Save and see which limits move") {
			t.Errorf("new %s: %d", kind, status)
		}
	}
	if status, body, _ := b.get(fmt.Sprintf("%s/calendar/changes/%s?page=9", root, id)); status != http.StatusOK || !strings.Contains(body, "running limits are concerned") {
		t.Errorf("a draft: %d", status)
	}
	for role, paths := range map[ids.Role][]string{
		ids.RoleManager:    {root + "/calendar/new"},
		ids.RoleSupervisor: {root + "/calendar/new"},
		ids.RoleClerk:      {root + "/calendar/new", root + "/calendar/changes/" + id, root + "/calendar/changes/" + id + "/moves.csv"},
	} {
		b := as(t, h, role)
		for _, p := range paths {
			if status, _, _ := b.get(p); status != http.StatusForbidden {
				t.Errorf("%s for %s: %d", p, role, status)
			}
		}
	}
}
