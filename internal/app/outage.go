package app

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"yichuang/internal/casework"
	"yichuang/internal/db"
	"yichuang/internal/identity"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
	"yichuang/internal/message"
	"yichuang/internal/outage"
	"yichuang/internal/pii"
	"yichuang/internal/text"
)

// beatLook is how often each process looks whether a heartbeat is due; the service sees to it that there is one a minute.
const beatLook = 10 * time.Second

// beat writes heartbeats until ctx ends. It is no job: a queue that is full or stuck must not look like an outage.
func (a *App) beat(ctx context.Context) {
	tick := time.NewTicker(beatLook)
	defer tick.Stop()
	for {
		if err := a.Outages.Beat(ctx); err != nil && ctx.Err() == nil {
			a.Config.Log.Warn("heartbeat", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// outageTeller tells everybody whom an outage concerned, once: a message to whoever left a number, a note to the guides for the rest.
func (a *App) outageTeller() journal.Subscriber {
	return journal.Subscriber{Name: "outages", Types: []string{"outage.confirmed"}, Handle: a.tellOutage}
}

func (a *App) tellOutage(tx *db.Tx, act journal.Row) error {
	o, err := outage.ByID(tx, act.Object.ID)
	if err != nil {
		return err
	}
	people, err := outage.People(tx, o.ID)
	if err != nil {
		return err
	}
	var numbers []string
	for _, p := range people {
		if p.Kind == outage.Holder {
			numbers = append(numbers, p.Number)
		}
		if p.Way != outage.BySMS {
			continue
		}
		if err := a.tellConcerned(tx, act, o, p); err != nil {
			return err
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	params := outageParams(o)
	params["n"], params["numbers"] = strconv.Itoa(len(numbers)), strings.Join(numbers, " ")
	staff, err := identity.StaffOf(tx, o.Hall)
	for _, st := range staff {
		if st.ID != o.By && !slices.Contains(st.Roles, ids.RoleGuide) {
			continue
		}
		if err := a.note(tx, act, message.OutageDesk, st.ID, params, "/h/"+o.Hall+"/manage/outages/"+o.ID); err != nil {
			return err
		}
	}
	return err
}

func (a *App) tellConcerned(tx *db.Tx, act journal.Row, o *outage.Outage, p outage.Person) error {
	c, err := a.Cases.Get(tx, p.Case)
	if err != nil {
		return err
	}
	params, template := outageParams(o), message.OutageTicket
	params["number"] = p.Number
	if p.Kind == outage.Applicant {
		template = message.OutageCase
		params["item"], params["due"], params["link"] = a.itemWords(c.Item), p.Due.Format("2006-01-02"), a.trackLink(c)
	}
	return a.sms(tx, act, o.Hall, p.ID, template, c.Applicant.Phone, params)
}

// sms writes a message for a phone, once for each act, person concerned and template.
func (a *App) sms(tx *db.Tx, act journal.Row, hall, about string, t message.Template, phone pii.Number, params map[string]string) error {
	return a.Messages.Queue(tx, hall, message.Message{Event: act.Type + ":" + act.ID + ":" + about, Kind: message.SMS, To: message.ToPhone(phone), Template: t,
		Lang: text.ZH, Params: params})
}

func (a *App) trackLink(c *casework.Case) string { return a.Config.Base + "/track?no=" + c.No }

func outageParams(o *outage.Outage) map[string]string {
	return map[string]string{"from": o.From.Format("01-02 15:04"), "to": o.To.Format("15:04")}
}

// still is the confirmed outage of a hall in which an instant lies.
func still(q db.Querier, hall string, at time.Time) (casework.StoodStill, error) {
	o, err := outage.Held(q, hall, at)
	if errors.Is(err, outage.ErrUnknown) {
		return casework.StoodStill{}, nil
	}
	if err != nil {
		return casework.StoodStill{}, err
	}
	return casework.StoodStill{ID: o.ID, From: o.From, To: o.To}, nil
}
