package journal

import (
	"encoding/base64"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"yichuang/internal/db"
)

// Finding is one thing that verification found. A note is no fault: it only says something that a reader should know.
type Finding struct {
	Table  string
	Key    string
	Kind   string // leaf_differs, node_differs, root_differs, gap, order, head_size, erased (note), time_back (note)
	Note   bool
	Detail string
}

func (f Finding) String() string {
	return fmt.Sprintf("%s %s: %s %s", f.Table, f.Key, f.Kind, f.Detail)
}

// Report is the outcome of a verification.
type Report struct {
	Acts     int64
	Unsealed int64
	Root     string
	Findings []Finding
}

// Faults are the findings that are not notes.
func (r Report) Faults() []Finding {
	var out []Finding
	for _, f := range r.Findings {
		if !f.Note {
			out = append(out, f)
		}
	}
	return out
}

// Verify re-derives every leaf from its row, the whole tree from the leaves, and compares with what is stored (reliability.md
// TAMP-1 for the journal). It reads one snapshot and pages through it, so it may run beside the hall's work.
func Verify(q db.Querier) (Report, error) {
	v := verifier{q: q, seqs: map[Ref]int64{}, nodes: map[int64]tlog.Hash{}}
	for next := int64(0); ; {
		rows, err := db.All(q, scanRow, `SELECT `+columns+` FROM journal WHERE idx >= $1 ORDER BY idx LIMIT 2000`, next)
		if err != nil {
			return v.report, err
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			if err := v.sealed(r); err != nil {
				return v.report, err
			}
		}
		next = *rows[len(rows)-1].Idx + 1
	}
	if err := v.unsealed(); err != nil {
		return v.report, err
	}
	if err := v.tree(); err != nil {
		return v.report, err
	}
	return v.report, nil
}

type verifier struct {
	q      db.Querier
	report Report
	seqs   map[Ref]int64
	nodes  map[int64]tlog.Hash
	size   int64
	last   int64
}

func (v *verifier) find(note bool, table, key, kind, detail string) {
	v.report.Findings = append(v.report.Findings, Finding{table, key, kind, note, detail})
}

func (v *verifier) sealed(r Row) error {
	if *r.Idx != v.size {
		v.find(false, "journal", r.ID, "gap", fmt.Sprintf("place %d where %d was expected", *r.Idx, v.size))
	}
	leaf := v.leaf(r)
	if want := v.seqs[r.Object] + 1; r.Seq != want {
		v.find(false, "journal", r.ID, "order", fmt.Sprintf("act %d of its object where %d was expected", r.Seq, want))
	}
	v.seqs[r.Object] = r.Seq
	if r.At < v.last-2_000_000 {
		v.find(true, "journal", r.ID, "time_back", fmt.Sprintf("%d µs before the act ahead of it", v.last-r.At))
	}
	v.last = max(v.last, r.At)
	hashes, err := tlog.StoredHashes(v.size, leaf, v.reader())
	if err != nil {
		return err
	}
	first := tlog.StoredHashIndex(0, v.size)
	for i, h := range hashes {
		v.nodes[first+int64(i)] = h
	}
	v.size++
	v.report.Acts++
	return nil
}

// leaf compares the stored leaf with the one that the row's own columns give, and returns the stored one.
func (v *verifier) leaf(r Row) []byte {
	stored, err := base64.StdEncoding.DecodeString(r.Leaf)
	if err != nil {
		v.find(false, "journal", r.ID, "leaf_differs", "the leaf is not readable")
		return []byte(r.Leaf)
	}
	switch {
	case r.Salt == "" && r.Payload == "":
		v.find(true, "journal", r.ID, "erased", "content destroyed, leaf kept")
	case string(r.encode()) != string(stored):
		v.find(false, "journal", r.ID, "leaf_differs", "the row does not give its leaf: type "+r.Type)
	}
	return stored
}

func (v *verifier) unsealed() error {
	rows, err := db.All(v.q, scanRow, `SELECT `+columns+` FROM journal WHERE idx IS NULL`)
	for _, r := range rows {
		v.leaf(r)
		v.report.Unsealed++
	}
	return err
}

func (v *verifier) reader() tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, idx := range indexes {
			out[i] = v.nodes[idx]
		}
		return out, nil
	})
}

func (v *verifier) tree() error {
	size, root, err := Head(v.q)
	if err != nil {
		return err
	}
	if size != v.size {
		v.find(false, "journal_head", "1", "head_size", fmt.Sprintf("says %d acts, there are %d", size, v.size))
	}
	if v.size > 0 {
		h, err := tlog.TreeHash(v.size, v.reader())
		if err != nil {
			return err
		}
		v.report.Root = h.String()
	}
	if v.report.Root != root {
		v.find(false, "journal_head", "1", "root_differs", "says "+root+", derived "+v.report.Root)
	}
	return v.compareNodes()
}

func (v *verifier) compareNodes() error {
	rows, err := v.q.Query(`SELECT i, hash FROM journal_node ORDER BY i`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var i int64
		var hash string
		if err := rows.Scan(&i, &hash); err != nil {
			return err
		}
		if h, ok := v.nodes[i]; !ok || h.String() != hash {
			v.find(false, "journal_node", fmt.Sprint(i), "node_differs", "")
		}
		delete(v.nodes, i)
	}
	for i := range v.nodes {
		v.find(false, "journal_node", fmt.Sprint(i), "node_missing", "")
	}
	return rows.Err()
}
