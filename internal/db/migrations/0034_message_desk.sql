-- +goose Up
-- Notes on the desks of staff: unread while read_at is 0.
ALTER TABLE message ADD COLUMN read_at BIGINT NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
