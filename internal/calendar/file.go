package calendar

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"yichuang/internal/errs"
)

// Listed is a day that an imported file names, with the line on which it stands.
type Listed struct {
	Line int
	Entry
}

// Marks are the words by which the summaries of an ICS file tell days off from make-up working days (休, 班).
type Marks struct{ Rest, Work string }

// ReadFile reads what a person imports: ICS when it begins as one, else CSV with the columns date,type,name. Every fault names its
// line and its column; all faults of a file come together.
func ReadFile(content string, m Marks) ([]Listed, error) {
	content = strings.TrimSpace(strings.TrimPrefix(content, "\ufeff"))
	var list []Listed
	var faults []*errs.Error
	if strings.HasPrefix(strings.ToUpper(content), "BEGIN:VCALENDAR") {
		list, faults = readICS(content, m)
	} else {
		list, faults = readCSV(content)
	}
	if len(list) == 0 && len(faults) == 0 {
		faults = append(faults, fault("empty", 1, ""))
	}
	return list, errs.Join(faults...)
}

// fault is one thing that is wrong with a file, at a line and in a column.
func fault(code string, line int, column string, pairs ...any) *errs.Error {
	return errs.New(errs.Invalid, "calendar.file."+code, append([]any{"line", line, "column", column}, pairs...)...).At("file")
}

func readCSV(content string) (list []Listed, faults []*errs.Error) {
	in := csv.NewReader(strings.NewReader(content))
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		return nil, []*errs.Error{fault("empty", 1, "")}
	}
	if got := strings.Join(header, ","); got != "date,type,name" {
		return nil, []*errs.Error{fault("header", 1, got)}
	}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return list, faults
		}
		if err != nil {
			var at *csv.ParseError
			errors.As(err, &at)
			return list, append(faults, fault("row", at.Line, ""))
		}
		line, _ := in.FieldPos(0)
		one, wrong := listedOf(line, row)
		if wrong != nil {
			faults = append(faults, wrong)
			continue
		}
		list = append(list, one)
	}
}

func listedOf(line int, row []string) (Listed, *errs.Error) {
	if len(row) != 3 {
		return Listed{}, fault("row", line, "")
	}
	for i := range row {
		row[i] = strings.TrimSpace(row[i])
	}
	d, err := ParseDate(row[0])
	switch {
	case err != nil:
		return Listed{}, fault("date", line, "date", "value", row[0])
	case row[1] != "holiday" && row[1] != "workday":
		return Listed{}, fault("type", line, "type", "value", row[1])
	case row[2] == "":
		return Listed{}, fault("name", line, "name")
	}
	return Listed{line, Entry{Date: d, Work: row[1] == "workday", Name: row[2]}}, nil
}
