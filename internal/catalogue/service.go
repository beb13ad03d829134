package catalogue

import (
	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/ids"
	"yichuang/internal/journal"
)

// Publish puts the catalogue in force: versions that the store has not yet are added, in one act. Publishing the catalogue that is in
// force does nothing. An item whose content changed without a new version is refused: running cases rely on what they were accepted under.
// It returns the number of versions added.
func (c *Catalogue) Publish(tx *db.Tx, actor ids.Actor) (int, error) {
	latest, err := latestPublication(tx)
	if err != nil || latest == c.Version {
		return 0, err
	}
	known, err := publishedDigests(tx)
	if err != nil {
		return 0, err
	}
	hall := c.DefaultHall().Code
	event := Published{City: c.City.Code, Catalogue: c.Version, Items: map[string]string{}}
	var changed []*errs.Error
	for i := range c.Items {
		it := &c.Items[i]
		body, err := it.Body()
		if err != nil {
			return 0, err
		}
		key, digest := versionKey(it.Code, it.Version), Digest(body)
		switch old := known[key]; {
		case old == digest:
		case old != "":
			changed = append(changed, errs.New(errs.Conflict, "catalogue.publish.changed", "item", it.Code, "version", it.Version))
		default:
			if err := insertVersion(tx, hall, it, body, digest); err != nil {
				return 0, err
			}
			event.Items[key] = digest
		}
	}
	if err := errs.Join(changed...); err != nil {
		return 0, err
	}
	id := ids.New()
	if err := insertPublication(tx, id, hall, c.Version); err != nil {
		return 0, err
	}
	return len(event.Items), journal.Record(tx, hall, actor, journal.Ref{Type: "catalogue", ID: id}, event)
}
