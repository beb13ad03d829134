package message

import (
	"regexp"
	"strings"

	"yichuang/internal/errs"
	"yichuang/internal/text"
)

// Template names a text in text.*.yaml: message.template.<name>.subject and .body. It bears the name of the act that is told.
type Template string

const (
	TicketSoon     Template = "ticket.soon"      // 即将叫号
	TicketMissed   Template = "ticket.missed"    // 过号
	CaseAccepted   Template = "case.accepted"    // 受理
	CaseNoticed    Template = "case.noticed"     // 一次性告知
	CaseRejected   Template = "case.rejected"    // 不予受理
	CaseStopped    Template = "case.stopped"     // 中止计时
	CaseResumed    Template = "case.resumed"     // 恢复计时
	CaseExtended   Template = "case.extended"    // 延期
	CaseDecided    Template = "case.decided"     // 决定
	CaseReady      Template = "case.ready"       // 可以领取
	CaseWithdrawn  Template = "case.withdrawn"   // 撤回
	CaseTerminated Template = "case.terminated"  // 终止
	CaseRevoked    Template = "case.revoked"     // 撤销
	SiteAgreed     Template = "case.site_agreed" // 约定现场勘验
	CaseLate       Template = "case.late"        // 超期致歉
	CaseMoved      Template = "case.moved"       // 办结日期改变（日历改变）
	CaseSettled    Template = "case.settled"     // 暂定的办结日期已确定
	RatingInvited  Template = "rating.invited"   // 邀请评价
	OutageTicket   Template = "outage.ticket"    // 停办后优先办理
	OutageCase     Template = "outage.case"      // 因停办顺延承诺时限

	// To staff, on the desk.
	ClockUsed   Template = "clock.used"   // 时限已用
	ClockBefore Template = "clock.before" // 即将到期
	ClockDue    Template = "clock.due"    // 到期未办结
	ClockAfter  Template = "clock.after"  // 逾期仍未办结
	CaseUrged   Template = "case.urged"   // 催办
	CardGiven   Template = "card.given"   // 红黄牌
	OutageDesk  Template = "outage.desk"  // 停办结束，请优先叫回
)

// Params are the names that each template needs. {hall} is put in by Queue.
var Params = map[Template][]string{
	TicketSoon:     {"number", "ahead"},
	TicketMissed:   {"number"},
	CaseAccepted:   {"item", "number", "due", "link"},
	CaseNoticed:    {"item", "number", "link"},
	CaseRejected:   {"item", "number", "link"},
	CaseStopped:    {"item", "number", "link"},
	CaseResumed:    {"item", "number", "due", "link"},
	CaseExtended:   {"item", "number", "due", "link"},
	CaseDecided:    {"item", "number", "link"},
	CaseReady:      {"item", "number", "window", "link"},
	CaseWithdrawn:  {"item", "number"},
	CaseTerminated: {"item", "number", "link"},
	CaseRevoked:    {"item", "number", "link"},
	SiteAgreed:     {"item", "number", "link"},
	CaseLate:       {"item", "number", "link"},
	CaseMoved:      {"item", "number", "before", "due", "reason", "link"},
	CaseSettled:    {"item", "number", "due", "reason", "link"},
	RatingInvited:  {"item", "link"},
	ClockUsed:      {"item", "number", "kind", "n", "due"},
	ClockBefore:    {"item", "number", "kind", "n", "due"},
	ClockDue:       {"item", "number", "kind", "due"},
	ClockAfter:     {"item", "number", "kind", "n", "due"},
	CaseUrged:      {"item", "number", "n"},
	CardGiven:      {"item", "number", "card", "until"},
	OutageTicket:   {"number", "from", "to"},
	OutageCase:     {"item", "number", "from", "to", "due", "link"},
	OutageDesk:     {"from", "to", "n", "numbers"},
}

// Content is what goes out, frozen when the message is queued.
type Content struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
	Link    string `json:"link,omitempty"` // of a Desk message
}

var hole = regexp.MustCompile(`\{[a-z_]+\}`)

// render fills a template. A value cannot bring a line break or a hole of its own.
func render(t Template, lang text.Lang, params map[string]string) (Content, error) {
	key := "message.template." + string(t)
	if _, known := Params[t]; !known || !words.Has(lang, key+".body") {
		return Content{}, errs.New(errs.Internal, "message.template.unknown", "template", t)
	}
	for _, name := range append([]string{"hall"}, Params[t]...) {
		if strings.TrimSpace(params[name]) == "" {
			return Content{}, errs.New(errs.Internal, "message.template.param", "template", t, "param", name)
		}
	}
	fill := func(s string) string {
		return hole.ReplaceAllStringFunc(s, func(h string) string { return oneLine(params[h[1:len(h)-1]]) })
	}
	return Content{Subject: fill(words.T(lang, key+".subject")), Body: fill(words.T(lang, key+".body"))}, nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
