package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"yichuang/internal/calendar"
)

// columns that a file of deadlines must have; others are ignored.
var columns = []string{"id", "received_at", "limit_value", "limit_unit", "suspensions"}

// deadlines computes row by row. A bad row gives an error with row and column; the others still come out.
func deadlines(v *calendar.View, in io.Reader, s streams) error {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	place, err := header(r)
	if err != nil {
		return err
	}
	out := csv.NewWriter(s.out)
	defer out.Flush()
	if err := out.Write([]string{"id", "due", "provisional"}); err != nil {
		return err
	}
	bad := 0
	for n := 2; ; n++ {
		fields, err := r.Read()
		if err == io.EOF {
			break
		}
		if errors.Is(err, csv.ErrQuote) || errors.Is(err, csv.ErrBareQuote) {
			bad++
			fmt.Fprintf(s.err, "row %d: %v\n", n, err)
			continue
		}
		if err != nil {
			return err
		}
		line, err := (&row{n, fields, place}).compute(v)
		if err != nil {
			bad++
			fmt.Fprintln(s.err, err)
			continue
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	if bad > 0 {
		return fmt.Errorf("%d rows could not be computed", bad)
	}
	return nil
}

// header finds the columns; a spreadsheet's byte-order mark is tolerated.
func header(r *csv.Reader) (map[string]int, error) {
	names, err := r.Read()
	if err == io.EOF {
		return nil, errors.New("the file is empty")
	}
	if err != nil {
		return nil, err
	}
	place := map[string]int{}
	for i, name := range names {
		place[strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))] = i
	}
	for _, c := range columns {
		if _, ok := place[c]; !ok {
			return nil, fmt.Errorf("row 1: column %s is missing", c)
		}
	}
	return place, nil
}

// row is one line of the file; n counts the header as row 1, as a spreadsheet does.
type row struct {
	n      int
	fields []string
	place  map[string]int
}

func (r *row) field(column string) string {
	if i := r.place[column]; i < len(r.fields) {
		return strings.TrimSpace(r.fields[i])
	}
	return ""
}

func (r *row) fault(column string, err error) error {
	return fmt.Errorf("row %d (id %s), column %s: %w", r.n, r.field("id"), column, err)
}

func (r *row) compute(v *calendar.View) ([]string, error) {
	if last := slices.Max([]int{r.place["id"], r.place["received_at"], r.place["limit_value"], r.place["limit_unit"]}); last >= len(r.fields) {
		return nil, r.fault(r.columnAt(len(r.fields)), errors.New("the row ends before it"))
	}
	start, err := calendar.ParseInstant(r.field("received_at"))
	if err != nil {
		return nil, r.fault("received_at", err)
	}
	var l calendar.Limit
	if l.N, err = strconv.Atoi(r.field("limit_value")); err != nil {
		return nil, r.fault("limit_value", fmt.Errorf("%q is not a whole number", r.field("limit_value")))
	}
	if l.Unit, err = calendar.ParseUnit(r.field("limit_unit")); err != nil {
		return nil, r.fault("limit_unit", err)
	}
	if err := l.Check(); err != nil {
		return nil, r.fault("limit_value", err)
	}
	ex, err := suspensions(r.field("suspensions"))
	if err != nil {
		return nil, r.fault("suspensions", err)
	}
	res := v.Due(start, l, ex)
	provisional := "no"
	if res.Provisional {
		provisional = "yes"
	}
	return []string{r.field("id"), due(res), provisional}, nil
}

// columnAt names the first needed column at or after a place.
func (r *row) columnAt(i int) string {
	name, best := "", len(r.place)
	for _, c := range columns {
		if p := r.place[c]; p >= i && p < best {
			name, best = c, p
		}
	}
	return name
}

// suspensions reads a JSON list of {"from":…,"to":…}; an empty field is an empty list.
func suspensions(s string) ([]calendar.Exclusion, error) {
	if s == "" {
		return nil, nil
	}
	var out []calendar.Exclusion
	if err := json.Unmarshal([]byte(s), &out); err != nil {
		return nil, fmt.Errorf("not a list of suspensions such as [{\"from\":\"2026-03-09\",\"to\":null}]: %w", err)
	}
	return out, nil
}
