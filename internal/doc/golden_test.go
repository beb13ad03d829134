package doc

import (
	"bytes"
	"errors"
	"flag"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"yichuang/internal/errs"
	"yichuang/internal/text"
)

var update = flag.Bool("update", false, "write the golden files anew; look at the difference before committing")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from its golden file; go test -run %s -update, then look", name, t.Name())
	}
}

// shortPath keeps the golden files readable: the modules of a QR code are tested on their own.
var shortPath = regexp.MustCompile(`<path d="M[^"]{200,}"/>`)

func TestGolden_HTML(t *testing.T) {
	for name, letter := range samples(t) {
		var b bytes.Buffer
		if err := HTML(&b, letter, Options{}, "/print.css"); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".html", shortPath.ReplaceAll(b.Bytes(), []byte(`<path d="…"/>`)))
	}
}

func TestGolden_PDFLayout(t *testing.T) {
	fonts := testFonts(t)
	for name, letter := range samples(t) {
		for suffix, options := range map[string]Options{"": {}, "-elder": {Elder: true}} {
			pages, err := lay(fonts, letter, options)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+suffix+".layout", []byte(dumpPages(pages)))
		}
	}
}

// The notice is one page; in large type it may take two (guide §6.14). A slip is one page 80 mm wide.
func TestPages(t *testing.T) {
	fonts := testFonts(t)
	all := samples(t)
	for _, c := range []struct {
		name  string
		elder bool
		most  int
	}{{"notice", false, 1}, {"notice", true, 2}, {"ticket", true, 1}, {"visit_slip", false, 1}, {"grant", false, 1}} {
		pages, err := lay(fonts, all[c.name], Options{Elder: c.elder})
		if err != nil || len(pages) > c.most {
			t.Errorf("%s elder=%v: %d pages, %v", c.name, c.elder, len(pages), err)
		}
		if all[c.name].Kind() == KindTicket && pages[0].width != 80*mm {
			t.Errorf("a slip %.1f mm wide", pages[0].width/mm)
		}
	}
}

// Nothing may stand outside the paper, however long the content is, and large type is at least 14 pt.
func TestLayout_NothingLeavesThePaper(t *testing.T) {
	fonts := testFonts(t)
	content := sampleNotice()
	content.Applicant.Name = strings.Repeat("临溪市恒达塑业有限公司", 8)
	content.Return.Number = "R 0031 0032 0033"
	for range 5 {
		content.Missing = append(content.Missing, content.Missing...)
		content.Have = append(content.Have, content.Have...)
	}
	content.Flow = append(content.Flow, content.Flow...)
	letter, err := Freeze(sampleHead(t, "LX-GZ-20261124-0031"), content)
	if err != nil {
		t.Fatal(err)
	}
	for _, options := range []Options{{}, {Elder: true, Reprint: 1}} {
		pages, err := lay(fonts, letter, options)
		if err != nil {
			t.Fatal(err)
		}
		if len(pages) < 3 {
			t.Errorf("only %d pages", len(pages))
		}
		for i, p := range pages {
			for _, o := range p.ops {
				right := o.x + o.w
				if o.kind == opText {
					right = o.x + (&typesetter{fonts: fonts, missing: map[rune]bool{}}).measure(o.face, o.size, o.text)
				}
				if o.x < 0 || o.y < 0 || right > p.width-10*mm && o.angle == 0 || o.y+o.h > p.height-5*mm {
					t.Fatalf("page %d: %q at %.1f %.1f mm", i+1, o.text, o.x/mm, o.y/mm)
				}
			}
		}
	}
}

