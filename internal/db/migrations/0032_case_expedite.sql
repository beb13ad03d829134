-- +goose Up
-- Special matters are expedited with a reason on record (LIM-4).
ALTER TABLE service_case ADD COLUMN urgent TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
