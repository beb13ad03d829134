-- +goose Up
-- The course of a case: special procedures, extensions, objections, twins. Rows are only ever added; an end is a row of its own.
ALTER TABLE service_case ADD COLUMN ground TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN twin_of TEXT NOT NULL DEFAULT '';
CREATE INDEX service_case_twin ON service_case (twin_of) WHERE twin_of <> '';

CREATE TABLE case_special (
    id         TEXT PRIMARY KEY,
    hall_id    TEXT NOT NULL,
    case_id    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    days       BIGINT NOT NULL,
    carried_by TEXT NOT NULL,
    reference  TEXT NOT NULL,
    reason     TEXT NOT NULL,
    file_id    TEXT NOT NULL,
    flagged    BIGINT NOT NULL,
    letter_id  TEXT NOT NULL,
    stop_id    TEXT NOT NULL,
    staff      TEXT NOT NULL,
    started_at BIGINT NOT NULL
);
CREATE INDEX case_special_case ON case_special (case_id, started_at);

CREATE TABLE case_special_end (
    special_id TEXT PRIMARY KEY,
    hall_id    TEXT NOT NULL,
    result     TEXT NOT NULL,
    reference  TEXT NOT NULL,
    file_id    TEXT NOT NULL,
    staff      TEXT NOT NULL,
    ended_at   BIGINT NOT NULL
);

CREATE TABLE case_extension (
    id       TEXT PRIMARY KEY,
    hall_id  TEXT NOT NULL,
    case_id  TEXT NOT NULL,
    days     BIGINT NOT NULL,
    reason   TEXT NOT NULL,
    staff    TEXT NOT NULL,
    asked_at BIGINT NOT NULL
);
CREATE INDEX case_extension_case ON case_extension (case_id, asked_at);

CREATE TABLE case_extension_end (
    extension_id TEXT PRIMARY KEY,
    hall_id      TEXT NOT NULL,
    approved     BIGINT NOT NULL,
    note         TEXT NOT NULL,
    letter_id    TEXT NOT NULL,
    staff        TEXT NOT NULL,
    decided_at   BIGINT NOT NULL
);

CREATE TABLE case_contest (
    id         TEXT PRIMARY KEY,
    hall_id    TEXT NOT NULL,
    case_id    TEXT NOT NULL,
    about_type TEXT NOT NULL,
    about_id   TEXT NOT NULL,
    words      TEXT NOT NULL,
    at         BIGINT NOT NULL
);
CREATE UNIQUE INDEX case_contest_about ON case_contest (about_id);
CREATE INDEX case_contest_hall ON case_contest (hall_id, at);

-- +goose Down
SELECT 1;
