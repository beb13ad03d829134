// Package backup copies a running hall into one file and brings a hall back from it (备份与恢复).
//
// What it is: Make writes an archive while the hall works: one snapshot of the database, the stored files, the catalogue, and a
// manifest; Check reads an archive as a restore would; Restore builds the hall beside its place, proves it, and only then puts it
// there; Keep holds the newest archives of a folder.
// Words: archive (one tar file), manifest, head (size and root of the journal's tree), proof (a keyed digest of the manifest), stage
// (where a restore builds).
// Invariants: an archive has its name only when it is whole, on the disk, and was read back; everything of the database comes from one
// snapshot; no key is in an archive; a restore puts nothing in place before every file, the keys, the head and the journal have been
// proven, and it leaves an act that says from where the hall came back.
// Sources: reliability.md 3.5 BAK-1, BAK-2 and threat D3.
// What it does not do: it keeps no key, sends nothing elsewhere, encrypts nothing (personal data in the database are sealed, files are
// not), copies no increments, and does not carry a hall from one kind of database to the other.
// Start reading at: Make, then Restore.
package backup
