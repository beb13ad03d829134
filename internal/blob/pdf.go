package blob

import (
	"bytes"
	"encoding/hex"
	"regexp"
)

// active names make a PDF do something when it is opened, or carry another file.
var active = regexp.MustCompile(`/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|XFA)\b`)

var escaped = regexp.MustCompile(`#[0-9A-Fa-f]{2}`)

// checkPDF wants the end mark of a PDF with nothing after it (a ZIP or a page hidden behind), and no active parts.
func checkPDF(raw []byte) error {
	end := bytes.LastIndex(raw, []byte("%%EOF"))
	if end < 0 || !bytes.Contains(raw, []byte("startxref")) {
		return errPDFBroken
	}
	if len(bytes.Trim(raw[end+len("%%EOF"):], "\r\n\t \x00")) > 0 {
		return errPDFTrailer
	}
	if active.Match(plainNames(outsideStreams(raw))) {
		return errPDFActive
	}
	return nil
}

// outsideStreams leaves out stream content, where any letters may occur by chance.
func outsideStreams(raw []byte) []byte {
	var out []byte
	for {
		start := bytes.Index(raw, []byte("stream"))
		if start < 0 {
			return append(out, raw...)
		}
		out = append(out, raw[:start]...)
		end := bytes.Index(raw[start:], []byte("endstream"))
		if end < 0 {
			return append(out, raw[start:]...)
		}
		raw = raw[start+end+len("endstream"):]
	}
}

// plainNames resolves #xx, by which a name can be spelled in disguise.
func plainNames(raw []byte) []byte {
	return escaped.ReplaceAllFunc(raw, func(code []byte) []byte {
		plain := make([]byte, 1)
		if _, err := hex.Decode(plain, code[1:]); err != nil {
			return code
		}
		return plain
	})
}
