package doc

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"yichuang/internal/errs"
	"yichuang/internal/text"
)

// Kind says which paper it is. The values are frozen into letters, so they never change.
type Kind string

const (
	KindNotice      Kind = "notice"       // 业务事项告知单
	KindAcceptance  Kind = "acceptance"   // 受理通知书
	KindNotAccepted Kind = "not_accepted" // 不受理通知书, 不予受理通知书
	KindRefusal     Kind = "refusal"      // 不予许可决定书
	KindGrant       Kind = "grant"        // 准予许可决定书
	KindDelivery    Kind = "delivery"     // 送达回证
	KindReceipt     Kind = "receipt"      // 收件凭证
	KindSpecial     Kind = "special"      // 特别程序告知书
	KindExtension   Kind = "extension"    // 延期办理告知书
	KindTermination Kind = "termination"  // 终止办理通知书
	KindRevocation  Kind = "revocation"   // 撤销决定书
	KindTicket      Kind = "ticket"       // 排队小票, 80 mm
	KindVisitSlip   Kind = "visit_slip"   // 评价小票, 80 mm
)

// templateVersion is raised when a template changes so that old letters would look or read otherwise; the old
// drawing code then stays beside the new one.
const templateVersion = 1

// Seal names the seal that a letter bears. An uploaded seal has a picture; Demo is the drawn 演示专用章.
type Seal struct {
	ID      string `json:"id"`
	Org     string `json:"org"`     // words around the circle
	Caption string `json:"caption"` // words below the star
	Demo    bool   `json:"demo,omitempty"`
}

// Hall is the office that speaks.
type Hall struct {
	Name            string `json:"name"`
	Department      string `json:"department,omitempty"` // the authority that decides, when it is not the hall
	Address         string `json:"address,omitempty"`
	Phone           string `json:"phone,omitempty"`
	Supervision     string `json:"supervision"`                // 监督电话
	SupervisionDays int    `json:"supervision_days,omitempty"` // natural days to an answer
}

// Head is what all papers have.
type Head struct {
	Number   string    `json:"number"`    // as printed; made elsewhere
	Lang     text.Lang `json:"lang"`      // language of the fixed words
	IssuedAt int64     `json:"issued_at"` // µs UTC, the time of the act
	Hall     Hall      `json:"hall"`
	Seal     *Seal     `json:"seal,omitempty"`      // nil: no seal belongs on this paper
	Verify   string    `json:"verify,omitempty"`    // address behind the QR code
	Demo     bool      `json:"demo_data,omitempty"` // printed by a demo: no legal effect
}

// Content is the typed body of one kind of paper.
type Content interface {
	Kind() Kind
	check(head Head) []*errs.Error
}

// Letter is one paper with its content frozen.
type Letter struct {
	Head    Head
	Content Content
	frozen  []byte
}

// envelope is the canonical form.
type envelope struct {
	Kind     Kind            `json:"kind"`
	Template int             `json:"template"`
	Head     Head            `json:"head"`
	Content  json.RawMessage `json:"content"`
}

// Freeze checks a paper and fixes its content. All faults come back at once.
func Freeze(head Head, content Content) (Letter, error) {
	if head.Lang == "" {
		head.Lang = text.ZH
	}
	if err := errs.Join(append(checkHead(head, content.Kind()), content.check(head)...)...); err != nil {
		return Letter{}, err
	}
	body, err := json.Marshal(content)
	if err != nil {
		return Letter{}, err
	}
	frozen, err := canonical(envelope{content.Kind(), templateVersion, head, body})
	if err != nil {
		return Letter{}, err
	}
	return Thaw(frozen) // what is drawn is what was frozen, from the first moment
}

// Thaw reads a frozen letter. Bytes that are not exactly in canonical form are refused: their digest would differ.
func Thaw(frozen []byte) (Letter, error) {
	var env envelope
	if err := strict(frozen, &env); err != nil {
		return Letter{}, errs.New(errs.Internal, "doc.frozen").Because(err)
	}
	if env.Template != templateVersion {
		return Letter{}, errs.New(errs.Internal, "doc.template", "version", env.Template)
	}
	content := blank(env.Kind)
	if content == nil {
		return Letter{}, errs.New(errs.Internal, "doc.kind", "kind", env.Kind)
	}
	if err := strict(env.Content, content); err != nil {
		return Letter{}, errs.New(errs.Internal, "doc.frozen").Because(err)
	}
	again, err := canonical(env)
	if err != nil || !bytes.Equal(again, frozen) {
		return Letter{}, errs.New(errs.Internal, "doc.frozen").Because(err)
	}
	return Letter{Head: env.Head, Content: content, frozen: again}, nil
}

// Kind of the letter.
func (l Letter) Kind() Kind { return l.Content.Kind() }

// Frozen gives the canonical bytes to store.
func (l Letter) Frozen() []byte { return bytes.Clone(l.frozen) }

// Digest is the SHA-256 of the canonical bytes, in hex; it goes into the journal leaf.
func (l Letter) Digest() string {
	sum := sha256.Sum256(l.frozen)
	return hex.EncodeToString(sum[:])
}

func blank(kind Kind) Content {
	switch kind {
	case KindNotice:
		return &Notice{}
	case KindAcceptance:
		return &Acceptance{}
	case KindNotAccepted:
		return &NotAccepted{}
	case KindRefusal:
		return &Refusal{}
	case KindGrant:
		return &Grant{}
	case KindDelivery:
		return &Delivery{}
	case KindReceipt:
		return &Receipt{}
	case KindSpecial, KindExtension, KindTermination, KindRevocation:
		return &Course{What: kind}
	case KindTicket:
		return &Ticket{}
	case KindVisitSlip:
		return &VisitSlip{}
	}
	return nil
}

// canonical writes JSON with sorted keys, no blanks, no HTML escapes and integers only.
func canonical(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var tree any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	if err := printable(tree); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(tree); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// printable refuses what no paper can hold: control characters, broken UTF-8, fractions.
func printable(tree any) error {
	switch v := tree.(type) {
	case string:
		if !utf8.ValidString(v) || strings.ContainsFunc(v, unprintable) {
			return errs.New(errs.Invalid, "doc.characters")
		}
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return errs.New(errs.Invalid, "doc.fraction")
		}
	case []any:
		for _, item := range v {
			if err := printable(item); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, item := range v {
			if err := printable(item); err != nil {
				return err
			}
		}
	}
	return nil
}

// unprintable: control characters, the mark of broken text, and the marks that reverse reading order, with which
// a name could make a sentence read otherwise than it is stored.
func unprintable(r rune) bool {
	return r < ' ' || r == 0x7f || r == utf8.RuneError || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func strict(raw []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