func TestElder_BodyIsFourteenPoints(t *testing.T) {
	fonts := testFonts(t)
	pages, err := lay(fonts, samples(t)["notice"], Options{Elder: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range pages[0].ops {
		if strings.Contains(o.text, "写明经办人") && o.size < 14 {
			t.Errorf("%q in %.1f pt", o.text, o.size)
		}
	}
}

// A table that goes on on the next page shows its header again.
func TestTable_HeaderComesAgain(t *testing.T) {
	fonts := testFonts(t)
	content := sampleNotice()
	for range 4 {
		content.Missing = append(content.Missing, content.Missing...)
	}
	letter, err := Freeze(sampleHead(t, "n"), content)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := lay(fonts, letter, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pages {
		rows, header := 0, 0
		for _, o := range p.ops {
			if o.text == "经办人授权委托书" {
				rows++
			}
			if o.text == "怎么补" {
				header++
			}
		}
		if rows > 0 && header != 1 {
			t.Errorf("page %d: %d rows, %d headers", i+1, rows, header)
		}
	}
}

// The seal of a decision never stands on a page without text of the decision.
func TestGBT9704_SealNeverAlone(t *testing.T) {
	fonts := testFonts(t)
	for n := range 14 {
		content := samples(t)["refusal"].Content.(*Refusal)
		for range n {
			content.Reasons = append(content.Reasons, content.Reasons[0])
		}
		letter, err := Freeze(samples(t)["refusal"].Head, content)
		if err != nil {
			t.Fatal(err)
		}
		pages, err := lay(fonts, letter, Options{})
		if err != nil {
			t.Fatal(err)
		}
		body, seal := false, false
		for _, o := range pages[len(pages)-1].ops {
			seal = seal || o.under
			body = body || strings.Contains(o.text, "行政诉讼")
		}
		if !seal || !body {
			t.Errorf("%d reasons, %d pages: seal %v, text %v on the last page", n+2, len(pages), seal, body)
		}
	}
}

func TestMissingGlyph_IsAnErrorThatNamesIt(t *testing.T) {
	fonts := testFonts(t)
	content := sampleNotice()
	content.Applicant.Name = "邓\U0001f600\U000e0041岚"
	letter, err := Freeze(sampleHead(t, "n"), content)
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := fonts.PDF(letter, Options{})
	if errs.Code(err) != "doc.glyph" || pdf != nil || errs.Of(err).Params["runes"] != "\U0001f600\U000e0041" {
		t.Errorf("%v, %d bytes", err, len(pdf))
	}
}

func TestNoFonts_IsATypedError(t *testing.T) {
	fonts := NewFonts(fstest.MapFS{"fonts/other.ttf": &fstest.MapFile{Data: []byte("x")}})
	if _, err := fonts.PDF(samples(t)["notice"], Options{}); errs.Code(err) != "doc.fonts" || errs.Of(err).Kind != errs.Unavailable {
		t.Errorf("%v", err)
	}
	broken := NewFonts(fstest.MapFS{"NotoSansSC_400Regular.ttf": {}, "NotoSansSC_700Bold.ttf": {}, "NotoSerifSC_400Regular.ttf": {}})
	if err := broken.Ready(); errs.Code(err) != "doc.fonts" {
		t.Errorf("broken files: %v", err)
	}
}

func TestPDF_SameLetterSameBytes(t *testing.T) {
	fonts := testFonts(t)
	letter := samples(t)["notice"]
	one, err := fonts.PDF(letter, Options{})
	if err != nil {
		t.Fatal(err)
	}
	two, _ := fonts.PDF(letter, Options{})
	if !bytes.Equal(one, two) {
		t.Error("two prints of one letter differ")
	}
}

// pdfText reads a PDF with poppler, another program than the one that wrote it.
func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("SKIPPED, NO pdftotext: apt-get install poppler-utils")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

func TestPDF_ReadsAsText(t *testing.T) {
	fonts := testFonts(t)
	for name, phrases := range map[string][]string{
		"notice":  {"业务事项告知单", "您还需要补2样", "经办人授权委托书", "不用再交", "R0031", "除以上所列，本事项不再要求您补其他材料", "0990-5550111", "演示专用章"},
		"refusal": {"不予许可决定书", "临建许〔2026〕31号", "60日内向临溪市人民政府申请行政复议", "6个月内依法向临溪市人民法院"},
		"ticket":  {"A032", "10:55至11:10", "户口簿复印件（免交，系统已能调取）"},
	} {
		pdf, err := fonts.PDF(samples(t)[name], Options{})
		if err != nil {
			t.Fatal(err)
		}
		read := pdfText(t, pdf)
		for _, phrase := range phrases {
			if !strings.Contains(read, phrase) && !strings.Contains(read, strings.ReplaceAll(phrase, "，", "")) {
				t.Errorf("%s: %q cannot be read back", name, phrase)
			}
		}
	}
}

func TestReprint_KeepsTheFirstPDFAndMarksEachPage(t *testing.T) {
	fonts := testFonts(t)
	when := micros(t, "2026-11-25 09:10")
	for _, name := range []string{"notice", "ticket"} {
		first, err := fonts.PDF(samples(t)[name], Options{Elder: true})
		if err != nil {
			t.Fatal(err)
		}
		again, err := fonts.Reprint(first, text.ZH, when)
		if err != nil {
			t.Fatal(err)
		}
		read := pdfText(t, again)
		pages, _ := lay(fonts, samples(t)[name], Options{Elder: true})
		if strings.Count(read, "补打2026年11月25日09时10分") != len(pages) {
			t.Errorf("%s: %d marks on %d pages", name, strings.Count(read, "补打"), len(pages))
		}
		if !strings.Contains(read, strings.Join(strings.Fields(samples(t)[name].Head.Number), "")) {
			t.Errorf("%s: the content is gone", name)
		}
	}
	if _, err := fonts.Reprint([]byte("no pdf"), text.ZH, when); errs.Code(err) != "doc.pdf" {
		t.Errorf("%v", err)
	}
}

func TestHTML_EscapesWhatPeopleWrite(t *testing.T) {
	content := sampleNotice()
	content.Applicant.Name = `<script>alert("x")</script>`
	content.Return.Number = `"><img src=x>`
	letter, err := Freeze(sampleHead(t, "n"), content)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := errors.Join(HTML(&b, letter, Options{}, "/p.css"), Fragment(&b, letter, Options{})); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "<script") || strings.Contains(b.String(), "<img") {
		t.Error("markup of a name came through")
	}
}

// Every class that the templates use has a rule, and no rule is for nothing.
func TestPrintCSS_FitsTheTemplates(t *testing.T) {
	class := regexp.MustCompile(`doc-[a-z]+(-[a-z]+)*`)
	css := string(PrintCSS)
	for _, name := range class.FindAllString(printTemplate, -1) {
		if !strings.Contains(css, "."+name) && name != "doc-seal-arc" && name != "doc-col" && !strings.HasPrefix(name, "doc-col-") {
			t.Errorf("no rule for .%s", name)
		}
	}
}

func TestQR_PathCoversEachDarkModuleOnce(t *testing.T) {
	address := "http://127.0.0.1:8080/v/7fk3w9cdxr"
	dark := 0
	for _, row := range qrModules(address) {
		for _, on := range row {
			if on {
				dark++
			}
		}
	}
	covered := 0
	eachBar(qrModules(address), func(_, _, length int) { covered += length })
	if path, size := qrPath(address); covered != dark || dark == 0 || size != len(qrModules(address)) || !strings.HasPrefix(path, "M0 0h7v1h-7z") {
		t.Errorf("%d modules, %d covered", dark, covered)
	}
}

// A seal that was uploaded is shown as its picture; a demo seal is always the drawn one that says so.
func TestSeal_PictureOrDrawn(t *testing.T) {
	fonts := testFonts(t)
	head := sampleHead(t, "n")
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewNRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	options := Options{SealPicture: picture.Bytes(), SealURL: "/seals/s1.png"}
	for _, demo := range []bool{true, false} {
		head.Seal = &Seal{ID: "s1", Org: "临溪市政务服务大厅", Caption: "业务专用章", Demo: demo}
		letter, err := Freeze(head, sampleNotice())
		if err != nil {
			t.Fatal(err)
		}
		var html strings.Builder
		pdf, err := fonts.PDF(letter, options)
		if err := errors.Join(err, HTML(&html, letter, options, "/p.css")); err != nil {
			t.Fatal(err)
		}
		read := pdfText(t, pdf)
		if got := strings.Contains(html.String(), "/seals/s1.png"); got == demo {
			t.Errorf("demo %v: picture in HTML %v", demo, got)
		}
		if got := strings.Contains(read, "演示专用章"); got != demo {
			t.Errorf("demo %v: drawn in PDF %v", demo, got)
		}
	}
}

func TestVoid_IsMarkedAndWeighsMoreThanReprint(t *testing.T) {
	letter := samples(t)["refusal"]
	var html strings.Builder
	if err := HTML(&html, letter, Options{Reprint: 1, Void: micros(t, "2026-11-26 09:00")}, "/p.css"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(html.String(), "作废 2026年11月26日09时00分") || strings.Contains(html.String(), "补打") {
		t.Error("a void letter is not marked")
	}
}
