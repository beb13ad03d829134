package letterweb

import (
	"net/http"
	"time"

	"yichuang/internal/db"
	"yichuang/internal/doc"
	"yichuang/internal/errs"
	"yichuang/internal/letter"
	"yichuang/internal/pii"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

// verdict says whether a paper is genuine.
type verdict string

const (
	genuine verdict = "genuine" // 真
	voided  verdict = "voided"  // 已作废
	unknown verdict = "unknown" // 查无
)

// proof is what the public may know of a paper: enough to compare with the sheet in the hand.
type proof struct {
	Verdict  verdict
	Kind     doc.Kind
	Number   string
	Body     string // the authority that speaks
	Matter   string
	Masked   string // the applicant's name, masked
	Digest   string // first characters, as printed on the paper
	Issued   time.Time
	Void     time.Time
	DemoOnly bool
}

// verify is the page behind the QR code of every paper.
func (w *Web) verify(rw http.ResponseWriter, r *http.Request) error {
	var v proof
	hall := ""
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		l, content, err := w.Letters.Thaw(q, r.PathValue("id"))
		if errs.Of(err) != nil && errs.Of(err).Kind == errs.NotFound {
			v = proof{Verdict: unknown}
			return nil
		}
		if err != nil {
			return err
		}
		hall, v = l.Hall, prove(l, content)
		since, err := letter.VoidSince(q, l)
		v.Void = db.FromMicro(since)
		return err
	})
	if err != nil {
		return err
	}
	p := w.Site.Page(r, site.Citizen, w.Hall(hall, string(web.From(r).Lang)), "", w.Now())
	p.Title, p.Back = p.T("letter.verify.title"), "/"
	if w.Nav != nil {
		p.Nav = w.Nav(p, "/v")
	}
	status := http.StatusOK
	if v.Verdict == unknown {
		status = http.StatusNotFound
	}
	return w.Site.Write(rw, r, status, p, verify(p, v))
}

func prove(l letter.Letter, content doc.Letter) proof {
	who, what := about(content.Content)
	v := proof{Verdict: genuine, Kind: l.Kind, Number: l.Number, Body: content.Head.Hall.Department, Matter: what.Name,
		Masked: pii.MaskName(who.Name), Digest: l.Digest[:16], Issued: l.Issued, DemoOnly: content.Head.Demo}
	if v.Body == "" {
		v.Body = content.Head.Hall.Name
	}
	if l.Void {
		v.Verdict = voided
	}
	return v
}

// about finds whom and what a paper concerns.
func about(c doc.Content) (doc.Party, doc.Matter) {
	switch c := c.(type) {
	case *doc.Notice:
		return c.Applicant, c.Matter
	case *doc.Acceptance:
		return c.Applicant, c.Matter
	case *doc.NotAccepted:
		return c.Applicant, c.Matter
	case *doc.Refusal:
		return c.Applicant, c.Matter
	case *doc.Grant:
		return c.Applicant, c.Matter
	case *doc.Delivery:
		return c.Recipient, c.Matter
	case *doc.Receipt:
		return c.Applicant, c.Matter
	}
	return doc.Party{}, doc.Matter{}
}
