-- +goose Up
-- The outbox. Recipient and content are sealed; next_at is when it may be taken up (again).
CREATE TABLE message (
    id              TEXT PRIMARY KEY,
    hall_id         TEXT NOT NULL,
    event           TEXT NOT NULL,
    template        TEXT NOT NULL,
    kind            TEXT NOT NULL,
    lang            TEXT NOT NULL,
    recipient       TEXT NOT NULL,
    recipient_index TEXT NOT NULL,
    content         TEXT NOT NULL,
    status          TEXT NOT NULL,
    held            BIGINT NOT NULL,
    attempts        BIGINT NOT NULL,
    next_at         BIGINT NOT NULL,
    reason          TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    UNIQUE (event, recipient_index, template)
);
CREATE INDEX message_due ON message (next_at) WHERE held = 0 AND status IN ('created', 'sending', 'temporary_failure');
CREATE INDEX message_hall ON message (hall_id, created_at, id);
CREATE INDEX message_recipient ON message (recipient_index, created_at);

-- +goose Down
SELECT 1;
