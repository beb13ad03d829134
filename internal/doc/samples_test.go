package doc

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/text"
)

func micros(t *testing.T, local string) int64 {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", local, clock.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at.UnixMicro()
}

func sampleHead(t *testing.T, number string) Head {
	return Head{
		Number: number, Lang: text.ZH, IssuedAt: micros(t, "2026-11-24 10:44"),
		Hall: Hall{Name: "临溪市政务服务大厅", Address: "临溪市虹桥路8号", Phone: "0990-5550100", Supervision: "0990-5550111", SupervisionDays: 3},
		Seal: &Seal{ID: "seal-demo", Org: "临溪市政务服务大厅", Caption: "业务专用章", Demo: true}, Verify: "http://127.0.0.1:8080/v/7fk3w9cdxr", Demo: true,
	}
}

var (
	sampleClerk = Clerk{Name: "何静", Badge: "0612", Window: "06", Phone: "0990-5550106", Deputy: "孟凡"}
	sampleFlow  = []Step{{"补齐材料", ""}, {"当场受理", "出具受理通知书"}, {"内部审核", "10个工作日内"}, {"短信通知", ""}, {"14号窗领取", "或邮寄"}}
	remedies    = Remedies{Review: "临溪市人民政府", ReviewDays: 60, Court: "临溪市人民法院", CourtMonths: 6}
)

func sampleNotice() *Notice {
	return &Notice{
		Applicant: Party{Name: "临溪市恒达塑业有限公司"}, Agent: &Party{Name: "罗雨薇", Tail: "3312"},
		Matter: Matter{Name: "新参保单位社会保险登记", Note: "企业养老、职工医疗、工伤、生育"},
		Basis:  []string{"《社会保险法》第五十七条、第五十八条", "本厅服务承诺第三条第1项"},
		Limit:  Limit{Promised: "10个工作日", Statutory: "15日"},
		Missing: []Missing{
			{Material: Material{Name: "经办人授权委托书", Form: FormOriginal, Copies: 1}, Fault: FaultAbsent,
				How: "填背面空白样本，写明经办人姓名和证件号，加盖单位公章。", Where: "本单背面样本，或扫码下载"},
			{Material: Material{Name: "银行基本存款账户信息", Form: FormCopy, Copies: 1}, Fault: FaultUnsealed,
				How: "原复印件可用，在空白处加盖单位公章即可，不必重印。", Where: "已退还您"},
		},
		Have: []Material{{Name: "社会保险单位登记表", Form: FormOriginal}, {Name: "营业执照", Form: FormShared}, {Name: "法定代表人身份证", Form: FormShared},
			{Name: "职工参保花名册", Form: FormPrefilled}, {Name: "职工劳动合同", Note: "抽验3份"}},
		Return: Return{Number: "R 0031", Window: "06", Until: "2026-12-24", Online: true},
		Flow:   sampleFlow, Clerk: sampleClerk,
	}
}

