package letterweb_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"yichuang"
	"yichuang/internal/casework"
	"yichuang/internal/catalogue"
	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/letter"
	"yichuang/internal/notice"
	"yichuang/internal/pii"
	"yichuang/internal/text"
)

// accepted is a case with its letter of acceptance and the code by which it is followed.
func accepted(h *halltest.Hall) (casework.Opened, letter.Letter) {
	h.T.Helper()
	clerk := h.At("06")
	it, _ := h.Catalogue.Item("SB-01")
	answers := catalogue.Answers{}
	for _, q := range it.Situations {
		answers[q.ID] = map[bool]any{true: true, false: 1}[q.Kind == "yes_no"]
		if len(q.Options) > 0 {
			answers[q.ID] = q.Options[0].Value
		}
	}
	o, err := h.Cases.Receive(h.Ctx, clerk, clerk.Window, casework.Intake{Item: "SB-01", Kind: it.Applicants[0], Answers: answers,
		Applicant: casework.Party{Name: "罗雨薇", ID: pii.New(pii.USCC, "11990000MB9900013U")}})
	h.Must(err)
	var rows []notice.Row
	for _, r := range o.Case.Rows {
		rows = append(rows, notice.Row{Material: r.Material, Answer: notice.OK, Verified: true})
	}
	c, err := h.Cases.Check(h.Ctx, clerk, o.Case.ID, o.Case.Edition, rows)
	h.Must(err)
	if o.Case, err = h.Cases.Accept(h.Ctx, clerk, c.ID, c.Edition, casework.Visit{}); err != nil {
		h.T.Fatal(err)
	}
	var papers []letter.Letter
	h.Read(func(q *db.Q) error {
		papers, err = letter.Of(q, journal.Ref{Type: "case", ID: o.Case.ID})
		return err
	})
	return o, papers[0]
}

// get fetches a page.
func get(t *testing.T, c *http.Client, address string) (int, string, http.Header) {
	t.Helper()
	resp, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body), resp.Header
}

// follow enters the case's code into a browser.
func follow(t *testing.T, c *http.Client, base string, o casework.Opened) {
	t.Helper()
	resp, err := c.PostForm(base+"/track", map[string][]string{"no": {o.Case.No}, "code": {o.Secret}})
	if err != nil || resp.StatusCode != http.StatusSeeOther {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
}

func TestONE3_TheQRCodeProvesAPaperAndNamesNobody(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		_, l := accepted(h)
		client, base := h.Browser()
		status, body, _ := get(t, client, base+"/v/"+l.ID)
		for _, part := range []string{"<h2>真</h2>", l.Number, "受理通知书", "罗**", l.Digest[:16]} {
			if status != http.StatusOK || !strings.Contains(body, part) {
				t.Errorf("%d, the page lacks %q", status, part)
			}
		}
		if strings.Contains(body, "罗雨薇") || strings.Contains(body, "013U") || strings.Contains(body, "⟦") {
			t.Error("the page shows what nobody may see")
		}
		if status, body, _ = get(t, client, base+"/v/"+ids.New()); status != http.StatusNotFound || !strings.Contains(body, "<h2>查无</h2>") {
			t.Error(status)
		}
		boss := ids.Actor{Kind: ids.Staff, ID: "boss", Hall: halltest.City, Roles: []ids.Role{ids.RoleManager}}
		h.Must(h.DB.Write(h.Ctx, func(tx *db.Tx) error {
			_, err := h.Letters.Void(tx, boss, l.ID, "写错了日期")
			return err
		}))
		if _, body, _ = get(t, client, base+"/v/"+l.ID); !strings.Contains(body, "<h2>已作废</h2>") || !strings.Contains(body, "2026 年 11 月 24 日") ||
			strings.Contains(body, "写错了日期") {
			t.Error("void is not said, or said with its reason")
		}
	})
}

func TestTheLetterOpensForWhoeverFollowsItsCaseAndForNobodyElse(t *testing.T) {
	h := halltest.OnSQLite(t)
	o, l := accepted(h)
	other, _ := accepted(h)
	client, base := h.Browser()
	for _, path := range []string{"/letter/" + l.ID, "/letter/" + l.ID + ".pdf"} {
		status, _, head := get(t, client, base+path)
		if status != http.StatusSeeOther || !strings.HasPrefix(head.Get("Location"), "/track?next=") {
			t.Errorf("%s for a stranger: %d %s", path, status, head.Get("Location"))
		}
	}
	follow(t, client, base, other)
	if status, _, _ := get(t, client, base+"/letter/"+l.ID); status != http.StatusSeeOther {
		t.Error("the code of one case opened the letter of another")
	}
	follow(t, client, base, o)
	status, body, _ := get(t, client, base+"/letter/"+l.ID)
	if status != http.StatusOK || !strings.Contains(body, l.Number) || !strings.Contains(body, `href="/doc.css?`) || strings.Contains(body, " style=") {
		t.Errorf("%d", status)
	}
	if status, sheet, head := get(t, client, base+"/doc.css"); status != http.StatusOK || sheet != string(doc.PrintCSS) || !strings.HasPrefix(head.Get("Content-Type"), "text/css") {
		t.Error("the style sheet of papers is not served")
	}
}

func TestTheFirstPDFIsKeptAndLaterOnesAreMarkedReprints(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		o, l := accepted(h)
		client, base := h.Browser()
		follow(t, client, base, o)
		fonts := doc.NewFonts(yichuang.ThirdParty())
		status, first, head := get(t, client, base+"/letter/"+l.ID+".pdf")
		if errs.Code(fonts.Ready()) == "doc.fonts" {
			if status != http.StatusServiceUnavailable || !strings.Contains(first, "make third_party") {
				t.Error("without fonts the page must name the command that brings them", status)
			}
			t.Skip("no fonts: run make third_party")
		}
		if status != http.StatusOK || head.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(first, "%PDF-") {
			t.Fatal(status, head)
		}
		var hash string
		h.Read(func(q *db.Q) error {
			return q.QueryRow(`SELECT hash FROM letter_pdf WHERE letter_id = $1`, l.ID).Scan(&hash)
		})
		kept, _, err := h.Files.Get(hash)
		if err != nil || !bytes.Equal(kept, []byte(first)) {
			t.Fatal("what was given out is not what is kept", err)
		}
		_, second, _ := get(t, client, base+"/letter/"+l.ID+".pdf")
		if second == first || !strings.HasPrefix(second, "%PDF-") {
			t.Error("the reprint bears no mark")
		}
		h.Read(func(q *db.Q) error {
			got, err := h.Letters.Get(q, l.ID)
			if got.Prints != 2 {
				t.Errorf("%d prints are counted, want 2", got.Prints)
			}
			rows, n, err2 := journal.Last(q, journal.Filter{Type: "letter.printed"}, 0, 5)
			if n != 2 || rows[0].Who().Kind != ids.Citizen {
				t.Errorf("%d acts of printing", n)
			}
			h.Must(err2)
			return err
		})
		h.Verified()
	})
}

func TestWithoutFontsTheLetterSaysSo(t *testing.T) {
	h := halltest.OnSQLite(t)
	_, l := accepted(h)
	none := letter.Press{Files: h.Files, Fonts: doc.NewFonts(fstest.MapFS{})}
	if _, _, err := h.Letters.PDF(h.Ctx, h.At("06"), l.ID, none); errs.Code(err) != "doc.fonts" {
		t.Fatal(err)
	}
	if got := h.Words.T(text.ZH, "letter.page.no_fonts"); strings.Contains(got, "⟦") {
		t.Error(got)
	}
}
