-- +goose Up
-- Yellow and red cards of electronic supervision: one for each clock, rung and due date.
CREATE TABLE card (
    id            TEXT PRIMARY KEY,
    hall_id       TEXT NOT NULL,
    colour        TEXT NOT NULL,
    clock_id      TEXT NOT NULL,
    rung          BIGINT NOT NULL,
    generation    BIGINT NOT NULL,
    kind          TEXT NOT NULL,
    source        TEXT NOT NULL,
    rule          TEXT NOT NULL,
    case_id       TEXT NOT NULL,
    case_no       TEXT NOT NULL,
    item          TEXT NOT NULL,
    post_id       TEXT NOT NULL,
    department_id TEXT NOT NULL,
    staff_id      TEXT NOT NULL,
    due_at        BIGINT NOT NULL,
    given_at      BIGINT NOT NULL,
    state         TEXT NOT NULL,
    explanation   TEXT NOT NULL,
    explained_at  BIGINT NOT NULL,
    finding       TEXT NOT NULL,
    ground        TEXT NOT NULL,
    note          TEXT NOT NULL,
    closed_by     TEXT NOT NULL,
    closed_at     BIGINT NOT NULL,
    edition       BIGINT NOT NULL,
    UNIQUE (clock_id, rung, generation)
);
CREATE INDEX card_hall ON card (hall_id, state, given_at);
CREATE INDEX card_staff ON card (staff_id, state, given_at);
CREATE INDEX card_case ON card (case_id);

-- +goose Down
SELECT 1;
