package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func runDeadline(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(append([]string{"deadline"}, args...), &out, &err)
	return code, out.String(), err.String()
}

func TestDeadline_OneFromFlags(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"--received 2026-09-30T18:30:00+08:00 --limit 2 --unit working_days", "2026-10-09T17:00:00+08:00"},
		{"--received 2026-09-30T18:30:00+08:00 --limit 2 --after-hours next_workday", "2026-10-10T17:00:00+08:00"},
		{"--received 2026-09-30T10:30:00Z --limit 2", "2026-10-09T17:00:00+08:00"},
		{"--received 2026-11-18T11:30 --limit 2 --unit hours", "2026-11-18T14:30:00+08:00"},
		{"--received 2026-11-18T11:30 --limit 2 --unit hours --office 08:30-12:00,14:00-18:00", "2026-11-18T15:30:00+08:00"},
		{"--received 2026-03-02T10:00 --limit 5 --suspend 2026-03-09..2026-03-11", "2026-03-12T17:00:00+08:00"},
		{"--received 2026-03-02T10:00 --limit 5 --suspend 2026-03-03..2026-03-03 --suspend 2026-03-09..2026-03-10", "2026-03-12T17:00:00+08:00"},
		{"--received 2026-03-02T10:00 --limit 20 --suspend 2026-03-09..", "SUSPENDED"},
		{"--received 2026-12-25T10:00 --limit 10", "2027-01-11T17:00:00+08:00 provisional"},
	} {
		code, out, errs := runDeadline(t, strings.Fields(c.args)...)
		if code != 0 || strings.TrimSpace(out) != c.want {
			t.Errorf("%s: exit %d, %q %q, want %q", c.args, code, out, errs, c.want)
		}
	}
}

func TestDeadline_BadFlagsAreNamed(t *testing.T) {
	for _, c := range []struct{ args, names string }{
		{"--limit 3", "--received"},
		{"--received yesterday --limit 3", "--received"},
		{"--received 2026-03-02T10:00 --limit 3 --unit weeks", "--unit"},
		{"--received 2026-03-02T10:00 --limit 999999", "--limit"},
		{"--received 2026-03-02T10:00 --limit 3 --suspend 2026-03-09", "--suspend"},
		{"--received 2026-03-02T10:00 --limit 3 --suspend 2026-03-09..2026-03-01", "--suspend"},
		{"--received 2026-03-02T10:00 --limit 3 --office 17:00-09:00", "--office"},
		{"--received 2026-03-02T10:00 --limit 3 --after-hours never", "--after-hours"},
		{"--csv no-such-file.csv", "no-such-file.csv"},
	} {
		code, out, errs := runDeadline(t, strings.Fields(c.args)...)
		if code != 1 || out != "" || !strings.Contains(errs, c.names) {
			t.Errorf("%s: exit %d, %q, %q", c.args, code, out, errs)
		}
	}
}

func TestDeadline_WorkedExamplesFile(t *testing.T) {
	const file = "../../internal/calendar/testdata/deadline-cases.csv"
	code, out, errs := runDeadline(t, "--csv", file)
	if code != 0 || errs != "" {
		t.Fatalf("exit %d, %q", code, errs)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cases, _ := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	want := "id,due,provisional\n"
	for _, r := range cases[1:] {
		want += r[0] + "," + r[5] + "," + r[6] + "\n"
	}
	if out != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}

func TestDeadline_BadRowsAreNamedAndTheOthersComeOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "in.csv")
	os.WriteFile(file, []byte("\ufeffnote,suspensions,limit_unit,limit_value,received_at,id\n"+
		"x,[],working_days,1,2026-11-18T10:00:00+08:00,a\n"+
		"x,[],weeks,1,2026-11-18T10:00:00+08:00,b\n"+
		"x,[],working_days,one,2026-11-18T10:00:00+08:00,c\n"+
		"x,[],working_days,1,yesterday,d\n"+
		"x,\"[{\"\"from\"\":1}]\",working_days,1,2026-11-18T10:00:00+08:00,e\n"+
		"x,[],working_days\n"+
		"x,[],working_days,-1,2026-11-18T10:00:00+08:00,g\n"+
		"x,,hours,2,2026-11-18T11:30:00+08:00,h\n"), 0o600)
	code, out, errs := runDeadline(t, "--csv", file)
	if code != 1 {
		t.Errorf("exit %d", code)
	}
	if want := "id,due,provisional\na,2026-11-19T17:00:00+08:00,no\nh,2026-11-18T14:30:00+08:00,no\n"; out != want {
		t.Errorf("got %q, want %q", out, want)
	}
	for _, want := range []string{"row 3 (id b), column limit_unit", "row 4 (id c), column limit_value", "row 5 (id d), column received_at",
		"row 6 (id e), column suspensions", "row 7 (id ), column limit_value", "row 8 (id g), column limit_value"} {
		if !strings.Contains(errs, want) {
			t.Errorf("no error %q in\n%s", want, errs)
		}
	}
}

func TestDeadline_ExplainSaysWhyInWords(t *testing.T) {
	args := strings.Fields("--received 2026-09-18T10:00 --limit 6 --suspend 2026-09-21..2026-09-22 --explain")
	code, out, errs := runDeadline(t, args...)
	if code != 0 || strings.Contains(out, "⟦") || strings.Contains(out, "{") {
		t.Fatalf("exit %d %q\n%s", code, errs, out)
	}
	for _, want := range []string{"2026-09-18 周五  收件当日不计入", "2026-09-19 周六  不计入：周末", "2026-09-20 周日  第1天（共6天），国庆节调休上班",
		"2026-09-21 周一  不计入：未写明依据期间", "2026-09-25 周五  不计入：法定节假日（中秋节）", "2026-09-30 周三  第6天（共6天）"} {
		if !strings.Contains(out, want) {
			t.Errorf("no line %q in\n%s", want, out)
		}
	}
}

func TestDeadline_JSON(t *testing.T) {
	code, out, _ := runDeadline(t, strings.Fields("--received 2026-03-02T10:00 --limit 20 --suspend 2026-03-09.. --json --explain")...)
	var got struct {
		Due             string
		Suspensions     []struct{ From, To *string }
		CalendarVersion string `json:"calendar_version"`
		Steps           []struct{ Date, Code string }
	}
	if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil {
		t.Fatal(code, err, out)
	}
	if got.Due != "SUSPENDED" || *got.Suspensions[0].From != "2026-03-09" || got.Suspensions[0].To != nil || got.CalendarVersion == "" {
		t.Errorf("%+v", got)
	}
	if last := got.Steps[len(got.Steps)-1]; last.Code != "stopped" || last.Date != "2026-03-09" {
		t.Errorf("last step %+v", last)
	}
}
