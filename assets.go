// Package yichuang holds what the binary carries: the built-in halls and the third-party files.
//
// What it is: two embedded file systems. third_party is empty in a bare clone (scripts/third_party.sh and
// scripts/voice.sh fill it); the program then runs with words only and calls with a chime.
// What it does not do: it serves nothing and reads nothing; package site serves the files, package catalogue reads the halls.
package yichuang

import (
	"embed"
	"io/fs"
)

//go:embed all:catalogue all:third_party
var files embed.FS

// Catalogue is the folder of built-in halls, one folder a hall.
func Catalogue() fs.FS { return sub("catalogue") }

// ThirdParty is the folder of fonts, icons and scripts brought by npm; it may hold nothing but a placeholder.
func ThirdParty() fs.FS { return sub("third_party") }

// Voice is the folder of clips for calls, made by scripts/voice.sh; it may be absent.
func Voice() fs.FS { return sub("third_party/voice") }

func sub(dir string) fs.FS {
	fsys, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // the names above are constants, so this cannot happen
	}
	return fsys
}
