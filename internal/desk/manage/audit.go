package manage

import (
	"yichuang/internal/db"
	"yichuang/internal/promise"
	"yichuang/internal/site"
)

// auditTodos: the nightly comparison of all clocks and figures found a difference. It stays red until a later one finds none.
func auditTodos(q db.Querier, p *site.Page, hall string) ([]todo, error) {
	when, e, ok, err := promise.LastAudit(q, hall)
	if err != nil || !ok || e.Findings == 0 {
		return nil, err
	}
	return []todo{{Class: "over", Lamp: site.LampOver, Tag: p.T("manage.todo.system"), order: 2, Title: p.T("manage.todo.audit", "n", e.Findings),
		Words: p.T("manage.todo.audit.words", "at", p.DayTime(when), "clocks", e.Clocks, "figures", e.Figures)}}, nil
}
