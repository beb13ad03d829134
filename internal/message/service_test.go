package message_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/db/dbtest"
	"yichuang/internal/jobs"
	"yichuang/internal/message"
	"yichuang/internal/message/gateway"
	"yichuang/internal/pii"
	"yichuang/internal/text"
)

const (
	phone    = "13800001234"
	patience = 30 * time.Second
)

var (
	key    = []byte("a key for tests only, 32 bytes!!")
	ctx    = context.Background()
	keys   = pii.GenerateKeys()
	params = map[string]string{"item": "社会保险登记", "number": "临社受〔2026〕17号", "due": "12月8日", "link": "https://hall.example.test/t/ABCDEFGHJK"}
)

// outside is a real HTTP gateway on loopback: it checks signatures, counts what it gets and answers as it is told.
type outside struct {
	*httptest.Server
	mu     sync.Mutex
	got    []map[string]string
	answer func(n int) int // status for the n-th call, from 1; 200 when nil
	heard  chan string     // ids
}

func newOutside(t *testing.T) *outside {
	o := &outside{heard: make(chan string, 500)}
	o.Server = httptest.NewServer(http.HandlerFunc(o.serve))
	t.Cleanup(o.Close)
	return o
}

func (o *outside) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	want := gateway.Sign(key, r.Header.Get(gateway.TimestampHeader), body)
	var m map[string]string
	if !hmac.Equal([]byte(want), []byte(r.Header.Get(gateway.SignatureHeader))) || json.Unmarshal(body, &m) != nil ||
		m["id"] != r.Header.Get(gateway.OnceHeader) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	o.mu.Lock()
	o.got = append(o.got, m)
	n, answer := len(o.got), o.answer
	o.mu.Unlock()
	if answer != nil {
		w.WriteHeader(answer(n))
	}
	o.heard <- m["id"]
}

func (o *outside) calls() []map[string]string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]map[string]string(nil), o.got...)
}

