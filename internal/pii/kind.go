package pii

// Kind says what a Number is. The values are stored and bound into sealed data, so they never change.
type Kind string

const (
	ResidentID         Kind = "resident_id"         // 公民身份号码, also 港澳台居民居住证 (810000, 820000, 830000)
	Passport           Kind = "passport"            // 护照
	HKMacaoPass        Kind = "hk_macao_pass"       // 港澳居民来往内地通行证
	TaiwanPass         Kind = "taiwan_pass"         // 台湾居民来往大陆通行证
	PermanentResidence Kind = "permanent_residence" // 外国人永久居留身份证
	USCC               Kind = "uscc"                // 统一社会信用代码
	Phone              Kind = "phone"               // 电话
)

// Kinds lists every kind in the order in which forms offer them.
func Kinds() []Kind {
	return []Kind{ResidentID, HKMacaoPass, TaiwanPass, Passport, PermanentResidence, USCC, Phone}
}

// PersonKinds lists the kinds that prove who a natural person is (证件种类).
func PersonKinds() []Kind {
	return []Kind{ResidentID, HKMacaoPass, TaiwanPass, Passport, PermanentResidence}
}

// Known reports whether k is one of the kinds above.
func (k Kind) Known() bool {
	for _, known := range Kinds() {
		if k == known {
			return true
		}
	}
	return false
}
