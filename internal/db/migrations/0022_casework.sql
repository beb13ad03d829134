-- +goose Up
CREATE TABLE service_case (
    id           TEXT PRIMARY KEY,
    hall_id      TEXT NOT NULL,
    no           TEXT NOT NULL UNIQUE,
    secret_hash  TEXT NOT NULL,
    item         TEXT NOT NULL,
    version      BIGINT NOT NULL,
    department   TEXT NOT NULL,
    state        TEXT NOT NULL,
    decision     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    id_kind      TEXT NOT NULL,
    id_sealed    TEXT NOT NULL,
    id_index     TEXT NOT NULL,
    phone        TEXT NOT NULL,
    phone_index  TEXT NOT NULL,
    agent_name   TEXT NOT NULL,
    agent_kind   TEXT NOT NULL,
    agent_id     TEXT NOT NULL,
    agent_phone  TEXT NOT NULL,
    authority    TEXT NOT NULL,
    answers      TEXT NOT NULL,
    handler      TEXT NOT NULL,
    post         TEXT NOT NULL,
    window_id    TEXT NOT NULL,
    received_at  BIGINT NOT NULL,
    complete_at  BIGINT NOT NULL,
    accepted_at  BIGINT NOT NULL,
    decided_at   BIGINT NOT NULL,
    ready_at     BIGINT NOT NULL,
    delivered_at BIGINT NOT NULL,
    filed_at     BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL,
    notices      BIGINT NOT NULL,
    visits       BIGINT NOT NULL,
    edition      BIGINT NOT NULL
);
CREATE INDEX service_case_state ON service_case (hall_id, state, received_at);
CREATE INDEX service_case_handler ON service_case (handler, state);
CREATE INDEX service_case_person ON service_case (id_index) WHERE id_index <> '';
CREATE INDEX service_case_phone ON service_case (phone_index) WHERE phone_index <> '';

CREATE TABLE case_number (
    prefix  TEXT NOT NULL,
    hall_id TEXT NOT NULL,
    day     TEXT NOT NULL,
    last    BIGINT NOT NULL,
    PRIMARY KEY (prefix, day)
);

CREATE TABLE case_material (
    id       TEXT PRIMARY KEY,
    hall_id  TEXT NOT NULL,
    case_id  TEXT NOT NULL,
    position BIGINT NOT NULL,
    material TEXT NOT NULL,
    answer   TEXT NOT NULL,
    fault    TEXT NOT NULL,
    fix      TEXT NOT NULL,
    verified BIGINT NOT NULL,
    staff    TEXT NOT NULL,
    at       BIGINT NOT NULL,
    later_by BIGINT NOT NULL,
    approved TEXT NOT NULL
);
CREATE INDEX case_material_case ON case_material (case_id, position);

CREATE TABLE case_file (
    id       TEXT PRIMARY KEY,
    hall_id  TEXT NOT NULL,
    case_id  TEXT NOT NULL,
    material TEXT NOT NULL,
    hash     TEXT NOT NULL,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    bytes    BIGINT NOT NULL,
    staff    TEXT NOT NULL,
    at       BIGINT NOT NULL
);
CREATE INDEX case_file_case ON case_file (case_id, material);

CREATE TABLE case_step (
    id        TEXT PRIMARY KEY,
    hall_id   TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    step      TEXT NOT NULL,
    post      TEXT NOT NULL,
    seq       BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    done_at   BIGINT NOT NULL,
    staff     TEXT NOT NULL,
    held_as   TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    reason    TEXT NOT NULL
);
CREATE INDEX case_step_case ON case_step (case_id, seq);
CREATE INDEX case_step_post ON case_step (post, opened_at) WHERE done_at = 0;

CREATE TABLE case_visit (
    ticket_id TEXT NOT NULL,
    matter_id TEXT NOT NULL PRIMARY KEY,
    hall_id   TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    purpose   TEXT NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX case_visit_case ON case_visit (case_id, at);

-- +goose Down
SELECT 1;
