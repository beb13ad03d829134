-- +goose Up
-- Visits to a place by two people at an agreed time (CAS-6). An end is a row of its own.
CREATE TABLE case_site (
    id        TEXT PRIMARY KEY,
    hall_id   TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    step_id   TEXT NOT NULL,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT NOT NULL,
    place     TEXT NOT NULL,
    first     TEXT NOT NULL,
    second    TEXT NOT NULL,
    staff     TEXT NOT NULL,
    agreed_at BIGINT NOT NULL
);
CREATE INDEX case_site_case ON case_site (case_id, agreed_at);

CREATE TABLE case_site_end (
    site_id  TEXT PRIMARY KEY,
    hall_id  TEXT NOT NULL,
    done     BIGINT NOT NULL,
    finding  TEXT NOT NULL,
    staff    TEXT NOT NULL,
    ended_at BIGINT NOT NULL
);

-- +goose Down
SELECT 1;
