package admin_test

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/desk/admin"
	"yichuang/internal/halltest"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/org"
	"yichuang/internal/text"
)

type browser struct {
	*http.Client
	t    *testing.T
	base string
}

// as is a browser in which the first person with a role is signed in.
func as(t *testing.T, h *halltest.Hall, role ids.Role) *browser {
	t.Helper()
	c, base := h.Browser()
	b := &browser{c, t, base}
	if status, _, _ := b.post("/login/demo", "login", h.First(role).Login); status != http.StatusSeeOther {
		t.Fatalf("%s cannot sign in: %d", role, status)
	}
	return b
}

func (b *browser) do(resp *http.Response, err error) (int, string, *http.Response) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if i := strings.Index(string(body), "⟦"); i >= 0 {
		b.t.Errorf("%s: a key has no words: %.60s", resp.Request.URL.Path, string(body)[i:])
	}
	return resp.StatusCode, string(body), resp
}

func (b *browser) get(path string) (int, string, *http.Response) {
	b.t.Helper()
	return b.do(b.Get(b.base + path))
}

func (b *browser) post(path string, pairs ...string) (int, string, *http.Response) {
	b.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return b.do(b.PostForm(b.base+path, v))
}

const root = "/h/shi/admin"

// Which page is whose: the three administrators see their own part only (三员), the supervisor reads.
var opens = map[string][]ids.Role{
	"":                      {ids.RoleSysAdmin, ids.RoleSecAdmin, ids.RoleAuditor, ids.RoleManager, ids.RoleSupervisor},
	"/windows":              {ids.RoleSysAdmin, ids.RoleManager},
	"/posts":                {ids.RoleSysAdmin, ids.RoleManager},
	"/staff":                {ids.RoleSysAdmin, ids.RoleSecAdmin, ids.RoleAuditor, ids.RoleManager},
	"/staff?q=e&role=clerk": {ids.RoleSysAdmin},
	"/staff/new":            {ids.RoleSysAdmin},
	"/devices":              {ids.RoleSysAdmin, ids.RoleManager},
	"/items":                {ids.RoleSysAdmin, ids.RoleAuditor, ids.RoleManager},
	"/items?pending=1":      {ids.RoleSysAdmin},
	"/items?q=zzzzzz":       {ids.RoleSysAdmin},
	"/calendar":             {ids.RoleSysAdmin, ids.RoleSupervisor},
	"/calendar?year=2027":   {ids.RoleSysAdmin},
	"/journal":              {ids.RoleAuditor, ids.RoleSupervisor},
	"/verify":               {ids.RoleAuditor, ids.RoleSysAdmin},
}

func TestEveryPageIsDrawnInBothLanguagesForWhomItIs(t *testing.T) {
	h := halltest.OnSQLite(t)
	for _, role := range []ids.Role{ids.RoleSysAdmin, ids.RoleSecAdmin, ids.RoleAuditor, ids.RoleManager, ids.RoleSupervisor} {
		b := as(t, h, role)
		for _, lang := range []string{"zh-CN", "en"} {
			b.get("/pair?lang=" + lang)
			for path, who := range opens {
				if !slices.Contains(who, role) {
					continue
				}
				if status, body, _ := b.get(root + path); status != http.StatusOK || !strings.Contains(body, `lang="`+lang+`"`) {
					t.Errorf("%s for %s in %s: %d", path, role, lang, status)
				}
			}
		}
	}
}

func TestPagesOfOthersAreForbidden(t *testing.T) {
	h := halltest.OnSQLite(t)
	person := root + "/staff/" + h.First(ids.RoleDirector).ID
	for role, paths := range map[ids.Role][]string{
		ids.RoleClerk:    {root, root + "/staff", root + "/devices", root + "/journal", root + "/items", root + "/verify"},
		ids.RoleSysAdmin: {root + "/journal", person + "/roles"},
		ids.RoleSecAdmin: {root + "/journal", root + "/staff/new", person + "/password"},
		ids.RoleAuditor:  {root + "/staff/new", person + "/roles", person + "/password", person + "/deactivate"},
		ids.RoleManager:  {root + "/staff/new", person + "/roles", root + "/journal", "/h/dong/admin/staff"},
	} {
		b := as(t, h, role)
		for _, path := range paths {
			if status, _, _ := b.get(path); status != http.StatusForbidden {
				t.Errorf("%s at %s: %d", role, path, status)
			}
		}
	}
	c, base := h.Browser()
	stranger := &browser{c, t, base}
	if _, _, resp := stranger.get(root); resp.Header.Get("Location") != "/login?next=%2Fh%2Fshi%2Fadmin" {
		t.Errorf("a stranger: %d", resp.StatusCode)
	}
	if status, _, _ := as(t, h, ids.RoleSysAdmin).get("/h/nowhere/admin"); status != http.StatusNotFound {
		t.Errorf("a hall that is none: %d", status)
	}
}

