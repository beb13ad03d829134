package catalogue

import (
	"fmt"
	"sync"

	"yichuang/internal/db"
	"yichuang/internal/errs"
)

// versionKey is the id of a version's row.
func versionKey(code string, version int) string { return fmt.Sprintf("%s@%d", code, version) }

// publishedDigests are the digests of all stored versions by code@version.
func publishedDigests(q db.Querier) (map[string]string, error) {
	type row struct{ id, digest string }
	rows, err := db.All(q, func(s db.Scanner) (r row, err error) { return r, s.Scan(&r.id, &r.digest) },
		`SELECT id, digest FROM catalogue_item_version`)
	out := map[string]string{}
	for _, r := range rows {
		out[r.id] = r.digest
	}
	return out, err
}

// latestPublication is the digest of the catalogue in force, "" when none was published.
func latestPublication(q db.Querier) (string, error) {
	digest, err := db.One(q, db.Value[string], `SELECT digest FROM catalogue_publication ORDER BY seq DESC LIMIT 1`)
	if db.None(err) {
		return "", nil
	}
	return digest, err
}

func insertVersion(tx *db.Tx, hall string, it *Item, body []byte, digest string) error {
	key := versionKey(it.Code, it.Version)
	tx.Touch("catalogue_item_version", key)
	return tx.ExecOne(`INSERT INTO catalogue_item_version (id, hall_id, code, version, digest, body, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		key, hall, it.Code, it.Version, digest, string(body), tx.Now())
}

func insertPublication(tx *db.Tx, id, hall, digest string) error {
	tx.Touch("catalogue_publication", id)
	return tx.ExecOne(`INSERT INTO catalogue_publication (id, hall_id, seq, digest, published_at)
		SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4 FROM catalogue_publication`, id, hall, digest, tx.Now())
}

// older keeps versions that are no longer in the files; a version never changes, so an entry is good for ever.
type older struct {
	mu    sync.RWMutex
	items map[string]*Item
}

func (o *older) get(key string) (*Item, bool) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	it, ok := o.items[key]
	return it, ok
}

func (o *older) put(key string, it *Item) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.items == nil {
		o.items = map[string]*Item{}
	}
	o.items[key] = it
}

// ItemAt is an item as it stood when a case was accepted under that version: from the files when they still have it, else from the
// store. The body is checked against its digest, so that a row edited by hand is refused.
func (c *Catalogue) ItemAt(q db.Querier, code string, version int) (*Item, error) {
	if it, ok := c.items[code]; ok && it.Version == version {
		return it, nil
	}
	key := versionKey(code, version)
	if it, ok := c.older.get(key); ok {
		return it, nil
	}
	it, err := readVersion(q, key)
	if err != nil {
		return nil, err
	}
	c.older.put(key, it)
	return it, nil
}

func readVersion(q db.Querier, key string) (*Item, error) {
	var body, digest string
	err := q.QueryRow(`SELECT body, digest FROM catalogue_item_version WHERE id = $1`, key).Scan(&body, &digest)
	if db.None(err) {
		return nil, errs.New(errs.NotFound, "catalogue.version.unknown", "version", key)
	}
	if err != nil {
		return nil, err
	}
	if Digest([]byte(body)) != digest {
		return nil, errs.New(errs.Internal, "catalogue.version.altered", "version", key)
	}
	return ItemFromBody([]byte(body))
}

// Versions lists the published versions of an item, oldest first.
func Versions(q db.Querier, code string) ([]int, error) {
	return db.All(q, db.Value[int], `SELECT version FROM catalogue_item_version WHERE code = $1 ORDER BY version`, code)
}
