package casework_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/halltest"
	"yichuang/internal/journal"
	"yichuang/internal/pii"
)

// acts counts the acts of a type on a case.
func acts(d *desk, c *casework.Case, kind string) int {
	n := 0
	d.Read(func(q *db.Q) error {
		rows, err := journal.History(q, journal.Ref{Type: "case", ID: c.ID})
		for _, r := range rows {
			if r.Type == kind {
				n++
			}
		}
		return err
	})
	return n
}

func TestPIPL51_TheFullNumberIsShownForAReasonAndTheLookIsAnAct(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := sit(h, "06")
	c := d.receive("SB-01", casework.Visit{}).Case
	if _, err := d.Cases.Unmask(h.Ctx, d.clerk, c.ID, "id", " "); errs.Code(err) != "case.unmask.reason" {
		t.Fatal("shown without a reason", err)
	}
	if _, err := d.Cases.Unmask(h.Ctx, d.clerk, c.ID, "agent_id", "核对"); errs.Code(err) != "case.unmask.nothing" {
		t.Fatal("there is no agent", err)
	}
	plain, err := d.Cases.Unmask(h.Ctx, d.clerk, c.ID, "phone", "回电")
	h.Must(err)
	if plain != "13800000000" || acts(d, c, "case.unmasked") != 1 {
		t.Fatal(plain, acts(d, c, "case.unmasked"))
	}
	h.Verified()
}

func TestCAS2_AWrongNameIsPutRightWithAReason(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := sit(h, "06")
	c := d.receive("SB-01", casework.Visit{}).Case
	fix := casework.Correction{Name: "临溪样例塑业有限公司"}
	if _, err := d.Cases.Correct(h.Ctx, d.clerk, c.ID, c.Edition, fix); errs.Code(err) != "case.correct.reason" {
		t.Fatal("corrected without a reason", err)
	}
	fix.Reason = "录错"
	bad := fix
	bad.ID = pii.New(pii.USCC, "11990000MB9900013X")
	if _, err := d.Cases.Correct(h.Ctx, d.clerk, c.ID, c.Edition, bad); err == nil {
		t.Fatal("a wrong check digit was taken without a word")
	}
	got, err := d.Cases.Correct(h.Ctx, d.clerk, c.ID, c.Edition, fix)
	h.Must(err)
	if _, err := d.Cases.Correct(h.Ctx, d.clerk, c.ID, c.Edition, fix); errs.Of(err).Kind != errs.Stale {
		t.Fatal("the page that was read is older than the case", err)
	}
	h.Read(func(q *db.Q) error {
		again, err := d.Cases.Get(q, c.ID)
		if again.Applicant.Name != fix.Name || !again.Applicant.ID.Equal(c.Applicant.ID) || again.Edition != got.Edition {
			t.Fatalf("%+v", again.Applicant)
		}
		return err
	})
	h.Verified()
}

func TestONE1_AFileOfAMaterialIsKeptAndItsOpeningIsAnAct(t *testing.T) {
	h := halltest.OnSQLite(t)
	d := sit(h, "06")
	c := d.receive("SB-01", casework.Visit{}).Case
	var picture bytes.Buffer
	h.Must(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))))
	if _, err := d.Cases.AddFile(h.Ctx, d.clerk, c.ID, "no such material", "scan.png", bytes.NewReader(picture.Bytes())); errs.Code(err) != "case.file.no_material" {
		t.Fatal(err)
	}
	f, err := d.Cases.AddFile(h.Ctx, d.clerk, c.ID, c.Rows[0].Material, "罗雨薇的证件.png", bytes.NewReader(picture.Bytes()))
	h.Must(err)
	if f.Name != c.Rows[0].Material+"-1.png" {
		t.Fatal("the name of the file tells about the person:", f.Name)
	}
	if _, _, err := d.Cases.OpenFile(h.Ctx, h.Kiosk(), f.ID); errs.Of(err).Kind != errs.Forbidden {
		t.Fatal("a kiosk opened a scan", err)
	}
	_, content, err := d.Cases.OpenFile(h.Ctx, d.clerk, f.ID)
	h.Must(err)
	if len(content) == 0 || acts(d, c, "case.file_opened") != 1 {
		t.Fatal(len(content), acts(d, c, "case.file_opened"))
	}
	h.Verified()
}
