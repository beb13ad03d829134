package message

import (
	"encoding/hex"
	"net/mail"
	"strings"

	"yichuang/internal/errs"
	"yichuang/internal/pii"
	"yichuang/internal/text"
)

// Kind is the way in which a message goes.
type Kind string

const (
	SMS  Kind = "sms"  // 短信
	Mail Kind = "mail" // 电子邮件
	Call Kind = "call" // 语音电话
	Desk Kind = "desk" // 站内提醒: stands on the desk of one of the staff and leaves the house by no gateway
)

// Message is what an act wants to be told to somebody.
type Message struct {
	Event    string // names what happened and where, the same at every repetition: "case.accepted:" + the case's id
	Kind     Kind
	To       Recipient
	Template Template
	Lang     text.Lang
	Params   map[string]string // what the template names; never a person's name or number
	Link     string            // path that a Desk message leads to; may be empty
}

// Recipient is a phone or a mail address that prints as its mask, or one of the staff.
type Recipient struct {
	phone pii.Number
	mail  *string // behind a pointer for the reason that pii.Number gives
	staff string  // id, for Desk
}

// ToPhone makes a recipient for SMS and calls.
func ToPhone(phone pii.Number) Recipient { return Recipient{phone: phone} }

// ToMail makes a recipient for mail.
func ToMail(address string) Recipient {
	address = strings.TrimSpace(address)
	return Recipient{mail: &address}
}

// ToStaff makes a recipient for Desk from a staff id.
func ToStaff(id string) Recipient { return Recipient{staff: id} }

// Reveal gives the plain recipient. Only a sender calls it.
func (r Recipient) Reveal() string {
	switch {
	case r.mail != nil:
		return *r.mail
	case r.staff != "":
		return r.staff
	}
	return r.phone.Reveal()
}

// String gives the mask; the id of one of the staff is no secret.
func (r Recipient) String() string {
	if r.staff != "" {
		return r.staff
	}
	if r.mail == nil {
		return r.phone.String()
	}
	local, domain, _ := strings.Cut(*r.mail, "@")
	return string([]rune(local + "*")[:1]) + "***@" + domain
}

// GoString, MarshalJSON and MarshalText give the mask too.
func (r Recipient) GoString() string { return r.String() }

// MarshalText gives the mask.
func (r Recipient) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// check refuses a recipient that the kind cannot reach.
func (m Message) check() error {
	switch m.Kind {
	case SMS, Call:
		if m.To.mail != nil || m.To.phone.Kind() != pii.Phone || m.To.phone.Empty() {
			return errs.New(errs.Invalid, "message.recipient.no_phone").At("phone")
		}
	case Mail:
		if m.To.mail == nil || !plainAddress(*m.To.mail) {
			return errs.New(errs.Invalid, "message.recipient.no_mail").At("mail")
		}
	case Desk:
		if m.To.staff == "" {
			return errs.New(errs.Internal, "message.recipient.no_staff")
		}
	default:
		return errs.New(errs.Internal, "message.kind.unknown", "kind", m.Kind)
	}
	if m.Event == "" {
		return errs.New(errs.Internal, "message.event.missing")
	}
	return nil
}

// plainAddress tells whether a text is one mail address and nothing else: no display name, no line break.
func plainAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && !strings.ContainsAny(s, "\r\n<> ")
}

// indexed is the recipient as the blind index takes it. A mail address goes in as hexadecimal digits, because a number would lose
// its hyphens there.
func (r Recipient) indexed() pii.Number {
	switch {
	case r.mail != nil:
		return pii.New("mail", hex.EncodeToString([]byte(strings.ToLower(*r.mail))))
	case r.staff != "":
		return pii.New("staff", hex.EncodeToString([]byte(r.staff)))
	}
	return r.phone
}