func TestPersonIsTakenOnGetsRolesAndLeaves(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		sysadmin, secadmin := as(t, h, ids.RoleSysAdmin), as(t, h, ids.RoleSecAdmin)
		form := []string{"name", "秦样例", "badge", "2901", "login", "qin", "department", "hall", "roles", "clerk"}
		status, body, _ := sysadmin.post(root+"/staff/new", append(form, "password", "短")...)
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, "至少 8 个字") || !strings.Contains(body, `value="秦样例"`) {
			t.Errorf("a short password: %d; what was typed stays", status)
		}
		if status, body, _ = sysadmin.post(root+"/staff/new", append(form, "password", "口令-足够长-42", "roles", "auditor")...); status != http.StatusForbidden || !strings.Contains(body, "安全管理员") {
			t.Errorf("an administrator's role at once: %d", status)
		}
		_, _, resp := sysadmin.post(root+"/staff/new", append(form, "password", "口令-足够长-42")...)
		person := resp.Header.Get("Location")
		if resp.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d", resp.StatusCode)
		}
		if _, body, _ = sysadmin.get(person); !strings.Contains(body, "秦样例") || strings.Contains(body, person+"/roles") || !strings.Contains(body, person+"/password") {
			t.Error("the system administrator resets passwords and gives no roles")
		}
		if status, body, _ = secadmin.post(person+"/roles", "roles", "guide"); status != http.StatusUnprocessableEntity || !strings.Contains(body, "请写明理由") {
			t.Errorf("roles without a reason: %d", status)
		}
		if status, body, _ = secadmin.post(person+"/roles", "roles", "sysadmin", "roles", "auditor", "reason", "试"); status != http.StatusUnprocessableEntity || !strings.Contains(body, "必须是不同的人") {
			t.Errorf("two of the three administrators: %d", status)
		}
		secadmin.post(person+"/roles", "roles", "guide", "roles", "clerk", "reason", "兼导办")
		sysadmin.post(person+"/password", "password", "另一个口令-77", "reason", "本人忘记")
		if _, _, resp = secadmin.post(person+"/deactivate", "reason", "离职"); resp.Header.Get("Location") != person {
			t.Errorf("deactivate: %d", resp.StatusCode)
		}
		id := person[strings.LastIndex(person, "/")+1:]
		h.Read(func(q *db.Q) error {
			st, err := identity.StaffByID(q, id)
			if err != nil || st.Active || len(st.Roles) != 2 {
				t.Errorf("%+v %v", st, err)
			}
			history, err := journal.History(q, journal.Ref{Type: "staff", ID: id})
			var why []string
			for _, row := range history {
				var e struct{ Reason string }
				if row.Decode(&e) == nil && e.Reason != "" {
					why = append(why, e.Reason)
				}
			}
			if strings.Join(why, " ") != "兼导办 本人忘记 离职" {
				t.Errorf("reasons %v", why)
			}
			return err
		})
		if status, _, _ = sysadmin.get("/h/dong/admin/staff/" + id); status != http.StatusNotFound {
			t.Errorf("a person under another hall: %d", status)
		}
	})
}

func TestNobodyChangesTheOwnAccountThere(t *testing.T) {
	h := halltest.OnSQLite(t)
	me := h.First(ids.RoleSecAdmin)
	b := as(t, h, ids.RoleSecAdmin)
	if status, _, _ := b.post(root+"/staff/"+me.ID+"/roles", "roles", "manager", "reason", "x"); status != http.StatusForbidden {
		t.Errorf("status %d", status)
	}
}

