package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"yichuang/internal/db"
	"yichuang/internal/pii"
)

// Format is the version of the archive. Another layout gets another number.
const Format = 1

// Head is how the journal stood in the snapshot.
type Head struct {
	Size     int64  `json:"size"` // sealed acts
	Root     string `json:"root"` // of the tree over them
	Last     int64  `json:"last"` // place of the last sealed act; -1 when there is none
	Unsealed int64  `json:"unsealed"`
}

func (h Head) String() string {
	return fmt.Sprintf("%d acts in order, %d waiting for the seal, root %s", h.Size, h.Unsealed, h.Root)
}

// Table is a table of the snapshot. Columns are the ones of its dump; empty where the database is copied as a file.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns,omitempty"`
	Rows    int64    `json:"rows"`
}

// File is a file of the archive.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// Manifest says what an archive holds.
type Manifest struct {
	Format  int             `json:"format"`
	ID      string          `json:"id"`
	Program string          `json:"program"`
	Engine  db.Engine       `json:"engine"`
	Made    int64           `json:"made"`   // microseconds UTC
	Schema  int64           `json:"schema"` // newest migration of the database
	Head    Head            `json:"head"`
	Keys    map[byte]string `json:"keys"` // marks of the keys that the personal data are sealed with
	Tables  []Table         `json:"tables"`
	Files   []File          `json:"files"`
	Lost    []string        `json:"lost,omitempty"` // hashes of files that the hall itself no longer has whole
}

// Refusals of an archive. Each is wrapped in a sentence that says what is wrong with which part.
var (
	ErrNotWhole = errors.New("the backup is not whole")
	ErrFormat   = errors.New("the backup has another format than this program reads")
	ErrKeys     = errors.New("the keys do not belong to this backup")
	ErrProgram  = errors.New("the backup was made by a newer program")
	ErrEngine   = errors.New("the backup is of another kind of database")
	ErrOccupied = errors.New("a hall comes back only into an empty place")
	ErrDiffers  = errors.New("what came back is not what the manifest says")
)

func notWhole(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNotWhole, fmt.Sprintf(format, args...))
}

// encode is the manifest as it is written, and its proof: only who has the keys can make it.
func (m Manifest) encode(keys pii.Keys) (body []byte, proof string, err error) {
	if body, err = json.MarshalIndent(m, "", " "); err != nil {
		return nil, "", err
	}
	return body, keys.Proof(proofPurpose, body), nil
}

const proofPurpose = "backup/manifest"

// decode reads a manifest and proves it with the keys.
func decode(body []byte, proof string, keys pii.Keys) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(body, &m); err != nil {
		return m, notWhole("its manifest cannot be read")
	}
	if m.Format != Format {
		return m, fmt.Errorf("%w: it says %d, this program reads %d", ErrFormat, m.Format, Format)
	}
	marks := keys.Marks()
	for _, id := range slices.Sorted(maps.Keys(m.Keys)) {
		if marks[id] == "" {
			return m, fmt.Errorf("%w: key %d is missing; look for the key file of the day of the backup or a later one", ErrKeys, id)
		}
		if marks[id] != m.Keys[id] {
			return m, fmt.Errorf("%w: key %d is another one", ErrKeys, id)
		}
	}
	if !keys.Proven(proofPurpose, body, proof) {
		return m, fmt.Errorf("%w, or its manifest was changed", ErrKeys)
	}
	return m, nil
}

// agree compares what was found in the archive with the manifest, both ways.
func (m Manifest) agree(found map[string]File) error {
	listed := map[string]bool{}
	for _, f := range m.Files {
		listed[f.Name] = true
		got, ok := found[f.Name]
		switch {
		case !ok:
			return notWhole("%s is missing", f.Name)
		case got.Size != f.Size:
			return notWhole("%s has %d bytes, the manifest says %d", f.Name, got.Size, f.Size)
		case got.SHA256 != f.SHA256:
			return notWhole("%s is damaged or another one", f.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if !listed[name] {
			return notWhole("%s is not in the manifest", name)
		}
	}
	return nil
}
