package citizen_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/halltest"
	"yichuang/internal/ids"
)

// The applicant presses on the tracking page, sees that it was counted, and those inside see how often.
func TestTheApplicantUrgesFromThePageOfTheCase(t *testing.T) {
	halltest.Each(t, func(t *testing.T, h *halltest.Hall) {
		s := newStage(h)
		o := s.accepted("SB-01")
		path := "/track/" + o.Case.ID
		if status, _, head := s.post(path + "/urge"); status != http.StatusSeeOther || head.Get("Location") != "/track" {
			t.Fatalf("without the code: %d %s", status, head.Get("Location"))
		}
		s.follow(o)
		_, body, _ := s.get(path)
		if !strings.Contains(body, `action="`+path+`/urge"`) {
			t.Fatal("no way to press")
		}
		for range 2 { // pressed twice is counted once
			if status, _, head := s.post(path + "/urge"); status != http.StatusSeeOther || head.Get("Location") != path {
				t.Fatalf("press: %d %s", status, head.Get("Location"))
			}
		}
		_, body, _ = s.get(path)
		if strings.Contains(body, `action="`+path+`/urge"`) || !strings.Contains(body, "今天已经催办") || !strings.Contains(body, "共 1 次") {
			t.Error("the page does not say that it was counted today")
		}
		open := s.openStep(o.Case.ID)
		inside := h.SignIn(h.Holder(open.Post).ID, "")
		if inbox := inside.Get("/h/" + halltest.City + "/office").Body; !strings.Contains(inbox, "催办 1") {
			t.Error("the inbox does not show the urging")
		}
		if page := inside.Get("/h/" + halltest.City + "/office/case/" + o.Case.ID).Body; !strings.Contains(page, "申请人催办 1 次") {
			t.Error("the page of the case does not show the urging")
		}
		s.Wait(24 * time.Hour)
		s.follow(o)
		if _, body, _ = s.get(path); !strings.Contains(body, `action="`+path+`/urge"`) {
			t.Error("the next day the applicant can press again")
		}
		s.decided(o.Case, casework.Granted)
		if _, body, _ = s.get(path); strings.Contains(body, `action="`+path+`/urge"`) {
			t.Error("there is nothing to press for: the result lies at the window")
		}
		if status, _, _ := s.post("/track/" + ids.New() + "/urge"); status != http.StatusSeeOther {
			t.Error("an address of no case tells nothing:", status)
		}
	})
}