func TestSessionsAreEndedByTheManager(t *testing.T) {
	h := halltest.OnSQLite(t)
	guide, manager := as(t, h, ids.RoleGuide), as(t, h, ids.RoleManager)
	person := root + "/staff/" + h.First(ids.RoleGuide).ID
	if _, body, _ := manager.get(person); !strings.Contains(body, person+"/sessions") {
		t.Error("no button to sign the person out")
	}
	manager.post(person + "/sessions")
	if _, _, resp := guide.get("/account"); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("the session still holds: %d", resp.StatusCode)
	}
}

func TestDeviceShowsItsCodeOnceAndIsRevoked(t *testing.T) {
	h := halltest.OnSQLite(t)
	b := as(t, h, ids.RoleManager)
	if status, body, _ := b.post(root+"/devices", "name", "1 号自助机", "kind", ""); status != http.StatusUnprocessableEntity || !strings.Contains(body, "请选择设备的种类") {
		t.Errorf("without a kind: %d", status)
	}
	status, body, _ := b.post(root+"/devices", "name", "1 号自助机", "kind", "kiosk", "zone", "shi-front")
	m := regexp.MustCompile(`ad-secret">([^<]+)<`).FindStringSubmatch(body)
	if status != http.StatusOK || m == nil {
		t.Fatalf("no code: %d", status)
	}
	if _, body, _ = b.get(root + "/devices"); strings.Contains(body, m[1]) || !strings.Contains(body, "等待配对") {
		t.Error("the code is shown again, or the device is not listed")
	}
	_, token, err := h.Identity.Pair(h.Ctx, m[1], "10.0.0.9")
	h.Must(err)
	_, err = h.Identity.AuthenticateToken(h.Ctx, token)
	h.Must(err)
	if _, body, _ = b.get(root + "/devices"); !strings.Contains(body, "在线") {
		t.Error("a device that was just heard of is not awake")
	}
	h.Wait(11 * time.Minute)
	if _, body, _ = b.get(root); !strings.Contains(body, "1 台设备超过 10 分钟没有消息") {
		t.Error("nobody is told of the silent device")
	}
	revoke := regexp.MustCompile(`/h/shi/admin/devices/[a-z0-9]+/revoke`)
	_, body, _ = b.get(root + "/devices")
	b.post(revoke.FindString(body))
	if _, err = h.Identity.AuthenticateToken(h.Ctx, token); err == nil {
		t.Error("a revoked device still works")
	}
	if _, body, _ = b.get(root + "/devices"); !strings.Contains(body, "已停用") || revoke.MatchString(body) {
		t.Error("the list does not say that it is revoked")
	}
}

func TestPostShowsWhoAnsweredWhen(t *testing.T) {
	h := halltest.OnSQLite(t)
	var post org.Post
	h.Read(func(q *db.Q) error {
		win, err := org.WindowByID(q, "shi-01")
		if err == nil {
			post, err = org.PostByID(q, win.Post)
		}
		return err
	})
	h.Wait(time.Hour)
	h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
		return org.SetHolder(tx, ids.TheSystem(halltest.City), post.ID, post.B, org.AsB, tx.Now())
	}))
	b := as(t, h, ids.RoleManager)
	_, body, _ := b.get(root + "/posts/" + post.ID)
	now, before := strings.Index(body, "在任"), strings.LastIndex(body, "A 岗</span>")
	if !strings.Contains(body, "B 岗顶岗") || !strings.Contains(body, "11:00") || now < 0 || before < now {
		t.Error("the timeline does not say who stood in from when, the newest first")
	}
	if _, body, _ = b.get(root + "/windows"); !strings.Contains(body, "没有人登录") {
		t.Error("an empty window is not said to be empty")
	}
}

