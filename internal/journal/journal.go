package journal

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"

	"yichuang/internal/db"
	"yichuang/internal/ids"
)

// Event is the typed payload of an act. Its type name is dotted (noun.verb in the past), stable, and the same word as the rule,
// the service method and the route of the act.
type Event interface{ EventType() string }

// Ref names the object that an act concerns. Its id is random and tells nothing.
type Ref struct{ Type, ID string }

var (
	registryMu sync.Mutex
	registry   = map[string]reflect.Type{}
)

// Register makes event types known; an act of an unknown type cannot be recorded. Called in the events.go of each feature.
func Register(events ...Event) bool {
	registryMu.Lock()
	defer registryMu.Unlock()
	for _, e := range events {
		if _, twice := registry[e.EventType()]; twice {
			panic("journal: event type registered twice: " + e.EventType())
		}
		registry[e.EventType()] = reflect.TypeOf(e)
	}
	return true
}

// Types lists the registered event types in order, with their Go type.
func Types() []struct {
	Name string
	Go   reflect.Type
} {
	registryMu.Lock()
	defer registryMu.Unlock()
	var out []struct {
		Name string
		Go   reflect.Type
	}
	for _, name := range slices.Sorted(maps.Keys(registry)) {
		out = append(out, struct {
			Name string
			Go   reflect.Type
		}{name, registry[name]})
	}
	return out
}

// Record writes an act in the open transaction and takes the object's next sequence number under its row lock (decision 4).
func Record(tx *db.Tx, hall string, actor ids.Actor, ref Ref, event Event) error {
	registryMu.Lock()
	_, known := registry[event.EventType()]
	registryMu.Unlock()
	if !known {
		return fmt.Errorf("journal: unknown event type %s", event.EventType())
	}
	payload, err := json.Marshal(event)
	if err != nil {
		return err
	}
	who, err := json.Marshal(actor)
	if err != nil {
		return err
	}
	row := Row{ID: ids.New(), Hall: hall, At: tx.Now(), Type: event.EventType(), Actor: string(who),
		Object: ref, Payload: string(payload), Salt: newSalt()}
	err = tx.QueryRow(`INSERT INTO journal_object (object_type, object_id, seq) VALUES ($1, $2, 1)
		ON CONFLICT (object_type, object_id) DO UPDATE SET seq = journal_object.seq + 1 RETURNING seq`,
		ref.Type, ref.ID).Scan(&row.Seq)
	if err != nil {
		return err
	}
	leaf := base64.StdEncoding.EncodeToString(row.encode())
	_, err = tx.Exec(`INSERT INTO journal (id, hall_id, at, type, actor, object_type, object_id, object_seq, payload, salt, leaf)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		row.ID, hall, row.At, row.Type, row.Actor, ref.Type, ref.ID, row.Seq, row.Payload, row.Salt, leaf)
	if err != nil {
		return err
	}
	tx.Act()
	return nil
}

func newSalt() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.StdEncoding.EncodeToString(b[:])
}

// Row is an act as it is stored.
type Row struct {
	ID      string
	Hall    string
	At      int64 // microseconds UTC
	Type    string
	Actor   string // JSON of ids.Actor
	Object  Ref
	Seq     int64 // of the object, from 1
	Payload string
	Salt    string
	Leaf    string // base64
	Idx     *int64 // place in the sealed order; nil until sealed
}

// Who is the actor of an act.
func (r Row) Who() ids.Actor {
	var a ids.Actor
	_ = json.Unmarshal([]byte(r.Actor), &a) // written by Record; an erased row has none
	return a
}

// Decode reads the payload into an event.
func (r Row) Decode(event any) error { return json.Unmarshal([]byte(r.Payload), event) }

const columns = `id, hall_id, at, type, actor, object_type, object_id, object_seq, payload, salt, leaf, idx`

func scanRow(s db.Scanner) (Row, error) {
	var r Row
	err := s.Scan(&r.ID, &r.Hall, &r.At, &r.Type, &r.Actor, &r.Object.Type, &r.Object.ID, &r.Seq, &r.Payload, &r.Salt, &r.Leaf, &r.Idx)
	return r, err
}

// History lists the acts on an object in their order, sealed or not.
func History(q db.Querier, ref Ref) ([]Row, error) {
	return db.All(q, scanRow, `SELECT `+columns+` FROM journal WHERE object_type = $1 AND object_id = $2 ORDER BY object_seq`, ref.Type, ref.ID)
}

// ByType lists the acts of a type in a hall since an instant (microseconds), oldest first.
func ByType(q db.Querier, hall, eventType string, since int64) ([]Row, error) {
	return db.All(q, scanRow, `SELECT `+columns+` FROM journal WHERE hall_id = $1 AND type = $2 AND at >= $3 ORDER BY at, object_seq`, hall, eventType, since)
}
