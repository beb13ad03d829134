-- +goose Up
-- Cases that came in from paper after an outage or from before go-live: two persons, source, both times.
ALTER TABLE service_case ADD COLUMN entry TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN entry_source TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN entered_at BIGINT NOT NULL DEFAULT 0;

CREATE TABLE case_entry (
    id          TEXT PRIMARY KEY,
    hall_id     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    source      TEXT NOT NULL,
    item        TEXT NOT NULL,
    applicant   TEXT NOT NULL,
    party       TEXT NOT NULL,
    window_no   TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    accepted_at BIGINT NOT NULL,
    step        TEXT NOT NULL,
    step_since  BIGINT NOT NULL,
    outage_id   TEXT NOT NULL,
    batch       TEXT NOT NULL,
    state       TEXT NOT NULL,
    staff       TEXT NOT NULL,
    entered_at  BIGINT NOT NULL,
    second      TEXT NOT NULL,
    second_at   BIGINT NOT NULL,
    note        TEXT NOT NULL,
    case_id     TEXT NOT NULL,
    edition     BIGINT NOT NULL
);
CREATE UNIQUE INDEX case_entry_source ON case_entry (hall_id, source) WHERE state <> 'refused';
CREATE INDEX case_entry_state ON case_entry (hall_id, state, entered_at);
CREATE INDEX case_entry_case ON case_entry (case_id) WHERE case_id <> '';

-- +goose Down
SELECT 1;