func TestCalendarWarnsOfTheNextYearFromNovemberOn(t *testing.T) {
	h := halltest.OnSQLite(t) // 24 November 2026; the notice for 2027 is not out
	b := as(t, h, ids.RoleSysAdmin)
	if _, body, _ := b.get(root); !strings.Contains(body, "2027 年的放假安排还没有导入") {
		t.Error("no warning in November")
	}
	_, body, _ := b.get(root + "/calendar")
	if !strings.Contains(body, "国庆节") || !strings.Contains(body, "共 7 天") || !strings.Contains(body, "文号未核") {
		t.Error("the year does not show its days off and their source")
	}
	if _, body, _ = b.get(root + "/calendar?year=2027"); !strings.Contains(body, "暂定") || !strings.Contains(body, "没有导入通知") {
		t.Error("a year without a notice is not provisional")
	}
}

func TestItemShowsItsVersionAndWhatIsNotVerified(t *testing.T) {
	h := halltest.OnSQLite(t)
	b := as(t, h, ids.RoleSysAdmin)
	pending := 0
	for i := range h.Catalogue.Items {
		it := &h.Catalogue.Items[i]
		status, body, _ := b.get(root + "/items/" + it.Code)
		if status != http.StatusOK || !strings.Contains(body, it.Name.ZH) {
			t.Errorf("%s: %d", it.Code, status)
		}
		if it.PendingBasis() {
			pending++
			if !strings.Contains(body, "依据待核") {
				t.Errorf("%s hides that its basis is not verified", it.Code)
			}
		}
	}
	if _, body, _ := b.get(root + "/items?pending=1"); !strings.Contains(body, "共 "+strconv.Itoa(pending)+" 项") {
		t.Errorf("the filter does not find the %d items to verify", pending)
	}
	first := h.Catalogue.Items[0]
	if _, body, _ := b.get(root + "/items?q=" + first.Code); !strings.Contains(body, "共 1 项") {
		t.Error("a code does not find its item")
	}
	if status, _, _ := b.get(root + "/items/NO-99"); status != http.StatusNotFound {
		t.Errorf("an unknown item: %d", status)
	}
	if status, _, _ := b.get(root + "/items/" + first.Code + "?v=99"); status != http.StatusNotFound {
		t.Errorf("an unknown version: %d", status)
	}
}

func TestJournalIsFilteredAndVerifiedAndKeepsCitizensOut(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		h.Must(h.Runner.Drain(h.Ctx))
		b := as(t, h, ids.RoleAuditor)
		_, body, _ := b.get(root + "/journal?type=identity.session.opened")
		if !strings.Contains(body, "共 1 条") || !strings.Contains(body, "登录") {
			t.Error("the filter by act")
		}
		me := h.First(ids.RoleAuditor)
		if _, body, _ = b.get(root + "/journal?type=identity.&object=" + url.QueryEscape("staff "+me.ID)); !strings.Contains(body, "共 1 条") {
			t.Error("the filter by object")
		}
		if _, body, _ = b.get(root + "/journal?person=" + me.ID); !strings.Contains(body, "共 1 条") {
			t.Error("the filter by person")
		}
		if _, body, _ = b.get(root + "/verify"); !strings.Contains(body, "没有发现改动") {
			t.Error("a clean journal")
		}
		h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE journal SET payload = '{}' WHERE idx = 3`)
			return err
		}))
		if _, body, _ = b.get(root + "/verify"); !strings.Contains(body, "不一致") || !strings.Contains(body, "leaf_differs") {
			t.Error("an altered row is not found")
		}
	})
}

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	b := text.Must(admin.Texts)
	if missing := b.Check(); len(missing) > 0 {
		t.Error(missing)
	}
	used := regexp.MustCompile(`"(admin\.[a-z0-9_.]+)"`)
	files, err := filepath.Glob("*.templ")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(files, more...) {
		if strings.HasSuffix(f, "_templ.go") || strings.HasSuffix(f, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range used.FindAllStringSubmatch(string(raw), -1) {
			if key := m[1]; !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, ".view") && !strings.HasSuffix(key, ".edit") && !b.Has(text.EN, key) && key != "admin.item.unknown" {
				t.Errorf("%s: %s has no words", f, key)
			}
		}
	}
	for _, typ := range journal.Types() {
		if !b.Has(text.EN, "admin.act."+typ.Name) && !strings.HasPrefix(typ.Name, "test.") && !strings.HasPrefix(typ.Name, "bench.") {
			t.Errorf("the act %s has no words", typ.Name)
		}
	}
}