func (o *outside) sender(t *testing.T) message.Sender {
	s, err := gateway.NewHTTP(gateway.HTTPConfig{URL: o.URL, Key: key, AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func service(t *testing.T, d *db.DB, sender message.Sender, q *jobs.Queue) *message.Service {
	t.Helper()
	c, err := pii.NewCipher(keys)
	if err != nil {
		t.Fatal(err)
	}
	senders := map[message.Kind]message.Sender{}
	if sender != nil {
		senders[message.SMS] = sender
	}
	return message.New(message.Config{DB: d, Cipher: c, Senders: senders,
		Hall: func(string, text.Lang) string { return "临溪市政务服务大厅" }, Log: slog.New(slog.DiscardHandler)}, q)
}

func sms(event, to string) message.Message {
	return message.Message{Event: event, Kind: message.SMS, To: message.ToPhone(pii.New(pii.Phone, to)),
		Template: message.CaseAccepted, Lang: text.ZH, Params: params}
}

func queue(t *testing.T, d *db.DB, s *message.Service, list ...message.Message) {
	t.Helper()
	err := d.Write(ctx, func(tx *db.Tx) error {
		for _, m := range list {
			if err := s.Queue(tx, "h1", m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, d *db.DB, s *message.Service, hall string, f message.Filter) (out []message.Line) {
	t.Helper()
	err := d.Read(ctx, func(q *db.Q) (err error) {
		out, err = s.List(q, hall, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func only(t *testing.T, d *db.DB, s *message.Service) message.Line {
	t.Helper()
	l := list(t, d, s, "h1", message.Filter{})
	if len(l) != 1 {
		t.Fatalf("%d messages, want one", len(l))
	}
	return l[0]
}

func deliver(t *testing.T, s *message.Service, event string) time.Duration {
	t.Helper()
	wait, err := s.Deliver(ctx, event)
	if err != nil {
		t.Fatal(err)
	}
	return wait
}

func TestOneRowForEventRecipientAndTemplate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service(t, e.DB, nil, nil)
		other := sms("a", phone)
		other.Template = message.CaseLate
		queue(t, e.DB, s, sms("a", phone), sms("a", "138-0000-1234"), sms("a", "13800005678"), sms("b", phone), other)
		queue(t, e.DB, s, sms("a", phone))
		if n := len(list(t, e.DB, s, "h1", message.Filter{})); n != 4 {
			t.Fatalf("%d rows, want 4: the number in another spelling and the repetition are the same message", n)
		}
	})
}

func TestRecipientAndContentAreStoredSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		s := service(t, e.DB, nil, nil)
		mail := sms("m", phone)
		mail.Kind, mail.To = message.Mail, message.ToMail("he.jing@example.test")
		queue(t, e.DB, s, sms("a", phone), mail)
		err := e.DB.Read(ctx, func(q *db.Q) error {
			rows, err := db.All(q, func(r db.Scanner) (string, error) {
				var f [6]string
				err := r.Scan(&f[0], &f[1], &f[2], &f[3], &f[4], &f[5])
				return fmt.Sprint(f), err
			}, `SELECT id, event, recipient, recipient_index, content, reason FROM message`)
			for _, plain := range []string{phone, "0001234", "example.test", "he.jing", "ABCDEFGHJK", "社会保险"} {
				if strings.Contains(fmt.Sprint(rows), plain) {
					t.Errorf("%q stands readable in the table", plain)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, l := range list(t, e.DB, s, "h1", message.Filter{}) {
			got[l.To] = true
		}
		if !got["138****1234"] || !got["h***@example.test"] {
			t.Fatal("staff see the masks:", got)
		}
	})
}

func TestSentThroughAJobAfterTheCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		out := newOutside(t)
		q, err := jobs.Open(ctx, jobs.Config{DSN: e.DSN})
		if err != nil {
			t.Fatal(err)
		}
		s := service(t, e.DB, out.sender(t), q)
		if err := q.Start(ctx); err != nil {
			t.Fatal(err)
		}
		undone := errors.New("undone")
		if err := e.DB.Write(ctx, func(tx *db.Tx) error { return errors.Join(s.Queue(tx, "h1", sms("no", phone)), undone) }); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		queue(t, e.DB, s, sms("a", phone), sms("a", "13800005678"), sms("a", "13800009012"))
		for range 3 {
			select {
			case <-out.heard:
			case <-time.After(patience):
				t.Fatal("nothing was sent")
			}
		}
		stop, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		if err := q.Stop(stop); err != nil {
			t.Fatal(err)
		}
		for _, l := range list(t, e.DB, s, "h1", message.Filter{}) {
			if l.Status != message.Delivered || l.Attempts != 1 || l.Event != "a" {
				t.Errorf("%+v", l)
			}
		}
		told := map[string]bool{}
		for _, c := range out.calls() {
			told[c["to"]] = true
		}
		if len(told) != 3 || !told[phone] {
			t.Error(told)
		}
		if got := out.calls()[0]; got["kind"] != "sms" || got["lang"] != "zh-CN" ||
			got["body"] != "【临溪市政务服务大厅】您申请的“社会保险登记”已受理，编号临社受〔2026〕17号，12月8日前办结。进度：https://hall.example.test/t/ABCDEFGHJK" {
			t.Errorf("%q", got)
		}
		var n int
		err = e.DB.Read(ctx, func(q *db.Q) error {
			return q.QueryRow(`SELECT count(*) FROM river_job WHERE kind = 'message.deliver'`).Scan(&n)
		})
		if err != nil || n != 1 {
			t.Fatalf("%d jobs for one act: %v", n, err)
		}
	})
}

func TestTemporaryFailureIsSentAgainWithTheSameID(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		out := newOutside(t)
		out.answer = func(n int) int { return []int{503, 429, 200}[n-1] }
		s := service(t, e.DB, out.sender(t), nil)
		queue(t, e.DB, s, sms("a", phone))
		for i, pause := range []time.Duration{time.Minute, 2 * time.Minute} {
			if got := deliver(t, s, "a"); got != pause {
				t.Fatalf("pause %s, want %s", got, pause)
			}
			l := only(t, e.DB, s)
			if l.Status != message.TemporaryFailure || l.Reason != "busy" || !l.Next.Equal(e.Clock.Now().Add(pause)) {
				t.Fatalf("%+v", l)
			}
			e.Clock.Advance(pause - time.Microsecond)
			deliver(t, s, "a")
			if n := len(out.calls()); n != i+1 {
				t.Fatalf("%d calls before the pause is over, want %d", n, i+1)
			}
			e.Clock.Advance(time.Microsecond)
		}
		if got := deliver(t, s, "a"); got != 0 {
			t.Fatal("nothing is left to wait for:", got)
		}
		if l := only(t, e.DB, s); l.Status != message.Delivered || l.Attempts != 3 || l.Reason != "" || !l.Next.IsZero() {
			t.Fatalf("%+v", l)
		}
		if c := out.calls(); c[0]["id"] != c[2]["id"] || c[0]["body"] != c[2]["body"] {
			t.Fatal("a repetition must be recognisable", c)
		}
		e.Clock.Advance(24 * time.Hour)
		deliver(t, s, "a")
		if n, err := s.Sweep(ctx); n != 0 || err != nil || len(out.calls()) != 3 {
			t.Fatal("sent after it was delivered", n, err)
		}
	})
}

func TestPermanentFailureAndGivingUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		out := newOutside(t)
		status := http.StatusUnprocessableEntity
		out.answer = func(int) int { return status }
		s := service(t, e.DB, out.sender(t), nil)
		queue(t, e.DB, s, sms("refused", phone))
		if wait := deliver(t, s, "refused"); wait != 0 {
			t.Fatal(wait)
		}
		if l := only(t, e.DB, s); l.Status != message.PermanentFailure || l.Reason != "refused" {
			t.Fatalf("%+v", l)
		}
		status = http.StatusBadGateway
		e.Clock.Advance(time.Second)
		queue(t, e.DB, s, sms("busy", phone))
		var total time.Duration
		for wait := deliver(t, s, "busy"); wait > 0; wait = deliver(t, s, "busy") {
			total += wait
			e.Clock.Advance(wait)
		}
		if l := list(t, e.DB, s, "h1", message.Filter{Limit: 1})[0]; l.Status != message.PermanentFailure || l.Reason != "attempts" || l.Attempts != 10 {
			t.Fatalf("%+v", l)
		}
		if want := (1 + 2 + 4 + 8 + 16 + 32 + 64 + 128 + 240) * time.Minute; total != want || len(out.calls()) != 11 {
			t.Fatalf("waited %s in %d calls, want %s in 11", total, len(out.calls()), want)
		}
		e.Clock.Advance(time.Second)
		mail := sms("mail", phone)
		mail.Kind, mail.To = message.Mail, message.ToMail("he.jing@example.test")
		queue(t, e.DB, s, mail)
		deliver(t, s, "mail")
		if l := list(t, e.DB, s, "h1", message.Filter{Limit: 1})[0]; l.Status != message.PermanentFailure || l.Reason != "no_sender" {
			t.Fatalf("%+v", l)
		}
	})
}

func TestHeldMessagesAreNeverSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Env) {
		out := newOutside(t)
		s := service(t, e.DB, out.sender(t), nil)
		s.Hold(true)
		queue(t, e.DB, s, sms("past", phone))
		s.Hold(false)
		e.Clock.Advance(time.Hour)
		queue(t, e.DB, s, sms("today", phone), sms("past", phone)) // telling the past again does not wake it
		deliver(t, s, "past")
		if n, err := s.Sweep(ctx); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		l := list(t, e.DB, s, "h1", message.Filter{})
		if len(l) != 2 || !l[1].Held || l[1].Status != message.Created || l[0].Status != message.Delivered || len(out.calls()) != 1 {
			t.Fatalf("%+v", l)
		}
	})
}

func TestLogsNameNobody(t *testing.T) {
	e := dbtest.SQLite(t)
	var log bytes.Buffer
	out := newOutside(t)
	out.answer = func(int) int { return 400 }
	s := service(t, e.DB, out.sender(t), nil)
	s.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	queue(t, e.DB, s, sms("a", phone))
	deliver(t, s, "a")
	if !strings.Contains(log.String(), "refused") {
		t.Fatal("the failure should be logged:", log.String())
	}
	for _, plain := range []string{phone, "1234", "ABCDEFGHJK", "社会保险"} {
		if strings.Contains(log.String(), plain) {
			t.Errorf("%q in the log: %s", plain, log.String())
		}
	}
}

func TestAnActFailsOnAMessageThatCannotBe(t *testing.T) {
	e := dbtest.SQLite(t)
	s := service(t, e.DB, nil, nil)
	bad := sms("a", phone)
	bad.Params = map[string]string{"item": "x"}
	if err := e.DB.Write(ctx, func(tx *db.Tx) error { return s.Queue(tx, "h1", bad) }); err == nil {
		t.Fatal("a text with holes must not be queued")
	}
}
