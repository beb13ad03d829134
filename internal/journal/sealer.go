package journal

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/mutant"
)

const (
	sealBatch = 512
	leaseTime = 10 * time.Second
)

// ErrNotHolder says that another process seals.
var ErrNotHolder = errors.New("journal: another process holds the seal")

// Sealer gives acts their order. Any number of processes may have one; the lease lets one work, and the term, compared under the
// lock of the head in the same transaction, makes a sealer that slept beyond its lease harmless.
type Sealer struct {
	db   *db.DB
	name string
	term int64
}

// NewSealer makes a sealer of this process.
func NewSealer(d *db.DB) *Sealer { return &Sealer{db: d, name: ids.New()} }

type head struct {
	size    int64
	root    string
	term    int64
	holder  string
	expires int64
}

func lockHead(tx *db.Tx) (head, error) {
	var h head
	err := tx.QueryRow(`SELECT size, root, term, holder, expires FROM journal_head WHERE id = 1`+tx.Lock()).
		Scan(&h.size, &h.root, &h.term, &h.holder, &h.expires)
	return h, err
}

// Acquire takes or renews the lease; ErrNotHolder while another process has it.
func (s *Sealer) Acquire(ctx context.Context) error {
	var term int64
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := lockHead(tx)
		if err != nil {
			return err
		}
		if h.holder != s.name && h.expires > tx.Now() {
			return ErrNotHolder
		}
		term = h.term
		if h.holder != s.name {
			term++
		}
		_, err = tx.Exec(`UPDATE journal_head SET holder = $1, term = $2, expires = $3 WHERE id = 1`,
			s.name, term, tx.Now()+leaseTime.Microseconds())
		return err
	})
	if err == nil {
		s.term = term
	}
	return err
}

// Release gives the lease back at a clean stop, so that the next process need not wait for its end.
func (s *Sealer) Release(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE journal_head SET expires = 0 WHERE id = 1 AND holder = $1`, s.name)
		return err
	})
}

// Seal orders up to sealBatch acts and extends the tree; it returns how many. ErrNotHolder when the term has moved on.
func (s *Sealer) Seal(ctx context.Context) (int, error) {
	var n int
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		n = 0
		h, err := lockHead(tx)
		if err != nil {
			return err
		}
		if (h.term != s.term || h.holder != s.name) && !mutant.On("seal_unfenced") {
			return ErrNotHolder
		}
		batch, err := nextBatch(tx)
		if err != nil || len(batch) == 0 {
			return err
		}
		n = len(batch)
		return extend(tx, h, batch)
	})
	return n, err
}

// nextBatch reads what waits and puts it in an order in which no act comes before an earlier one on the same object.
func nextBatch(tx *db.Tx) ([]Row, error) {
	rows, err := db.All(tx, scanRow, `SELECT `+columns+` FROM journal WHERE idx IS NULL ORDER BY at, object_seq LIMIT $1`, sealBatch)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	sealed := map[Ref]int64{}
	for _, r := range rows {
		if _, done := sealed[r.Object]; done || r.Seq == 1 {
			continue
		}
		var last int64
		err := tx.QueryRow(`SELECT coalesce(max(object_seq), 0) FROM journal WHERE object_type = $1 AND object_id = $2 AND idx IS NOT NULL`,
			r.Object.Type, r.Object.ID).Scan(&last)
		if err != nil {
			return nil, err
		}
		sealed[r.Object] = last
	}
	return order(rows, sealed), nil
}

// order sorts by time, but an act never before its predecessor on the same object; an act whose predecessor is neither sealed nor
// here waits for the next batch.
func order(rows []Row, sealed map[Ref]int64) []Row {
	byObject := map[Ref][]Row{}
	for _, r := range rows {
		byObject[r.Object] = append(byObject[r.Object], r)
	}
	type placed struct {
		row Row
		at  int64
	}
	var list []placed
	for ref, group := range byObject {
		slices.SortFunc(group, func(a, b Row) int { return cmp.Compare(a.Seq, b.Seq) })
		next, latest := sealed[ref]+1, int64(0)
		for _, r := range group {
			if r.Seq != next && !mutant.On("seal_by_time") {
				break
			}
			next++
			latest = max(latest, r.At)
			list = append(list, placed{r, latest})
		}
	}
	slices.SortFunc(list, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.at, b.at), strings.Compare(a.row.Object.Type, b.row.Object.Type),
			strings.Compare(a.row.Object.ID, b.row.Object.ID), cmp.Compare(a.row.Seq, b.row.Seq))
	})
	out := make([]Row, len(list))
	for i, p := range list {
		out[i] = p.row
	}
	return out
}

// extend appends the batch to the tree and moves the head.
func extend(tx *db.Tx, h head, batch []Row) error {
	fresh := map[int64]tlog.Hash{}
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return readNodes(tx, fresh, indexes) })
	size := h.size
	for _, r := range batch {
		leaf, err := base64.StdEncoding.DecodeString(r.Leaf)
		if err != nil {
			return fmt.Errorf("journal: leaf of %s: %w", r.ID, err)
		}
		hashes, err := tlog.StoredHashes(size, leaf, read)
		if err != nil {
			return err
		}
		first := tlog.StoredHashIndex(0, size)
		for i, hash := range hashes {
			fresh[first+int64(i)] = hash
		}
		if _, err := tx.Exec(`UPDATE journal SET idx = $1 WHERE id = $2`, size, r.ID); err != nil {
			return err
		}
		size++
	}
	if err := writeNodes(tx, fresh); err != nil {
		return err
	}
	root, err := tlog.TreeHash(size, read)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE journal_head SET size = $1, root = $2, expires = $3 WHERE id = 1 AND term = $4`,
		size, root.String(), tx.Now()+leaseTime.Microseconds(), h.term)
	return err
}

func readNodes(q db.Querier, fresh map[int64]tlog.Hash, indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, idx := range indexes {
		if h, ok := fresh[idx]; ok {
			out[i] = h
			continue
		}
		var s string
		if err := q.QueryRow(`SELECT hash FROM journal_node WHERE i = $1`, idx).Scan(&s); err != nil {
			return nil, fmt.Errorf("journal: node %d: %w", idx, err)
		}
		h, err := tlog.ParseHash(s)
		if err != nil {
			return nil, err
		}
		out[i] = h
	}
	return out, nil
}

func writeNodes(tx *db.Tx, nodes map[int64]tlog.Hash) error {
	for i, h := range nodes {
		if _, err := tx.Exec(`INSERT INTO journal_node (i, hash) VALUES ($1, $2)`, i, h.String()); err != nil {
			return err
		}
	}
	return nil
}

// Head is the present size and root of the tree.
func Head(q db.Querier) (size int64, root string, err error) {
	err = q.QueryRow(`SELECT size, root FROM journal_head WHERE id = 1`).Scan(&size, &root)
	return size, root, err
}