// samples has one letter of each kind, keyed by the name of its golden files.
func samples(t *testing.T) map[string]Letter {
	t.Helper()
	ticketHead := sampleHead(t, "A032")
	ticketHead.Seal = nil
	decision := sampleHead(t, "临建许〔2026〕31号")
	decision.Hall.Department = "临溪市城市建设局"
	decision.Seal = &Seal{ID: "seal-demo", Org: "临溪市城市建设局", Caption: "行政审批专用章", Demo: true}
	matter := Matter{Name: "建筑工程施工许可证核发", Case: "BJ202611240007"}
	out := map[string]Letter{}
	for name, made := range map[string]struct {
		head    Head
		content Content
	}{
		"notice": {sampleHead(t, "LX-GZ-20261124-0031"), sampleNotice()},
		"acceptance": {sampleHead(t, "临社保受〔2026〕118号"), &Acceptance{
			Applicant: Party{Name: "临溪市恒达塑业有限公司"}, Agent: &Party{Name: "罗雨薇", Tail: "3312"},
			Matter: Matter{Name: "新参保单位社会保险登记", Note: "企业养老、职工医疗、工伤、生育", Case: "BJ202611240031"},
			Basis:  []string{"《社会保险法》第五十七条"}, Limit: Limit{Promised: "10个工作日", Statutory: "15日"},
			Materials: []Material{{Name: "社会保险单位登记表", Form: FormOriginal, Copies: 1}, {Name: "营业执照", Form: FormShared},
				{Name: "经办人授权委托书", Form: FormOriginal, Copies: 1}, {Name: "银行基本存款账户信息", Form: FormCopy, Copies: 1}, {Name: "经办人身份证", Form: FormChecked}},
			AcceptedAt: micros(t, "2026-11-24 10:44"), DueAt: micros(t, "2026-12-08 17:00"), StatutoryDue: "2026-12-09",
			Fee: "不收费", Flow: sampleFlow[1:], Result: "14号窗口领取或邮寄", QueryCode: "7FK3W9CDXR", Clerk: sampleClerk}},
		"receipt": {sampleHead(t, "LX-SJ-20261124-0009"), &Receipt{
			Applicant: Party{Name: "邓晓岚", Tail: "002X"}, Matter: Matter{Name: "个体工商户税务登记变更", Case: "BJ202611240032"},
			Materials:  []Material{{Name: "税务登记变更表", Form: FormOriginal, Copies: 2}, {Name: "营业执照", Form: FormBoth, Copies: 1}, {Name: "经营场所证明", Form: FormCopy, Copies: 1, Note: "第二页不清，已当面说明"}},
			ReceivedAt: micros(t, "2026-11-24 10:44"), AnswerBy: "2026-12-01", QueryCode: "W9CDXR7FK3", Clerk: sampleClerk}},
		"not_accepted": {decision, &NotAccepted{
			Applicant: Party{Name: "邓晓岚"}, Matter: Matter{Name: "占用公路路面施工"}, FiledAt: micros(t, "2026-11-24 09:12"), Ground: NoJurisdiction,
			Reasons:   []Reason{{Condition: "该路段为国道，由公路管理机构审批", Finding: "申请占用的路面在国道临溪段12公里处，不在本机关管理的城市道路范围内"}},
			Elsewhere: &Elsewhere{Office: "临溪市公路管理局路政大队", Address: "政务服务大厅二楼9号窗口", Phone: "0990-5550209"},
			Remedies:  remedies, Clerk: sampleClerk}},
		"not_required": {decision, &NotAccepted{
			Applicant: Party{Name: "邓晓岚"}, Matter: Matter{Name: "室内普通装修"}, FiledAt: micros(t, "2026-11-24 09:12"), Ground: NotRequired,
			Reasons: []Reason{{Condition: "不改变建筑主体和承重结构的室内装修不需要许可", Finding: "申请的装修只更换地板和墙面"}}, Remedies: remedies}},
		"refusal": {decision, &Refusal{
			Applicant: Party{Name: "临溪市恒达塑业有限公司"}, Matter: matter, AcceptedAt: micros(t, "2026-11-03 15:20"),
			Reasons: []Reason{
				{Condition: "施工场地已经基本具备施工条件", Finding: "2026年11月12日两名工作人员现场核查，场地内仍有未拆迁房屋3处，不具备施工条件。", Basis: "办事指南第四条第3项"},
				{Condition: "有保证工程质量和安全的具体措施", Finding: "施工组织设计中没有深基坑专项方案"}},
			Remedies: remedies, Contact: Clerk{Name: "何静", Phone: "0990-5550106"}}},
		"grant": {decision, &Grant{
			Applicant: Party{Name: "临溪市恒达塑业有限公司"}, Matter: matter, AcceptedAt: micros(t, "2026-11-03 15:20"), Basis: []string{"《建筑法》第八条"},
			Granted: "临溪市恒达塑业有限公司二号厂房工程开工建设，建筑面积3,200平方米", Licence: "建筑工程施工许可证（编号LX2026-0031）",
			ValidFrom: "2026-11-24", ValidUntil: "2027-02-24", Conditions: []string{"自领取之日起三个月内开工", "在施工现场公示许可证"}, Collect: "政务服务大厅14号窗口，凭本决定书领取，或邮寄送达", Contact: sampleClerk}},
		"special": {decision, &Course{What: KindSpecial, Applicant: Party{Name: "临溪市恒达塑业有限公司"}, Matter: matter, AcceptedAt: micros(t, "2026-11-03 15:20"),
			Reason: "工程地处历史街区，需要专家评审", Basis: "《行政许可法》第四十五条", Procedure: "专家评审", Days: 10, By: "临溪市规划专家委员会", DueBefore: "2026-12-01", DueAfter: "2026-12-15",
			Contact: sampleClerk}},
		"extension": {decision, &Course{What: KindExtension, Applicant: Party{Name: "临溪市恒达塑业有限公司"}, Matter: matter, AcceptedAt: micros(t, "2026-11-03 15:20"),
			Reason: "涉及两条相邻道路，核查范围扩大", Basis: "《行政许可法》第四十二条", Days: 10, By: "程立（分管领导）", DueBefore: "2026-12-01", DueAfter: "2026-12-15", Provisional: true,
			Contact: sampleClerk}},
		"termination": {decision, &Course{What: KindTermination, Applicant: Party{Name: "邓晓岚"}, Matter: matter, Reason: "申请人已经注销登记", Contact: sampleClerk}},
		"revocation": {decision, &Course{What: KindRevocation, Applicant: Party{Name: "临溪市恒达塑业有限公司"}, Matter: matter, AcceptedAt: micros(t, "2026-11-03 15:20"),
			Reason: "申请人提交的场地证明系伪造", Decision: "临建许〔2026〕31号", Remedies: &remedies, Contact: sampleClerk}},
		"delivery": {sampleHead(t, "临建送〔2026〕31号"), &Delivery{
			Recipient: Party{Name: "临溪市恒达塑业有限公司"}, Agent: &Party{Name: "罗雨薇", Tail: "3312"}, Matter: matter,
			Papers: []Paper{{"准予许可决定书", "临建许〔2026〕31号", 1}, {"建筑工程施工许可证", "LX2026-0031", 2}},
			Way:    WayWindow, Place: "政务服务大厅14号窗口", DeliveredAt: micros(t, "2026-11-25 09:30"), Identity: "授权委托书原件，经办人身份证原件核对一致", Clerk: sampleClerk}},
		"ticket": {ticketHead, &Ticket{
			Number: "A032", Matters: []string{"企业职工养老关系转移接续"}, Zone: "二楼东区", Windows: "03 – 07", Ahead: 6,
			From: micros(t, "2026-11-24 10:55"), To: micros(t, "2026-11-24 11:10"), Code: "7FK3W9CDXR", Back: &Back{30, 2},
			Bring: []Material{{Name: "本人身份证", Form: FormOriginal, Note: "核对后还您"}, {Name: "参保缴费凭证", Note: "没有也行，窗口可代查"}, {Name: "户口簿复印件", Form: FormShared}}}},
		"visit_slip": {ticketHead, &VisitSlip{
			Ticket: "A032", Window: "06", Clerk: "何静", Badge: "0612", EndedAt: micros(t, "2026-11-24 10:58"), RateDays: 5, Code: "W9CDXR7FK3",
			Matters: []Done{{"企业职工养老关系转移接续", OutcomeAccepted, "BJ202611240033"}, {"社会保险缴费证明打印", OutcomeFinished, ""}}}},
	} {
		letter, err := Freeze(made.head, made.content)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = letter
	}
	return out
}

