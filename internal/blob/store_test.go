package blob

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"yichuang/internal/errs"
	"yichuang/internal/text"
)

const minimalPDF = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n" +
	"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"

func openStore(t *testing.T) (*Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, dir
}

// picture is red on the left, blue on the right, with a green line on top.
func picture(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{200, 0, 0, 255}
			if x >= w/2 {
				c = color.RGBA{0, 0, 200, 255}
			}
			if y < h/4 {
				c = color.RGBA{0, 200, 0, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func asPNG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withEXIF puts an APP1 block with an orientation and a made-up place behind the start mark.
func withEXIF(jpg []byte, order binary.AppendByteOrder, tag uint16) []byte {
	tiff := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		tiff = []byte("MM\x00*")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 1)
	tiff = order.AppendUint16(tiff, orientationTag)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, tag)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	body := append([]byte(exifHeader), tiff...)
	body = append(body, "GPS-SECRET-PLACE"...)
	out := append([]byte{}, jpg[:2]...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	out = append(out, body...)
	return append(out, jpg[2:]...)
}

func TestPutGetRoundTrip(t *testing.T) {
	s, _ := openStore(t)
	for name, raw := range map[string][]byte{
		"form.pdf": []byte(minimalPDF), "scan.JPG": asJPEG(t, picture(40, 20)), "photo.jpeg": asJPEG(t, picture(21, 40)), "shot.png": asPNG(t, picture(40, 20)),
	} {
		put, err := s.Put(name, bytes.NewReader(raw), Usual)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		content, got, err := s.Get(put.Hash)
		if err != nil || got != put || int64(len(content)) != put.Size || sum(content) != put.Hash {
			t.Errorf("%s: got %+v, put %+v, %v", name, got, put, err)
		}
	}
}

func TestSameContentIsOneFile(t *testing.T) {
	s, _ := openStore(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s.Put("a.pdf", strings.NewReader(minimalPDF), Usual); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if hashes, err := s.Hashes(); len(hashes) != 1 || err != nil {
		t.Errorf("%v %v", hashes, err)
	}
}

func TestPicturesLoseMetadataAndHiddenContent(t *testing.T) {
	s, _ := openStore(t)
	hidden := "PK\x03\x04<script>alert(1)</script>"
	for name, raw := range map[string][]byte{
		"a.jpg": append(withEXIF(asJPEG(t, picture(16, 16)), binary.LittleEndian, 1), hidden...),
		"a.png": append(asPNG(t, picture(16, 16)), hidden...),
	} {
		put, err := s.Put(name, bytes.NewReader(raw), Usual)
		if err != nil {
			t.Fatal(err)
		}
		content, _, _ := s.Get(put.Hash)
		for _, secret := range []string{"GPS-SECRET", "Exif", "script", "PK\x03\x04"} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s still holds %q", name, secret)
			}
		}
	}
}

// A phone photo keeps its pixels lying and a tag that says so; after the tag is gone the picture must stand.
func TestPhotosAreTurnedUpright(t *testing.T) {
	for tag := uint16(1); tag <= 8; tag++ {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			lying := untilUpright(picture(32, 16), int(tag))
			s, _ := openStore(t)
			put, err := s.Put("p.jpg", bytes.NewReader(withEXIF(asJPEG(t, lying), order, tag)), Usual)
			if err != nil {
				t.Fatal(err)
			}
			if put.Width != 32 || put.Height != 16 {
				t.Fatalf("tag %d: %d x %d", tag, put.Width, put.Height)
			}
			content, _, _ := s.Get(put.Hash)
			m, _ := jpeg.Decode(bytes.NewReader(content))
			if !strongest(m.At(2, 12), 0) || !strongest(m.At(29, 12), 2) || !strongest(m.At(16, 1), 1) {
				t.Errorf("tag %d: the picture is not upright", tag)
			}
		}
	}
}

// untilUpright makes the picture that the tag turns into m: each turn is its own inverse, but for 6 and 8.
func untilUpright(m image.Image, tag int) image.Image {
	inverse := map[int]int{6: 8, 8: 6}
	if other, ok := inverse[tag]; ok {
		tag = other
	}
	return upright(m, tag)
}

func strongest(c color.Color, channel int) bool {
	r, g, b, _ := c.RGBA()
	all := []uint32{r, g, b}
	return all[channel] == slices.Max(all)
}

