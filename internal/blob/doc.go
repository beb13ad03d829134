// Package blob keeps files that people hand in (scans, photos, PDF) and letters that were printed, by the
// SHA-256 hash of their content.
//
// Words: a File is stored content with its Kind (PDF, JPEG, PNG); its Hash is its name and its proof.
//
// Invariants:
//   - only PDF, JPEG and PNG come in, recognised by their first bytes, with an extension that agrees;
//   - size and pixels are bounded before anything is decoded;
//   - pictures are decoded, turned upright and encoded anew, so neither metadata (place, camera, thumbnail) nor
//     anything hidden behind the picture is kept; a PDF is kept as it is, but not with scripts, launch actions or
//     files inside it;
//   - what Get returns has the hash that was asked for; a damaged file is an error, never content;
//   - no name that came from outside ever becomes a path: paths are made of hashes, under an os.Root;
//   - a file is whole on disk before Put returns.
//
// It does NOT know who may open a file or journal the opening (that is the caller's), does not look inside
// compressed PDF objects, is no virus scanner, and does not encrypt: the directory belongs on an encrypted disk.
// Whoever serves a File sends its MediaType with nosniff and a sandbox policy.
//
// Start reading at store.go, then admit.go.
package blob
