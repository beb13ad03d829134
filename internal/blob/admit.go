package blob

import (
	"bytes"
	"io"
	"path"
	"strings"

	"yichuang/internal/errs"
)

// Kind is the type of a stored file.
type Kind string

const (
	PDF  Kind = "pdf"
	JPEG Kind = "jpeg"
	PNG  Kind = "png"
)

// MediaType is what an HTTP answer says.
func (k Kind) MediaType() string {
	switch k {
	case PDF:
		return "application/pdf"
	case JPEG:
		return "image/jpeg"
	case PNG:
		return "image/png"
	}
	return "application/octet-stream"
}

// Limits bound what comes in.
type Limits struct {
	Bytes  int64 // of the file as sent
	Pixels int64 // width times height
	Side   int   // pixels of the longer side
}

// Usual allows what a scanner or a phone makes: 20 MB, 50 million pixels.
var Usual = Limits{Bytes: 20 << 20, Pixels: 50_000_000, Side: 20_000}

var (
	errEmpty      = errs.New(errs.Invalid, "blob.empty")
	errType       = errs.New(errs.Invalid, "blob.type")
	errExtension  = errs.New(errs.Invalid, "blob.extension")
	errPicture    = errs.New(errs.Invalid, "blob.picture")
	errPixels     = errs.New(errs.Invalid, "blob.pixels")
	errPDFBroken  = errs.New(errs.Invalid, "blob.pdf")
	errPDFActive  = errs.New(errs.Invalid, "blob.pdf.active")
	errPDFTrailer = errs.New(errs.Invalid, "blob.pdf.trailer")
)

var magics = []struct {
	kind  Kind
	start string
}{
	{PDF, "%PDF-"},
	{JPEG, "\xff\xd8\xff"},
	{PNG, "\x89PNG\r\n\x1a\n"},
}

var extensions = map[string]Kind{".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}

// readBounded reads at most limit bytes and says so when there are more.
func readBounded(r io.Reader, limit int64) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, err
	case len(raw) == 0:
		return nil, errEmpty
	case int64(len(raw)) > limit:
		return nil, errs.New(errs.Invalid, "blob.size", "megabytes", limit>>20)
	}
	return raw, nil
}

// recognise trusts the content, and asks the extension to agree with it: a file that claims to be something
// else is either a mistake to tell or an attack.
func recognise(name string, raw []byte) (Kind, error) {
	kind := kindOf(raw)
	if kind == "" {
		return "", errType
	}
	if extensions[strings.ToLower(path.Ext(name))] != kind {
		return "", errExtension
	}
	return kind, nil
}

func kindOf(raw []byte) Kind {
	for _, magic := range magics {
		if bytes.HasPrefix(raw, []byte(magic.start)) {
			return magic.kind
		}
	}
	return ""
}

// clean gives the bytes that are stored.
func (s *Store) clean(kind Kind, raw []byte, limits Limits) ([]byte, File, error) {
	if kind == PDF {
		return raw, File{Kind: PDF}, checkPDF(raw)
	}
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	return cleanPicture(kind, raw, limits)
}
