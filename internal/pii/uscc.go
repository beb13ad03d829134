package pii

import "strings"

// GB 32100-2015: authority 1, class 1, region 6 digits, organisation code 9 (GB 11714), check 1.
// The alphabet leaves out I, O, S, V, Z; the value of a character is its index.
const (
	usccAlphabet    = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	usccAuthorities = "123456789ANY"
	orgAlphabet     = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

var (
	usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28} // 3^i mod 31
	orgWeights  = [8]int{3, 7, 9, 10, 5, 8, 4, 2}
)

func checkUSCC(plain string) []string {
	if len(plain) != 18 {
		return []string{WarnLength}
	}
	for i := range len(plain) {
		if strings.IndexByte(usccAlphabet, plain[i]) < 0 {
			return []string{WarnCharacter}
		}
	}
	if strings.Trim(plain[2:8], "0123456789") != "" {
		return []string{WarnForm}
	}
	var codes []string
	if strings.IndexByte(usccAuthorities, plain[0]) < 0 {
		codes = append(codes, WarnAuthority)
	}
	if plain[16] != orgDigit(plain[8:16]) {
		codes = append(codes, WarnInnerCheck)
	}
	if plain[17] != usccDigit(plain[:17]) {
		codes = append(codes, WarnCheckDigit)
	}
	return codes
}

// usccDigit: the outer mod matters, a sum of 0 gives '0' and not the 32nd character.
func usccDigit(first17 string) byte {
	sum := 0
	for i := range usccWeights {
		sum += strings.IndexByte(usccAlphabet, first17[i]) * usccWeights[i]
	}
	return usccAlphabet[(31-sum%31)%31]
}

// orgDigit is the check character of an organisation code, mod 11: 10 is X, 11 is 0.
func orgDigit(first8 string) byte {
	sum := 0
	for i := range orgWeights {
		sum += strings.IndexByte(orgAlphabet, first8[i]) * orgWeights[i]
	}
	return "0X987654321"[sum%11]
}