var loadFonts = sync.OnceValue(func() *Fonts {
	dir := os.Getenv("YICHUANG_FONTS")
	if dir == "" {
		dir = filepath.Join("..", "..", "third_party")
	}
	return NewFonts(os.DirFS(dir))
})

// testFonts skips loudly where the fonts are not there.
func testFonts(t testing.TB) *Fonts {
	t.Helper()
	fonts := loadFonts()
	if err := fonts.Ready(); err != nil {
		t.Skipf("SKIPPED, NO FONTS: %v; run make third_party or set YICHUANG_FONTS", err)
	}
	return fonts
}

// TestWritePDFs leaves the papers in a folder to be looked at, when one is named.
func TestWritePDFs(t *testing.T) {
	dir := os.Getenv("YICHUANG_DOC_OUT")
	if dir == "" {
		t.Skip("YICHUANG_DOC_OUT names no folder")
	}
	fonts := testFonts(t)
	for name, letter := range samples(t) {
		for suffix, options := range map[string]Options{"": {}, "-elder": {Elder: true}, "-reprint": {Reprint: letter.Head.IssuedAt + 86_400e6}} {
			pdf, err := fonts.PDF(letter, options)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if err := os.WriteFile(filepath.Join(dir, name+suffix+".pdf"), pdf, 0o600); err != nil {
				t.Fatal(err)
			}
			if again, err := fonts.Reprint(pdf, text.ZH, letter.Head.IssuedAt+86_400e6); err != nil {
				t.Fatal(err)
			} else if err := os.WriteFile(filepath.Join(dir, name+suffix+"-again.pdf"), again, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestWriteHTML does the same for the HTML papers.
func TestWriteHTML(t *testing.T) {
	dir := os.Getenv("YICHUANG_DOC_OUT")
	if dir == "" {
		t.Skip("YICHUANG_DOC_OUT names no folder")
	}
	os.WriteFile(filepath.Join(dir, "print.css"), PrintCSS, 0o600)
	for name, letter := range samples(t) {
		f, err := os.Create(filepath.Join(dir, name+".html"))
		if err != nil {
			t.Fatal(err)
		}
		if err := HTML(f, letter, Options{}, "print.css"); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
}
