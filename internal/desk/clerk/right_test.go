package clerk_test

import (
	"net/http"
	"net/url"
	"testing"
)

func TestHAL2_AWrongOutcomeAndAWrongItemArePutRightAtTheDesk(t *testing.T) {
	c := sit(t)
	c.Ticket("SB-01")
	c.open(desk)
	c.send("/call")
	c.send("/arrive")
	c.post("/outcome", c.fields(desk+"/outcome"), "outcome-plain", "left")
	c.has("记错了，重来")
	c.post("/reconsider", c.fields(desk+"/reconsider"))
	if c.page.Status != http.StatusUnprocessableEntity {
		t.Fatal("taken back without a reason:", c.page.Status)
	}
	c.post("/reconsider", c.fields(desk+"/reconsider"), "reason-reconsider", "人又回来了")
	c.has("核验身份")
	c.identify()
	no := c.find(`BJ\d{12}`)
	m := c.fields(desk + "/check").Get("m")
	c.open(desk + "?m=" + m + "&choose=1&iq=" + url.QueryEscape("个人社会保险登记"))
	c.has("职工个人社会保险登记", "不改了")
	c.open(desk + "?m=" + m + "&item=SB-02")
	c.post("/change-item", c.fields(desk+"/change-item"), "s_insurance", "all", "s_work", "flexible")
	c.has("请写明为什么更正", "灵活就业")
	c.post("/change-item", c.fields(desk+"/change-item"), "s_insurance", "all", "s_work", "flexible", "reason", "听错了")
	c.has("灵活就业参保声明", no, "事项已更正")
	c.sheet("/check", "rest", "ok")
	c.sheet("/accept")
	c.has("已受理")
	c.send("/finish")
	c.Verified()
}
