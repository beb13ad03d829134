package pii

import (
	"regexp"
	"strconv"
	"time"
)

// GB 11643-1999: 6 digits region, 8 birth date, 3 sequence (odd male, even female), 1 check character.
const residentCheck = "10X98765432"

var residentWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

var (
	resident18 = regexp.MustCompile(`^[0-9]{17}[0-9X]$`)
	resident15 = regexp.MustCompile(`^[0-9]{15}$`)
	permanent  = regexp.MustCompile(`^9[0-9]{16}[0-9X]$`)  // card of 2023
	permanent1 = regexp.MustCompile(`^[A-Z]{3}[0-9]{12}$`) // cards before it, valid until they expire
)

func checkResident(plain string, today time.Time) []string {
	switch {
	case resident15.MatchString(plain):
		return append([]string{WarnOldForm}, checkBirth("19"+plain[6:12], today)...)
	case len(plain) != 18:
		return []string{WarnLength}
	case !resident18.MatchString(plain):
		return []string{WarnCharacter}
	}
	codes := checkBirth(plain[6:14], today)
	if plain[17] != residentDigit(plain[:17]) {
		codes = append(codes, WarnCheckDigit)
	}
	return codes
}

// checkPermanent: the card of 2023 has the form of a resident id that starts with 9.
func checkPermanent(plain string, today time.Time) []string {
	if permanent1.MatchString(plain) {
		return nil
	}
	if len(plain) == 18 && !permanent.MatchString(plain) {
		return []string{WarnForm}
	}
	if len(plain) != 18 {
		return []string{WarnLength}
	}
	return checkResident(plain, today)
}

// checkBirth looks at yyyymmdd. Somebody born today has an id at the earliest tomorrow, but today is no error.
func checkBirth(digits string, today time.Time) []string {
	born, ok := parseDay(digits)
	if !ok {
		return []string{WarnBirthDate}
	}
	if born.After(day(today)) {
		return []string{WarnFuture}
	}
	return nil
}

func residentDigit(first17 string) byte {
	sum := 0
	for i := range residentWeights {
		sum += int(first17[i]-'0') * residentWeights[i]
	}
	return residentCheck[sum%11]
}

// Sex as the sequence number of a resident id tells it (GB/T 2261.1 words: 男, 女).
type Sex string

const (
	Male   Sex = "male"
	Female Sex = "female"
)

// Birth gives the birth date inside a resident id or a permanent-residence id. ok is false when there is
// none or it is no date; a wrong check digit does not hide it.
func Birth(n Number) (born time.Time, ok bool) {
	plain := n.Reveal()
	switch {
	case n.kind != ResidentID && n.kind != PermanentResidence:
		return time.Time{}, false
	case resident18.MatchString(plain):
		return parseDay(plain[6:14])
	case n.kind == ResidentID && resident15.MatchString(plain):
		return parseDay("19" + plain[6:12])
	}
	return time.Time{}, false
}

// SexOf reads the sex from a resident id.
func SexOf(n Number) (Sex, bool) {
	plain := n.Reveal()
	var sequence byte
	switch {
	case n.kind != ResidentID && n.kind != PermanentResidence:
		return "", false
	case resident18.MatchString(plain):
		sequence = plain[16]
	case n.kind == ResidentID && resident15.MatchString(plain):
		sequence = plain[14]
	default:
		return "", false
	}
	if (sequence-'0')%2 == 1 {
		return Male, true
	}
	return Female, true
}

// Age counts full years (周岁) on the given day; the birthday itself counts, to the person's favour.
// Whoever is born on 29 February has the birthday on 1 March in common years.
func Age(n Number, today time.Time) (years int, ok bool) {
	born, ok := Birth(n)
	if !ok || born.After(day(today)) {
		return 0, false
	}
	now := day(today)
	years = now.Year() - born.Year()
	if now.Before(time.Date(now.Year(), born.Month(), born.Day(), 0, 0, 0, 0, time.UTC)) {
		years--
	}
	return years, true
}

// AtLeast tells whether the person has reached an age, such as the one for priority (APT-8).
// It is false when the number does not tell the age.
func AtLeast(n Number, years int, today time.Time) bool {
	age, ok := Age(n, today)
	return ok && age >= years
}

func parseDay(digits string) (time.Time, bool) {
	if year, err := strconv.Atoi(digits[:4]); err != nil || year < 1800 {
		return time.Time{}, false
	}
	t, err := time.Parse("20060102", digits)
	return t, err == nil
}

// day drops the clock time and the zone: the date that the hall's calendar shows.
func day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
