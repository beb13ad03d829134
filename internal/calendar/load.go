package calendar

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"sync"
)

//go:embed holidays.csv
var holidaysCSV []byte

//go:embed coverage.csv
var coverageCSV []byte

// Builtin is the calendar that ships with the program: the notices for 2019 to 2026.
var Builtin = sync.OnceValue(func() *Calendar {
	entries, err := ReadEntries(bytes.NewReader(holidaysCSV))
	if err != nil {
		panic("built-in holidays.csv: " + err.Error())
	}
	notices, err := readNotices(bytes.NewReader(coverageCSV))
	if err != nil {
		panic("built-in coverage.csv: " + err.Error())
	}
	c, err := New(entries, notices)
	if err != nil {
		panic("built-in calendar: " + err.Error())
	}
	return c
})

// ReadEntries reads a CSV with the columns date,type,name; type is holiday or workday. An import of the next year's
// notice comes this way too, so every fault names its line.
func ReadEntries(r io.Reader) ([]Entry, error) {
	var out []Entry
	seen := map[Date]bool{}
	err := eachRow(r, []string{"date", "type", "name"}, func(row []string) error {
		d, err := ParseDate(row[0])
		if err != nil {
			return err
		}
		if seen[d] {
			return fmt.Errorf("%s stands twice", d)
		}
		seen[d] = true
		if row[1] != "holiday" && row[1] != "workday" {
			return fmt.Errorf("type %q is neither holiday nor workday", row[1])
		}
		out = append(out, Entry{Date: d, Work: row[1] == "workday", Name: row[2]})
		return nil
	})
	return out, err
}

func readNotices(r io.Reader) ([]Notice, error) {
	var out []Notice
	err := eachRow(r, []string{"year", "title", "number", "issued", "imported_by"}, func(row []string) error {
		year, err := strconv.Atoi(row[0])
		out = append(out, Notice{year, row[1], row[2], row[3], row[4]})
		return err
	})
	return out, err
}

func eachRow(r io.Reader, header []string, do func(row []string) error) error {
	in := csv.NewReader(r)
	in.FieldsPerRecord = len(header)
	first, err := in.Read()
	if err != nil {
		return err
	}
	first[0] = string(bytes.TrimPrefix([]byte(first[0]), []byte("\ufeff")))
	for i := range header {
		if first[i] != header[i] {
			return fmt.Errorf("line 1: column %d is %q, not %q", i+1, first[i], header[i])
		}
	}
	for {
		row, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := do(row); err != nil {
			line, _ := in.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}
