package admin

import (
	"fmt"
	"strings"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/promise"
)

// numbersAtOnce is how many ids one question names.
const numbersAtOnce = 500

// caseNumbers are the numbers of the cases that clocks are about, by subject; what is about no case has none.
func caseNumbers(q db.Querier, list []promise.Shift) (map[promise.Subject]string, error) {
	out := map[promise.Subject]string{}
	of := map[string][]any{}
	for _, s := range list {
		of[s.Subject.Type] = append(of[s.Subject.Type], s.Subject.ID)
	}
	for kind, query := range map[string]string{
		casework.SubjectCase: `SELECT id, no FROM service_case WHERE id IN (%s)`,
		casework.SubjectStep: `SELECT s.id, c.no FROM case_step s JOIN service_case c ON c.id = s.case_id WHERE s.id IN (%s)`,
	} {
		for all := of[kind]; len(all) > 0; {
			some := all[:min(numbersAtOnce, len(all))]
			all = all[len(some):]
			if err := addNumbers(q, out, kind, query, some); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func addNumbers(q db.Querier, out map[promise.Subject]string, kind, query string, some []any) error {
	places := make([]string, len(some))
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	type found struct{ id, no string }
	rows, err := db.All(q, func(s db.Scanner) (f found, err error) { return f, s.Scan(&f.id, &f.no) }, fmt.Sprintf(query, strings.Join(places, ", ")), some...)
	for _, f := range rows {
		out[promise.Subject{Type: kind, ID: f.id}] = f.no
	}
	return err
}
