package blob

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
)

const jpegQuality = 90 // a scan stays legible, and the file about as large as a phone's own

// cleanPicture decodes within the limits and encodes anew.
func cleanPicture(kind Kind, raw []byte, limits Limits) ([]byte, File, error) {
	config, err := readConfig(kind, raw)
	if err != nil {
		return nil, File{}, errPicture
	}
	if config.Width < 1 || config.Height < 1 || max(config.Width, config.Height) > limits.Side ||
		int64(config.Width)*int64(config.Height) > limits.Pixels {
		return nil, File{}, errPixels
	}
	picture, err := decode(kind, raw)
	if err != nil {
		return nil, File{}, errPicture
	}
	if kind == JPEG {
		picture = upright(picture, orientation(raw))
	}
	var out bytes.Buffer
	if err := encode(kind, &out, picture); err != nil {
		return nil, File{}, errPicture
	}
	size := picture.Bounds().Size()
	return out.Bytes(), File{Kind: kind, Width: size.X, Height: size.Y}, nil
}

func pixels(kind Kind, raw []byte) (width, height int) {
	config, err := readConfig(kind, raw)
	if kind == PDF || err != nil {
		return 0, 0
	}
	return config.Width, config.Height
}

func readConfig(kind Kind, raw []byte) (image.Config, error) {
	if kind == PNG {
		return png.DecodeConfig(bytes.NewReader(raw))
	}
	return jpeg.DecodeConfig(bytes.NewReader(raw))
}

func decode(kind Kind, raw []byte) (image.Image, error) {
	if kind == PNG {
		return png.Decode(bytes.NewReader(raw))
	}
	return jpeg.Decode(bytes.NewReader(raw))
}

func encode(kind Kind, out *bytes.Buffer, picture image.Image) error {
	if kind == PNG {
		return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(out, picture)
	}
	return jpeg.Encode(out, picture, &jpeg.Options{Quality: jpegQuality})
}

// upright turns the pixels as the camera's orientation tag (1 to 8) says, because the tag itself is not kept.
func upright(src image.Image, tag int) image.Image {
	if tag < 2 || tag > 8 {
		return src
	}
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, w, h)
	if tag >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	from := rgba(src)
	dst := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := turned(tag, x, y, w, h)
			dst.SetRGBA(tx, ty, from.RGBAAt(x, y))
		}
	}
	return dst
}

// turned says where pixel x, y of a w by h picture goes (EXIF 2.3, tag 0x0112).
func turned(tag, x, y, w, h int) (int, int) {
	switch tag {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}

func rgba(src image.Image) *image.RGBA {
	b := src.Bounds()
	dst := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(dst, dst.Bounds(), src, b.Min, draw.Over)
	return dst
}
