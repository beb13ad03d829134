package doc

// Ground says why a filing is not taken (行政许可法 art 32).
type Ground string

const (
	NotRequired    Ground = "not_required"    // 32(1) 不需要许可: 不受理
	NoJurisdiction Ground = "no_jurisdiction" // 32(2) 不属于本机关职权: 不予受理
)

// Reason is one unmet published condition with what was found (LIM-14).
type Reason struct {
	Condition string `json:"condition"`
	Finding   string `json:"finding"`
	Basis     string `json:"basis,omitempty"`
}

// Remedies are the rights that a refusal must name (行政许可法 art 38; 行政复议法 art 20; 行政诉讼法 art 46).
type Remedies struct {
	Review       string `json:"review"`      // 复议机关
	ReviewDays   int    `json:"review_days"` // natural days
	Court        string `json:"court"`       // 人民法院
	CourtMonths  int    `json:"court_months"`
	ReviewOnline string `json:"online,omitempty"`
}

// Elsewhere is where to go instead (ONE-5).
type Elsewhere struct {
	Office  string `json:"office"`
	Address string `json:"address,omitempty"`
	Phone   string `json:"phone,omitempty"`
}

// NotAccepted says that a filing is not taken, why, and where to go.
type NotAccepted struct {
	Applicant Party      `json:"applicant"`
	Matter    Matter     `json:"matter"`
	FiledAt   int64      `json:"filed_at"` // µs UTC
	Ground    Ground     `json:"ground"`
	Reasons   []Reason   `json:"reasons"`
	Elsewhere *Elsewhere `json:"elsewhere,omitempty"`
	Remedies  Remedies   `json:"remedies"`
	Clerk     Clerk      `json:"clerk"`
}

// Refusal is the decision not to grant (不予许可决定书).
type Refusal struct {
	Applicant  Party    `json:"applicant"`
	Matter     Matter   `json:"matter"`
	AcceptedAt int64    `json:"accepted_at"` // µs UTC
	Reasons    []Reason `json:"reasons"`
	Remedies   Remedies `json:"remedies"`
	Contact    Clerk    `json:"contact"`
}

// Grant is the decision to grant (准予许可决定书).
type Grant struct {
	Applicant  Party    `json:"applicant"`
	Matter     Matter   `json:"matter"`
	AcceptedAt int64    `json:"accepted_at"` // µs UTC
	Basis      []string `json:"basis"`
	Granted    string   `json:"granted"`               // what is granted, one sentence without a full stop
	Licence    string   `json:"licence,omitempty"`     // name and number of the licence or certificate
	ValidFrom  string   `json:"valid_from,omitempty"`  // yyyy-mm-dd
	ValidUntil string   `json:"valid_until,omitempty"` // yyyy-mm-dd
	Conditions []string `json:"conditions,omitempty"`
	Collect    string   `json:"collect,omitempty"` // where and how to get the result
	Contact    Clerk    `json:"contact"`
}

// Way of delivery (doc.way.*).
type Way string

const (
	WayWindow     Way = "window"     // 窗口直接送达
	WayPost       Way = "post"       // 邮寄送达
	WayAgent      Way = "agent"      // 委托代收
	WayElectronic Way = "electronic" // 电子送达
	WayLeft       Way = "left"       // 留置送达
)

// Paper is one document that is handed over.
type Paper struct {
	Title  string `json:"title"`
	Number string `json:"number,omitempty"`
	Copies int    `json:"copies"`
}

// Delivery is the proof that papers were handed over (送达回证).
type Delivery struct {
	Recipient   Party   `json:"recipient"`
	Agent       *Party  `json:"agent,omitempty"`
	Matter      Matter  `json:"matter"`
	Papers      []Paper `json:"papers"`
	Way         Way     `json:"way"`
	Place       string  `json:"place,omitempty"`
	DeliveredAt int64   `json:"delivered_at"` // µs UTC
	Identity    string  `json:"identity"`     // how the person was identified, in words
	Note        string  `json:"note,omitempty"`
	Clerk       Clerk   `json:"clerk"`
}

func (*NotAccepted) Kind() Kind { return KindNotAccepted }
func (*Refusal) Kind() Kind     { return KindRefusal }
func (*Grant) Kind() Kind       { return KindGrant }
func (*Delivery) Kind() Kind    { return KindDelivery }
