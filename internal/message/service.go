package message

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"sync/atomic"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/ids"
	"yichuang/internal/jobs"
	"yichuang/internal/pii"
	"yichuang/internal/text"
)

// Sender takes messages of some kinds to the outside world. An error that is no *Failure is temporary. The id stays the same at
// every attempt, so that a gateway can tell a repetition.
type Sender interface {
	Send(ctx context.Context, out Outgoing) error
}

// Outgoing is a message on its way out.
type Outgoing struct {
	ID   string
	Kind Kind
	To   Recipient
	Lang text.Lang
	At   time.Time // of the attempt, on the hall's clock
	Content
}

// Config is what the outbox needs.
type Config struct {
	DB       *db.DB
	Cipher   *pii.Cipher
	Senders  map[Kind]Sender                          // a kind without one fails for good
	Hall     func(hall string, lang text.Lang) string // name for {hall}
	Settings Settings                                 // Defaults when zero
	Log      *slog.Logger
}

// Service queues and sends. It is safe for concurrent use.
type Service struct {
	Config
	jobs *jobs.Queue
	held atomic.Bool
}

// New makes an outbox. With a job queue messages go out after the commit; without one only Sweep sends them.
func New(cfg Config, q *jobs.Queue) *Service {
	if cfg.Settings == (Settings{}) {
		cfg.Settings = Defaults
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	s := &Service{Config: cfg, jobs: q}
	if q != nil {
		s.register(q)
	}
	return s
}

// Hold makes messages that are queued from now on mere records that are never sent: for making the demo's past.
func (s *Service) Hold(on bool) { s.held.Store(on) }

// Queue writes a message in the transaction of an act. The same event told to the same recipient with the same template is written
// once; telling it again does nothing.
func (s *Service) Queue(tx *db.Tx, hall string, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	params := maps.Clone(m.Params)
	if params == nil {
		params = map[string]string{}
	}
	params["hall"] = s.Hall(hall, m.Lang)
	content, err := render(m.Template, m.Lang, params)
	if err != nil {
		return err
	}
	content.Link = m.Link
	r := row{id: ids.New(), hall: hall, event: m.Event, template: m.Template, kind: m.Kind, lang: m.Lang, status: Created,
		held: s.held.Load(), nextAt: tx.Now(), createdAt: tx.Now(), changedAt: tx.Now()}
	if m.Kind == Desk {
		r.status = Delivered // it lies on the desk with the commit
		tx.Nudge(DeskTopic(m.To.staff))
	}
	if err := s.seal(&r, m.To, content); err != nil {
		return err
	}
	fresh, err := insert(tx, r, s.Cipher.Index(m.To.indexed()))
	if err != nil || !fresh {
		return err
	}
	tx.Nudge("message:" + hall)
	return s.order(tx, r)
}

// Deliver sends what is due of an event and returns how long the next attempt has to wait, 0 when everything is settled.
func (s *Service) Deliver(ctx context.Context, event string) (time.Duration, error) {
	list, err := s.pending(ctx, func(q db.Querier) ([]waits, error) { return waiting(q, event) })
	if err != nil {
		return 0, err
	}
	for _, w := range list {
		if err := s.attempt(ctx, w.id); err != nil {
			return 0, err
		}
	}
	list, err = s.pending(ctx, func(q db.Querier) ([]waits, error) { return waiting(q, event) })
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return max(time.UnixMicro(list[0].nextAt).Sub(s.DB.Now()), time.Second), nil
}

// Sweep sends what is due of all events, up to a hundred: what a lost job left behind. It returns how many attempts it made.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	list, err := s.pending(ctx, func(q db.Querier) ([]waits, error) { return allDue(q, 100) })
	if err != nil {
		return 0, err
	}
	for i, w := range list {
		if err := s.attempt(ctx, w.id); err != nil {
			return i, err
		}
	}
	return len(list), nil
}

func (s *Service) pending(ctx context.Context, read func(db.Querier) ([]waits, error)) (list []waits, err error) {
	err = s.DB.Read(ctx, func(q *db.Q) error {
		list, err = read(q)
		return err
	})
	return list, err
}

// attempt takes a message up, sends it outside any transaction, and writes the outcome down even when the program is stopping.
func (s *Service) attempt(ctx context.Context, id string) error {
	r, begun, err := s.begin(ctx, id)
	if err != nil || !begun {
		return err
	}
	failure := s.send(ctx, r)
	if failure != nil {
		f := asFailure(failure)
		s.Log.Warn("message: not sent", "id", r.id, "template", r.template, "kind", r.kind, "attempt", r.attempts, "reason", f.Reason, "permanent", f.Permanent)
	}
	return s.DB.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		now, err := load(tx, id)
		if err != nil || !now.end(r.attempts, failure, tx.Now(), s.Settings) {
			return err
		}
		return save(tx, now)
	})
}

func (s *Service) begin(ctx context.Context, id string) (r row, begun bool, err error) {
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if r, err = load(tx, id); err != nil {
			return err
		}
		before := r
		if begun = r.start(tx.Now(), s.Settings); r == before {
			return nil
		}
		return save(tx, r)
	})
	return r, begun, err
}

func (s *Service) send(ctx context.Context, r row) error {
	sender := s.Senders[r.kind]
	if sender == nil {
		return &Failure{Permanent: true, Reason: "no_sender"}
	}
	out, err := s.open(r)
	if err != nil {
		return &Failure{Reason: "unreadable", Cause: err} // a key that is missing may come back
	}
	ctx, cancel := context.WithTimeout(ctx, s.Settings.Timeout)
	defer cancel()
	return sender.Send(ctx, out)
}

func (s *Service) open(r row) (Outgoing, error) {
	out := Outgoing{ID: r.id, Kind: r.kind, Lang: r.lang, At: db.FromMicro(r.changedAt)}
	var err error
	if out.To, err = s.openRecipient(r); err != nil {
		return Outgoing{}, err
	}
	plain, err := s.Cipher.OpenText(r.content, place("content", r.id))
	if err != nil {
		return Outgoing{}, err
	}
	return out, json.Unmarshal([]byte(plain), &out.Content)
}

func (s *Service) openRecipient(r row) (Recipient, error) {
	switch r.kind {
	case Desk:
		id, err := s.Cipher.OpenText(r.recipient, place("recipient", r.id))
		return ToStaff(id), err
	case Mail:
		address, err := s.Cipher.OpenText(r.recipient, place("recipient", r.id))
		return ToMail(address), err
	}
	phone, err := s.Cipher.Open(pii.Phone, r.recipient, place("recipient", r.id))
	return ToPhone(phone), err
}

func (s *Service) seal(r *row, to Recipient, content Content) error {
	body, err := json.Marshal(content)
	if err != nil {
		return err
	}
	if r.content, err = s.Cipher.SealText(string(body), place("content", r.id)); err != nil {
		return err
	}
	if to.mail != nil || to.staff != "" {
		r.recipient, err = s.Cipher.SealText(to.Reveal(), place("recipient", r.id))
		return err
	}
	r.recipient, err = s.Cipher.Seal(to.phone, place("recipient", r.id))
	return err
}

func place(column, id string) pii.Place { return pii.Place{Table: "message", Column: column, Row: id} }
