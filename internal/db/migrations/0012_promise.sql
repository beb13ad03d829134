-- +goose Up
CREATE TABLE promise_clock (
    id               TEXT PRIMARY KEY,
    hall_id          TEXT NOT NULL,
    kind             TEXT NOT NULL,
    subject_type     TEXT NOT NULL,
    subject_id       TEXT NOT NULL,
    item             TEXT NOT NULL,
    owner_post       TEXT NOT NULL,
    source           TEXT NOT NULL,
    rule             TEXT NOT NULL,
    basis            TEXT NOT NULL,
    start_event      TEXT NOT NULL,
    start_at         BIGINT NOT NULL,
    agreed_at        BIGINT NOT NULL,
    limit_n          BIGINT NOT NULL,
    limit_unit       TEXT NOT NULL,
    first_n          BIGINT NOT NULL,
    cap_at           BIGINT NOT NULL,
    outside          TEXT NOT NULL,
    opened_at        BIGINT NOT NULL,
    state            TEXT NOT NULL,
    ended_at         BIGINT NOT NULL,
    fulfilled        BIGINT NOT NULL,
    reason           TEXT NOT NULL,
    due_at           BIGINT NOT NULL,
    suspended        BIGINT NOT NULL,
    provisional      BIGINT NOT NULL,
    calendar_version TEXT NOT NULL,
    generation       BIGINT NOT NULL,
    counts_at        BIGINT NOT NULL,
    next_rung        BIGINT NOT NULL,
    next_rung_at     BIGINT NOT NULL
);
CREATE INDEX promise_clock_subject ON promise_clock (subject_type, subject_id);
CREATE INDEX promise_clock_post ON promise_clock (owner_post, state, suspended, due_at);
CREATE INDEX promise_clock_hall ON promise_clock (hall_id, state, suspended, due_at);
CREATE INDEX promise_clock_counts ON promise_clock (hall_id, counts_at);
CREATE INDEX promise_clock_rung ON promise_clock (next_rung_at) WHERE next_rung_at > 0;
CREATE INDEX promise_clock_open ON promise_clock (id) WHERE state = 'open';

CREATE TABLE promise_exclusion (
    id       TEXT PRIMARY KEY,
    hall_id  TEXT NOT NULL,
    stop_id  TEXT NOT NULL,
    clock_id TEXT NOT NULL,
    from_at  BIGINT NOT NULL,
    ground   TEXT NOT NULL,
    reason   TEXT NOT NULL,
    document TEXT NOT NULL,
    second   TEXT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX promise_exclusion_clock ON promise_exclusion (clock_id);
CREATE INDEX promise_exclusion_stop ON promise_exclusion (stop_id);

CREATE TABLE promise_resume (
    exclusion_id TEXT PRIMARY KEY,
    hall_id      TEXT NOT NULL,
    to_at        BIGINT NOT NULL,
    added_at     BIGINT NOT NULL
);

CREATE TABLE promise_rung (
    clock_id   TEXT NOT NULL,
    rung       BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    hall_id    TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (clock_id, rung, generation)
);

-- +goose Down
SELECT 1;
