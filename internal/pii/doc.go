// Package pii holds the numbers that identify a person or an organisation, and phones, in a type that
// cannot be printed by accident (个人信息保护法 arts 28-30, 51).
//
// Words: a Number is a value of one Kind (resident id 公民身份号码, passport 护照, Hong Kong/Macao pass
// 港澳居民来往内地通行证, Taiwan pass 台湾居民来往大陆通行证, permanent residence 外国人永久居留身份证,
// USCC 统一社会信用代码, phone). A mask (脱敏) is what may be shown. A Warning says why a number looks
// wrong. A blind index (盲索引) finds a number without storing it readably. A Place is the table, column
// and row that a sealed value belongs to.
//
// Invariants:
//   - every way of printing a Number gives its mask: String, GoString, fmt of a struct around it, JSON,
//     text, slog; only Reveal gives the plain value;
//   - a Number handed to the database driver is refused; it is stored by Cipher.Seal and Cipher.Index only;
//   - a sealed value opens at its own Place and with its own Kind, nowhere else;
//   - the keys stand in a file of their own that nobody but its owner may read, never in the database;
//   - Check only warns. Real codes with a wrong check digit are in use, so an authorised Override with a
//     reason passes; an empty value never does.
//
// Sources of the rules: GB 11643-1999 (resident id), GB 32100-2015 (USCC) with GB 11714 inside it.
//
// It does NOT decide who may see or override (that is authorization), journal an unmasking, or know where
// a number is stored. Start reading at number.go, then check.go and cipher.go.
package pii
