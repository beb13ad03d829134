-- +goose Up
-- Outages of a hall or a window, and whom they concern. Gaps are read off the journal.
CREATE INDEX journal_at ON journal (at);

CREATE TABLE outage (
    id          TEXT PRIMARY KEY,
    hall_id     TEXT NOT NULL,
    window_id   TEXT NOT NULL,
    window_no   TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    to_at       BIGINT NOT NULL,
    before_act  TEXT NOT NULL,
    after_act   TEXT NOT NULL,
    cause       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    state       TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    second      TEXT NOT NULL,
    second_at   BIGINT NOT NULL,
    note        TEXT NOT NULL,
    edition     BIGINT NOT NULL
);
CREATE UNIQUE INDEX outage_once ON outage (hall_id, window_id, from_at) WHERE state <> 'refused';
CREATE INDEX outage_hall ON outage (hall_id, from_at);

CREATE TABLE outage_person (
    id        TEXT PRIMARY KEY,
    hall_id   TEXT NOT NULL,
    outage_id TEXT NOT NULL,
    kind      TEXT NOT NULL,
    ref_id    TEXT NOT NULL,
    number    TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    state     TEXT NOT NULL,
    way       TEXT NOT NULL,
    was_at    BIGINT NOT NULL,
    due_at    BIGINT NOT NULL,
    UNIQUE (outage_id, ref_id)
);

-- +goose Down
SELECT 1;
