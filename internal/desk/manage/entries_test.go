package manage_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"yichuang/internal/halltest"
	"yichuang/internal/ids"
)

const entriesHome = home + "/entries"

// upload sends a file with a form as a browser does.
func upload(c *halltest.Client, path, mode, file string) (status int, location, body string) {
	c.T.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	c.Must(form.WriteField("mode", mode))
	part, err := form.CreateFormFile("file", "running.csv")
	c.Must(err)
	_, err = part.Write([]byte(file))
	c.Must(err)
	c.Must(form.Close())
	res, err := c.HTTP.Post(c.Base+path, form.FormDataContentType(), &b)
	c.Must(err)
	defer res.Body.Close()
	var page bytes.Buffer
	_, err = page.ReadFrom(res.Body)
	c.Must(err)
	return res.StatusCode, res.Header.Get("Location"), page.String()
}

// The file is checked cell by cell, entered as a whole, confirmed by another person; every page of the case says where it came from.
func TestRunningCasesAreImportedAndConfirmedInTheBrowser(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		const heading = "source,item,applicant,name,id_kind,id,window,received_at,accepted_at\n"
		const row = "旧档0017,CJ-03,,林溪某某公司,uscc,11990000MB9900013U,11,2026-11-02 09:00,2026-11-02 09:30\n"
		m := head(h)
		status, _, body := upload(m, entriesHome+"/import", "import", heading+row+"旧档0018,SB-99,,何静,passport,E1,11,bald,\n")
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, "received_at") || !strings.Contains(body, "时间写法不对") || !strings.Contains(body, "没有编码为 SB-99 的事项") {
			t.Errorf("a bad file: %d", status)
		}
		if status, _, body = upload(m, entriesHome+"/import", "preview", heading+row); status != 200 || !strings.Contains(body, "文件里有 1 件，没有发现问题") {
			t.Errorf("preview: %d", status)
		}
		if status, _, _ = upload(m, entriesHome+"/import", "import", heading+row); status != 303 {
			t.Fatalf("import: %d", status)
		}
		path := entryPath(t, m.Get(entriesHome).Body, false)
		if path != "" {
			t.Error("whoever entered it is asked to confirm it")
		}
		other := h.SignIn(second(h), "")
		page := other.Get(entriesHome)
		path = entryPath(t, page.Body, true)
		form, ok := page.Form(path)
		if !ok || !strings.Contains(page.Body, "旧档0017") || !strings.Contains(page.Body, "林溪某某公司") {
			t.Fatal("the second person cannot compare it with the paper")
		}
		form.Set("answer", "no")
		if got := other.Post(path, form); got.Status != 422 || !strings.Contains(got.Body, "退回必须写明理由") {
			t.Errorf("sent back without a reason: %d", got.Status)
		}
		form.Set("answer", "yes")
		got := other.Post(path, form)
		if got.Status != 200 || !strings.Contains(got.Body, "申请人查询码") {
			t.Fatalf("confirm: %d %.300s", got.Status, got.Body)
		}
		link := regexp.MustCompile(`/h/shi/office/case/[a-z0-9]+`).FindString(got.Body)
		if body := m.Get(link).Body; !strings.Contains(body, "迁移：依据“旧档0017”") || !strings.Contains(body, "不计入按期办结率") {
			t.Error("the page of the case does not say where it came from")
		}
		h.Verified()
	})
}

// second is somebody else who may confirm entries: the head of the windows.
func second(h *halltest.Hall) string { return h.First(ids.RoleWindowHead).ID }

func entryPath(t *testing.T, body string, want bool) string {
	t.Helper()
	path := regexp.MustCompile(entriesHome + `/[a-z0-9]{20,}`).FindString(body)
	if want && path == "" {
		t.Fatal("no form to confirm")
	}
	return path
}

func TestOnePaperIsEnteredByAClerkAndTheFormKeepsWhatWasTyped(t *testing.T) {
	h := halltest.OnSQLite(t)
	h.Ticket("SB-01") // the hall works with the program
	c := h.SignIn(h.At("06").ID, "")
	page := c.Get(entriesHome)
	form, ok := page.Form(entriesHome)
	if !ok || strings.Contains(page.Body, home+"/outages") {
		t.Fatalf("%d %v: no form for a clerk, or a way to pages that a clerk may not see", page.Status, ok)
	}
	for name, value := range map[string]string{"kind": "migrated", "source": "登记册3", "item": "CJ-03", "window": "11", "name": "林溪某某公司", "id_kind": "uscc",
		"id": "11990000MB9900013U", "received_at": "2026-11-24T10:00"} {
		form.Set(name, value)
	}
	if got := c.Post(entriesHome, form); got.Status != 422 || !strings.Contains(got.Body, "启用本系统以后的件不能按迁移录入") || !strings.Contains(got.Body, "登记册3") {
		t.Errorf("a case of today called old: %d", got.Status)
	}
	form.Set("received_at", "2026-11-20T10:00")
	if got := c.Post(entriesHome, form); got.Status != 303 {
		t.Fatalf("enter: %d", got.Status)
	}
	for _, l := range []string{"zh-CN", "en"} {
		c.Language(l)
		page := c.Get(entriesHome)
		if _, rest, bad := strings.Cut(page.Body, "⟦"); page.Status != 200 || bad || !strings.Contains(page.Body, "登记册3") {
			t.Errorf("in %s: %d %.40s", l, page.Status, rest)
		}
	}
}
