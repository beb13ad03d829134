package doc

import "testing"

// BenchmarkPDF_Notice measures one print with the fonts already read.
func BenchmarkPDF_Notice(b *testing.B) {
	fonts := testFonts(b)
	letter, err := Freeze(Head{Number: "LX-GZ-20261124-0031", IssuedAt: 1, Hall: Hall{Name: "临溪市政务服务大厅", Supervision: "0990-5550111"}, Verify: "http://127.0.0.1:8080/v/x"}, sampleNotice())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := fonts.PDF(letter, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
