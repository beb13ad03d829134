-- +goose Up
CREATE TABLE identity_staff (
    id            TEXT PRIMARY KEY,
    hall_id       TEXT NOT NULL,
    department_id TEXT NOT NULL,
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    name_en       TEXT NOT NULL,
    badge         TEXT NOT NULL,
    title_zh      TEXT NOT NULL,
    title_en      TEXT NOT NULL,
    roles         TEXT NOT NULL,
    active        BIGINT NOT NULL
);

CREATE TABLE identity_password (
    staff_id TEXT PRIMARY KEY,
    hall_id  TEXT NOT NULL,
    hash     TEXT NOT NULL,
    changed  BIGINT NOT NULL
);

-- Guesses that failed, by a digest of what they were tried on and from where. Forgotten after an hour of silence.
CREATE TABLE identity_attempt (
    source TEXT PRIMARY KEY,
    fails  BIGINT NOT NULL,
    last   BIGINT NOT NULL,
    next   BIGINT NOT NULL
);

CREATE TABLE identity_session (
    id         TEXT PRIMARY KEY,
    hall_id    TEXT NOT NULL,
    staff_id   TEXT NOT NULL,
    window_id  TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    opened     BIGINT NOT NULL,
    seen       BIGINT NOT NULL,
    ended      BIGINT NOT NULL,
    end_reason TEXT NOT NULL
);
CREATE UNIQUE INDEX identity_session_window ON identity_session (window_id) WHERE ended = 0 AND window_id <> '';
CREATE INDEX identity_session_staff ON identity_session (staff_id, ended);

CREATE TABLE identity_device (
    id           TEXT PRIMARY KEY,
    hall_id      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    zone_id      TEXT NOT NULL,
    window_id    TEXT NOT NULL,
    staff_id     TEXT NOT NULL,
    code_hash    TEXT NOT NULL,
    code_expires BIGINT NOT NULL,
    token_hash   TEXT NOT NULL,
    created      BIGINT NOT NULL,
    paired       BIGINT NOT NULL,
    seen         BIGINT NOT NULL,
    revoked      BIGINT NOT NULL
);
CREATE UNIQUE INDEX identity_device_token ON identity_device (token_hash) WHERE token_hash <> '';
CREATE UNIQUE INDEX identity_device_code ON identity_device (code_hash) WHERE code_hash <> '';

-- +goose Down
SELECT 1;
