package doc

// Form of a material, with its word in the text files (doc.form.*).
type Form string

const (
	FormOriginal   Form = "original"   // 原件
	FormCopy       Form = "copy"       // 复印件
	FormBoth       Form = "both"       // 原件及复印件
	FormElectronic Form = "electronic" // 电子件
	FormChecked    Form = "checked"    // 原件核验后退还
	FormShared     Form = "shared"     // 共享调取
	FormPrefilled  Form = "prefilled"  // 网上预填
	FormPromise    Form = "promise"    // 告知承诺
	FormLater      Form = "later"      // 容缺，后补
)

// Fault says what is wrong with a material (doc.fault.*).
type Fault string

const (
	FaultAbsent    Fault = "absent"    // 本次未带
	FaultUnsealed  Fault = "unsealed"  // 未盖章
	FaultUnsigned  Fault = "unsigned"  // 未签名
	FaultExpired   Fault = "expired"   // 已过有效期
	FaultIllegible Fault = "illegible" // 看不清
	FaultWrong     Fault = "wrong"     // 内容不符
)

// Party is a person or an organisation on a paper. Tail is at most the last four characters of the id number.
type Party struct {
	Name string `json:"name"`
	Tail string `json:"tail,omitempty"`
}

// Matter is what is being handled.
type Matter struct {
	Name string `json:"name"`
	Note string `json:"note,omitempty"` // the situation, or what it covers
	Case string `json:"case,omitempty"` // 办件编号
}

// Clerk is who speaks for the hall, with the B post (替岗人).
type Clerk struct {
	Name   string `json:"name"`
	Badge  string `json:"badge,omitempty"`
	Window string `json:"window,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Deputy string `json:"deputy,omitempty"`
}

// Limit is the promised and the statutory time limit in words that the catalogue makes, such as 10个工作日.
type Limit struct {
	Promised  string `json:"promised,omitempty"`
	Statutory string `json:"statutory,omitempty"`
}

// Material is something handed in, fetched or to be brought. Copies 0 prints no count.
type Material struct {
	Name   string `json:"name"`
	Form   Form   `json:"form,omitempty"`
	Copies int    `json:"copies,omitempty"`
	Note   string `json:"note,omitempty"`
}

// Step is one station of the way ahead.
type Step struct {
	Name string `json:"name"`
	Note string `json:"note,omitempty"`
}

// Missing is one material to put right: how, and where to get it (ONE-2).
type Missing struct {
	Material
	Fault Fault  `json:"fault"`
	How   string `json:"how"`
	Where string `json:"where,omitempty"`
}

// Return is how to come back without queueing anew.
type Return struct {
	Number string `json:"number"` // R-number, as printed
	Window string `json:"window,omitempty"`
	Until  string `json:"until"`            // yyyy-mm-dd, last day of validity
	Online bool   `json:"online,omitempty"` // materials can be sent by the QR code
}

// Notice is the one-time notice (业务事项告知单; ONE-1..3).
type Notice struct {
	Applicant Party      `json:"applicant"`
	Agent     *Party     `json:"agent,omitempty"`
	Matter    Matter     `json:"matter"`
	Basis     []string   `json:"basis"`
	Limit     Limit      `json:"limit"`
	Fee       string     `json:"fee,omitempty"` // empty: free of charge
	Missing   []Missing  `json:"missing"`
	Have      []Material `json:"have,omitempty"`
	Return    Return     `json:"return"`
	Flow      []Step     `json:"flow,omitempty"`
	Clerk     Clerk      `json:"clerk"`
	Second    string     `json:"second,omitempty"` // reason, when it is a second notice on the same case (ONE-4)
}

// Acceptance is the acceptance letter (受理通知书) with the due date.
type Acceptance struct {
	Applicant    Party      `json:"applicant"`
	Agent        *Party     `json:"agent,omitempty"`
	Matter       Matter     `json:"matter"`
	Basis        []string   `json:"basis,omitempty"`
	Materials    []Material `json:"materials"`
	Limit        Limit      `json:"limit"`
	AcceptedAt   int64      `json:"accepted_at"`             // µs UTC, the time of the act
	DueAt        int64      `json:"due_at"`                  // µs UTC, the earliest governing limit
	StatutoryDue string     `json:"statutory_due,omitempty"` // yyyy-mm-dd
	Provisional  bool       `json:"provisional,omitempty"`   // 暂定: the year's notice on days off is not out
	Fee          string     `json:"fee,omitempty"`
	Flow         []Step     `json:"flow,omitempty"`
	Result       string     `json:"result,omitempty"` // what one gets, and how
	QueryCode    string     `json:"query_code,omitempty"`
	Clerk        Clerk      `json:"clerk"`
}

// Receipt is the intake receipt for materials (收件凭证). It says only that papers were received, not accepted.
type Receipt struct {
	Applicant  Party      `json:"applicant"`
	Agent      *Party     `json:"agent,omitempty"`
	Matter     Matter     `json:"matter"`
	Materials  []Material `json:"materials"`
	ReceivedAt int64      `json:"received_at"`         // µs UTC
	AnswerBy   string     `json:"answer_by,omitempty"` // yyyy-mm-dd, the last of the five working days
	QueryCode  string     `json:"query_code,omitempty"`
	Clerk      Clerk      `json:"clerk"`
}

// Kind tells the paper.
func (*Notice) Kind() Kind     { return KindNotice }
func (*Acceptance) Kind() Kind { return KindAcceptance }
func (*Receipt) Kind() Kind    { return KindReceipt }