// hugePNG claims a size in its header without having the pixels (a pixel flood in a few bytes).
func hugePNG(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(nil, w)
	head = binary.BigEndian.AppendUint32(head, h)
	head = append(head, 8, 6, 0, 0, 0)
	chunk := append([]byte("IHDR"), head...)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	out = append(out, chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

func zipped(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.Create("x.exe")
	io.WriteString(w, "MZ")
	z.Close()
	return b.Bytes()
}

func TestHostileCorpus(t *testing.T) {
	s, _ := openStore(t)
	endless := io.MultiReader(strings.NewReader("%PDF-1.4\n"), io.LimitReader(zeros{}, 30<<20))
	broken := asPNG(t, picture(64, 64))
	for _, c := range []struct {
		what, name string
		body       io.Reader
		code       string
	}{
		{"HTML as PDF", "a.pdf", strings.NewReader("<html><script>1</script>"), "blob.type"},
		{"HTML behind a blank", "a.pdf", strings.NewReader(" %PDF-1.4 %%EOF"), "blob.type"},
		{"SVG as PNG", "a.png", strings.NewReader("<svg onload=alert(1)>"), "blob.type"},
		{"ZIP", "a.zip", bytes.NewReader(zipped(t)), "blob.type"},
		{"ZIP as PDF", "a.pdf", bytes.NewReader(zipped(t)), "blob.type"},
		{"PDF and ZIP in one", "a.pdf", io.MultiReader(strings.NewReader(minimalPDF), bytes.NewReader(zipped(t))), "blob.pdf.trailer"},
		{"PDF named .html", "a.html", strings.NewReader(minimalPDF), "blob.extension"},
		{"PDF named .png", "a.png", strings.NewReader(minimalPDF), "blob.extension"},
		{"JPEG named .pdf.exe", "a.pdf.exe", bytes.NewReader(asJPEG(t, picture(4, 4))), "blob.extension"},
		{"no name", "", bytes.NewReader(asJPEG(t, picture(4, 4))), "blob.extension"},
		{"GIF", "a.gif", strings.NewReader("GIF89a"), "blob.type"},
		{"empty", "a.pdf", strings.NewReader(""), "blob.empty"},
		{"too large", "a.pdf", endless, "blob.size"},
		{"pixel flood", "a.png", bytes.NewReader(hugePNG(60_000, 60_000)), "blob.pixels"},
		{"very long picture", "a.png", bytes.NewReader(hugePNG(1, 1_000_000)), "blob.pixels"},
		{"largest claim", "a.png", bytes.NewReader(hugePNG(1<<31-1, 1<<31-1)), "blob.pi"},
		{"half a PNG", "a.png", bytes.NewReader(broken[:len(broken)/2]), "blob.picture"},
		{"half a JPEG", "a.jpg", strings.NewReader("\xff\xd8\xff\xe0\x00\x10JFIF"), "blob.picture"},
		{"half a PDF", "a.pdf", strings.NewReader(minimalPDF[:60]), "blob.pdf"},
		{"PDF with a script", "a.pdf", strings.NewReader(withObject("<</S/JavaScript/JS(app.alert(1))>>")), "blob.pdf.active"},
		{"script in disguise", "a.pdf", strings.NewReader(withObject("<</S/J#61vaScript/#4aS(1)>>")), "blob.pdf.active"},
		{"launch", "a.pdf", strings.NewReader(withObject("<</S/Launch/F(x)>>")), "blob.pdf.active"},
		{"file inside", "a.pdf", strings.NewReader(withObject("<</Type/EmbeddedFile>>")), "blob.pdf.active"},
	} {
		_, err := s.Put(c.name, c.body, Usual)
		if code := errs.Code(err); !strings.HasPrefix(code, c.code) || errs.Of(err).Kind != errs.Invalid {
			t.Errorf("%s: %v, want %s", c.what, err, c.code)
		}
	}
	if hashes, _ := s.Hashes(); len(hashes) != 0 {
		t.Errorf("something was stored: %v", hashes)
	}
}

func withObject(object string) string {
	return strings.Replace(minimalPDF, "trailer", "3 0 obj"+object+"endobj\ntrailer", 1)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// Letters inside compressed content mean nothing; a PDF must not be refused for them.
func TestPDFStreamsAreNotMistakenForScripts(t *testing.T) {
	s, _ := openStore(t)
	body := withObject("<</Length 9>>stream\n/JS /Lau \nendstream")
	if _, err := s.Put("a.pdf", strings.NewReader(body), Usual); err != nil {
		t.Error(err)
	}
}

func TestGetRefusesWhatIsNoHash(t *testing.T) {
	s, dir := openStore(t)
	os.WriteFile(filepath.Join(filepath.Dir(dir), "secret"), []byte("secret"), 0o600)
	for _, bad := range []string{"", "../secret", "..", "/etc/passwd", "incoming", strings.Repeat("A", 64), strings.Repeat("g", 64), strings.Repeat("a", 63), "../" + strings.Repeat("a", 61)} {
		if _, _, err := s.Get(bad); errs.Code(err) != "blob.hash" {
			t.Errorf("Get(%q): %v", bad, err)
		}
		if err := s.Remove(bad); errs.Code(err) != "blob.hash" {
			t.Errorf("Remove(%q): %v", bad, err)
		}
	}
	if _, _, err := s.Get(strings.Repeat("a", 64)); errs.Code(err) != "blob.missing" {
		t.Errorf("unknown hash: %v", err)
	}
}

// A link that somebody plants in the directory must not lead out of it.
func TestSymlinkOutOfTheStoreIsRefused(t *testing.T) {
	s, dir := openStore(t)
	outside := filepath.Join(t.TempDir(), "outside")
	os.WriteFile(outside, []byte(minimalPDF), 0o600)
	hash := sum([]byte(minimalPDF))
	os.Mkdir(filepath.Join(dir, hash[:2]), 0o700)
	if err := os.Symlink(outside, filepath.Join(dir, hash[:2], hash[2:])); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Get(hash); err == nil {
		t.Error("read through a link out of the store")
	}
}

func TestDamagedFileIsNeverReturned_AndPutRepairsIt(t *testing.T) {
	s, dir := openStore(t)
	put, _ := s.Put("a.pdf", strings.NewReader(minimalPDF), Usual)
	where := filepath.Join(dir, put.Hash[:2], put.Hash[2:])
	os.WriteFile(where, []byte(strings.Replace(minimalPDF, "Catalog", "Catalox", 1)), 0o600)
	if content, _, err := s.Get(put.Hash); content != nil || errs.Code(err) != "blob.damaged" {
		t.Errorf("damaged content came out: %v", err)
	}
	if _, err := s.Put("a.pdf", strings.NewReader(minimalPDF), Usual); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Get(put.Hash); err != nil {
		t.Errorf("after storing it again: %v", err)
	}
}

func TestRemove(t *testing.T) {
	s, _ := openStore(t)
	put, _ := s.PutPDF([]byte(minimalPDF))
	for range 2 {
		if err := s.Remove(put.Hash); err != nil {
			t.Error(err)
		}
	}
	if _, _, err := s.Get(put.Hash); errs.Code(err) != "blob.missing" {
		t.Errorf("still there: %v", err)
	}
	if _, err := s.PutPDF([]byte("no pdf")); err == nil {
		t.Error("PutPDF took something else")
	}
}

func TestFilesAreForTheOwnerOnly(t *testing.T) {
	s, dir := openStore(t)
	put, _ := s.PutPDF([]byte(minimalPDF))
	for _, name := range []string{dir, filepath.Join(dir, put.Hash[:2]), filepath.Join(dir, put.Hash[:2], put.Hash[2:])} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
}

func TestTextsAgree(t *testing.T) {
	bundle := text.Must(Texts)
	if gaps := bundle.Check(); len(gaps) != 0 {
		t.Error(gaps)
	}
	for _, e := range []*errs.Error{errEmpty, errType, errExtension, errPicture, errPixels, errPDFBroken, errPDFActive, errPDFTrailer} {
		if !bundle.Has(text.ZH, e.Code) {
			t.Errorf("no words for %s", e.Code)
		}
	}
}

func FuzzPut(f *testing.F) {
	f.Add("a.pdf", []byte(minimalPDF))
	f.Add("a.png", hugePNG(3, 3))
	f.Add("a.jpg", []byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\x08"))
	s, err := Open(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		orientation(raw)
		put, err := s.Put(name, bytes.NewReader(raw), Limits{Bytes: 1 << 16, Pixels: 1 << 16, Side: 1 << 10})
		if err != nil {
			return
		}
		if _, got, err := s.Get(put.Hash); err != nil || got != put {
			t.Fatalf("%+v %+v %v", put, got, err)
		}
	})
}
